//! The menu of a group.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::chat_menu::{
        CreateMenu, DeleteMenu, GetMenu, MenuAction, MenuChild, MenuField, MenuItem, MenuTop,
        MenuTree, PatchMenuItem, RedirectLink, SortMenu,
    },
};

use crate::harness::World;

fn plain(name: &str) -> MenuItem {
    MenuItem {
        action_type: Some(MenuAction::None),
        name: Some(name.to_owned()),
        ..MenuItem::default()
    }
}

fn leading(name: &str, url: &str) -> MenuItem {
    let link = RedirectLink { common_url: url.to_owned(), ..RedirectLink::default() };
    MenuItem {
        action_type: Some(MenuAction::RedirectLink),
        redirect_link: Some(link),
        ..plain(name)
    }
}

fn top(chat_menu_item: MenuItem, children: usize) -> MenuTop {
    let child = |number| MenuChild {
        chat_menu_item: leading(&format!("child {number}"), "https://example.com"),
        ..MenuChild::default()
    };
    MenuTop { chat_menu_item, children: (0..children).map(child).collect(), ..MenuTop::default() }
}

fn create(chat: &ChatId, chat_menu_top_levels: Vec<MenuTop>) -> CreateMenu {
    CreateMenu { chat_id: chat.clone(), menu_tree: MenuTree { chat_menu_top_levels } }
}

fn names(tree: &MenuTree) -> Vec<&str> {
    let names = tree.chat_menu_top_levels.iter().map(|top| top.chat_menu_item.name.as_deref());
    names.flatten().collect()
}

fn ids(tree: &MenuTree) -> Vec<String> {
    tree.chat_menu_top_levels.iter().map(|top| top.chat_menu_top_level_id.clone()).collect()
}

fn rename(chat: &ChatId, menu_item_id: &str, name: &str) -> PatchMenuItem {
    PatchMenuItem {
        chat_id: chat.clone(),
        menu_item_id: menu_item_id.to_owned(),
        update_fields: vec![MenuField::Name],
        chat_menu_item: leading(name, "not an address"),
    }
}

#[test]
fn a_menu_grows_is_sorted_and_shrinks() {
    let world = World::new();
    let chat_id = world.group();
    world.ask_bot(&create(&chat_id, vec![top(plain("A"), 2)]));
    let b = top(leading("B", "https://b.example"), 0);
    let tree = world.ask_bot(&create(&chat_id, vec![b])).menu_tree;
    assert_eq!(names(&tree), ["A", "B"]);
    assert_eq!(tree.chat_menu_top_levels[0].children.len(), 2);
    assert_eq!(world.ask_bot(&GetMenu { chat_id: chat_id.clone() }).menu_tree, tree);
    let mut chat_menu_top_level_ids = ids(&tree);
    chat_menu_top_level_ids.reverse();
    let sort = SortMenu { chat_id: chat_id.clone(), chat_menu_top_level_ids };
    let sorted = world.ask_bot(&sort).menu_tree;
    assert_eq!(names(&sorted), ["B", "A"]);
    let some = SortMenu { chat_menu_top_level_ids: ids(&tree)[..1].to_vec(), ..sort };
    assert_eq!(world.refused(&world.bot, &some), codes::CHAT_PARAM);
    let delete = DeleteMenu { chat_id, chat_menu_top_level_ids: ids(&tree)[..1].to_vec() };
    assert_eq!(names(&world.ask_bot(&delete).menu_tree), ["B"]);
    assert_eq!(world.refused(&world.bot, &delete), codes::CHAT_PARAM);
}

#[test]
fn only_the_named_fields_of_an_entry_change() {
    let world = World::new();
    let chat = world.group();
    let tree = world.ask_bot(&create(&chat, vec![top(plain("A"), 1)])).menu_tree;
    let child = &tree.chat_menu_top_levels[0].children[0];
    let request = rename(&chat, &child.chat_menu_second_level_id, "renamed");
    let item = world.ask_bot(&request).chat_menu_item;
    assert_eq!(item.name.as_deref(), Some("renamed"));
    assert_eq!(item.redirect_link, child.chat_menu_item.redirect_link);
    let shown = world.ask_bot(&GetMenu { chat_id: chat.clone() }).menu_tree;
    assert_eq!(shown.chat_menu_top_levels[0].children[0].chat_menu_item, item);
    let link = PatchMenuItem { update_fields: vec![MenuField::RedirectLink], ..request };
    assert_eq!(world.refused(&world.bot, &link), codes::CHAT_MENU_ILLEGAL);
    let id = &tree.chat_menu_top_levels[0].chat_menu_top_level_id;
    let with_children = PatchMenuItem {
        chat_menu_item: leading("A", "https://a.example"),
        menu_item_id: id.clone(),
        ..link
    };
    assert_eq!(world.refused(&world.bot, &with_children), codes::CHAT_MENU_ILLEGAL);
    assert_eq!(world.refused(&world.bot, &rename(&chat, "7", "x")), codes::CHAT_PARAM);
}

#[test]
fn a_menu_has_three_entries_with_five_below_each() {
    let world = World::new();
    let chat = world.group();
    let code = |tops: Vec<MenuTop>| world.refused(&world.bot, &create(&chat, tops));
    assert_eq!(code(vec![top(plain("A"), 0); 4]), codes::CHAT_MENU_TOPS);
    assert_eq!(code(vec![top(plain("A"), 6)]), codes::CHAT_MENU_CHILDREN);
    world.ask_bot(&create(&chat, vec![top(plain("A"), 5); 3]));
    assert_eq!(code(vec![top(plain("A"), 0)]), codes::CHAT_MENU_TOPS);
}

#[test]
fn entries_that_cannot_be_are_refused() {
    let world = World::new();
    let chat = world.group();
    let code = |item: MenuItem, children| {
        world.refused(&world.bot, &create(&chat, vec![top(item, children)]))
    };
    assert_eq!(code(plain(""), 0), codes::CHAT_MENU_ILLEGAL);
    assert_eq!(code(plain(&"x".repeat(121)), 0), codes::CHAT_MENU_ILLEGAL);
    assert_eq!(code(leading("A", "a.example"), 0), codes::CHAT_MENU_ILLEGAL);
    assert_eq!(code(leading("A", "https://a.example"), 1), codes::CHAT_MENU_ILLEGAL);
    let icon = MenuItem { image_key: Some("img_v3_no".to_owned()), ..plain("A") };
    assert_eq!(code(icon.clone(), 0), codes::CHAT_IMAGE_OWNER);
    assert_eq!(code(icon, 1), codes::CHAT_MENU_ILLEGAL);
    assert_eq!(world.refused(&world.bot, &create(&chat, Vec::new())), codes::CHAT_PARAM);
}

#[test]
fn only_plain_groups_have_a_menu_and_only_bots_see_it() {
    let world = World::new();
    let of = |chat_id: ChatId| GetMenu { chat_id };
    assert_eq!(world.refused(&world.bot, &of(world.chat("产品想法"))), codes::CHAT_TYPE);
    assert_eq!(world.refused(&world.bot, &of(world.chat("运维"))), codes::CHAT_OUTSIDE);
    assert_eq!(world.refused(&world.user, &of(world.group())), codes::USER_TOKEN_INVALID);
}
