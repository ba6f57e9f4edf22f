//! A person's feed: groups of chats, chats on top, people to hear from first.

use rusqlite::{Connection, OptionalExtension, Result, Row};

use crate::{
    ids,
    keys::{ActorKey, ChatKey},
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) row: i64,
    pub(crate) group_id: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    /// JSON, with union ids for people.
    pub(crate) rules: Option<String>,
    pub(crate) updated_at: i64,
    pub(crate) deleted: bool,
}

const GROUP: &str = "SELECT id, group_id, type, name, rules, updated_at, deleted FROM feed_groups";

fn group(row: &Row<'_>) -> Result<Group> {
    Ok(Group {
        row: row.get(0)?,
        group_id: row.get(1)?,
        kind: row.get(2)?,
        name: row.get(3)?,
        rules: row.get(4)?,
        updated_at: row.get(5)?,
        deleted: row.get(6)?,
    })
}

pub(crate) fn create(
    store: &Store<'_>,
    actor: ActorKey,
    (kind, name): (&str, &str),
    rules: Option<&str>,
) -> Result<String> {
    let group_id = store.mint(ids::Kind::FeedGroup)?;
    store
        .db
        .prepare_cached(
            "INSERT INTO feed_groups (group_id, actor, type, name, rules, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((&group_id, actor, kind, name, rules, store.now))?;
    Ok(group_id)
}

/// A group of that person's; nobody else's can be found.
pub(crate) fn find(db: &Connection, actor: ActorKey, group_id: &str) -> Result<Option<Group>> {
    db.prepare_cached(&format!("{GROUP} WHERE actor = ?1 AND group_id = ?2"))?
        .query_row((actor, group_id), group)
        .optional()
}

pub(crate) fn save(store: &Store<'_>, group: &Group) -> Result<()> {
    store
        .db
        .prepare_cached(
            "UPDATE feed_groups SET name = ?2, rules = ?3, deleted = ?4, updated_at = ?5
             WHERE id = ?1",
        )?
        .execute((group.row, &group.name, &group.rules, group.deleted, store.now))?;
    Ok(())
}

/// What changed between two times, and where in that order a page begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) after: [i64; 2],
    pub(crate) limit: u32,
}

pub(crate) fn groups(db: &Connection, actor: ActorKey, span: Span) -> Result<Vec<Group>> {
    let mut groups = db.prepare_cached(&format!(
        "{GROUP} WHERE actor = ?1 AND updated_at BETWEEN ?2 AND ?3
         AND (updated_at, id) > (?4, ?5) ORDER BY updated_at, id LIMIT ?6"
    ))?;
    let [time, row] = span.after;
    groups.query_map((actor, span.start, span.end, time, row, span.limit), group)?.collect()
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) row: i64,
    pub(crate) chat_id: String,
    pub(crate) updated_at: i64,
    pub(crate) deleted: bool,
}

/// Whether the chat was not in the group before.
pub(crate) fn add_item(store: &Store<'_>, group: i64, chat: ChatKey) -> Result<bool> {
    let rows = store
        .db
        .prepare_cached(
            "INSERT INTO feed_group_items (feed_group, chat, updated_at) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET deleted = 0, updated_at = excluded.updated_at
             WHERE deleted",
        )?
        .execute((group, chat, store.now))?;
    Ok(rows > 0)
}

/// Whether the chat was in the group.
pub(crate) fn remove_item(store: &Store<'_>, group: i64, chat: ChatKey) -> Result<bool> {
    let rows = store
        .db
        .prepare_cached(
            "UPDATE feed_group_items SET deleted = 1, updated_at = ?3
             WHERE feed_group = ?1 AND chat = ?2 AND NOT deleted",
        )?
        .execute((group, chat, store.now))?;
    Ok(rows > 0)
}

