//! Chats: groups, topic groups and conversations between two.

use lark_api::im::{
    I18nNames,
    chats::{ChatMode, RestrictedMode},
};
use rusqlite::{Connection, OptionalExtension, Result, Row, types::Type};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    ids,
    keys::{ActorKey, ChatKey, TenantKey},
    store::Store,
};

#[derive(Clone, Debug)]
pub(crate) struct Chat {
    pub(crate) key: ChatKey,
    pub(crate) chat_id: String,
    pub(crate) tenant: TenantKey,
    pub(crate) mode: ChatMode,
    /// `private` or `public`.
    pub(crate) chat_type: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) avatar: String,
    pub(crate) owner: Option<ActorKey>,
    pub(crate) creator: ActorKey,
    pub(crate) settings: Settings,
    pub(crate) dissolved: bool,
    pub(crate) created_at: i64,
    pub(crate) active_at: i64,
}

impl Chat {
    pub(crate) fn is_p2p(&self) -> bool {
        self.mode == ChatMode::P2p
    }

    /// Whether every message opens a thread.
    pub(crate) fn is_topics(&self) -> bool {
        self.mode == ChatMode::Topic || self.settings.group_message_type == "thread"
    }
}

/// What a group's owner decides; each is one of the texts Lark has for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub(crate) add_member_permission: String,
    pub(crate) share_card_permission: String,
    pub(crate) at_all_permission: String,
    pub(crate) edit_permission: String,
    pub(crate) membership_approval: String,
    pub(crate) moderation_permission: String,
    pub(crate) join_message_visibility: String,
    pub(crate) leave_message_visibility: String,
    pub(crate) urgent_setting: String,
    pub(crate) video_conference_setting: String,
    pub(crate) pin_manage_setting: String,
    pub(crate) hide_member_count_setting: String,
    pub(crate) group_message_type: String,
    pub(crate) external: bool,
    pub(crate) restricted_mode: RestrictedMode,
    pub(crate) i18n_names: I18nNames,
}

impl Default for Settings {
    fn default() -> Self {
        let all = || "all_members".to_owned();
        Self {
            add_member_permission: all(),
            share_card_permission: "allowed".to_owned(),
            at_all_permission: all(),
            edit_permission: all(),
            membership_approval: "no_approval_required".to_owned(),
            moderation_permission: all(),
            join_message_visibility: all(),
            leave_message_visibility: all(),
            urgent_setting: all(),
            video_conference_setting: all(),
            pin_manage_setting: all(),
            hide_member_count_setting: all(),
            group_message_type: "chat".to_owned(),
            external: false,
            restricted_mode: RestrictedMode {
                status: false,
                screenshot_has_permission_setting: all(),
                download_has_permission_setting: all(),
                message_has_permission_setting: all(),
            },
            i18n_names: I18nNames::default(),
        }
    }
}

/// A chat that is not there yet.
pub(crate) struct NewChat<'a> {
    pub(crate) tenant: TenantKey,
    pub(crate) mode: ChatMode,
    pub(crate) chat_type: &'a str,
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    pub(crate) owner: Option<ActorKey>,
    pub(crate) creator: ActorKey,
    pub(crate) settings: Settings,
    /// The two of a conversation between two.
    pub(crate) pair: Option<String>,
    pub(crate) at: i64,
}

const AVATAR: &str = "https://avatars.example.com/chat-default~100x100.png";

pub(crate) fn insert(store: &Store<'_>, new: &NewChat<'_>) -> Result<ChatKey> {
    let chat_id = store.mint(ids::Kind::Chat)?;
    let settings = serde_json::to_string(&new.settings).expect("settings are texts");
    store
        .db
        .prepare_cached(
            "INSERT INTO chats (tenant, chat_id, mode, type, name, description, avatar, owner,
                                creator, settings, pair, created_at, active_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
        )?
        .execute(rusqlite::params![
            new.tenant,
            chat_id,
            new.mode.as_str(),
            new.chat_type,
            new.name,
            new.description,
            AVATAR,
            new.owner,
            new.creator,
            settings,
            new.pair,
            new.at,
        ])?;
    Ok(ChatKey(store.db.last_insert_rowid()))
}

