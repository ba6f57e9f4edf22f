//! Where a message goes, who may send it there, and that it gets there once.

use lark_api::{
    errors::codes,
    im::{ReceiveIdType, messages::Message},
    limits::{UUID_CHARS, UUID_WINDOW_SECONDS},
};

use super::access;
use crate::{
    failure::Failure,
    keys::MessageKey,
    model::{
        actors::{self, Found, IdKind},
        chats::{self, Chat},
        members,
        messages::{self, NewMessage, Place, Saying},
        reads, speakers,
        uuids::Repeatable,
    },
    store::Call,
    view::{Show, View},
};

/// A message on its way.
pub(super) struct Sending<'a> {
    pub(super) saying: Saying,
    pub(super) place: Place,
    pub(super) repeatable: Option<Repeatable<'a>>,
}

pub(super) fn deliver(
    call: &Call<'_>,
    chat: &Chat,
    sending: Sending<'_>,
) -> Result<Message, Failure> {
    let store = &call.store;
    let key = messages::insert(
        store,
        &NewMessage {
            chat: chat.key,
            sender: call.caller.actor,
            app: call.caller.app,
            saying: &sending.saying,
            place: sending.place,
            at: store.now,
        },
    )?;
    if chat.is_topics() && sending.place.thread.is_none() {
        messages::open_thread(store, key)?;
    }
    if let Some(repeatable) = sending.repeatable {
        repeatable.remember(store, key.0)?;
    }
    // Who writes has the chat before their eyes.
    reads::mark(store, (chat.key, call.caller.actor), key)?;
    let message = show(call, key)?;
    let ids = [("message_id", message.message_id.as_str()), ("chat_id", message.chat_id.as_str())];
    call.record("message.sent", &ids)?;
    Ok(message)
}

pub(super) fn show(call: &Call<'_>, key: MessageKey) -> Result<Message, Failure> {
    let stored = messages::get(call.store.db, key)?;
    Ok(View::new(call, None).message(stored, &Show::PLAIN)?)
}

/// `kind` says among which calls a `uuid` is the same.
pub(super) fn repeatable<'a>(
    call: &Call<'_>,
    kind: &'a str,
    uuid: Option<&'a str>,
) -> Result<Option<Repeatable<'a>>, Failure> {
    let Some(uuid) = uuid.filter(|uuid| !uuid.is_empty()) else {
        return Ok(None);
    };
    if uuid.chars().count() > UUID_CHARS {
        return Err(Failure::field("uuid", "the max len is 50"));
    }
    let app = call.caller.app;
    Ok(Some(Repeatable { app, kind, uuid, window_seconds: UUID_WINDOW_SECONDS }))
}

/// The message that an earlier call with the same uuid sent, whatever this one says.
pub(super) fn first(
    call: &Call<'_>,
    repeatable: Option<&Repeatable<'_>>,
) -> Result<Option<Message>, Failure> {
    let Some(repeatable) = repeatable else {
        return Ok(None);
    };
    let first = repeatable.first(&call.store)?;
    first.map(|key| show(call, MessageKey(key))).transpose()
}

/// Where a message goes.
pub(super) struct Target {
    pub(super) chat: Chat,
    pub(super) place: Place,
}

impl From<Chat> for Target {
    fn from(chat: Chat) -> Self {
        Self { chat, place: Place::default() }
    }
}

/// What a `receive_id` means; a conversation is begun where there is none.
pub(super) fn receiver(
    call: &Call<'_>,
    id_type: &ReceiveIdType,
    id: &str,
) -> Result<Target, Failure> {
    let kind = match id_type {
        ReceiveIdType::ChatId => return group(call, id).map(Target::from),
        ReceiveIdType::ThreadId => return thread(call, id),
        ReceiveIdType::OpenId => IdKind::OpenId,
        ReceiveIdType::UnionId => IdKind::UnionId,
        ReceiveIdType::UserId => IdKind::UserId,
        ReceiveIdType::Email => IdKind::Email,
        ReceiveIdType::Other(_) => return Err(Failure::param("invalid receive_id_type")),
    };
    let to = match actors::find(call.store.db, call.caller.app, kind, id)? {
        Found::Actor(actor) => actor,
        Found::Foreign(whose) => return Err(Failure::foreign(whose)),
        Found::Nobody => return Err(unknown_receiver(kind, id)),
    };
    if to.resigned {
        return Err(Failure::code(codes::USER_RESIGNED));
    }
    if to.is_bot && call.caller.is_bot() {
        return Err(Failure::param("this operation to bots is currently not supported"));
    }
    access::may_reach(call, to.key)?;
    let (tenant, from) = (call.caller.tenant, call.caller.actor);
    let chat = chats::between(&call.store, tenant, from, to.key)?;
    Ok(chats::get(call.store.db, chat)?.into())
}

fn group(call: &Call<'_>, id: &str) -> Result<Chat, Failure> {
    if !id.starts_with("oc_") {
        return Err(Failure::param("invalid receive_id"));
    }
    chats::find(call.store.db, call.caller.tenant, id)?
        .ok_or(Failure::code(codes::RECEIVER_INVALID))
}

fn thread(call: &Call<'_>, id: &str) -> Result<Target, Failure> {
    if !id.starts_with("omt_") {
        return Err(Failure::param("invalid receive_id"));
    }
    let db = call.store.db;
    let first = messages::find_thread(db, call.caller.tenant, id)?
        .ok_or(Failure::code(codes::NO_SUCH_THREAD))?;
    let chat = chats::get(db, first.chat)?;
    if !access::is_member(call, &chat)? {
        return Err(Failure::code(codes::FORWARD_THREAD_INVISIBLE));
    }
    let first = Some(first.key);
    Ok(Target { chat, place: Place { root: first, parent: first, thread: first } })
}

/// The gateway looks ids up before the service does, and has its own codes.
fn unknown_receiver(kind: IdKind, id: &str) -> Failure {
    let ids = [id.to_owned()];
    match kind {
        IdKind::OpenId if id.starts_with("ou_") => Failure::ids(codes::OPEN_ID_UNKNOWN, &ids),
        IdKind::UnionId if id.starts_with("on_") => Failure::ids(codes::UNION_ID_UNKNOWN, &ids),
        IdKind::UserId => Failure::ids(codes::USER_ID_UNKNOWN, &ids),
        IdKind::Email if id.contains('@') => Failure::code(codes::RECEIVER_INVALID),
        _ => Failure::param("invalid receive_id"),
    }
}

pub(super) fn may_speak(call: &Call<'_>, chat: &Chat) -> Result<(), Failure> {
    access::not_dissolved(chat)?;
    if !access::is_member(call, chat)? {
        return Err(Failure::code(codes::NOT_IN_CHAT));
    }
    if let Some(other) = members::other(call.store.db, chat, call.caller.actor)? {
        access::may_reach(call, other)?;
    }
    let listed = match chat.settings.moderation_permission.as_str() {
        "all_members" => true,
        "moderator_list" => speakers::has(call.store.db, chat.key, call.caller.actor)?,
        _ => false,
    };
    match listed || access::is_administrator(call, chat)? {
        true => Ok(()),
        false => Err(Failure::code(codes::MAY_NOT_SPEAK)),
    }
}
