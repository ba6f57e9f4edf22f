//! A file of any size in a message, which nobody had to upload.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{Response, StatusCode},
};
use serde::Deserialize;
use serde_json::json;

use super::admin::{Admin, refuse, respond};
use crate::{
    model::{
        apps, chats,
        files::{self, Content, FileKind, NewFile},
        messages::{self, NewMessage, Place, Saying},
    },
    store::Store,
};

/// What is planted where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planting {
    chat_id: String,
    file_name: String,
    size: u64,
    /// Other bytes for another number.
    #[serde(default)]
    seed: u64,
}

/// More than Lark gives out, so that its refusal can be met too.
const LARGEST: u64 = 256 * 1024 * 1024;

struct Planted {
    message_id: String,
    file_key: String,
}

pub(super) async fn plant(State(admin): State<Admin>, body: Bytes) -> Response<Body> {
    let given: Planting = match serde_json::from_slice(&body) {
        Ok(given) => given,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    if given.size > LARGEST {
        let msg = format!("a file has at most {LARGEST} bytes");
        return refuse(StatusCode::BAD_REQUEST, &msg);
    }
    let services = Arc::clone(&admin.sandbox.inner.services);
    let work = move |db: &rusqlite::Connection| insert(&services.store(db), &given);
    match admin.sandbox.inner.storage.write(work).await {
        Ok(Ok(None)) => refuse(StatusCode::NOT_FOUND, "no chat has that id"),
        done => respond(done.map(|done| {
            done.map(|planted| {
                planted.map(|Planted { message_id, file_key }| {
                    json!({ "message_id": message_id, "file_key": file_key })
                })
            })
        })),
    }
}

/// The default app's bot says it; none where there is no such chat.
fn insert(store: &Store<'_>, given: &Planting) -> rusqlite::Result<Option<Planted>> {
    let app = apps::get(store.db, apps::default(store.db)?)?;
    let Some(chat) = chats::find_anywhere(store.db, &given.chat_id)? else { return Ok(None) };
    let file_key = files::insert(
        store,
        &NewFile {
            app: app.key,
            actor: app.bot,
            kind: FileKind::File,
            file_type: "stream",
            name: &given.file_name,
            duration: None,
            content: Content::Noise { size: given.size, seed: given.seed },
        },
    )?;
    let content = json!({ "file_key": file_key, "file_name": given.file_name });
    let saying =
        Saying { msg_type: "file".to_owned(), content: content.to_string(), ..Saying::default() };
    let message = messages::insert(
        store,
        &NewMessage {
            chat: chat.key,
            sender: app.bot,
            app: app.key,
            saying: &saying,
            place: Place::default(),
            at: store.now,
        },
    )?;
    let message_id = messages::get(store.db, message)?.message_id;
    let ids = json!({ "message_id": message_id, "chat_id": given.chat_id });
    store.record("message.sent", &ids)?;
    Ok(Some(Planted { message_id, file_key }))
}
