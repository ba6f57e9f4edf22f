//! What a new sandbox has: people, apps, chats and some weeks of talk.
//!
//! The words are in the files beside this one; times are counted back from now.

mod chats;
mod kinds;
mod launch;
mod people;
mod script;

use std::collections::BTreeMap;

use lark_api::{content::received::BUNDLED, im::chats::ChatMode};
use rusqlite::Result;
use serde_json::json;

use crate::{
    content::card,
    ids::Kind,
    keys::{ActorKey, AppKey, ChatKey, MessageKey, TenantKey},
    model::{
        bundles,
        chats::{NewChat, Settings},
        codes, feed,
        files::{self, Content, FileKind, NewFile},
        hooks::{self, NewHook},
        members,
        messages::{self, NewMessage, Place, Saying, StoredMention},
        reactions, reads,
    },
    random::{alphanumeric, scramble},
    store::Store,
};
use people::{APPS, PEOPLE};
use script::{Day, Fate, Group, GroupKind, Line, Media, Pair, Rules, Says};

const MINUTE: i64 = 60 * 1000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Whether calls of a webhook must be signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signed {
    Yes,
    No,
}

/// Fills an empty sandbox.
pub(crate) fn fill(store: &Store<'_>) -> Result<()> {
    let mut seed = Seed::people(store)?;
    seed.group(&launch::GROUP)?;
    for group in chats::GROUPS {
        seed.group(group)?;
    }
    for pair in chats::PAIRS {
        seed.pair(pair)?;
    }
    for who in ["zhao", "chen"] {
        feed::add_focus(store.db, seed.actor("lin"), seed.actor(who))?;
    }
    // Last, so that what is above keeps its ids.
    seed.hook("Build Hook", launch::GROUP.name, Signed::No)?;
    seed.hook("Alert Hook", chats::ON_CALL.name, Signed::Yes)?;
    seed.pair(&chats::LATER)?;
    seed.group(&kinds::GROUP)?;
    store.record("sandbox.filled", &json!({}))
}

struct Seed<'a> {
    store: &'a Store<'a>,
    tenant: TenantKey,
    /// The default app, through which all was sent.
    app: AppKey,
    actors: BTreeMap<&'static str, (ActorKey, &'static str)>,
}

