//! Messages: edit, and replace a card.

use lark_api::{
    errors::codes,
    im::{
        MsgType, Nothing,
        messages::{
            Message,
            change::{EditMessage, PatchCard},
        },
    },
    limits::{CARD_SECONDS, EDIT_SECONDS, EDITS},
};

use super::{access, delivery};
use crate::{
    content::{self, card},
    failure::Failure,
    model::{
        batches,
        chats::Chat,
        messages::{self, Message as Stored},
    },
    store::Call,
};

pub(super) fn update(call: &Call<'_>, request: EditMessage) -> Result<Message, Failure> {
    let (message, chat) = access::message(call, request.message_id.as_str())?;
    access::not_dissolved(&chat)?;
    if message.deleted {
        return Err(Failure::code(codes::MESSAGE_RECALLED));
    }
    if message.sender != call.caller.actor {
        return Err(Failure::code(codes::EDIT_NOT_SENDER));
    }
    if !matches!(request.msg_type, MsgType::Text | MsgType::Post) {
        return Err(Failure::param("invalid msg_type"));
    }
    if !matches!(message.msg_type.as_str(), "text" | "post") {
        return Err(Failure::code(codes::MESSAGE_UNSUPPORTED));
    }
    if call.store.now - message.created_at > EDIT_SECONDS * 1000 {
        return Err(Failure::code(codes::EDIT_TOO_LATE));
    }
    if message.edits >= EDITS {
        return Err(Failure::code(codes::EDITS_USED_UP));
    }
    delivery::may_speak(call, &chat)?;
    let saying = content::read(call, &chat, &request.msg_type, &request.content)?;
    messages::edit(&call.store, message.key, &saying)?;
    record(call, &message)?;
    delivery::show(call, message.key)
}

pub(super) fn patch(call: &Call<'_>, request: PatchCard) -> Result<Nothing, Failure> {
    let (message, chat) = access::message(call, request.message_id.as_str())?;
    access::not_dissolved(&chat)?;
    check_card(call, &message, &chat)?;
    let saying = content::read(call, &chat, &MsgType::Interactive, &request.content)?;
    if !card::is_shared(&request.content) {
        return Err(Failure::param(NOT_SHARED));
    }
    call.store.limits.change(message.key, codes::SEND_RATE, call.store.now)?;
    messages::edit(&call.store, message.key, &saying)?;
    record(call, &message)?;
    Ok(Nothing {})
}

const NOT_SHARED: &str = "This message is NOT a shared card";

fn check_card(call: &Call<'_>, message: &Stored, chat: &Chat) -> Result<(), Failure> {
    if message.deleted {
        return Err(Failure::code(codes::MESSAGE_GONE));
    }
    let Some(source) = message.source.as_deref() else {
        return Err(Failure::param("This message is NOT a card"));
    };
    if message.sender != call.caller.actor {
        return Err(Failure::param("bot or user is not the message`s sender"));
    }
    if chat.is_p2p() && batches::of_message(call.store.db, message.key)?.is_some() {
        return Err(Failure::param("invalid message_id"));
    }
    if call.store.now - message.created_at > CARD_SECONDS * 1000 {
        return Err(Failure::code(codes::CARD_TOO_OLD));
    }
    match card::is_shared(source) {
        true => Ok(()),
        false => Err(Failure::param(NOT_SHARED)),
    }
}

fn record(call: &Call<'_>, message: &Stored) -> Result<(), Failure> {
    Ok(call.record_of("message.edited", message)?)
}
