//! Messages and threads.

use lark_api::im::MsgType;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::{Deserialize, Serialize};

use crate::{
    ids,
    keys::{ActorKey, AppKey, ChatKey, MessageKey, TenantKey},
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) key: MessageKey,
    pub(crate) message_id: String,
    pub(crate) chat: ChatKey,
    pub(crate) sender: ActorKey,
    pub(crate) msg_type: MsgType,
    pub(crate) content: String,
    /// A card as it was sent.
    pub(crate) source: Option<String>,
    pub(crate) mentions: Vec<StoredMention>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) edits: i64,
    pub(crate) deleted: bool,
    pub(crate) root: Option<MessageKey>,
    pub(crate) parent: Option<MessageKey>,
    /// The first message of the thread it is in.
    pub(crate) thread: Option<MessageKey>,
    pub(crate) position: Option<i64>,
    pub(crate) thread_position: Option<i64>,
    /// The message that holds what a forwarded bundle has in it.
    pub(crate) bundle: Option<MessageKey>,
}

/// Somebody a message mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredMention {
    /// `@_user_1`.
    pub(crate) key: String,
    pub(crate) actor: i64,
    pub(crate) name: String,
}

/// What a message says, as it is stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Saying {
    pub(crate) msg_type: String,
    pub(crate) content: String,
    pub(crate) source: Option<String>,
    pub(crate) mentions: Vec<StoredMention>,
    /// See [`Message::bundle`].
    pub(crate) bundle: Option<MessageKey>,
}

/// Where a new message goes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) root: Option<MessageKey>,
    pub(crate) parent: Option<MessageKey>,
    /// The first message of the thread it goes into.
    pub(crate) thread: Option<MessageKey>,
}

pub(crate) struct NewMessage<'a> {
    pub(crate) chat: ChatKey,
    pub(crate) sender: ActorKey,
    pub(crate) app: AppKey,
    pub(crate) saying: &'a Saying,
    pub(crate) place: Place,
    pub(crate) at: i64,
}

pub(crate) fn insert(store: &Store<'_>, new: &NewMessage<'_>) -> Result<MessageKey> {
    let message_id = store.mint(ids::Kind::Message)?;
    let (position, thread_position) = next_position(store.db, new)?;
    let mentions = mentions_column(&new.saying.mentions);
    store
        .db
        .prepare_cached(
            "INSERT INTO messages (message_id, chat, sender, app, msg_type, content, source,
                                   mentions, created_at, updated_at, root, parent, thread,
                                   position, thread_position, bundle)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            message_id,
            new.chat,
            new.sender,
            new.app,
            new.saying.msg_type,
            new.saying.content,
            new.saying.source,
            mentions,
            new.at,
            new.place.root,
            new.place.parent,
            new.place.thread,
            position,
            thread_position,
            new.saying.bundle,
        ])?;
    Ok(MessageKey(store.db.last_insert_rowid()))
}

fn mentions_column(mentions: &[StoredMention]) -> Option<String> {
    let json = || serde_json::to_string(mentions).expect("mentions are texts and numbers");
    (!mentions.is_empty()).then(json)
}

/// Whether a sticker with this content came to somebody in one of their chats.
pub(crate) fn has_received(db: &Connection, actor: ActorKey, content: &str) -> Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM members b JOIN messages m ON m.chat = b.chat
                        WHERE b.actor = ?1 AND m.msg_type = 'sticker' AND m.content = ?2
                        AND m.sender <> ?1 AND m.deleted = 0)",
    )?
    .query_row((actor, content), |row| row.get(0))
}

/// Says something else in the same place.
pub(crate) fn edit(store: &Store<'_>, key: MessageKey, saying: &Saying) -> Result<()> {
    store
        .db
        .prepare_cached(
            "UPDATE messages SET msg_type = ?2, content = ?3, source = ?4, mentions = ?5,
                                 updated_at = ?6, edits = edits + 1 WHERE id = ?1",
        )?
        .execute((
            key,
            &saying.msg_type,
            &saying.content,
            &saying.source,
            mentions_column(&saying.mentions),
            store.now,
        ))?;
    Ok(())
}

/// A place in the chat, or one in the thread.
fn next_position(db: &Connection, new: &NewMessage<'_>) -> Result<(Option<i64>, Option<i64>)> {
    db.prepare_cached("UPDATE chats SET active_at = max(active_at, ?2) WHERE id = ?1")?
        .execute((new.chat, new.at))?;
    let (sql, row) = match new.place.thread {
        Some(thread) => (
            "UPDATE threads SET next_position = next_position + 1 WHERE message = ?1
             RETURNING next_position - 1",
            thread.0,
        ),
        None => (
            "UPDATE chats SET next_position = next_position + 1 WHERE id = ?1
             RETURNING next_position - 1",
            new.chat.0,
        ),
    };
    let next = db.prepare_cached(sql)?.query_row([row], |row| row.get(0))?;
    Ok(if new.place.thread.is_some() { (None, Some(next)) } else { (Some(next), None) })
}

