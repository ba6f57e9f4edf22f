//! Apps and their bots.

use rusqlite::{Connection, OptionalExtension, Result, Row};
use serde_json::json;

use crate::{
    ids,
    keys::{ActorKey, AppKey, TenantKey},
    random::alphanumeric,
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) key: AppKey,
    pub(crate) tenant: TenantKey,
    pub(crate) app_id: String,
    pub(crate) secret: String,
    pub(crate) name: String,
    pub(crate) bot: ActorKey,
}

/// The app that is meant where none is named.
pub(crate) fn default(db: &Connection) -> Result<AppKey> {
    db.prepare_cached("SELECT min(id) FROM apps")?.query_row([], |row| row.get(0))
}

pub(crate) fn find(db: &Connection, app_id: &str) -> Result<Option<App>> {
    db.prepare_cached("SELECT id, tenant, app_id, secret, name, bot FROM apps WHERE app_id = ?1")?
        .query_row([app_id], from_row)
        .optional()
}

pub(crate) fn get(db: &Connection, app: AppKey) -> Result<App> {
    db.prepare_cached("SELECT id, tenant, app_id, secret, name, bot FROM apps WHERE id = ?1")?
        .query_row([app], from_row)
}

pub(crate) fn tenant(db: &Connection, app: AppKey) -> Result<TenantKey> {
    db.prepare_cached("SELECT tenant FROM apps WHERE id = ?1")?.query_row([app], |row| row.get(0))
}

fn from_row(row: &Row<'_>) -> Result<App> {
    Ok(App {
        key: row.get(0)?,
        tenant: row.get(1)?,
        app_id: row.get(2)?,
        secret: row.get(3)?,
        name: row.get(4)?,
        bot: row.get(5)?,
    })
}

/// Makes an app with every permission, and its bot, in somebody's company. Everyone there knows the
/// bot, and the app knows everyone there.
pub(crate) fn register(store: &Store<'_>, name: &str, owner: ActorKey) -> Result<App> {
    let db = store.db;
    let (app_id, union_id) = (store.mint(ids::Kind::App)?, store.mint(ids::Kind::UnionId)?);
    db.prepare_cached(
        "INSERT INTO actors (tenant, kind, name, union_id)
         SELECT tenant, 'bot', ?2, ?3 FROM actors WHERE id = ?1",
    )?
    .execute((owner, name, union_id))?;
    let bot = ActorKey(db.last_insert_rowid());
    db.prepare_cached(
        "INSERT INTO apps (tenant, app_id, secret, name, bot, registered)
         SELECT tenant, ?2, ?3, name, id, 1 FROM actors WHERE id = ?1",
    )?
    .execute((bot, &app_id, alphanumeric(store.random, 32)))?;
    let app = AppKey(db.last_insert_rowid());
    let colleagues = |table: &str| {
        format!(
            "SELECT id FROM {table} WHERE tenant = (SELECT tenant FROM apps WHERE id = ?1)
             ORDER BY id"
        )
    };
    let keys = |sql: &str| -> Result<Vec<i64>> {
        db.prepare_cached(sql)?.query_map([app], |row| row.get(0))?.collect()
    };
    let apps = keys(&colleagues("apps"))?.into_iter().map(AppKey);
    let actors = keys(&colleagues("actors"))?.into_iter().map(ActorKey);
    let by_others = apps.filter(|other| *other != app).map(|other| (other, bot));
    for (knows, known) in by_others.chain(actors.map(|actor| (app, actor))) {
        let open_id = store.mint(ids::Kind::OpenId)?;
        db.prepare_cached("INSERT INTO open_ids (app, actor, open_id) VALUES (?1, ?2, ?3)")?
            .execute((knows, known, open_id))?;
    }
    store.record("app.registered", &json!({ "app_id": app_id }))?;
    get(db, app)
}

pub(crate) fn name(db: &Connection, app: AppKey) -> Result<String> {
    db.prepare_cached("SELECT name FROM apps WHERE id = ?1")?.query_row([app], |row| row.get(0))
}

/// The permissions an app has; `None` for all.
pub(crate) fn scopes(db: &Connection, app: AppKey) -> Result<Option<Vec<String>>> {
    let json: Option<String> = db
        .prepare_cached("SELECT scopes FROM apps WHERE id = ?1")?
        .query_row([app], |row| row.get(0))?;
    Ok(json.map(|json| serde_json::from_str(&json).unwrap_or_default()))
}

/// Whether somebody can use an app: it reaches nobody else.
pub(crate) fn is_available(db: &Connection, app: AppKey, actor: ActorKey) -> Result<bool> {
    db.prepare_cached(
        "SELECT available_to IS NULL
                OR EXISTS (SELECT 1 FROM json_each(available_to) WHERE value = ?2)
         FROM apps WHERE id = ?1",
    )?
    .query_row((app, actor), |row| row.get(0))
}

/// Makes an app available to everybody, or only to people by their open ids, of whatever app.
/// Whether there are such an app and such people.
pub(crate) fn set_availability(
    store: &Store<'_>,
    app_id: &str,
    open_ids: Option<&[String]>,
) -> Result<bool> {
    let mut people = Vec::new();
    for open_id in open_ids.unwrap_or_default() {
        let person: Option<i64> = store
            .db
            .prepare_cached(
                "SELECT a.id FROM open_ids o JOIN actors a ON a.id = o.actor
                 WHERE o.open_id = ?1 AND a.kind = 'person'",
            )?
            .query_row([open_id], |row| row.get(0))
            .optional()?;
        let Some(person) = person else { return Ok(false) };
        people.push(person);
    }
    let available = open_ids.map(|_| json!(people).to_string());
    let rows = store
        .db
        .prepare_cached("UPDATE apps SET available_to = ?2 WHERE app_id = ?1")?
        .execute((app_id, available))?;
    if rows > 0 {
        store.record("availability.changed", &json!({ "app_id": app_id }))?;
    }
    Ok(rows > 0)
}

/// Who has permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// By its app id.
    App(String),
    /// By an open id, of whatever app.
    Person(String),
}

/// Gives all permissions, or only some; a person's tokens have them at once. Whether there is
/// such an app or person.
pub(crate) fn set_scopes(
    store: &Store<'_>,
    holder: &Holder,
    scopes: Option<&[String]>,
) -> Result<bool> {
    let scopes = scopes.map(|scopes| json!(scopes).to_string());
    let (id, statements) = match holder {
        Holder::App(app_id) => (app_id, &["UPDATE apps SET scopes = ?2 WHERE app_id = ?1"][..]),
        Holder::Person(open_id) => (
            open_id,
            &[
                "UPDATE tokens SET scopes = ?2 WHERE token NOT LIKE 't-%' AND actor =
                     (SELECT actor FROM open_ids WHERE open_id = ?1)",
                "UPDATE actors SET scopes = ?2 WHERE kind = 'person' AND id =
                     (SELECT actor FROM open_ids WHERE open_id = ?1)",
            ][..],
        ),
    };
    let mut rows = 0;
    for statement in statements {
        rows = store.db.prepare_cached(statement)?.execute((id, &scopes))?;
    }
    if rows > 0 {
        store.record("scopes.changed", &json!({ "id": id }))?;
    }
    Ok(rows > 0)
}
