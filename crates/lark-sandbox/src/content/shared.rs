//! Cards of chats and people, and the dividers a bot may draw.

use lark_api::{content::Divider, errors::codes, im::MsgType};
use serde_json::{Map, Value, json};

use super::{text::wrong_form, text_of};
use crate::{
    calls::access,
    failure::Failure,
    model::{
        actors::{self, Found, IdKind},
        chats::{self, Chat},
        members,
    },
    store::Call,
};

pub(super) fn chat(call: &Call<'_>, content: &Map<String, Value>) -> Result<Value, Failure> {
    let id = text_of(content, "chat_id").ok_or_else(|| wrong_form(&MsgType::ShareChat))?;
    let chat = chats::find(call.store.db, call.caller.tenant, id)?
        .ok_or_else(|| Failure::param("invalid chat_id"))?;
    if chat.is_p2p() {
        return Err(Failure::code(codes::P2P_NOT_SHAREABLE));
    }
    match members::role(call.store.db, chat.key, call.caller.actor)? {
        Some(_) => Ok(json!({ "chat_id": id })),
        None => Err(Failure::code(codes::NOT_IN_CHAT)),
    }
}

pub(super) fn user(call: &Call<'_>, content: &Map<String, Value>) -> Result<Value, Failure> {
    let id = text_of(content, "user_id").ok_or_else(|| wrong_form(&MsgType::ShareUser))?;
    match actors::find(call.store.db, call.caller.app, IdKind::OpenId, id)? {
        Found::Actor(actor) if actor.is_bot => {
            Err(Failure::param("this operation to bots is currently not supported"))
        }
        Found::Actor(actor) => {
            access::may_reach(call, actor.key)?;
            Ok(json!({ "actor": actor.key.0 }))
        }
        Found::Foreign(whose) => Err(Failure::foreign(whose)),
        Found::Nobody => Err(Failure::param("invalid user_id")),
    }
}

pub(super) fn system(
    call: &Call<'_>,
    chat: &Chat,
    content: &Map<String, Value>,
) -> Result<Value, Failure> {
    if !call.caller.is_bot() {
        return Err(Failure::param("sending system messages as a user is not supported"));
    }
    if !chat.is_p2p() {
        return Err(Failure::param("sending system messages in group chats is not supported"));
    }
    if content.get("type").and_then(Value::as_str) != Some("divider") {
        return Err(Failure::param("invalid system message type"));
    }
    let divider = &content.get("params").unwrap_or(&Value::Null)["divider_text"];
    let Some(divider) = divider.as_object() else {
        return Err(Failure::param("divider_text must be set"));
    };
    let text = text_of(divider, "text")
        .ok_or_else(|| Failure::param("divider message text cannot be empty"))?;
    if !Divider::fits(text) {
        return Err(Failure::param("divider message text exceeds the specified length"));
    }
    Ok(json!({ "template": "{divider_text}", "divider_text": divider }))
}
