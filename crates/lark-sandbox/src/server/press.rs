//! A person presses something on a card.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{Response, StatusCode},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::admin::{Admin, refuse, respond};
use crate::{
    content::card::press,
    keys::ActorKey,
    model::{
        actors, chats, members,
        messages::{self, Message},
        presses,
    },
    store::Store,
};

/// Who presses what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Press {
    /// The card.
    message_id: String,
    /// Of whatever app.
    open_id: String,
    /// What the button tells its bot; the first thing that can be pressed where absent.
    #[serde(default)]
    value: Option<Value>,
}

pub(super) async fn press(State(admin): State<Admin>, body: Bytes) -> Response<Body> {
    let given: Press = match serde_json::from_slice(&body) {
        Ok(given) => given,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let services = Arc::clone(&admin.sandbox.inner.services);
    let work = move |db: &rusqlite::Connection| record(&services.store(db), &given);
    match admin.sandbox.inner.storage.write(work).await {
        Ok(Ok(Err(why))) => refuse(StatusCode::BAD_REQUEST, why),
        done => respond(done.map(|done| done.map(|token| json!({ "token": token.ok() })))),
    }
}

/// The press's token, or why it cannot be pressed.
fn record(store: &Store<'_>, given: &Press) -> rusqlite::Result<Result<String, &'static str>> {
    let found = messages::find_anywhere(store.db, &given.message_id)?;
    let Some(message) = found.filter(|message| !message.deleted) else {
        return Ok(Err("no message has that id"));
    };
    let Some(source) = &message.source else {
        return Ok(Err("the message is not a card"));
    };
    let mut values = press::values(source).into_iter();
    let value = match &given.value {
        Some(wanted) => values.find(|value| value == wanted),
        None => values.next(),
    };
    let Some(value) = value else {
        return Ok(Err("the card has nothing like that to press"));
    };
    match reader(store, &message, &given.open_id)? {
        None => Ok(Err("nobody who sees the card has that open id")),
        Some(person) => {
            let token = presses::insert(store, message.key, (person, &value.to_string()))?;
            let chat_id = chats::id(store.db, message.chat)?;
            let ids = json!({ "message_id": message.message_id, "chat_id": chat_id });
            store.record("card.pressed", &ids)?;
            Ok(Ok(token))
        }
    }
}

/// The person, who is in the message's chat.
fn reader(
    store: &Store<'_>,
    message: &Message,
    open_id: &str,
) -> rusqlite::Result<Option<ActorKey>> {
    let chat = chats::get(store.db, message.chat)?;
    let person = actors::by_any_id(store.db, chat.tenant, open_id)?;
    let Some(person) = person.filter(|person| !person.is_bot && !person.resigned) else {
        return Ok(None);
    };
    let role = members::role(store.db, chat.key, person.key)?;
    Ok(role.map(|_| person.key))
}
