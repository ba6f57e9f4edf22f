//! `lark-cli im pin`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint,
    ids::{ChatId, MessageId},
    im::pins::{Pin, PinMessage},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{message_ids, sending::local_time};
use crate::{
    context::Context,
    error::CommandError,
    output::{Batch, Output},
};

/// Pin messages in their chat
///
/// One that is pinned stays as it is. Several have a result each.
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli im pin --message-id om_… --as bot")]
pub struct PinArgs {
    /// A message; several with commas or by repeating; `-` reads ids from standard input
    #[arg(long, value_name = "OM_ID", required = true, value_delimiter = ',')]
    message_id: Vec<String>,
}

/// A pin: the message, and who pinned it when.
#[derive(Serialize, JsonSchema)]
pub struct PinnedMessage {
    message_id: MessageId,
    chat_id: ChatId,
    /// Local, to the second.
    pin_time: String,
    operator_id: String,
    /// `open_id`, or `app_id` for a bot.
    operator_id_type: String,
}

pub fn run(context: &Context, args: PinArgs) -> Result<Output<'_>, CommandError> {
    let ids = message_ids::read(&args.message_id)?;
    let client = context.client(PinMessage::META.auth)?;
    let results = ids.into_iter().map(|message_id| {
        let name = message_id.to_string();
        let answer = client.call(&PinMessage { message_id }).map_err(CommandError::from);
        (name, answer.map(|answer| PinnedMessage::new(answer.pin)))
    });
    Batch::of("message_id", results.collect())
}

impl PinnedMessage {
    pub fn new(pin: Pin) -> Self {
        Self {
            message_id: pin.message_id,
            chat_id: pin.chat_id,
            pin_time: local_time(pin.create_time.0, "%Y-%m-%d %H:%M:%S"),
            operator_id: pin.operator_id,
            operator_id_type: pin.operator_id_type,
        }
    }
}

impl fmt::Display for PinnedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  pinned {} by {}", self.message_id, self.pin_time, self.operator_id)
    }
}
