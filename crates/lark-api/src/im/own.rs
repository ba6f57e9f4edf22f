//! What a person has for themselves in chats: a nickname, and whether they are muted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Nothing;
use crate::{Auth, Effect, Endpoint, Meta, Retry, errors::Family, ids::ChatId, scopes::Scopes};

const NICKNAME_READ: Scopes = Scopes::NONE.user(&[&["im:chat.nickname:read"]]);
const NICKNAME_WRITE: Scopes = Scopes::NONE.user(&[&["im:chat.nickname:write"]]);
const SETTING_READ: Scopes = Scopes::NONE.user(&[&["im:chat.user_setting:read", "im:chat"]]);
const SETTING_WRITE: Scopes = Scopes::NONE.user(&[&["im:chat.user_setting:write", "im:chat"]]);

/// Get one's own nickname in a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetNickname {
    /// The group.
    pub chat_id: ChatId,
}

impl Endpoint for GetNickname {
    const META: Meta =
        Meta::get("im.chat.nickname.get", "/open-apis/im/v1/chats/{chat_id}/nickname")
            .auth(&[Auth::User])
            .scopes(NICKNAME_READ)
            .family(Family::Chat);
    type Response = Nickname;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Nickname {
    /// Empty where one has none.
    pub nickname: String,
}

/// Set one's own nickname in a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateNickname {
    /// The group.
    pub chat_id: ChatId,
    /// The nickname, between 1 and 300 bytes.
    pub nickname: String,
}

impl Endpoint for UpdateNickname {
    const META: Meta =
        Meta::put("im.chat.nickname.update", "/open-apis/im/v1/chats/{chat_id}/nickname")
            .auth(&[Auth::User])
            .scopes(NICKNAME_WRITE)
            .family(Family::Chat);
    type Response = Nothing;
}

/// Give up one's own nickname in a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteNickname {
    /// The group.
    pub chat_id: ChatId,
}

impl Endpoint for DeleteNickname {
    const META: Meta =
        Meta::delete("im.chat.nickname.delete", "/open-apis/im/v1/chats/{chat_id}/nickname")
            .auth(&[Auth::User])
            .scopes(NICKNAME_WRITE)
            .family(Family::Chat);
    type Response = Nothing;
}

/// Tell which chats one has muted, of at most 100.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchGetMuteStatus {
    /// The chats.
    pub chat_ids: Vec<ChatId>,
}

impl Endpoint for BatchGetMuteStatus {
    const META: Meta = Meta::post(
        "im.chat.user_setting.batch_get_mute_status",
        "/open-apis/im/v1/chat_user_setting/batch_get_mute_status",
    )
    .auth(&[Auth::User])
    .scopes(SETTING_READ)
    .effect(Effect::Read)
    .retry(Retry::Safe)
    .family(Family::Chat);
    type Response = MuteStatuses;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MuteStatuses {
    pub items: Vec<MuteStatus>,
    pub invalid_id_list: Vec<InvalidChat>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MuteStatus {
    pub chat_id: ChatId,
    pub is_muted: bool,
}

/// A chat one has no settings in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InvalidChat {
    pub id: String,
    /// `not_a_member`, or `chat_not_found`.
    pub msg: String,
}

/// Get one's own settings of at most 10 chats.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchQuerySettings {
    /// The chats.
    pub chat_ids: Vec<ChatId>,
}

impl Endpoint for BatchQuerySettings {
    const META: Meta = Meta::post(
        "im.chat.user_setting.batch_query",
        "/open-apis/im/v1/chat_user_setting/batch_query",
    )
    .auth(&[Auth::User])
    .scopes(SETTING_READ)
    .effect(Effect::Read)
    .retry(Retry::Safe)
    .family(Family::Chat);
    type Response = QueriedSettings;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct QueriedSettings {
    pub chat_settings: Vec<ChatUserSetting>,
    pub invalid_ids: Vec<InvalidChat>,
}

/// One's own settings of a chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChatUserSetting {
    pub chat_id: ChatId,
    /// Whether messages make no noise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_muted: Option<bool>,
    /// Whether messages to everybody make none either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_mute_at_all: Option<bool>,
}

/// Change one's own settings of at most 10 chats.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchUpdateSettings {
    /// The settings; what is not given stays.
    pub chat_settings: Vec<ChatUserSetting>,
}

impl Endpoint for BatchUpdateSettings {
    const META: Meta = Meta::post(
        "im.chat.user_setting.batch_update",
        "/open-apis/im/v1/chat_user_setting/batch_update",
    )
    .auth(&[Auth::User])
    .scopes(SETTING_WRITE)
    .retry(Retry::Natural)
    .family(Family::Chat);
    type Response = UpdatedSettings;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UpdatedSettings {
    pub invalid_ids: Vec<InvalidChat>,
}
