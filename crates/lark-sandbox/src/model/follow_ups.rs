//! Bubbles under the last message of a conversation.

use lark_api::im::messages::follow_up::FollowUp;
use rusqlite::{Connection, Result};

use crate::{
    keys::{ChatKey, MessageKey},
    store::Store,
};

/// Whether there were none yet.
pub(crate) fn insert(store: &Store<'_>, message: MessageKey, bubbles: &[FollowUp]) -> Result<bool> {
    let bubbles = serde_json::to_string(bubbles).expect("bubbles are texts");
    let rows = store
        .db
        .prepare_cached(
            "INSERT OR IGNORE INTO follow_ups (message, bubbles, at) VALUES (?1, ?2, ?3)",
        )?
        .execute((message, bubbles, store.now))?;
    Ok(rows > 0)
}

/// Whether nothing was said after a message.
pub(crate) fn is_latest(db: &Connection, chat: ChatKey, message: MessageKey) -> Result<bool> {
    let later = db
        .prepare_cached(
            "SELECT 1 FROM messages WHERE chat = ?1 AND position IS NOT NULL AND created_at >=
                 (SELECT created_at FROM messages WHERE id = ?2) AND id > ?2",
        )?
        .exists((chat, message))?;
    Ok(!later)
}
