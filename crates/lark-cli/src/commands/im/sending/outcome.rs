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

use super::{answered, local_time};

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
    /// The message that Lark has does not say all that was to be said.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub content_differs: bool,
    /// In what way, in words.
    #[serde(skip)]
    pub lost: Vec<String>,
}

impl Sent {
    pub fn new(answer: Answered<Message>, said: &Content, key_was_given: bool) -> Self {
        let lost = answered::lost(said, &answer.value);
        Self { content_differs: !lost.is_empty(), lost, ..Self::forwarded(answer, key_was_given) }
    }

    /// Of what others said.
    pub fn forwarded(answer: Answered<Message>, key_was_given: bool) -> Self {
        let duplicate = if key_was_given { is_duplicate(&answer) } else { Some(false) };
        let message = answer.value;
        Self {
            content_differs: false,
            lost: Vec::new(),
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
