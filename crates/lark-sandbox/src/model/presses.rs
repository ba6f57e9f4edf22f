//! Who pressed which card, and the token that lets its bot replace it.

use rusqlite::{Connection, OptionalExtension, Result};

use crate::{
    keys::{ActorKey, MessageKey},
    random::alphanumeric,
    store::Store,
};

/// A press.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Press {
    pub(crate) message: MessageKey,
    pub(crate) at: i64,
    /// How often the card was replaced with it.
    pub(crate) uses: i64,
}

/// Writes down a press and answers its token.
pub(crate) fn insert(
    store: &Store<'_>,
    message: MessageKey,
    (actor, value): (ActorKey, &str),
) -> Result<String> {
    let token = format!("c-{}", alphanumeric(store.random, 34));
    store
        .db
        .prepare_cached(
            "INSERT INTO presses (token, message, actor, value, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((&token, message, actor, value, store.now))?;
    Ok(token)
}

pub(crate) fn find(db: &Connection, token: &str) -> Result<Option<Press>> {
    db.prepare_cached("SELECT message, at, uses FROM presses WHERE token = ?1")?
        .query_row([token], |row| {
            Ok(Press { message: row.get(0)?, at: row.get(1)?, uses: row.get(2)? })
        })
        .optional()
}

pub(crate) fn count_use(store: &Store<'_>, token: &str) -> Result<()> {
    store
        .db
        .prepare_cached("UPDATE presses SET uses = uses + 1 WHERE token = ?1")?
        .execute([token])?;
    Ok(())
}
