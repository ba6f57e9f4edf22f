//! `lark-cli im forward-message`

use std::fmt;

use clap::Args;
use lark_api::{Endpoint, ids::MessageId, im::messages::forward::ForwardMessage};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    forwarding::{ForwardTo, OnceArgs},
    message_ids,
    sending::Sent,
};
use crate::{
    context::Context,
    error::CommandError,
    output::{Batch, Output},
};

/// Forward messages, each as a message of its own
///
/// Several have a result each, and one that fails does not stop the others. merge-forward makes one
/// bundle of them.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im forward-message --message-id om_… --chat-id oc_… --as bot\n  \
    lark-cli im forward-message --message-id om_…,om_… --user wei.chen@example.com --as user")]
pub struct ForwardMessageArgs {
    /// A message; several with commas or by repeating; `-` reads ids from standard input
    #[arg(long, value_name = "OM_ID", required = true, value_delimiter = ',')]
    message_id: Vec<String>,

    #[command(flatten)]
    to: ForwardTo,

    #[command(flatten)]
    once: OnceArgs,
}

/// A message that was forwarded, and the new one.
#[derive(Serialize, JsonSchema)]
struct Forwarded {
    from_message_id: MessageId,
    #[serde(flatten)]
    sent: Sent,
}

pub fn run(context: &Context, args: ForwardMessageArgs) -> Result<Output<'_>, CommandError> {
    let ids = message_ids::read(&args.message_id)?;
    let client = context.client(ForwardMessage::META.auth)?;
    let to = args.to.resolve(context, client)?;
    let results = ids.into_iter().map(|message_id| {
        let request = ForwardMessage {
            uuid: args.once.uuid(message_id.as_str()),
            message_id,
            receive_id_type: to.kind.clone(),
            receive_id: to.id.clone(),
        };
        let answer = client.call_with_facts(&request).map_err(CommandError::from);
        let sent = answer.map(|answer| Sent::forwarded(answer, request.uuid.is_some()));
        let from_message_id = request.message_id;
        (from_message_id.to_string(), sent.map(|sent| Forwarded { from_message_id, sent }))
    });
    Batch::of("from_message_id", results.collect())
}

impl fmt::Display for Forwarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Forwarded {}: {}", self.from_message_id, self.sent)
    }
}
