//! Cards: replace one that somebody pressed.

use lark_api::{
    content::Card,
    errors::codes,
    im::{MsgType, Nothing},
    interactive::UpdateCard,
    limits::{CARD_TOKEN_SECONDS, CARD_TOKEN_USES},
};
use serde_json::{Map, Value};

use super::access;
use crate::{
    content,
    failure::Failure,
    model::{
        chats,
        messages::{self, Message},
        presses,
    },
    store::Call,
};

/// There is one card for all who see it, so it is replaced for all of them.
pub(super) fn update(call: &Call<'_>, request: UpdateCard) -> Result<Nothing, Failure> {
    let message = pressed(call, &request.token)?;
    let chat = chats::get(call.store.db, message.chat)?;
    access::not_dissolved(&chat)?;
    let card = addressed(request.card)?.to_string();
    let saying = content::read(call, &chat, &MsgType::Interactive, &card)?;
    messages::edit(&call.store, message.key, &saying)?;
    presses::count_use(&call.store, &request.token)?;
    let ids = [("message_id", message.message_id.as_str()), ("chat_id", chat.chat_id.as_str())];
    call.record("message.edited", &ids)?;
    Ok(Nothing {})
}

/// The caller's card that a token is still good for.
fn pressed(call: &Call<'_>, token: &str) -> Result<Message, Failure> {
    let unknown = Failure::code(codes::CARD_TOKEN_UNKNOWN);
    let Some(press) = presses::find(call.store.db, token)? else { return Err(unknown) };
    let message = messages::get(call.store.db, press.message)?;
    if message.sender != call.caller.actor {
        return Err(unknown);
    }
    if call.store.now - press.at > CARD_TOKEN_SECONDS * 1000 {
        return Err(Failure::code(codes::CARD_TOKEN_EXPIRED));
    }
    if press.uses >= CARD_TOKEN_USES {
        return Err(Failure::code(codes::CARD_TOKEN_USED_UP));
    }
    match message.deleted {
        true => Err(Failure::code(codes::MESSAGE_GONE)),
        false => Ok(message),
    }
}

/// The card alone; one of schema 1.0 came with the people who are to see it.
fn addressed(card: Value) -> Result<Value, Failure> {
    let Value::Object(mut card) = card else { return Err(Failure::bad_request()) };
    let open_ids = card.remove("open_ids");
    let names_somebody =
        open_ids.as_ref().and_then(Value::as_array).is_some_and(|ids| !ids.is_empty());
    match is_old(&card) && !names_somebody {
        true => Err(Failure::code(codes::CARD_NO_OPEN_IDS)),
        false => Ok(Value::Object(card)),
    }
}

fn is_old(card: &Map<String, Value>) -> bool {
    matches!(Card::read(card.clone()), Card::V1(_))
}
