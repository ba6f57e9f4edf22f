//! Pins: messages kept at hand in their chat.

use rusqlite::{Connection, Result, Row};

use crate::{
    keys::{ActorKey, ChatKey},
    model::messages::Message,
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Pin {
    pub(crate) row: i64,
    pub(crate) message_id: String,
    pub(crate) actor: ActorKey,
    pub(crate) at: i64,
}

const SELECT: &str = "SELECT p.id, m.message_id, p.actor, p.at \
                      FROM pins p JOIN messages m ON m.id = p.message";

fn from_row(row: &Row<'_>) -> Result<Pin> {
    Ok(Pin { row: row.get(0)?, message_id: row.get(1)?, actor: row.get(2)?, at: row.get(3)? })
}

/// The pin, and whether it is new.
pub(crate) fn add(store: &Store<'_>, message: &Message, actor: ActorKey) -> Result<(Pin, bool)> {
    let added = store
        .db
        .prepare_cached(
            "INSERT OR IGNORE INTO pins (message, chat, actor, at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((message.key, message.chat, actor, store.now))?;
    let pin = store
        .db
        .prepare_cached(&format!("{SELECT} WHERE p.message = ?1"))?
        .query_row([message.key], from_row)?;
    Ok((pin, added > 0))
}

/// Whether there was one.
pub(crate) fn remove(db: &Connection, message: &Message) -> Result<bool> {
    let rows = db.prepare_cached("DELETE FROM pins WHERE message = ?1")?.execute([message.key])?;
    Ok(rows > 0)
}

/// The last pinned first; recalled messages are left out.
pub(crate) fn list(
    db: &Connection,
    chat: ChatKey,
    (earliest, latest): (i64, i64),
    (after, limit): (Option<[i64; 2]>, u32),
) -> Result<Vec<Pin>> {
    let [at, id] = after.unwrap_or([latest, i64::MAX]);
    let mut pins = db.prepare_cached(&format!(
        "{SELECT} WHERE p.chat = ?1 AND p.at >= ?2 AND (p.at, p.id) < (?3, ?4) AND m.deleted = 0
         ORDER BY p.at DESC, p.id DESC LIMIT ?5"
    ))?;
    pins.query_map((chat, earliest, at, id, limit), from_row)?.collect()
}
