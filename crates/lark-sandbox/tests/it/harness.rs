//! A sandbox in memory at a fixed time, and a way to call it without a socket.

use std::{
    future::Future,
    path::Path,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, Response},
};
use lark_api::{
    Answer, Endpoint,
    auth::TenantAccessToken,
    ids::{AppId, ChatId, MessageId},
    im::{
        MsgType, ReceiveIdType,
        messages::{Message, ReplyMessage, SendMessage},
    },
    wire::{self, PartsBody},
};
use lark_sandbox::{
    ClockSetting, Info, Limits, Location, Options, Sandbox, SequentialRandom, UserInfo,
};
use serde_json::Value;
use tempfile::TempDir;
use tower_service::Service;

/// 2026-11-22 12:00 UTC.
pub const NOW: i64 = 1_795_348_800_000;

pub struct World {
    pub sandbox: Sandbox,
    pub info: Info,
    /// The default app's token.
    pub bot: String,
    /// The default person's token.
    pub user: String,
    router: Router,
    directory: Option<TempDir>,
}

/// Why a call was refused.
#[derive(Debug)]
pub struct Refused {
    pub status: u16,
    pub code: i64,
    pub msg: String,
    pub error: Value,
    pub headers: HeaderMap,
}

/// A response as it came.
pub struct Raw {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Raw {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn options(location: Location) -> Options {
    Options {
        clock: ClockSetting::Frozen(NOW),
        random: Arc::new(SequentialRandom::new()),
        ..Options::new(location)
    }
}

impl World {
    pub fn new() -> Self {
        Self::open(options(Location::Memory))
    }

    pub fn limited(limits: Limits) -> Self {
        Self::open(Options { limits, ..options(Location::Memory) })
    }

    pub fn at(path: &Path) -> Self {
        Self::open(options(Location::File(path.to_owned())))
    }

    /// One whose state was changed in a way no call changes it.
    pub fn altered(sql: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sandbox.db");
        drop(Self::at(&path));
        rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        Self { directory: Some(directory), ..Self::at(&path) }
    }

    /// The file beside the calls; only of an altered one.
    pub fn database(&self) -> rusqlite::Connection {
        let path = self.directory.as_ref().unwrap().path().join("sandbox.db");
        rusqlite::Connection::open(path).unwrap()
    }

    /// What no call tells; only of an altered one.
    pub fn look_up(&self, sql: &str) -> String {
        self.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub fn open(options: Options) -> Self {
        let sandbox = Sandbox::open(options).unwrap();
        let info = sandbox.info().unwrap();
        let router = sandbox.router();
        let user = info.users[0].user_access_token.clone();
        let bot = String::new();
        let mut world = Self { sandbox, info, bot, user, router, directory: None };
        world.bot = world.bot_token(0);
        world
    }

    pub fn bot_token(&self, app: usize) -> String {
        let app = &self.info.apps[app];
        let request = TenantAccessToken {
            app_id: AppId::unchecked(&app.app_id),
            app_secret: app.app_secret.clone(),
        };
        self.ask("", &request).unwrap().tenant_access_token
    }

    /// Somebody by the beginning of their address.
    pub fn person(&self, email: &str) -> &UserInfo {
        self.info.users.iter().find(|user| user.email.starts_with(email)).unwrap()
    }

    /// A chat by the beginning of its name.
    pub fn chat(&self, name: &str) -> ChatId {
        let chat = self.info.chats.iter().find(|chat| chat.name.starts_with(name)).unwrap();
        ChatId::unchecked(&chat.chat_id)
    }

    /// The first group, in which the default bot and person are.
    pub fn group(&self) -> ChatId {
        self.chat("Orbit 2.0")
    }

    pub fn ask<E: Endpoint>(&self, token: &str, request: &E) -> Result<E::Response, Box<Refused>> {
        let raw = self.raw(typed(token, request));
        let body = raw.json();
        if raw.status != 200 || body["code"] != 0 {
            return Err(Box::new(Refused {
                status: raw.status,
                code: body["code"].as_i64().unwrap_or_default(),
                msg: body["msg"]
                    .as_str()
                    .or(body["error_description"].as_str())
                    .unwrap_or_default()
                    .to_owned(),
                error: body["error"].clone(),
                headers: raw.headers,
            }));
        }
        let result = match E::META.answer {
            Answer::TopLevel | Answer::OAuth => body,
            Answer::Data | Answer::Binary => body["data"].clone(),
        };
        Ok(serde_json::from_value(result).unwrap())
    }

    /// The code a call is refused with.
    pub fn refused<E: Endpoint>(&self, token: &str, request: &E) -> i64 {
        match self.ask(token, request) {
            Ok(_) => panic!("{} was answered", E::META.name),
            Err(refused) => refused.code,
        }
    }

    pub fn raw(&self, request: Request<Body>) -> Raw {
        block_on(async {
            let response: Response<Body> = self.router.clone().call(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Raw { status: parts.status.as_u16(), headers: parts.headers, body }
        })
    }

    /// What the bot is answered.
    pub fn ask_bot<E: Endpoint>(&self, request: &E) -> E::Response {
        self.ask(&self.bot, request).unwrap()
    }

    pub fn send(&self, token: &str, chat: &ChatId, text: &str) -> Message {
        self.ask(token, &text_to(chat, text)).unwrap()
    }

    pub fn reply(&self, token: &str, to: &MessageId, text: &str) -> Message {
        self.ask(token, &reply_to(to, text)).unwrap()
    }
}

pub fn text_to(chat: &ChatId, text: &str) -> SendMessage {
    content_to(chat, MsgType::Text, &serde_json::json!({ "text": text }))
}

pub fn content_to(chat: &ChatId, msg_type: MsgType, content: &Value) -> SendMessage {
    SendMessage {
        receive_id_type: ReceiveIdType::ChatId,
        receive_id: chat.to_string(),
        msg_type,
        content: content.to_string(),
        uuid: None,
    }
}

pub fn reply_to(message: &MessageId, text: &str) -> ReplyMessage {
    ReplyMessage {
        message_id: message.clone(),
        msg_type: MsgType::Text,
        content: serde_json::json!({ "text": text }).to_string(),
        reply_in_thread: None,
        uuid: None,
    }
}

pub const JSON: &str = "application/json; charset=utf-8";
pub const FORM: &str = "application/x-www-form-urlencoded";

/// A request as a client would send it.
pub fn typed<E: Endpoint>(token: &str, request: &E) -> Request<Body> {
    let parts = wire::split(request).unwrap();
    let query = wire::encode_query(&parts.query);
    let uri = if query.is_empty() { parts.path } else { format!("{}?{query}", parts.path) };
    let builder = Request::builder().method(E::META.method.as_str()).uri(uri);
    let builder = builder.header("authorization", format!("Bearer {token}"));
    let (kind, body) = match parts.body {
        PartsBody::Json(body) => (JSON, Body::from(Value::Object(body).to_string())),
        PartsBody::Fields(fields) => (FORM, Body::from(wire::encode_query(&fields))),
        PartsBody::None => (JSON, Body::empty()),
    };
    builder.header("content-type", kind).body(body).unwrap()
}

/// Any request.
pub fn request(method: &str, uri: &str, token: &str, body: impl Into<Body>) -> Request<Body> {
    let builder = Request::builder().method(method).uri(uri);
    builder.header("authorization", format!("Bearer {token}")).body(body.into()).unwrap()
}

/// The text of a message's content.
pub fn text_of(message: &Message) -> String {
    let content: Value = serde_json::from_str(&message.body.content).unwrap();
    content["text"].as_str().unwrap().to_owned()
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
