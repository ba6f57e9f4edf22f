//! Apps and their bots.

use rusqlite::{Connection, OptionalExtension, Result};

use crate::keys::{ActorKey, AppKey};

#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) key: AppKey,
    pub(crate) secret: String,
    pub(crate) name: String,
    pub(crate) bot: ActorKey,
}

/// The app that is meant where none is named.
pub(crate) fn default(db: &Connection) -> Result<AppKey> {
    db.prepare_cached("SELECT min(id) FROM apps")?.query_row([], |row| row.get(0))
}

pub(crate) fn find(db: &Connection, app_id: &str) -> Result<Option<App>> {
    db.prepare_cached("SELECT id, secret, name, bot FROM apps WHERE app_id = ?1")?
        .query_row([app_id], |row| {
            Ok(App { key: row.get(0)?, secret: row.get(1)?, name: row.get(2)?, bot: row.get(3)? })
        })
        .optional()
}
