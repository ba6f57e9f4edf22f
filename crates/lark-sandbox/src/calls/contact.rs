//! People, by their ids, addresses and phone numbers.

use lark_api::{
    contact::{
        BasicBatchUsers, BasicUser, BasicUsers, BatchGetUserId, BatchUsers, BatchUsersAnswer,
        FoundUserId, GetUser, User, UserAnswer, UserIds,
    },
    ids::{OpenId, UnionId},
    im::UserIdType,
    limits::CONTACTS_PER_CALL,
};

use super::members::unknown_code;
use crate::{
    failure::Failure,
    model::actors::{self, Actor, Found, IdKind},
    store::Call,
    view::View,
};

pub(super) fn batch(call: &Call<'_>, request: BatchUsers) -> Result<BatchUsersAnswer, Failure> {
    if request.user_ids.is_empty() || request.user_ids.len() > CONTACTS_PER_CALL {
        return Err(Failure::field("user_ids", "between 1 and 50 ids are needed"));
    }
    let kind = id_kind(request.user_id_type.as_ref())?;
    let mut items = Vec::new();
    for id in &request.user_ids {
        let found = actors::find(call.store.db, call.caller.app, kind, id)?.actor();
        if let Some(person) = found.filter(|actor| !actor.is_bot) {
            items.push(show(call, person)?);
        }
    }
    Ok(BatchUsersAnswer { items })
}

pub(super) fn get(call: &Call<'_>, request: GetUser) -> Result<UserAnswer, Failure> {
    let kind = id_kind(request.user_id_type.as_ref())?;
    match actors::find(call.store.db, call.caller.app, kind, &request.user_id)? {
        Found::Actor(person) if !person.is_bot => Ok(UserAnswer { user: show(call, person)? }),
        Found::Foreign(whose) => Err(Failure::foreign(whose)),
        _ => Err(Failure::ids(unknown_code(kind), &[request.user_id])),
    }
}

/// People whose names one call asks for.
const NAMES_PER_CALL: usize = 10;

pub(super) fn basic_batch(
    call: &Call<'_>,
    request: BasicBatchUsers,
) -> Result<BasicUsers, Failure> {
    if !(1..=NAMES_PER_CALL).contains(&request.user_ids.len()) {
        return Err(Failure::field("user_ids", "between 1 and 10 ids are needed"));
    }
    let kind = id_kind(request.user_id_type.as_ref())?;
    let mut users = Vec::new();
    for user_id in request.user_ids {
        let found = actors::find(call.store.db, call.caller.app, kind, &user_id)?.actor();
        if let Some(person) = found.filter(|actor| !actor.is_bot) {
            users.push(BasicUser { user_id, name: person.name });
        }
    }
    Ok(BasicUsers { users })
}

fn show(call: &Call<'_>, person: Actor) -> Result<User, Failure> {
    let only_with = |scope: &str, text: String| match call.caller.has(scope) {
        true => text,
        false => String::new(),
    };
    Ok(User {
        open_id: OpenId::unchecked(actors::open_id(call.store.db, call.caller.app, person.key)?),
        union_id: UnionId::unchecked(person.union_id),
        user_id: only_with("contact:user.employee_id:readonly", person.user_id),
        name: person.name,
        en_name: person.en_name,
        email: only_with("contact:user.email:readonly", person.email),
        mobile: only_with("contact:user.phone:readonly", person.mobile),
    })
}

pub(super) fn batch_get_id(call: &Call<'_>, request: BatchGetUserId) -> Result<UserIds, Failure> {
    for (field, values) in [("emails", &request.emails), ("mobiles", &request.mobiles)] {
        if values.len() > CONTACTS_PER_CALL {
            return Err(Failure::field(field, "at most 50 are looked up at once"));
        }
    }
    id_kind(request.user_id_type.as_ref())?;
    let view = View::new(call, request.user_id_type.clone());
    let with_resigned = request.include_resigned == Some(true);
    let id_of = |found: Option<Actor>| -> Result<String, Failure> {
        match found.filter(|person| with_resigned || !person.resigned) {
            Some(person) => Ok(view.person_id(&person)?),
            None => Ok(String::new()),
        }
    };
    let db = call.store.db;
    let mut user_list = Vec::new();
    for email in request.emails {
        let found = actors::find(db, call.caller.app, IdKind::Email, &email)?.actor();
        user_list.push(FoundUserId { user_id: id_of(found)?, email, mobile: String::new() });
    }
    for mobile in request.mobiles {
        let found = actors::find_mobile(db, call.caller.tenant, &mobile)?;
        user_list.push(FoundUserId { user_id: id_of(found)?, email: String::new(), mobile });
    }
    Ok(UserIds { user_list })
}

pub(super) fn id_kind(id_type: Option<&UserIdType>) -> Result<IdKind, Failure> {
    match id_type {
        None | Some(UserIdType::OpenId) => Ok(IdKind::OpenId),
        Some(UserIdType::UnionId) => Ok(IdKind::UnionId),
        Some(UserIdType::UserId) => Ok(IdKind::UserId),
        Some(UserIdType::Other(_)) => {
            Err(Failure::field("user_id_type", "open_id, union_id or user_id is needed"))
        }
    }
}
