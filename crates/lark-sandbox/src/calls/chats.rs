//! Chats: create, get, list, search.

use lark_api::{
    Page,
    errors::codes,
    ids::ChatId,
    im::{
        I18nNames, UserIdType,
        chats::{Chat, ChatMode, ChatSort, ChatType, GetChat, ListChats, ListedChat, SearchChats},
    },
    limits::CHATS_PAGE,
};

pub(super) mod change;
mod create;
pub(super) mod find;

pub(super) use create::create;

use super::{access, paging};
use crate::{
    failure::Failure,
    model::{
        actors,
        chats::{self, Chat as Stored, Order, Settings, Slice},
        members,
    },
    page::{Cut, Pager},
    store::Call,
    view::View,
};

pub(super) fn get(call: &Call<'_>, request: GetChat) -> Result<Chat, Failure> {
    let chat = find(call, request.chat_id.as_str())?;
    let view = view(call, request.user_id_type)?;
    if access::is_member(call, &chat)? {
        return Ok(Chat { chat_id: None, ..settings(call, &view, &chat)? });
    }
    if chat.is_p2p() {
        return Err(Failure::code(codes::CHAT_OUTSIDE));
    }
    let counts = members::count(call.store.db, chat.key)?;
    Ok(Chat {
        avatar: chat.avatar.clone(),
        name: chat.name.clone(),
        user_count: Some(counts.people.to_string()),
        bot_count: Some(counts.bots.to_string()),
        chat_status: Some(status(&chat)),
        ..Chat::default()
    })
}

pub(super) fn list(call: &Call<'_>, request: ListChats) -> Result<Page<ListedChat>, Failure> {
    let view = view(call, request.user_id_type)?;
    let size = paging::size(request.page_size, CHATS_PAGE)?;
    let types = request.types.as_deref().filter(|types| !types.is_empty()).unwrap_or("group");
    let modes = modes(call, types)?;
    let order = match request.sort_type {
        None | Some(ChatSort::ByCreateTimeAsc) => Order::OldestFirst,
        Some(ChatSort::ByActiveTimeDesc) => Order::LastActiveFirst,
        Some(ChatSort::Other(_)) => {
            return Err(Failure::ext(codes::CHAT_PARAM, "invalid sort_type"));
        }
    };
    let pager = Pager::new(call, &[types, &format!("{order:?}")]);
    let after = paging::chat_cursor(&pager, request.page_token.as_deref())?;
    let slice = Slice { actor: call.caller.actor, order, after, limit: size + 1, modes: &modes };
    let found = chats::joined(call.store.db, &slice)?;
    let cut = pager.cut(found, size, |chat| match order {
        Order::OldestFirst => [chat.created_at, chat.key.0],
        Order::LastActiveFirst => [chat.active_at, chat.key.0],
    });
    page(call, &view, cut)
}

/// Longer queries, and none, find nothing.
const QUERY_CHARS: usize = 64;

pub(super) fn search(call: &Call<'_>, request: SearchChats) -> Result<Page<ListedChat>, Failure> {
    let view = view(call, request.user_id_type)?;
    let size = paging::size(request.page_size, CHATS_PAGE)?;
    let query = request.query.trim().trim_matches('"');
    if query.is_empty() || query.chars().count() > QUERY_CHARS {
        return Ok(Page::default());
    }
    let pager = Pager::new(call, &[query]);
    let after = paging::chat_cursor(&pager, request.page_token.as_deref())?;
    let after = after.map_or(0, |[_, row]| row);
    let found = chats::search(call.store.db, call.caller.actor, query, (after, size + 1))?;
    page(call, &view, pager.cut(found, size, |chat| [0, chat.key.0]))
}

fn page(call: &Call<'_>, view: &View<'_>, cut: Cut<Stored>) -> Result<Page<ListedChat>, Failure> {
    let items = cut.items.iter().map(|chat| listed(call, view, chat));
    Ok(Page {
        items: items.collect::<Result<_, _>>()?,
        has_more: cut.has_more(),
        page_token: cut.page_token,
    })
}

/// Which modes a list of types asks for, as an SQL list.
fn modes(call: &Call<'_>, types: &str) -> Result<String, Failure> {
    let mut modes = Vec::new();
    for wanted in types.split(',').map(str::trim) {
        match wanted {
            "group" => modes.extend(["'group'", "'topic'"]),
            "p2p" if !call.caller.is_bot() => modes.push("'p2p'"),
            _ => return Err(Failure::ext(codes::CHAT_PARAM, format!("invalid types: {wanted}"))),
        }
    }
    Ok(modes.join(","))
}

/// A chat by its id; one in another tenant would not be there either.
pub(super) fn find(call: &Call<'_>, chat_id: &str) -> Result<Stored, Failure> {
    let chat = chats::find_anywhere(call.store.db, chat_id)?
        .ok_or(Failure::code(codes::CHAT_ID_INVALID))?;
    match chat.tenant == call.caller.tenant {
        true => Ok(chat),
        false => Err(Failure::code(codes::CHAT_OTHER_TENANT)),
    }
}

