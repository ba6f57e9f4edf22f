//! Who is logged in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Auth, Endpoint, Meta,
    errors::Family,
    ids::{OpenId, UnionId},
};

/// Get the person a token acts for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetUserInfo {}

impl Endpoint for GetUserInfo {
    const META: Meta = Meta::get("authen.user_info.get", "/open-apis/authen/v1/user_info")
        .auth(&[Auth::User])
        .family(Family::OAuth);
    type Response = UserInfo;
}

/// A person, as their own token shows them. Fields without a scope are missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UserInfo {
    pub name: String,
    pub en_name: String,
    pub avatar_url: String,
    pub avatar_thumb: String,
    pub avatar_middle: String,
    pub avatar_big: String,
    pub open_id: OpenId,
    pub union_id: UnionId,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub enterprise_email: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mobile: String,
    pub tenant_key: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub employee_no: String,
}
