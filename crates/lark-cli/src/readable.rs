//! A message as it is read: who, when, and what it says in words.

mod card;
mod content;
mod post;

use std::fmt;

use jiff::{Timestamp, Zoned, tz::TimeZone};
use lark_api::{
    ids::{ChatId, MessageId, ThreadId},
    im::{
        MsgType,
        messages::{Message, MessageBody, Sender},
    },
};
use schemars::JsonSchema;
use serde::Serialize;

/// A message in the shape lists have.
#[derive(Serialize, JsonSchema)]
pub struct ReadableMessage {
    message_id: MessageId,
    msg_type: MsgType,
    /// Readable text, not the JSON of the wire.
    content: String,
    sender: ReadableSender,
    /// Local, to the minute.
    create_time: String,
    deleted: bool,
    updated: bool,
    /// Only of an edited message.
    #[serde(skip_serializing_if = "Option::is_none")]
    update_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<ThreadId>,
    /// The message it answers, outside a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<MessageId>,
    chat_id: ChatId,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_message_position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_app_link: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<ReadableMention>,
    #[serde(skip)]
    time: Zoned,
}

#[derive(Serialize, JsonSchema)]
pub struct ReadableSender {
    id: String,
    id_type: String,
    sender_type: String,
    tenant_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct ReadableMention {
    key: String,
    id: String,
    name: String,
}

/// What content says in words, as it is sent or as it is read.
pub fn of_content(msg_type: &MsgType, content: &str) -> String {
    let body = MessageBody { content: content.to_owned() };
    content::readable(&Message { msg_type: msg_type.clone(), body, ..Message::default() })
}

/// The columns a table of messages has.
pub const COLUMNS: &[&str] = &["create_time", "sender.name", "content", "message_id"];

impl ReadableMessage {
    pub fn new(message: Message, zone: &TimeZone) -> Self {
        let time = zoned(message.create_time.0, zone);
        let edited = message.updated.then(|| minute(&zoned(message.update_time.0, zone)));
        let content = content::readable(&message);
        Self {
            content,
            create_time: minute(&time),
            update_time: edited,
            reply_to: message.parent_id.filter(|_| message.thread_id.is_none()),
            message_id: message.message_id,
            msg_type: message.msg_type,
            sender: message.sender.into(),
            deleted: message.deleted,
            updated: message.updated,
            thread_id: message.thread_id,
            chat_id: message.chat_id,
            message_position: message.message_position,
            thread_message_position: message.thread_message_position,
            message_app_link: message.message_app_link,
            mentions: message
                .mentions
                .into_iter()
                .map(|mention| ReadableMention {
                    key: mention.key,
                    id: mention.id,
                    name: mention.name,
                })
                .collect(),
            time,
        }
    }

    /// The day it was sent, as a heading.
    pub fn day(&self) -> String {
        format!("── {} ──", self.time.strftime("%A, %-d %B %Y"))
    }
}

impl From<Sender> for ReadableSender {
    fn from(sender: Sender) -> Self {
        Self {
            name: sender.sender_name.filter(|name| !name.is_empty()),
            id: sender.id,
            id_type: sender.id_type.as_str().to_owned(),
            sender_type: sender.sender_type.as_str().to_owned(),
            tenant_key: sender.tenant_key,
        }
    }
}

fn zoned(millis: i64, zone: &TimeZone) -> Zoned {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
}

fn minute(time: &Zoned) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

impl fmt::Display for ReadableMessage {
    /// `09:30  Chen Wei  What it says`, further lines below the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.sender.name.as_deref().unwrap_or(&self.sender.id);
        let bot = if self.sender.sender_type == "app" { " (bot)" } else { "" };
        write!(f, "{}  {name}{bot}", self.time.strftime("%H:%M"))?;
        if self.reply_to.is_some() {
            f.write_str(" ↩")?;
        }
        let marks =
            [(self.updated && !self.deleted, " (edited)"), (self.thread_id.is_some(), " (thread)")];
        for (_, mark) in marks.iter().filter(|(is_so, _)| *is_so) {
            f.write_str(mark)?;
        }
        writeln!(f, "  {}", self.message_id)?;
        let text = if self.deleted { "[recalled]" } else { &self.content };
        let mut lines = text.lines().map(|line| format!("       {line}")).collect::<Vec<_>>();
        if lines.is_empty() {
            lines.push("       ".to_owned());
        }
        f.write_str(&lines.join("\n"))
    }
}
