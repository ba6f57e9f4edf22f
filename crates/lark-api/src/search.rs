//! Searches over the whole tenant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Auth, Effect, Endpoint, Meta, Page, Paged, Retry,
    errors::Family,
    ids::{ChatId, OpenId},
    im::UserIdType,
    open_enum::open_enum,
    page::paged,
    scopes::Scopes,
    time::Seconds,
};

/// Search the people one can see by name, e-mail or phone.
///
/// The match is Lark's own: prefixes, pinyin and parts of names are found too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchUsers {
    /// What to look for.
    pub query: String,
    /// People on a page, 20 unless told, 200 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for SearchUsers {
    const META: Meta = Meta::get("search.users.list", "/open-apis/search/v1/user")
        .auth(&[Auth::User])
        .scopes(Scopes::NONE.user(&[&["contact:user:search"]]))
        .family(Family::Contact);
    type Response = FoundUsers;
}

impl Paged for SearchUsers {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &FoundUsers) -> Option<&str> {
        (page.has_more && !page.page_token.is_empty()).then_some(page.page_token.as_str())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundUsers {
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
    pub users: Vec<FoundUser>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundUser {
    pub name: String,
    pub open_id: OpenId,
    /// Only with the scope to read employee ids.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_id: String,
    pub department_ids: Vec<String>,
}

/// Search the messages one can see, by the older service, newest first; the answer has only ids.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchMessageIds {
    /// What to look for.
    pub query: String,
    /// Sent by these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_ids: Vec<String>,
    /// In these chats.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chat_ids: Vec<ChatId>,
    /// Mentioning these, or everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_chatter_ids: Vec<String>,
    /// Only such messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_type: Option<SearchedType>,
    /// Only messages sent by such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_type: Option<crate::im::messages::find::FromType>,
    /// Only messages in such chats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_type: Option<SearchedChatType>,
    /// The earliest time, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Seconds>,
    /// The latest time, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Seconds>,
    /// What kind of id people have in the request; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// Messages on a page, 20 unless told, 50 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for SearchMessageIds {
    const META: Meta = Meta::post("search.message.create", "/open-apis/search/v2/message")
        .query(&["user_id_type", "page_size", "page_token"])
        .auth(&[Auth::User])
        .scopes(Scopes::NONE.user(&[&["search:message"]]))
        .effect(Effect::Read)
        .retry(Retry::Safe);
    type Response = Page<String>;
}

paged!(SearchMessageIds);

open_enum! {
    /// Which messages a search finds.
    SearchedType {
        File = "file",
        Image = "image",
        Media = "media",
    }
}

open_enum! {
    /// Which chats a search looks into.
    SearchedChatType {
        Group = "group_chat",
        P2p = "p2p_chat",
    }
}
