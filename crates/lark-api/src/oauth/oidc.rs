//! Tokens by an authorization code as they were asked for before there was OAuth's own form; SDKs
//! still do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::token::GrantType;
use crate::{Auth, Endpoint, Meta, errors::Family};

/// Get a person's token for an authorization code, as the app whose token calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OidcAccessToken {
    /// `authorization_code`.
    pub grant_type: GrantType,
    /// The code that the browser came back with.
    pub code: String,
}

impl Endpoint for OidcAccessToken {
    const META: Meta =
        Meta::post("authen.oidc_access_token.create", "/open-apis/authen/v1/oidc/access_token")
            .auth(&[Auth::Bot])
            .family(Family::OAuth);
    type Response = OidcTokens;
}

/// Get a new token for a refresh token, which is used up, as the app whose token calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OidcRefreshAccessToken {
    /// `refresh_token`.
    pub grant_type: GrantType,
    /// The refresh token that came with the last token.
    pub refresh_token: String,
}

impl Endpoint for OidcRefreshAccessToken {
    const META: Meta = Meta::post(
        "authen.oidc_refresh_access_token.create",
        "/open-apis/authen/v1/oidc/refresh_access_token",
    )
    .auth(&[Auth::Bot])
    .family(Family::OAuth);
    type Response = OidcTokens;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OidcTokens {
    pub access_token: String,
    pub refresh_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds the access token lasts.
    pub expires_in: i64,
    /// Seconds the refresh token lasts.
    pub refresh_expires_in: i64,
    /// What was granted, with spaces between.
    pub scope: String,
}
