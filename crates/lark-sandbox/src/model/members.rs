//! Who is in which chat, and as what.

use rusqlite::{Connection, OptionalExtension, Result};

use super::chats::Chat;
use crate::keys::{ActorKey, ChatKey};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Member,
    Manager,
}

/// How many of each kind a chat has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) people: i64,
    pub(crate) bots: i64,
}

/// A row of a list of members.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed {
    /// Where the list goes on after it.
    pub(crate) row: i64,
    pub(crate) actor: ActorKey,
    pub(crate) is_bot: bool,
}

pub(crate) fn role(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<Option<Role>> {
    db.prepare_cached("SELECT role = 'manager' FROM members WHERE chat = ?1 AND actor = ?2")?
        .query_row((chat, actor), |row| Ok(if row.get(0)? { Role::Manager } else { Role::Member }))
        .optional()
}

/// The other one of a conversation between two; none of a group.
pub(crate) fn other(db: &Connection, chat: &Chat, actor: ActorKey) -> Result<Option<ActorKey>> {
    if !chat.is_p2p() {
        return Ok(None);
    }
    db.prepare_cached("SELECT actor FROM members WHERE chat = ?1 AND actor <> ?2")?
        .query_row((chat.key, actor), |row| row.get(0))
        .optional()
}

/// Lets somebody in; nothing happens where they are.
pub(crate) fn add(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<bool> {
    let rows = db
        .prepare_cached("INSERT OR IGNORE INTO members (chat, actor) VALUES (?1, ?2)")?
        .execute((chat, actor))?;
    Ok(rows > 0)
}

pub(crate) fn make_manager(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<()> {
    set_role(db, chat, actor, Role::Manager)
}

pub(crate) fn set_role(db: &Connection, chat: ChatKey, actor: ActorKey, role: Role) -> Result<()> {
    let role = match role {
        Role::Member => "member",
        Role::Manager => "manager",
    };
    db.prepare_cached("UPDATE members SET role = ?3 WHERE chat = ?1 AND actor = ?2")?
        .execute((chat, actor, role))?;
    Ok(())
}

/// Whether somebody was there to be removed.
pub(crate) fn remove(db: &Connection, chat: ChatKey, actor: ActorKey) -> Result<bool> {
    let rows = db
        .prepare_cached("DELETE FROM members WHERE chat = ?1 AND actor = ?2")?
        .execute((chat, actor))?;
    Ok(rows > 0)
}

pub(crate) fn count(db: &Connection, chat: ChatKey) -> Result<Counts> {
    db.prepare_cached(
        "SELECT count(*) FILTER (WHERE a.kind = 'person'), count(*) FILTER (WHERE a.kind = 'bot')
         FROM members m JOIN actors a ON a.id = m.actor WHERE m.chat = ?1",
    )?
    .query_row([chat], |row| Ok(Counts { people: row.get(0)?, bots: row.get(1)? }))
}

/// Members in the order they came. `kinds` is an SQL list.
pub(crate) fn list(
    db: &Connection,
    chat: ChatKey,
    kinds: &str,
    (after, limit): (i64, u32),
) -> Result<Vec<Listed>> {
    let sql = format!(
        "SELECT m.id, m.actor, a.kind = 'bot' FROM members m JOIN actors a ON a.id = m.actor
         WHERE m.chat = ?1 AND m.id > ?2 AND a.kind IN ({kinds}) ORDER BY m.id LIMIT ?3"
    );
    let mut members = db.prepare_cached(&sql)?;
    let rows = members.query_map((chat, after, limit), |row| {
        Ok(Listed { row: row.get(0)?, actor: row.get(1)?, is_bot: row.get(2)? })
    })?;
    rows.collect()
}

pub(crate) fn managers(db: &Connection, chat: ChatKey) -> Result<Vec<Listed>> {
    let mut managers = db.prepare_cached(
        "SELECT m.id, m.actor, a.kind = 'bot' FROM members m JOIN actors a ON a.id = m.actor
         WHERE m.chat = ?1 AND m.role = 'manager' ORDER BY m.id",
    )?;
    let rows = managers.query_map([chat], |row| {
        Ok(Listed { row: row.get(0)?, actor: row.get(1)?, is_bot: row.get(2)? })
    })?;
    rows.collect()
}