impl<'a> Seed<'a> {
    fn people(store: &'a Store<'a>) -> Result<Self> {
        let db = store.db;
        let tenant_key = store.mint(Kind::Tenant)?;
        db.prepare_cached("INSERT INTO tenants (tenant_key, name) VALUES (?1, 'Orbit')")?
            .execute([tenant_key])?;
        let tenant = TenantKey(db.last_insert_rowid());
        let mut seed = Self { store, tenant, app: AppKey(0), actors: BTreeMap::new() };
        for person in PEOPLE {
            let union_id = store.mint(Kind::UnionId)?;
            let status = if person.works_here { "active" } else { "resigned" };
            db.prepare_cached(
                "INSERT INTO actors (tenant, kind, name, en_name, email, mobile, user_id, union_id,
                                     status)
                 VALUES (?1, 'person', ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(rusqlite::params![
                tenant,
                person.name,
                person.en_name,
                person.email(),
                person.mobile,
                person.user_id,
                union_id,
                status,
            ])?;
            seed.actors.insert(person.handle, (ActorKey(db.last_insert_rowid()), person.name));
        }
        let apps = APPS.iter().map(|app| seed.app(app)).collect::<Result<Vec<_>>>()?;
        seed.app = apps[0];
        codes::register_redirect(db, seed.app, people::REDIRECT_URI)?;
        seed.open_ids(&apps)?;
        Ok(seed)
    }

    /// An app that was there before keeps its secret.
    fn app(&mut self, app: &people::App) -> Result<AppKey> {
        let store = self.store;
        let (app_id, union_id) = (store.mint(Kind::App)?, store.mint(Kind::UnionId)?);
        store
            .db
            .prepare_cached(
                "INSERT INTO actors (tenant, kind, name, union_id) VALUES (?1, 'bot', ?2, ?3)",
            )?
            .execute((self.tenant, app.name, union_id))?;
        let bot = ActorKey(store.db.last_insert_rowid());
        self.actors.insert(app.handle, (bot, app.name));
        store
            .db
            .prepare_cached(
                "INSERT INTO apps (tenant, app_id, secret, name, scopes, bot)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (app_id) DO UPDATE SET tenant = excluded.tenant, bot = excluded.bot
                 RETURNING id",
            )?
            .query_row(
                rusqlite::params![
                    self.tenant,
                    app_id,
                    alphanumeric(store.random, 32),
                    app.name,
                    app.scopes.map(|scopes| json!(scopes).to_string()),
                    bot,
                ],
                |row| row.get(0),
            )
    }

    fn open_ids(&self, apps: &[AppKey]) -> Result<()> {
        let mut insert = self
            .store
            .db
            .prepare_cached("INSERT INTO open_ids (app, actor, open_id) VALUES (?1, ?2, ?3)")?;
        let mut actors: Vec<ActorKey> = self.actors.values().map(|(actor, _)| *actor).collect();
        actors.sort();
        for app in apps {
            for actor in &actors {
                insert.execute((app, actor, self.store.mint(Kind::OpenId)?))?;
            }
        }
        Ok(())
    }

    /// A webhook of a group, and the bot it writes as.
    fn hook(&mut self, name: &'static str, group: &str, signed: Signed) -> Result<()> {
        let (db, random) = (self.store.db, self.store.random);
        let mut apps =
            db.prepare("SELECT id FROM apps WHERE id NOT IN (SELECT app FROM webhooks)")?;
        let apps: Vec<AppKey> = apps.query_map([], |row| row.get(0))?.collect::<Result<_>>()?;
        let app = self.app(&people::App { handle: name, name, scopes: Some(&[]) })?;
        let bot = self.actor(name);
        for known_to in apps {
            let open_id = self.store.mint(Kind::OpenId)?;
            db.prepare_cached("INSERT INTO open_ids (app, actor, open_id) VALUES (?1, ?2, ?3)")?
                .execute((known_to, bot, open_id))?;
        }
        let chat =
            db.query_row("SELECT id FROM chats WHERE name = ?1", [group], |row| row.get(0))?;
        let secret = (signed == Signed::Yes).then(|| alphanumeric(random, 22));
        let token = alphanumeric(random, 36);
        let new = NewHook { name, token: &token, secret: secret.as_deref(), app, chat };
        hooks::insert(self.store, &new)
    }

    fn actor(&self, handle: &str) -> ActorKey {
        self.named(handle).0
    }

    fn named(&self, handle: &str) -> (ActorKey, &'static str) {
        *self.actors.get(handle).expect("the seed names only people and bots it has")
    }

    fn group(&self, group: &Group) -> Result<()> {
        let only_owner = || "only_owner".to_owned();
        let mut settings = Settings::default();
        match group.rules {
            Rules::OnlyOwnersSpeak => settings.moderation_permission = only_owner(),
            Rules::OnlyOwnersAdd => {
                settings.add_member_permission = only_owner();
                settings.share_card_permission = "not_allowed".to_owned();
            }
            Rules::Open | Rules::Dissolved => {}
        }
        let chat = crate::model::chats::insert(
            self.store,
            &NewChat {
                tenant: self.tenant,
                mode: match group.kind {
                    GroupKind::Topics => ChatMode::Topic,
                    _ => ChatMode::Group,
                },
                chat_type: if group.kind == GroupKind::Public { "public" } else { "private" },
                name: group.name,
                description: group.description,
                owner: Some(self.actor(group.owner)),
                creator: self.actor(group.creator),
                settings,
                pair: None,
                at: self.store.now - group.days_old * DAY,
            },
        )?;
        for member in group.members {
            members::add(self.store.db, chat, self.actor(member))?;
        }
        for manager in group.managers {
            members::make_manager(self.store.db, chat, self.actor(manager))?;
        }
        self.talk(chat, group.kind, group.days)?;
        if group.rules == Rules::Dissolved {
            self.store.db.execute("UPDATE chats SET status = 'dissolved' WHERE id = ?1", [chat])?;
        }
        Ok(())
    }

    fn pair(&self, pair: &Pair) -> Result<()> {
        let (one, other) = (self.actor(pair.between.0), self.actor(pair.between.1));
        let earlier = Store { now: self.store.now - pair.days_old * DAY, ..*self.store };
        let chat = crate::model::chats::between(&earlier, self.tenant, one, other)?;
        self.talk(chat, GroupKind::Private, pair.days)
    }

    fn talk(&self, chat: ChatKey, kind: GroupKind, days: &[Day]) -> Result<()> {
        let mut said = Vec::new();
        for day in days {
            let mut at = self.store.now - day.minutes_ago * MINUTE;
            for line in day.lines {
                let parent = match line.answers {
                    0 => None,
                    before => said.get(said.len() - before).copied(),
                };
                let place = Place { root: parent, parent, thread: None };
                let key = self.say(chat, line, place, at)?;
                if let Says::Bundle(before) = line.says {
                    let inside: Vec<MessageKey> =
                        before.iter().map(|before| said[said.len() - before]).collect();
                    bundles::fill(self.store, key, &inside)?;
                }
                if kind == GroupKind::Topics || !line.thread.is_empty() {
                    messages::open_thread(self.store, key)?;
                }
                self.thread(chat, key, line.thread, at)?;
                said.push(key);
                at += pause(said.len());
            }
        }
        Ok(())
    }

    fn thread(&self, chat: ChatKey, first: MessageKey, lines: &[Line], at: i64) -> Result<()> {
        let place = Place { root: Some(first), parent: Some(first), thread: Some(first) };
        for (number, line) in lines.iter().enumerate() {
            let later = i64::try_from(number + 1).unwrap_or(1) * MINUTE;
            self.say(chat, line, place, at + later / 2)?;
        }
        Ok(())
    }

    fn say(&self, chat: ChatKey, line: &Line, place: Place, at: i64) -> Result<MessageKey> {
        let sender = self.actor(line.who);
        let saying = self.saying(chat, line, at)?;
        let new = NewMessage { chat, sender, app: self.app, saying: &saying, place, at };
        let key = messages::insert(self.store, &new)?;
        let (edits, deleted) = match line.fate {
            Fate::Kept => (0, 0),
            Fate::Edited => (1, 0),
            Fate::Recalled => (0, 1),
        };
        if line.fate != Fate::Kept {
            let sql = "UPDATE messages SET edits = ?2, deleted = ?3, updated_at = ?4 WHERE id = ?1";
            let changed = (key, edits, deleted, at + MINUTE);
            self.store.db.prepare_cached(sql)?.execute(changed)?;
        }
        reads::mark(&Store { now: at, ..*self.store }, (chat, sender), key)?;
        for (who, emoji) in line.reactions {
            let (who, at) = (self.actor(who), at + MINUTE / 3);
            reactions::add(self.store, key, who, (emoji, at))?;
            reads::mark(&Store { now: at, ..*self.store }, (chat, who), key)?;
        }
        Ok(key)
    }

    fn saying(&self, chat: ChatKey, line: &Line, at: i64) -> Result<Saying> {
        let mut mentions = Vec::new();
        let (msg_type, content, source) = match line.says {
            Says::Text(text) => {
                let text = self.mention(text, &mut mentions);
                ("text", json!({ "text": text }).to_string(), None)
            }
            Says::Post(json) => ("post", self.mention(json, &mut mentions), None),
            Says::Card(json) => {
                let colleagues = card::Colleagues { db: self.store.db, tenant: self.tenant };
                ("interactive", card::show(colleagues, json, None)?, Some(json.to_owned()))
            }
            Says::Image(bytes) => {
                let key = self.upload(line.who, FileKind::Image, ("message", "", bytes))?;
                ("image", json!({ "image_key": key }).to_string(), None)
            }
            Says::Media(media) => (media.msg_type, self.media(line.who, &media)?, None),
            Says::Other { msg_type, json } => (msg_type, timed(json, at), None),
            // Stored by its number, since every app knows the person by another id.
            Says::Person(who) => {
                ("share_user", json!({ "actor": self.actor(who).0 }).to_string(), None)
            }
            Says::ThisChat => {
                let id = crate::model::chats::id(self.store.db, chat)?;
                ("share_chat", json!({ "chat_id": id }).to_string(), None)
            }
            Says::Bundle(_) => ("merge_forward", BUNDLED.to_owned(), None),
            Says::Sticker(bytes) => {
                let key = self.upload(line.who, FileKind::File, ("sticker", "", bytes))?;
                ("sticker", json!({ "file_key": key }).to_string(), None)
            }
            Says::File { name, file_type, bytes } => {
                let key = self.upload(line.who, FileKind::File, (file_type, name, bytes))?;
                ("file", json!({ "file_key": key, "file_name": name }).to_string(), None)
            }
        };
        Ok(Saying { msg_type: msg_type.to_owned(), content, source, mentions, bundle: None })
    }

    fn media(&self, who: &str, media: &Media) -> Result<String> {
        let Media { file_type, name, bytes, duration, .. } = *media;
        let (app, actor, kind) = (self.app, self.actor(who), FileKind::File);
        let content = Content::Bytes(bytes);
        let new = NewFile { app, actor, kind, file_type, name, duration, content };
        let key = files::insert(self.store, &new)?;
        let mut content = json!({ "file_key": key });
        if !name.is_empty() {
            content["file_name"] = name.into();
        }
        if let Some(duration) = duration {
            content["duration"] = duration.into();
        }
        if let Some(cover) = media.cover {
            content["image_key"] =
                self.upload(who, FileKind::Image, ("message", "", cover))?.into();
        }
        Ok(content.to_string())
    }

    fn upload(
        &self,
        who: &str,
        kind: FileKind,
        (file_type, name, bytes): (&str, &str, &[u8]),
    ) -> Result<String> {
        let (app, actor) = (self.app, self.actor(who));
        let new = NewFile {
            app,
            actor,
            kind,
            file_type,
            name,
            duration: None,
            content: Content::Bytes(bytes),
        };
        files::insert(self.store, &new)
    }

    /// Turns each `{handle}` into a placeholder, in their order, and writes down whom it stands for.
    fn mention(&self, text: &str, mentions: &mut Vec<StoredMention>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let named = after.split_once('}').and_then(|(handle, after)| {
                self.actors.get(handle).map(|(actor, name)| (actor.0, *name, after))
            });
            rest = match named {
                Some((actor, name, after)) => {
                    let key = format!("@_user_{}", mentions.len() + 1);
                    out.push_str(&key);
                    mentions.push(StoredMention { key, actor, name: name.to_owned() });
                    after
                }
                None => {
                    out.push('{');
                    after
                }
            };
        }
        out.push_str(rest);
        out
    }
}

/// Content with the times that it names.
fn timed(json: &str, at: i64) -> String {
    let mut parts = json.split("{+");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (minutes, rest) = part.split_once('}').unwrap_or(("0", part));
        let later = minutes.parse::<i64>().expect("the seed counts in minutes") * MINUTE;
        out.push_str(&format!("{}{rest}", at + later));
    }
    out
}

/// How long it takes until somebody says something more.
fn pause(said: usize) -> i64 {
    let seconds = 20 + scramble(said as u64) % 160;
    i64::try_from(seconds).unwrap_or_default() * 1000
}
