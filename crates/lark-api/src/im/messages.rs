//! Messages: send, reply, get, list, recall; what else one does with them is in the files beside.

pub mod change;
pub mod find;
pub mod follow_up;
pub mod forward;
pub mod readers;
pub mod urgent;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MsgType, ReceiveIdType, SenderType, ShownIdType, UserIdType};
use crate::{
    Auth, Endpoint, Meta, Page, Retry,
    ids::{ChatId, MessageId, ThreadId},
    open_enum::open_enum,
    page::paged,
    scopes::{AnyOf, Conditional, Scopes, When},
    time::{Millis, Seconds},
};

pub(crate) const SEND: Scopes =
    Scopes::both(&[&["im:message:send_as_bot", "im:message", "im:message:send"]])
        .user(&[&["im:message"], &["im:message.send_as_user"]]);
pub(crate) const READ: Scopes =
    Scopes::both(&[&["im:message:readonly", "im:message", "im:message.history:readonly"]])
        .when(READ_WHEN);
const READ_WHEN: &[Conditional] = &[
    needs(When::Group, Auth::Bot, &["im:message.group_msg"]),
    needs(When::Group, Auth::User, &["im:message.group_msg:get_as_user"]),
    needs(When::P2p, Auth::Bot, &["im:message.p2p_msg:readonly"]),
    needs(When::P2p, Auth::User, &["im:message.p2p_msg:get_as_user"]),
];

const fn needs(when: When, auth: Auth, any_of: AnyOf) -> Conditional {
    Conditional { when, auth, any_of }
}

/// Send a message to a chat or to a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SendMessage {
    /// What kind of id `receive_id` is.
    pub receive_id_type: ReceiveIdType,
    /// The chat or the person the message goes to.
    pub receive_id: String,
    /// What `content` is.
    pub msg_type: MsgType,
    /// The content, a JSON object written as a string; its shape depends on `msg_type`.
    pub content: String,
    /// At most 50 characters. The message is sent once however often the call is repeated with it
    /// within an hour; a repeat answers the first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

impl Endpoint for SendMessage {
    const META: Meta = Meta::post("im.messages.create", "/open-apis/im/v1/messages")
        .query(&["receive_id_type"])
        .scopes(SEND)
        .retry(Retry::ByUuid("uuid"));
    type Response = Message;

    fn placeholder(&self) -> Message {
        Message::placeholder()
    }
}

/// Reply to a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReplyMessage {
    /// The message to reply to.
    pub message_id: MessageId,
    /// What `content` is.
    pub msg_type: MsgType,
    /// The content, a JSON object written as a string; its shape depends on `msg_type`.
    pub content: String,
    /// Opens a thread on the message, or goes on in the one it has. A message that is in a thread
    /// already is always answered there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_in_thread: Option<bool>,
    /// As for sending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

impl Endpoint for ReplyMessage {
    const META: Meta =
        Meta::post("im.messages.reply", "/open-apis/im/v1/messages/{message_id}/reply")
            .scopes(SEND)
            .retry(Retry::ByUuid("uuid"));
    type Response = Message;

    fn placeholder(&self) -> Message {
        Message::placeholder()
    }
}

/// Get one message; of a forwarded bundle also the messages in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetMessage {
    /// The message.
    pub message_id: MessageId,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// How a card is shown; flattened to text lines unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_msg_content_type: Option<CardContent>,
    /// Adds the sender's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_sender_name: Option<bool>,
}

impl Endpoint for GetMessage {
    const META: Meta =
        Meta::get("im.messages.get", "/open-apis/im/v1/messages/{message_id}").scopes(READ);
    type Response = Messages;
}

