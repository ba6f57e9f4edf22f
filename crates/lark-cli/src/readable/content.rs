//! Content of any kind, taken apart. What this version does not know is shown as its JSON.
//!
//! Content is read leniently: what is null, missing or of another type loses nothing but itself.

use jiff::{Timestamp, tz::TimeZone};
use lark_api::{
    ids::{MessageId, ResourceKey},
    im::{MsgType, messages::Mention},
};
use serde_json::Value;

use super::{
    card,
    document::{Block, Document, Inline, Resource, ResourceKind, Style},
    post,
};

/// What content alone does not say.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Whom its placeholders stand for.
    pub mentions: &'a [Mention],
    /// The message that its files are had with.
    pub message_id: &'a MessageId,
    pub zone: &'a TimeZone,
}

pub fn read(msg_type: &MsgType, wire: &str, around: Around<'_>) -> Document {
    // Recalled messages and bundles carry plain sentences.
    let Ok(content) = serde_json::from_str::<Value>(wire) else {
        return Document { blocks: vec![Block::Notice(wire.to_owned())] };
    };
    let mut blocks = match &content {
        Value::Object(_) => blocks(msg_type, &content, around),
        _ => Vec::new(),
    };
    let says_nothing = blocks.is_empty() && content.as_object().is_none_or(|it| !it.is_empty());
    if says_nothing && content["text"] != "" {
        blocks.push(Block::Raw(wire.to_owned()));
    }
    Document { blocks }
}

fn blocks(msg_type: &MsgType, content: &Value, around: Around<'_>) -> Vec<Block> {
    let text = |key: &str| text_of(content, key);
    let file = |kind| vec![Block::Resource(around.file(kind, content))];
    match msg_type {
        MsgType::Text | MsgType::Hongbao => {
            let line = around.line(&text("text"));
            if line.is_empty() { Vec::new() } else { vec![Block::Paragraph(line)] }
        }
        MsgType::Post => post::blocks(content, around),
        MsgType::Interactive => card::blocks(content, around),
        MsgType::Image => vec![Block::Resource(around.image(&text("image_key")))],
        MsgType::File => file(ResourceKind::File),
        MsgType::Folder => file(ResourceKind::Folder),
        MsgType::Audio => file(ResourceKind::Audio),
        MsgType::Media => file(ResourceKind::Video),
        MsgType::Other(kind) if kind == "video" => file(ResourceKind::Video),
        MsgType::Sticker => file(ResourceKind::Sticker),
        MsgType::ShareChat => fact("chat", [("id", text("chat_id"))]),
        MsgType::ShareUser => fact("user", [("id", text("user_id"))]),
        MsgType::System => system(content),
        MsgType::Location => {
            let place = |key| (key, text(key));
            fact("location", [place("name"), place("longitude"), place("latitude")])
        }
        MsgType::Calendar | MsgType::GeneralCalendar | MsgType::ShareCalendarEvent => {
            let time = |key| around.time(&content[key]);
            let times = [("start", time("start_time")), ("end", time("end_time"))];
            fact("event", [("summary", text("summary"))].into_iter().chain(times))
        }
        MsgType::VideoChat => {
            let start = around.time(&content["start_time"]);
            fact("meeting", [("topic", text("topic")), ("start", start)])
        }
        MsgType::Todo => todo(content, around),
        MsgType::Vote => vote(content),
        _ => Vec::new(),
    }
}

