//! Why a call gave no answer.

use lark_api::{
    Auth, Meta,
    errors::{Family, Kind},
    oauth::{failure::ErrorWord, scopes_of},
    scopes::AnyOf,
    wire::{Parts, SplitError},
};
use serde::Deserialize;

use crate::{UserTokens, policy::Denied, subject::Subject, transport::TransportError};

/// Why whoever keeps a download could not.
pub type Unkept = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Lark refused; nothing was done.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// An answer that is not Lark's: a proxy's page, a missing route.
    #[error("HTTP {status}: {excerpt}")]
    Http { status: u16, excerpt: String, log_id: Option<String> },
    /// No answer, and nothing can have been changed.
    #[error(transparent)]
    Network(TransportError),
    /// No answer, and something may have been changed.
    #[error(transparent)]
    OutcomeUnknown(Box<Unknown>),
    #[error("the answer is not what {endpoint} promises: {source}")]
    Decode { endpoint: &'static str, log_id: Option<String>, source: serde_json::Error },
    #[error(transparent)]
    Credential(#[from] CredentialError),
    #[error(transparent)]
    Ungranted(#[from] Ungranted),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Request(#[from] SplitError),
    #[error("the file could not be read: {0}")]
    Source(std::io::Error),
    /// What came could not be kept.
    #[error("{0}")]
    Unkept(#[from] Unkept),
    #[error("the file changed while it was downloaded")]
    Changed,
    #[error("the server gave another part of the file than it was asked for")]
    WrongPart,
}

/// A write whose answer was lost, and repeating it did not bring one.
#[derive(Debug, thiserror::Error)]
#[error("{endpoint} was sent, but its answer was lost: {cause}")]
pub struct Unknown {
    pub endpoint: &'static str,
    /// Repeating the call with it within an hour settles whether it was carried out.
    pub uuid: Option<String>,
    pub attempts: u32,
    pub cause: Error,
}

/// The login is known not to have granted what the call needs; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{endpoint} needs permissions that the login did not grant")]
pub struct Ungranted {
    pub endpoint: &'static str,
    /// All of these are lacking, each to be met by any one of its permissions.
    pub lacking: Vec<AnyOf>,
}

impl Ungranted {
    /// Refuses what the person is known not to have granted. What a chat asks for beyond that shows
    /// only when it is called.
    pub(crate) fn refuse(meta: &Meta, user: &dyn UserTokens) -> Result<(), Self> {
        let needed = meta.scopes.of(Auth::User);
        if needed.is_empty() {
            return Ok(());
        }
        let Some(scope) = user.scope() else { return Ok(()) };
        let granted: Vec<&str> = scopes_of(&scope).collect();
        let is_met = |any_of: &AnyOf| any_of.iter().any(|scope| granted.contains(scope));
        let lacking: Vec<AnyOf> = needed.iter().copied().filter(|any_of| !is_met(any_of)).collect();
        match lacking.is_empty() {
            true => Ok(()),
            false => Err(Self { endpoint: meta.name, lacking }),
        }
    }
}

/// There is no token to call with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    #[error("there is no app id and secret to get a tenant access token with")]
    NoApp,
    /// What keeps the app's secret did not give it.
    #[error("{message}")]
    SecretLost {
        message: String,
        /// What it said itself.
        said: Option<String>,
    },
    #[error("there is no user access token")]
    NoUser,
    /// What keeps the person's token could not give it.
    #[error("the user access token could not be had: {0}")]
    UserTokenLost(String),
    /// Its token has ended, and there is none to get the next with.
    #[error("the login has ended")]
    LoginOver,
    /// Lark does not take the refresh token (any more).
    #[error("the login cannot be refreshed: {msg}")]
    LoginRefused {
        code: i64,
        msg: String,
        /// When an earlier refresh was begun whose answer got lost: then that one used the token up.
        interrupted_at: Option<i64>,
    },
    /// The login is as good as before, and so is its refresh token, if Lark did not get to see it.
    #[error("the login could not be refreshed: {0}")]
    NotRefreshed(String),
    #[error("the login cannot be read or kept: {0}")]
    LoginPlace(String),
}

/// What Lark said.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{msg}")]
pub struct ApiError {
    pub endpoint: &'static str,
    pub family: Family,
    pub status: u16,
    /// 0 where there is only a word.
    pub code: i64,
    /// How OAuth endpoints say no.
    pub word: Option<ErrorWord>,
    pub msg: String,
    /// What is known of the code; `None` for one this version has not heard of.
    pub kind: Option<Kind>,
    pub log_id: Option<String>,
    pub troubleshooter: Option<String>,
    /// Seconds after which Lark wants to be asked again.
    pub retry_after: Option<u64>,
    pub missing_scopes: Vec<String>,
    /// Where the missing scopes are applied for.
    pub console_url: Option<String>,
    pub fields: Vec<FieldViolation>,
    /// What the request was about.
    pub subject: Subject,
    /// Whose hosts hand an app out to who registers it, where these do not.
    pub tenant_brand: Option<String>,
}

impl ApiError {
    pub fn is_retryable(&self) -> bool {
        self.kind.is_some_and(Kind::is_retryable)
    }

    /// Whether another token of the same kind may be taken.
    pub(crate) fn is_about_stale_token(&self) -> bool {
        use lark_api::errors::codes::{TOKEN_EXPIRED, TOKEN_INVALID, USER_TOKEN_INVALID};
        [TOKEN_INVALID, USER_TOKEN_INVALID, TOKEN_EXPIRED].contains(&self.code)
    }
}

/// A field Lark did not take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FieldViolation {
    pub field: String,
    pub description: String,
}

impl Error {
    /// Notes on a refusal what it refused.
    pub(crate) fn about(mut self, meta: &Meta, parts: &Parts) -> Self {
        if let Self::Api(api) = &mut self {
            api.subject = Subject::of(meta, parts);
        }
        self
    }

    pub(crate) fn unknown(meta: &Meta, uuid: Option<String>, attempts: u32, cause: Self) -> Self {
        Self::OutcomeUnknown(Box::new(Unknown { endpoint: meta.name, uuid, attempts, cause }))
    }
}
