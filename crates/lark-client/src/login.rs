//! A person's login: the token to call with, and what the next one is got with.
//!
//! A refresh token works once. Whoever uses it has to keep what comes back, or the login is lost:
//! one process at a time, and not before it is known that it can be kept.

use std::sync::{Arc, Mutex, PoisonError};

use lark_api::{
    ids::OpenId,
    limits::REFRESH_TOKEN_SECONDS,
    oauth::{
        scopes_of,
        token::{GetToken, Grant, TokenAnswer},
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    Client, CredentialError, Error, Secret, UserTokens,
    clock::Clock,
    token::serialized_secret,
    transport::{Sent, TransportErrorKind},
};

/// What one login with one app gave. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    pub open_id: OpenId,
    pub name: String,
    #[serde(with = "serialized_secret")]
    pub access_token: Secret,
    pub expires_at: i64,
    /// Missing where `offline_access` was not granted: the login ends with its token.
    #[serde(default, with = "serialized_secret::option", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    #[serde(default)]
    pub refresh_expires_at: i64,
    /// What was granted, with spaces between.
    pub scope: String,
    pub granted_at: i64,
    /// Since when an answer to the refresh token is being waited for. It stays where the process that
    /// waited was killed, or the answer got lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refreshing_since: Option<i64>,
}

impl Login {
    /// Of an answer that came `now`.
    pub fn new(open_id: OpenId, name: String, answer: TokenAnswer, now: i64) -> Self {
        let lasts = answer.refresh_token_expires_in.unwrap_or(REFRESH_TOKEN_SECONDS);
        Self {
            open_id,
            name,
            access_token: Secret::new(answer.access_token),
            expires_at: now + answer.expires_in * 1000,
            refresh_token: answer.refresh_token.map(Secret::new),
            refresh_expires_at: now + lasts * 1000,
            scope: answer.scope,
            granted_at: now,
            refreshing_since: None,
        }
    }

    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        scopes_of(&self.scope)
    }

    /// Whether it can be called with, or a token got that can.
    pub fn lasts(&self, now: i64) -> bool {
        self.expires_at > now || self.refresh_with(now).is_some()
    }

    fn refresh_with(&self, now: i64) -> Option<&Secret> {
        self.refresh_token.as_ref().filter(|_| self.refresh_expires_at > now)
    }

    fn renewed(&self, answer: TokenAnswer, now: i64) -> Self {
        // Lark leaves out what stays as it was.
        let old = (answer.refresh_token.is_none(), answer.scope.is_empty());
        let fresh = Self::new(self.open_id.clone(), self.name.clone(), answer, now);
        let kept = self.clone();
        Self {
            granted_at: kept.granted_at,
            scope: if old.1 { kept.scope } else { fresh.scope },
            refresh_token: if old.0 { kept.refresh_token } else { fresh.refresh_token },
            refresh_expires_at: if old.0 {
                kept.refresh_expires_at
            } else {
                fresh.refresh_expires_at
            },
            ..fresh
        }
    }
}

/// Where one login is kept.
pub trait LoginPlace: Send + Sync {
    fn read(&self) -> Result<Option<Login>, PlaceError>;

    /// Keeps a login in the place of the one before, whole or not at all.
    fn replace(&self, login: &Login) -> Result<(), PlaceError>;

    /// Waits until no other process refreshes this login; none does until the guard is dropped.
    fn lock(&self) -> Result<Box<dyn Held>, PlaceError>;
}

/// The right to refresh.
pub trait Held {}

/// A login's place cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlaceError(pub String);

/// What went wrong without keeping a call from its token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    /// The login is lost when this process ends.
    #[error("the login was refreshed but could not be kept ({0}); its refresh token is used up")]
    NotKept(String),
    #[error("the login could not be refreshed ({reason}); its token lasts {seconds} seconds more")]
    NotRefreshed { reason: String, seconds: i64 },
}

/// Notices of one process, for whoever talks to the person.
#[derive(Clone, Debug, Default)]
pub struct Notices(Arc<Mutex<Vec<Notice>>>);

impl Notices {
    pub fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, notice: Notice) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
    }
}

/// Makes a client that calls as nobody, with the app's id and secret.
pub type Connect = Box<dyn Fn() -> Result<Client, CredentialError> + Send + Sync>;

/// Gives the token of a login, and refreshes it in time.
pub struct LoginTokens {
    place: Box<dyn LoginPlace>,
    /// Only a refresh needs the app's secret and a connection of its own.
    connect: Connect,
    clock: Box<dyn Clock>,
    notices: Notices,
    current: Mutex<Option<Login>>,
}

/// A token this close to its end (in milliseconds) is refreshed.
const EARLY: i64 = 5 * 60 * 1000;

/// Questions to ask with one refresh token before giving up.
const ATTEMPTS: u32 = 2;

impl LoginTokens {
    pub fn new(
        place: Box<dyn LoginPlace>,
        connect: Connect,
        clock: Box<dyn Clock>,
        notices: Notices,
    ) -> Self {
        Self { place, connect, clock, notices, current: Mutex::new(None) }
    }

