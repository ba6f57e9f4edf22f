//! Reactions: one emoji of one actor under one message.

use rusqlite::{Connection, OptionalExtension, Result, Row};

use crate::{
    ids,
    keys::{ActorKey, MessageKey, TenantKey},
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Reaction {
    pub(crate) row: i64,
    pub(crate) reaction_id: String,
    pub(crate) message: MessageKey,
    pub(crate) actor: ActorKey,
    pub(crate) emoji: String,
    pub(crate) at: i64,
}

const SELECT: &str = "SELECT id, reaction_id, message, actor, emoji, at FROM reactions";

fn from_row(row: &Row<'_>) -> Result<Reaction> {
    Ok(Reaction {
        row: row.get(0)?,
        reaction_id: row.get(1)?,
        message: row.get(2)?,
        actor: row.get(3)?,
        emoji: row.get(4)?,
        at: row.get(5)?,
    })
}

/// The reaction, and whether it is new.
pub(crate) fn add(
    store: &Store<'_>,
    message: MessageKey,
    actor: ActorKey,
    (emoji, at): (&str, i64),
) -> Result<(Reaction, bool)> {
    let existing = store
        .db
        .prepare_cached(&format!("{SELECT} WHERE message = ?1 AND actor = ?2 AND emoji = ?3"))?
        .query_row((message, actor, emoji), from_row)
        .optional()?;
    if let Some(reaction) = existing {
        return Ok((reaction, false));
    }
    let reaction_id = store.mint(ids::Kind::Reaction)?;
    store
        .db
        .prepare_cached(
            "INSERT INTO reactions (reaction_id, message, actor, emoji, at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((&reaction_id, message, actor, emoji, at))?;
    let row = store.db.last_insert_rowid();
    Ok((Reaction { row, reaction_id, message, actor, emoji: emoji.to_owned(), at }, true))
}

/// A reaction to a message of a tenant.
pub(crate) fn find(
    db: &Connection,
    tenant: TenantKey,
    reaction_id: &str,
) -> Result<Option<Reaction>> {
    db.prepare_cached(&format!(
        "{SELECT} WHERE reaction_id = ?1 AND actor IN (SELECT id FROM actors WHERE tenant = ?2)"
    ))?
    .query_row((reaction_id, tenant), from_row)
    .optional()
}

pub(crate) fn remove(db: &Connection, row: i64) -> Result<()> {
    db.prepare_cached("DELETE FROM reactions WHERE id = ?1")?.execute([row])?;
    Ok(())
}

/// In the order they came; only one emoji where it is given.
pub(crate) fn list(
    db: &Connection,
    message: MessageKey,
    emoji: Option<&str>,
    (after, limit): (i64, u32),
) -> Result<Vec<Reaction>> {
    let mut reactions = db.prepare_cached(&format!(
        "{SELECT} WHERE message = ?1 AND (?2 IS NULL OR emoji = ?2) AND id > ?3
         ORDER BY id LIMIT ?4"
    ))?;
    reactions.query_map((message, emoji, after, limit), from_row)?.collect()
}

/// How many of each emoji, in the order they first came.
pub(crate) fn counts(db: &Connection, message: MessageKey) -> Result<Vec<(String, i64)>> {
    db.prepare_cached(
        "SELECT emoji, count(*) FROM reactions WHERE message = ?1 GROUP BY emoji ORDER BY min(id)",
    )?
    .query_map([message], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}
