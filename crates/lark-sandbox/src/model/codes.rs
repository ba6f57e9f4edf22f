//! Authorization codes, and where browsers may carry them.

use lark_api::limits::AUTHORIZATION_CODE_SECONDS;
use rusqlite::{Connection, OptionalExtension, Result};
use serde_json::json;

use super::logins::scopes_of;
use crate::{
    keys::{ActorKey, AppKey},
    random::alphanumeric,
    store::Store,
};

/// What a page was asked and somebody allowed.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) app: AppKey,
    pub(crate) actor: ActorKey,
    pub(crate) scopes: Vec<String>,
    pub(crate) redirect_uri: String,
    /// Empty where there is none.
    pub(crate) challenge: String,
    pub(crate) challenge_method: String,
    pub(crate) expires_at: i64,
    pub(crate) used: bool,
}

/// The text of a new code; when it ends is said here.
pub(crate) fn insert(store: &Store<'_>, code: &Code) -> Result<String> {
    let text = alphanumeric(store.random, 64);
    store
        .db
        .prepare_cached(
            "INSERT INTO authorization_codes (code, app, actor, scopes, redirect_uri, challenge,
                                              challenge_method, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            &text,
            code.app,
            code.actor,
            json!(code.scopes).to_string(),
            &code.redirect_uri,
            &code.challenge,
            &code.challenge_method,
            store.now + AUTHORIZATION_CODE_SECONDS * 1000,
        ))?;
    store.record("code.issued", &json!({}))?;
    Ok(text)
}

pub(crate) fn find(db: &Connection, text: &str) -> Result<Option<Code>> {
    db.prepare_cached(
        "SELECT app, actor, scopes, redirect_uri, challenge, challenge_method, expires_at, used
         FROM authorization_codes WHERE code = ?1",
    )?
    .query_row([text], |row| {
        Ok(Code {
            app: row.get(0)?,
            actor: row.get(1)?,
            scopes: scopes_of(&row.get::<_, String>(2)?),
            redirect_uri: row.get(3)?,
            challenge: row.get(4)?,
            challenge_method: row.get(5)?,
            expires_at: row.get(6)?,
            used: row.get(7)?,
        })
    })
    .optional()
}

pub(crate) fn use_up(db: &Connection, text: &str) -> Result<()> {
    db.prepare_cached("UPDATE authorization_codes SET used = 1 WHERE code = ?1")?
        .execute([text])?;
    Ok(())
}

pub(crate) fn register_redirect(db: &Connection, app: AppKey, uri: &str) -> Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO redirect_uris (app, uri) VALUES (?1, ?2)")?
        .execute((app, uri))?;
    Ok(())
}

pub(crate) fn is_registered(db: &Connection, app: AppKey, uri: &str) -> Result<bool> {
    db.prepare_cached("SELECT 1 FROM redirect_uris WHERE app = ?1 AND uri = ?2")?.exists((app, uri))
}
