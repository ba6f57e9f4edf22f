//! Who is in a chat: oneself, and its bots.

use lark_api::{
    Page,
    errors::codes,
    im::{
        Nothing,
        members::{
            BotMember,
            joining::{IsInChat, JoinChat, ListBots, Presence},
        },
    },
    limits::MEMBERS_PAGE,
};

use super::{bot, has_room, readable, record};
use crate::{
    calls::{access, chats, paging},
    failure::Failure,
    model::{actors, join_requests, members},
    page::Pager,
    store::Call,
    view::View,
};

pub(in crate::calls) fn is_in_chat(
    call: &Call<'_>,
    request: IsInChat,
) -> Result<Presence, Failure> {
    let chat = chats::find(call, request.chat_id.as_str())?;
    let is_in_chat = !chat.dissolved && access::is_member(call, &chat)?;
    Ok(Presence { is_in_chat })
}

pub(in crate::calls) fn join(call: &Call<'_>, request: JoinChat) -> Result<Nothing, Failure> {
    let chat = chats::find(call, request.chat_id.as_str())?;
    access::not_dissolved(&chat)?;
    if chat.chat_type != "public" {
        return Err(Failure::code(codes::CHAT_TYPE));
    }
    if access::is_member(call, &chat)? {
        return Ok(Nothing {});
    }
    if chat.settings.membership_approval == "approval_required" {
        return Err(Failure::code(codes::CHAT_NEEDS_APPROVAL));
    }
    join_requests::remove(call.store.db, chat.key, call.caller.actor)?;
    members::add(call.store.db, chat.key, call.caller.actor)?;
    has_room(call, &chat)?;
    record(call, "member.added", &chat, &actors::get(call.store.db, call.caller.actor)?)?;
    Ok(Nothing {})
}

pub(in crate::calls) fn bots(
    call: &Call<'_>,
    request: ListBots,
) -> Result<Page<BotMember>, Failure> {
    let chat = readable(call, request.chat_id.as_str(), codes::CHAT_OUTSIDE)?;
    let size = paging::size(request.page_size, MEMBERS_PAGE)?;
    let pager = Pager::new(call, &[&chat.chat_id]);
    let after = paging::chat_cursor(&pager, request.page_token.as_deref())?;
    let after = after.map_or(0, |[_, row]| row);
    let found = members::list(call.store.db, chat.key, "'bot'", (after, size + 1))?;
    let cut = pager.cut(found, size, |member| [0, member.row]);
    let view = View::new(call, None);
    let show =
        |member: &members::Listed| bot(call, &view, &actors::get(call.store.db, member.actor)?);
    Ok(Page {
        items: cut.items.iter().map(show).collect::<Result<_, _>>()?,
        has_more: cut.has_more(),
        page_token: cut.page_token,
    })
}
