//! `lark-cli im get-message`

use std::fmt;

use clap::Args;
use lark_api::{Endpoint, ids::MessageId, im::messages::GetMessage};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    context::Context, error::CommandError, output::Output, readable::ReadableMessage, zone,
};

/// Read a message; of a forwarded bundle also the messages in it
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli im get-message --message-id om_… --as bot")]
pub struct GetMessageArgs {
    /// The message
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,
}

/// The message, and what is in it.
#[derive(Serialize, JsonSchema)]
struct Found {
    messages: Vec<ReadableMessage>,
    total: usize,
}

pub fn run(context: &Context, args: GetMessageArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(GetMessage::META.auth)?;
    let found = client.call(&GetMessage {
        message_id: args.message_id,
        user_id_type: None,
        card_msg_content_type: None,
        with_sender_name: Some(true),
    })?;
    let zone = zone::local();
    let messages: Vec<_> =
        found.items.into_iter().map(|message| ReadableMessage::new(message, &zone)).collect();
    Ok(Output::value(Found { total: messages.len(), messages }))
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut day = String::new();
        for message in &self.messages {
            if message.day() != day {
                day = message.day();
                writeln!(f, "{day}")?;
            }
            writeln!(f, "{message}")?;
        }
        Ok(())
    }
}
