//! Logging in from a device that cannot show a page: the person opens one elsewhere (RFC 8628).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Answer, Body, Endpoint, Host, Meta, Proof, Retry, errors::Family, ids::AppId};

/// Begin a login: get a code to ask for the token with, and one for the person to confirm.
///
/// The token is then asked for every `interval` seconds, until it comes or the login ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuthorizeDevice {
    /// The app. Its secret comes in an `Authorization: Basic` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<AppId>,
    /// The app's secret, for who sends no header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// The permissions, with spaces between them; `offline_access` is needed for a refresh token.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
}

impl Endpoint for AuthorizeDevice {
    const META: Meta =
        Meta::post("oauth.device_authorization.create", "/oauth/v1/device_authorization")
            .host(Host::Accounts)
            .body(Body::Form)
            .answer(Answer::OAuth)
            .auth(&[])
            .proof(Proof::Basic)
            .retry(Retry::Safe)
            .family(Family::OAuth);
    type Response = DeviceAuthorization;
}

/// The page where a person confirms, where the answer names no other; its `user_code` is in the
/// query.
pub const VERIFY_PATH: &str = "/oauth/v1/device/verify";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DeviceAuthorization {
    /// What the token is asked for with; a secret.
    pub device_code: String,
    /// What the person types or confirms: `ABCD-EFGH`.
    pub user_code: String,
    /// Where the person goes.
    pub verification_uri: String,
    /// The same with the code in it; may be missing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub verification_uri_complete: String,
    /// Seconds until both codes end; 240 where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    /// Seconds between two questions; 5 where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
}
