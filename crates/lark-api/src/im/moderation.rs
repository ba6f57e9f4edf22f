//! Who may speak in a group.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Nothing, UserIdType};
use crate::{
    Endpoint, Meta, Page, Paged, errors::Family, ids::ChatId, open_enum::open_enum, scopes::Scopes,
};

/// Get who may speak in a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct GetModeration {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// People on a page, 20 unless told, 100 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for GetModeration {
    const META: Meta =
        Meta::get("im.chat.moderation.get", "/open-apis/im/v1/chats/{chat_id}/moderation")
            .scopes(Scopes::both(&[&["im:chat.moderation:read", "im:chat:readonly", "im:chat"]]))
            .family(Family::Chat);
    type Response = Moderation;
}

impl Paged for GetModeration {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &Moderation) -> Option<&str> {
        page.page.next()
    }
}

/// Who may speak.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Moderation {
    pub moderation_setting: Option<ModerationSetting>,
    /// The people who may; none are named where all may.
    #[serde(flatten)]
    pub page: Page<Speaker>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Speaker {
    pub user_id_type: String,
    pub user_id: String,
    pub tenant_key: String,
}

open_enum! {
    /// Who may speak.
    ModerationSetting {
        AllMembers = "all_members",
        /// The owner and the administrators.
        OnlyOwner = "only_owner",
        /// Those, and who is on the list.
        ModeratorList = "moderator_list",
    }
}

/// Change who may speak in a group; only its owner can.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UpdateModeration {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id the lists have; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// Who may speak; stays as it is unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation_setting: Option<ModerationSetting>,
    /// Who comes on the list; counts only where the list does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moderator_added_list: Vec<String>,
    /// Who is taken off the list; nobody who is also added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moderator_removed_list: Vec<String>,
}

impl Endpoint for UpdateModeration {
    const META: Meta =
        Meta::put("im.chat.moderation.update", "/open-apis/im/v1/chats/{chat_id}/moderation")
            .query(&["user_id_type"])
            .scopes(Scopes::both(&[&["im:chat:moderation:write_only", "im:chat"]]))
            .family(Family::Chat);
    type Response = Nothing;
}
