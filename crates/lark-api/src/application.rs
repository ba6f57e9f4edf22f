//! The app itself, and what it may do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Endpoint, Meta, Retry, errors::Family, ids::AppId, im::Nothing, scopes::Scopes};

/// Get an app's name, state and permissions; an app sees itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetApplication {
    /// The app; `me` for the caller's own.
    pub app_id: AppId,
    /// The language of names and descriptions: `zh_cn`, `en_us` or `ja_jp`.
    pub lang: String,
}

impl Endpoint for GetApplication {
    const META: Meta = Meta::get(
        "application.applications.get",
        "/open-apis/application/v6/applications/{app_id}",
    )
    .auth(&[Auth::Bot])
    .scopes(Scopes::both(&[&["application:application:self_manage", "admin:app.info:readonly"]]))
    .family(Family::Gateway);
    type Response = ApplicationAnswer;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ApplicationAnswer {
    pub app: Application,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Application {
    pub app_id: AppId,
    pub app_name: String,
    pub avatar_url: String,
    pub description: String,
    /// 0 disabled, 1 enabled, 2 not yet enabled.
    pub status: i32,
    /// 0 built by the company, 1 from the store.
    pub scene_type: i32,
    pub primary_language: String,
    pub scopes: Vec<ApplicationScope>,
}

/// A permission an app has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ApplicationScope {
    pub scope: String,
    /// As whom the app has it: `tenant`, `user` or both.
    pub token_types: Vec<String>,
}

/// List the permissions an app can have, and which it has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListScopes {}

impl Endpoint for ListScopes {
    const META: Meta = Meta::get("application.scopes.list", "/open-apis/application/v6/scopes")
        .auth(&[Auth::Bot])
        .family(Family::Gateway);
    type Response = ScopeList;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ScopeList {
    pub scopes: Vec<ScopeStatus>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ScopeStatus {
    pub scope_name: String,
    /// 1 granted, 2 not granted.
    pub grant_status: i32,
    /// `tenant` or `user`.
    pub scope_type: String,
}

/// Tell Lark that an app is used from a command line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProbeCliApp {
    /// The program and its version: `lark-cli/1.0.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

impl Endpoint for ProbeCliApp {
    const META: Meta = Meta::post(
        "application.larksuite_cli_app.probe",
        "/open-apis/application/v6/larksuite_cli_app/probe",
    )
    .auth(&[Auth::Bot])
    .retry(Retry::Natural)
    .family(Family::Gateway);
    type Response = Nothing;
}
