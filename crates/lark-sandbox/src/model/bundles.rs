//! Forwarded bundles: copies of messages, kept with the message that brought them.

use rusqlite::{Connection, Result};

use super::messages::{self, Message};
use crate::{
    ids,
    keys::{MessageKey, TenantKey},
    store::Store,
};

/// Puts copies of messages into `container`, in their order.
pub(crate) fn fill(
    store: &Store<'_>,
    container: MessageKey,
    messages: &[MessageKey],
) -> Result<()> {
    let mut copy = store.db.prepare_cached(
        "INSERT INTO messages (message_id, chat, sender, app, msg_type, content, source, mentions,
                               created_at, updated_at, edits, upper, bundle)
         SELECT ?1, (SELECT chat FROM messages WHERE id = ?2), sender, app, msg_type, content,
                source, mentions, created_at, updated_at, edits, ?2, bundle
         FROM messages WHERE id = ?3",
    )?;
    for message in messages {
        copy.execute((store.mint(ids::Kind::Message)?, container, message))?;
    }
    store
        .db
        .prepare_cached("UPDATE messages SET bundle = id WHERE id = ?1")?
        .execute([container])?;
    Ok(())
}

/// What is in a bundle.
pub(crate) fn messages(db: &Connection, bundle: MessageKey) -> Result<Vec<Message>> {
    let sql = format!("{} WHERE m.upper = ?1 ORDER BY m.id", messages::SELECT);
    db.prepare_cached(&sql)?.query_map([bundle], messages::from_row)?.collect()
}

/// Whether an id is that of a message in a bundle of a tenant.
pub(crate) fn has(db: &Connection, tenant: TenantKey, message_id: &str) -> Result<bool> {
    db.prepare_cached(
        "SELECT 1 FROM messages m JOIN chats c ON c.id = m.chat
         WHERE m.message_id = ?1 AND m.upper IS NOT NULL AND c.tenant = ?2",
    )?
    .exists((message_id, tenant))
}
