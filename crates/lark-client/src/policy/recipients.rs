//! Whom a write reaches, as far as its request says.

use lark_api::{
    Meta,
    ids::{ChatId, MessageId},
    registry,
    wire::{Parts, PartsBody},
};
use serde_json::Value;

use super::{Allowed, ChatOf};

/// What a request names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Recipient {
    Chat(String),
    /// A person or a bot.
    Person(String),
    /// Those in the chat the message is in.
    Message(String),
    /// Somebody, but nothing says who.
    Unknown(String),
}

/// Fields that say what is sent, not whom it reaches.
const SAID: &[&str] = &["content", "card", "i18n_contents", "i18n_names", "description", "name"];

const CHATS: &[&str] = &["chat_id", "chat_ids"];

const PEOPLE: &[&str] = &[
    "bot_id_list",
    "email",
    "id_list",
    "manager_ids",
    "member_id",
    "moderator_added_list",
    "moderator_removed_list",
    "open_id",
    "open_ids",
    "owner_id",
    "union_id",
    "union_ids",
    "user_id",
    "user_id_list",
    "user_ids",
];

const MESSAGES: &[&str] = &["message_id", "message_ids", "message_id_list"];

const UNKNOWN: &[&str] = &["batch_message_id", "department_ids", "receive_id"];

/// Endpoints whose `receive_id` is all they reach: what they forward comes from elsewhere.
const SENDS: &[&str] = &[
    "im.messages.create",
    "im.messages.forward",
    "im.messages.merge_forward",
    "im.threads.forward",
];

/// The recipients of a request to a declared endpoint.
pub(super) fn of(meta: &Meta, parts: &Parts) -> Vec<Recipient> {
    if SENDS.contains(&meta.name) {
        return vec![receiver(parts)];
    }
    let mut found = Vec::new();
    let segments = meta.path.split('/').zip(parts.path.split('/'));
    for (expected, segment) in segments {
        if let Some(field) = expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            add(field, segment, &mut found);
        }
    }
    parts.query.iter().for_each(|(name, value)| add(name, value, &mut found));
    add_body(&parts.body, &mut found);
    found
}

/// The `receive_id` of a send or a forward.
fn receiver(parts: &Parts) -> Recipient {
    let id = match &parts.body {
        PartsBody::Json(body) => only(body.iter(), "receive_id").and_then(Value::as_str),
        _ => None,
    };
    let Some(id) = id.map(str::to_owned) else {
        return Recipient::Unknown("a message without a receive_id".to_owned());
    };
    let query = parts.query.iter().map(|(name, value)| (name, value));
    match only(query, "receive_id_type").map(String::as_str) {
        Some("chat_id") => Recipient::Chat(id),
        Some("open_id" | "union_id" | "user_id" | "email") => Recipient::Person(id),
        _ => Recipient::Unknown(id),
    }
}

/// The one field of that name. Some servers read names whatever their case, so two are none.
fn only<'a, T>(fields: impl Iterator<Item = (&'a String, T)>, name: &str) -> Option<T> {
    let mut same = fields.filter(|(other, _)| other.eq_ignore_ascii_case(name));
    match (same.next(), same.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}

fn add_body(body: &PartsBody, found: &mut Vec<Recipient>) {
    match body {
        PartsBody::None => {}
        PartsBody::Json(body) => {
            body.iter().for_each(|(name, value)| add_value(name, value, found));
        }
        PartsBody::Fields(fields) => {
            fields.iter().for_each(|(name, value)| add(name, value, found));
        }
    }
}

fn add_value(name: &str, value: &Value, found: &mut Vec<Recipient>) {
    match value {
        _ if SAID.contains(&name) => {}
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| add_value(name, value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| add_value(name, value, found)),
        Value::String(text) => add(name, text, found),
        Value::Null => {}
        other => add(name, &other.to_string(), found),
    }
}

/// A field's name says what it is, else the beginning of an id does.
fn add(name: &str, value: &str, found: &mut Vec<Recipient>) {
    let (value, name) = (value.to_owned(), name.to_ascii_lowercase());
    let name = name.as_str();
    found.push(match name {
        _ if CHATS.contains(&name) => Recipient::Chat(value),
        _ if PEOPLE.contains(&name) => Recipient::Person(value),
        _ if MESSAGES.contains(&name) => Recipient::Message(value),
        // Who knows it may write there: it is not repeated.
        "token" => Recipient::Unknown("the token".to_owned()),
        _ if UNKNOWN.contains(&name) => Recipient::Unknown(value),
        _ => match value.split_once('_').map(|(prefix, _)| prefix) {
            Some("oc") => Recipient::Chat(value),
            Some("ou" | "on" | "cli") => Recipient::Person(value),
            Some("om") => Recipient::Message(value),
            Some("omt") => Recipient::Unknown(value),
            _ => return,
        },
    });
}

/// The ids a request names, as far as they have the form of one: tokens and addresses have not.
pub(crate) fn ids(meta: &Meta, parts: &Parts) -> Vec<String> {
    let declared = registry::find(meta.name).map_or(*meta, |entry| entry.meta);
    let mut found = of(&declared, parts);
    if declared.path == parts.path {
        parts.path.split('/').for_each(|segment| add("", segment, &mut found));
    }
    let mut ids = Vec::new();
    for recipient in found {
        let id = match recipient {
            Recipient::Chat(id) | Recipient::Person(id) | Recipient::Message(id) => id,
            Recipient::Unknown(id) if id.starts_with("omt_") => id,
            Recipient::Unknown(_) => continue,
        };
        if is_id(&id) && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// Letters, digits, `-` and `_`, and not many of them.
pub(crate) fn is_id(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (1..=64).contains(&text.len()) && text.chars().all(is_plain)
}

/// Says why not, if `allowed` does not have all of them.
pub(super) fn check(
    reached: &[Recipient],
    allowed: &Allowed,
    chats: &dyn ChatOf,
) -> Result<(), String> {
    if reached.is_empty() {
        return Err("it names neither a chat nor a person it reaches".to_owned());
    }
    for recipient in reached {
        match recipient {
            Recipient::Chat(id) => in_list(&allowed.chats, id, "chat")?,
            Recipient::Person(id) => in_list(&allowed.people, id, "person")?,
            Recipient::Message(id) => {
                let chat = id.parse::<MessageId>().ok().and_then(|id| chats.chat_of(&id));
                let chat: ChatId = chat.ok_or_else(|| {
                    format!("it could not be told which chat {} is in", id.escape_debug())
                })?;
                in_list(&allowed.chats, chat.as_str(), "chat")?;
            }
            Recipient::Unknown(id) => {
                return Err(format!("whom {} reaches cannot be told", id.escape_debug()));
            }
        }
    }
    Ok(())
}

fn in_list(list: &[String], id: &str, what: &str) -> Result<(), String> {
    match list.iter().any(|allowed| allowed == id) {
        true => Ok(()),
        false => Err(format!("the {what} {} is not one of those allowed", id.escape_debug())),
    }
}
