//! Chats: create, get, list, search.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub mod change;
pub mod find;

use super::{I18nNames, UserIdType};
use crate::{
    Auth, Endpoint, Meta, Page, Retry, errors::Family, ids::ChatId, open_enum::open_enum,
    page::paged, scopes::Scopes,
};

const READ: Scopes = Scopes::both(&[&["im:chat:readonly", "im:chat:read", "im:chat"]]);

/// Create a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CreateChat {
    /// What kind of id people have in the request and its answer; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// Makes the bot an administrator when a person owns the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_bot_manager: Option<bool>,
    /// At most 50 characters; one owner gets one group by it within ten hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// The key of an avatar image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// The group's name; at least two characters for a public group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The owner; the bot itself unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    /// People to start with, at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub user_id_list: Vec<String>,
    /// App ids of bots to start with, at most 5; the caller joins by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bot_id_list: Vec<String>,
    /// `group`, or `topic` for a group of topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_mode: Option<ChatMode>,
    /// `private` or `public`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_type: Option<ChatType>,
    /// `chat`, or `thread` where every message opens a topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_message_type: Option<String>,
    /// Whether people outside the tenant may join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external: Option<bool>,
    /// Whether joining needs an approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_approval: Option<String>,
    /// Who sees that somebody joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_message_visibility: Option<String>,
    /// Who sees that somebody left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_message_visibility: Option<String>,
    /// Who may change the group's settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit_permission: Option<String>,
    /// The group's name in several languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub i18n_names: Option<I18nNames>,
    /// What may leave the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted_mode_setting: Option<RestrictedMode>,
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
    /// Labels of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<String>>,
    /// Ids of the group's tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolkit_ids: Option<Vec<String>>,
    /// Tags of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_tags: Option<Vec<String>>,
}

impl Endpoint for CreateChat {
    const META: Meta = Meta::post("im.chats.create", "/open-apis/im/v1/chats")
        .query(&["user_id_type", "set_bot_manager", "uuid"])
        .auth(&[Auth::Bot])
        .scopes(Scopes::both(&[&["im:chat:create", "im:chat"]]))
        .retry(Retry::ByUuid("uuid"))
        .family(Family::Chat);
    type Response = Chat;

    fn placeholder(&self) -> Chat {
        Chat {
            chat_id: Some(ChatId::unchecked("<chat_id>")),
            name: self.name.clone().unwrap_or_default(),
            ..Chat::default()
        }
    }
}

/// Get a chat's settings; of a group one is not in, little more than its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetChat {
    /// The chat.
    pub chat_id: ChatId,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
}

impl Endpoint for GetChat {
    const META: Meta = Meta::get("im.chats.get", "/open-apis/im/v1/chats/{chat_id}")
        .scopes(READ)
        .family(Family::Chat);
    type Response = Chat;
}

/// List the chats one is in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListChats {
    /// What kind of id owners have in the answer; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// Oldest first unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_type: Option<ChatSort>,
    /// `group`, `p2p` or both, separated by a comma; `group` unless told, `p2p` only as a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<String>,
    /// Chats on a page, 20 unless told, 100 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for ListChats {
    const META: Meta =
        Meta::get("im.chats.list", "/open-apis/im/v1/chats").scopes(READ).family(Family::Chat);
    type Response = Page<ListedChat>;
}

/// Search the chats one is in and the public ones, by their and their members' names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SearchChats {
    /// What kind of id owners have in the answer; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// What to look for, at most 64 characters.
    pub query: String,
    /// Chats on a page, 20 unless told, 100 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for SearchChats {
    const META: Meta = Meta::get("im.chats.search", "/open-apis/im/v1/chats/search")
        .scopes(READ)
        .family(Family::Chat);
    type Response = Page<ListedChat>;
}

paged!(ListChats, SearchChats);

open_enum! {
    /// What a chat is.
    ChatMode {
        Group = "group",
        Topic = "topic",
        P2p = "p2p",
    }
}

open_enum! {
    /// Who can find and join a group.
    ChatType {
        Private = "private",
        Public = "public",
    }
}

open_enum! {
    /// The order of a list of chats.
    ChatSort {
        ByCreateTimeAsc = "ByCreateTimeAsc",
        ByActiveTimeDesc = "ByActiveTimeDesc",
    }
}

/// A chat and its settings. To somebody outside it only name, avatar, counts and status are shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Chat {
    /// Only where the chat was not asked for by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<ChatId>,
    pub avatar: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub i18n_names: Option<I18nNames>,
    /// Missing where a bot owns the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_manager_id_list: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_manager_id_list: Option<Vec<String>>,
    /// How many people are in it, a string of digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_count: Option<String>,
    /// How many bots are in it, a string of digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_count: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_mode: Option<ChatMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_type: Option<ChatType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_tag: Option<String>,
    /// `normal`, `dissolved` or `dissolved_save`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_message_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_member_permission: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_card_permission: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_all_permission: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit_permission: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_approval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation_permission: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_message_visibility: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_message_visibility: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent_setting: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_conference_setting: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin_manage_setting: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hide_member_count_setting: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted_mode_setting: Option<RestrictedMode>,
}

/// What may leave the group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RestrictedMode {
    pub status: bool,
    pub screenshot_has_permission_setting: String,
    pub download_has_permission_setting: String,
    pub message_has_permission_setting: String,
}

/// A chat as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListedChat {
    pub chat_id: ChatId,
    pub avatar: String,
    /// Empty for a conversation between two.
    pub name: String,
    pub description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id_type: Option<String>,
    pub external: bool,
    pub tenant_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_mode: Option<ChatMode>,
    /// `user` or `bot`; only of a conversation between two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p2p_target_type: Option<String>,
    /// Who the conversation is with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p2p_target_id: Option<String>,
}
