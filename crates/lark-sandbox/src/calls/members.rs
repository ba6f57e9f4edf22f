//! Who is in a chat: add, remove, list.

use lark_api::{
    Page,
    errors::codes,
    im::{
        MemberIdType, UserIdType,
        members::{
            AddMembers, AddedMembers, BotMember, GetMembers, ListMembers, Member, MemberList,
            MembersPage, RemoveMembers, RemovedMembers,
        },
    },
    limits::{BOTS_PER_CALL, MEMBERS_PAGE, MEMBERS_PER_CALL},
};

pub(super) mod joining;

use super::{access, chats, paging};
use crate::{
    failure::Failure,
    model::{
        actors::{self, Actor, Found, IdKind},
        chats::Chat,
        join_requests, members,
    },
    page::Pager,
    store::Call,
    view::View,
};

/// People and bots a group has room for.
const GROUP_SIZE: i64 = 5000;
const GROUP_BOTS: i64 = 15;

pub(super) fn create(call: &Call<'_>, request: AddMembers) -> Result<AddedMembers, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    let kind = id_kind(request.member_id_type.as_ref())?;
    check_count(&request.id_list, kind)?;
    let succeed_type = request.succeed_type.unwrap_or_default();
    if succeed_type > 2 {
        return Err(Failure::ext(codes::CHAT_PARAM, "invalid succeed_type"));
    }
    let administrates = access::is_administrator(call, &chat)?;
    if chat.settings.add_member_permission == "only_owner" && !administrates {
        return Err(Failure::code(codes::CHAT_OWNER_ONLY));
    }
    let found = sort_out(call, kind, &request.id_list)?;
    if succeed_type != 1 && !found.unknown.is_empty() {
        return Err(Failure::ids(unknown_code(kind), &found.unknown));
    }
    let (resigned, able): (Vec<_>, Vec<_>) =
        found.actors.into_iter().partition(|(_, actor)| actor.resigned);
    if succeed_type == 2 && !resigned.is_empty() {
        return Err(Failure::code(codes::CHAT_UNAVAILABLE_IDS));
    }
    let mut answer = AddedMembers {
        invalid_id_list: resigned.into_iter().map(|(id, _)| id).collect(),
        not_existed_id_list: found.unknown,
        pending_approval_id_list: Vec::new(),
    };
    if chat.settings.membership_approval == "approval_required" && !administrates {
        answer.pending_approval_id_list = propose(call, &chat, able)?;
        return Ok(answer);
    }
    for (_, actor) in &able {
        join_requests::remove(call.store.db, chat.key, actor.key)?;
        if members::add(call.store.db, chat.key, actor.key)? {
            record(call, "member.added", &chat, actor)?;
        }
    }
    has_room(call, &chat)?;
    Ok(answer)
}

/// Lets those wait who are not in already.
fn propose(
    call: &Call<'_>,
    chat: &Chat,
    able: Vec<(String, Actor)>,
) -> Result<Vec<String>, Failure> {
    let mut pending = Vec::new();
    for (id, actor) in able {
        if members::role(call.store.db, chat.key, actor.key)?.is_some() {
            continue;
        }
        let who = (actor.key, call.caller.actor);
        if join_requests::add(call.store.db, chat.key, who, call.store.now)? {
            record(call, "member.proposed", chat, &actor)?;
        }
        pending.push(id);
    }
    Ok(pending)
}

/// Refuses a change after which there would be too many.
pub(super) fn has_room(call: &Call<'_>, chat: &Chat) -> Result<(), Failure> {
    let counts = members::count(call.store.db, chat.key)?;
    match counts.people > GROUP_SIZE || counts.bots > GROUP_BOTS {
        true => Err(Failure::code(codes::CHAT_FULL)),
        false => Ok(()),
    }
}

