//! The tabs of a chat.

use lark_api::{
    errors::codes,
    im::chat_tabs::{
        ChatTab, ChatTabs, CreateTabs, DeleteTabs, ListTabs, SortTabs, TabType, UpdateTabs,
    },
    limits::{CHAT_TABS, TAB_NAME_CHARS},
};

use super::{access, members::readable};
use crate::{
    failure::Failure,
    model::{chats::Chat, files, tabs},
    store::Call,
};

/// Where the ids of the messages' tabs and of all others begin; both are numbers of Lark's size.
const MESSAGE_TABS: i64 = 7_000_000_000_000_000_000;
const TABS: i64 = 7_100_000_000_000_000_000;

pub(super) fn list(call: &Call<'_>, request: ListTabs) -> Result<ChatTabs, Failure> {
    let chat = readable(call, request.chat_id.as_str(), codes::CHAT_OUTSIDE)?;
    show(call, &chat)
}

pub(super) fn create(call: &Call<'_>, request: CreateTabs) -> Result<ChatTabs, Failure> {
    let chat = managed(call, request.chat_id.as_str())?;
    if request.chat_tabs.is_empty() {
        return Err(Failure::ext(codes::CHAT_PARAM, "chat_tabs is empty"));
    }
    let before = tabs::list(call.store.db, chat.key)?.len();
    if before + request.chat_tabs.len() > CHAT_TABS {
        return Err(Failure::code(codes::CHAT_TABS_LIMIT));
    }
    for tab in request.chat_tabs {
        let tab = ChatTab { tab_id: None, ..tab };
        check(call, &tab)?;
        tabs::add(call.store.db, chat.key, &tab)?;
    }
    changed(call, &chat)
}

pub(super) fn update(call: &Call<'_>, request: UpdateTabs) -> Result<ChatTabs, Failure> {
    let chat = managed(call, request.chat_id.as_str())?;
    let stored = tabs::list(call.store.db, chat.key)?;
    for given in request.chat_tabs {
        let row = own_row(&chat, given.tab_id.as_deref().unwrap_or_default(), &stored)?;
        let before = stored.iter().find(|(known, _)| *known == row).map(|(_, tab)| tab.clone());
        let before = before.unwrap_or_default();
        let tab = ChatTab {
            tab_id: None,
            tab_name: given.tab_name.or(before.tab_name),
            tab_type: given.tab_type.or(before.tab_type),
            tab_content: given.tab_content.or(before.tab_content),
            tab_config: given.tab_config.or(before.tab_config),
        };
        check(call, &tab)?;
        tabs::save(call.store.db, row, &tab)?;
    }
    changed(call, &chat)
}

pub(super) fn delete(call: &Call<'_>, request: DeleteTabs) -> Result<ChatTabs, Failure> {
    let chat = managed(call, request.chat_id.as_str())?;
    let stored = tabs::list(call.store.db, chat.key)?;
    for tab_id in &request.tab_ids {
        tabs::remove(call.store.db, own_row(&chat, tab_id, &stored)?)?;
    }
    changed(call, &chat)
}

pub(super) fn sort(call: &Call<'_>, request: SortTabs) -> Result<ChatTabs, Failure> {
    let chat = managed(call, request.chat_id.as_str())?;
    let stored = tabs::list(call.store.db, chat.key)?;
    let first = request.tab_ids.first();
    if first != Some(&message_tab(&chat)) {
        return Err(Failure::ext(codes::CHAT_PARAM, "the message tab stays first"));
    }
    let mut rows = Vec::new();
    for tab_id in &request.tab_ids[1..] {
        rows.push(own_row(&chat, tab_id, &stored)?);
    }
    let unique: std::collections::BTreeSet<&i64> = rows.iter().collect();
    if rows.len() != stored.len() || unique.len() != rows.len() {
        return Err(Failure::ext(codes::CHAT_PARAM, "tab_ids has each tab once"));
    }
    for (place, row) in rows.into_iter().enumerate() {
        tabs::put(call.store.db, row, place)?;
    }
    changed(call, &chat)
}

fn show(call: &Call<'_>, chat: &Chat) -> Result<ChatTabs, Failure> {
    let messages = ChatTab {
        tab_id: Some(message_tab(chat)),
        tab_type: Some(TabType::Message),
        ..ChatTab::default()
    };
    let made = tabs::list(call.store.db, chat.key)?.into_iter();
    let made = made.map(|(row, tab)| ChatTab { tab_id: Some((TABS + row).to_string()), ..tab });
    Ok(ChatTabs { chat_tabs: std::iter::once(messages).chain(made).collect() })
}

fn changed(call: &Call<'_>, chat: &Chat) -> Result<ChatTabs, Failure> {
    call.record("tabs.changed", &[("chat_id", &chat.chat_id)])?;
    show(call, chat)
}

fn message_tab(chat: &Chat) -> String {
    (MESSAGE_TABS + chat.key.0).to_string()
}

/// The row of a tab that can be changed.
fn own_row(chat: &Chat, tab_id: &str, stored: &[(i64, ChatTab)]) -> Result<i64, Failure> {
    if tab_id == message_tab(chat) {
        return Err(Failure::code(codes::CHAT_TAB_FIXED));
    }
    let row = tab_id.parse::<i64>().ok().and_then(|id| id.checked_sub(TABS));
    let row = row.filter(|row| stored.iter().any(|(known, _)| known == row));
    row.ok_or_else(|| Failure::ext(codes::CHAT_PARAM, format!("invalid tab_id: {tab_id}")))
}

fn managed(call: &Call<'_>, chat_id: &str) -> Result<Chat, Failure> {
    let chat = readable(call, chat_id, codes::CHAT_OUTSIDE)?;
    match access::may_edit(call, &chat)? {
        true => Ok(chat),
        false => Err(Failure::code(codes::CHAT_TABS_PERMISSION)),
    }
}

fn check(call: &Call<'_>, tab: &ChatTab) -> Result<(), Failure> {
    let content = tab.tab_content.clone().unwrap_or_default();
    let address = match &tab.tab_type {
        Some(TabType::Url) => content.url,
        Some(TabType::Doc) => content.doc,
        Some(TabType::Other(_)) | None => {
            return Err(Failure::ext(codes::CHAT_PARAM, "invalid tab_type"));
        }
        Some(_) => return Err(Failure::code(codes::CHAT_TAB_FIXED)),
    };
    let address = address.unwrap_or_default();
    if !address.starts_with("http://") && !address.starts_with("https://") {
        return Err(Failure::code(codes::CHAT_TAB_CONTENT));
    }
    let name = tab.tab_name.as_deref().unwrap_or_default();
    if name.chars().count() > TAB_NAME_CHARS {
        return Err(Failure::code(codes::CHAT_TAB_NAME));
    }
    // Lark names a document's tab after the document.
    if name.is_empty() && tab.tab_type == Some(TabType::Url) {
        return Err(Failure::ext(codes::CHAT_PARAM, "tab_name is empty"));
    }
    let Some(config) = &tab.tab_config else { return Ok(()) };
    if tab.tab_type != Some(TabType::Url) {
        return Err(Failure::ext(codes::CHAT_PARAM, "only a url tab has a tab_config"));
    }
    match config.icon_key.as_deref().filter(|key| !key.is_empty()) {
        Some(key) if !files::is_image_of(call.store.db, key, call.caller.app)? => {
            Err(Failure::code(codes::CHAT_IMAGE_OWNER))
        }
        _ => Ok(()),
    }
}
