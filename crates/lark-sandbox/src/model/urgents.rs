//! Who was pointed to which message.

use rusqlite::{Connection, Result};

use crate::{keys::ActorKey, model::messages::Message, store::Store};

pub(crate) fn insert(
    store: &Store<'_>,
    message: &Message,
    (actor, way): (ActorKey, &str),
) -> Result<()> {
    store
        .db
        .prepare_cached(
            "INSERT INTO urgents (message, chat, actor, way, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((message.key, message.chat, actor, way, store.now))?;
    Ok(())
}

/// Messages that somebody was pointed to and has not read.
pub(crate) fn unread(db: &Connection, actor: ActorKey) -> Result<i64> {
    db.prepare_cached(
        "SELECT count(DISTINCT u.message) FROM urgents u JOIN messages m ON m.id = u.message
         WHERE u.actor = ?1 AND m.deleted = 0
         AND NOT EXISTS (SELECT 1 FROM reads r WHERE r.chat = u.chat AND r.actor = u.actor
                         AND r.message >= u.message)",
    )?
    .query_row([actor], |row| row.get(0))
}
