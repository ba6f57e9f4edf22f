//! What a code or a refresh token is good for: checked, used up, and exchanged for tokens.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lark_api::{
    errors::codes,
    limits::{CODE_VERIFIER_CHARS, TOKEN_SECONDS},
    oauth::{self, OFFLINE_ACCESS, authorize::S256, token::TokenAnswer},
};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::{
    failure::{Failure, Wording},
    keys::{ActorKey, AppKey},
    model::{
        actors,
        codes::{self as stored, Code},
        logins::{self, Login},
    },
    store::Store,
};

/// A code, and what must belong to it.
#[derive(Clone, Copy)]
pub(super) struct Redeemed<'a> {
    pub(super) code: &'a str,
    pub(super) redirect_uri: Option<&'a str>,
    pub(super) code_verifier: Option<&'a str>,
    pub(super) scope: Option<&'a str>,
}

pub(super) fn code(
    store: &Store<'_>,
    app: AppKey,
    given: Redeemed<'_>,
) -> Result<TokenAnswer, Failure> {
    let code =
        stored::find(store.db, given.code)?.ok_or(Failure::code(codes::OAUTH_CODE_UNKNOWN))?;
    let refusal = match &code {
        code if code.app != app => Some(codes::OAUTH_OTHER_CLIENT),
        code if code.used => Some(codes::OAUTH_CODE_USED),
        code if code.expires_at <= store.now => Some(codes::OAUTH_CODE_EXPIRED),
        code if given.redirect_uri.is_some_and(|uri| uri != code.redirect_uri) => {
            Some(codes::OAUTH_REDIRECT)
        }
        code if !proves(code, given.code_verifier.unwrap_or_default()) => Some(codes::OAUTH_PKCE),
        _ => None,
    };
    if let Some(refusal) = refusal {
        return Err(Failure::code(refusal));
    }
    check_person(store.db, code.actor)?;
    let scopes = narrowed(&code.scopes, given.scope)?;
    stored::use_up(store.db, given.code)?;
    let login = logins::open(store, (app, code.actor), scopes)?;
    let scopes = login.scopes.clone();
    answer(store, &login, &scopes)
}

/// Whether the verifier is what the page's challenge was made of (RFC 7636).
fn proves(code: &Code, verifier: &str) -> bool {
    if code.challenge.is_empty() {
        return true;
    }
    let made = match code.challenge_method.as_str() {
        S256 => URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())),
        _ => verifier.to_owned(),
    };
    CODE_VERIFIER_CHARS.contains(&verifier.len()) && made == code.challenge
}

pub(super) fn refresh(
    store: &Store<'_>,
    app: AppKey,
    token: &str,
    scope: Option<&str>,
) -> Result<TokenAnswer, Failure> {
    let found = logins::find_refresh(store.db, token)?
        .ok_or(Failure::code(codes::OAUTH_REFRESH_INVALID))?;
    let refusal = match &found {
        found if found.login.app != app => Some(codes::OAUTH_OTHER_CLIENT),
        found if found.login.revoked => Some(codes::OAUTH_REFRESH_REVOKED),
        found if found.used => Some(codes::OAUTH_REFRESH_USED),
        found if found.expires_at <= store.now => Some(codes::OAUTH_REFRESH_EXPIRED),
        _ => None,
    };
    if let Some(refusal) = refusal {
        return Err(Failure::code(refusal));
    }
    check_person(store.db, found.login.actor)?;
    let scopes = narrowed(&found.login.scopes, scope)?;
    logins::use_up(store, token, &found.login)?;
    answer(store, &found.login, &scopes)
}

/// Tokens of a login that was just confirmed.
pub(super) fn confirmed(
    store: &Store<'_>,
    app: AppKey,
    actor: ActorKey,
    scopes: Vec<String>,
) -> Result<TokenAnswer, Failure> {
    check_person(store.db, actor)?;
    let login = logins::open(store, (app, actor), scopes)?;
    let scopes = login.scopes.clone();
    answer(store, &login, &scopes)
}

fn check_person(db: &Connection, actor: ActorKey) -> Result<(), Failure> {
    match actors::get(db, actor)?.resigned {
        true => Err(Failure::code(codes::OAUTH_USER_STATUS)),
        false => Ok(()),
    }
}

/// All that was granted, or as much of it as is asked for.
fn narrowed(granted: &[String], scope: Option<&str>) -> Result<Vec<String>, Failure> {
    let Some(scope) = scope.filter(|scope| !scope.trim().is_empty()) else {
        return Ok(granted.to_vec());
    };
    let mut fewer = Vec::<String>::new();
    for scope in oauth::scopes_of(scope) {
        if fewer.iter().any(|known| known == scope) {
            return Err(Failure::code(codes::OAUTH_SCOPES_TWICE));
        }
        if !granted.iter().any(|known| known == scope) {
            let wording = Wording::Tail(scope.escape_debug().to_string());
            return Err(Failure::Code { code: codes::OAUTH_SCOPE, wording });
        }
        fewer.push(scope.to_owned());
    }
    Ok(fewer)
}

fn answer(store: &Store<'_>, login: &Login, scopes: &[String]) -> Result<TokenAnswer, Failure> {
    let access_token = logins::mint_access(store, login, scopes)?;
    let is_offline = login.scopes.iter().any(|scope| scope == OFFLINE_ACCESS);
    let refresh = is_offline.then(|| logins::mint_refresh(store, login)).transpose()?;
    let (refresh_token, refresh_token_expires_in) = refresh.unzip();
    Ok(TokenAnswer {
        access_token,
        expires_in: TOKEN_SECONDS,
        refresh_token,
        refresh_token_expires_in,
        token_type: "Bearer".to_owned(),
        scope: scopes.join(" "),
    })
}
