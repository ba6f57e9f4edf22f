//! Messages and threads.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::{Deserialize, Serialize};

use crate::{
    ids,
    keys::{ActorKey, AppKey, ChatKey, MessageKey},
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) key: MessageKey,
    pub(crate) message_id: String,
    pub(crate) chat: ChatKey,
    pub(crate) chat_id: String,
    pub(crate) sender: ActorKey,
    pub(crate) msg_type: String,
    pub(crate) content: String,
    /// A card as it was sent.
    pub(crate) source: Option<String>,
    pub(crate) mentions: Vec<StoredMention>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) edited: bool,
    pub(crate) deleted: bool,
    pub(crate) root: Option<MessageKey>,
    pub(crate) root_id: Option<String>,
    pub(crate) parent_id: Option<String>,
    /// The first message of the thread it is in.
    pub(crate) thread: Option<MessageKey>,
    pub(crate) thread_id: Option<String>,
    pub(crate) position: Option<i64>,
    pub(crate) thread_position: Option<i64>,
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
    let mentions = (!new.saying.mentions.is_empty()).then(|| {
        serde_json::to_string(&new.saying.mentions).expect("mentions are texts and numbers")
    });
    store
        .db
        .prepare_cached(
            "INSERT INTO messages (message_id, chat, sender, app, msg_type, content, source,
                                   mentions, created_at, updated_at, root, parent, thread,
                                   position, thread_position)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, ?12, ?13, ?14)",
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
        ])?;
    Ok(MessageKey(store.db.last_insert_rowid()))
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

const SELECT: &str = "SELECT m.id, m.message_id, m.chat, c.chat_id, m.sender, m.msg_type, \
     m.content, m.source, m.mentions, m.created_at, m.updated_at, m.edits > 0, m.deleted, m.root, \
     r.message_id, p.message_id, m.thread, t.thread_id, m.position, m.thread_position \
     FROM messages m JOIN chats c ON c.id = m.chat \
     LEFT JOIN messages r ON r.id = m.root LEFT JOIN messages p ON p.id = m.parent \
     LEFT JOIN threads t ON t.message = m.thread";

fn from_row(row: &Row<'_>) -> Result<Message> {
    let mentions: Option<String> = row.get(8)?;
    Ok(Message {
        key: row.get(0)?,
        message_id: row.get(1)?,
        chat: row.get(2)?,
        chat_id: row.get(3)?,
        sender: row.get(4)?,
        msg_type: row.get(5)?,
        content: row.get(6)?,
        source: row.get(7)?,
        mentions: mentions
            .and_then(|mentions| serde_json::from_str(&mentions).ok())
            .unwrap_or_default(),
        created_at: row.get(9)?,
        updated_at: row.get(10)?,
        edited: row.get(11)?,
        deleted: row.get(12)?,
        root: row.get(13)?,
        root_id: row.get(14)?,
        parent_id: row.get(15)?,
        thread: row.get(16)?,
        thread_id: row.get(17)?,
        position: row.get(18)?,
        thread_position: row.get(19)?,
    })
}

pub(crate) fn get(db: &Connection, key: MessageKey) -> Result<Message> {
    db.prepare_cached(&format!("{SELECT} WHERE m.id = ?1"))?.query_row([key], from_row)
}

pub(crate) fn find(db: &Connection, message_id: &str) -> Result<Option<Message>> {
    db.prepare_cached(&format!("{SELECT} WHERE m.message_id = ?1"))?
        .query_row([message_id], from_row)
        .optional()
}

/// The first message of a thread.
pub(crate) fn find_thread(db: &Connection, thread_id: &str) -> Result<Option<Message>> {
    db.prepare_cached(&format!(
        "{SELECT} WHERE m.id = (SELECT message FROM threads WHERE thread_id = ?1)"
    ))?
    .query_row([thread_id], from_row)
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

/// Costs what the part has, however long the history is.
pub(crate) fn history(db: &Connection, slice: Slice) -> Result<Vec<Message>> {
    let (source, key) = match slice.source {
        Source::Chat(chat) => ("m.chat = ?1 AND m.position IS NOT NULL", chat.0),
        Source::Thread(first) => ("m.thread = ?1", first.0),
    };
    let (earliest, latest) = slice.between;
    // One bound of the index's range is where the last part ended, the other the time asked for.
    let (bounds, direction, [time, id], far) = match slice.order {
        Order::OldestFirst => (
            "(m.created_at, m.id) > (?2, ?3) AND m.created_at <= ?4",
            "ASC",
            slice.after.unwrap_or([earliest, i64::MIN]),
            latest,
        ),
        Order::NewestFirst => (
            "(m.created_at, m.id) < (?2, ?3) AND m.created_at >= ?4",
            "DESC",
            slice.after.unwrap_or([latest, i64::MAX]),
            earliest,
        ),
    };
    let sql = format!(
        "{SELECT} WHERE {source} AND {bounds}
         ORDER BY m.created_at {direction}, m.id {direction} LIMIT ?5"
    );
    let mut messages = db.prepare_cached(&sql)?;
    messages.query_map((key, time, id, far, slice.limit), from_row)?.collect()
}
