//! Who has read what: nobody says so, but who acts in a chat has seen what came before.

use rusqlite::{Connection, Result};

use crate::{
    keys::{ActorKey, ChatKey, MessageKey},
    model::messages::Message,
    store::Store,
};

/// Somebody who has read a message, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    /// Where the list goes on after them.
    pub(crate) row: i64,
    pub(crate) actor: ActorKey,
    pub(crate) at: i64,
}

/// A person was in the chat, and saw all up to `message`. Bots do not read.
pub(crate) fn mark(
    store: &Store<'_>,
    (chat, actor): (ChatKey, ActorKey),
    message: MessageKey,
) -> Result<()> {
    store
        .db
        .prepare_cached(
            "INSERT OR IGNORE INTO reads (chat, actor, message, at)
             SELECT ?1, id, ?3, ?4 FROM actors WHERE id = ?2 AND kind = 'person'",
        )?
        .execute((chat, actor, message, store.now))?;
    Ok(())
}

/// Those still in the chat who have read a message of somebody else.
pub(crate) fn readers(
    db: &Connection,
    message: &Message,
    (after, limit): (i64, u32),
) -> Result<Vec<Reader>> {
    let mut readers = db.prepare_cached(
        "SELECT id, actor, at FROM (
             SELECT m.id, m.actor,
                    (SELECT r.at FROM reads r
                     WHERE r.chat = m.chat AND r.actor = m.actor AND r.message >= ?2
                     ORDER BY r.message LIMIT 1) AS at
             FROM members m WHERE m.chat = ?1 AND m.actor <> ?3 AND m.id > ?4)
         WHERE at IS NOT NULL ORDER BY id LIMIT ?5",
    )?;
    let rows = readers
        .query_map((message.chat, message.key, message.sender, after, limit), |row| {
            Ok(Reader { row: row.get(0)?, actor: row.get(1)?, at: row.get(2)? })
        })?;
    rows.collect()
}

pub(crate) fn has_read(
    db: &Connection,
    chat: ChatKey,
    actor: ActorKey,
    message: MessageKey,
) -> Result<bool> {
    db.prepare_cached("SELECT 1 FROM reads WHERE chat = ?1 AND actor = ?2 AND message >= ?3")?
        .exists((chat, actor, message))
}