pub(crate) fn items(db: &Connection, group: i64, span: Span) -> Result<Vec<Item>> {
    let mut items = db.prepare_cached(
        "SELECT i.id, c.chat_id, i.updated_at, i.deleted
         FROM feed_group_items i JOIN chats c ON c.id = i.chat
         WHERE i.feed_group = ?1 AND i.updated_at BETWEEN ?2 AND ?3
         AND (i.updated_at, i.id) > (?4, ?5) ORDER BY i.updated_at, i.id LIMIT ?6",
    )?;
    let [time, row] = span.after;
    let rows = items.query_map((group, span.start, span.end, time, row, span.limit), |row| {
        Ok(Item {
            row: row.get(0)?,
            chat_id: row.get(1)?,
            updated_at: row.get(2)?,
            deleted: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// A chat on top of a feed.
#[derive(Clone, Debug)]
pub(crate) struct Shortcut {
    pub(crate) row: i64,
    pub(crate) chat: ChatKey,
    pub(crate) chat_id: String,
}

/// In their order.
pub(crate) fn shortcuts(db: &Connection, actor: ActorKey) -> Result<Vec<Shortcut>> {
    let mut shortcuts = db.prepare_cached(
        "SELECT s.id, s.chat, c.chat_id FROM feed_shortcuts s JOIN chats c ON c.id = s.chat
         WHERE s.actor = ?1 ORDER BY s.place, s.id",
    )?;
    let rows = shortcuts.query_map([actor], |row| {
        Ok(Shortcut { row: row.get(0)?, chat: row.get(1)?, chat_id: row.get(2)? })
    })?;
    rows.collect()
}

/// Which end of a list something new is put to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Top,
    Bottom,
}

pub(crate) fn add_shortcut(
    db: &Connection,
    actor: ActorKey,
    chat: ChatKey,
    end: End,
) -> Result<()> {
    let place = match end {
        End::Top => "coalesce(min(place), 0) - 1",
        End::Bottom => "coalesce(max(place), 0) + 1",
    };
    let sql = format!(
        "INSERT OR IGNORE INTO feed_shortcuts (actor, chat, place)
         SELECT ?1, ?2, {place} FROM feed_shortcuts WHERE actor = ?1"
    );
    db.prepare_cached(&sql)?.execute((actor, chat))?;
    Ok(())
}

pub(crate) fn remove_shortcut(db: &Connection, row: i64) -> Result<()> {
    db.prepare_cached("DELETE FROM feed_shortcuts WHERE id = ?1")?.execute([row])?;
    Ok(())
}

/// Whose messages somebody wants to see first, by rows.
pub(crate) fn focus(
    db: &Connection,
    actor: ActorKey,
    (after, limit): (i64, u32),
) -> Result<Vec<(i64, ActorKey)>> {
    let mut focus = db.prepare_cached(
        "SELECT id, target FROM special_focus WHERE actor = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
    )?;
    let rows = focus.query_map((actor, after, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

pub(crate) fn add_focus(db: &Connection, actor: ActorKey, target: ActorKey) -> Result<()> {
    db.prepare_cached("INSERT INTO special_focus (actor, target) VALUES (?1, ?2)")?
        .execute((actor, target))?;
    Ok(())
}

/// What somebody has not read of another's messages, in chats of some modes (an SQL list).
pub(crate) fn unread(
    db: &Connection,
    actor: ActorKey,
    sender: ActorKey,
    modes: &str,
) -> Result<i64> {
    db.prepare_cached(&format!(
        "SELECT count(*) FROM messages m JOIN chats c ON c.id = m.chat
         JOIN members me ON me.chat = m.chat AND me.actor = ?1
         WHERE m.sender = ?2 AND NOT m.deleted AND c.status = 'normal' AND c.mode IN ({modes})
         AND m.id > coalesce((SELECT max(r.message) FROM reads r
                              WHERE r.chat = m.chat AND r.actor = ?1), 0)"
    ))?
    .query_row((actor, sender), |row| row.get(0))
}
