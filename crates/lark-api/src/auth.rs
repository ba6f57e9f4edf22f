//! Tokens for apps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Answer, Endpoint, Meta, Retry, errors::Family, ids::AppId};

/// Get the token a custom app acts with in its own tenant.
///
/// Until less than 30 minutes remain, the same token is handed out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TenantAccessToken {
    /// The app.
    pub app_id: AppId,
    /// The app's secret, from the developer console.
    pub app_secret: String,
}

impl Endpoint for TenantAccessToken {
    const META: Meta = Meta::post(
        "auth.tenant_access_token.internal",
        "/open-apis/auth/v3/tenant_access_token/internal",
    )
    .answer(Answer::TopLevel)
    .auth(&[])
    .retry(Retry::Safe)
    .family(Family::Token);
    type Response = TenantAccessTokenAnswer;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TenantAccessTokenAnswer {
    /// The token, `t-…`.
    pub tenant_access_token: String,
    /// Seconds it is still valid, at most 7200.
    pub expire: i64,
}

/// Get the token a custom app acts with where no tenant matters; it is a tenant token too.
///
/// Until less than 30 minutes remain, the same token is handed out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AppAccessToken {
    /// The app.
    pub app_id: AppId,
    /// The app's secret, from the developer console.
    pub app_secret: String,
}

impl Endpoint for AppAccessToken {
    const META: Meta = Meta::post(
        "auth.app_access_token.internal",
        "/open-apis/auth/v3/app_access_token/internal",
    )
    .answer(Answer::TopLevel)
    .auth(&[])
    .retry(Retry::Safe)
    .family(Family::Token);
    type Response = AppAccessTokenAnswer;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AppAccessTokenAnswer {
    /// The token, `a-…` or `t-…`.
    pub app_access_token: String,
    /// The app's token in its own tenant.
    pub tenant_access_token: String,
    /// Seconds both are still valid, at most 7200.
    pub expire: i64,
}
