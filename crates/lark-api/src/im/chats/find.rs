//! Chats: many at once, by filters, by who they are with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ListedChat;
use crate::{
    Auth, Effect, Endpoint, Meta, Paged, Retry, errors::Family, ids::ChatId, im::UserIdType,
    open_enum::open_enum, scopes::Scopes, time::Millis,
};

/// Get several chats, at most 50; those one cannot see are missing from the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchQueryChats {
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// The chats.
    pub chat_ids: Vec<ChatId>,
}

impl Endpoint for BatchQueryChats {
    const META: Meta = Meta::post("im.chats.batch_query", "/open-apis/im/v1/chats/batch_query")
        .query(&["user_id_type"])
        .scopes(Scopes::both(&[&["im:chat:read", "im:chat:readonly", "im:chat"]]))
        .effect(Effect::Read)
        .retry(Retry::Safe)
        .family(Family::Chat);
    type Response = QueriedChats;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct QueriedChats {
    pub items: Vec<ListedChat>,
}

/// Search groups by name and by what they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SearchChatsV2 {
    /// Chats on a page, 20 unless told, 100 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
    /// What to look for, at most 64 characters; may be empty where there is a filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// What the groups have to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<ChatFilter>,
    /// The order; by relevance unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sorter: Option<ChatSorter>,
}

impl Endpoint for SearchChatsV2 {
    const META: Meta = Meta::post("im.chats.search_v2", "/open-apis/im/v2/chats/search")
        .query(&["page_size", "page_token"])
        .scopes(Scopes::both(&[&["im:chat:read", "im:chat:readonly", "im:chat"]]))
        .effect(Effect::Read)
        .retry(Retry::Safe)
        .family(Family::Chat);
    type Response = FoundChats;
}

impl Paged for SearchChatsV2 {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &FoundChats) -> Option<&str> {
        (page.has_more && !page.page_token.is_empty()).then_some(page.page_token.as_str())
    }
}

/// What a group has to be to be found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChatFilter {
    /// Any of these kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub search_types: Vec<ChatSearchType>,
    /// Open ids of people who all are in it, at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub member_ids: Vec<String>,
    /// Whether the caller is its owner or an administrator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_manager: Option<bool>,
    /// Does not look at the members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_search_by_user: Option<bool>,
    /// `default` for groups, `thread` for groups of topics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chat_modes: Vec<String>,
}

open_enum! {
    /// A kind of group, as a search tells them apart.
    ChatSearchType {
        Private = "private",
        External = "external",
        PublicJoined = "public_joined",
        PublicNotJoined = "public_not_joined",
    }
}

open_enum! {
    /// The order of found groups.
    ChatSorter {
        CreateTimeDesc = "create_time_desc",
        UpdateTimeDesc = "update_time_desc",
        MemberCountDesc = "member_count_desc",
    }
}

/// A page of found groups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundChats {
    pub items: Vec<FoundChat>,
    pub total: i64,
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
    /// What Lark says about the result.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notice: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundChat {
    pub id: ChatId,
    pub meta_data: FoundChatMeta,
}

/// What is told about a found group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundChatMeta {
    pub chat_id: ChatId,
    pub name: String,
    pub description: String,
    /// Missing where a bot owns the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    /// `default`, or `thread` for a group of topics.
    pub chat_mode: String,
    pub external: bool,
    pub chat_status: String,
    pub create_time: Millis,
    pub update_time: Millis,
}

/// Find the conversations one has with people or bots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchQueryP2p {
    /// What kind of id `chatter_ids` are; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chatter_id_type: Option<UserIdType>,
    /// The others, at most 50.
    pub chatter_ids: Vec<String>,
}

impl Endpoint for BatchQueryP2p {
    const META: Meta =
        Meta::post("im.chat_p2p.batch_query", "/open-apis/im/v1/chat_p2p/batch_query")
            .query(&["chatter_id_type"])
            .auth(&[Auth::User])
            .scopes(Scopes::NONE.user(&[&["im:chat:read", "im:chat:readonly", "im:chat"]]))
            .effect(Effect::Read)
            .retry(Retry::Safe)
            .family(Family::Chat);
    type Response = P2pChats;
}

/// The conversations there are; who has none with the caller is missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct P2pChats {
    pub p2p_chats: Vec<P2pChat>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct P2pChat {
    pub chat_id: ChatId,
    /// Who it is with.
    pub chatter_id: String,
}
