//! Pins: put, take away, list.

use lark_api::{
    Page,
    errors::codes,
    ids::{ChatId, MessageId},
    im::{
        MsgType, Nothing,
        pins::{ListPins, Pin, PinMessage, Pinned, UnpinMessage},
    },
    limits::PINS_PAGE,
    time::Millis,
};

use super::{access, paging};
use crate::{
    failure::Failure,
    model::{
        actors,
        chats::{self, Chat},
        messages::Message,
        pins::{self, Pin as Stored},
    },
    page::Pager,
    store::Call,
    view::View,
};

pub(super) fn create(call: &Call<'_>, request: PinMessage) -> Result<Pinned, Failure> {
    let (message, chat) = pinnable(call, request.message_id.as_str())?;
    if message.deleted {
        return Err(Failure::code(codes::MESSAGE_RECALLED));
    }
    if message.msg_type == MsgType::System {
        return Err(Failure::code(codes::MESSAGE_UNSUPPORTED));
    }
    let (pin, is_new) = pins::add(&call.store, &message, call.caller.actor)?;
    if is_new {
        record(call, "message.pinned", &message)?;
    }
    Ok(Pinned { pin: show(call, &chat, &pin)? })
}

pub(super) fn delete(call: &Call<'_>, request: UnpinMessage) -> Result<Nothing, Failure> {
    let (message, _) = pinnable(call, request.message_id.as_str())?;
    if pins::remove(call.store.db, &message)? {
        record(call, "message.unpinned", &message)?;
    }
    Ok(Nothing {})
}

pub(super) fn list(call: &Call<'_>, request: ListPins) -> Result<Page<Pin>, Failure> {
    let size = paging::message_size(request.page_size, PINS_PAGE)?;
    let chat = chats::find(call.store.db, call.caller.tenant, request.chat_id.as_str())?
        .ok_or_else(|| Failure::param("invalid chat_id"))?;
    if !access::is_member(call, &chat)? {
        return Err(Failure::code(codes::NOT_IN_CHAT));
    }
    let earliest = request.start_time.map_or(i64::MIN, |Millis(time)| time);
    let latest = request.end_time.map_or(i64::MAX, |Millis(time)| time);
    if latest < earliest {
        return Err(Failure::param("The end_time is earlier than the start_time"));
    }
    let pager = Pager::new(call, &[&chat.chat_id, &format!("{earliest}-{latest}")]);
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let found = pins::list(call.store.db, chat.key, (earliest, latest), (after, size + 1))?;
    let cut = pager.cut(found, size, |pin| [pin.at, pin.row]);
    let items = cut.items.iter().map(|pin| show(call, &chat, pin));
    Ok(Page {
        items: items.collect::<Result<_, _>>()?,
        has_more: cut.has_more(),
        page_token: cut.page_token,
    })
}

/// A message whose pin the caller may put or take away.
fn pinnable(call: &Call<'_>, message_id: &str) -> Result<(Message, Chat), Failure> {
    let (message, chat) = access::message(call, message_id)?;
    access::not_dissolved(&chat)?;
    let everyone = chat.is_p2p() || chat.settings.pin_manage_setting == "all_members";
    if !everyone && !access::is_administrator(call, &chat)? {
        return Err(Failure::code(codes::PIN_PERMISSION));
    }
    call.store.limits.change(message.key, codes::PIN_RATE, call.store.now)?;
    Ok((message, chat))
}

fn record(call: &Call<'_>, kind: &str, message: &Message) -> Result<(), Failure> {
    Ok(call.record_of(kind, message)?)
}

fn show(call: &Call<'_>, chat: &Chat, pin: &Stored) -> Result<Pin, Failure> {
    let actor = actors::get(call.store.db, pin.actor)?;
    let (operator_id, operator_id_type) = View::new(call, None).id(&actor)?;
    Ok(Pin {
        message_id: MessageId::unchecked(&pin.message_id),
        chat_id: ChatId::unchecked(&chat.chat_id),
        operator_id,
        operator_id_type,
        create_time: Millis(pin.at),
    })
}
