//! `lark-cli im merge-forward`

use std::fmt;

use clap::Args;
use lark_api::{Endpoint, im::messages::forward::MergeForward, limits};
use lark_client::Answered;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    forwarding::{ForwardTo, OnceArgs},
    message_ids,
    sending::Sent,
};
use crate::{context::Context, error::CommandError, output::Output};

/// Forward several messages of one chat as one bundle
///
/// What cannot be forwarded is left out and named in the result.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im merge-forward --message-id om_…,om_… --chat-id oc_… --as bot\n  \
    lark-cli im merge-forward --message-id - --user-id ou_… --as bot < ids.txt")]
pub struct MergeForwardArgs {
    /// The messages, 100 at most, with commas or by repeating; `-` reads ids from standard input
    #[arg(long, value_name = "OM_ID", required = true, value_delimiter = ',')]
    message_id: Vec<String>,

    #[command(flatten)]
    to: ForwardTo,

    #[command(flatten)]
    once: OnceArgs,
}

/// The bundle, and what is not in it.
#[derive(Serialize, JsonSchema)]
struct Bundled {
    #[serde(flatten)]
    sent: Sent,
    /// How many messages are in it.
    messages: usize,
    invalid_message_id_list: Vec<String>,
}

pub fn run(context: &Context, args: MergeForwardArgs) -> Result<Output<'_>, CommandError> {
    let message_id_list = message_ids::read(&args.message_id)?;
    let asked = message_id_list.len();
    if asked > limits::BUNDLE {
        let message = format!("{asked} messages are more than a bundle takes: {}", limits::BUNDLE);
        return Err(CommandError::invalid("--message-id", message)
            .with_hint("make several bundles, or forward a whole thread: im forward-thread"));
    }
    let client = context.client(MergeForward::META.auth)?;
    let to = args.to.resolve(context, client)?;
    let named: Vec<_> = message_id_list.iter().map(|id| id.as_str()).collect();
    let uuid = args.once.uuid(&named.join(","));
    let key_was_given = uuid.is_some();
    let request =
        MergeForward { receive_id_type: to.kind, receive_id: to.id, message_id_list, uuid };
    let Answered { value, date, log_id, took, attempts } = client.call_with_facts(&request)?;
    let invalid_message_id_list = value.invalid_message_id_list;
    let message = Answered { value: value.message, date, log_id, took, attempts };
    Ok(Output::value(Bundled {
        sent: Sent::forwarded(message, key_was_given),
        messages: asked.saturating_sub(invalid_message_id_list.len()),
        invalid_message_id_list,
    }))
}

impl fmt::Display for Bundled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: a bundle of {}", self.sent, self.messages)?;
        let mut left_out = self.invalid_message_id_list.iter();
        left_out.try_for_each(|id| write!(f, "\nCannot be forwarded: {id}"))
    }
}
