//! What Lark does when it is called: a workspace with chats, people, bots, tokens and limits.
//!
//! [`Sandbox::router`] is reached like Lark is, through HTTP requests and responses; [`Server`]
//! puts it on a loopback port. `calls` says what each endpoint does, `route` how it is found.

mod answer;
mod arrival;
mod caller;
mod calls;
mod clock;
mod consent;
mod content;
mod download;
mod failure;
mod ids;
mod image;
mod info;
mod keys;
mod limits;
mod model;
mod options;
mod owner;
mod page;
mod random;
mod route;
mod sandbox;
mod seed;
mod server;
mod storage;
mod store;
mod tenants;
mod view;

pub use clock::ClockChange;
pub use consent::{Consent, ConsentAbout, ConsentError, Consented, Decision};
pub use info::{AppInfo, ChatInfo, Info, UserInfo, WebhookInfo};
pub use options::{ClockSetting, InvalidLimits, Limits, Location, Options};
pub use owner::{Claim, ClaimError, Ownership, ServerFile, claim};
pub use random::{OsRandom, Random, SequentialRandom};
pub use sandbox::Sandbox;
pub use server::{ServeError, Server};
pub use storage::{StorageError, open::OpenError};
pub use tenants::{BotInfo, TenantInfo, TenantUser};