fn view<'a>(call: &Call<'a>, id_type: Option<UserIdType>) -> Result<View<'a>, Failure> {
    match id_type {
        Some(UserIdType::Other(_)) => Err(Failure::ext(codes::CHAT_PARAM, "invalid user_id_type")),
        id_type => Ok(View::new(call, id_type)),
    }
}

fn status(chat: &Stored) -> String {
    if chat.dissolved { "dissolved" } else { "normal" }.to_owned()
}

/// The owner's id and its kind; a bot's is not shown.
fn owner(
    call: &Call<'_>,
    view: &View<'_>,
    chat: &Stored,
) -> Result<(Option<String>, Option<String>), Failure> {
    let owner = chat.owner.map(|owner| actors::get(call.store.db, owner)).transpose()?;
    match owner.filter(|owner| !owner.is_bot) {
        Some(owner) => {
            let (id, id_type) = view.id(&owner)?;
            Ok((Some(id), Some(id_type)))
        }
        None => Ok((None, None)),
    }
}

/// Everything a member sees.
fn settings(call: &Call<'_>, view: &View<'_>, chat: &Stored) -> Result<Chat, Failure> {
    let db = call.store.db;
    let (owner_id, owner_id_type) = owner(call, view, chat)?;
    let counts = members::count(db, chat.key)?;
    let (mut people, mut bots) = (Vec::new(), Vec::new());
    for manager in members::managers(db, chat.key)? {
        let (id, _) = view.id(&actors::get(db, manager.actor)?)?;
        if manager.is_bot { bots.push(id) } else { people.push(id) }
    }
    Ok(Chat {
        chat_id: Some(ChatId::unchecked(&chat.chat_id)),
        avatar: chat.avatar.clone(),
        name: chat.name.clone(),
        description: Some(chat.description.clone()),
        i18n_names: Some(chat.settings.i18n_names.clone())
            .filter(|names| *names != I18nNames::default()),
        owner_id,
        owner_id_type,
        user_manager_id_list: Some(people),
        bot_manager_id_list: Some(bots),
        user_count: Some(counts.people.to_string()),
        bot_count: Some(counts.bots.to_string()),
        chat_mode: Some(chat.mode.clone()),
        chat_type: Some(ChatType::from(chat.chat_type.as_str())),
        chat_tag: Some("inner".to_owned()),
        chat_status: Some(status(chat)),
        tenant_key: Some(actors::tenant_key(db, chat.creator)?),
        ..rules(chat.settings.clone())
    })
}

/// What the owner decided.
fn rules(settings: Settings) -> Chat {
    Chat {
        group_message_type: Some(settings.group_message_type),
        external: Some(settings.external),
        add_member_permission: Some(settings.add_member_permission),
        share_card_permission: Some(settings.share_card_permission),
        at_all_permission: Some(settings.at_all_permission),
        edit_permission: Some(settings.edit_permission),
        membership_approval: Some(settings.membership_approval),
        moderation_permission: Some(settings.moderation_permission),
        join_message_visibility: Some(settings.join_message_visibility),
        leave_message_visibility: Some(settings.leave_message_visibility),
        urgent_setting: Some(settings.urgent_setting),
        video_conference_setting: Some(settings.video_conference_setting),
        pin_manage_setting: Some(settings.pin_manage_setting),
        hide_member_count_setting: Some(settings.hide_member_count_setting),
        restricted_mode_setting: Some(settings.restricted_mode),
        ..Chat::default()
    }
}

fn listed(call: &Call<'_>, view: &View<'_>, chat: &Stored) -> Result<ListedChat, Failure> {
    let db = call.store.db;
    let (owner_id, owner_id_type) = owner(call, view, chat)?;
    let (mut p2p_target_type, mut p2p_target_id) = (None, None);
    if chat.mode == ChatMode::P2p {
        let both = members::list(db, chat.key, "'person','bot'", (0, 2))?;
        let other = both.iter().find(|member| member.actor != call.caller.actor);
        if let Some(other) = other {
            let (id, _) = view.id(&actors::get(db, other.actor)?)?;
            p2p_target_type = Some(if other.is_bot { "bot" } else { "user" }.to_owned());
            p2p_target_id = Some(id);
        }
    }
    Ok(ListedChat {
        chat_id: ChatId::unchecked(&chat.chat_id),
        avatar: chat.avatar.clone(),
        name: chat.name.clone(),
        description: chat.description.clone(),
        owner_id,
        owner_id_type,
        external: chat.settings.external,
        tenant_key: actors::tenant_key(db, chat.creator)?,
        chat_status: Some(status(chat)),
        chat_mode: Some(chat.mode.clone()),
        p2p_target_type,
        p2p_target_id,
    })
}
