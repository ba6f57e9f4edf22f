//! Every Lark endpoint this project speaks, declared once: types and tables, no I/O.
//!
//! Start with [`endpoint`], then any resource, such as [`im::messages`].

pub mod application;
pub mod auth;
pub mod authen;
pub mod bot;
pub mod contact;
pub mod content;
pub mod describe;
pub mod emoji;
pub mod endpoint;
pub mod errors;
pub mod ids;
pub mod im;
pub mod interactive;
pub mod limits;
pub mod oauth;
mod open_enum;
mod page;
pub mod registry;
pub mod scopes;
pub mod search;
pub mod time;
pub mod wire;

pub use endpoint::{Answer, Auth, Body, Effect, Endpoint, Host, Meta, Method, Paged, Proof, Retry};
pub use page::Page;
