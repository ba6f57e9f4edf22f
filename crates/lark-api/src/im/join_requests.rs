//! People who wait to be let into a group.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserIdType;
use crate::{
    Auth, Endpoint, Meta, Page, Retry, errors::Family, ids::ChatId, open_enum::open_enum,
    page::paged, scopes::Scopes, time::Millis,
};

/// List who waits to be let into a group; only administrators can.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListJoinRequests {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<UserIdType>,
    /// Requests on a page, 20 unless told, 100 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for ListJoinRequests {
    const META: Meta = Meta::get(
        "im.chat.join_requests.list",
        "/open-apis/im/v1/chats/{chat_id}/membership_applications",
    )
    .auth(&[Auth::User])
    .scopes(Scopes::NONE.user(&[&["im:chat.membership_application:read", "im:chat"]]))
    .family(Family::Chat);
    type Response = Page<JoinRequest>;
}

paged!(ListJoinRequests);

/// Somebody who waits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct JoinRequest {
    pub member_id_type: String,
    pub member_id: String,
    pub name: String,
    /// Who proposed them; missing where a bot did.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub inviter_id: String,
    pub create_time: Millis,
}

/// Let people who wait into a group, or turn them down; only administrators can.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HandleJoinRequests {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id people have in `items`; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<UserIdType>,
    /// What is decided about whom, at most 50.
    pub items: Vec<JoinDecision>,
}

impl Endpoint for HandleJoinRequests {
    const META: Meta = Meta::post(
        "im.chat.join_requests.handle",
        "/open-apis/im/v1/chats/{chat_id}/membership_applications/handle",
    )
    .query(&["member_id_type"])
    .auth(&[Auth::User])
    .scopes(Scopes::NONE.user(&[&["im:chat.membership_application:write", "im:chat"]]))
    .retry(Retry::Natural)
    .family(Family::Chat);
    type Response = HandledJoinRequests;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JoinDecision {
    pub member_id: String,
    pub action: JoinAction,
}

open_enum! {
    /// What is decided about somebody who waits.
    JoinAction {
        Approve = "approve",
        Reject = "reject",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HandledJoinRequests {
    /// Who did not wait.
    pub invalid_id_list: Vec<String>,
}
