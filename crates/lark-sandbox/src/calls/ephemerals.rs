//! Cards in a group that one person sees: show, take back.

use lark_api::{
    errors::codes,
    ids::MessageId,
    im::{
        MsgType, Nothing,
        ephemeral::{DeleteEphemeral, EphemeralSent, SendEphemeral},
    },
};

use super::access;
use crate::{
    content,
    failure::Failure,
    keys::ActorKey,
    model::{
        actors::{self, IdKind},
        chats::{self, Chat},
        ephemerals::{self, NewEphemeral},
        members,
    },
    store::Call,
};

pub(super) fn send(call: &Call<'_>, request: SendEphemeral) -> Result<EphemeralSent, Failure> {
    if request.msg_type != MsgType::Interactive {
        return Err(Failure::param("invalid msg_type"));
    }
    let chat = chats::find(call.store.db, call.caller.tenant, request.chat_id.as_str())?
        .ok_or_else(|| Failure::param("invalid chat_id"))?;
    access::not_dissolved(&chat)?;
    if chat.is_p2p() {
        return Err(Failure::param("invalid chat_id"));
    }
    if !access::is_member(call, &chat)? {
        return Err(Failure::code(codes::NOT_IN_CHAT));
    }
    let person = person(call, &chat, &request)?;
    let card = request.card.to_string();
    content::read(call, &chat, &MsgType::Interactive, &card)?;
    call.store.limits.show_in(chat.key, call.store.now)?;
    let new =
        NewEphemeral { chat: chat.key, actor: person, sender: call.caller.actor, card: &card };
    let message_id = ephemerals::insert(&call.store, &new)?;
    call.record("ephemeral.sent", &[("message_id", &message_id), ("chat_id", &chat.chat_id)])?;
    Ok(EphemeralSent { message_id: MessageId::unchecked(message_id) })
}

fn person(call: &Call<'_>, chat: &Chat, request: &SendEphemeral) -> Result<ActorKey, Failure> {
    let (kind, id) = match (&request.open_id, &request.user_id, &request.email) {
        (Some(id), _, _) => (IdKind::OpenId, id),
        (None, Some(id), _) => (IdKind::UserId, id),
        (None, None, Some(id)) => (IdKind::Email, id),
        (None, None, None) => return Err(Failure::param("invalid user_id")),
    };
    let db = call.store.db;
    let found = actors::find(db, call.caller.app, kind, id)?.actor();
    let person =
        found.filter(|actor| !actor.is_bot).ok_or_else(|| Failure::param("invalid user_id"))?;
    access::may_reach(call, person.key)?;
    match members::role(db, chat.key, person.key)? {
        Some(_) => Ok(person.key),
        None => Err(Failure::code(codes::NOT_IN_CHAT)),
    }
}

pub(super) fn delete(call: &Call<'_>, request: DeleteEphemeral) -> Result<Nothing, Failure> {
    let message_id = request.message_id.as_str();
    match ephemerals::sender(call.store.db, call.caller.tenant, message_id)? {
        None => return Err(Failure::param("invalid message_id")),
        Some(sender) if sender != call.caller.actor => {
            return Err(Failure::code(codes::NOT_THE_SENDER));
        }
        Some(_) => {}
    }
    ephemerals::remove(call.store.db, message_id)?;
    call.record("ephemeral.removed", &[("message_id", message_id)])?;
    Ok(Nothing {})
}