pub fn text_of(value: &Value, key: &str) -> String {
    match &value[key] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The facts that are known; nothing where none is.
pub fn fact(
    kind: &'static str,
    facts: impl IntoIterator<Item = (&'static str, String)>,
) -> Vec<Block> {
    let facts: Vec<_> = facts.into_iter().filter(|(_, fact)| !fact.is_empty()).collect();
    if facts.is_empty() { Vec::new() } else { vec![Block::Fact { kind, facts }] }
}

fn todo(content: &Value, around: Around<'_>) -> Vec<Block> {
    let (summary, due) = (&content["summary"], around.time(&content["due_time"]));
    let facts = [("summary", text_of(summary, "title")), ("due", due)];
    let mut blocks = fact("todo", facts);
    blocks.extend(post::lines(&summary["content"], around));
    blocks
}

/// A status other than 0 is that of a vote that has ended.
fn vote(content: &Value) -> Vec<Block> {
    let options = content["options"].as_array().into_iter().flatten();
    let options: Vec<String> = options.map(plain).collect();
    let ended = content["status"].as_i64().is_some_and(|status| status != 0);
    let state = if ended { "ended".to_owned() } else { String::new() };
    let facts =
        [("topic", text_of(content, "topic")), ("options", options.join(" / ")), ("state", state)];
    fact("vote", facts)
}

fn text_or_nothing(value: &Value) -> String {
    if value.is_null() { String::new() } else { plain(value) }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A sentence with its blanks filled in.
fn system(content: &Value) -> Vec<Block> {
    let divider = text_of(&content["divider_text"], "text");
    if !divider.is_empty() {
        return vec![Block::Notice(format!("── {divider} ──"))];
    }
    let mut sentence = text_of(content, "template");
    for (name, value) in content.as_object().into_iter().flatten() {
        let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        let names = names.collect::<Vec<_>>().join(", ");
        sentence = sentence.replace(&format!("{{{name}}}"), &names);
    }
    if sentence.is_empty() { Vec::new() } else { vec![Block::Notice(sentence)] }
}

impl Around<'_> {
    pub fn resource(&self, kind: ResourceKind, key: &str) -> Resource {
        Resource {
            kind,
            message_id: self.message_id.clone(),
            key: ResourceKey::unchecked(key),
            name: None,
            duration: None,
            cover: None,
            size: None,
            saved_path: None,
            error: None,
        }
    }

    pub fn image(&self, key: &str) -> Resource {
        self.resource(ResourceKind::Image, key)
    }

    pub fn file(&self, kind: ResourceKind, content: &Value) -> Resource {
        let text = |key: &str| Some(text_of(content, key)).filter(|text| !text.is_empty());
        Resource {
            name: text("file_name"),
            duration: number(&content["duration"]),
            cover: text("image_key"),
            ..self.resource(kind, &text_of(content, "file_key"))
        }
    }

    /// Local, to the minute; what is no time stays as it is.
    fn time(&self, millis: &Value) -> String {
        let Some(time) = number(millis) else { return text_or_nothing(millis) };
        let time = i64::try_from(time).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
        match time {
            Some(time) => time.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
            None => plain(millis),
        }
    }

    /// Whom a placeholder or an id stands for.
    pub fn mention(&self, key: &str, name: &str) -> Inline {
        if matches!(key, "all" | "@_all") {
            return Inline::Mention { name: "all".to_owned(), id: "all".to_owned() };
        }
        let found = self.mentions.iter().find(|mention| mention.key == key || mention.id == key);
        let (name, id) = match found {
            Some(mention) if !mention.name.is_empty() => (mention.name.as_str(), &*mention.id),
            Some(mention) => (name, &*mention.id),
            None => (name, key),
        };
        Inline::Mention { name: name.to_owned(), id: id.trim_start_matches('@').to_owned() }
    }

    /// Text with its line breaks, and the names in place of their placeholders.
    pub fn line(&self, text: &str) -> Vec<Inline> {
        let mut line = Vec::new();
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                line.push(Inline::Break);
            }
            self.mentioned(part, Style::default(), &mut line);
        }
        line
    }

    /// Adds a text that may have placeholders in it.
    pub fn mentioned(&self, text: &str, style: Style, line: &mut Vec<Inline>) {
        let mut rest = text;
        let mut from = 0;
        while let Some(at) = rest[from..].find("@_").map(|at| from + at) {
            let Some(key) = self.key_at(&rest[at..]) else {
                from = at + 2;
                continue;
            };
            push_text(&rest[..at], style, line);
            line.push(self.mention(&rest[at..at + key], ""));
            rest = &rest[at + key..];
            from = 0;
        }
        push_text(rest, style, line);
    }

    /// How long the placeholder is that the text begins with; one may begin another.
    fn key_at(&self, text: &str) -> Option<usize> {
        let keys = self.mentions.iter().map(|mention| mention.key.as_str()).chain(["@_all"]);
        keys.filter(|key| !key.is_empty() && text.starts_with(key)).map(str::len).max()
    }
}

pub fn push_text(text: &str, style: Style, line: &mut Vec<Inline>) {
    if !text.is_empty() {
        line.push(Inline::Text { text: text.to_owned(), style });
    }
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
