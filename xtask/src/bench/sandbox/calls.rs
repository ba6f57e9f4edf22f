//! What is asked of the sandbox, as the bytes of requests.

use std::time::Instant;

use lark_api::{
    Endpoint,
    auth::TenantAccessToken,
    ids::ChatId,
    im::{
        MsgType, ReceiveIdType,
        chats::CreateChat,
        messages::{Container, ListMessages, SendMessage, SortType},
    },
    wire::{self, PartsBody},
};
use serde_json::{Value, json};

use super::{connection::Connection, server::Server};
use crate::shell::Result;

pub(super) struct Calls {
    host: String,
    token: String,
    pub(super) small: ChatId,
    pub(super) large: ChatId,
}

#[derive(Clone, Copy)]
pub(super) enum Order {
    OldestFirst,
    NewestFirst,
}

/// The most that a page can have, for reading all of a chat.
const PAGE: u32 = 50;
/// Pages read in each direction when the cost of one is measured.
const PAGES: usize = 400;

impl Calls {
    /// Gets a token and makes the chats that are filled.
    pub(super) fn prepare(server: &Server) -> Result<Self> {
        let request: TenantAccessToken = serde_json::from_value(json!({
            "app_id": server.fact("app_id")?,
            "app_secret": server.fact("app_secret")?,
        }))?;
        let mut calls = Self {
            host: server.address()?.to_owned(),
            token: String::new(),
            small: ChatId::unchecked(""),
            large: ChatId::unchecked(""),
        };
        let answer = answer(server, &calls.bytes(&request)?)?;
        calls.token = text(&answer["tenant_access_token"])?;
        calls.small = calls.another_chat(server)?;
        calls.large = calls.another_chat(server)?;
        Ok(calls)
    }

    pub(super) fn another_chat(&self, server: &Server) -> Result<ChatId> {
        let request: CreateChat = serde_json::from_value(json!({ "name": "bench" }))?;
        let answer = answer(server, &self.bytes(&request)?)?;
        Ok(ChatId::unchecked(text(&answer["data"]["chat_id"])?))
    }

    pub(super) fn send(&self, chat: &ChatId) -> Result<Vec<u8>> {
        let request = SendMessage {
            receive_id_type: ReceiveIdType::ChatId,
            receive_id: chat.to_string(),
            msg_type: MsgType::Text,
            content: json!({ "text": "Forty characters are an ordinary message." }).to_string(),
            uuid: None,
        };
        self.bytes(&request)
    }

    pub(super) fn history(
        &self,
        chat: &ChatId,
        page_size: u32,
        order: Order,
        page_token: Option<String>,
    ) -> Result<Vec<u8>> {
        let sort_type = match order {
            Order::OldestFirst => SortType::ByCreateTimeAsc,
            Order::NewestFirst => SortType::ByCreateTimeDesc,
        };
        let request = ListMessages {
            container_id_type: Container::Chat,
            container_id: chat.to_string(),
            start_time: None,
            end_time: None,
            sort_type: Some(sort_type),
            page_size: Some(page_size),
            page_token,
            card_msg_content_type: None,
            only_thread_root_messages: None,
            with_sender_name: None,
        };
        self.bytes(&request)
    }

    /// The ids of all messages of a chat.
    pub(super) fn all_ids(&self, server: &Server, chat: &ChatId) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        self.walk(server, chat, Order::OldestFirst, |page, _| {
            let items = page["items"].as_array().into_iter().flatten();
            ids.extend(items.filter_map(|item| item["message_id"].as_str().map(str::to_owned)));
            Walk::On
        })?;
        Ok(ids)
    }

    /// The median microseconds of a page, from both ends of a chat.
    pub(super) fn page_cost(&self, server: &Server, chat: &ChatId) -> Result<u64> {
        let mut micros = Vec::new();
        for order in [Order::OldestFirst, Order::NewestFirst] {
            let end = micros.len() + PAGES;
            while micros.len() < end {
                self.walk(server, chat, order, |_, took| {
                    micros.push(took);
                    if micros.len() < end { Walk::On } else { Walk::Enough }
                })?;
            }
        }
        micros.sort_unstable();
        Ok(micros[micros.len() / 2])
    }

    /// Reads page after page; `take` gets each, and the microseconds it took.
    fn walk(
        &self,
        server: &Server,
        chat: &ChatId,
        order: Order,
        mut take: impl FnMut(&Value, u64) -> Walk,
    ) -> Result {
        let mut connection = Connection::open(server.address()?)?;
        let mut token = None;
        loop {
            let request = self.history(chat, PAGE, order, token)?;
            let start = Instant::now();
            let answer = connection.ask(&request)?;
            let took = start.elapsed().as_micros().try_into()?;
            let answer: Value = serde_json::from_slice(answer)?;
            let page = &answer["data"];
            if matches!(take(page, took), Walk::Enough) || page["has_more"] != true {
                return Ok(());
            }
            token = Some(text(&page["page_token"])?);
        }
    }

    /// A request as it travels; it is the same for every connection.
    fn bytes<E: Endpoint>(&self, request: &E) -> Result<Vec<u8>> {
        let parts = wire::split(request).map_err(|error| error.to_string())?;
        let query = wire::encode_query(&parts.query);
        let target = if query.is_empty() { parts.path } else { format!("{}?{query}", parts.path) };
        let body = match parts.body {
            PartsBody::Json(body) => Value::Object(body).to_string(),
            _ => String::new(),
        };
        let (method, length) = (E::META.method.as_str(), body.len());
        let Self { host, token, .. } = self;
        Ok(format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json; charset=utf-8\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes())
    }
}

/// Whether a walk through the pages goes on.
enum Walk {
    On,
    Enough,
}

fn answer(server: &Server, request: &[u8]) -> Result<Value> {
    Ok(serde_json::from_slice(Connection::open(server.address()?)?.ask(request)?)?)
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "a text is missing in an answer".into())
}
