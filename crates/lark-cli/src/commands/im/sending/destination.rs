//! Where a message goes, and the one call that takes it there.

use lark_api::{
    content::Content,
    ids::{ChatId, MessageId, ThreadId},
    im::{
        ReceiveIdType,
        messages::{GetMessage, ReplyMessage, SendMessage},
    },
};
use lark_client::{Client, Error};

use super::{SendKey, media, outcome::Sent};
use crate::{commands::im::targets::ReceiveId, error::CommandError, hints};

pub enum Destination {
    To(ReceiveId),
    Reply {
        message_id: MessageId,
        in_thread: bool,
    },
    /// Lark takes messages for a thread only as replies to one of its own.
    Thread {
        thread_id: ThreadId,
        message_id: MessageId,
    },
}

/// One of the messages that a command sends.
pub struct Part<'a> {
    pub content: &'a Content,
    pub ordinal: usize,
}

impl Destination {
    /// What tells it from every other, whoever writes it down and however.
    pub fn identity(&self) -> String {
        match self {
            // Addresses are the same in any case.
            Self::To(ReceiveId { kind: ReceiveIdType::Email, id }) => {
                format!("email:{}", id.to_lowercase())
            }
            Self::To(ReceiveId { kind, id }) => format!("{kind}:{id}"),
            Self::Reply { message_id, .. } => format!("reply:{message_id}"),
            Self::Thread { thread_id, .. } => format!("thread:{thread_id}"),
        }
    }

    /// As it is called in results.
    pub fn name(&self) -> &str {
        match self {
            Self::To(receiver) => &receiver.id,
            Self::Reply { message_id, .. } => message_id.as_str(),
            Self::Thread { thread_id, .. } => thread_id.as_str(),
        }
    }

    /// The chat where it is read, as far as that is known.
    pub fn chat(&self, client: &Client) -> Option<ChatId> {
        match self {
            Self::To(receiver) => receiver.id.parse().ok(),
            Self::Reply { message_id, .. } | Self::Thread { message_id, .. } => {
                let asked = GetMessage {
                    message_id: message_id.clone(),
                    user_id_type: None,
                    card_msg_content_type: None,
                    with_sender_name: None,
                };
                Some(client.look_up(&asked).ok()?.items.into_iter().next()?.chat_id)
            }
        }
    }

    /// Asks the policy, before anything is sent to anybody.
    pub fn check(&self, client: &Client) -> Result<(), CommandError> {
        let nothing = Content::text("");
        let checked = match self {
            Self::To(receiver) => client.check(&send_to(receiver, &nothing, None)),
            Self::Reply { message_id, .. } | Self::Thread { message_id, .. } => {
                client.check(&reply_to(message_id, &nothing, None, None))
            }
        };
        Ok(checked?)
    }

    pub fn send(
        &self,
        client: &Client,
        part: &Part<'_>,
        key: &SendKey,
    ) -> Result<Sent, CommandError> {
        let is_shown = client.plan().is_none() || key.was_given;
        let uuid = is_shown.then(|| key.uuid(&self.identity(), part.ordinal));
        let answer = match self {
            Self::To(receiver) => client.call_with_facts(&send_to(receiver, part.content, uuid)),
            Self::Reply { message_id, in_thread } => {
                let in_thread = in_thread.then_some(true);
                client.call_with_facts(&reply_to(message_id, part.content, in_thread, uuid))
            }
            Self::Thread { message_id, .. } => {
                client.call_with_facts(&reply_to(message_id, part.content, Some(true), uuid))
            }
        };
        match answer {
            Ok(answer) => Ok(Sent::new(answer, part.content, key.was_given)),
            Err(error @ Error::OutcomeUnknown(_)) => Err(CommandError::from(error)
                .with_hint(hints::settle_by_key(key.as_str()))
                .with_fact("idempotency_key", key.as_str())),
            Err(error) => Err(media::keeping_keys(error.into(), part.content)),
        }
    }
}

fn send_to(receiver: &ReceiveId, content: &Content, uuid: Option<String>) -> SendMessage {
    SendMessage {
        receive_id_type: receiver.kind.clone(),
        receive_id: receiver.id.clone(),
        msg_type: content.msg_type(),
        content: content.to_wire(),
        uuid,
    }
}

fn reply_to(
    message_id: &MessageId,
    content: &Content,
    reply_in_thread: Option<bool>,
    uuid: Option<String>,
) -> ReplyMessage {
    ReplyMessage {
        message_id: message_id.clone(),
        msg_type: content.msg_type(),
        content: content.to_wire(),
        reply_in_thread,
        uuid,
    }
}
