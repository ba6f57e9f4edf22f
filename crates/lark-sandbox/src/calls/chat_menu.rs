//! The menu of a group.

use lark_api::{
    errors::codes,
    im::{
        chat_menu::{
            CreateMenu, DeleteMenu, GetMenu, MenuAction, MenuAnswer, MenuChild, MenuField,
            MenuItem, MenuTop, MenuTree, PatchMenuItem, PatchedMenuItem, SortMenu,
        },
        chats::ChatMode,
    },
    limits::{MENU_CHILDREN, MENU_NAME_CHARS, MENU_TOPS},
};

use super::{access, members::group};
use crate::{
    failure::Failure,
    model::{
        chats::Chat,
        files,
        menus::{self, Entry},
    },
    store::Call,
};

/// Where the ids of entries begin; they are numbers of Lark's size.
const ENTRIES: i64 = 7_200_000_000_000_000_000;

/// Whether an entry has others below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    Nothing,
    Entries,
}

pub(super) fn get(call: &Call<'_>, request: GetMenu) -> Result<MenuAnswer, Failure> {
    let chat = with_menu(call, request.chat_id.as_str())?;
    show(call, &chat)
}

pub(super) fn create(call: &Call<'_>, request: CreateMenu) -> Result<MenuAnswer, Failure> {
    let chat = managed(call, request.chat_id.as_str())?;
    let new = request.menu_tree.chat_menu_top_levels;
    if new.is_empty() {
        return Err(Failure::ext(codes::CHAT_PARAM, "chat_menu_top_levels is empty"));
    }
    if tops(call, &chat)?.len() + new.len() > MENU_TOPS {
        return Err(Failure::code(codes::CHAT_MENU_TOPS));
    }
    for top in new {
        if top.children.len() > MENU_CHILDREN {
            return Err(Failure::code(codes::CHAT_MENU_CHILDREN));
        }
        let below = if top.children.is_empty() { Below::Nothing } else { Below::Entries };
        check(call, &top.chat_menu_item, below)?;
        let row = menus::add(call.store.db, chat.key, None, &top.chat_menu_item)?;
        for child in top.children {
            check(call, &child.chat_menu_item, Below::Nothing)?;
            menus::add(call.store.db, chat.key, Some(row), &child.chat_menu_item)?;
        }
    }
    changed(call, &chat)
}

pub(super) fn delete(call: &Call<'_>, request: DeleteMenu) -> Result<MenuAnswer, Failure> {
    let chat = managed(call, request.chat_id.as_str())?;
    let tops = tops(call, &chat)?;
    for row in rows(&request.chat_menu_top_level_ids, &tops)? {
        menus::remove(call.store.db, row)?;
    }
    changed(call, &chat)
}

pub(super) fn sort(call: &Call<'_>, request: SortMenu) -> Result<MenuAnswer, Failure> {
    let chat = managed(call, request.chat_id.as_str())?;
    let tops = tops(call, &chat)?;
    let rows = rows(&request.chat_menu_top_level_ids, &tops)?;
    let unique: std::collections::BTreeSet<&i64> = rows.iter().collect();
    if rows.len() != tops.len() || unique.len() != rows.len() {
        let detail = "chat_menu_top_level_ids has each entry once";
        return Err(Failure::ext(codes::CHAT_PARAM, detail));
    }
    for (place, row) in rows.into_iter().enumerate() {
        menus::put(call.store.db, row, place)?;
    }
    changed(call, &chat)
}

pub(super) fn patch(call: &Call<'_>, request: PatchMenuItem) -> Result<PatchedMenuItem, Failure> {
    let chat = managed(call, request.chat_id.as_str())?;
    let entries = menus::list(call.store.db, chat.key)?;
    let entry = entries.iter().find(|entry| id_of(entry.row) == request.menu_item_id);
    let entry = entry.ok_or_else(|| Failure::ext(codes::CHAT_PARAM, "invalid menu_item_id"))?;
    let given = request.chat_menu_item;
    let mut item = entry.item.clone();
    for field in &request.update_fields {
        match field {
            MenuField::Icon => item.image_key.clone_from(&given.image_key),
            MenuField::Name => item.name.clone_from(&given.name),
            MenuField::I18nName => item.i18n_names.clone_from(&given.i18n_names),
            MenuField::RedirectLink => {
                item.action_type.clone_from(&given.action_type);
                item.redirect_link.clone_from(&given.redirect_link);
            }
            MenuField::Other(_) => {
                return Err(Failure::ext(codes::CHAT_PARAM, "invalid update_fields"));
            }
        }
    }
    let has_children = entries.iter().any(|other| other.parent == Some(entry.row));
    check(call, &item, if has_children { Below::Entries } else { Below::Nothing })?;
    menus::save(call.store.db, entry.row, &item)?;
    call.record("menu.changed", &[("chat_id", &chat.chat_id)])?;
    Ok(PatchedMenuItem { chat_menu_item: item })
}

