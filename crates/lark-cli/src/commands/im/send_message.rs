//! `lark-cli im send-message`

use clap::Args;
use lark_api::{Endpoint, im::messages::SendMessage};

use super::{
    receivers::{self, Receivers},
    sending::{ContentArgs, Draft, SendOptions, WebhookArgs, deliver},
    streaming::{self, StreamArgs},
    templating::{Made, Target, TemplateArgs, deliver_rows},
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
    uptime | lark-cli im send-message --chat \"Release team\" --text - --as bot\n  \
    tail -f app.log | lark-cli im send-message --chat-id oc_… --stream --as bot\n  \
    lark-cli im send-message --template mail.md --vars people.csv --as bot\n  \
    lark-cli im send-message --chat-id oc_… --image ./chart.png --as bot\n  \
    lark-cli im send-message --chat-id oc_… --card @card.json --as bot\n  \
    lark-cli im send-message --webhook-env HOOK_URL --text \"The build is green\"")]
pub struct SendMessageArgs {
    #[command(flatten)]
    receivers: Receivers,
    #[command(flatten)]
    webhook: WebhookArgs,
    #[command(flatten)]
    content: ContentArgs,
    #[command(flatten)]
    options: SendOptions,

    #[command(flatten)]
    stream: StreamArgs,

    #[command(flatten)]
    template: TemplateArgs,
}

pub fn run(context: &Context, args: SendMessageArgs) -> Result<Output<'_>, CommandError> {
    args.check_standard_input()?;
    context.keep_pace(args.options.pace);
    if let Some(hook) = args.webhook.hook(&args.options)? {
        return hook.post(context, args.content.read(context, &args.options)?);
    }
    let given = args.receivers.read()?;
    let target = if given.is_empty() { Target::OfRows } else { Target::Told };
    let muted = args.content.muted();
    let made = args.template.make(context, (target, muted))?;
    let stream = args.stream.given(args.content.code(), muted)?;
    let draft = match (made, &stream) {
        (Some(Made::Rows(rows)), _) => {
            let client = context.client(SendMessage::META.auth)?;
            let told = match target {
                Target::Told => receivers::resolve(context, client, given)?,
                Target::OfRows => Vec::new(),
            };
            return deliver_rows(context, client, (rows, &told), &args.options);
        }
        (Some(Made::One(content)), _) => Some(Draft::Ready(content)),
        (None, Some(_)) => None,
        (None, None) => Some(args.content.read(context, &args.options)?),
    };
    let client = context.client(SendMessage::META.auth)?;
    let mut destinations = receivers::resolve(context, client, given)?;
    match (draft, stream) {
        (Some(draft), _) => deliver(context, client, &destinations, draft, &args.options),
        (None, Some(stream)) if destinations.len() == 1 => {
            streaming::run(context, client, destinations.remove(0), (stream, &args.options))
        }
        (None, _) => Err(CommandError::invalid("--stream", "a stream goes to one target")
            .with_hint("name one chat or person; others can be forwarded what matters to them")),
    }
}

impl SendMessageArgs {
    /// Standard input can be read once only.
    fn check_standard_input(&self) -> Result<(), CommandError> {
        let is_taken = self.receivers.reads_standard_input();
        let is_wanted = self.content.reads_standard_input()
            || self.stream.reads_standard_input()
            || self.template.reads_standard_input();
        if !is_taken || !is_wanted {
            return Ok(());
        }
        Err(CommandError::invalid("--to-file", "standard input can be read once only")
            .with_hint("give the receivers or the text as a file: --to-file team.txt"))
    }
}
