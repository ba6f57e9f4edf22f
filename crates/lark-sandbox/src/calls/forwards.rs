//! Messages: forward one, several as a bundle, or a thread as one.

use lark_api::{
    content::received::BUNDLED,
    errors::codes,
    ids::MessageId,
    im::{
        ReceiveIdType,
        messages::{
            Message,
            forward::{ForwardMessage, ForwardThread, MergeForward, MergeForwarded},
        },
    },
    limits::BUNDLE,
};

use super::{
    access,
    delivery::{self, Sending, Target},
};
use crate::{
    content::card,
    failure::Failure,
    keys::MessageKey,
    model::{
        bundles,
        chats::{self, Chat},
        messages::{self, Message as Stored, Order, Saying, Slice, Source},
        uuids::Repeatable,
    },
    store::Call,
};

pub(super) fn forward(call: &Call<'_>, request: ForwardMessage) -> Result<Message, Failure> {
    let to = Receiver { id_type: &request.receive_id_type, id: &request.receive_id };
    let kind = to.kind();
    let repeatable = delivery::repeatable(call, &kind, request.uuid.as_deref())?;
    if let Some(first) = delivery::first(call, repeatable.as_ref())? {
        return Ok(first);
    }
    let (message, chat) = access::message(call, request.message_id.as_str())?;
    may_leave(&chat)?;
    forwardable(&message)?;
    let saying = Saying {
        msg_type: message.msg_type.as_str().to_owned(),
        content: message.content,
        source: message.source,
        mentions: message.mentions,
        bundle: message.bundle,
    };
    send(call, to, saying, repeatable)
}

pub(super) fn merge_forward(
    call: &Call<'_>,
    request: MergeForward,
) -> Result<MergeForwarded, Failure> {
    let to = Receiver { id_type: &request.receive_id_type, id: &request.receive_id };
    let kind = to.kind();
    let repeatable = delivery::repeatable(call, &kind, request.uuid.as_deref())?;
    if let Some(message) = delivery::first(call, repeatable.as_ref())? {
        return Ok(MergeForwarded { message, invalid_message_id_list: Vec::new() });
    }
    let asked = request.message_id_list.len();
    if asked == 0 || asked > BUNDLE {
        return Err(Failure::param("invalid message_id_list"));
    }
    let (messages, invalid_message_id_list) = of_one_chat(call, &request.message_id_list)?;
    let message = send(call, to, bundle(), repeatable)?;
    fill(call, &message, &messages)?;
    Ok(MergeForwarded { message, invalid_message_id_list })
}

pub(super) fn forward_thread(call: &Call<'_>, request: ForwardThread) -> Result<Message, Failure> {
    let to = Receiver { id_type: &request.receive_id_type, id: &request.receive_id };
    let kind = to.kind();
    let repeatable = delivery::repeatable(call, &kind, request.uuid.as_deref())?;
    if let Some(first) = delivery::first(call, repeatable.as_ref())? {
        return Ok(first);
    }
    let db = call.store.db;
    let first = messages::find_thread(db, call.caller.tenant, request.thread_id.as_str())?
        .ok_or(Failure::code(codes::NO_SUCH_THREAD))?;
    let chat = chats::get(db, first.chat)?;
    if !access::is_member(call, &chat)? {
        return Err(Failure::code(codes::THREAD_INVISIBLE));
    }
    may_leave(&chat)?;
    let slice = Slice {
        source: Source::Thread(first.key),
        order: Order::OldestFirst,
        between: (i64::MIN, i64::MAX),
        after: None,
        limit: u32::try_from(BUNDLE).unwrap_or(u32::MAX),
    };
    let mut keys = Vec::new();
    messages::history(db, slice, |message| {
        keys.extend(forwardable(&message).is_ok().then_some(message.key));
        Ok(())
    })?;
    if keys.is_empty() {
        return Err(Failure::code(codes::FORWARD_INVALID));
    }
    let message = send(call, to, bundle(), repeatable)?;
    fill(call, &message, &keys)?;
    Ok(message)
}

/// Whom a message is forwarded to.
#[derive(Clone, Copy)]
struct Receiver<'r> {
    id_type: &'r ReceiveIdType,
    id: &'r str,
}

impl Receiver<'_> {
    /// A uuid is remembered for each receiver.
    fn kind(self) -> String {
        format!("forward to {}", self.id)
    }
}

fn send(
    call: &Call<'_>,
    to: Receiver<'_>,
    saying: Saying,
    repeatable: Option<Repeatable<'_>>,
) -> Result<Message, Failure> {
    let Target { chat, place } = delivery::receiver(call, to.id_type, to.id)?;
    delivery::may_speak(call, &chat)?;
    call.store.limits.send_to(chat.key, call.store.now)?;
    delivery::deliver(call, &chat, Sending { saying, place, repeatable })
}

/// What a bundle says of itself.
fn bundle() -> Saying {
    Saying {
        msg_type: "merge_forward".to_owned(),
        content: BUNDLED.to_owned(),
        ..Saying::default()
    }
}

fn fill(call: &Call<'_>, container: &Message, messages: &[MessageKey]) -> Result<(), Failure> {
    let stored = messages::find(call.store.db, call.caller.tenant, container.message_id.as_str())?;
    let container = stored.ok_or_else(|| Failure::param("invalid message_id"))?;
    Ok(bundles::fill(&call.store, container.key, messages)?)
}

/// The messages that can go into one bundle, oldest first, and the ids that cannot.
fn of_one_chat(
    call: &Call<'_>,
    ids: &[MessageId],
) -> Result<(Vec<MessageKey>, Vec<String>), Failure> {
    let (mut found, mut invalid) = (Vec::<Stored>::new(), Vec::new());
    for id in ids {
        match access::message(call, id.as_str()) {
            Ok((message, chat)) if forwardable(&message).is_ok() => {
                may_leave(&chat)?;
                found.push(message);
            }
            Ok(_) | Err(Failure::Code { code: codes::MESSAGE_PARAM | codes::NOT_IN_CHAT, .. }) => {
                invalid.push(id.to_string());
            }
            Err(other) => return Err(other),
        }
    }
    if found.iter().any(|message| message.chat != found[0].chat) {
        return Err(Failure::code(codes::FORWARD_CHATS_DIFFER));
    }
    found.sort_by_key(|message| (message.created_at, message.key));
    found.dedup_by_key(|message| message.key);
    match found.is_empty() {
        true => Err(Failure::param("no valid message to forward")),
        false => Ok((found.iter().map(|message| message.key).collect(), invalid)),
    }
}

/// Restricted mode can keep messages in their chat.
fn may_leave(chat: &Chat) -> Result<(), Failure> {
    let mode = &chat.settings.restricted_mode;
    match mode.status && mode.message_has_permission_setting == "not_anyone" {
        true => Err(Failure::code(codes::FORWARD_RESTRICTED)),
        false => Ok(()),
    }
}

fn forwardable(message: &Stored) -> Result<(), Failure> {
    if message.deleted {
        return Err(Failure::code(codes::FORWARD_RECALLED));
    }
    let kept = match message.msg_type.as_str() {
        "system"
        | "hongbao"
        | "vote"
        | "audio"
        | "video_chat"
        | "calendar"
        | "general_calendar"
        | "share_calendar_event" => true,
        "interactive" => !message.source.as_deref().is_none_or(card::is_forwardable),
        _ => false,
    };
    if kept { Err(Failure::code(codes::FORWARD_UNSUPPORTED)) } else { Ok(()) }
}