pub(super) fn delete(call: &Call<'_>, request: RemoveMembers) -> Result<RemovedMembers, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    let kind = id_kind(request.member_id_type.as_ref())?;
    check_count(&request.id_list, kind)?;
    let found = sort_out(call, kind, &request.id_list)?;
    let only_self = found.actors.iter().all(|(_, actor)| actor.key == call.caller.actor);
    if !only_self && !access::is_administrator(call, &chat)? {
        return Err(Failure::code(codes::CHAT_TOKEN_PERMISSION));
    }
    if found.actors.iter().any(|(_, actor)| chat.owner == Some(actor.key)) {
        return Err(Failure::code(codes::CHAT_OWNER_STAYS));
    }
    for (_, actor) in &found.actors {
        if members::remove(call.store.db, chat.key, actor.key)? {
            record(call, "member.removed", &chat, actor)?;
        }
    }
    Ok(RemovedMembers { invalid_id_list: found.unknown })
}

pub(super) fn get(call: &Call<'_>, request: GetMembers) -> Result<MembersPage, Failure> {
    let chat = readable(call, request.chat_id.as_str(), codes::CHAT_OUTSIDE)?;
    let view = view(call, request.member_id_type)?;
    let size = paging::size(request.page_size, MEMBERS_PAGE)?;
    let pager = Pager::new(call, &[&chat.chat_id, view.id_type()]);
    let after = paging::chat_cursor(&pager, request.page_token.as_deref())?;
    let after = after.map_or(0, |[_, row]| row);
    let found = members::list(call.store.db, chat.key, "'person'", (after, size + 1))?;
    let cut = pager.cut(found, size, |member| [0, member.row]);
    let mut items = Vec::new();
    for member in &cut.items {
        items.push(person(call, &view, &actors::get(call.store.db, member.actor)?)?);
    }
    let member_total = members::count(call.store.db, chat.key)?.people;
    let page = Page { items, has_more: cut.has_more(), page_token: cut.page_token };
    Ok(MembersPage { page, member_total })
}

pub(super) fn list(call: &Call<'_>, request: ListMembers) -> Result<MemberList, Failure> {
    let chat = readable(call, request.chat_id.as_str(), codes::OPEN_CHAT_MEMBER)?;
    let view = view(call, request.member_id_type)?;
    let size = paging::size(request.page_size, MEMBERS_PAGE)?;
    let types = request.member_types.as_deref().filter(|types| !types.is_empty());
    let types = types.unwrap_or("user,bot");
    let kinds = kinds(types)?;
    let pager = Pager::new(call, &[&chat.chat_id, view.id_type(), types]);
    let after = paging::chat_cursor(&pager, request.page_token.as_deref())?;
    let after = after.map_or(0, |[_, row]| row);
    let found = members::list(call.store.db, chat.key, &kinds, (after, size + 1))?;
    let cut = pager.cut(found, size, |member| [0, member.row]);
    let counts = members::count(call.store.db, chat.key)?;
    let (mut users, mut bots) = (Vec::new(), Vec::new());
    for member in &cut.items {
        let actor = actors::get(call.store.db, member.actor)?;
        if member.is_bot {
            bots.push(bot(call, &view, &actor)?);
        } else {
            users.push(person(call, &view, &actor)?);
        }
    }
    Ok(MemberList {
        users,
        bots,
        user_total: Some(counts.people),
        bot_total: Some(counts.bots),
        truncations: Vec::new(),
        has_more: cut.has_more(),
        page_token: cut.page_token,
    })
}

pub(super) fn record(
    call: &Call<'_>,
    kind: &str,
    chat: &Chat,
    actor: &Actor,
) -> rusqlite::Result<()> {
    call.record(kind, &[("chat_id", &chat.chat_id), ("union_id", &actor.union_id)])
}

/// A group the caller is in.
pub(super) fn group(call: &Call<'_>, chat_id: &str) -> Result<Chat, Failure> {
    let chat = readable(call, chat_id, codes::CHAT_OUTSIDE)?;
    if chat.is_p2p() {
        return Err(Failure::code(codes::CHAT_TYPE));
    }
    Ok(chat)
}

/// A chat the caller is in; `outside` is what everybody else is told.
pub(super) fn readable(call: &Call<'_>, chat_id: &str, outside: i64) -> Result<Chat, Failure> {
    let chat = chats::find(call, chat_id)?;
    access::not_dissolved(&chat)?;
    match access::is_member(call, &chat)? {
        true => Ok(chat),
        false => Err(Failure::code(outside)),
    }
}

