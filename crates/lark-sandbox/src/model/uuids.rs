//! What a call answered under its `uuid`, so that a repeat does nothing twice.

use rusqlite::{OptionalExtension, Result};

use crate::{keys::AppKey, store::Store};

/// A call that may be repeated.
pub(crate) struct Repeatable<'a> {
    pub(crate) app: AppKey,
    /// Among which calls the uuid is the same.
    pub(crate) kind: &'a str,
    pub(crate) uuid: &'a str,
    pub(crate) window_seconds: i64,
}

impl Repeatable<'_> {
    /// The row the first such call made.
    pub(crate) fn first(&self, store: &Store<'_>) -> Result<Option<i64>> {
        let since = store.now - self.window_seconds * 1000;
        store
            .db
            .prepare_cached(
                "SELECT result FROM uuids WHERE app = ?1 AND kind = ?2 AND uuid = ?3 AND at > ?4",
            )?
            .query_row((self.app, self.kind, self.uuid, since), |row| row.get(0))
            .optional()
    }

    pub(crate) fn remember(&self, store: &Store<'_>, result: i64) -> Result<()> {
        store
            .db
            .prepare_cached(
                "INSERT OR REPLACE INTO uuids (app, kind, uuid, result, at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((self.app, self.kind, self.uuid, result, store.now))?;
        Ok(())
    }
}