/// Makes a message the first of a thread; nothing happens where it is.
pub(crate) fn open_thread(store: &Store<'_>, message: MessageKey) -> Result<()> {
    let is_open =
        store.db.prepare_cached("SELECT 1 FROM threads WHERE message = ?1")?.exists([message])?;
    if is_open {
        return Ok(());
    }
    let thread_id = store.mint(ids::Kind::Thread)?;
    store
        .db
        .prepare_cached("INSERT INTO threads (message, thread_id) VALUES (?1, ?2)")?
        .execute((message, thread_id))?;
    store
        .db
        .prepare_cached("UPDATE messages SET thread = id, thread_position = 0 WHERE id = ?1")?
        .execute([message])?;
    Ok(())
}

/// One table only: a page of history is read as often as anything, and the ids of what a message
/// belongs to are few. What most messages do not have stands last, and whether there is any before it.
pub(super) const SELECT: &str = "SELECT m.id, m.message_id, m.chat, m.sender, m.msg_type, m.content, \
     m.created_at, m.updated_at, m.edits, m.deleted, m.position, \
     coalesce(m.source, m.mentions, m.root, m.parent, m.thread, m.bundle) IS NOT NULL, m.source, \
     m.mentions, m.root, m.parent, m.thread, m.thread_position, m.bundle FROM messages m";
/// In a chat of tenant ?2.
const IN_TENANT: &str = "(SELECT tenant FROM chats c WHERE c.id = m.chat) = ?2";

pub(super) fn from_row(row: &Row<'_>) -> Result<Message> {
    let message = Message {
        key: row.get(0)?,
        message_id: row.get(1)?,
        chat: row.get(2)?,
        sender: row.get(3)?,
        msg_type: MsgType::from(row.get_ref(4)?.as_str()?),
        content: row.get(5)?,
        created_at: row.get(6)?,
        updated_at: row.get(7)?,
        edits: row.get(8)?,
        deleted: row.get(9)?,
        position: row.get(10)?,
        source: None,
        mentions: Vec::new(),
        root: None,
        parent: None,
        thread: None,
        thread_position: None,
        bundle: None,
    };
    let has_more: bool = row.get(11)?;
    if !has_more {
        return Ok(message);
    }
    let mentions = row.get_ref(13)?.as_str_or_null()?;
    Ok(Message {
        source: row.get(12)?,
        mentions: mentions
            .and_then(|mentions| serde_json::from_str(mentions).ok())
            .unwrap_or_default(),
        root: row.get(14)?,
        parent: row.get(15)?,
        thread: row.get(16)?,
        thread_position: row.get(17)?,
        bundle: row.get(18)?,
        ..message
    })
}

pub(crate) fn id(db: &Connection, key: MessageKey) -> Result<String> {
    db.prepare_cached("SELECT message_id FROM messages WHERE id = ?1")?
        .query_row([key], |row| row.get(0))
}

/// Of a thread, by its first message.
pub(crate) fn thread_id(db: &Connection, first: MessageKey) -> Result<String> {
    db.prepare_cached("SELECT thread_id FROM threads WHERE message = ?1")?
        .query_row([first], |row| row.get(0))
}

pub(crate) fn get(db: &Connection, key: MessageKey) -> Result<Message> {
    db.prepare_cached(&format!("{SELECT} WHERE m.id = ?1"))?.query_row([key], from_row)
}

/// One that is in a chat of a tenant; those in a bundle are found with it only.
pub(crate) fn find(
    db: &Connection,
    tenant: TenantKey,
    message_id: &str,
) -> Result<Option<Message>> {
    db.prepare_cached(&format!(
        "{SELECT} WHERE m.message_id = ?1 AND m.upper IS NULL AND {IN_TENANT}"
    ))?
    .query_row((message_id, tenant), from_row)
    .optional()
}

/// As [`find`], in whatever tenant.
pub(crate) fn find_anywhere(db: &Connection, message_id: &str) -> Result<Option<Message>> {
    db.prepare_cached(&format!("{SELECT} WHERE m.message_id = ?1 AND m.upper IS NULL"))?
        .query_row([message_id], from_row)
        .optional()
}

/// The first message of a thread of a tenant.
pub(crate) fn find_thread(
    db: &Connection,
    tenant: TenantKey,
    thread_id: &str,
) -> Result<Option<Message>> {
    db.prepare_cached(&format!(
        "{SELECT} WHERE m.id = (SELECT message FROM threads WHERE thread_id = ?1) AND {IN_TENANT}"
    ))?
    .query_row((thread_id, tenant), from_row)
    .optional()
}

