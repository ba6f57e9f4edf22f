//! Messages: who has read them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Auth, Effect, Endpoint, Meta, Page, Retry, ids::MessageId, im::UserIdType, page::paged,
    scopes::Scopes, time::Millis,
};

/// List who has read a message that the caller sent in the last 7 days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListReaders {
    /// The message.
    pub message_id: MessageId,
    /// What kind of id people have in the answer.
    pub user_id_type: UserIdType,
    /// People on a page, 20 unless told, 100 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for ListReaders {
    const META: Meta =
        Meta::get("im.messages.read_users", "/open-apis/im/v1/messages/{message_id}/read_users")
            .scopes(
                Scopes::both(&[&["im:message:readonly", "im:message", "im:message:basic"]]).user(
                    &[&[
                        "im:message:readonly",
                        "im:message",
                        "im:message:basic",
                        "im:message:get_as_user",
                    ]],
                ),
            );
    type Response = Page<Reader>;
}

paged!(ListReaders);

/// Someone who has read a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reader {
    pub user_id_type: String,
    pub user_id: String,
    pub timestamp: Millis,
    pub tenant_key: String,
}

/// Ask which of up to 50 messages one has read oneself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueryReadStatus {
    /// The messages.
    pub message_ids: Vec<MessageId>,
}

impl Endpoint for QueryReadStatus {
    const META: Meta =
        Meta::post("im.messages.read_status", "/open-apis/im/v1/messages/read_status")
            .auth(&[Auth::User])
            .scopes(Scopes::NONE.user(&[&[
                "im:message:readonly",
                "im:message",
                "im:message:get_as_user",
            ]]))
            .effect(Effect::Read)
            .retry(Retry::Safe);
    type Response = ReadStatuses;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReadStatuses {
    pub items: Vec<ReadStatus>,
    /// Unknown, out of sight, or of a kind that has no such state.
    pub invalid_message_ids: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReadStatus {
    pub message_id: MessageId,
    pub is_read: bool,
}
