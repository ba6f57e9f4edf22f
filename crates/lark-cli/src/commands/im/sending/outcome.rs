//! What became of a message that was sent.

use std::fmt;

use lark_api::{
    content::Content,
    ids::{ChatId, MessageId, ThreadId},
    im::messages::Message,
};
use lark_client::Answered;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::local_time;

/// A message that was sent.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Sent {
    pub message_id: MessageId,
    chat_id: ChatId,
    /// Local, to the second.
    create_time: String,
    /// Always `sent`: a refusal and an unknown outcome are errors.
    outcome: &'static str,
    /// Whether an earlier call with the same idempotency key had sent it; null where that cannot be told.
    pub duplicate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<ThreadId>,
    /// The message that Lark has says something else: the key was used for another one before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub content_differs: bool,
}

impl Sent {
    pub fn new(answer: Answered<Message>, said: &Content, key_was_given: bool) -> Self {
        let content_differs = differs(said, &answer.value);
        Self { content_differs, ..Self::forwarded(answer, key_was_given) }
    }

    /// Of what others said.
    pub fn forwarded(answer: Answered<Message>, key_was_given: bool) -> Self {
        let duplicate = if key_was_given { is_duplicate(&answer) } else { Some(false) };
        let message = answer.value;
        Self {
            content_differs: false,
            create_time: local_time(message.create_time.0, "%Y-%m-%d %H:%M:%S"),
            message_id: message.message_id,
            chat_id: message.chat_id,
            outcome: "sent",
            duplicate,
            thread_id: message.thread_id,
        }
    }
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.duplicate == Some(true) { "Sent before:" } else { "Sent" };
        write!(f, "{word} {} to {} at {}", self.message_id, self.chat_id, self.create_time)?;
        if self.content_differs {
            f.write_str(", which says something else")?;
        }
        Ok(())
    }
}

/// All that one destination got: the first message, and where there are several, all of them.
#[derive(Serialize, JsonSchema)]
pub struct Delivered {
    #[serde(flatten)]
    first: Sent,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<Sent>,
}

impl Delivered {
    /// Of what was sent, in its order; there is something always.
    pub fn new(mut sent: Vec<Sent>) -> Self {
        match sent.len() {
            1 => Self { first: sent.remove(0), messages: Vec::new() },
            _ => Self { first: sent[0].clone(), messages: sent },
        }
    }

    pub fn messages(&self) -> &[Sent] {
        if self.messages.is_empty() { std::slice::from_ref(&self.first) } else { &self.messages }
    }

    /// Whether all of it was there before.
    pub fn is_duplicate(&self) -> bool {
        self.messages().iter().all(|sent| sent.duplicate == Some(true))
    }
}

impl fmt::Display for Delivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, sent) in self.messages().iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{sent}")?;
        }
        Ok(())
    }
}

/// A message older than the call was there before it. The server's clock tells whole seconds only.
fn is_duplicate(answer: &Answered<Message>) -> Option<bool> {
    let answered = answer.date? * 1000;
    let began = answered - i64::try_from(answer.took).ok()?;
    let created = answer.value.create_time.0;
    if created < began - 1000 {
        return Some(true);
    }
    (created >= began + 1000).then_some(false)
}

/// Whether an answer is another message than was said. Only plain text comes back as it went, and a
/// file that was uploaded again has another key.
fn differs(said: &Content, message: &Message) -> bool {
    let answered = &message.body.content;
    let Ok(answered) = serde_json::from_str::<Value>(answered) else { return false };
    if message.msg_type != said.msg_type() {
        return true;
    }
    match said {
        Content::Text(text) if !text.text.contains(['<', '&']) => {
            answered["text"].as_str().is_some_and(|found| found.trim() != text.text.trim())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use lark_api::im::MsgType;

    use super::*;

    fn message(msg_type: MsgType, content: &str) -> Message {
        let mut message = Message { msg_type, ..Message::default() };
        message.body.content = content.to_owned();
        message
    }

    #[test]
    fn only_what_comes_back_as_it_was_sent_is_compared() {
        let said = Content::text("on it");
        assert!(!differs(&said, &message(MsgType::Text, r#"{"text":"on it"}"#)));
        assert!(differs(&said, &message(MsgType::Text, r#"{"text":"off it"}"#)));
        assert!(differs(&said, &message(MsgType::Post, r#"{"title":""}"#)));
        let tagged = Content::text("<at user_id=\"ou_1\"></at> on it");
        assert!(!differs(&tagged, &message(MsgType::Text, r#"{"text":"@_user_1 on it"}"#)));
        assert!(!differs(&said, &message(MsgType::Text, "")), "nothing was told");
    }
}
