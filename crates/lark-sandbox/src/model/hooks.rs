//! Webhooks: each writes to one group, as a bot of its own.

use rusqlite::{Connection, OptionalExtension, Result};

use crate::{
    keys::{ActorKey, AppKey, ChatKey},
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Hook {
    pub(crate) app: AppKey,
    pub(crate) bot: ActorKey,
    pub(crate) chat: ChatKey,
    /// What calls are signed with, where they must be.
    pub(crate) secret: Option<String>,
    /// What every message must have in it.
    pub(crate) keyword: Option<String>,
}

pub(crate) struct NewHook<'a> {
    pub(crate) name: &'a str,
    pub(crate) token: &'a str,
    pub(crate) secret: Option<&'a str>,
    pub(crate) app: AppKey,
    pub(crate) chat: ChatKey,
}

/// One that was there before keeps its token and its secret.
pub(crate) fn insert(store: &Store<'_>, new: &NewHook<'_>) -> Result<()> {
    store
        .db
        .prepare_cached(
            "INSERT INTO webhooks (name, token, secret, app, chat) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (name) DO UPDATE SET app = excluded.app, chat = excluded.chat",
        )?
        .execute((new.name, new.token, new.secret, new.app, new.chat))?;
    Ok(())
}

pub(crate) fn find(db: &Connection, token: &str) -> Result<Option<Hook>> {
    db.prepare_cached(
        "SELECT w.app, a.bot, w.chat, w.secret, w.keyword
         FROM webhooks w JOIN apps a ON a.id = w.app WHERE w.token = ?1",
    )?
    .query_row([token], |row| {
        Ok(Hook {
            app: row.get(0)?,
            bot: row.get(1)?,
            chat: row.get(2)?,
            secret: row.get(3)?,
            keyword: row.get(4)?,
        })
    })
    .optional()
}
