//! Who may speak where a list says so.

use rusqlite::{Connection, Result};

use super::members::Listed;
use crate::keys::{ActorKey, ChatKey};

pub(crate) fn add(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO speakers (chat, actor) VALUES (?1, ?2)")?
        .execute((chat, actor))?;
    Ok(())
}

pub(crate) fn remove(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<()> {
    db.prepare_cached("DELETE FROM speakers WHERE chat = ?1 AND actor = ?2")?
        .execute((chat, actor))?;
    Ok(())
}

pub(crate) fn has(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM speakers WHERE chat = ?1 AND actor = ?2)")?
        .query_row((chat, actor), |row| row.get(0))
}

/// Which people a list of speakers names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// The owner and the administrators.
    Administrators,
    /// Those on the list who still are members.
    OnTheList,
}

pub(crate) fn list(
    db: &Connection,
    chat: ChatKey,
    who: Who,
    (after, limit): (i64, u32),
) -> Result<Vec<Listed>> {
    let condition = match who {
        Who::Administrators => "(m.role = 'manager' OR c.owner = m.actor)",
        Who::OnTheList => {
            "EXISTS (SELECT 1 FROM speakers s WHERE s.chat = m.chat AND s.actor = m.actor)"
        }
    };
    let sql = format!(
        "SELECT m.id, m.actor FROM members m JOIN chats c ON c.id = m.chat
         JOIN actors a ON a.id = m.actor
         WHERE m.chat = ?1 AND m.id > ?2 AND a.kind = 'person' AND {condition}
         ORDER BY m.id LIMIT ?3"
    );
    let mut speakers = db.prepare_cached(&sql)?;
    let rows = speakers.query_map((chat, after, limit), |row| {
        Ok(Listed { row: row.get(0)?, actor: row.get(1)?, is_bot: false })
    })?;
    rows.collect()
}
