//! Searches over the whole tenant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Endpoint, Meta, Paged, errors::Family, ids::OpenId, scopes::Scopes};

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
