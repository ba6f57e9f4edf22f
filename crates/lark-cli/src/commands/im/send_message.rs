//! `lark-cli im send-message`

use clap::Args;
use lark_api::{Endpoint, im::messages::SendMessage};

use super::{
    receivers::{self, Receivers},
    sending::{ContentArgs, SendOptions, deliver},
};
use crate::{context::Context, error::CommandError, output::Output};

/// Send a message to chats, people and threads
///
/// Ends in one of three ways: sent, with the message's id; refused, with Lark's reason; or unknown,
/// when the answer was lost, with a key that settles it. Everybody is known and allowed before the
/// first message goes out; with several, each has its own result, and one that fails does not stop
/// the others.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im send-message --chat-id oc_… --text \"Hello, team\" --as user\n  \
    lark-cli im send-message --user wei.chen@example.com --text \"The build is green\" --as bot\n  \
    lark-cli im send-message --chat-id oc_…,oc_… --email wei.chen@example.com --text \"Back at 9\" --as bot\n  \
    lark-cli im send-message --to-file team.txt --text \"Back at 9\" --idempotency-key back-at-9 --as bot\n  \
    uptime | lark-cli im send-message --chat \"Release team\" --text - --as bot")]
pub struct SendMessageArgs {
    #[command(flatten)]
    receivers: Receivers,
    #[command(flatten)]
    content: ContentArgs,
    #[command(flatten)]
    options: SendOptions,
}

pub fn run(context: &Context, args: SendMessageArgs) -> Result<Output<'_>, CommandError> {
    let is_taken = args.receivers.reads_standard_input();
    if is_taken && args.content.reads_standard_input() {
        return Err(CommandError::invalid("--to-file", "standard input can be read once only")
            .with_hint("give the receivers or the text as a file: --to-file team.txt"));
    }
    let draft = args.content.read(context, &args.options)?;
    let given = args.receivers.read()?;
    context.keep_pace(args.options.pace);
    let client = context.client(SendMessage::META.auth)?;
    let destinations = receivers::resolve(context, client, given)?;
    deliver(context, client, &destinations, draft, &args.options)
}