/// List the messages of a chat or a thread.
///
/// In a group only the first message of each thread is listed; its replies are in the thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListMessages {
    /// What `container_id` is.
    pub container_id_type: Container,
    /// The chat or the thread.
    pub container_id: String,
    /// The earliest time, in seconds; not for threads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Seconds>,
    /// The latest time, in seconds; not for threads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Seconds>,
    /// Oldest first unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort_type: Option<SortType>,
    /// Messages on a page, 20 unless told, 50 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
    /// How cards are shown; flattened to text lines unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_msg_content_type: Option<CardContent>,
    /// Leaves replies in threads out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_thread_root_messages: Option<bool>,
    /// Adds the senders' names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_sender_name: Option<bool>,
}

impl Endpoint for ListMessages {
    const META: Meta = Meta::get("im.messages.list", "/open-apis/im/v1/messages").scopes(READ);
    type Response = Page<Message>;
}

paged!(ListMessages);

/// Recall a message: its place in the chat stays, its content goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteMessage {
    /// The message.
    pub message_id: MessageId,
}

impl Endpoint for DeleteMessage {
    const META: Meta = Meta::delete("im.messages.delete", "/open-apis/im/v1/messages/{message_id}")
        .scopes(Scopes::both(&[&["im:message", "im:message:recall", "im:message:send_as_bot"]]))
        .irreversible();
    type Response = super::Nothing;
}

open_enum! {
    /// What a list of messages is read from.
    Container {
        Chat = "chat",
        Thread = "thread",
    }
}

open_enum! {
    /// The order of a list of messages.
    SortType {
        ByCreateTimeAsc = "ByCreateTimeAsc",
        ByCreateTimeDesc = "ByCreateTimeDesc",
    }
}

open_enum! {
    /// How the content of a card is shown.
    CardContent {
        /// The card in Lark's normal form, its mentions and images resolved.
        Raw = "raw_card_content",
        /// The card as it was sent.
        User = "user_card_content",
    }
}

/// The messages a call asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Messages {
    pub items: Vec<Message>,
}

/// A message as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Message {
    pub message_id: MessageId,
    /// The first message of the chain of replies; only on replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_id: Option<MessageId>,
    /// The message replied to; only on replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<MessageId>,
    /// Only on messages of a thread, its first included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
    pub msg_type: MsgType,
    pub create_time: Millis,
    pub update_time: Millis,
    /// Recalled: the content is gone.
    pub deleted: bool,
    /// Edited.
    pub updated: bool,
    pub chat_id: ChatId,
    pub sender: Sender,
    pub body: MessageBody,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// The forwarded bundle the message is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper_message_id: Option<MessageId>,
    /// Opens the message in the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_app_link: Option<String>,
    /// The message's number in its chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_position: Option<String>,
    /// The message's number in its thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_message_position: Option<String>,
}

impl Default for Message {
    fn default() -> Self {
        Self {
            message_id: MessageId::default(),
            root_id: None,
            parent_id: None,
            thread_id: None,
            msg_type: MsgType::Text,
            create_time: Millis(0),
            update_time: Millis(0),
            deleted: false,
            updated: false,
            chat_id: ChatId::default(),
            sender: Sender::default(),
            body: MessageBody::default(),
            mentions: Vec::new(),
            upper_message_id: None,
            message_app_link: None,
            message_position: None,
            thread_message_position: None,
        }
    }
}

impl Message {
    pub(crate) fn placeholder() -> Self {
        Self {
            message_id: MessageId::unchecked("<message_id>"),
            chat_id: ChatId::unchecked("<chat_id>"),
            ..Self::default()
        }
    }
}

/// Who sent a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sender {
    pub id: String,
    /// `open_id`, or the kind that was asked for; `app_id` for bots.
    pub id_type: ShownIdType,
    pub sender_type: SenderType,
    pub tenant_key: String,
    /// Only when asked for; system messages have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_name: Option<String>,
    /// A bot's id as a member of chats; only with the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_bot_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MessageBody {
    /// JSON written as a string; plain text where the message was recalled or is a bundle.
    pub content: String,
}

/// Someone a message mentions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Mention {
    /// What stands in the content: `@_user_1`.
    pub key: String,
    pub id: String,
    pub id_type: ShownIdType,
    pub name: String,
    pub tenant_key: String,
}
