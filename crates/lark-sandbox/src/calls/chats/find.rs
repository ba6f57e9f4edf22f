//! Chats: many at once, by filters, by who they are with.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::chats::find::{
        BatchQueryChats, BatchQueryP2p, ChatFilter, ChatSearchType, ChatSorter, FoundChat,
        FoundChatMeta, FoundChats, P2pChat, P2pChats, QueriedChats, SearchChatsV2,
    },
    limits::CHATS_PAGE,
    time::Millis,
};

use super::{QUERY_CHARS, Stored, listed, owner, status, view};
use crate::{
    calls::{access, contact, paging},
    failure::Failure,
    keys::ActorKey,
    model::{
        actors::{self, IdKind},
        chats, members,
    },
    page::Pager,
    store::Call,
    view::View,
};

/// Chats, or people, that one call asks for at most.
const PER_CALL: usize = 50;

pub(in crate::calls) fn batch_query(
    call: &Call<'_>,
    request: BatchQueryChats,
) -> Result<QueriedChats, Failure> {
    let view = view(call, request.user_id_type)?;
    if !(1..=PER_CALL).contains(&request.chat_ids.len()) {
        return Err(Failure::ext(codes::CHAT_PARAM, "chat_ids has between 1 and 50 ids"));
    }
    let mut items = Vec::new();
    for chat_id in &request.chat_ids {
        let Some(chat) = chats::find(call.store.db, call.caller.tenant, chat_id.as_str())? else {
            continue;
        };
        if sees(call, &chat)? {
            items.push(listed(call, &view, &chat)?);
        }
    }
    Ok(QueriedChats { items })
}

fn sees(call: &Call<'_>, chat: &Stored) -> Result<bool, Failure> {
    Ok(chat.chat_type == "public" || access::is_member(call, chat)?)
}

pub(in crate::calls) fn p2p(call: &Call<'_>, request: BatchQueryP2p) -> Result<P2pChats, Failure> {
    let kind = contact::id_kind(request.chatter_id_type.as_ref())?;
    if !(1..=PER_CALL).contains(&request.chatter_ids.len()) {
        return Err(Failure::ext(codes::CHAT_PARAM, "chatter_ids has between 1 and 50 ids"));
    }
    let mut p2p_chats = Vec::new();
    for chatter_id in request.chatter_ids {
        let found = actors::find(call.store.db, call.caller.app, kind, &chatter_id)?.actor();
        let Some(other) = found else { continue };
        if let Some(chat) = chats::existing(call.store.db, call.caller.actor, other.key)? {
            let chat_id = ChatId::unchecked(chats::get(call.store.db, chat)?.chat_id);
            p2p_chats.push(P2pChat { chat_id, chatter_id });
        }
    }
    Ok(P2pChats { p2p_chats })
}

pub(in crate::calls) fn search_v2(
    call: &Call<'_>,
    request: SearchChatsV2,
) -> Result<FoundChats, Failure> {
    let size = paging::size(request.page_size, CHATS_PAGE)?;
    let query = request.query.as_deref().unwrap_or_default().trim().trim_matches('"');
    let filter = request.filter.unwrap_or_default();
    check(&filter, request.sorter.as_ref())?;
    let shape = format!("{query}/{filter:?}/{:?}", request.sorter);
    let pager = Pager::new(call, &[&shape]);
    let after = paging::chat_cursor(&pager, request.page_token.as_deref())?;
    let seen = after.map_or(0, |[seen, _]| usize::try_from(seen).unwrap_or_default());
    if query.chars().count() > QUERY_CHARS || (query.is_empty() && filter == ChatFilter::default())
    {
        return Ok(FoundChats::default());
    }
    let mut found = candidates(call, query, &filter)?;
    sort(call, &mut found, request.sorter.as_ref())?;
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let rest: Vec<(usize, Stored)> = found.into_iter().enumerate().skip(seen).collect();
    let place = |(place, _): &(usize, Stored)| [i64::try_from(place + 1).unwrap_or(i64::MAX), 0];
    let cut = pager.cut(rest, size, place);
    let view = View::new(call, None);
    let items = cut.items.iter().map(|(_, chat)| show(call, &view, chat));
    Ok(FoundChats {
        items: items.collect::<Result<_, _>>()?,
        total,
        has_more: cut.has_more(),
        page_token: cut.page_token,
        notice: String::new(),
    })
}

