//! Chats a person keeps on top of their feed, and people whose messages they want to see first.

use lark_api::{
    Page,
    im::feed_shortcuts::{
        CreateFeedShortcuts, FailedShortcut, FailedShortcuts, FeedShortcut, FeedShortcuts,
        FocusChatMode, Focused, ListFeedShortcuts, ListSpecialFocus, RemoveFeedShortcuts,
        UnreadFocus, UnreadOf, UnreadSpecialFocus,
    },
    limits::{FEED_PAGE, FOCUS_PAGE},
};

use super::{access, contact, paging};
use crate::{
    failure::Failure,
    model::{
        actors::{self, IdKind},
        chats,
        feed::{self, End, Shortcut},
    },
    page::Pager,
    store::Call,
    view::View,
};

/// Chats one call puts on top or takes off.
const PER_CALL: usize = 10;
/// What a shortcut leads to.
const CHAT: i64 = 1;

/// Why a shortcut is not made.
mod reason {
    pub(super) const NO_PERMISSION: i64 = 1;
    pub(super) const INVALID: i64 = 2;
    pub(super) const TYPE: i64 = 4;
}

pub(super) fn list(call: &Call<'_>, request: ListFeedShortcuts) -> Result<FeedShortcuts, Failure> {
    let all = feed::shortcuts(call.store.db, call.caller.actor)?;
    // A token is good only for the very list it came from.
    let rows: Vec<i64> = all.iter().map(|shortcut| shortcut.row).collect();
    let pager = Pager::new(call, &[&format!("{rows:?}")]);
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let seen = after.map_or(0, |[seen, _]| usize::try_from(seen).unwrap_or_default());
    let rest: Vec<(usize, Shortcut)> = all.into_iter().enumerate().skip(seen).collect();
    let place = |(place, _): &(usize, Shortcut)| [i64::try_from(place + 1).unwrap_or(i64::MAX), 0];
    let cut = pager.cut(rest, FEED_PAGE, place);
    let show = |(_, shortcut): &(usize, Shortcut)| FeedShortcut {
        feed_card_id: shortcut.chat_id.clone(),
        kind: CHAT,
    };
    Ok(FeedShortcuts {
        shortcuts: cut.items.iter().map(show).collect(),
        has_more: cut.has_more(),
        page_token: cut.page_token,
    })
}

pub(super) fn create(
    call: &Call<'_>,
    request: CreateFeedShortcuts,
) -> Result<FailedShortcuts, Failure> {
    check(&request.shortcuts)?;
    let end = if request.is_header == Some(true) { End::Top } else { End::Bottom };
    let mut answer = FailedShortcuts::default();
    let mut shortcuts = request.shortcuts;
    // The first that was named is to be the first on top.
    if end == End::Top {
        shortcuts.reverse();
    }
    for shortcut in shortcuts {
        let found = chats::find(call.store.db, call.caller.tenant, &shortcut.feed_card_id)?;
        let reason = match &found {
            _ if shortcut.kind != CHAT => Some(reason::TYPE),
            None => Some(reason::INVALID),
            Some(chat) if !access::is_member(call, chat)? => Some(reason::NO_PERMISSION),
            Some(chat) => {
                feed::add_shortcut(call.store.db, call.caller.actor, chat.key, end)?;
                call.record("shortcut.added", &[("chat_id", &chat.chat_id)])?;
                None
            }
        };
        answer.failed_shortcuts.extend(reason.map(|reason| FailedShortcut { shortcut, reason }));
    }
    Ok(answer)
}

pub(super) fn remove(
    call: &Call<'_>,
    request: RemoveFeedShortcuts,
) -> Result<FailedShortcuts, Failure> {
    check(&request.shortcuts)?;
    let known = feed::shortcuts(call.store.db, call.caller.actor)?;
    let mut answer = FailedShortcuts::default();
    for shortcut in request.shortcuts {
        if shortcut.kind != CHAT {
            answer.failed_shortcuts.push(FailedShortcut { shortcut, reason: reason::TYPE });
        } else if let Some(there) = known.iter().find(|it| it.chat_id == shortcut.feed_card_id) {
            feed::remove_shortcut(call.store.db, there.row)?;
            let chat_id = chats::get(call.store.db, there.chat)?.chat_id;
            call.record("shortcut.removed", &[("chat_id", &chat_id)])?;
        } else if chats::find(call.store.db, call.caller.tenant, &shortcut.feed_card_id)?.is_none()
        {
            answer.failed_shortcuts.push(FailedShortcut { shortcut, reason: reason::INVALID });
        }
    }
    Ok(answer)
}

fn check(shortcuts: &[FeedShortcut]) -> Result<(), Failure> {
    match (1..=PER_CALL).contains(&shortcuts.len()) {
        true => Ok(()),
        false => Err(Failure::param("shortcuts has between 1 and 10 entries")),
    }
}

pub(super) fn focus(call: &Call<'_>, request: ListSpecialFocus) -> Result<Page<Focused>, Failure> {
    contact::id_kind(request.member_id_type.as_ref())?;
    let view = View::new(call, request.member_id_type);
    let size = paging::message_size(request.page_size.or(Some(FOCUS_PAGE)), FOCUS_PAGE)?;
    let pager = Pager::new(call, &[view.id_type()]);
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let after = after.map_or(0, |[_, row]| row);
    let found = feed::focus(call.store.db, call.caller.actor, (after, size + 1))?;
    let cut = pager.cut(found, size, |(row, _)| [0, *row]);
    let mut items = Vec::new();
    for (_, target) in &cut.items {
        let (id, id_type) = view.id(&actors::get(call.store.db, *target)?)?;
        items.push(Focused { id, id_type });
    }
    Ok(Page { items, has_more: cut.has_more(), page_token: cut.page_token })
}

pub(super) fn unread(call: &Call<'_>, request: UnreadSpecialFocus) -> Result<UnreadFocus, Failure> {
    let modes = match request.chat_mode {
        FocusChatMode::Group => "'group','topic'",
        FocusChatMode::P2p => "'p2p'",
        FocusChatMode::Other(_) => return Err(Failure::param("invalid chat_mode")),
    };
    let limit = usize::try_from(FOCUS_PAGE).unwrap_or(usize::MAX);
    if !(1..=limit).contains(&request.id_list.len()) {
        return Err(Failure::param("id_list has between 1 and 100 ids"));
    }
    let mut special_focus_unread = Vec::new();
    for id in request.id_list {
        let found = actors::find(call.store.db, call.caller.app, IdKind::OpenId, &id)?.actor();
        let target = found.ok_or_else(|| Failure::param("invalid user_id"))?;
        let unread = feed::unread(call.store.db, call.caller.actor, target.key, modes)?;
        let (id_type, unread_count) = ("open_id".to_owned(), unread.to_string());
        special_focus_unread.push(UnreadOf { id, id_type, unread_count });
    }
    Ok(UnreadFocus { special_focus_unread })
}
