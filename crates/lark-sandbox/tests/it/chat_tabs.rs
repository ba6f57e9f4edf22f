//! The tabs of a chat.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        chat_tabs::{
            ChatTab, CreateTabs, DeleteTabs, ListTabs, SortTabs, TabConfig, TabContent, TabType,
            UpdateTabs,
        },
        chats::change::UpdateChat,
    },
};

use crate::harness::World;

fn link(name: &str, url: &str) -> ChatTab {
    ChatTab {
        tab_name: Some(name.to_owned()),
        tab_type: Some(TabType::Url),
        tab_content: Some(TabContent { url: Some(url.to_owned()), ..TabContent::default() }),
        ..ChatTab::default()
    }
}

fn create(chat: &ChatId, chat_tabs: Vec<ChatTab>) -> CreateTabs {
    CreateTabs { chat_id: chat.clone(), chat_tabs }
}

fn sort(chat: &ChatId, tab_ids: &[&String]) -> SortTabs {
    SortTabs { chat_id: chat.clone(), tab_ids: tab_ids.iter().map(|id| (*id).clone()).collect() }
}

fn delete(chat: &ChatId, tab_id: &str) -> DeleteTabs {
    DeleteTabs { chat_id: chat.clone(), tab_ids: vec![tab_id.to_owned()] }
}

fn names(tabs: &[ChatTab]) -> Vec<&str> {
    tabs.iter().map(|tab| tab.tab_name.as_deref().unwrap_or("-")).collect()
}

fn ids(tabs: &[ChatTab]) -> Vec<String> {
    tabs.iter().map(|tab| tab.tab_id.clone().unwrap()).collect()
}

fn two(world: &World) -> Vec<ChatTab> {
    let tabs = vec![link("A", "https://a.example"), link("B", "http://b.example")];
    world.ask_bot(&create(&world.group(), tabs)).chat_tabs
}

#[test]
fn the_messages_come_first_and_links_after_them() {
    let world = World::new();
    let list = ListTabs { chat_id: world.group() };
    let before = world.ask_bot(&list).chat_tabs;
    assert_eq!(before.len(), 1);
    assert_eq!(before[0].tab_type, Some(TabType::Message));
    let tabs = two(&world);
    assert_eq!(names(&tabs), ["-", "A", "B"]);
    assert_eq!(tabs[0], before[0]);
    assert_eq!(world.ask(&world.user, &list).unwrap().chat_tabs, tabs);
    assert!(ids(&tabs).iter().all(|id| id.parse::<i64>().is_ok()));
}

#[test]
fn tabs_are_changed_sorted_and_removed() {
    let world = World::new();
    let group = world.group();
    let tabs = two(&world);
    let [messages, a, b] = ids(&tabs).try_into().unwrap();
    let renamed =
        ChatTab { tab_id: Some(a.clone()), tab_name: Some("C".to_owned()), ..ChatTab::default() };
    let update = UpdateTabs { chat_id: group.clone(), chat_tabs: vec![renamed] };
    let changed = world.ask_bot(&update).chat_tabs;
    assert_eq!(names(&changed), ["-", "C", "B"]);
    assert_eq!(changed[1].tab_content, tabs[1].tab_content, "what is not given stays");
    let sorted = world.ask_bot(&sort(&group, &[&messages, &b, &a])).chat_tabs;
    assert_eq!(names(&sorted), ["-", "B", "C"]);
    assert_eq!(names(&world.ask_bot(&delete(&group, &b)).chat_tabs), ["-", "C"]);
    assert_eq!(world.refused(&world.bot, &delete(&group, &b)), codes::CHAT_PARAM);
}

#[test]
fn an_order_has_every_tab_once_and_the_messages_first() {
    let world = World::new();
    let group = world.group();
    let [messages, a, b] = ids(&two(&world)).try_into().unwrap();
    for wrong in [&[&a, &messages, &b][..], &[&messages, &a], &[&messages, &a, &a], &[]] {
        assert_eq!(world.refused(&world.bot, &sort(&group, wrong)), codes::CHAT_PARAM);
    }
    assert_eq!(world.refused(&world.bot, &delete(&group, &messages)), codes::CHAT_TAB_FIXED);
}

#[test]
fn tabs_that_cannot_be_are_refused() {
    let world = World::new();
    let group = world.group();
    let code = |tab: ChatTab| world.refused(&world.bot, &create(&group, vec![tab]));
    assert_eq!(code(link(&"x".repeat(31), "https://a.example")), codes::CHAT_TAB_NAME);
    assert_eq!(code(link("A", "a.example")), codes::CHAT_TAB_CONTENT);
    assert_eq!(code(link("", "https://a.example")), codes::CHAT_PARAM);
    let ours = ChatTab { tab_type: Some(TabType::Pin), ..link("A", "https://a.example") };
    assert_eq!(code(ours), codes::CHAT_TAB_FIXED);
    let odd = TabType::Other("game".to_owned());
    assert_eq!(
        code(ChatTab { tab_type: Some(odd), ..link("A", "https://a.example") }),
        codes::CHAT_PARAM
    );
    let icon_key = Some("img_v3_no".to_owned());
    let tab_config = Some(TabConfig { icon_key, is_built_in: None });
    assert_eq!(
        code(ChatTab { tab_config, ..link("A", "https://a.example") }),
        codes::CHAT_IMAGE_OWNER
    );
    let many = create(&group, vec![link("A", "https://a.example"); 21]);
    assert_eq!(world.refused(&world.bot, &many), codes::CHAT_TABS_LIMIT);
    assert_eq!(world.refused(&world.bot, &create(&group, Vec::new())), codes::CHAT_PARAM);
}

#[test]
fn only_who_may_edit_the_group_manages_its_tabs() {
    let world = World::new();
    let group = world.group();
    let edit_permission = Some("only_owner".to_owned());
    world.ask_bot(&UpdateChat { chat_id: group.clone(), edit_permission, ..Default::default() });
    let request = create(&group, vec![link("A", "https://a.example")]);
    assert_eq!(world.refused(&world.user, &request), codes::CHAT_TABS_PERMISSION);
    assert!(world.ask(&world.bot, &request).is_ok());
    let elsewhere = ListTabs { chat_id: world.chat("运维") };
    assert_eq!(world.refused(&world.bot, &elsewhere), codes::CHAT_OUTSIDE);
}
