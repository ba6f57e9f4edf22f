//! `lark-cli im send-message`

use clap::Args;
use lark_api::{Endpoint, im::messages::SendMessage};

use super::{
    sending::{ContentArgs, Destination, SendOptions, WebhookArgs, deliver},
    targets::Receiver,
};
use crate::{context::Context, error::CommandError, output::Output};

/// Send a message to a chat or to a person
///
/// Ends in one of three ways: sent, with the message's id; refused, with Lark's reason; or unknown,
/// when the answer was lost, with a key that settles it.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im send-message --chat-id oc_… --text \"Hello, team\" --as user\n  \
    lark-cli im send-message --user wei.chen@example.com --text \"The build is green\" --as bot\n  \
    uptime | lark-cli im send-message --chat \"Release team\" --text - --as bot\n  \
    lark-cli im send-message --chat-id oc_… --image ./chart.png --as bot\n  \
    lark-cli im send-message --chat-id oc_… --card @card.json --as bot\n  \
    lark-cli im send-message --webhook-env HOOK_URL --text \"The build is green\"")]
pub struct SendMessageArgs {
    #[command(flatten)]
    receiver: Receiver,
    #[command(flatten)]
    webhook: WebhookArgs,
    #[command(flatten)]
    content: ContentArgs,
    #[command(flatten)]
    options: SendOptions,
}

pub fn run(context: &Context, args: SendMessageArgs) -> Result<Output<'_>, CommandError> {
    let hook = args.webhook.hook(&args.options)?;
    let draft = args.content.read(context, &args.options)?;
    if let Some(hook) = hook {
        return hook.post(context, draft);
    }
    let client = context.client(SendMessage::META.auth)?;
    let destination = Destination::To(args.receiver.resolve(context, client)?);
    deliver(context, client, &destination, draft, &args.options)
}
