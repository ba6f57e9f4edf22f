//! Who may speak in a group.

use lark_api::{
    Page,
    errors::codes,
    im::{
        Nothing,
        moderation::{GetModeration, Moderation, ModerationSetting, Speaker, UpdateModeration},
    },
    limits::MEMBERS_PAGE,
};

use super::{access, contact, members::group, paging};
use crate::{
    failure::Failure,
    keys::ActorKey,
    model::{
        actors::{self, Found, IdKind},
        chats::{self, Chat},
        members,
        speakers::{self, Who},
    },
    page::Pager,
    store::Call,
    view::View,
};

pub(super) fn get(call: &Call<'_>, request: GetModeration) -> Result<Moderation, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    contact::id_kind(request.user_id_type.as_ref())?;
    let view = View::new(call, request.user_id_type);
    let size = paging::size(request.page_size, MEMBERS_PAGE)?;
    let setting = ModerationSetting::from(chat.settings.moderation_permission.as_str());
    let pager = Pager::new(call, &[&chat.chat_id, view.id_type(), setting.as_str()]);
    let after = paging::chat_cursor(&pager, request.page_token.as_deref())?;
    let part = (after.map_or(0, |[_, row]| row), size + 1);
    let found = match setting {
        ModerationSetting::OnlyOwner => {
            speakers::list(call.store.db, chat.key, Who::Administrators, part)?
        }
        ModerationSetting::ModeratorList => {
            speakers::list(call.store.db, chat.key, Who::OnTheList, part)?
        }
        _ => Vec::new(),
    };
    let cut = pager.cut(found, size, |member| [0, member.row]);
    let show = |member: &members::Listed| -> Result<Speaker, Failure> {
        Ok(Speaker {
            user_id_type: view.id_type().to_owned(),
            user_id: view.person_id(&actors::get(call.store.db, member.actor)?)?,
            tenant_key: actors::tenant_key(call.store.db, member.actor)?,
        })
    };
    let page = Page {
        items: cut.items.iter().map(show).collect::<Result<_, _>>()?,
        has_more: cut.has_more(),
        page_token: cut.page_token,
    };
    Ok(Moderation { moderation_setting: Some(setting), page })
}

pub(super) fn update(call: &Call<'_>, request: UpdateModeration) -> Result<Nothing, Failure> {
    let mut chat = group(call, request.chat_id.as_str())?;
    if !access::owns(call, &chat) {
        return Err(Failure::code(codes::CHAT_OWNER_ONLY));
    }
    let kind = contact::id_kind(request.user_id_type.as_ref())?;
    if let Some(ModerationSetting::Other(_)) = request.moderation_setting {
        return Err(Failure::ext(codes::CHAT_PARAM, "invalid moderation_setting"));
    }
    let (added, removed) = (&request.moderator_added_list, &request.moderator_removed_list);
    if added.iter().any(|id| removed.contains(id)) {
        return Err(Failure::ext(codes::CHAT_PARAM, "the lists have an id in common"));
    }
    if let Some(setting) = &request.moderation_setting {
        setting.as_str().clone_into(&mut chat.settings.moderation_permission);
    }
    if chat.settings.moderation_permission == ModerationSetting::ModeratorList.as_str() {
        for actor in inside(call, &chat, kind, added)? {
            speakers::add(call.store.db, chat.key, actor)?;
        }
        for actor in inside(call, &chat, kind, removed)? {
            speakers::remove(call.store.db, chat.key, actor)?;
        }
    }
    chats::save(call.store.db, &chat)?;
    call.record("chat.moderated", &[("chat_id", &chat.chat_id)])?;
    Ok(Nothing {})
}

/// Those of the people who are in the group; the others are passed over.
fn inside(
    call: &Call<'_>,
    chat: &Chat,
    kind: IdKind,
    ids: &[String],
) -> Result<Vec<ActorKey>, Failure> {
    let mut inside = Vec::new();
    for id in ids {
        match actors::find(call.store.db, call.caller.app, kind, id)? {
            Found::Foreign(whose) => return Err(Failure::foreign(whose)),
            Found::Actor(actor) if members::role(call.store.db, chat.key, actor.key)?.is_some() => {
                inside.push(actor.key);
            }
            _ => {}
        }
    }
    Ok(inside)
}
