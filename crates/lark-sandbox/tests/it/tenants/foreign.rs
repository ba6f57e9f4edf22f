//! Ids of every kind: another tenant's, our own, and nobody's.

use std::collections::BTreeMap;

use lark_api::{
    auth::TenantAccessToken,
    emoji::EmojiType,
    ids::{AppId, ChatId, MessageId},
    im::{
        batch_messages::BatchSend,
        feed_groups::{CreateFeedGroup, NewFeedGroup},
        messages::ReplyMessage,
        reactions::{AddReaction, ReactionType},
    },
};
use lark_sandbox::TenantInfo;
use serde_json::{Value, json};

use super::{told, trials::Answered};
use crate::{
    files::{PNG, upload_file, upload_image},
    harness::{World, reply_to},
};

/// What an id is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Chat,
    Message,
    Thread,
    OpenId,
    UnionId,
    UserId,
    Email,
    Mobile,
    App,
    Image,
    File,
    Reaction,
    FeedGroup,
    Batch,
    /// Words that are looked for.
    Query,
}

pub type Ids = BTreeMap<Kind, String>;

/// The other tenant, with one of everything.
pub struct Nova {
    pub ids: Ids,
    /// Whatever of it an answer could give away.
    secrets: Vec<String>,
}

/// Of the tenant that asks.
pub struct Ours {
    pub ids: Ids,
}

impl Nova {
    pub fn new(world: &World) -> Self {
        let info = world.sandbox.add_tenant("Nova").unwrap();
        let app = TenantAccessToken {
            app_id: AppId::unchecked(&info.app.app_id),
            app_secret: info.app.app_secret.clone(),
        };
        let bot = world.ask("", &app).unwrap().tenant_access_token;
        let chat = ChatId::unchecked(&info.chat.chat_id);
        let mut ids =
            made(world, (&bot, &info.user.user_access_token), (&chat, &info.user.open_id));
        ids.extend([
            (Kind::Message, info.message_id.clone()),
            (Kind::OpenId, info.user.open_id.clone()),
            (Kind::UnionId, info.user.union_id.clone()),
            (Kind::UserId, info.user.user_id.clone()),
            (Kind::Email, info.user.email.clone()),
            (Kind::Mobile, info.user.mobile.clone()),
            (Kind::App, info.app.app_id.clone()),
            (Kind::Query, "Mara".to_owned()),
        ]);
        let mut secrets: Vec<String> = ids.values().cloned().collect();
        secrets.extend(texts(&info));
        Self { ids, secrets }
    }

    /// Ids of the same shapes that nobody has.
    pub fn nobody(&self) -> Ids {
        let changed = |(kind, id): (&Kind, &String)| (*kind, other(id));
        self.ids.iter().map(changed).collect()
    }

    /// An answer as it would be about nobody.
    pub fn renamed(&self, answered: &Answered) -> Value {
        let told = told(answered.code(), &answered.json()).to_string();
        let renamed = |text: String, id: &String| text.replace(id, &other(id));
        serde_json::from_str(&self.ids.values().fold(told, renamed)).unwrap()
    }

    /// What is told of the tenant that was not asked with.
    pub fn told_by(&self, answered: &Answered) -> Option<&str> {
        let is_new = |secret: &&String| !answered.asked.contains(secret.as_str());
        let mut secrets = self.secrets.iter().filter(is_new);
        secrets.find(|secret| answered.text.contains(secret.as_str())).map(String::as_str)
    }
}

/// The same but for its digits.
fn other(id: &str) -> String {
    let turned = id.chars().rev().enumerate().map(|(place, letter)| match letter {
        'a'..='f' if place < 4 => '0',
        '0'..='8' if place < 4 => '9',
        '9' if place < 4 => '1',
        letter => letter,
    });
    let turned: String = turned.collect::<Vec<_>>().into_iter().rev().collect();
    match id.split_once('@') {
        Some((_, domain)) => format!("nobody@{domain}"),
        None if turned == id => format!("{id}x"),
        None => turned,
    }
}

fn texts(info: &TenantInfo) -> Vec<String> {
    fn collect(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::String(text) => into.push(text.clone()),
            Value::Object(fields) => fields.values().for_each(|value| collect(value, into)),
            _ => {}
        }
    }
    let mut texts = vec!["Only we read this".to_owned()];
    collect(&serde_json::to_value(info).unwrap(), &mut texts);
    // The mode of a chat, and the name that is in every other, say nothing.
    texts.retain(|text| text.len() > 5);
    texts
}

impl Ours {
    pub fn new(world: &World) -> Self {
        let chen = world.person("chen");
        let mut ids = made(world, (&world.bot, &world.user), (&world.group(), &chen.open_id));
        ids.insert(Kind::OpenId, chen.open_id.clone());
        ids.insert(Kind::Email, chen.email.clone());
        ids.insert(Kind::App, world.info.apps[0].app_id.clone());
        ids.insert(Kind::Query, "release".to_owned());
        Self { ids }
    }
}

/// One of everything that calls make, in a group of a bot and a person.
fn made(world: &World, (bot, person): (&str, &str), (chat, open_id): (&ChatId, &str)) -> Ids {
    let message = world.send(bot, chat, "Nothing for others").message_id;
    let thread = ReplyMessage { reply_in_thread: Some(true), ..reply_to(&message, "Nor is this") };
    let thread = world.ask(bot, &thread).unwrap().thread_id.unwrap();
    let feed_group_creator =
        NewFeedGroup { name: "For me alone".to_owned(), ..NewFeedGroup::default() };
    let group = CreateFeedGroup { user_id_type: None, feed_group_creator };
    let batch = BatchSend {
        msg_type: "text".to_owned(),
        content: Some(json!({ "text": "All of us" })),
        open_ids: vec![open_id.to_owned()],
        ..BatchSend::default()
    };
    Ids::from([
        (Kind::Chat, chat.to_string()),
        (Kind::Message, message.to_string()),
        (Kind::Thread, thread.to_string()),
        (Kind::Image, upload_image(world, bot, PNG)),
        (Kind::File, upload_file(world, bot, ("pdf", "ours.pdf"), b"ours")),
        (Kind::Reaction, reaction(world, bot, &message)),
        (Kind::FeedGroup, world.ask(person, &group).unwrap().group_id.to_string()),
        (Kind::Batch, world.ask(bot, &batch).unwrap().message_id.to_string()),
    ])
}

fn reaction(world: &World, bot: &str, message: &MessageId) -> String {
    let reaction_type = ReactionType { emoji_type: EmojiType::unchecked("SMILE") };
    let request = AddReaction { message_id: message.clone(), reaction_type };
    world.ask(bot, &request).unwrap().reaction_id.to_string()
}