    fn read(&self) -> Result<Login, CredentialError> {
        self.place.read()?.ok_or(CredentialError::NoUser)
    }

    /// With more than `margin` left, and not refused.
    fn is_good(&self, login: &Login, stale: Option<&Secret>, margin: i64) -> bool {
        login.expires_at > self.clock.now() + margin && Some(&login.access_token) != stale
    }

    fn refreshed(&self, stale: Option<&Secret>) -> Result<Login, CredentialError> {
        let held = match self.place.lock() {
            Ok(held) => held,
            Err(error) => return self.unrefreshed(&self.read()?, stale, error.into()),
        };
        let login = self.read()?;
        // Another process was quicker.
        if self.is_good(&login, stale, EARLY) {
            return Ok(login);
        }
        let renewed = self.renew(&login);
        drop(held);
        renewed.or_else(|error| self.unrefreshed(&login, stale, error))
    }

    /// A token that has not ended yet will do.
    fn unrefreshed(
        &self,
        login: &Login,
        stale: Option<&Secret>,
        error: CredentialError,
    ) -> Result<Login, CredentialError> {
        if !self.is_good(login, stale, 0) {
            return Err(error);
        }
        let seconds = (login.expires_at - self.clock.now()) / 1000;
        if error != CredentialError::LoginOver {
            self.notices.add(Notice::NotRefreshed { reason: error.to_string(), seconds });
        }
        Ok(login.clone())
    }

    /// Trades the refresh token in. The mark comes first: it shows that the answer can be kept, and
    /// tells the next process what happened should this one not live to keep it.
    fn renew(&self, login: &Login) -> Result<Login, CredentialError> {
        let now = self.clock.now();
        let refresh_token = login.refresh_with(now).ok_or(CredentialError::LoginOver)?;
        let client = (self.connect)()?;
        self.place.replace(&Login { refreshing_since: Some(now), ..login.clone() })?;
        match ask(&client, refresh_token) {
            Ok(answer) => {
                let fresh = login.renewed(answer, self.clock.now());
                if let Err(error) = self.place.replace(&fresh) {
                    self.notices.add(Notice::NotKept(error.to_string()));
                }
                Ok(fresh)
            }
            Err(error) => {
                if !leaves_open(&error) {
                    // Nothing was used up: the mark would only mislead. What is there stays if it fails.
                    let unmarked =
                        Login { refreshing_since: login.refreshing_since, ..login.clone() };
                    let _ = self.place.replace(&unmarked);
                }
                Err(failed(login, &error))
            }
        }
    }
}

impl UserTokens for LoginTokens {
    fn get(&self, stale: Option<&Secret>) -> Result<Secret, CredentialError> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let known = current.take().map_or_else(|| self.read(), Ok)?;
        let login = match self.is_good(&known, stale, EARLY) {
            true => known,
            false => self.refreshed(stale)?,
        };
        Ok(current.insert(login).access_token.clone())
    }

    fn person(&self) -> Option<OpenId> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(|login| login.open_id.clone())
    }

    /// What is read is kept for [`Self::get`]: a place may be a command.
    fn scope(&self) -> Option<String> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.is_none() {
            *current = self.read().ok();
        }
        let scope = &current.as_ref()?.scope;
        (!scope.is_empty()).then(|| scope.clone())
    }
}

/// Asks again where the first answer did not come: the token is the same, and if it was used up by
/// the first question, the answer says so.
fn ask(client: &Client, refresh_token: &Secret) -> Result<TokenAnswer, Error> {
    let (app_id, app_secret) = client.app()?;
    let grant = Grant::RefreshToken { refresh_token: refresh_token.reveal().to_owned() };
    let request = GetToken::new(app_id.clone(), app_secret.reveal(), grant);
    let mut attempt = 1;
    loop {
        match client.call(&request) {
            Err(error) if attempt < ATTEMPTS && leaves_open(&error) => attempt += 1,
            other => return other,
        }
    }
}

/// Whether the token may be used up although no token came back.
fn leaves_open(error: &Error) -> bool {
    match error {
        Error::OutcomeUnknown(_) | Error::Decode { .. } => true,
        Error::Network(network) => {
            network.sent == Sent::Maybe || network.kind == TransportErrorKind::Timeout
        }
        Error::Http { status, .. } => !(400..500).contains(status),
        Error::Api(api) => api.status >= 500,
        _ => false,
    }
}

fn failed(login: &Login, error: &Error) -> CredentialError {
    let Error::Api(api) = error else {
        return CredentialError::NotRefreshed(error.to_string());
    };
    if api.kind != Some(lark_api::errors::Kind::GrantInvalid) {
        return CredentialError::NotRefreshed(format!("{} ({})", api.msg, api.code));
    }
    CredentialError::LoginRefused {
        code: api.code,
        msg: api.msg.clone(),
        interrupted_at: login.refreshing_since,
    }
}

impl From<PlaceError> for CredentialError {
    fn from(error: PlaceError) -> Self {
        Self::LoginPlace(error.0)
    }
}
