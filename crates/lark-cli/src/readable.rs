//! A message as it is read: who, when, and what it says in words.

mod card;
pub mod concise;
mod content;
pub mod document;
mod kept;
mod lists;
mod markdown;
mod person;
mod post;
pub mod pretty;
mod screen;
mod words;
pub mod wrap;

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
pub use screen::bytes;

use crate::output::sanitize;

/// A message in the shape lists have, its fields in the order of their names, as in every answer.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct ReadableMessage {
    pub chat_id: ChatId,
    /// Readable text, not the JSON of the wire.
    pub content: String,
    /// Local, to the minute.
    pub create_time: String,
    pub deleted: bool,
    /// Of a bundle: what was forwarded in it, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Vec<ReadableMessage>>,
    /// Whether one has read it, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_read: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<ReadableMention>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_app_link: Option<String>,
    pub message_id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_position: Option<String>,
    pub msg_type: MsgType,
    /// Who reacted how, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reactions: Option<Vec<ReadableReaction>>,
    /// The message it answers, outside a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The files that were saved, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    pub sender: ReadableSender,
    /// Whether its thread has more replies than are here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub thread_has_more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_message_position: Option<String>,
    /// The replies in its thread, oldest first, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_replies: Option<Vec<ReadableMessage>>,
    /// How many replies its thread has, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_total: Option<u64>,
    /// Only of an edited message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
    pub updated: bool,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub sender_type: String,
    pub tenant_key: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct ReadableMention {
    pub id: String,
    pub key: String,
    pub name: String,
}

/// How many, and who, reacted in one way.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReadableReaction {
    /// Names, or ids where names are not known; the first ones where there are many.
    pub by: Vec<String>,
    pub count: u64,
    pub emoji_type: String,
}

/// The files of a message, as [`ReadableMessage::files`] has them.
pub fn files_of(message: &Message) -> Vec<Resource> {
    let around = Around {
        mentions: &message.mentions,
        message_id: &message.message_id,
        zone: &TimeZone::UTC,
    };
    let document = content::read(&message.msg_type, &message.body.content, around);
    given_out(&message.msg_type, &document)
}

/// What a card shows is not.
fn given_out(msg_type: &MsgType, document: &Document) -> Vec<Resource> {
    match msg_type {
        MsgType::Interactive => Vec::new(),
        _ => document.resources().into_iter().cloned().collect(),
    }
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

/// The files of the messages that [`visit_all`] looks at.
pub fn resources_in<'m>(messages: &'m mut [ReadableMessage], found: &mut Vec<&'m mut Resource>) {
    for message in messages {
        found.extend(message.resources.iter_mut());
        resources_in(message.forwarded.as_deref_mut().unwrap_or_default(), found);
        resources_in(message.thread_replies.as_deref_mut().unwrap_or_default(), found);
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

/// The fields that some messages have and others do not.
pub const OPTIONAL: &[&str] = &[
    "forwarded",
    "is_read",
    "mentions",
    "message_app_link",
    "message_position",
    "reactions",
    "reply_to",
    "resources",
    "sender.name",
    "thread_has_more",
    "thread_id",
    "thread_message_position",
    "thread_replies",
    "thread_total",
    "update_time",
];

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

    /// Its files, those that Lark gives out.
    pub fn files(&self) -> Vec<Resource> {
        given_out(&self.msg_type, &self.document)
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
    /// As it stands in a conversation, where nothing is known of the page.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = pretty::Page::PLAIN;
        let record = pretty::record(self, None, page);
        let text = pretty::answered(&record, &|id| pretty::unknown(id, page));
        f.write_str(text.trim_end_matches('\n'))
    }
}

/// What others wrote, on one line and with nothing in it that a terminal acts on.
fn clean(text: &str) -> String {
    sanitize(text).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests;
