//! A message as it is read: who, when, and what it says in words.

mod card;
mod content;
pub mod document;
mod kept;
mod lists;
mod markdown;
mod person;
mod post;
pub mod resources;
mod words;

use std::fmt;

use jiff::{Timestamp, Zoned, tz::TimeZone};
use lark_api::{
    ids::{ChatId, MessageId, ThreadId},
    im::{
        MsgType,
        messages::{Message, Sender},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use content::Around;
pub use document::{Document, Resource};
pub use kept::Kept;

/// A message in the shape lists have.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct ReadableMessage {
    pub message_id: MessageId,
    pub msg_type: MsgType,
    /// Readable text, not the JSON of the wire.
    pub content: String,
    pub sender: ReadableSender,
    /// Local, to the minute.
    pub create_time: String,
    pub deleted: bool,
    pub updated: bool,
    /// Only of an edited message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
    /// The message it answers, outside a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    pub chat_id: ChatId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_message_position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_app_link: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<ReadableMention>,
    /// Who reacted how, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reactions: Option<Vec<ReadableReaction>>,
    /// The replies in its thread, oldest first, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_replies: Option<Vec<ReadableMessage>>,
    /// How many replies its thread has, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_total: Option<u64>,
    /// Whether its thread has more replies than are here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub thread_has_more: bool,
    /// Of a bundle: what was forwarded in it, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Vec<ReadableMessage>>,
    /// Whether one has read it, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_read: Option<bool>,
    /// The files that were saved, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    /// As it came.
    #[serde(skip)]
    pub body: String,
    /// What it says, taken apart.
    #[serde(skip)]
    pub document: Document,
    #[serde(skip)]
    pub time: Zoned,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct ReadableSender {
    pub id: String,
    pub id_type: String,
    pub sender_type: String,
    pub tenant_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct ReadableMention {
    pub key: String,
    pub id: String,
    pub name: String,
}

/// How many, and who, reacted in one way.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReadableReaction {
    pub emoji_type: String,
    pub count: u64,
    /// Names, or ids where names are not known; the first ones where there are many.
    pub by: Vec<String>,
}

/// Looks at messages and at the replies to them.
pub fn visit(messages: &mut [ReadableMessage], look: &mut dyn FnMut(&mut ReadableMessage)) {
    for message in messages {
        look(message);
        visit(message.thread_replies.as_deref_mut().unwrap_or_default(), look);
    }
}

/// Looks at messages, at the replies to them and at what was forwarded in them.
pub fn visit_all(messages: &mut [ReadableMessage], look: &mut dyn FnMut(&mut ReadableMessage)) {
    for message in messages {
        look(message);
        visit_all(message.forwarded.as_deref_mut().unwrap_or_default(), look);
        visit_all(message.thread_replies.as_deref_mut().unwrap_or_default(), look);
    }
}

/// What content says in words, as it is sent or as it is read.
pub fn of_content(msg_type: &MsgType, content: &str) -> String {
    let message_id = MessageId::default();
    let around = Around { mentions: &[], message_id: &message_id, zone: &TimeZone::UTC };
    words::of(&content::read(msg_type, content, around))
}

/// The columns a table of messages has.
pub const COLUMNS: &[&str] = &["create_time", "sender.name", "content", "message_id"];

impl ReadableMessage {
    pub fn new(message: Message, zone: &TimeZone) -> Self {
        let time = zoned(message.create_time.0, zone);
        let edited = message.updated.then(|| minute(&zoned(message.update_time.0, zone)));
        let around = Around {
            mentions: &message.mentions,
            message_id: message.upper_message_id.as_ref().unwrap_or(&message.message_id),
            zone,
        };
        let document = content::read(&message.msg_type, &message.body.content, around);
        Self {
            content: words::of(&document),
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
            reactions: None,
            thread_replies: None,
            thread_total: None,
            thread_has_more: false,
            forwarded: None,
            is_read: None,
            resources: Vec::new(),
            body: message.body.content,
            document,
            time,
        }
    }

    /// When it was sent, in milliseconds since 1970.
    pub fn millis(&self) -> i64 {
        self.time.timestamp().as_millisecond()
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

#[cfg(test)]
mod tests;
