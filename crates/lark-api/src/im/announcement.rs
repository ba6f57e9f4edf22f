//! A group's announcement, and what is on top of its messages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Nothing, UserIdType};
use crate::{
    Endpoint, Meta, Retry,
    errors::Family,
    ids::{ChatId, MessageId},
    open_enum::open_enum,
    scopes::Scopes,
    time::Seconds,
};

const TOP: Scopes = Scopes::both(&[&["im:chat.top_notice:write_only", "im:chat"]]);

/// Get a group's announcement, a document of the old kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct GetAnnouncement {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
}

impl Endpoint for GetAnnouncement {
    const META: Meta =
        Meta::get("im.chat.announcement.get", "/open-apis/im/v1/chats/{chat_id}/announcement")
            .scopes(Scopes::both(&[&["im:chat.announcement:read", "im:chat:readonly", "im:chat"]]))
            .family(Family::Chat);
    type Response = Announcement;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Announcement {
    /// The document, JSON.
    pub content: String,
    /// A string of digits; a change names the revision it is made to.
    pub revision: String,
    pub create_time: Seconds,
    pub update_time: Seconds,
    /// `app_id` where a bot wrote it first.
    pub owner_id_type: String,
    pub owner_id: String,
    /// `app_id` where a bot changed it last.
    pub modifier_id_type: String,
    pub modifier_id: String,
}

/// Change a group's announcement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatchAnnouncement {
    /// The group.
    pub chat_id: ChatId,
    /// The revision the change is made to, a string of digits; at most 100 behind the latest.
    pub revision: String,
    /// The operations, each JSON as documents of the old kind have it.
    #[serde(default)]
    pub requests: Vec<String>,
}

impl Endpoint for PatchAnnouncement {
    const META: Meta =
        Meta::patch("im.chat.announcement.patch", "/open-apis/im/v1/chats/{chat_id}/announcement")
            .scopes(Scopes::both(&[&["im:chat.announcement:write_only", "im:chat"]]))
            .retry(Retry::Never)
            .family(Family::Chat);
    type Response = Nothing;
}

/// Put a message or the announcement on top of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PutTopNotice {
    /// The group.
    pub chat_id: ChatId,
    /// What is put on top; one.
    pub chat_top_notice: Vec<TopNotice>,
}

impl Endpoint for PutTopNotice {
    const META: Meta = Meta::post(
        "im.chat.top_notice.put_top_notice",
        "/open-apis/im/v1/chats/{chat_id}/top_notice/put_top_notice",
    )
    .scopes(TOP)
    .retry(Retry::Natural)
    .family(Family::Chat);
    type Response = Nothing;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopNotice {
    pub action_type: TopNoticeType,
    /// The message, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
}

open_enum! {
    /// What is on top.
    TopNoticeType {
        Message = "1",
        Announcement = "2",
    }
}

/// Take down what is on top of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteTopNotice {
    /// The group.
    pub chat_id: ChatId,
}

impl Endpoint for DeleteTopNotice {
    const META: Meta = Meta::post(
        "im.chat.top_notice.delete_top_notice",
        "/open-apis/im/v1/chats/{chat_id}/top_notice/delete_top_notice",
    )
    .scopes(TOP)
    .retry(Retry::Natural)
    .family(Family::Chat);
    type Response = Nothing;
}
