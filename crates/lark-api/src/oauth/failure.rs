//! How OAuth endpoints say no: with a word of the RFCs, and for most reasons a number of Lark's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{errors::codes, open_enum::open_enum};

open_enum! {
    /// RFC 6749's and RFC 8628's words. The first four answer who polls for a token.
    ErrorWord {
        /// The person has not decided yet: ask again after the interval.
        AuthorizationPending = "authorization_pending",
        /// Asked too soon: the interval is [`crate::limits::SLOW_DOWN_SECONDS`] longer from now on.
        SlowDown = "slow_down",
        /// The person said no; there is nothing more to ask.
        AccessDenied = "access_denied",
        /// Nobody confirmed in time: begin anew.
        ExpiredToken = "expired_token",
        InvalidRequest = "invalid_request",
        /// The app's id or secret is wrong.
        InvalidClient = "invalid_client",
        /// The code or the refresh token is no good, or not any more.
        InvalidGrant = "invalid_grant",
        UnauthorizedClient = "unauthorized_client",
        UnsupportedGrantType = "unsupported_grant_type",
        InvalidScope = "invalid_scope",
        /// The same call may work later.
        ServerError = "server_error",
        TemporarilyUnavailable = "temporarily_unavailable",
    }
}

/// The body of a refusal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refusal {
    pub error: ErrorWord,
    #[serde(default)]
    pub error_description: String,
    /// A row of the error table; the words for who polls come without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
}

/// The word that comes with a code.
pub fn word_of(code: i64) -> ErrorWord {
    match code {
        codes::OAUTH_SECRET | codes::OAUTH_NO_APP => ErrorWord::InvalidClient,
        codes::OAUTH_CODE_UNKNOWN
        | codes::OAUTH_CODE_EXPIRED
        | codes::OAUTH_OTHER_CLIENT
        | codes::OAUTH_REFRESH_INVALID
        | codes::OAUTH_REFRESH_EXPIRED
        | codes::OAUTH_PKCE
        | codes::OAUTH_REFRESH_REVOKED
        | codes::OAUTH_CODE_USED
        | codes::OAUTH_REDIRECT
        | codes::OAUTH_REFRESH_USED => ErrorWord::InvalidGrant,
        codes::OAUTH_NOT_INSTALLED
        | codes::OAUTH_NO_ACCESS
        | codes::OAUTH_APP_DISABLED
        | codes::OAUTH_REFRESH_OFF => ErrorWord::UnauthorizedClient,
        codes::OAUTH_GRANT_TYPE => ErrorWord::UnsupportedGrantType,
        codes::OAUTH_APP_SCOPE | codes::OAUTH_SCOPES_TWICE | codes::OAUTH_SCOPE => {
            ErrorWord::InvalidScope
        }
        codes::OAUTH_NO_USER | codes::OAUTH_USER_STATUS => ErrorWord::AccessDenied,
        codes::REFRESH_SERVER_ERROR | codes::INTERNAL_ERROR => ErrorWord::ServerError,
        codes::OAUTH_UNAVAILABLE => ErrorWord::TemporarilyUnavailable,
        _ => ErrorWord::InvalidRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::{self, Family, Kind};

    #[test]
    fn a_refusal_is_read_with_and_without_a_code() {
        let pending: Refusal =
            serde_json::from_str(r#"{"error":"authorization_pending"}"#).unwrap();
        assert_eq!((pending.error, pending.code), (ErrorWord::AuthorizationPending, None));
        let text = r#"{"error":"invalid_grant","error_description":"x","code":20073}"#;
        let used: Refusal = serde_json::from_str(text).unwrap();
        assert_eq!((&used.error, used.code), (&ErrorWord::InvalidGrant, Some(20073)));
        assert_eq!(serde_json::to_string(&used).unwrap(), text);
        let new: Refusal = serde_json::from_str(r#"{"error":"later"}"#).unwrap();
        assert_eq!(new.error, ErrorWord::Other("later".to_owned()));
    }

    #[test]
    fn what_ends_a_login_is_an_invalid_grant_and_the_other_way_round() {
        for known in errors::of_family(Family::OAuth) {
            let is_over = known.kind == Kind::GrantInvalid;
            let says_so = word_of(known.code) == ErrorWord::InvalidGrant;
            let is_address = known.code == codes::OAUTH_REDIRECT;
            assert!(is_over == says_so || is_address, "{}", known.code);
        }
    }
}