pub(super) fn id_kind(id_type: Option<&MemberIdType>) -> Result<IdKind, Failure> {
    match id_type {
        None | Some(MemberIdType::OpenId) => Ok(IdKind::OpenId),
        Some(MemberIdType::UnionId) => Ok(IdKind::UnionId),
        Some(MemberIdType::UserId) => Ok(IdKind::UserId),
        Some(MemberIdType::AppId) => Ok(IdKind::AppId),
        Some(MemberIdType::Other(_)) => Err(Failure::code(codes::MEMBER_ID_TYPE)),
    }
}

pub(super) fn unknown_code(kind: IdKind) -> i64 {
    match kind {
        IdKind::OpenId => codes::OPEN_ID_UNKNOWN,
        IdKind::UnionId => codes::UNION_ID_UNKNOWN,
        IdKind::UserId => codes::USER_ID_UNKNOWN,
        IdKind::AppId | IdKind::Email => codes::CHAT_UNAVAILABLE_IDS,
    }
}

pub(super) fn check_count(ids: &[String], kind: IdKind) -> Result<(), Failure> {
    let limit = if kind == IdKind::AppId { BOTS_PER_CALL } else { MEMBERS_PER_CALL };
    match (1..=limit).contains(&ids.len()) {
        true => Ok(()),
        false => {
            let detail = format!("id_list has between 1 and {limit} ids");
            Err(Failure::ext(codes::CHAT_PARAM, detail))
        }
    }
}

/// Who the ids belong to, and those that belong to nobody.
pub(super) struct SortedOut {
    pub(super) actors: Vec<(String, Actor)>,
    pub(super) unknown: Vec<String>,
}

pub(super) fn sort_out(
    call: &Call<'_>,
    kind: IdKind,
    ids: &[String],
) -> Result<SortedOut, Failure> {
    let mut sorted = SortedOut { actors: Vec::new(), unknown: Vec::new() };
    for id in ids {
        match actors::find(call.store.db, call.caller.app, kind, id)? {
            // Bots come and go by their app's id only.
            Found::Actor(actor) if actor.is_bot == (kind == IdKind::AppId) => {
                sorted.actors.push((id.clone(), actor));
            }
            Found::Foreign(whose) => return Err(Failure::foreign(whose)),
            _ => sorted.unknown.push(id.clone()),
        }
    }
    Ok(sorted)
}

/// Which kinds a list of types asks for, as an SQL list.
fn kinds(types: &str) -> Result<String, Failure> {
    let kinds = types.split(',').map(|wanted| match wanted.trim() {
        "user" => Ok("'person'"),
        "bot" => Ok("'bot'"),
        other => Err(Failure::ext(codes::CHAT_PARAM, format!("invalid member_types: {other}"))),
    });
    Ok(kinds.collect::<Result<Vec<_>, _>>()?.join(","))
}

fn view<'a>(call: &Call<'a>, id_type: Option<UserIdType>) -> Result<View<'a>, Failure> {
    match id_type {
        Some(UserIdType::Other(_)) => Err(Failure::code(codes::MEMBER_ID_TYPE)),
        id_type => Ok(View::new(call, id_type)),
    }
}

fn person(call: &Call<'_>, view: &View<'_>, actor: &Actor) -> Result<Member, Failure> {
    Ok(Member {
        member_id_type: view.id_type().to_owned(),
        member_id: view.person_id(actor)?,
        name: actor.name.clone(),
        tenant_key: actors::tenant_key(call.store.db, actor.key)?,
    })
}

fn bot(call: &Call<'_>, view: &View<'_>, actor: &Actor) -> Result<BotMember, Failure> {
    Ok(BotMember {
        member_id_type: "open_id".to_owned(),
        member_id: view.open_id(actor.key)?,
        name: actor.name.clone(),
        app_id: actors::app_id(call.store.db, actor.key)?,
        tenant_key: actors::tenant_key(call.store.db, actor.key)?,
    })
}
