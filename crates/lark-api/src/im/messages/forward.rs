//! Messages: forward one, several as a bundle, or a whole thread.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Message;
use crate::{
    Auth, Endpoint, Meta, Retry,
    ids::{MessageId, ThreadId},
    im::ReceiveIdType,
    scopes::Scopes,
};

const FORWARD: Scopes = Scopes::both(&[&["im:message", "im:message:send_as_bot"]]);

/// Forward a message to a chat, a person or a thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForwardMessage {
    /// The message.
    pub message_id: MessageId,
    /// What kind of id `receive_id` is.
    pub receive_id_type: ReceiveIdType,
    /// The chat, the person or the thread it goes to.
    pub receive_id: String,
    /// As for sending; remembered for each receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

impl Endpoint for ForwardMessage {
    const META: Meta =
        Meta::post("im.messages.forward", "/open-apis/im/v1/messages/{message_id}/forward")
            .query(&["receive_id_type", "uuid"])
            .scopes(FORWARD)
            .retry(Retry::ByUuid("uuid"));
    type Response = Message;

    fn placeholder(&self) -> Message {
        Message::placeholder()
    }
}

/// Forward up to 100 messages of one chat as one bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MergeForward {
    /// What kind of id `receive_id` is.
    pub receive_id_type: ReceiveIdType,
    /// The chat, the person or the thread it goes to.
    pub receive_id: String,
    /// The messages, all of one chat.
    pub message_id_list: Vec<MessageId>,
    /// As for sending; remembered for each receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

impl Endpoint for MergeForward {
    const META: Meta =
        Meta::post("im.messages.merge_forward", "/open-apis/im/v1/messages/merge_forward")
            .query(&["receive_id_type", "uuid"])
            .auth(&[Auth::Bot])
            .scopes(FORWARD)
            .retry(Retry::ByUuid("uuid"));
    type Response = MergeForwarded;

    fn placeholder(&self) -> MergeForwarded {
        MergeForwarded { message: Message::placeholder(), ..MergeForwarded::default() }
    }
}

/// The bundle, and what did not get into it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MergeForwarded {
    pub message: Message,
    pub invalid_message_id_list: Vec<String>,
}

/// Forward a thread as one bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForwardThread {
    /// The thread.
    pub thread_id: ThreadId,
    /// What kind of id `receive_id` is.
    pub receive_id_type: ReceiveIdType,
    /// The chat, the person or the thread it goes to.
    pub receive_id: String,
    /// As for sending; remembered for each receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

impl Endpoint for ForwardThread {
    const META: Meta =
        Meta::post("im.threads.forward", "/open-apis/im/v1/threads/{thread_id}/forward")
            .query(&["receive_id_type", "uuid"])
            .scopes(FORWARD)
            .retry(Retry::ByUuid("uuid"));
    type Response = Message;

    fn placeholder(&self) -> Message {
        Message::placeholder()
    }
}
