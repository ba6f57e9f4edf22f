//! Batches: one text sent to many people, each in the conversation with them.

use rusqlite::{Connection, OptionalExtension, Result};

use crate::{
    ids,
    keys::{AppKey, MessageKey, TenantKey},
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) row: i64,
    pub(crate) batch_id: String,
    pub(crate) app: AppKey,
    pub(crate) at: i64,
    pub(crate) recalled: bool,
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) sent: i64,
    pub(crate) read: i64,
    pub(crate) recalled: i64,
}

/// A batch without messages.
pub(crate) fn insert(store: &Store<'_>, app: AppKey) -> Result<Batch> {
    let batch_id = store.mint(ids::Kind::Batch)?;
    store
        .db
        .prepare_cached("INSERT INTO batches (batch_id, app, at) VALUES (?1, ?2, ?3)")?
        .execute((&batch_id, app, store.now))?;
    let row = store.db.last_insert_rowid();
    Ok(Batch { row, batch_id, app, at: store.now, recalled: false })
}

pub(crate) fn add(db: &Connection, batch: i64, message: MessageKey) -> Result<()> {
    db.prepare_cached("INSERT INTO batch_messages (batch, message) VALUES (?1, ?2)")?
        .execute((batch, message))?;
    Ok(())
}

pub(crate) fn find(db: &Connection, tenant: TenantKey, batch_id: &str) -> Result<Option<Batch>> {
    db.prepare_cached(
        "SELECT b.id, b.batch_id, b.app, b.at, b.recalled FROM batches b JOIN apps a ON a.id = b.app
         WHERE b.batch_id = ?1 AND a.tenant = ?2",
    )?
        .query_row((batch_id, tenant), |row| {
            Ok(Batch {
                row: row.get(0)?,
                batch_id: row.get(1)?,
                app: row.get(2)?,
                at: row.get(3)?,
                recalled: row.get(4)?,
            })
        })
        .optional()
}

/// The batch a message was sent with.
pub(crate) fn of_message(db: &Connection, message: MessageKey) -> Result<Option<i64>> {
    db.prepare_cached("SELECT batch FROM batch_messages WHERE message = ?1")?
        .query_row([message], |row| row.get(0))
        .optional()
}

/// Takes what all of its messages say away.
pub(crate) fn recall(store: &Store<'_>, batch: i64) -> Result<()> {
    store
        .db
        .prepare_cached(
            "UPDATE messages SET deleted = 1, updated_at = ?2 WHERE deleted = 0
             AND id IN (SELECT message FROM batch_messages WHERE batch = ?1)",
        )?
        .execute((batch, store.now))?;
    store.db.prepare_cached("UPDATE batches SET recalled = 1 WHERE id = ?1")?.execute([batch])?;
    Ok(())
}

pub(crate) fn counts(db: &Connection, batch: i64) -> Result<Counts> {
    db.prepare_cached(
        "SELECT count(*),
                count(*) FILTER (WHERE EXISTS (SELECT 1 FROM reads r
                                               WHERE r.chat = m.chat AND r.message >= m.id)),
                count(*) FILTER (WHERE m.deleted)
         FROM batch_messages b JOIN messages m ON m.id = b.message WHERE b.batch = ?1",
    )?
    .query_row([batch], |row| {
        Ok(Counts { sent: row.get(0)?, read: row.get(1)?, recalled: row.get(2)? })
    })
}
