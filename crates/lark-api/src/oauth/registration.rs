//! Making an app: a program asks, the person confirms on a page, the program gets id and secret.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Body, Endpoint, Host, Meta,
    errors::Family,
    ids::{AppId, OpenId},
    open_enum::open_enum,
};

open_enum! {
    /// A step of the registration.
    RegistrationAction {
        Begin = "begin",
        /// Ask whether the person has confirmed; refusals are those of a device's login.
        Poll = "poll",
    }
}

/// Register an app for a person: begin, then poll until they have confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegisterApp {
    /// `begin` or `poll`.
    pub action: RegistrationAction,
    /// What kind of app; `PersonalAgent` is the one there is. Only to begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archetype: Option<String>,
    /// How the app will prove who it is: `client_secret`. Only to begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_method: Option<String>,
    /// What to tell of the person at the end, with spaces between: `open_id tenant_brand`. Only to
    /// begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_user_info: Option<String>,
    /// What `begin` answered. Only to poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_code: Option<String>,
}

impl RegisterApp {
    pub fn begin() -> Self {
        Self {
            action: RegistrationAction::Begin,
            archetype: Some(PERSONAL_AGENT.to_owned()),
            auth_method: Some(CLIENT_SECRET.to_owned()),
            request_user_info: Some("open_id tenant_brand".to_owned()),
            device_code: None,
        }
    }

    pub fn poll(device_code: impl Into<String>) -> Self {
        Self {
            action: RegistrationAction::Poll,
            archetype: None,
            auth_method: None,
            request_user_info: None,
            device_code: Some(device_code.into()),
        }
    }
}

pub const PERSONAL_AGENT: &str = "PersonalAgent";
pub const CLIENT_SECRET: &str = "client_secret";
/// The page where a person confirms, on the host for the API; its `user_code` is in the query.
pub const PAGE_PATH: &str = "/page/cli";

impl Endpoint for RegisterApp {
    const META: Meta = Meta::post("oauth.app.registration", "/oauth/v1/app/registration")
        .host(Host::Accounts)
        .body(Body::Form)
        .answer(Answer::OAuth)
        .auth(&[])
        .family(Family::OAuth);
    type Response = Registration;
}

/// What `begin` answers has a device code, what `poll` answers at the end an app.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Registration {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub device_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub verification_uri: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub verification_uri_complete: String,
    /// Seconds until the codes end. Some programs read this name, others the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_in: Option<i64>,
    /// Seconds between two questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    /// The new app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<AppId>,
    /// Its secret; missing where the person's company is on the other brand's hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_info: Option<RegisteringUser>,
}

impl Registration {
    /// In how many seconds the codes end, by whichever name it is told.
    pub fn expires(&self) -> Option<i64> {
        self.expire_in.or(self.expires_in)
    }
}

/// Who registers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RegisteringUser {
    /// As the new app knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_id: Option<OpenId>,
    /// `feishu` or `lark`: whose hosts to call from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_brand: Option<String>,
}
