//! Administrators of a group.

use lark_api::{
    errors::codes,
    im::{
        MemberIdType, UserIdType,
        managers::{AddManagers, DeleteManagers, Managers},
    },
    limits::{GROUP_MANAGERS, LARGE_GROUP, LARGE_GROUP_MANAGERS},
};

use super::{
    access,
    members::{self as calls, check_count, group, sort_out},
};
use crate::{
    failure::Failure,
    model::{
        actors::{self, Actor, IdKind},
        chats::Chat,
        members::{self, Role},
    },
    store::Call,
    view::View,
};

pub(super) fn add(call: &Call<'_>, request: AddManagers) -> Result<Managers, Failure> {
    let named = Named::find(
        call,
        request.chat_id.as_str(),
        &request.manager_ids,
        request.member_id_type.as_ref(),
    )?;
    for actor in &named.actors {
        let is_owner = named.chat.owner == Some(actor.key);
        let role = members::role(call.store.db, named.chat.key, actor.key)?;
        if role == Some(Role::Member) && !is_owner {
            set(call, &named.chat, actor, Role::Manager)?;
        }
    }
    let counts = members::count(call.store.db, named.chat.key)?;
    let is_large = counts.people > LARGE_GROUP;
    let limit = if is_large { LARGE_GROUP_MANAGERS } else { GROUP_MANAGERS };
    if members::managers(call.store.db, named.chat.key)?.len() > limit {
        return Err(Failure::code(codes::CHAT_MANAGERS_LIMIT));
    }
    show(call, &named.chat, request.member_id_type)
}

pub(super) fn delete(call: &Call<'_>, request: DeleteManagers) -> Result<Managers, Failure> {
    let named = Named::find(
        call,
        request.chat_id.as_str(),
        &request.manager_ids,
        request.member_id_type.as_ref(),
    )?;
    for actor in &named.actors {
        let role = members::role(call.store.db, named.chat.key, actor.key)?;
        if role == Some(Role::Manager) {
            set(call, &named.chat, actor, Role::Member)?;
        }
    }
    show(call, &named.chat, request.member_id_type)
}

/// A group of the caller's, and members of it.
struct Named {
    chat: Chat,
    actors: Vec<Actor>,
}

impl Named {
    fn find(
        call: &Call<'_>,
        chat_id: &str,
        ids: &[String],
        id_type: Option<&MemberIdType>,
    ) -> Result<Self, Failure> {
        let chat = group(call, chat_id)?;
        let kind = calls::id_kind(id_type)?;
        if !access::owns(call, &chat) {
            return Err(Failure::code(codes::CHAT_NOT_OWNER));
        }
        check_count(ids, kind)?;
        let found = sort_out(call, kind, ids)?;
        let mut actors = Vec::new();
        for (_, actor) in found.actors {
            if members::role(call.store.db, chat.key, actor.key)?.is_some() {
                actors.push(actor);
            }
        }
        if actors.is_empty() {
            let unknown = if kind == IdKind::AppId {
                codes::CHAT_UNAVAILABLE_IDS
            } else {
                codes::CHAT_NO_VALID_MEMBER
            };
            return Err(Failure::code(unknown));
        }
        Ok(Self { chat, actors })
    }
}

fn set(call: &Call<'_>, chat: &Chat, actor: &Actor, role: Role) -> Result<(), Failure> {
    members::set_role(call.store.db, chat.key, actor.key, role)?;
    let kind = match role {
        Role::Manager => "manager.added",
        Role::Member => "manager.removed",
    };
    calls::record(call, kind, chat, actor)?;
    Ok(())
}

fn show(call: &Call<'_>, chat: &Chat, id_type: Option<MemberIdType>) -> Result<Managers, Failure> {
    let id_type = match id_type {
        Some(MemberIdType::UnionId) => Some(UserIdType::UnionId),
        Some(MemberIdType::UserId) => Some(UserIdType::UserId),
        _ => None,
    };
    let view = View::new(call, id_type);
    let mut managers = Managers::default();
    for manager in members::managers(call.store.db, chat.key)? {
        let (id, _) = view.id(&actors::get(call.store.db, manager.actor)?)?;
        if manager.is_bot {
            managers.chat_bot_managers.push(id);
        } else {
            managers.chat_managers.push(id);
        }
    }
    Ok(managers)
}