/// Takes what a message says away; its place stays.
pub(crate) fn recall(store: &Store<'_>, key: MessageKey) -> Result<()> {
    store
        .db
        .prepare_cached("UPDATE messages SET deleted = 1, updated_at = ?2 WHERE id = ?1")?
        .execute((key, store.now))?;
    Ok(())
}

/// What a list of messages is read from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// Without replies in threads.
    Chat(ChatKey),
    /// By its first message.
    Thread(MessageKey),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    OldestFirst,
    NewestFirst,
}

/// A part of a history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    pub(crate) source: Source,
    pub(crate) order: Order,
    /// The earliest and the latest time, in milliseconds.
    pub(crate) between: (i64, i64),
    /// Where the last part ended: time and row.
    pub(crate) after: Option<[i64; 2]>,
    pub(crate) limit: u32,
}

/// Shows `visit` the messages of the part. Costs what the part has, however long the history is.
pub(crate) fn history(
    db: &Connection,
    slice: Slice,
    mut visit: impl FnMut(Message) -> Result<()>,
) -> Result<()> {
    let key = match slice.source {
        Source::Chat(chat) => chat.0,
        Source::Thread(first) => first.0,
    };
    let (earliest, latest) = slice.between;
    let ([time, id], far) = match slice.order {
        Order::OldestFirst => (slice.after.unwrap_or([earliest, i64::MIN]), latest),
        Order::NewestFirst => (slice.after.unwrap_or([latest, i64::MAX]), earliest),
    };
    let mut messages = db.prepare_cached(&history_sql(slice.source, slice.order))?;
    let mut rows = messages.query((key, time, id, far, slice.limit))?;
    while let Some(row) = rows.next()? {
        visit(from_row(row)?)?;
    }
    Ok(())
}

/// Shows `visit` what somebody can see of all chats, newest first. `word` is in what is stored of
/// each, which need not be in what it says.
pub(crate) fn scan(
    db: &Connection,
    actor: ActorKey,
    (earliest, latest): (i64, i64),
    word: &str,
    mut visit: impl FnMut(Message) -> Result<()>,
) -> Result<()> {
    let mut messages = db.prepare_cached(&format!(
        "{SELECT} JOIN members s ON s.chat = m.chat AND s.actor = ?1
         WHERE m.upper IS NULL AND m.deleted = 0 AND m.created_at BETWEEN ?2 AND ?3
         AND (?4 = '' OR instr(lower(m.content), ?4))
         ORDER BY m.created_at DESC, m.id DESC"
    ))?;
    let mut rows = messages.query((actor, earliest, latest, word))?;
    while let Some(row) = rows.next()? {
        visit(from_row(row)?)?;
    }
    Ok(())
}

/// One bound of the index's range is where the last part ended, the other the time asked for.
fn history_sql(source: Source, order: Order) -> String {
    let source = match source {
        Source::Chat(_) => "m.chat = ?1 AND m.position IS NOT NULL",
        Source::Thread(_) => "m.thread = ?1",
    };
    let (bounds, direction) = match order {
        Order::OldestFirst => ("(m.created_at, m.id) > (?2, ?3) AND m.created_at <= ?4", "ASC"),
        Order::NewestFirst => ("(m.created_at, m.id) < (?2, ?3) AND m.created_at >= ?4", "DESC"),
    };
    format!(
        "{SELECT} WHERE {source} AND {bounds}
         ORDER BY m.created_at {direction}, m.id {direction} LIMIT ?5"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{options::Location, storage::open};

    #[test]
    fn a_page_is_read_along_an_index_without_sorting() {
        let db = open::writer(&Location::Memory, |_| Ok(())).unwrap();
        let chat = (Source::Chat(ChatKey(1)), "messages_in_chat (chat=? AND created_at");
        let thread = (Source::Thread(MessageKey(1)), "messages_in_thread (thread=? AND created_at");
        for (source, index) in [chat, thread] {
            for order in [Order::OldestFirst, Order::NewestFirst] {
                let sql = format!("EXPLAIN QUERY PLAN {}", history_sql(source, order));
                let mut plan = db.prepare(&sql).unwrap();
                let steps = plan.query_map((0, 0, 0, 0, 0), |row| row.get::<_, String>(3));
                let plan = steps.unwrap().collect::<Result<Vec<_>>>().unwrap().join("\n");
                assert!(plan.contains(index), "{plan}");
                assert!(!plan.contains("B-TREE") && !plan.contains("SCAN"), "{plan}");
            }
        }
    }
}
