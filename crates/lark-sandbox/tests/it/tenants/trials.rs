//! Requests of every endpoint, with an id of another kind in each of them that has its place there.

use std::{collections::BTreeSet, fmt};

use axum::{body::Body, http::Request};
use lark_api::{
    Auth,
    registry::Entry,
    wire::{self, PartsBody},
};
use serde_json::{Map, Value, json};

use super::{
    foreign::{Ids, Kind},
    told,
};
use crate::harness::{FORM, JSON, World};

/// A request in which some ids are another's.
pub struct Trial {
    pub entry: &'static Entry,
    auth: Option<Auth>,
    request: Value,
    kinds: Vec<Kind>,
}

/// Whose ids are tried, and what stands in all other places.
pub struct Asked<'a> {
    pub subject: &'a Ids,
    pub others: &'a Ids,
}

pub struct Answered {
    /// All that was sent.
    pub asked: String,
    pub text: String,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    pub fn code(&self) -> i64 {
        let body = self.json();
        let default = if body["error"].is_string() { -1 } else { 0 };
        body["code"].as_i64().filter(|code| *code != 0).unwrap_or(default)
    }

    pub fn told(&self) -> Value {
        told(self.code(), &self.json())
    }
}

impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { entry, auth, request, kinds } = self;
        write!(f, "{} as {auth:?} with {kinds:?} of others in {request}", entry.meta.name)
    }
}

/// What else has a place for ids than the examples show: an endpoint, and fields of its request.
fn more(name: &str) -> Vec<Value> {
    let content = |msg_type: &str, content: Value| {
        let content = content.to_string();
        json!({ "receive_id_type": "chat_id", "receive_id": "oc_", "msg_type": msg_type,
                "content": content })
    };
    match name {
        "im.messages.create" => {
            let to = |kind: &str, id: &str| json!({ "receive_id_type": kind, "receive_id": id });
            vec![
                to("open_id", "ou_"),
                to("email", "x@y"),
                to("thread_id", "omt_"),
                content("image", json!({ "image_key": "img_" })),
                content("file", json!({ "file_key": "file_" })),
                content("sticker", json!({ "file_key": "file_" })),
                content("share_chat", json!({ "chat_id": "oc_" })),
                content("share_user", json!({ "user_id": "ou_" })),
            ]
        }
        "im.messages.list" => {
            vec![json!({ "container_id_type": "thread", "container_id": "omt_" })]
        }
        "im.messages.forward" => vec![json!({ "receive_id_type": "email", "receive_id": "x@y" })],
        "im.messages.search" => vec![json!({ "filter": {
            "from_ids": ["ou_"], "chat_ids": ["oc_"], "at_chatter_ids": ["ou_"] } })],
        "im.chats.search_v2" => vec![json!({ "filter": { "member_ids": ["ou_"] } })],
        "im.chats.create" => vec![
            json!({ "user_id_list": [], "owner_id": "ou_" }),
            json!({ "user_id_list": [], "bot_id_list": ["cli_"] }),
            json!({ "user_id_list": [], "avatar": "img_" }),
        ],
        "im.chats.update" => vec![json!({ "owner_id": "ou_" }), json!({ "avatar": "img_" })],
        "im.chat.members.create" | "im.chat.members.delete" => {
            vec![json!({ "member_id_type": "app_id", "id_list": ["cli_"] })]
        }
        "im.chat.managers.add_managers" | "im.chat.managers.delete_managers" => {
            vec![json!({ "member_id_type": "app_id", "manager_ids": ["cli_"] })]
        }
        "im.ephemeral.send" => vec![json!({ "open_id": null, "email": "x@y" })],
        "im.flags.create" | "im.flags.cancel" => vec![json!({ "flag_items": [
            { "item_id": "omt_", "item_type": "4", "flag_type": "1" }] })],
        "im.feed.groups.create" => vec![json!({ "feed_group_creator": {
            "type": "rule", "name": "Theirs", "rules": { "rules": [{ "action": "add",
            "condition": { "match_type": "match_any", "condition_items": [
                { "type": "chatter", "operator": "is", "user_id": "ou_" }] } }] } } })],
        "contact.users.batch_get_id" => vec![json!({ "emails": [], "mobiles": ["+8613"] })],
        "search.users.list" => vec![json!({ "query": "@" })],
        _ => Vec::new(),
    }
}

/// Every way to put somebody else's ids into a request of an endpoint.
pub fn of(entry: &'static Entry) -> Vec<Trial> {
    let example = entry.example().request;
    let further = more(entry.meta.name).into_iter().map(|fields| {
        let mut request = example.clone();
        let fields = fields.as_object().unwrap().clone();
        request.as_object_mut().unwrap().extend(fields);
        request
    });
    let mut trials = Vec::new();
    for request in std::iter::once(example.clone()).chain(further) {
        let auths = entry.meta.auth.iter().copied().map(Some);
        let auths = auths.chain(entry.meta.auth.is_empty().then_some(None));
        for (auth, kinds) in
            auths.flat_map(|auth| sets(&request).into_iter().map(move |k| (auth, k)))
        {
            trials.push(Trial { entry, auth, request: request.clone(), kinds });
        }
    }
    trials
}

