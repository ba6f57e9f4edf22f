//! `lark-cli im unpin`

use std::fmt;

use clap::Args;
use lark_api::{Endpoint, ids::MessageId, im::pins::UnpinMessage};
use schemars::JsonSchema;
use serde::Serialize;

use super::message_ids;
use crate::{
    context::Context,
    error::CommandError,
    output::{Batch, Output},
};

/// Take pins away, whoever put them there
///
/// Needs --yes: who pinned a message and when is gone with the pin. One that is not pinned stays as it
/// is. Several have a result each.
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli im unpin --message-id om_… --as bot --yes")]
pub struct UnpinArgs {
    /// A message; several with commas or by repeating; `-` reads ids from standard input
    #[arg(long, value_name = "OM_ID", required = true, value_delimiter = ',')]
    message_id: Vec<String>,
}

/// A message that is not pinned.
#[derive(Serialize, JsonSchema)]
struct Unpinned {
    message_id: MessageId,
    pinned: bool,
}

pub fn run(context: &Context, args: UnpinArgs) -> Result<Output<'_>, CommandError> {
    let ids = message_ids::read(&args.message_id)?;
    context.confirmed("taking a pin away")?;
    let client = context.client(UnpinMessage::META.auth)?;
    let results = ids.into_iter().map(|message_id| {
        let request = UnpinMessage { message_id };
        let result = client.call(&request).map_err(CommandError::from);
        let message_id = request.message_id;
        (message_id.to_string(), result.map(|_| Unpinned { message_id, pinned: false }))
    });
    Batch::of("message_id", results.collect())
}

impl fmt::Display for Unpinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Not pinned any more: {}", self.message_id)
    }
}
