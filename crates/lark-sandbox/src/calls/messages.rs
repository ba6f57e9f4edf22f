//! Messages: send and reply.

use lark_api::{
    errors::codes,
    im::{
        MsgType, ReceiveIdType,
        messages::{Message, ReplyMessage, SendMessage},
    },
};

use super::{
    access,
    delivery::{self, Sending},
};
use crate::{
    content,
    failure::Failure,
    model::messages::{self, Place},
    store::Call,
};

pub(super) fn create(call: &Call<'_>, request: SendMessage) -> Result<Message, Failure> {
    let repeatable = delivery::repeatable(call, "message", request.uuid.as_deref())?;
    if let Some(first) = delivery::first(call, repeatable.as_ref())? {
        return Ok(first);
    }
    if request.receive_id_type == ReceiveIdType::ThreadId {
        return Err(Failure::param("invalid receive_id_type"));
    }
    let chat = delivery::receiver(call, &request.receive_id_type, &request.receive_id)?.chat;
    delivery::may_speak(call, &chat)?;
    let saying = content::read(call, &chat, &request.msg_type, &request.content)?;
    call.store.limits.send_to(chat.key, call.store.now)?;
    delivery::deliver(call, &chat, Sending { saying, place: Place::default(), repeatable })
}

pub(super) fn reply(call: &Call<'_>, request: ReplyMessage) -> Result<Message, Failure> {
    let repeatable = delivery::repeatable(call, "message", request.uuid.as_deref())?;
    if let Some(first) = delivery::first(call, repeatable.as_ref())? {
        return Ok(first);
    }
    let (parent, chat) = access::message(call, request.message_id.as_str())?;
    delivery::may_speak(call, &chat)?;
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
    delivery::deliver(call, &chat, Sending { saying, place, repeatable })
}
