//! `lark-cli im edit-message`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint,
    content::Content,
    errors::codes,
    ids::{ChatId, MessageId},
    im::{MsgType, messages::change::EditMessage},
};
use lark_client::{Client, Error};
use schemars::JsonSchema;
use serde::Serialize;

use super::sending::{ContentArgs, Destination, Readers, SendOptions, local_time};
use crate::{context::Context, error::CommandError, output::Output};

/// Edit a text or a post that the bot sent
///
/// A message takes 20 edits, within a day of its sending unless the tenant set another time. A card is
/// replaced with update-card.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im edit-message --message-id om_… --text \"Standup is at 10:30\" --as bot\n  \
    date | lark-cli im edit-message --message-id om_… --text - --as bot")]
pub struct EditMessageArgs {
    /// The message
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    #[command(flatten)]
    content: Box<ContentArgs>,

    /// What --content is: text or post
    #[arg(long, value_name = "TYPE", requires = "content")]
    msg_type: Option<String>,
}

/// A message that now says something else.
#[derive(Serialize, JsonSchema)]
struct Edited {
    message_id: MessageId,
    chat_id: ChatId,
    msg_type: MsgType,
    /// Local, to the second.
    update_time: String,
    updated: bool,
}

pub fn run(context: &Context, args: EditMessageArgs) -> Result<Output<'_>, CommandError> {
    let message_id = args.message_id;
    let mut draft = args.content.read(context, &SendOptions::of_kind(args.msg_type))?;
    let place = Destination::Reply { message_id: message_id.clone(), in_thread: false };
    let chats = |client: &Client| place.chat(client).into_iter().collect();
    let readers = Readers { context, chats: &chats };
    if let Some(preview) = draft.preview(&readers) {
        return preview.map(Output::value);
    }
    // What cannot be edited in is refused before anything is uploaded for it.
    if let Some(content) = draft.ready() {
        editable(&message_id, content)?;
    }
    let client = context.client(EditMessage::META.auth)?;
    let mut contents = draft.finish(client, &readers)?;
    let content = match contents.len() {
        1 => contents.remove(0),
        parts => return Err(too_long(parts)),
    };
    editable(&message_id, &content)?;
    let request =
        EditMessage { message_id, msg_type: content.msg_type(), content: content.to_wire() };
    let message = client.call(&request).map_err(|error| refused(&request.message_id, error))?;
    Ok(Output::value(Edited {
        update_time: local_time(message.update_time.0, "%Y-%m-%d %H:%M:%S"),
        message_id: message.message_id,
        chat_id: message.chat_id,
        msg_type: message.msg_type,
        updated: message.updated,
    }))
}

fn editable(message_id: &MessageId, content: &Content) -> Result<(), CommandError> {
    let kind = content.msg_type();
    if matches!(kind, MsgType::Text | MsgType::Post) {
        return Ok(());
    }
    let hint = match kind {
        MsgType::Interactive => format!(
            "{}; Markdown with tables becomes a post with --render post",
            update_card(message_id)
        ),
        _ => send_anew(message_id),
    };
    let message = format!("an edit makes a text or a post of a message, not: {kind}");
    Err(CommandError::invalid("--content", message).with_hint(hint))
}

fn too_long(parts: usize) -> CommandError {
    let message = format!("the new content fills {parts} messages, and an edit changes one");
    CommandError::invalid("--content", message)
        .with_hint("shorten it, or say the rest in a reply: lark-cli im reply-message")
}

/// What the message is shows only when Lark refuses.
fn refused(message_id: &MessageId, error: Error) -> CommandError {
    match &error {
        Error::Api(api) if api.code == codes::MESSAGE_UNSUPPORTED => {
            let hint = format!(
                "only texts and posts can be edited; if it is a card: {}; else {}",
                update_card(message_id),
                send_anew(message_id)
            );
            CommandError::from(error).with_hint(hint)
        }
        _ => error.into(),
    }
}

fn update_card(message_id: &MessageId) -> String {
    format!("lark-cli im update-card --message-id {message_id} --card @card.json")
}

fn send_anew(message_id: &MessageId) -> String {
    format!(
        "recall it and send another: lark-cli im delete-message --message-id {message_id} --yes"
    )
}

impl fmt::Display for Edited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edited {} in {} at {}", self.message_id, self.chat_id, self.update_time)
    }
}
