//! The page on which a person lets an app act as them; a browser opens it.

use serde::{Deserialize, Serialize};

use crate::{Host, ids::AppId, wire};

/// What the page is asked, in its query.
///
/// Success sends the browser on to `redirect_uri?code=…&state=…`, a refusal to
/// `redirect_uri?error=access_denied&state=…`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Authorize {
    pub client_id: AppId,
    /// One that is registered for the app, to the letter.
    pub redirect_uri: String,
    /// At most [`crate::limits::AUTHORIZE_SCOPES`], with spaces between them.
    pub scope: String,
    /// Comes back as it was given.
    pub state: String,
    /// What is made of the `code_verifier` that the token is asked for with; empty for none.
    pub code_challenge: String,
    /// [`S256`] or [`PLAIN`], which an empty one stands for.
    pub code_challenge_method: String,
}

/// The challenge is the Base64 (for URLs, without padding) of the verifier's SHA-256.
pub const S256: &str = "S256";
/// The challenge is the verifier itself.
pub const PLAIN: &str = "plain";

impl Authorize {
    pub const HOST: Host = Host::Accounts;
    pub const PATH: &str = "/open-apis/authen/v1/authorize";

    /// Where a browser goes, below the host.
    pub fn path_and_query(&self) -> String {
        let pairs = [
            ("client_id", self.client_id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &self.state),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ];
        let given = pairs.iter().filter(|(_, value)| !value.is_empty());
        let given: Vec<_> = given.map(|(name, value)| ((*name).into(), (*value).into())).collect();
        format!("{}?{}", Self::PATH, wire::encode_query(&given))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_given_stands_in_the_address() {
        let asked = Authorize {
            client_id: AppId::unchecked("cli_1"),
            redirect_uri: "http://127.0.0.1:3000/callback".to_owned(),
            scope: "im:message offline_access".to_owned(),
            ..Authorize::default()
        };
        assert_eq!(
            asked.path_and_query(),
            "/open-apis/authen/v1/authorize?client_id=cli_1&response_type=code\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A3000%2Fcallback\
             &scope=im%3Amessage%20offline_access"
        );
    }
}