fn check(filter: &ChatFilter, sorter: Option<&ChatSorter>) -> Result<(), Failure> {
    let refuse = |detail: &str| Err(Failure::ext(codes::CHAT_PARAM, detail));
    if filter.search_types.iter().any(|kind| matches!(kind, ChatSearchType::Other(_))) {
        return refuse("invalid search_types");
    }
    if filter.chat_modes.iter().any(|mode| !["default", "thread"].contains(&mode.as_str())) {
        return refuse("invalid chat_modes");
    }
    if filter.member_ids.len() > PER_CALL {
        return refuse("member_ids has more than 50 ids");
    }
    match sorter {
        Some(ChatSorter::Other(_)) => refuse("invalid sorter"),
        _ => Ok(()),
    }
}

fn candidates(call: &Call<'_>, query: &str, filter: &ChatFilter) -> Result<Vec<Stored>, Failure> {
    let db = call.store.db;
    let mut wanted = Vec::new();
    for id in &filter.member_ids {
        match actors::find(db, call.caller.app, IdKind::OpenId, id)?.actor() {
            Some(member) => wanted.push(member.key),
            None => return Ok(Vec::new()),
        }
    }
    let all = (0, u32::MAX);
    let mut found = Vec::new();
    for chat in chats::search(db, call.caller.actor, query, all)? {
        let named = chat.name.to_lowercase().contains(&query.to_lowercase());
        let by_name = named || filter.disable_search_by_user != Some(true);
        if by_name && matches(call, &chat, filter, &wanted)? {
            found.push(chat);
        }
    }
    Ok(found)
}

fn matches(
    call: &Call<'_>,
    chat: &Stored,
    filter: &ChatFilter,
    wanted: &[ActorKey],
) -> Result<bool, Failure> {
    let joined = access::is_member(call, chat)?;
    let is = |kind: &ChatSearchType| match kind {
        ChatSearchType::Private => chat.chat_type == "private",
        ChatSearchType::External => chat.settings.external,
        ChatSearchType::PublicJoined => chat.chat_type == "public" && joined,
        ChatSearchType::PublicNotJoined => chat.chat_type == "public" && !joined,
        ChatSearchType::Other(_) => false,
    };
    if !filter.search_types.is_empty() && !filter.search_types.iter().any(is) {
        return Ok(false);
    }
    if !filter.chat_modes.is_empty() && !filter.chat_modes.iter().any(|mode| mode == mode_of(chat))
    {
        return Ok(false);
    }
    if let Some(is_manager) = filter.is_manager
        && access::is_administrator(call, chat)? != is_manager
    {
        return Ok(false);
    }
    for member in wanted {
        if members::role(call.store.db, chat.key, *member)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn mode_of(chat: &Stored) -> &'static str {
    if chat.is_topics() { "thread" } else { "default" }
}

fn sort(call: &Call<'_>, found: &mut [Stored], sorter: Option<&ChatSorter>) -> Result<(), Failure> {
    match sorter {
        Some(ChatSorter::CreateTimeDesc) => found.sort_by_key(|chat| -chat.created_at),
        Some(ChatSorter::UpdateTimeDesc) => found.sort_by_key(|chat| -chat.active_at),
        Some(ChatSorter::MemberCountDesc) => {
            let mut sizes = std::collections::BTreeMap::new();
            for chat in found.iter() {
                let counts = members::count(call.store.db, chat.key)?;
                sizes.insert(chat.key, -(counts.people + counts.bots));
            }
            found.sort_by_key(|chat| sizes[&chat.key]);
        }
        _ => {}
    }
    Ok(())
}

fn show(call: &Call<'_>, view: &View<'_>, chat: &Stored) -> Result<FoundChat, Failure> {
    let id = ChatId::unchecked(&chat.chat_id);
    let (owner_id, _) = owner(call, view, chat)?;
    let meta_data = FoundChatMeta {
        chat_id: id.clone(),
        name: chat.name.clone(),
        description: chat.description.clone(),
        owner_id,
        chat_mode: mode_of(chat).to_owned(),
        external: chat.settings.external,
        chat_status: status(chat),
        create_time: Millis(chat.created_at),
        update_time: Millis(chat.active_at),
    };
    Ok(FoundChat { id, meta_data })
}
