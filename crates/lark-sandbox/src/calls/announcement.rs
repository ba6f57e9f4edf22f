//! A group's announcement, and what is on top of its messages.

use lark_api::{
    errors::codes,
    im::{
        Nothing,
        announcement::{
            Announcement, DeleteTopNotice, GetAnnouncement, PatchAnnouncement, PutTopNotice,
            TopNoticeType,
        },
    },
    time::Seconds,
};
use serde_json::{Value, json};

use super::{access, contact, members::group};
use crate::{
    failure::Failure,
    model::{
        actors,
        announcements::{self, Announcement as Stored},
        chats::Chat,
        messages,
    },
    store::Call,
    view::View,
};

/// How far behind the latest a revision may be that a change is made to.
const REVISIONS: i64 = 100;

pub(super) fn get(call: &Call<'_>, request: GetAnnouncement) -> Result<Announcement, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    contact::id_kind(request.user_id_type.as_ref())?;
    let view = View::new(call, request.user_id_type);
    let stored = current(call, &chat)?;
    let (owner_id, owner_id_type) = view.id(&actors::get(call.store.db, stored.owner)?)?;
    let (modifier_id, modifier_id_type) = view.id(&actors::get(call.store.db, stored.modifier)?)?;
    Ok(Announcement {
        content: stored.content,
        revision: stored.revision.to_string(),
        create_time: Seconds(stored.created_at / 1000),
        update_time: Seconds(stored.updated_at / 1000),
        owner_id_type,
        owner_id,
        modifier_id_type,
        modifier_id,
    })
}

/// A group begins with an empty announcement.
fn current(call: &Call<'_>, chat: &Chat) -> Result<Stored, Failure> {
    let found = announcements::find(call.store.db, chat.key)?;
    let owner = chat.owner.unwrap_or(chat.creator);
    Ok(found.unwrap_or_else(|| Stored {
        chat: chat.key,
        content: json!({ "title": { "elements": [] }, "body": { "blocks": [] } }).to_string(),
        revision: 0,
        owner,
        modifier: owner,
        created_at: chat.created_at,
        updated_at: chat.created_at,
    }))
}

pub(super) fn patch(call: &Call<'_>, request: PatchAnnouncement) -> Result<Nothing, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    if !access::may_edit(call, &chat)? {
        return Err(Failure::code(codes::CHAT_ADMIN_ONLY));
    }
    let stored = current(call, &chat)?;
    let revision = request.revision.parse::<i64>().ok();
    let known = stored.revision - REVISIONS..=stored.revision;
    if !revision.is_some_and(|revision| revision >= 0 && known.contains(&revision)) {
        return Err(Failure::ext(codes::CHAT_PARAM, "invalid revision"));
    }
    if request.requests.is_empty() {
        return Err(Failure::ext(codes::CHAT_PARAM, "requests is empty"));
    }
    let mut document: Value = serde_json::from_str(&stored.content).unwrap_or_default();
    for operation in &request.requests {
        apply(&mut document, operation)
            .map_err(|reason| Failure::ext(codes::ANNOUNCEMENT_FAILED, reason))?;
    }
    let changed = Stored {
        content: document.to_string(),
        revision: stored.revision + 1,
        modifier: call.caller.actor,
        updated_at: call.store.now,
        ..stored
    };
    announcements::save(call.store.db, &changed)?;
    call.record("announcement.updated", &[("chat_id", &chat.chat_id)])?;
    Ok(Nothing {})
}

/// Carries out one operation on a document of the old kind.
fn apply(document: &mut Value, operation: &str) -> Result<(), &'static str> {
    let operation: Value = serde_json::from_str(operation).map_err(|_| "a request is not JSON")?;
    let payload = |of: &str| -> Result<Value, &'static str> {
        let text = operation[of]["payload"].as_str().ok_or("a request has no payload")?;
        serde_json::from_str(text).map_err(|_| "a payload is not JSON")
    };
    match operation["requestType"].as_str() {
        Some("InsertBlocksRequestType") => {
            let mut payload = payload("insertBlocksRequest")?;
            let new = payload["blocks"].as_array_mut().ok_or("a payload has no blocks")?;
            let location = &operation["insertBlocksRequest"]["location"];
            let blocks = document["body"]["blocks"].as_array_mut().ok_or("no document")?;
            let place = match location["endOfZone"].as_bool() {
                Some(true) => blocks.len(),
                _ => {
                    location["index"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0)
                }
            };
            let place = place.min(blocks.len());
            blocks.splice(place..place, new.drain(..));
            Ok(())
        }
        Some("UpdateTitleRequestType") => {
            document["title"] = payload("updateTitleRequest")?;
            Ok(())
        }
        _ => Err("this requestType is not supported"),
    }
}

pub(super) fn put_on_top(call: &Call<'_>, request: PutTopNotice) -> Result<Nothing, Failure> {
    let chat = noticing(call, request.chat_id.as_str())?;
    let [notice] = request.chat_top_notice.as_slice() else {
        return Err(Failure::ext(codes::CHAT_PARAM, "chat_top_notice has one entry"));
    };
    let message = match &notice.action_type {
        TopNoticeType::Announcement => None,
        TopNoticeType::Message => {
            let id = notice.message_id.as_ref().map(|id| id.as_str()).unwrap_or_default();
            let message = messages::find(call.store.db, call.caller.tenant, id)?;
            let message = message.filter(|message| message.chat == chat.key && !message.deleted);
            let invalid = || Failure::ext(codes::CHAT_PARAM, "invalid message_id");
            Some(message.ok_or_else(invalid)?.key)
        }
        TopNoticeType::Other(_) => {
            return Err(Failure::ext(codes::CHAT_PARAM, "invalid action_type"));
        }
    };
    let by = (call.caller.actor, call.store.now);
    announcements::put_on_top(call.store.db, chat.key, message, by)?;
    call.record("top_notice.put", &[("chat_id", &chat.chat_id)])?;
    Ok(Nothing {})
}

pub(super) fn take_down(call: &Call<'_>, request: DeleteTopNotice) -> Result<Nothing, Failure> {
    let chat = noticing(call, request.chat_id.as_str())?;
    if announcements::take_down(call.store.db, chat.key)? {
        call.record("top_notice.deleted", &[("chat_id", &chat.chat_id)])?;
    }
    Ok(Nothing {})
}

/// A group on top of which the caller may put something.
fn noticing(call: &Call<'_>, chat_id: &str) -> Result<Chat, Failure> {
    let chat = group(call, chat_id)?;
    let everyone = chat.settings.pin_manage_setting == "all_members";
    match everyone || access::is_administrator(call, &chat)? {
        true => Ok(chat),
        false => Err(Failure::code(codes::CHAT_TOKEN_PERMISSION)),
    }
}
