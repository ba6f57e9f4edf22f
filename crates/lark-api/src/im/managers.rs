//! Administrators of a group.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::MemberIdType;
use crate::{Endpoint, Meta, Retry, errors::Family, ids::ChatId, scopes::Scopes};

const WRITE: Scopes = Scopes::both(&[&["im:chat.managers:write_only", "im:chat"]]);

/// Make members of a group administrators; only its owner can.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AddManagers {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id `manager_ids` are; `open_id` unless told, `app_id` for bots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<MemberIdType>,
    /// Who becomes one: at most 50 people or 5 bots. A group has 10 administrators at most.
    #[serde(default)]
    pub manager_ids: Vec<String>,
}

impl Endpoint for AddManagers {
    const META: Meta = Meta::post(
        "im.chat.managers.add_managers",
        "/open-apis/im/v1/chats/{chat_id}/managers/add_managers",
    )
    .query(&["member_id_type"])
    .scopes(WRITE)
    .retry(Retry::Natural)
    .family(Family::Chat);
    type Response = Managers;
}

/// Make administrators of a group plain members; only its owner can.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteManagers {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id `manager_ids` are; `open_id` unless told, `app_id` for bots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<MemberIdType>,
    /// Who no longer is one: at most 50 people or 5 bots.
    #[serde(default)]
    pub manager_ids: Vec<String>,
}

impl Endpoint for DeleteManagers {
    const META: Meta = Meta::post(
        "im.chat.managers.delete_managers",
        "/open-apis/im/v1/chats/{chat_id}/managers/delete_managers",
    )
    .query(&["member_id_type"])
    .scopes(WRITE)
    .retry(Retry::Natural)
    .family(Family::Chat);
    type Response = Managers;
}

/// A group's administrators after the change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Managers {
    pub chat_managers: Vec<String>,
    /// App ids.
    pub chat_bot_managers: Vec<String>,
}
