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
#[derive(Serialize, JsonSchema)]
pub struct Sent {
    message_id: MessageId,
    chat_id: ChatId,
    /// Local, to the second.
    create_time: String,
    /// Always `sent`: a refusal and an unknown outcome are errors.
    outcome: &'static str,
    /// Whether an earlier call with the same idempotency key had sent it; null where that cannot be told.
    duplicate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<ThreadId>,
    /// What of it is not as it was asked for, in words.
    #[serde(skip)]
    pub lost: Vec<String>,
}

impl Sent {
    pub fn new(answer: Answered<Message>, said: &Content, key_was_given: bool) -> Self {
        let duplicate = if key_was_given { is_duplicate(&answer) } else { Some(false) };
        let message = answer.value;
        Self {
            lost: answered::lost(said, &message),
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
        write!(f, "{word} {} to {} at {}", self.message_id, self.chat_id, self.create_time)
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
