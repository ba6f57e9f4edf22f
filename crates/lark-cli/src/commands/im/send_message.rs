//! `lark-cli im send-message`

use clap::Args;
use lark_api::{Auth, Endpoint, im::messages::SendMessage};
use lark_client::Client;

use super::{
    sending::{ContentArgs, Destination, Readers, SendOptions, WebhookArgs, deliver},
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
    lark-cli im send-message --chat-id oc_… --markdown \"**Released**, thanks @Chen Wei\" --as bot\n  \
    lark-cli im send-message --chat-id oc_… --markdown-file notes.md --preview\n  \
    lark-cli im send-message --chat-id oc_… --image ./chart.png --as bot\n  \
    lark-cli im send-message --chat-id oc_… --card @card.json --as bot\n  \
    lark-cli im send-message --webhook-env HOOK_URL --text \"The build is green\"")]
pub struct SendMessageArgs {
    #[command(flatten)]
    receiver: Receiver,
    #[command(flatten)]
    webhook: WebhookArgs,
    #[command(flatten)]
    content: Box<ContentArgs>,
    #[command(flatten)]
    options: SendOptions,
}

/// As whom one can send.
pub const AUTH: &[Auth] = SendMessage::META.auth;

pub fn run(context: &Context, args: SendMessageArgs) -> Result<Output<'_>, CommandError> {
    let hook = args.webhook.hook(&args.options)?;
    let mut draft = args.content.read(context, &args.options)?;
    let destination = |client: &Client| -> Result<Destination, CommandError> {
        Ok(Destination::To(args.receiver.resolve(context, client)?))
    };
    let chats = |client: &Client| {
        let destination = destination(client).ok();
        destination.and_then(|destination| destination.chat(client)).into_iter().collect()
    };
    if let Some(preview) = draft.preview(&Readers { context, chats: &chats }) {
        return preview.map(Output::value);
    }
    if let Some(hook) = hook {
        return hook.post(context, draft);
    }
    let client = context.client(AUTH)?;
    let destination = destination(client)?;
    deliver(context, client, &destination, draft, &args.options)
}
