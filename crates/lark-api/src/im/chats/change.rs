//! Chats: change, hand over, disband, invite.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ChatType, RestrictedMode};
use crate::{
    Endpoint, Meta, Retry,
    errors::Family,
    ids::ChatId,
    im::{I18nNames, Nothing, UserIdType},
    open_enum::open_enum,
    scopes::Scopes,
    time::Seconds,
};

/// Change a group's name, settings or owner; what is not given stays.
///
/// A setting is `all_members` or `only_owner`, which means the owner and the administrators.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UpdateChat {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id `owner_id` is; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// The key of an avatar image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// The group's name; at least two characters for a public group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The group's name in several languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub i18n_names: Option<I18nNames>,
    /// Who may add members; changes together with `share_card_permission`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_member_permission: Option<String>,
    /// `allowed` where all may add members, `not_allowed` where only administrators may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_card_permission: Option<String>,
    /// Who may mention everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_all_permission: Option<String>,
    /// Who may change name, avatar and description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit_permission: Option<String>,
    /// The new owner, a member; only the owner hands a group over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    /// Who sees that somebody joined; `not_anyone` for nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_message_visibility: Option<String>,
    /// Who sees that somebody left; `not_anyone` for nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_message_visibility: Option<String>,
    /// `no_approval_required` or `approval_required`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_approval: Option<String>,
    /// Labels of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<String>>,
    /// Ids of the group's tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolkit_ids: Option<Vec<String>>,
    /// What may leave the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted_mode_setting: Option<RestrictedMode>,
    /// `private` or `public`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_type: Option<ChatType>,
    /// `chat`, or `thread` where every message opens a topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_message_type: Option<String>,
    /// Who may send urgent messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent_setting: Option<String>,
    /// Who may start a video call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_conference_setting: Option<String>,
    /// Who may pin messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin_manage_setting: Option<String>,
    /// Who sees how many members there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hide_member_count_setting: Option<String>,
}

impl Endpoint for UpdateChat {
    const META: Meta = Meta::put("im.chats.update", "/open-apis/im/v1/chats/{chat_id}")
        .query(&["user_id_type"])
        .scopes(Scopes::both(&[&["im:chat:update", "im:chat"]]))
        .family(Family::Chat);
    type Response = Nothing;
}

/// Disband a group; only its owner can.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DisbandChat {
    /// The group.
    pub chat_id: ChatId,
}

impl Endpoint for DisbandChat {
    const META: Meta = Meta::delete("im.chats.delete", "/open-apis/im/v1/chats/{chat_id}")
        .scopes(Scopes::both(&[&["im:chat:delete", "im:chat"]]))
        .family(Family::Chat)
        .irreversible();
    type Response = Nothing;
}

/// Make a link through which people join a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkChat {
    /// The group.
    pub chat_id: ChatId,
    /// How long the link is good; a week unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity_period: Option<ValidityPeriod>,
}

impl Endpoint for LinkChat {
    const META: Meta = Meta::post("im.chats.link", "/open-apis/im/v1/chats/{chat_id}/link")
        .scopes(Scopes::both(&[&["im:chat:readonly", "im:chat:read", "im:chat"]]))
        .retry(Retry::Natural)
        .family(Family::Chat);
    type Response = ChatLink;
}

open_enum! {
    /// How long an invitation is good.
    ValidityPeriod {
        Week = "week",
        Year = "year",
        Permanently = "permanently",
    }
}

/// An invitation to a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChatLink {
    pub share_link: String,
    /// Missing where the link is good for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_time: Option<Seconds>,
    pub is_permanent: bool,
}