pub(crate) const COLUMNS: &str = "c.id, c.chat_id, c.tenant, c.mode, c.type, c.name, \
     c.description, c.avatar, c.owner, c.creator, c.settings, c.status = 'dissolved', \
     c.created_at, c.active_at";

pub(crate) fn from_row(row: &Row<'_>) -> Result<Chat> {
    let settings: String = row.get(10)?;
    let settings = serde_json::from_str(&settings)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(10, Type::Text, error.into()))?;
    Ok(Chat {
        key: row.get(0)?,
        chat_id: row.get(1)?,
        tenant: row.get(2)?,
        mode: ChatMode::from(row.get_ref(3)?.as_str()?),
        chat_type: row.get(4)?,
        name: row.get(5)?,
        description: row.get(6)?,
        avatar: row.get(7)?,
        owner: row.get(8)?,
        creator: row.get(9)?,
        settings,
        dissolved: row.get(11)?,
        created_at: row.get(12)?,
        active_at: row.get(13)?,
    })
}

pub(crate) fn get(db: &Connection, key: ChatKey) -> Result<Chat> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM chats c WHERE c.id = ?1"))?
        .query_row([key], from_row)
}

/// What it takes to tell whether somebody may read a chat.
pub(crate) struct Seen {
    pub(crate) key: ChatKey,
    pub(crate) is_p2p: bool,
    pub(crate) is_member: bool,
}

/// A chat of a tenant as it is to somebody who wants to read it.
pub(crate) fn seen(
    db: &Connection,
    tenant: TenantKey,
    chat_id: &str,
    actor: ActorKey,
) -> Result<Option<Seen>> {
    db.prepare_cached(
        "SELECT c.id, c.mode = 'p2p',
                EXISTS (SELECT 1 FROM members m WHERE m.chat = c.id AND m.actor = ?3)
         FROM chats c WHERE c.chat_id = ?1 AND c.tenant = ?2",
    )?
    .query_row((chat_id, tenant, actor), |row| {
        Ok(Seen { key: row.get(0)?, is_p2p: row.get(1)?, is_member: row.get(2)? })
    })
    .optional()
}

pub(crate) fn id(db: &Connection, key: ChatKey) -> Result<String> {
    db.prepare_cached("SELECT chat_id FROM chats WHERE id = ?1")?.query_row([key], |row| row.get(0))
}

/// A chat of a tenant.
pub(crate) fn find(db: &Connection, tenant: TenantKey, chat_id: &str) -> Result<Option<Chat>> {
    Ok(find_anywhere(db, chat_id)?.filter(|chat| chat.tenant == tenant))
}

/// A chat of whatever tenant, for who tells its own refusal from that of none.
pub(crate) fn find_anywhere(db: &Connection, chat_id: &str) -> Result<Option<Chat>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM chats c WHERE c.chat_id = ?1"))?
        .query_row([chat_id], from_row)
        .optional()
}

/// Writes down what may have changed of a chat.
pub(crate) fn save(db: &Connection, chat: &Chat) -> Result<()> {
    let settings = serde_json::to_string(&chat.settings).expect("settings are texts");
    db.prepare_cached(
        "UPDATE chats SET type = ?2, name = ?3, description = ?4, avatar = ?5, owner = ?6,
                          settings = ?7 WHERE id = ?1",
    )?
    .execute((
        chat.key,
        &chat.chat_type,
        &chat.name,
        &chat.description,
        &chat.avatar,
        chat.owner,
        settings,
    ))?;
    Ok(())
}

pub(crate) fn dissolve(db: &Connection, chat: ChatKey) -> Result<()> {
    db.prepare_cached("UPDATE chats SET status = 'dissolved' WHERE id = ?1")?.execute([chat])?;
    Ok(())
}