/// Which kinds of ids of a request are another's: each alone, people by each of their ids, and all.
fn sets(request: &Value) -> Vec<Vec<Kind>> {
    let mut found = BTreeSet::new();
    visit(&mut request.clone(), "", &mut |name, text| {
        found.extend(kind(name, text));
    });
    let mut sets: Vec<Vec<Kind>> = found.iter().map(|kind| vec![*kind]).collect();
    if found.contains(&Kind::OpenId) {
        sets.extend([vec![Kind::UnionId], vec![Kind::UserId]]);
    }
    if found.len() > 1 {
        sets.push(found.into_iter().collect());
    }
    sets
}

/// What a text of a request is an id of.
fn kind(name: &str, text: &str) -> Option<Kind> {
    let prefixes = [
        ("oc_", Kind::Chat),
        ("omt_", Kind::Thread),
        ("om_", Kind::Message),
        ("ou_", Kind::OpenId),
        ("cli_", Kind::App),
        ("img_", Kind::Image),
        ("file_", Kind::File),
        ("ofg_", Kind::FeedGroup),
        ("bm-", Kind::Batch),
        ("+86", Kind::Mobile),
    ];
    match name {
        "reaction_id" => Some(Kind::Reaction),
        "query" => Some(Kind::Query),
        _ if text.contains('@') => Some(Kind::Email),
        _ => prefixes.iter().find(|(prefix, _)| text.starts_with(prefix)).map(|(_, kind)| *kind),
    }
}

/// Shows `each` every text of a request, those of a content that is JSON too.
fn visit(value: &mut Value, name: &str, each: &mut dyn FnMut(&str, &mut String)) {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(mut inner @ (Value::Object(_) | Value::Array(_))) => {
                visit(&mut inner, name, each);
                *text = inner.to_string();
            }
            _ => each(name, text),
        },
        Value::Array(values) => values.iter_mut().for_each(|value| visit(value, name, each)),
        Value::Object(fields) => fields.iter_mut().for_each(|(name, v)| visit(v, name, each)),
        _ => {}
    }
}

impl Trial {
    pub fn ask(&self, world: &World, asked: &Asked<'_>) -> Answered {
        let mut request = self.request.clone();
        visit(&mut request, "", &mut |name, text| {
            let Some(kind) = kind(name, text) else { return };
            let tried = if kind == Kind::OpenId { self.person() } else { kind };
            let id = match self.kinds.contains(&tried) {
                true => asked.subject.get(&tried),
                false => asked.others.get(&kind),
            };
            if let Some(id) = id {
                text.clone_from(id);
            }
        });
        self.name_the_kind(&mut request);
        let asked = request.to_string();
        let answer = world.raw(self.request(world, request));
        Answered { asked, text: String::from_utf8_lossy(&answer.body).into_owned() }
    }

    /// By which of their ids people are named.
    fn person(&self) -> Kind {
        let named = |kind: &&Kind| matches!(kind, Kind::UnionId | Kind::UserId);
        self.kinds.iter().find(named).copied().unwrap_or(Kind::OpenId)
    }

    fn name_the_kind(&self, request: &mut Value) {
        let word = match self.person() {
            Kind::UnionId => "union_id",
            Kind::UserId => "user_id",
            _ => return,
        };
        let names = ["user_id_type", "member_id_type", "chatter_id_type"];
        for parameter in self.entry.parameters() {
            let name = parameter.field.top();
            if names.contains(&name) || (name == "receive_id_type" && request[name] == "open_id") {
                request[name] = json!(word);
            }
        }
    }

    fn request(&self, world: &World, request: Value) -> Request<Body> {
        let meta = self.entry.meta;
        let Value::Object(fields) = request else { unreachable!("requests are objects") };
        let (mut params, mut data) = (Map::new(), Map::new());
        for (field, value) in fields.into_iter().filter(|(_, value)| !value.is_null()) {
            let wire = meta.rename.iter().find(|(name, _)| *name == field);
            let wire = wire.map_or(field.clone(), |(_, wire)| (*wire).to_owned());
            let is_param = meta.is_path_field(&field) || meta.is_query_field(&field);
            if is_param { &mut params } else { &mut data }.insert(wire, value);
        }
        let parts = wire::assemble(&meta, params, data).unwrap();
        let uri = format!("{}?{}", parts.path, wire::encode_query(&parts.query));
        let (kind, body) = match parts.body {
            PartsBody::Json(body) => (JSON, Value::Object(body).to_string()),
            PartsBody::Fields(fields) => (FORM, wire::encode_query(&fields)),
            PartsBody::None => (JSON, String::new()),
        };
        let token = match self.auth {
            Some(Auth::User) => &world.user,
            _ => &world.bot,
        };
        Request::builder()
            .method(meta.method.as_str())
            .uri(uri)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", kind)
            .body(Body::from(body))
            .unwrap()
    }
}
