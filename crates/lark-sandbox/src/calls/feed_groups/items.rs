//! The chats in a feed group.

use lark_api::{
    ids::FeedGroupId,
    im::feed_groups::{
        FeedGroupType,
        items::{
            BatchAddFeedItems, BatchQueryFeedItems, BatchRemoveFeedItems, FailedFeedItem,
            FailedFeedItems, FeedItem, FeedItems, ListFeedItems, QueriedFeedItems,
        },
    },
    limits::FEED_PAGE,
    time::Millis,
};

use super::{PER_CALL, own, span, times};
use crate::{
    calls::{access, paging},
    failure::Failure,
    keys::ChatKey,
    model::{
        chats,
        feed::{self, Group, Item},
    },
    page::Pager,
    store::Call,
};

/// Lark's code for an id of no chat that the person is in.
const FEED_ID_INVALID: i64 = 240_001;

pub(in crate::calls) fn list(
    call: &Call<'_>,
    request: ListFeedItems,
) -> Result<FeedItems, Failure> {
    let group = own(call, &request.feed_group_id)?;
    let size = paging::message_size(request.page_size, FEED_PAGE)?;
    let times = times(request.start_time, request.end_time)?;
    let pager = Pager::new(call, &[&group.group_id, &format!("{times:?}")]);
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let found = feed::items(call.store.db, group.row, span(times, after, size))?;
    let cut = pager.cut(found, size, |item| [item.updated_at, item.row]);
    let mut answer = FeedItems { has_more: cut.has_more(), ..FeedItems::default() };
    for item in &cut.items {
        let list = if item.deleted { &mut answer.deleted_items } else { &mut answer.items };
        list.push(show(item));
    }
    answer.page_token = cut.page_token;
    Ok(answer)
}

fn show(item: &Item) -> FeedItem {
    FeedItem {
        feed_id: item.chat_id.clone(),
        feed_type: "chat".to_owned(),
        update_time: Some(Millis(item.updated_at)),
    }
}

pub(in crate::calls) fn batch_query(
    call: &Call<'_>,
    request: BatchQueryFeedItems,
) -> Result<QueriedFeedItems, Failure> {
    let group = own(call, &request.feed_group_id)?;
    check(&request.items)?;
    let all = span((0, i64::MAX), None, u32::MAX - 1);
    let known = feed::items(call.store.db, group.row, all)?;
    let mut answer = QueriedFeedItems::default();
    for asked in &request.items {
        let Some(item) = known.iter().find(|item| item.chat_id == asked.feed_id) else {
            continue;
        };
        let list = if item.deleted { &mut answer.deleted_items } else { &mut answer.items };
        list.push(show(item));
    }
    Ok(answer)
}

pub(in crate::calls) fn add(
    call: &Call<'_>,
    request: BatchAddFeedItems,
) -> Result<FailedFeedItems, Failure> {
    let group = filled_by_hand(call, &request.feed_group_id)?;
    each(call, &group, request.items, |chat| feed::add_item(&call.store, group.row, chat))
}

pub(in crate::calls) fn remove(
    call: &Call<'_>,
    request: BatchRemoveFeedItems,
) -> Result<FailedFeedItems, Failure> {
    let group = filled_by_hand(call, &request.feed_group_id)?;
    each(call, &group, request.items, |chat| feed::remove_item(&call.store, group.row, chat))
}

fn filled_by_hand(call: &Call<'_>, group_id: &FeedGroupId) -> Result<Group, Failure> {
    let group = own(call, group_id)?;
    match group.kind == FeedGroupType::Normal.as_str() {
        true => Ok(group),
        false => Err(Failure::param("a group of type rule fills itself")),
    }
}

fn each(
    call: &Call<'_>,
    group: &Group,
    items: Vec<FeedItem>,
    change: impl Fn(ChatKey) -> rusqlite::Result<bool>,
) -> Result<FailedFeedItems, Failure> {
    check(&items)?;
    let mut answer = FailedFeedItems::default();
    let mut changed = false;
    for item in items {
        match joined(call, &item)? {
            Some(chat) => changed |= change(chat)?,
            None => answer.failed_items.push(FailedFeedItem {
                item,
                error_code: FEED_ID_INVALID,
                error_message: "feed_id is invalid".to_owned(),
            }),
        }
    }
    if changed {
        call.record("feed_group.filled", &[("group_id", &group.group_id)])?;
    }
    Ok(answer)
}

fn check(items: &[FeedItem]) -> Result<(), Failure> {
    if !(1..=PER_CALL).contains(&items.len()) {
        return Err(Failure::param("items has between 1 and 50 entries"));
    }
    match items.iter().all(|item| item.feed_type == "chat") {
        true => Ok(()),
        false => Err(Failure::param("invalid feed_type")),
    }
}

fn joined(call: &Call<'_>, item: &FeedItem) -> Result<Option<ChatKey>, Failure> {
    let Some(chat) = chats::find(call.store.db, call.caller.tenant, &item.feed_id)? else {
        return Ok(None);
    };
    Ok(access::is_member(call, &chat)?.then_some(chat.key))
}
