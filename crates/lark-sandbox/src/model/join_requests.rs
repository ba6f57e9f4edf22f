//! Who waits to be let into a group.

use rusqlite::{Connection, Result};

use crate::keys::{ActorKey, ChatKey};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting {
    /// Where the list goes on after it.
    pub(crate) row: i64,
    pub(crate) actor: ActorKey,
    pub(crate) inviter: ActorKey,
    pub(crate) at: i64,
}

/// Whether the request is new.
pub(crate) fn add(
    db: &Connection,
    chat: ChatKey,
    (actor, inviter): (ActorKey, ActorKey),
    at: i64,
) -> Result<bool> {
    let rows = db
        .prepare_cached(
            "INSERT OR IGNORE INTO join_requests (chat, actor, inviter, at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((chat, actor, inviter, at))?;
    Ok(rows > 0)
}

/// Whether somebody waited.
pub(crate) fn remove(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<bool> {
    let rows = db
        .prepare_cached("DELETE FROM join_requests WHERE chat = ?1 AND actor = ?2")?
        .execute((chat, actor))?;
    Ok(rows > 0)
}

pub(crate) fn list(
    db: &Connection,
    chat: ChatKey,
    (after, limit): (i64, u32),
) -> Result<Vec<Waiting>> {
    let mut waiting = db.prepare_cached(
        "SELECT id, actor, inviter, at FROM join_requests
         WHERE chat = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
    )?;
    let rows = waiting.query_map((chat, after, limit), |row| {
        Ok(Waiting { row: row.get(0)?, actor: row.get(1)?, inviter: row.get(2)?, at: row.get(3)? })
    })?;
    rows.collect()
}
