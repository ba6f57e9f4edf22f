//! Cards in a group that one person sees.

use rusqlite::{Connection, OptionalExtension, Result};

use crate::{
    ids,
    keys::{ActorKey, ChatKey, TenantKey},
    store::Store,
};

pub(crate) struct NewEphemeral<'a> {
    pub(crate) chat: ChatKey,
    pub(crate) actor: ActorKey,
    pub(crate) sender: ActorKey,
    pub(crate) card: &'a str,
}

pub(crate) fn insert(store: &Store<'_>, new: &NewEphemeral<'_>) -> Result<String> {
    let message_id = store.mint(ids::Kind::Message)?;
    store
        .db
        .prepare_cached(
            "INSERT INTO ephemerals (message_id, chat, actor, sender, card, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((&message_id, new.chat, new.actor, new.sender, new.card, store.now))?;
    Ok(message_id)
}

/// Who sent one.
/// Who of a tenant sent one.
pub(crate) fn sender(
    db: &Connection,
    tenant: TenantKey,
    message_id: &str,
) -> Result<Option<ActorKey>> {
    db.prepare_cached(
        "SELECT e.sender FROM ephemerals e JOIN actors a ON a.id = e.sender
         WHERE e.message_id = ?1 AND a.tenant = ?2",
    )?
    .query_row((message_id, tenant), |row| row.get(0))
    .optional()
}

pub(crate) fn remove(db: &Connection, message_id: &str) -> Result<()> {
    db.prepare_cached("DELETE FROM ephemerals WHERE message_id = ?1")?.execute([message_id])?;
    Ok(())
}
