//! What a person has flagged.

use rusqlite::{Connection, Result};

use crate::{keys::ActorKey, store::Store};

#[derive(Clone, Debug)]
pub(crate) struct Flag {
    pub(crate) row: i64,
    pub(crate) item_id: String,
    pub(crate) item_type: String,
    pub(crate) flag_type: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) deleted: bool,
}

/// What is flagged, and where it is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark<'a> {
    pub(crate) item_id: &'a str,
    pub(crate) item_type: &'a str,
    pub(crate) flag_type: &'a str,
}

/// Whether it was not flagged before.
pub(crate) fn add(store: &Store<'_>, actor: ActorKey, mark: Mark<'_>) -> Result<bool> {
    let rows = store
        .db
        .prepare_cached(
            "INSERT INTO flags (actor, item_id, item_type, flag_type, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5)
             ON CONFLICT DO UPDATE SET deleted = 0, updated_at = excluded.updated_at
             WHERE deleted",
        )?
        .execute((actor, mark.item_id, mark.item_type, mark.flag_type, store.now))?;
    Ok(rows > 0)
}

/// Whether it was flagged.
pub(crate) fn cancel(store: &Store<'_>, actor: ActorKey, mark: Mark<'_>) -> Result<bool> {
    let rows = store
        .db
        .prepare_cached(
            "UPDATE flags SET deleted = 1, updated_at = ?5 WHERE actor = ?1 AND item_id = ?2
             AND item_type = ?3 AND flag_type = ?4 AND NOT deleted",
        )?
        .execute((actor, mark.item_id, mark.item_type, mark.flag_type, store.now))?;
    Ok(rows > 0)
}

/// In the order of their last changes.
pub(crate) fn list(
    db: &Connection,
    actor: ActorKey,
    ([time, row], limit): ([i64; 2], u32),
) -> Result<Vec<Flag>> {
    let mut flags = db.prepare_cached(
        "SELECT id, item_id, item_type, flag_type, created_at, updated_at, deleted FROM flags
         WHERE actor = ?1 AND (updated_at, id) > (?2, ?3) ORDER BY updated_at, id LIMIT ?4",
    )?;
    let rows = flags.query_map((actor, time, row, limit), |row| {
        Ok(Flag {
            row: row.get(0)?,
            item_id: row.get(1)?,
            item_type: row.get(2)?,
            flag_type: row.get(3)?,
            created_at: row.get(4)?,
            updated_at: row.get(5)?,
            deleted: row.get(6)?,
        })
    })?;
    rows.collect()
}
