//! `lark-cli im send-message`

use clap::Args;
use lark_api::{Auth, Endpoint, im::messages::SendMessage};
use lark_client::Client;

use super::{
    receivers::{self, Given, Receivers},
    sending::{Beside, ContentArgs, Draft, Hook, Readers, SendOptions, WebhookArgs, deliver},
    streaming::{self, Stream, StreamArgs},
    templating::{Made, RowMessage, Target, TemplateArgs, deliver_rows},
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
    lark-cli im send-message --chat-id oc_… --markdown \"**Released**, thanks @Chen Wei\" --as bot\n  \
    lark-cli im send-message --chat-id oc_… --markdown-file notes.md --preview\n  \
    lark-cli im send-message --chat-id oc_… --image ./chart.png --as bot\n  \
    lark-cli im send-message --chat-id oc_… --card @card.json --as bot\n  \
    lark-cli im send-message --webhook-env HOOK_URL --text \"The build is green\"")]
pub struct SendMessageArgs {
    #[command(flatten)]
    receivers: Receivers,
    #[command(flatten)]
    webhook: WebhookArgs,
    #[command(flatten)]
    content: Box<ContentArgs>,
    #[command(flatten)]
    options: SendOptions,

    #[command(flatten)]
    stream: StreamArgs,

    #[command(flatten)]
    template: TemplateArgs,
}

/// As whom one can send.
pub const AUTH: &[Auth] = SendMessage::META.auth;

pub fn run(context: &Context, args: SendMessageArgs) -> Result<Output<'_>, CommandError> {
    args.check_standard_input()?;
    context.keep_pace(args.options.pace);
    let hook = args.webhook.hook(&args.options)?;
    let given = args.receivers.read()?;
    let target = if given.is_empty() { Target::OfRows } else { Target::Told };
    let muted = args.content.muted();
    let made = args.template.make(context, (target, muted))?;
    if let Some(stream) = args.stream.given(args.content.code(), muted)? {
        args.content.check(&args.options, Beside::Stream)?;
        return stream_to(context, given, (stream, &args.options));
    }
    let draft = match made {
        None => args.content.read(context, &args.options)?,
        Some(made) => {
            args.content.check(&args.options, Beside::Nothing)?;
            match made {
                Made::One(content) => Draft::Ready(content),
                Made::Rows(rows) => return send_rows(context, given, (rows, &args.options)),
            }
        }
    };
    match hook {
        Some(hook) => post(context, hook, draft),
        None => send(context, given, (draft, &args.options)),
    }
}

fn send<'a>(
    context: &'a Context,
    given: Vec<Given>,
    (mut draft, options): (Draft, &SendOptions),
) -> Result<Output<'a>, CommandError> {
    let chats = |client: &Client| {
        let destinations = receivers::resolve(context, client, given.clone()).unwrap_or_default();
        destinations.iter().filter_map(|destination| destination.chat(client)).collect()
    };
    if let Some(preview) = draft.preview(&Readers { context, chats: &chats }) {
        return preview.map(Output::value);
    }
    let client = context.client(AUTH)?;
    let destinations = receivers::resolve(context, client, given)?;
    deliver(context, client, &destinations, draft, options)
}

fn post(context: &Context, hook: Hook, mut draft: Draft) -> Result<Output<'_>, CommandError> {
    let nowhere = |_: &Client| Vec::new();
    match draft.preview(&Readers { context, chats: &nowhere }) {
        Some(preview) => preview.map(Output::value),
        None => hook.post(context, draft),
    }
}

fn send_rows<'a>(
    context: &'a Context,
    given: Vec<Given>,
    (rows, options): (Vec<RowMessage>, &SendOptions),
) -> Result<Output<'a>, CommandError> {
    let client = context.client(AUTH)?;
    let told = match given.is_empty() {
        true => Vec::new(),
        false => receivers::resolve(context, client, given)?,
    };
    deliver_rows(context, client, (rows, &told), options)
}

fn stream_to<'a>(
    context: &'a Context,
    given: Vec<Given>,
    (stream, options): (Stream, &SendOptions),
) -> Result<Output<'a>, CommandError> {
    let client = context.client(AUTH)?;
    let mut destinations = receivers::resolve(context, client, given)?;
    if destinations.len() != 1 {
        return Err(CommandError::invalid("--stream", "a stream goes to one target")
            .with_hint("name one chat or person; others can be forwarded what matters to them"));
    }
    streaming::run(context, client, destinations.remove(0), (stream, options))
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
