//! People and bots, and the ids they are known by.

use rusqlite::{Connection, OptionalExtension, Result, Row};

use super::apps;
use crate::keys::{ActorKey, AppKey, TenantKey};

#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) key: ActorKey,
    pub(crate) tenant: TenantKey,
    pub(crate) is_bot: bool,
    pub(crate) name: String,
    pub(crate) en_name: String,
    pub(crate) email: String,
    pub(crate) mobile: String,
    pub(crate) user_id: String,
    pub(crate) union_id: String,
    pub(crate) resigned: bool,
}

/// Who an id belongs to.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    Actor(Actor),
    /// Somebody, but nobody the app may know.
    Foreign(Foreign),
    Nobody,
}

/// Whose an id is that says so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// What another app knows somebody by.
    OtherApp,
    /// Of another tenant.
    UnionId,
    /// Of another tenant.
    UserId,
}

impl Found {
    pub(crate) fn actor(self) -> Option<Actor> {
        match self {
            Self::Actor(actor) => Some(actor),
            Self::Foreign(_) | Self::Nobody => None,
        }
    }
}

/// What an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdKind {
    /// As one app knows them.
    OpenId,
    UnionId,
    UserId,
    Email,
    /// A bot, by its app.
    AppId,
}

/// Said so that SQLite sees that the index, which has no empty ones, will do.
const BY_USER_ID: &str = "a.user_id = ?1 AND a.user_id <> ''";
const BY_EMAIL: &str = "a.email = ?1 AND a.email <> ''";

const COLUMNS: &str = "a.id, a.tenant, a.kind = 'bot', a.name, a.en_name, a.email, a.mobile, a.user_id, \
                       a.union_id, a.status = 'resigned'";

fn from_row(row: &Row<'_>) -> Result<Actor> {
    Ok(Actor {
        key: row.get(0)?,
        tenant: row.get(1)?,
        is_bot: row.get(2)?,
        name: row.get(3)?,
        en_name: row.get(4)?,
        email: row.get(5)?,
        mobile: row.get(6)?,
        user_id: row.get(7)?,
        union_id: row.get(8)?,
        resigned: row.get(9)?,
    })
}

pub(crate) fn get(db: &Connection, key: ActorKey) -> Result<Actor> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM actors a WHERE a.id = ?1"))?
        .query_row([key], from_row)
}

/// Also the key of their tenant.
pub(crate) fn get_with_tenant(db: &Connection, key: ActorKey) -> Result<(Actor, String)> {
    let sql = format!(
        "SELECT {COLUMNS}, t.tenant_key FROM actors a JOIN tenants t ON t.id = a.tenant
         WHERE a.id = ?1"
    );
    db.prepare_cached(&sql)?.query_row([key], |row| Ok((from_row(row)?, row.get(10)?)))
}

/// Who `id` is, for `app`.
pub(crate) fn find(db: &Connection, app: AppKey, kind: IdKind, id: &str) -> Result<Found> {
    let condition = match kind {
        IdKind::OpenId => return find_open_id(db, app, id),
        IdKind::UnionId => "a.union_id = ?1",
        IdKind::UserId => BY_USER_ID,
        IdKind::Email => BY_EMAIL,
        IdKind::AppId => "a.id = (SELECT bot FROM apps WHERE app_id = ?1)",
    };
    let Some(actor) = find_by(db, condition, id)? else { return Ok(Found::Nobody) };
    Ok(match kind {
        _ if actor.tenant == apps::tenant(db, app)? => Found::Actor(actor),
        IdKind::UnionId => Found::Foreign(Foreign::UnionId),
        IdKind::UserId => Found::Foreign(Foreign::UserId),
        _ => Found::Nobody,
    })
}

fn find_by(db: &Connection, condition: &str, id: &str) -> Result<Option<Actor>> {
    if id.is_empty() {
        return Ok(None);
    }
    let sql = format!("SELECT {COLUMNS} FROM actors a WHERE {condition}");
    db.prepare_cached(&sql)?.query_row([id], from_row).optional()
}

