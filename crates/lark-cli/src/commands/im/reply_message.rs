//! `lark-cli im reply-message`

use clap::Args;
use lark_api::{Endpoint, ids::MessageId, im::messages::ReplyMessage};
use lark_client::Client;

use super::{
    sending::{Beside, ContentArgs, Destination, Readers, SendOptions, deliver},
    streaming::{self, StreamArgs},
};
use crate::{context::Context, error::CommandError, output::Output};

/// Reply to a message
///
/// The reply goes to the chat the message is in, or into its thread with --reply-in-thread.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im reply-message --message-id om_… --text \"On it\" --as bot\n  \
    lark-cli im reply-message --message-id om_… --text \"Details here\" --reply-in-thread --as bot\n  \
    lark-cli im reply-message --message-id om_… --file ./report.pdf --as bot")]
pub struct ReplyMessageArgs {
    /// The message to reply to
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    #[command(flatten)]
    content: Box<ContentArgs>,

    /// Reply in the message's thread, opening one if need be
    #[arg(long)]
    reply_in_thread: bool,

    #[command(flatten)]
    options: SendOptions,

    #[command(flatten)]
    stream: StreamArgs,
}

pub fn run(context: &Context, args: ReplyMessageArgs) -> Result<Output<'_>, CommandError> {
    context.keep_pace(args.options.pace);
    let destination =
        Destination::Reply { message_id: args.message_id, in_thread: args.reply_in_thread };
    if let Some(stream) = args.stream.given(args.content.code(), args.content.muted())? {
        args.content.check(&args.options, Beside::Stream)?;
        let client = context.client(ReplyMessage::META.auth)?;
        return streaming::run(context, client, destination, (stream, &args.options));
    }
    let mut draft = args.content.read(context, &args.options)?;
    let chats = |client: &Client| destination.chat(client).into_iter().collect();
    if let Some(preview) = draft.preview(&Readers { context, chats: &chats }) {
        return preview.map(Output::value);
    }
    let client = context.client(ReplyMessage::META.auth)?;
    deliver(context, client, std::slice::from_ref(&destination), draft, &args.options)
}
