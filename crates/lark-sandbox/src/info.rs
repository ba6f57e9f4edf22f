//! Who and what is in a sandbox, and how to come in.

use lark_api::limits::TOKEN_RENEWAL_SECONDS;
use rusqlite::Result;
use serde::{Deserialize, Serialize};

use crate::{
    keys::TenantKey,
    model::{apps, tokens},
    store::Store,
};

/// What a new sandbox has and what was made there; tenants that were added are told once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// Only of a sandbox that is served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// The default app first.
    pub apps: Vec<AppInfo>,
    /// The people who work here, the default person first; as the default app sees them.
    pub users: Vec<UserInfo>,
    pub chats: Vec<ChatInfo>,
    /// The groups' webhooks.
    #[serde(default)]
    pub webhooks: Vec<WebhookInfo>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppInfo {
    pub app_id: String,
    pub app_secret: String,
    pub name: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInfo {
    pub open_id: String,
    pub name: String,
    pub email: String,
    /// Good for half an hour at least.
    pub user_access_token: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookInfo {
    pub name: String,
    pub chat_id: String,
    /// The last part of its address.
    pub token: String,
    /// What calls are signed with; none where they need no signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Its address, for who knows where the sandbox is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatInfo {
    pub chat_id: String,
    /// Empty for a conversation between two.
    pub name: String,
    /// `group`, `topic` or `p2p`.
    pub chat_mode: String,
}

pub(crate) fn read(store: &Store<'_>) -> Result<Info> {
    let app = apps::default(store.db)?;
    let tenant = apps::tenant(store.db, app)?;
    let mut users = Vec::new();
    let mut people = store.db.prepare_cached(
        "SELECT a.id, o.open_id, a.name, a.email FROM actors a
         JOIN open_ids o ON o.actor = a.id AND o.app = ?1
         WHERE a.kind = 'person' AND a.status = 'active' ORDER BY a.id",
    )?;
    let mut rows = people.query([app])?;
    while let Some(row) = rows.next()? {
        let token = tokens::user(store, app, row.get(0)?, TOKEN_RENEWAL_SECONDS)?;
        users.push(UserInfo {
            open_id: row.get(1)?,
            name: row.get(2)?,
            email: row.get(3)?,
            user_access_token: token,
        });
    }
    Ok(Info {
        base_url: None,
        apps: read_apps(store, tenant)?,
        users,
        chats: read_chats(store, tenant)?,
        webhooks: read_webhooks(store)?,
    })
}

fn read_apps(store: &Store<'_>, tenant: TenantKey) -> Result<Vec<AppInfo>> {
    let mut apps = store.db.prepare_cached(
        "SELECT app_id, secret, name FROM apps
         WHERE tenant = ?1 AND id NOT IN (SELECT app FROM webhooks) ORDER BY id",
    )?;
    let apps = apps.query_map([tenant], |row| {
        Ok(AppInfo { app_id: row.get(0)?, app_secret: row.get(1)?, name: row.get(2)? })
    })?;
    apps.collect()
}

fn read_chats(store: &Store<'_>, tenant: TenantKey) -> Result<Vec<ChatInfo>> {
    let mut chats = store.db.prepare_cached(
        "SELECT chat_id, name, mode FROM chats WHERE tenant = ?1 AND status = 'normal'
         ORDER BY created_at, id",
    )?;
    let chats = chats.query_map([tenant], |row| {
        Ok(ChatInfo { chat_id: row.get(0)?, name: row.get(1)?, chat_mode: row.get(2)? })
    })?;
    chats.collect()
}

fn read_webhooks(store: &Store<'_>) -> Result<Vec<WebhookInfo>> {
    let mut webhooks = store.db.prepare_cached(
        "SELECT w.name, c.chat_id, w.token, w.secret FROM webhooks w JOIN chats c ON c.id = w.chat
         ORDER BY w.app",
    )?;
    let webhooks = webhooks.query_map([], |row| {
        Ok(WebhookInfo {
            name: row.get(0)?,
            chat_id: row.get(1)?,
            token: row.get(2)?,
            secret: row.get(3)?,
            url: None,
        })
    })?;
    webhooks.collect()
}
