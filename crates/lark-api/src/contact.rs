//! People.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Auth, Effect, Endpoint, Meta, Retry,
    errors::Family,
    ids::{OpenId, UnionId},
    im::UserIdType,
    scopes::Scopes,
};

const READ: Scopes = Scopes::both(&[&[
    "contact:contact.base:readonly",
    "contact:contact:readonly_as_app",
    "contact:contact:access_as_app",
    "contact:contact:readonly",
]]);

/// Get people by their ids, at most 50.
///
/// People one cannot see are missing from the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchUsers {
    /// The ids, of the kind `user_id_type` says.
    #[serde(default)]
    pub user_ids: Vec<String>,
    /// What kind of id `user_ids` are and the answer has; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
}

impl Endpoint for BatchUsers {
    const META: Meta = Meta::get("contact.users.batch", "/open-apis/contact/v3/users/batch")
        .scopes(READ)
        .family(Family::Contact);
    type Response = BatchUsersAnswer;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BatchUsersAnswer {
    pub items: Vec<User>,
}

/// A person. Fields the caller has no scope for are missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct User {
    pub open_id: OpenId,
    pub union_id: UnionId,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_id: String,
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub en_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mobile: String,
}

/// Find people's ids by their e-mail addresses or phone numbers, at most 50 of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchGetUserId {
    /// What kind of id the answer has; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// E-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Phone numbers; with `+` and country code outside China.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mobiles: Vec<String>,
    /// Also people who have left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_resigned: Option<bool>,
}

impl Endpoint for BatchGetUserId {
    const META: Meta =
        Meta::post("contact.users.batch_get_id", "/open-apis/contact/v3/users/batch_get_id")
            .query(&["user_id_type"])
            .auth(&[Auth::Bot])
            .scopes(Scopes::both(&[&["contact:user.id:readonly"]]))
            .effect(Effect::Read)
            .retry(Retry::Safe)
            .family(Family::Contact);
    type Response = UserIds;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UserIds {
    /// A row for each address and number asked for, in their order.
    pub user_list: Vec<FoundUserId>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundUserId {
    /// Missing when nobody has that address or number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mobile: String,
}

/// Get a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetUser {
    /// The person's id, of the kind `user_id_type` says.
    pub user_id: String,
    /// What kind of id `user_id` is; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
}

impl Endpoint for GetUser {
    const META: Meta = Meta::get("contact.users.get", "/open-apis/contact/v3/users/{user_id}")
        .scopes(READ)
        .family(Family::Contact);
    type Response = UserAnswer;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UserAnswer {
    pub user: User,
}

/// Get the names of at most 10 people.
///
/// People one cannot see are missing from the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BasicBatchUsers {
    /// What kind of id `user_ids` are and the answer has; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// The ids, of the kind `user_id_type` says.
    pub user_ids: Vec<String>,
}

impl Endpoint for BasicBatchUsers {
    const META: Meta =
        Meta::post("contact.users.basic_batch", "/open-apis/contact/v3/users/basic_batch")
            .query(&["user_id_type"])
            .scopes(Scopes::both(&[&[
                "contact:user.basic_profile:readonly",
                "contact:contact.base:readonly",
                "contact:contact:readonly_as_app",
                "contact:contact:access_as_app",
                "contact:contact:readonly",
            ]]))
            .effect(Effect::Read)
            .retry(Retry::Safe)
            .family(Family::Contact);
    type Response = BasicUsers;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BasicUsers {
    pub users: Vec<BasicUser>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BasicUser {
    pub user_id: String,
    pub name: String,
}
