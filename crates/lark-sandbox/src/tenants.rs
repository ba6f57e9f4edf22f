//! Another company beside the first: what it has, and nobody of the first may ever see.

use lark_api::{im::chats::ChatMode, limits::TOKEN_RENEWAL_SECONDS};
use rusqlite::{Connection, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    ids::Kind,
    info::{AppInfo, ChatInfo},
    keys::{ActorKey, TenantKey},
    model::{
        actors::{self, Actor},
        apps::{self, App},
        chats::{self, NewChat, Settings},
        members,
        messages::{self, NewMessage, Place, Saying},
        reads, tokens,
    },
    store::Store,
};

/// A tenant that was added: one of everything that has an id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantInfo {
    pub tenant_key: String,
    pub name: String,
    pub app: AppInfo,
    /// As its own app knows it.
    pub bot: BotInfo,
    pub user: TenantUser,
    /// The group in which both are.
    pub chat: ChatInfo,
    /// What the person said in it.
    pub message_id: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotInfo {
    pub open_id: String,
    pub union_id: String,
}

/// A person, by every id there is of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantUser {
    /// As the tenant's app knows them.
    pub open_id: String,
    pub union_id: String,
    pub user_id: String,
    pub name: String,
    pub email: String,
    pub mobile: String,
    /// Good for half an hour at least.
    pub user_access_token: String,
}

const PERSON: &str = "Mara Silva";
const HANDLE: &str = "mara";
const SAID: &str = "Only we read this.";

/// Makes a tenant. A reset takes it away, as its app is one that is not kept.
pub(crate) fn add(store: &Store<'_>, name: &str) -> Result<TenantInfo> {
    let db = store.db;
    let tenant_key = store.mint(Kind::Tenant)?;
    db.prepare_cached("INSERT INTO tenants (tenant_key, name) VALUES (?1, ?2)")?
        .execute((&tenant_key, name))?;
    let tenant = TenantKey(db.last_insert_rowid());
    let person = actors::get(db, hire(store, tenant, name)?)?;
    let app = apps::register(store, &format!("{name} Assistant"), person.key)?;
    let (chat, message_id) = talk(store, (&app, &person), name)?;
    store.record("tenant.added", &json!({ "tenant_key": tenant_key }))?;
    Ok(TenantInfo {
        tenant_key,
        name: name.to_owned(),
        bot: BotInfo {
            open_id: actors::open_id(db, app.key, app.bot)?,
            union_id: actors::get(db, app.bot)?.union_id,
        },
        user: user(store, &app, person)?,
        app: AppInfo { app_id: app.app_id, app_secret: app.secret, name: app.name },
        chat,
        message_id,
    })
}

fn user(store: &Store<'_>, app: &App, person: Actor) -> Result<TenantUser> {
    Ok(TenantUser {
        open_id: actors::open_id(store.db, app.key, person.key)?,
        user_access_token: tokens::user(store, app.key, person.key, TOKEN_RENEWAL_SECONDS)?,
        union_id: person.union_id,
        user_id: person.user_id,
        name: person.name,
        email: person.email,
        mobile: person.mobile,
    })
}

fn hire(store: &Store<'_>, tenant: TenantKey, company: &str) -> Result<ActorKey> {
    let union_id = store.mint(Kind::UnionId)?;
    // Only that nobody else has it matters.
    let user_id: String = union_id.chars().rev().take(8).collect();
    store
        .db
        .prepare_cached(
            "INSERT INTO actors (tenant, kind, name, en_name, email, mobile, user_id, union_id)
             VALUES (?1, 'person', ?2, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            tenant,
            PERSON,
            address(store.db, tenant, company)?,
            format!("+3519{:08}", tenant.0),
            user_id,
            union_id,
        ))?;
    Ok(ActorKey(store.db.last_insert_rowid()))
}

/// At the company's domain, or where somebody has that address, at one with a number.
fn address(db: &Connection, tenant: TenantKey, company: &str) -> Result<String> {
    let letters = company.chars().filter(char::is_ascii_alphanumeric);
    let domain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let plain = format!("{HANDLE}@{domain}.example.com");
    let is_taken = db.prepare_cached("SELECT 1 FROM actors WHERE email = ?1")?.exists([&plain])?;
    match domain.is_empty() || is_taken {
        true => Ok(format!("{HANDLE}@{domain}{}.example.com", tenant.0)),
        false => Ok(plain),
    }
}

/// A group of the person and the bot, and what the person says in it.
fn talk(
    store: &Store<'_>,
    (app, person): (&App, &Actor),
    company: &str,
) -> Result<(ChatInfo, String)> {
    let db = store.db;
    let name = format!("{company} Internal");
    let chat = chats::insert(
        store,
        &NewChat {
            tenant: person.tenant,
            mode: ChatMode::Group,
            chat_type: "public",
            name: &name,
            description: "",
            owner: Some(person.key),
            creator: person.key,
            settings: Settings::default(),
            pair: None,
            at: store.now,
        },
    )?;
    for member in [person.key, app.bot] {
        members::add(db, chat, member)?;
    }
    let saying = Saying {
        msg_type: "text".to_owned(),
        content: json!({ "text": SAID }).to_string(),
        ..Saying::default()
    };
    let new = NewMessage {
        chat,
        sender: person.key,
        app: app.key,
        saying: &saying,
        place: Place::default(),
        at: store.now,
    };
    let message = messages::insert(store, &new)?;
    reads::mark(store, (chat, person.key), message)?;
    let chat_mode = ChatMode::Group.as_str().to_owned();
    let chat_id = chats::get(db, chat)?.chat_id;
    Ok((ChatInfo { chat_id, name, chat_mode }, messages::get(db, message)?.message_id))
}
