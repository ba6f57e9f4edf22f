//! Batches: one message to many people, each in their conversation with the bot.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Nothing;
use crate::{Auth, Endpoint, Meta, errors::Family, scopes::Scopes};

const SEND: Scopes = Scopes::both(&[
    &["im:message:send_as_bot", "im:message", "im:message:send"],
    &["im:message:send_multi_users", "im:message:send_multi_depts"],
]);
const OWN: Scopes = Scopes::both(&[&["im:message", "im:message:send_as_bot"]]);

/// Send a message to many people, each in their conversation with the bot.
///
/// At most 200 ids of each kind. Calling twice sends twice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchSend {
    /// `text`, `image`, `post`, `share_chat` or `interactive`.
    pub msg_type: String,
    /// The content: an object, not a string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Value>,
    /// The card, where `msg_type` is `interactive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Value>,
    /// Departments, all people in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub department_ids: Vec<String>,
    /// People by their open ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_ids: Vec<String>,
    /// People by their user ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_ids: Vec<String>,
    /// People by their union ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub union_ids: Vec<String>,
}

impl Endpoint for BatchSend {
    const META: Meta = Meta::post("im.batch_messages.send", "/open-apis/message/v4/batch_send/")
        .auth(&[Auth::Bot])
        .scopes(SEND)
        .family(Family::Legacy);
    type Response = BatchSent;

    fn placeholder(&self) -> BatchSent {
        BatchSent { message_id: "<batch_message_id>".to_owned(), ..BatchSent::default() }
    }
}

/// The batch, and whom it does not go to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BatchSent {
    /// The batch's id, `bm-…`.
    pub message_id: String,
    pub invalid_department_ids: Vec<String>,
    pub invalid_open_ids: Vec<String>,
    pub invalid_user_ids: Vec<String>,
    pub invalid_union_ids: Vec<String>,
}

/// Recall all messages of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteBatch {
    /// The batch, `bm-…`.
    pub batch_message_id: String,
}

impl Endpoint for DeleteBatch {
    const META: Meta = Meta::delete(
        "im.batch_messages.delete",
        "/open-apis/im/v1/batch_messages/{batch_message_id}",
    )
    .auth(&[Auth::Bot])
    .scopes(OWN)
    .irreversible();
    type Response = Nothing;
}

/// Ask how far sending and recalling a batch have come; for 30 days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetBatchProgress {
    /// The batch, `bm-…`.
    pub batch_message_id: String,
}

impl Endpoint for GetBatchProgress {
    const META: Meta = Meta::get(
        "im.batch_messages.get_progress",
        "/open-apis/im/v1/batch_messages/{batch_message_id}/get_progress",
    )
    .auth(&[Auth::Bot])
    .scopes(OWN);
    type Response = BatchProgress;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BatchProgress {
    pub batch_message_send_progress: SendProgress,
    pub batch_message_recall_progress: RecallProgress,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SendProgress {
    pub valid_user_ids_count: i64,
    pub success_user_ids_count: i64,
    pub read_user_ids_count: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RecallProgress {
    pub recall: bool,
    pub recall_count: i64,
}

/// Count who has read their message of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetBatchReaders {
    /// The batch, `bm-…`.
    pub batch_message_id: String,
}

impl Endpoint for GetBatchReaders {
    const META: Meta = Meta::get(
        "im.batch_messages.read_user",
        "/open-apis/im/v1/batch_messages/{batch_message_id}/read_user",
    )
    .auth(&[Auth::Bot])
    .scopes(OWN);
    type Response = BatchReaders;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BatchReaders {
    pub read_user: ReadCounts,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReadCounts {
    /// A number, as text.
    pub read_count: String,
    /// A number, as text.
    pub total_count: String,
}