fn pair(one: ActorKey, other: ActorKey) -> String {
    format!("{}:{}", one.min(other).0, one.max(other).0)
}

/// The conversation of two, if they have begun one.
pub(crate) fn existing(db: &Connection, one: ActorKey, other: ActorKey) -> Result<Option<ChatKey>> {
    db.prepare_cached("SELECT id FROM chats WHERE pair = ?1")?
        .query_row([pair(one, other)], |row| row.get(0))
        .optional()
}

/// The conversation of two, begun where they have none.
pub(crate) fn between(
    store: &Store<'_>,
    tenant: TenantKey,
    from: ActorKey,
    to: ActorKey,
) -> Result<ChatKey> {
    if let Some(chat) = existing(store.db, from, to)? {
        return Ok(chat);
    }
    let chat = insert(
        store,
        &NewChat {
            tenant,
            mode: ChatMode::P2p,
            chat_type: "private",
            name: "",
            description: "",
            owner: None,
            creator: from,
            settings: Settings::default(),
            pair: Some(pair(from, to)),
            at: store.now,
        },
    )?;
    super::members::add(store.db, chat, from.min(to))?;
    super::members::add(store.db, chat, from.max(to))?;
    let chat_id = get(store.db, chat)?.chat_id;
    store.record("chat.created", &json!({ "chat_id": chat_id }))?;
    Ok(chat)
}

/// A part of a list of chats.
pub(crate) struct Slice<'a> {
    pub(crate) actor: ActorKey,
    pub(crate) order: Order,
    /// Where the last part ended: the time it is ordered by, and the row.
    pub(crate) after: Option<[i64; 2]>,
    pub(crate) limit: u32,
    /// Which modes, as an SQL list.
    pub(crate) modes: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    OldestFirst,
    LastActiveFirst,
}

/// The chats somebody is in.
pub(crate) fn joined(db: &Connection, slice: &Slice<'_>) -> Result<Vec<Chat>> {
    let (column, compare, direction, start) = match slice.order {
        Order::OldestFirst => ("c.created_at", ">", "ASC", [i64::MIN, 0]),
        Order::LastActiveFirst => ("c.active_at", "<", "DESC", [i64::MAX, 0]),
    };
    let [time, id] = slice.after.unwrap_or(start);
    let sql = format!(
        "SELECT {COLUMNS} FROM members m JOIN chats c ON c.id = m.chat
         WHERE m.actor = ?1 AND c.status = 'normal' AND c.mode IN ({})
         AND ({column}, c.id) {compare} (?2, ?3)
         ORDER BY {column} {direction}, c.id {direction} LIMIT ?4",
        slice.modes
    );
    let mut chats = db.prepare_cached(&sql)?;
    chats.query_map((slice.actor, time, id, slice.limit), from_row)?.collect()
}

/// The groups somebody is in or could join, with `query` in their or a member's name.
pub(crate) fn search(
    db: &Connection,
    actor: ActorKey,
    query: &str,
    (after, limit): (i64, u32),
) -> Result<Vec<Chat>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM chats c
         WHERE c.status = 'normal' AND c.mode <> 'p2p' AND c.id > ?3
         AND c.tenant = (SELECT tenant FROM actors WHERE id = ?1)
         AND (c.type = 'public'
              OR EXISTS (SELECT 1 FROM members m WHERE m.chat = c.id AND m.actor = ?1))
         AND (instr(lower(c.name), ?2)
              OR EXISTS (SELECT 1 FROM members m JOIN actors a ON a.id = m.actor
                         WHERE m.chat = c.id AND a.kind = 'person'
                         AND (instr(lower(a.name), ?2) OR instr(lower(a.en_name), ?2))))
         ORDER BY c.id LIMIT ?4"
    );
    let mut chats = db.prepare_cached(&sql)?;
    chats.query_map((actor, query.to_lowercase(), after, limit), from_row)?.collect()
}