/// Whom of a tenant an id of any kind means, whichever app knows them by it.
pub(crate) fn by_any_id(db: &Connection, tenant: TenantKey, id: &str) -> Result<Option<Actor>> {
    let conditions = [
        "a.id = (SELECT actor FROM open_ids WHERE open_id = ?1)",
        "a.union_id = ?1",
        BY_USER_ID,
        BY_EMAIL,
    ];
    for condition in conditions {
        if let Some(actor) = find_by(db, condition, id)? {
            return Ok(Some(actor).filter(|actor| actor.tenant == tenant));
        }
    }
    Ok(None)
}

/// A person who works in whatever tenant, by any id any app knows them by, or by their address.
pub(crate) fn find_person(db: &Connection, id: &str) -> Result<Option<Actor>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM actors a
         WHERE a.kind = 'person' AND a.status = 'active' AND ?1 <> ''
         AND (a.union_id = ?1 OR a.user_id = ?1 OR a.email = ?1
              OR a.id = (SELECT actor FROM open_ids WHERE open_id = ?1))"
    );
    db.prepare_cached(&sql)?.query_row([id], from_row).optional()
}

/// The people who work in a tenant, the default person first.
pub(crate) fn people(db: &Connection, tenant: TenantKey) -> Result<Vec<Actor>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM actors a WHERE a.kind = 'person' AND a.status = 'active'
         AND a.tenant = ?1 ORDER BY a.id"
    );
    db.prepare_cached(&sql)?.query_map([tenant], from_row)?.collect()
}

fn find_open_id(db: &Connection, app: AppKey, open_id: &str) -> Result<Found> {
    let owner: Option<(AppKey, ActorKey)> = db
        .prepare_cached("SELECT app, actor FROM open_ids WHERE open_id = ?1")?
        .query_row([open_id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match owner {
        Some((owner, actor)) if owner == app => get(db, actor).map(Found::Actor),
        Some(_) => Ok(Found::Foreign(Foreign::OtherApp)),
        None => Ok(Found::Nobody),
    }
}

/// What `app` knows somebody by.
pub(crate) fn open_id(db: &Connection, app: AppKey, actor: ActorKey) -> Result<String> {
    db.prepare_cached("SELECT open_id FROM open_ids WHERE app = ?1 AND actor = ?2")?
        .query_row((app, actor), |row| row.get(0))
}

/// The app of a bot.
pub(crate) fn app_id(db: &Connection, bot: ActorKey) -> Result<String> {
    db.prepare_cached("SELECT app_id FROM apps WHERE bot = ?1")?.query_row([bot], |row| row.get(0))
}

pub(crate) fn tenant_key(db: &Connection, actor: ActorKey) -> Result<String> {
    db.prepare_cached(
        "SELECT t.tenant_key FROM tenants t JOIN actors a ON a.tenant = t.id WHERE a.id = ?1",
    )?
    .query_row([actor], |row| row.get(0))
}

/// People who work in a tenant whose name or address begins with `query`, or has it in it.
pub(crate) fn search(
    db: &Connection,
    tenant: TenantKey,
    query: &str,
    (after, limit): (i64, u32),
) -> Result<Vec<Actor>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM actors a WHERE a.kind = 'person' AND a.status = 'active'
         AND a.tenant = ?4 AND a.id > ?2
         AND (instr(lower(a.name), ?1) OR instr(lower(a.en_name), ?1)
              OR instr(lower(a.email), ?1) OR a.mobile = ?1)
         ORDER BY a.id LIMIT ?3"
    );
    let mut people = db.prepare_cached(&sql)?;
    people.query_map((query.to_lowercase(), after, limit, tenant), from_row)?.collect()
}

/// The person of a tenant with a phone number, written with or without the country code.
pub(crate) fn find_mobile(
    db: &Connection,
    tenant: TenantKey,
    mobile: &str,
) -> Result<Option<Actor>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM actors a
         WHERE a.tenant = ?2 AND a.mobile <> '' AND (a.mobile = ?1 OR a.mobile = '+86' || ?1)"
    );
    db.prepare_cached(&sql)?.query_row((mobile, tenant), from_row).optional()
}
