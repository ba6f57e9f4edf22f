//! What sending and replying share: what is said, where it goes, what became of it.

mod answered;
mod cards;
mod content;
mod deliver;
mod draft;
mod inert;
mod markdown;
mod media;
mod outcome;
mod posts;
mod sources;
mod webhook;

use clap::Args;
use jiff::{Timestamp, tz::TimeZone};
use lark_api::limits;

pub use content::ContentArgs;
pub use deliver::{Destination, deliver};
pub use markdown::Readers;
pub use webhook::WebhookArgs;

/// What kind of content it is, and what makes the send safe to repeat.
#[derive(Args)]
pub struct SendOptions {
    /// What --content is: text, post, image, file, audio, media, sticker, interactive, share_chat, share_user
    #[arg(long, value_name = "TYPE", requires = "content")]
    msg_type: Option<String>,

    /// At most 50 characters; within an hour, sends with the same key send one message
    #[arg(long, value_name = "KEY", value_parser = idempotency_key)]
    idempotency_key: Option<String>,
}

fn idempotency_key(given: &str) -> Result<String, String> {
    match given.chars().count() {
        0 => Err("an idempotency key is not empty".to_owned()),
        length if length > limits::UUID_CHARS => Err(format!(
            "an idempotency key has at most {} characters, this has {length}",
            limits::UUID_CHARS
        )),
        _ => Ok(given.to_owned()),
    }
}

impl SendOptions {
    pub fn uuid(&self) -> Option<String> {
        self.idempotency_key.clone()
    }
}

/// Local time as text; an impossible one is empty.
pub fn local_time(millis: i64, format: &str) -> String {
    match Timestamp::from_millisecond(millis) {
        Ok(time) => time.to_zoned(TimeZone::system()).strftime(format).to_string(),
        Err(_) => String::new(),
    }
}