/// Only plain groups have a menu.
fn with_menu(call: &Call<'_>, chat_id: &str) -> Result<Chat, Failure> {
    let chat = group(call, chat_id)?;
    match chat.mode {
        ChatMode::Group => Ok(chat),
        _ => Err(Failure::code(codes::CHAT_TYPE)),
    }
}

fn managed(call: &Call<'_>, chat_id: &str) -> Result<Chat, Failure> {
    let chat = with_menu(call, chat_id)?;
    match access::may_edit(call, &chat)? {
        true => Ok(chat),
        false => Err(Failure::code(codes::CHAT_TABS_PERMISSION)),
    }
}

fn id_of(row: i64) -> String {
    (ENTRIES + row).to_string()
}

fn tops(call: &Call<'_>, chat: &Chat) -> Result<Vec<Entry>, Failure> {
    let entries = menus::list(call.store.db, chat.key)?;
    Ok(entries.into_iter().filter(|entry| entry.parent.is_none()).collect())
}

fn rows(ids: &[String], tops: &[Entry]) -> Result<Vec<i64>, Failure> {
    let row = |id: &String| {
        let known = tops.iter().find(|entry| id_of(entry.row) == *id);
        let detail = || format!("invalid chat_menu_top_level_id: {id}");
        known.map(|entry| entry.row).ok_or_else(|| Failure::ext(codes::CHAT_PARAM, detail()))
    };
    ids.iter().map(row).collect()
}

fn show(call: &Call<'_>, chat: &Chat) -> Result<MenuAnswer, Failure> {
    let entries = menus::list(call.store.db, chat.key)?;
    let below = |top: &Entry| {
        let children = entries.iter().filter(|entry| entry.parent == Some(top.row));
        let child = |entry: &Entry| MenuChild {
            chat_menu_second_level_id: id_of(entry.row),
            chat_menu_item: entry.item.clone(),
        };
        children.map(child).collect()
    };
    let tops = entries.iter().filter(|entry| entry.parent.is_none());
    let chat_menu_top_levels = tops.map(|top| MenuTop {
        chat_menu_top_level_id: id_of(top.row),
        chat_menu_item: top.item.clone(),
        children: below(top),
    });
    let chat_menu_top_levels = chat_menu_top_levels.collect();
    Ok(MenuAnswer { menu_tree: MenuTree { chat_menu_top_levels } })
}

fn changed(call: &Call<'_>, chat: &Chat) -> Result<MenuAnswer, Failure> {
    call.record("menu.changed", &[("chat_id", &chat.chat_id)])?;
    show(call, chat)
}

fn check(call: &Call<'_>, item: &MenuItem, below: Below) -> Result<(), Failure> {
    let illegal = |detail: &str| Err(Failure::ext(codes::CHAT_MENU_ILLEGAL, detail));
    let name = item.name.as_deref().unwrap_or_default();
    if !(1..=MENU_NAME_CHARS).contains(&name.chars().count()) {
        return illegal("a name has between 1 and 120 characters");
    }
    let leads = match &item.action_type {
        Some(MenuAction::RedirectLink) => true,
        Some(MenuAction::None) => false,
        _ => return illegal("invalid action_type"),
    };
    let icon = item.image_key.as_deref().filter(|key| !key.is_empty());
    if below == Below::Entries && (leads || icon.is_some()) {
        return illegal("an entry with others below it has neither a link nor an icon");
    }
    if leads && !item.redirect_link.as_ref().is_some_and(is_link) {
        return illegal("invalid redirect_link");
    }
    match icon {
        Some(key) if !files::is_image_of(call.store.db, key, call.caller.app)? => {
            Err(Failure::code(codes::CHAT_IMAGE_OWNER))
        }
        _ => Ok(()),
    }
}

/// Whether there is an address for every device, or one for all.
fn is_link(link: &lark_api::im::chat_menu::RedirectLink) -> bool {
    let all = [&link.common_url, &link.ios_url, &link.android_url, &link.pc_url, &link.web_url];
    let is_address = |url: &&String| url.starts_with("http://") || url.starts_with("https://");
    let mut given = all.into_iter().filter(|url| !url.is_empty()).peekable();
    given.peek().is_some() && given.all(|url| is_address(&url))
}
