//! Messages: send and reply.

use lark_api::{
    errors::codes,
    im::{
        MsgType, ReceiveIdType,
        messages::{Message, ReplyMessage, SendMessage},
    },
    limits::{UUID_CHARS, UUID_WINDOW_SECONDS},
};

use super::access;
use crate::{
    content,
    failure::Failure,
    keys::MessageKey,
    model::{
        actors::{self, Found, IdKind},
        chats::{self, Chat},
        messages::{self, NewMessage, Place, Saying},
        uuids::Repeatable,
    },
    store::Call,
    view::{Show, View},
};

pub(super) fn create(call: &Call<'_>, request: SendMessage) -> Result<Message, Failure> {
    let repeatable = repeatable(call, request.uuid.as_deref())?;
    if let Some(first) = first(call, repeatable.as_ref())? {
        return Ok(first);
    }
    let chat = receiver(call, &request.receive_id_type, &request.receive_id)?;
    may_speak(call, &chat)?;
    let saying = content::read(call, &chat, &request.msg_type, &request.content)?;
    call.store.limits.send_to(chat.key, call.store.now)?;
    deliver(call, &chat, Sending { saying, place: Place::default(), repeatable })
}

pub(super) fn reply(call: &Call<'_>, request: ReplyMessage) -> Result<Message, Failure> {
    let repeatable = repeatable(call, request.uuid.as_deref())?;
    if let Some(first) = first(call, repeatable.as_ref())? {
        return Ok(first);
    }
    let (parent, chat) = access::message(call, request.message_id.as_str())?;
    may_speak(call, &chat)?;
    if parent.deleted {
        return Err(Failure::code(codes::MESSAGE_RECALLED));
    }
    if request.msg_type == MsgType::System {
        return Err(Failure::param("invalid msg_type"));
    }
    let saying = content::read(call, &chat, &request.msg_type, &request.content)?;
    call.store.limits.send_to(chat.key, call.store.now)?;
    let in_thread = request.reply_in_thread == Some(true) || chat.is_topics();
    let thread = parent.thread.or(in_thread.then_some(parent.key));
    if let Some(first) = thread {
        messages::open_thread(&call.store, first)?;
    }
    let place = match thread {
        // In a topic everything answers its first message.
        Some(first) if chat.is_topics() => Place { root: Some(first), parent: Some(first), thread },
        Some(first) => Place { root: Some(first), parent: Some(parent.key), thread },
        None => Place { root: parent.root.or(Some(parent.key)), parent: Some(parent.key), thread },
    };
    deliver(call, &chat, Sending { saying, place, repeatable })
}

struct Sending<'a> {
    saying: Saying,
    place: Place,
    repeatable: Option<Repeatable<'a>>,
}

fn deliver(call: &Call<'_>, chat: &Chat, sending: Sending<'_>) -> Result<Message, Failure> {
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
    let message = show(call, key)?;
    let ids = [("message_id", message.message_id.as_str()), ("chat_id", message.chat_id.as_str())];
    call.record("message.sent", &ids)?;
    Ok(message)
}

fn show(call: &Call<'_>, key: MessageKey) -> Result<Message, Failure> {
    let stored = messages::get(call.store.db, key)?;
    Ok(View::new(call, None).message(&stored, &Show::PLAIN)?)
}

fn repeatable<'a>(
    call: &Call<'_>,
    uuid: Option<&'a str>,
) -> Result<Option<Repeatable<'a>>, Failure> {
    let Some(uuid) = uuid.filter(|uuid| !uuid.is_empty()) else {
        return Ok(None);
    };
    if uuid.chars().count() > UUID_CHARS {
        return Err(Failure::field("uuid", "the max len is 50"));
    }
    let app = call.caller.app;
    Ok(Some(Repeatable { app, kind: "message", uuid, window_seconds: UUID_WINDOW_SECONDS }))
}

/// The message that an earlier call with the same uuid sent, whatever this one says.
fn first(call: &Call<'_>, repeatable: Option<&Repeatable<'_>>) -> Result<Option<Message>, Failure> {
    let Some(repeatable) = repeatable else {
        return Ok(None);
    };
    let first = repeatable.first(&call.store)?;
    first.map(|key| show(call, MessageKey(key))).transpose()
}

/// The chat that a `receive_id` means; a conversation is begun where there is none.
fn receiver(call: &Call<'_>, id_type: &ReceiveIdType, id: &str) -> Result<Chat, Failure> {
    let kind = match id_type {
        ReceiveIdType::ChatId => return group(call, id),
        ReceiveIdType::OpenId => IdKind::OpenId,
        ReceiveIdType::UnionId => IdKind::UnionId,
        ReceiveIdType::UserId => IdKind::UserId,
        ReceiveIdType::Email => IdKind::Email,
        ReceiveIdType::Other(_) => return Err(Failure::param("invalid receive_id_type")),
    };
    let to = match actors::find(call.store.db, call.caller.app, kind, id)? {
        Found::Actor(actor) => actor,
        Found::OtherApp => return Err(Failure::code(codes::OPEN_ID_OTHER_APP)),
        Found::Nobody => return Err(unknown_receiver(kind, id)),
    };
    if to.resigned {
        return Err(Failure::code(codes::USER_RESIGNED));
    }
    if to.is_bot && call.caller.is_bot() {
        return Err(Failure::param("this operation to bots is currently not supported"));
    }
    let (tenant, from) = (call.caller.tenant, call.caller.actor);
    let chat = chats::between(&call.store, tenant, from, to.key)?;
    Ok(chats::get(call.store.db, chat)?)
}

fn group(call: &Call<'_>, id: &str) -> Result<Chat, Failure> {
    if !id.starts_with("oc_") {
        return Err(Failure::param("invalid receive_id"));
    }
    chats::find(call.store.db, id)?.ok_or(Failure::code(codes::RECEIVER_INVALID))
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

fn may_speak(call: &Call<'_>, chat: &Chat) -> Result<(), Failure> {
    access::not_dissolved(chat)?;
    if !access::is_member(call, chat)? {
        return Err(Failure::code(codes::NOT_IN_CHAT));
    }
    let everyone = chat.settings.moderation_permission == "all_members";
    if !everyone && !access::is_administrator(call, chat)? {
        return Err(Failure::code(codes::MAY_NOT_SPEAK));
    }
    Ok(())
}
