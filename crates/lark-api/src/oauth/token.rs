//! Tokens for a code, a refresh token or a confirmed device; and taking them back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Body, Endpoint, Host, Meta, Retry, errors::Family, ids::AppId, im::Nothing,
    open_enum::open_enum,
};

open_enum! {
    /// What a token is asked for with.
    GrantType {
        /// The app's own id and secret: the token is its bot's.
        ClientCredentials = "client_credentials",
        AuthorizationCode = "authorization_code",
        RefreshToken = "refresh_token",
        DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
    }
}

/// What a token is asked for with, and all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    ClientCredentials,
    AuthorizationCode {
        code: String,
        /// As the page was asked, if it was.
        redirect_uri: Option<String>,
        /// 43 to 128 characters, where the page was given a challenge.
        code_verifier: Option<String>,
    },
    RefreshToken {
        refresh_token: String,
    },
    DeviceCode {
        device_code: String,
    },
}

/// Not a grant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGrant {
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("`{0}` is not a grant_type")]
    Type(String),
}

macro_rules! token_request {
    ($(#[$doc:meta])* $name:ident, $meta:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// What the token is asked for with.
            pub grant_type: GrantType,
            /// The app.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub client_id: Option<AppId>,
            /// The app's secret; not beside an `Authorization: Basic` header.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub client_secret: Option<String>,
            /// The code that the browser came back with.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub code: Option<String>,
            /// Where the browser was sent on to, as the page was asked.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub redirect_uri: Option<String>,
            /// What the page's challenge was made of.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub code_verifier: Option<String>,
            /// The refresh token that came with the last token; it is used up.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub refresh_token: Option<String>,
            /// The code of a device's login.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub device_code: Option<String>,
            /// Fewer permissions than were granted, with spaces between.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub scope: Option<String>,
        }

        impl Endpoint for $name {
            const META: Meta = $meta
                .body(Body::FormOrJson)
                .answer(Answer::OAuth)
                .auth(&[])
                .family(Family::OAuth);
            type Response = TokenAnswer;
        }

        impl $name {
            pub fn new(client_id: AppId, client_secret: impl Into<String>, grant: Grant) -> Self {
                let blank = Self {
                    grant_type: GrantType::ClientCredentials,
                    client_id: Some(client_id),
                    client_secret: Some(client_secret.into()),
                    code: None,
                    redirect_uri: None,
                    code_verifier: None,
                    refresh_token: None,
                    device_code: None,
                    scope: None,
                };
                match grant {
                    Grant::ClientCredentials => blank,
                    Grant::AuthorizationCode { code, redirect_uri, code_verifier } => Self {
                        grant_type: GrantType::AuthorizationCode,
                        code: Some(code),
                        redirect_uri,
                        code_verifier,
                        ..blank
                    },
                    Grant::RefreshToken { refresh_token } => Self {
                        grant_type: GrantType::RefreshToken,
                        refresh_token: Some(refresh_token),
                        ..blank
                    },
                    Grant::DeviceCode { device_code } => Self {
                        grant_type: GrantType::DeviceCode,
                        device_code: Some(device_code),
                        ..blank
                    },
                }
            }

            /// What is asked with; fields of other grants are not looked at.
            pub fn grant(&self) -> Result<Grant, InvalidGrant> {
                let needed = |field: &Option<String>, name| {
                    field.clone().filter(|text| !text.is_empty()).ok_or(InvalidGrant::Missing(name))
                };
                match &self.grant_type {
                    GrantType::ClientCredentials => Ok(Grant::ClientCredentials),
                    GrantType::AuthorizationCode => Ok(Grant::AuthorizationCode {
                        code: needed(&self.code, "code")?,
                        redirect_uri: self.redirect_uri.clone(),
                        code_verifier: self.code_verifier.clone(),
                    }),
                    GrantType::RefreshToken => Ok(Grant::RefreshToken {
                        refresh_token: needed(&self.refresh_token, "refresh_token")?,
                    }),
                    GrantType::DeviceCode => Ok(Grant::DeviceCode {
                        device_code: needed(&self.device_code, "device_code")?,
                    }),
                    GrantType::Other(other) => Err(InvalidGrant::Type(other.clone())),
                }
            }
        }
    };
}

token_request! {
    /// Get a person's token for a code, a refresh token or a confirmed device.
    ///
    /// A refresh token works once: who loses the answer has to log in again.
    GetToken, Meta::post("authen.oauth_token.create", "/open-apis/authen/v2/oauth/token")
}

token_request! {
    /// Get a token of any kind, the app's own included, from the host for logins.
    ///
    /// Fields and answers are those of `authen.oauth_token.create`.
    GetTokenV3, Meta::post("oauth.token.create", "/oauth/v3/token").host(Host::Accounts)
}

/// A token, and with `offline_access` the means to get the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TokenAnswer {
    /// A person's is `eyJ…`, up to 4 KB; an app's `t-…`.
    pub access_token: String,
    /// Seconds it lasts.
    pub expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Seconds the refresh token lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_expires_in: Option<i64>,
    /// `Bearer`.
    pub token_type: String,
    /// What was granted, with spaces between; nothing for an app's own token.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub scope: String,
}

open_enum! {
    /// Which kind of token one is.
    TokenTypeHint {
        RefreshToken = "refresh_token",
        AccessToken = "access_token",
    }
}

/// Take a token back: it and all that came of the same login end at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RevokeToken {
    /// The app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<AppId>,
    /// The app's secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// The token.
    pub token: String,
    /// `refresh_token` or `access_token`, to find it sooner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_type_hint: Option<TokenTypeHint>,
}

impl Endpoint for RevokeToken {
    const META: Meta = Meta::post("oauth.token.revoke", "/oauth/v1/revoke")
        .host(Host::Accounts)
        .body(Body::Form)
        .answer(Answer::OAuth)
        .auth(&[])
        .retry(Retry::Natural)
        .family(Family::OAuth);
    type Response = Nothing;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_survives_its_request() {
        let grants = [
            Grant::ClientCredentials,
            Grant::AuthorizationCode {
                code: "c".to_owned(),
                redirect_uri: Some("http://localhost/".to_owned()),
                code_verifier: None,
            },
            Grant::RefreshToken { refresh_token: "r".to_owned() },
            Grant::DeviceCode { device_code: "d".to_owned() },
        ];
        for grant in grants {
            let id = AppId::unchecked("cli_1");
            assert_eq!(GetToken::new(id.clone(), "s", grant.clone()).grant(), Ok(grant.clone()));
            assert_eq!(GetTokenV3::new(id, "s", grant.clone()).grant(), Ok(grant));
        }
    }

    #[test]
    fn a_grant_without_its_field_is_none() {
        let grant = Grant::RefreshToken { refresh_token: String::new() };
        let mut asked = GetToken::new(AppId::unchecked("cli_1"), "s", grant);
        assert_eq!(asked.grant(), Err(InvalidGrant::Missing("refresh_token")));
        asked.grant_type = "password".into();
        assert_eq!(asked.grant(), Err(InvalidGrant::Type("password".to_owned())));
    }
}
