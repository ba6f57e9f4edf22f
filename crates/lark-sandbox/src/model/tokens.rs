//! Access tokens: handed out again while they last, minted when they do not.

use lark_api::limits::TOKEN_SECONDS;
use rusqlite::{OptionalExtension, Result};
use serde_json::json;

use crate::{
    keys::{ActorKey, AppKey},
    model::actors,
    random::alphanumeric,
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    /// Milliseconds since 1970.
    pub(crate) expires_at: i64,
}

/// The token an app's bot acts with; one with fewer than `seconds` left is not handed out again.
pub(crate) fn tenant(store: &Store<'_>, app: AppKey, bot: ActorKey, seconds: i64) -> Result<Token> {
    current(store, (app, bot), seconds, "t-")
}

/// The token an app acts with as a person, with what the person granted.
pub(crate) fn user(
    store: &Store<'_>,
    app: AppKey,
    actor: ActorKey,
    seconds: i64,
) -> Result<String> {
    current(store, (app, actor), seconds, "u-").map(|token| token.text)
}

fn current(
    store: &Store<'_>,
    (app, actor): (AppKey, ActorKey),
    seconds: i64,
    prefix: &str,
) -> Result<Token> {
    let found = store
        .db
        .prepare_cached(
            "SELECT token, expires_at FROM tokens WHERE app = ?1 AND actor = ?2 AND expires_at > ?3
             AND login IS NULL ORDER BY expires_at DESC LIMIT 1",
        )?
        .query_row((app, actor, store.now + seconds * 1000), |row| {
            Ok(Token { text: row.get(0)?, expires_at: row.get(1)? })
        })
        .optional()?;
    match found {
        Some(token) => Ok(token),
        None => mint(store, app, actor, prefix),
    }
}

fn mint(store: &Store<'_>, app: AppKey, actor: ActorKey, prefix: &str) -> Result<Token> {
    let text = format!("{prefix}{}", alphanumeric(store.random, 40));
    let expires_at = store.now + TOKEN_SECONDS * 1000;
    // Who has not used a token since it ended will not miss it; one that just ended is still told
    // apart from one that never was.
    store
        .db
        .prepare_cached("DELETE FROM tokens WHERE app = ?1 AND actor = ?2 AND expires_at < ?3")?
        .execute((app, actor, store.now - 24 * 60 * 60 * 1000))?;
    store
        .db
        .prepare_cached(
            "INSERT INTO tokens (token, app, actor, scopes, created_at, expires_at)
             SELECT ?1, ?2, id, scopes, ?4, ?5 FROM actors WHERE id = ?3",
        )?
        .execute((&text, app, actor, store.now, expires_at))?;
    store.record("token.issued", &json!({ "union_id": actors::get(store.db, actor)?.union_id }))?;
    Ok(Token { text, expires_at })
}
