//! People who wait to be let into a group.

use lark_api::{
    Page,
    errors::codes,
    im::join_requests::{
        HandleJoinRequests, HandledJoinRequests, JoinAction, JoinRequest, ListJoinRequests,
    },
    limits::{MEMBERS_PAGE, MEMBERS_PER_CALL},
    time::Millis,
};

use super::{
    access, contact,
    members::{group, has_room, record},
    paging,
};
use crate::{
    failure::Failure,
    model::{actors, chats::Chat, join_requests, members},
    page::Pager,
    store::Call,
    view::View,
};

pub(super) fn list(
    call: &Call<'_>,
    request: ListJoinRequests,
) -> Result<Page<JoinRequest>, Failure> {
    let chat = administrated(call, request.chat_id.as_str())?;
    contact::id_kind(request.member_id_type.as_ref())?;
    let view = View::new(call, request.member_id_type);
    let size = paging::size(request.page_size, MEMBERS_PAGE)?;
    let pager = Pager::new(call, &[&chat.chat_id, view.id_type()]);
    let after = paging::chat_cursor(&pager, request.page_token.as_deref())?;
    let after = after.map_or(0, |[_, row]| row);
    let found = join_requests::list(call.store.db, chat.key, (after, size + 1))?;
    let cut = pager.cut(found, size, |waiting| [0, waiting.row]);
    let show = |waiting: &join_requests::Waiting| -> Result<JoinRequest, Failure> {
        let person = actors::get(call.store.db, waiting.actor)?;
        let inviter = actors::get(call.store.db, waiting.inviter)?;
        let inviter_id = if inviter.is_bot { String::new() } else { view.person_id(&inviter)? };
        let (member_id, member_id_type) = view.id(&person)?;
        let create_time = Millis(waiting.at);
        Ok(JoinRequest { member_id_type, member_id, name: person.name, inviter_id, create_time })
    };
    Ok(Page {
        items: cut.items.iter().map(show).collect::<Result<_, _>>()?,
        has_more: cut.has_more(),
        page_token: cut.page_token,
    })
}

pub(super) fn handle(
    call: &Call<'_>,
    request: HandleJoinRequests,
) -> Result<HandledJoinRequests, Failure> {
    let chat = administrated(call, request.chat_id.as_str())?;
    let kind = contact::id_kind(request.member_id_type.as_ref())?;
    if !(1..=MEMBERS_PER_CALL).contains(&request.items.len()) {
        return Err(Failure::ext(codes::CHAT_PARAM, "items has between 1 and 50 decisions"));
    }
    if request.items.iter().any(|item| matches!(item.action, JoinAction::Other(_))) {
        return Err(Failure::ext(codes::CHAT_PARAM, "invalid action"));
    }
    let db = call.store.db;
    let mut answer = HandledJoinRequests::default();
    for item in request.items {
        let found = actors::find(db, call.caller.app, kind, &item.member_id)?.actor();
        let Some(actor) = found else {
            answer.invalid_id_list.push(item.member_id);
            continue;
        };
        if !join_requests::remove(db, chat.key, actor.key)? {
            answer.invalid_id_list.push(item.member_id);
        } else if item.action == JoinAction::Reject {
            record(call, "member.refused", &chat, &actor)?;
        } else if members::add(db, chat.key, actor.key)? {
            record(call, "member.added", &chat, &actor)?;
        }
    }
    has_room(call, &chat)?;
    Ok(answer)
}

/// A group whose owner or administrator the caller is.
fn administrated(call: &Call<'_>, chat_id: &str) -> Result<Chat, Failure> {
    let chat = group(call, chat_id)?;
    match access::is_administrator(call, &chat)? {
        true => Ok(chat),
        false => Err(Failure::code(codes::CHAT_ADMIN_ONLY)),
    }
}
