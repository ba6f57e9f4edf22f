//! Announcements of groups, and what is on top of them.

use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::keys::{ActorKey, ChatKey, MessageKey};

#[derive(Clone, Debug)]
pub(crate) struct Announcement {
    pub(crate) chat: ChatKey,
    pub(crate) content: String,
    pub(crate) revision: i64,
    pub(crate) owner: ActorKey,
    pub(crate) modifier: ActorKey,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

pub(crate) fn find(db: &Connection, chat: ChatKey) -> Result<Option<Announcement>> {
    db.prepare_cached(
        "SELECT chat, content, revision, owner, modifier, created_at, updated_at
         FROM announcements WHERE chat = ?1",
    )?
    .query_row([chat], |row| {
        Ok(Announcement {
            chat: row.get(0)?,
            content: row.get(1)?,
            revision: row.get(2)?,
            owner: row.get(3)?,
            modifier: row.get(4)?,
            created_at: row.get(5)?,
            updated_at: row.get(6)?,
        })
    })
    .optional()
}

pub(crate) fn save(db: &Connection, new: &Announcement) -> Result<()> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO announcements
             (chat, content, revision, owner, modifier, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        new.chat,
        new.content,
        new.revision,
        new.owner,
        new.modifier,
        new.created_at,
        new.updated_at
    ])?;
    Ok(())
}

/// Puts a message on top of a chat, or its announcement where there is none.
pub(crate) fn put_on_top(
    db: &Connection,
    chat: ChatKey,
    message: Option<MessageKey>,
    (actor, at): (ActorKey, i64),
) -> Result<()> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO top_notices (chat, message, actor, at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((chat, message, actor, at))?;
    Ok(())
}

/// Whether something was on top.
pub(crate) fn take_down(db: &Connection, chat: ChatKey) -> Result<bool> {
    let rows = db.prepare_cached("DELETE FROM top_notices WHERE chat = ?1")?.execute([chat])?;
    Ok(rows > 0)
}
