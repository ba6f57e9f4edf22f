//! `lark-cli im send-message`

use clap::Args;
use lark_api::{Endpoint, im::messages::SendMessage};

use super::{
    sending::{ContentArgs, Destination, Draft, SendOptions, deliver},
    streaming::{self, StreamArgs},
    targets::Receiver,
    templating::{Made, Target, TemplateArgs, deliver_rows},
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
    tail -f app.log | lark-cli im send-message --chat-id oc_… --stream --as bot\n  \
    lark-cli im send-message --template mail.md --vars people.csv --as bot")]
pub struct SendMessageArgs {
    #[command(flatten)]
    receiver: Receiver,
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
    let target = if args.receiver.is_told() { Target::Told } else { Target::OfRows };
    if let Some(made) = args.template.make(context, target)? {
        return send_made(context, &args, made);
    }
    if let Some(stream) = args.stream.given(args.content.code())? {
        let client = context.client(SendMessage::META.auth)?;
        let destination = Destination::To(args.receiver.resolve(context, client)?);
        return streaming::run(context, client, destination, (stream, &args.options));
    }
    let draft = args.content.read(context, &args.options)?;
    let client = context.client(SendMessage::META.auth)?;
    let destination = Destination::To(args.receiver.resolve(context, client)?);
    deliver(context, client, &destination, draft, &args.options)
}

/// Rows that name their own targets go there; all others go where the command says.
fn send_made<'a>(
    context: &'a Context,
    args: &SendMessageArgs,
    made: Made,
) -> Result<Output<'a>, CommandError> {
    let client = context.client(SendMessage::META.auth)?;
    let told = || args.receiver.resolve(context, client).map(Destination::To);
    match made {
        Made::One(content) => {
            deliver(context, client, &told()?, Draft::Ready(content), &args.options)
        }
        Made::Rows(messages) => {
            let needs_one = messages.iter().any(|message| message.to.is_none());
            let told = if needs_one { Some(told()?) } else { None };
            deliver_rows(client, messages, told.as_ref(), &args.options)
        }
    }
}
