//! What people let apps do, and the tokens that come of it.

use lark_api::limits::{
    CONSENT_SECONDS, REFRESH_TOKEN_SECONDS, REFRESHED_TOKEN_SECONDS, TOKEN_SECONDS,
};
use rusqlite::{Connection, OptionalExtension, Result, Row};
use serde_json::json;

use crate::{
    keys::{ActorKey, AppKey, LoginKey},
    random::alphanumeric,
    store::Store,
};

/// One consent, and all tokens that come of it.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) key: LoginKey,
    pub(crate) app: AppKey,
    pub(crate) actor: ActorKey,
    pub(crate) scopes: Vec<String>,
    pub(crate) consented_at: i64,
    pub(crate) revoked: bool,
}

/// A refresh token that was given out.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    pub(crate) login: Login,
    pub(crate) expires_at: i64,
    pub(crate) used: bool,
}

/// A list of permissions in a column.
pub(super) fn scopes_of(column: &str) -> Vec<String> {
    serde_json::from_str(column).unwrap_or_default()
}

/// Adds to what somebody lets an app do; all of it.
pub(crate) fn grant(
    store: &Store<'_>,
    (app, actor): (AppKey, ActorKey),
    scopes: &[String],
) -> Result<Vec<String>> {
    let before: Option<String> = store
        .db
        .prepare_cached("SELECT scopes FROM grants WHERE app = ?1 AND actor = ?2")?
        .query_row((app, actor), |row| row.get(0))
        .optional()?;
    let mut all = scopes_of(&before.unwrap_or_default());
    for scope in scopes {
        if !all.contains(scope) {
            all.push(scope.clone());
        }
    }
    store
        .db
        .prepare_cached("INSERT OR REPLACE INTO grants (app, actor, scopes) VALUES (?1, ?2, ?3)")?
        .execute((app, actor, json!(all).to_string()))?;
    Ok(all)
}

pub(crate) fn open(
    store: &Store<'_>,
    (app, actor): (AppKey, ActorKey),
    scopes: Vec<String>,
) -> Result<Login> {
    store
        .db
        .prepare_cached(
            "INSERT INTO logins (app, actor, scopes, consented_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((app, actor, json!(scopes).to_string(), store.now))?;
    let key = LoginKey(store.db.last_insert_rowid());
    store.record("login.opened", &json!({ "login": key.0 }))?;
    Ok(Login { key, app, actor, scopes, consented_at: store.now, revoked: false })
}

/// A token to act with as the person, within `scopes`.
pub(crate) fn mint_access(store: &Store<'_>, login: &Login, scopes: &[String]) -> Result<String> {
    let token = signed_looking(store);
    store
        .db
        .prepare_cached(
            "INSERT INTO tokens (token, app, actor, scopes, created_at, expires_at, login)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            &token,
            login.app,
            login.actor,
            json!(scopes).to_string(),
            store.now,
            store.now + TOKEN_SECONDS * 1000,
            login.key,
        ))?;
    store.record("token.issued", &json!({ "login": login.key.0 }))?;
    Ok(token)
}

/// A token to get the next one with, and how many seconds it lasts.
pub(crate) fn mint_refresh(store: &Store<'_>, login: &Login) -> Result<(String, i64)> {
    let token = signed_looking(store);
    let consent_ends = login.consented_at + CONSENT_SECONDS * 1000;
    let expires_at = consent_ends.min(store.now + REFRESH_TOKEN_SECONDS * 1000);
    store
        .db
        .prepare_cached(
            "INSERT INTO refresh_tokens (token, login, expires_at) VALUES (?1, ?2, ?3)",
        )?
        .execute((&token, login.key, expires_at))?;
    Ok((token, (expires_at - store.now) / 1000))
}

/// As long as Lark's, and with their beginning; nobody but the sandbox can read it.
fn signed_looking(store: &Store<'_>) -> String {
    const HEADER: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9";
    let part = |length| alphanumeric(store.random, length);
    format!("{HEADER}.eyJ{}.{}", part(900), part(86))
}

pub(crate) fn find_refresh(db: &Connection, token: &str) -> Result<Option<Refresh>> {
    db.prepare_cached(
        "SELECT l.id, l.app, l.actor, l.scopes, l.consented_at, l.revoked, r.expires_at, r.used
         FROM refresh_tokens r JOIN logins l ON l.id = r.login WHERE r.token = ?1",
    )?
    .query_row([token], |row| {
        Ok(Refresh { login: login_from(row)?, expires_at: row.get(6)?, used: row.get(7)? })
    })
    .optional()
}

fn login_from(row: &Row<'_>) -> Result<Login> {
    Ok(Login {
        key: row.get(0)?,
        app: row.get(1)?,
        actor: row.get(2)?,
        scopes: scopes_of(&row.get::<_, String>(3)?),
        consented_at: row.get(4)?,
        revoked: row.get(5)?,
    })
}

/// Marks a refresh token as used; the access tokens before it soon end.
pub(crate) fn use_up(store: &Store<'_>, token: &str, login: &Login) -> Result<()> {
    store
        .db
        .prepare_cached("UPDATE refresh_tokens SET used = 1 WHERE token = ?1")?
        .execute([token])?;
    store
        .db
        .prepare_cached("UPDATE tokens SET expires_at = min(expires_at, ?2) WHERE login = ?1")?
        .execute((login.key, store.now + REFRESHED_TOKEN_SECONDS * 1000))?;
    Ok(())
}

/// Whose an access token of a person is, and the login it comes from, if it does from one.
pub(crate) fn find_access(
    db: &Connection,
    token: &str,
) -> Result<Option<(AppKey, Option<LoginKey>)>> {
    db.prepare_cached("SELECT app, login FROM tokens WHERE token = ?1")?
        .query_row([token], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// Ends a login and all its tokens.
pub(crate) fn revoke(store: &Store<'_>, login: LoginKey) -> Result<()> {
    store.db.prepare_cached("DELETE FROM tokens WHERE login = ?1")?.execute([login])?;
    store.db.prepare_cached("UPDATE logins SET revoked = 1 WHERE id = ?1")?.execute([login])?;
    store.record("login.revoked", &json!({ "login": login.0 }))
}

/// Ends a token that comes from no login.
pub(crate) fn forget(store: &Store<'_>, token: &str) -> Result<()> {
    store.db.prepare_cached("DELETE FROM tokens WHERE token = ?1")?.execute([token])?;
    store.record("token.revoked", &json!({}))
}
