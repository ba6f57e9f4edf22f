//! What a person has for themselves in a chat: a nickname, and settings.

use rusqlite::{Connection, OptionalExtension, Result};

use crate::keys::{ActorKey, ChatKey};

pub(crate) fn nickname(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<Option<String>> {
    db.prepare_cached("SELECT nickname FROM nicknames WHERE chat = ?1 AND actor = ?2")?
        .query_row((chat, actor), |row| row.get(0))
        .optional()
}

/// Sets a nickname, or takes it away.
pub(crate) fn rename(
    db: &Connection,
    chat: ChatKey,
    actor: ActorKey,
    nickname: Option<&str>,
) -> Result<()> {
    let sql = match nickname {
        Some(_) => "INSERT OR REPLACE INTO nicknames (chat, actor, nickname) VALUES (?1, ?2, ?3)",
        None => "DELETE FROM nicknames WHERE chat = ?1 AND actor = ?2 AND ?3 IS NULL",
    };
    db.prepare_cached(sql)?.execute((chat, actor, nickname))?;
    Ok(())
}

/// What makes noise in a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Muting {
    pub(crate) is_muted: bool,
    pub(crate) is_mute_at_all: bool,
}

pub(crate) fn muting(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<Muting> {
    let found = db
        .prepare_cached(
            "SELECT is_muted, is_mute_at_all FROM chat_user_settings
             WHERE chat = ?1 AND actor = ?2",
        )?
        .query_row((chat, actor), |row| {
            Ok(Muting { is_muted: row.get(0)?, is_mute_at_all: row.get(1)? })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn mute(db: &Connection, chat: ChatKey, actor: ActorKey, muting: Muting) -> Result<()> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO chat_user_settings (chat, actor, is_muted, is_mute_at_all)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((chat, actor, muting.is_muted, muting.is_mute_at_all))?;
    Ok(())
}
