//! Messages: get, one or several, and list.

use lark_api::{
    Page,
    errors::codes,
    ids::MessageId,
    im::messages::{
        Container, GetMessage, ListMessages, Message, Messages, SortType, find::BatchGetMessages,
    },
    limits::{MESSAGES_PAGE, MESSAGES_PER_CALL},
    time::Seconds,
};

use super::{access, contact, paging};
use crate::{
    failure::Failure,
    keys::MessageKey,
    model::{
        bundles, chats,
        messages::{self, Order, Slice, Source},
    },
    page::Pager,
    store::Call,
    view::{Names, Show, View},
};

pub(super) fn get(call: &Call<'_>, request: GetMessage) -> Result<Messages, Failure> {
    let (message, chat) = access::message(call, request.message_id.as_str())?;
    access::may_read(call, chat.is_p2p())?;
    contact::id_kind(request.user_id_type.as_ref())?;
    let show =
        Show { names: Names::when(request.with_sender_name), cards: request.card_msg_content_type };
    let view = View::new(call, request.user_id_type);
    let bundle = message.bundle.filter(|_| !message.deleted);
    let mut items = vec![view.message(message, &show)?];
    if let Some(bundle) = bundle {
        add_bundle(call, &view, &show, (bundle, &request.message_id), &mut items)?;
    }
    Ok(Messages { items })
}

/// Messages in bundles that are shown at most; bundles in bundles could be without end.
const BUNDLED: usize = 1000;

/// What is in a bundle, and in the bundles in it.
fn add_bundle(
    call: &Call<'_>,
    view: &View<'_>,
    show: &Show,
    (bundle, upper): (MessageKey, &MessageId),
    items: &mut Vec<Message>,
) -> Result<(), Failure> {
    for stored in bundles::messages(call.store.db, bundle)? {
        if items.len() > BUNDLED {
            return Ok(());
        }
        let inner = stored.bundle;
        let shown = view.message(stored, show)?;
        let message_id = shown.message_id.clone();
        items.push(Message { upper_message_id: Some(upper.clone()), ..shown });
        if let Some(inner) = inner {
            add_bundle(call, view, show, (inner, &message_id), items)?;
        }
    }
    Ok(())
}

pub(super) fn mget(call: &Call<'_>, request: BatchGetMessages) -> Result<Messages, Failure> {
    let asked = request.message_ids.len();
    if asked == 0 || asked > MESSAGES_PER_CALL {
        return Err(Failure::param("invalid message_ids"));
    }
    contact::id_kind(request.user_id_type.as_ref())?;
    let show =
        Show { names: Names::when(request.with_sender_name), cards: request.card_msg_content_type };
    let view = View::new(call, request.user_id_type);
    let mut items = Vec::new();
    for id in &request.message_ids {
        match access::message(call, id.as_str()) {
            Ok((message, chat)) => {
                access::may_read(call, chat.is_p2p())?;
                items.push(view.message(message, &show)?);
            }
            // Neither an unknown one nor one out of sight is told of.
            Err(Failure::Code { code: codes::MESSAGE_PARAM | codes::NOT_IN_CHAT, .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(Messages { items })
}

pub(super) fn list(call: &Call<'_>, request: ListMessages) -> Result<Page<Message>, Failure> {
    let size = paging::message_size(request.page_size, MESSAGES_PAGE)?;
    let source = container(call, &request)?;
    let order = match &request.sort_type {
        None | Some(SortType::ByCreateTimeAsc) => Order::OldestFirst,
        Some(SortType::ByCreateTimeDesc) => Order::NewestFirst,
        Some(SortType::Other(_)) => return Err(Failure::param("invalid sort_type")),
    };
    let between = times(&request, source)?;
    let pager = Pager::new(
        call,
        &[
            request.container_id_type.as_str(),
            &request.container_id,
            if order == Order::OldestFirst { "oldest" } else { "newest" },
            &format!("{between:?}"),
        ],
    );
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let slice = Slice { source, order, between, after, limit: size + 1 };
    let show =
        Show { names: Names::when(request.with_sender_name), cards: request.card_msg_content_type };
    let view = View::new(call, None);
    let mut page = pager.page(size);
    messages::history(call.store.db, slice, |message| {
        let cursor = [message.created_at, message.key.0];
        page.add(cursor, || view.message(message, &show))
    })?;
    let cut = page.cut();
    Ok(Page { has_more: cut.has_more(), items: cut.items, page_token: cut.page_token })
}

/// What is listed, if the caller may read it.
fn container(call: &Call<'_>, request: &ListMessages) -> Result<Source, Failure> {
    let db = call.store.db;
    let (tenant, actor) = (call.caller.tenant, call.caller.actor);
    let invalid = || Failure::param("invalid container_id");
    let id = &request.container_id;
    let (source, chat, outside) = match &request.container_id_type {
        Container::Chat => {
            let chat = chats::seen(db, tenant, id, actor)?.ok_or_else(invalid)?;
            (Source::Chat(chat.key), chat, codes::NOT_IN_CHAT)
        }
        Container::Thread => {
            let first = messages::find_thread(db, tenant, id)?.ok_or_else(invalid)?;
            let chat_id = chats::id(db, first.chat)?;
            let chat = chats::seen(db, tenant, &chat_id, actor)?.ok_or_else(invalid)?;
            (Source::Thread(first.key), chat, codes::THREAD_INVISIBLE)
        }
        Container::Other(_) => return Err(Failure::param("invalid container_id_type")),
    };
    if !chat.is_member {
        return Err(Failure::code(outside));
    }
    access::may_read(call, chat.is_p2p)?;
    Ok(source)
}

/// From the first millisecond of the earliest second to the last of the latest; threads have no
/// such bounds.
fn times(request: &ListMessages, source: Source) -> Result<(i64, i64), Failure> {
    let (start, end) = match source {
        Source::Chat(_) => (request.start_time, request.end_time),
        Source::Thread(_) => (None, None),
    };
    let millis = |Seconds(time): Seconds, name: &str| {
        let millis = if time < 0 { None } else { time.checked_mul(1000) };
        millis.ok_or_else(|| Failure::param(format!("invalid {name}: {time}")))
    };
    let earliest = start.map(|start| millis(start, "start_time")).transpose()?;
    let latest = end.map(|end| millis(end, "end_time")).transpose()?;
    let earliest = earliest.unwrap_or(i64::MIN);
    let latest = latest.map_or(i64::MAX, |latest| latest.saturating_add(999));
    if latest < earliest {
        return Err(Failure::param("The end_time is earlier than the start_time"));
    }
    Ok((earliest, latest))
}
