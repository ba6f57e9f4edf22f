//! Flags: messages and threads a person wants to come back to.

use lark_api::{
    im::{
        Nothing,
        flags::{
            CancelFlags, CreateFlags, Flag, FlagItem, FlagItemType, FlagType, Flags, ListFlags,
        },
    },
    limits::FEED_PAGE,
    time::Millis,
};

use super::{access, paging};
use crate::{
    failure::Failure,
    model::{
        flags::{self, Flag as Stored, Mark},
        messages::{self, Message},
    },
    page::Pager,
    store::Call,
    view::{Show, View},
};

/// Flags one call sets or takes back.
const PER_CALL: usize = 50;

pub(super) fn create(call: &Call<'_>, request: CreateFlags) -> Result<Nothing, Failure> {
    check(&request.flag_items)?;
    for item in &request.flag_items {
        visible(call, item)?;
        if flags::add(&call.store, call.caller.actor, mark(item))? {
            call.record("flag.added", &[("item_id", &item.item_id)])?;
        }
    }
    Ok(Nothing {})
}

pub(super) fn cancel(call: &Call<'_>, request: CancelFlags) -> Result<Nothing, Failure> {
    check(&request.flag_items)?;
    for item in &request.flag_items {
        if flags::cancel(&call.store, call.caller.actor, mark(item))? {
            call.record("flag.removed", &[("item_id", &item.item_id)])?;
        }
    }
    Ok(Nothing {})
}

pub(super) fn list(call: &Call<'_>, request: ListFlags) -> Result<Flags, Failure> {
    let size = paging::message_size(request.page_size, FEED_PAGE)?;
    let pager = Pager::new(call, &[]);
    let after = paging::message_cursor(&pager, Some(&request.page_token))?;
    let part = (after.unwrap_or([i64::MIN, 0]), size + 1);
    let found = flags::list(call.store.db, call.caller.actor, part)?;
    let cut = pager.cut(found, size, |flag| [flag.updated_at, flag.row]);
    let view = View::new(call, None);
    let mut answer = Flags { has_more: cut.has_more(), ..Flags::default() };
    for flag in &cut.items {
        if flag.deleted {
            answer.delete_flag_items.push(show(flag));
            continue;
        }
        let message = messages::find(call.store.db, call.caller.tenant, &flag.item_id)?;
        if let Some(message) = message
            && access::message(call, &message.message_id).is_ok()
        {
            answer.messages.push(view.message(message, &Show::PLAIN)?);
        }
        answer.flag_items.push(show(flag));
    }
    answer.page_token = cut.page_token;
    Ok(answer)
}

fn show(flag: &Stored) -> Flag {
    Flag {
        item_id: flag.item_id.clone(),
        item_type: FlagItemType::from(flag.item_type.as_str()),
        flag_type: FlagType::from(flag.flag_type.as_str()),
        create_time: Millis(flag.created_at),
        update_time: Millis(flag.updated_at),
    }
}

fn mark(item: &FlagItem) -> Mark<'_> {
    Mark {
        item_id: &item.item_id,
        item_type: item.item_type.as_str(),
        flag_type: item.flag_type.as_str(),
    }
}

fn check(items: &[FlagItem]) -> Result<(), Failure> {
    if !(1..=PER_CALL).contains(&items.len()) {
        return Err(Failure::param("flag_items has between 1 and 50 entries"));
    }
    let fits = |item: &FlagItem| {
        matches!(
            (&item.item_type, &item.flag_type),
            (FlagItemType::Message, FlagType::Message)
                | (FlagItemType::Thread | FlagItemType::MessageThread, FlagType::Feed)
        )
    };
    match items.iter().all(fits) {
        true => Ok(()),
        false => Err(Failure::param("invalid item_type or flag_type")),
    }
}

/// The message that is flagged, or the first of the thread.
fn visible(call: &Call<'_>, item: &FlagItem) -> Result<Message, Failure> {
    let found = match item.item_type {
        FlagItemType::Message => messages::find(call.store.db, call.caller.tenant, &item.item_id)?,
        _ => messages::find_thread(call.store.db, call.caller.tenant, &item.item_id)?,
    };
    let message = found.ok_or_else(|| Failure::param("invalid item_id"))?;
    Ok(access::message(call, &message.message_id)?.0)
}
