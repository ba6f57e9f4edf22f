//! What sending and replying share: what is said, where it goes, what became of it.

mod answered;
mod cards;
mod code;
mod content;
mod deliver;
mod destination;
mod draft;
mod inert;
mod key;
mod markdown;
mod media;
mod outcome;
pub mod pool;
mod posts;
mod report;
mod rest;
mod sources;
mod staleness;
mod webhook;

use clap::Args;
use jiff::Timestamp;

pub use cards::GivenCard;
pub use code::Code;
pub use content::{Beside, ContentArgs};
pub use deliver::deliver;
pub use destination::{Destination, Part};
pub use draft::Draft;
pub use inert::text as inert;
pub use key::{SendKey, parse as idempotency_key};
pub use markdown::{Readers, of_template};
pub use outcome::Sent;
pub use pool::{THREADS, each};
pub use rest::Rest;
pub use sources::{Muted, ReadArgs};
pub use webhook::{Hook, WebhookArgs};

use crate::{pace::Pace, zone};

/// What kind of content it is, and what makes the send safe to repeat.
#[derive(Args)]
pub struct SendOptions {
    /// What --content is: text, post, image, file, audio, media, sticker, interactive, share_chat, share_user
    #[arg(long, value_name = "TYPE", requires = "content")]
    msg_type: Option<String>,

    /// Within an hour, the same command with the same key sends nothing twice
    #[arg(long, value_name = "KEY", value_parser = key::parse)]
    idempotency_key: Option<String>,

    /// How fast: auto stays under Lark's limits, together with all commands of this machine; off; or calls per second
    #[arg(long, value_name = "auto|off|N")]
    pub pace: Option<Pace>,
}

impl SendOptions {
    /// Of content that is not sent: it takes another's place.
    pub fn of_kind(msg_type: Option<String>) -> Self {
        Self { msg_type, idempotency_key: None, pace: None }
    }

    /// What makes the messages safe to send again.
    pub fn key(&self) -> SendKey {
        SendKey::new(self.idempotency_key.as_deref())
    }
}

/// Local time as text; an impossible one is empty.
pub fn local_time(millis: i64, format: &str) -> String {
    match Timestamp::from_millisecond(millis) {
        Ok(time) => time.to_zoned(zone::local()).strftime(format).to_string(),
        Err(_) => String::new(),
    }
}
