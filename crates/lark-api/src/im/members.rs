//! Who is in a chat: add, remove, list.

pub mod joining;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MemberIdType, UserIdType};
use crate::{Endpoint, Meta, Page, Paged, Retry, errors::Family, ids::ChatId, scopes::Scopes};

const WRITE: Scopes = Scopes::both(&[&["im:chat.members:write_only", "im:chat"]]);
const READ: Scopes = Scopes::both(&[&[
    "im:chat.members:read",
    "im:chat.group_info:readonly",
    "im:chat:readonly",
    "im:chat",
]]);

/// Add people or bots to a group, at most 50 people or 5 bots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AddMembers {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id `id_list` has; `open_id` unless told, `app_id` for bots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<MemberIdType>,
    /// What unknown ids do: 0 fail the call (people who have left are only reported), 1 add the
    /// others and report them, 2 any bad id fails the call. 0 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeed_type: Option<u32>,
    /// Who is added.
    #[serde(default)]
    pub id_list: Vec<String>,
}

impl Endpoint for AddMembers {
    const META: Meta =
        Meta::post("im.chat.members.create", "/open-apis/im/v1/chats/{chat_id}/members")
            .query(&["member_id_type", "succeed_type"])
            .scopes(WRITE)
            .retry(Retry::Natural)
            .family(Family::Chat);
    type Response = AddedMembers;
}

/// Whom adding left out, and why. Who was a member before is not reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AddedMembers {
    /// Cannot be added: left the company, or not visible to the caller.
    pub invalid_id_list: Vec<String>,
    /// Belong to nobody.
    pub not_existed_id_list: Vec<String>,
    /// Wait for an administrator's approval.
    pub pending_approval_id_list: Vec<String>,
}

/// Remove people or bots from a group, at most 50 people or 5 bots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemoveMembers {
    /// The group.
    pub chat_id: ChatId,
    /// What kind of id `id_list` has; `open_id` unless told, `app_id` for bots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<MemberIdType>,
    /// Who is removed.
    #[serde(default)]
    pub id_list: Vec<String>,
}

impl Endpoint for RemoveMembers {
    const META: Meta =
        Meta::delete("im.chat.members.delete", "/open-apis/im/v1/chats/{chat_id}/members")
            .query(&["member_id_type"])
            .scopes(WRITE)
            .family(Family::Chat);
    type Response = RemovedMembers;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RemovedMembers {
    /// Ids that belong to nobody the caller can see.
    pub invalid_id_list: Vec<String>,
}

/// List the people of a chat; bots are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetMembers {
    /// The chat.
    pub chat_id: ChatId,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<UserIdType>,
    /// People on a page, 20 unless told, 100 at most; a page may be longer or shorter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for GetMembers {
    const META: Meta = Meta::get("im.chat.members.get", "/open-apis/im/v1/chats/{chat_id}/members")
        .scopes(READ)
        .family(Family::Chat);
    type Response = MembersPage;
}

impl Paged for GetMembers {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &MembersPage) -> Option<&str> {
        page.page.next()
    }
}

/// A page of people, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MembersPage {
    #[serde(flatten)]
    pub page: Page<Member>,
    pub member_total: i64,
}

/// A person in a chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Member {
    pub member_id_type: String,
    pub member_id: String,
    pub name: String,
    pub tenant_key: String,
}

/// List the people and the bots of a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListMembers {
    /// The chat.
    pub chat_id: ChatId,
    /// `user`, `bot` or both, separated by a comma; both unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_types: Option<String>,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<UserIdType>,
    /// Members on a page, 20 unless told, 100 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for ListMembers {
    const META: Meta =
        Meta::get("im.chat.members.list", "/open-apis/im/v1/chats/{chat_id}/members/list")
            .scopes(READ)
            .family(Family::Chat);
    type Response = MemberList;
}

impl Paged for ListMembers {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &MemberList) -> Option<&str> {
        (page.has_more && !page.page_token.is_empty()).then_some(page.page_token.as_str())
    }
}

/// A page of people and bots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MemberList {
    pub users: Vec<Member>,
    pub bots: Vec<BotMember>,
    /// How many people are in the chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_total: Option<i64>,
    /// How many bots are in the chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_total: Option<i64>,
    /// Where Lark shows only the first so many members of a kind; on the last page.
    pub truncations: Vec<Truncation>,
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Truncation {
    pub member_type: String,
    pub limit: i64,
}

/// A bot in a chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BotMember {
    pub member_id_type: String,
    /// The bot's open id; adding and removing take its `app_id`.
    pub member_id: String,
    pub name: String,
    pub app_id: String,
    pub tenant_key: String,
}
