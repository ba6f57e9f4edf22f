//! Messages on the disk: their readable shape, and beside it what it was made of.

use jiff::tz::TimeZone;
use lark_api::{ids::MessageId, im::messages::Mention};
use serde::{Deserialize, Serialize};

use super::{Around, ReadableMessage, content, zoned};

/// A message with the replies and the bundles in it.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    message: ReadableMessage,
    /// Of each message in it, itself first.
    said: Vec<Said>,
}

#[derive(Serialize, Deserialize)]
struct Said {
    at: i64,
    body: String,
    /// Whose card it is: content does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
}

impl Kept {
    pub fn new(message: ReadableMessage) -> Self {
        let mut said = Vec::new();
        note(&message, &mut said);
        Self { message, said }
    }

    /// The message, taken apart again.
    pub fn read(self, zone: &TimeZone) -> ReadableMessage {
        let (mut message, mut said) = (self.message, self.said.into_iter());
        restore(&mut message, None, &mut Restoring { said: &mut said, zone });
        message
    }
}

fn inner(message: &ReadableMessage) -> impl Iterator<Item = &ReadableMessage> {
    message.thread_replies.iter().chain(&message.forwarded).flatten()
}

fn note(message: &ReadableMessage, said: &mut Vec<Said>) {
    let person = message.person().map(str::to_owned);
    said.push(Said { at: message.millis(), body: message.body.clone(), person });
    inner(message).for_each(|message| note(message, said));
}

struct Restoring<'a> {
    said: &'a mut dyn Iterator<Item = Said>,
    zone: &'a TimeZone,
}

fn restore(message: &mut ReadableMessage, upper: Option<&MessageId>, with: &mut Restoring<'_>) {
    let Some(Said { at, body, person }) = with.said.next() else { return };
    let mentions = message.mentions.iter().map(|mention| Mention {
        key: mention.key.clone(),
        id: mention.id.clone(),
        name: mention.name.clone(),
        ..Mention::default()
    });
    let mentions: Vec<Mention> = mentions.collect();
    let outermost = upper.unwrap_or(&message.message_id).clone();
    let around = Around { mentions: &mentions, message_id: &outermost, zone: with.zone };
    message.document = content::read(&message.msg_type, &body, around);
    message.body = body;
    message.time = zoned(at, with.zone);
    if let Some(name) = person {
        message.name_person(&name);
    }
    for reply in message.thread_replies.iter_mut().flatten() {
        restore(reply, None, with);
    }
    for inner in message.forwarded.iter_mut().flatten() {
        restore(inner, Some(&outermost), with);
    }
}
