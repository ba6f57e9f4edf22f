//! Messages: point people to one.

use lark_api::{
    errors::codes,
    im::{
        UserIdType,
        messages::urgent::{UrgentAnswer, UrgentApp, UrgentPhone, UrgentSms},
    },
    limits::{UNREAD_URGENT, URGENT_PER_CALL},
};

use super::{access, contact};
use crate::{
    failure::Failure,
    keys::ActorKey,
    model::{
        actors::{self, IdKind},
        batches, members,
        messages::Message,
        urgents,
    },
    store::Call,
};

pub(super) fn app(call: &Call<'_>, request: UrgentApp) -> Result<UrgentAnswer, Failure> {
    let UrgentApp { message_id, user_id_type, user_id_list } = request;
    point(call, message_id.as_str(), People { way: "app", user_id_type, user_id_list })
}

pub(super) fn sms(call: &Call<'_>, request: UrgentSms) -> Result<UrgentAnswer, Failure> {
    let UrgentSms { message_id, user_id_type, user_id_list } = request;
    point(call, message_id.as_str(), People { way: "sms", user_id_type, user_id_list })
}

pub(super) fn phone(call: &Call<'_>, request: UrgentPhone) -> Result<UrgentAnswer, Failure> {
    let UrgentPhone { message_id, user_id_type, user_id_list } = request;
    point(call, message_id.as_str(), People { way: "phone", user_id_type, user_id_list })
}

/// Who is pointed to a message, and how.
struct People {
    way: &'static str,
    user_id_type: UserIdType,
    user_id_list: Vec<String>,
}

fn point(call: &Call<'_>, message_id: &str, people: People) -> Result<UrgentAnswer, Failure> {
    let kind = contact::id_kind(Some(&people.user_id_type))?;
    let asked = people.user_id_list.len();
    if asked == 0 || asked > URGENT_PER_CALL {
        return Err(Failure::param("invalid user_id_list"));
    }
    let message = own(call, message_id)?;
    let (mut found, mut invalid_user_id_list) = (Vec::new(), Vec::new());
    for id in people.user_id_list {
        match person(call, &message, kind, &id)? {
            Some(actor) => found.push(actor),
            None => invalid_user_id_list.push(id),
        }
    }
    if found.is_empty() {
        return Err(Failure::param("all ids in the user_id_list are invalid"));
    }
    for actor in found {
        if urgents::unread(call.store.db, actor)? >= UNREAD_URGENT {
            return Err(Failure::code(codes::UNREAD_URGENT));
        }
        urgents::insert(&call.store, &message, (actor, people.way))?;
    }
    call.record_of("message.urgent", &message)?;
    Ok(UrgentAnswer { invalid_user_id_list })
}

/// A message of the caller's to which it may point others.
fn own(call: &Call<'_>, message_id: &str) -> Result<Message, Failure> {
    let (message, chat) = access::message(call, message_id)?;
    access::not_dissolved(&chat)?;
    if message.sender != call.caller.actor {
        return Err(Failure::code(codes::NOT_THE_SENDER));
    }
    if message.deleted {
        return Err(Failure::code(codes::MESSAGE_GONE));
    }
    if batches::of_message(call.store.db, message.key)?.is_some() {
        return Err(Failure::param("invalid message_id"));
    }
    let everyone = chat.is_p2p() || chat.settings.urgent_setting == "all_members";
    match everyone || access::is_administrator(call, &chat)? {
        true => Ok(message),
        false => Err(Failure::code(codes::SETTINGS_FORBID)),
    }
}

/// Somebody in the message's chat.
fn person(
    call: &Call<'_>,
    message: &Message,
    kind: IdKind,
    id: &str,
) -> Result<Option<ActorKey>, Failure> {
    let db = call.store.db;
    let found = actors::find(db, call.caller.app, kind, id)?.actor();
    let Some(actor) = found.filter(|actor| !actor.is_bot && !actor.resigned) else {
        return Ok(None);
    };
    Ok(members::role(db, message.chat, actor.key)?.map(|_| actor.key))
}
