//! Groups: making, reading, listing and finding them.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        I18nNames, UserIdType,
        chats::{
            ChatMode, ChatSort, ChatType, CreateChat, GetChat, ListChats, RestrictedMode,
            SearchChats,
        },
    },
};

use crate::{
    harness::{NOW, World},
    tokens::set_clock,
};

fn get(chat: &ChatId) -> GetChat {
    GetChat { chat_id: chat.clone(), user_id_type: None }
}

fn search(query: &str) -> SearchChats {
    SearchChats { query: query.to_owned(), ..SearchChats::default() }
}

fn names(world: &World, token: &str, query: &str) -> Vec<String> {
    let found = world.ask(token, &search(query)).unwrap().items;
    found.into_iter().map(|chat| chat.name).collect()
}

#[test]
fn a_new_group_belongs_to_the_bot_unless_told() {
    let world = World::new();
    let chat = world.ask_bot(&CreateChat::default());
    assert_eq!((chat.name.as_str(), chat.owner_id, chat.owner_id_type), ("(no title)", None, None));
    assert_eq!(chat.chat_mode, Some(ChatMode::Group));
    assert_eq!(chat.add_member_permission.as_deref(), Some("all_members"));
    assert_eq!((chat.user_count, chat.chat_status), (None, None));
    let read = world.ask_bot(&get(&chat.chat_id.unwrap()));
    assert_eq!((read.user_count.as_deref(), read.bot_count.as_deref()), (Some("0"), Some("1")));
    assert_eq!((read.chat_id, read.chat_status.as_deref()), (None, Some("normal")));
}

#[test]
fn a_group_begins_with_who_was_named() {
    let world = World::new();
    let (lin, chen) = (&world.person("lin").open_id, &world.person("chen").open_id);
    let request = CreateChat {
        name: Some("Aurora".to_owned()),
        owner_id: Some(lin.clone()),
        user_id_list: vec![chen.clone()],
        bot_id_list: vec![world.info.apps[1].app_id.clone()],
        set_bot_manager: Some(true),
        chat_mode: Some(ChatMode::Topic),
        ..CreateChat::default()
    };
    let chat = world.ask_bot(&request);
    assert_eq!(chat.owner_id.as_ref(), Some(lin));
    let read = world.ask_bot(&GetChat {
        user_id_type: Some(UserIdType::UnionId),
        ..get(&chat.chat_id.unwrap())
    });
    assert!(read.owner_id.unwrap().starts_with("on_"));
    assert_eq!((read.user_count.as_deref(), read.bot_count.as_deref()), (Some("2"), Some("2")));
    assert_eq!(read.bot_manager_id_list, Some(vec![world.info.apps[0].app_id.clone()]));
    assert_eq!(read.chat_mode, Some(ChatMode::Topic));
}

#[test]
fn a_group_begins_with_the_settings_that_were_asked_for() {
    let world = World::new();
    let only_owner = || Some("only_owner".to_owned());
    let restricted = RestrictedMode {
        status: true,
        download_has_permission_setting: "not_anyone".to_owned(),
        ..RestrictedMode::default()
    };
    let request = CreateChat {
        name: Some("Aurora".to_owned()),
        i18n_names: Some(I18nNames { zh_cn: "极光".to_owned(), ..I18nNames::default() }),
        restricted_mode_setting: Some(restricted),
        urgent_setting: only_owner(),
        pin_manage_setting: only_owner(),
        hide_member_count_setting: only_owner(),
        video_conference_setting: only_owner(),
        ..CreateChat::default()
    };
    let chat = world.ask_bot(&request);
    let read = world.ask_bot(&get(chat.chat_id.as_ref().unwrap()));
    for chat in [&chat, &read] {
        assert_eq!(chat.i18n_names.as_ref().unwrap().zh_cn, "极光");
        let mode = chat.restricted_mode_setting.as_ref().unwrap();
        assert_eq!(mode.download_has_permission_setting, "not_anyone");
        assert_eq!(mode.screenshot_has_permission_setting, "all_members");
        let settings = [
            &chat.urgent_setting,
            &chat.pin_manage_setting,
            &chat.hide_member_count_setting,
            &chat.video_conference_setting,
        ];
        assert!(settings.iter().all(|setting| **setting == only_owner()));
    }
    let avatar = Some("img_no".to_owned());
    let wrong = CreateChat { avatar, ..CreateChat::default() };
    assert_eq!(world.refused(&world.bot, &wrong), codes::CHAT_AVATAR);
}

#[test]
fn a_group_that_cannot_be_is_refused() {
    let world = World::altered("");
    let resigned = world.look_up(
        "SELECT o.open_id FROM open_ids o JOIN actors a ON a.id = o.actor
         WHERE o.app = 1 AND a.status = 'resigned'",
    );
    let new = CreateChat::default;
    let code = |request: CreateChat| world.refused(&world.bot, &request);
    let public = Some(ChatType::Public);
    let name = Some("x".to_owned());
    assert_eq!(code(CreateChat { chat_type: public, name, ..new() }), codes::CHAT_PUBLIC_NAME);
    let owner_id = Some("ou_no".to_owned());
    assert_eq!(code(CreateChat { owner_id, ..new() }), codes::CHAT_OWNER_INVALID);
    let user_id_list = vec!["ou_no".to_owned()];
    assert_eq!(code(CreateChat { user_id_list, ..new() }), codes::CHAT_UNAVAILABLE_IDS);
    let user_id_list = vec![resigned];
    assert_eq!(code(CreateChat { user_id_list, ..new() }), codes::CHAT_RESIGNED);
    let bot_id_list = vec!["cli_no".to_owned()];
    assert_eq!(code(CreateChat { bot_id_list, ..new() }), codes::CHAT_NO_BOT);
    let bot_id_list = vec!["cli_no".to_owned(); 6];
    assert_eq!(code(CreateChat { bot_id_list, ..new() }), codes::CHAT_PARAM);
    let chat_mode = Some(ChatMode::P2p);
    assert_eq!(code(CreateChat { chat_mode, ..new() }), codes::CHAT_PARAM);
    let edit_permission = Some("nobody".to_owned());
    assert_eq!(code(CreateChat { edit_permission, ..new() }), codes::CHAT_PARAM);
}

#[test]
fn one_owner_gets_one_group_by_a_uuid_for_ten_hours() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let world = World::at(&path);
    let by_uuid = CreateChat { uuid: Some("g1".to_owned()), ..CreateChat::default() };
    let first = world.ask_bot(&by_uuid).chat_id;
    let renamed = CreateChat { name: Some("Other".to_owned()), ..by_uuid.clone() };
    assert_eq!(world.ask_bot(&renamed).chat_id, first);
    let owner_id = Some(world.person("lin").open_id.clone());
    assert_ne!(world.ask_bot(&CreateChat { owner_id, ..by_uuid.clone() }).chat_id, first);
    drop(world);
    set_clock(&path, NOW + 10 * 3_600_000 + 1);
    assert_ne!(World::at(&path).ask_bot(&by_uuid).chat_id, first);
}

#[test]
fn who_is_outside_sees_little_of_a_group_and_nothing_of_a_conversation() {
    let world = World::new();
    let chat = world.ask_bot(&get(&world.chat("运维")));
    assert_eq!((chat.name.as_str(), chat.user_count.as_deref()), ("运维值班 On-call", Some("4")));
    assert_eq!((chat.owner_id, chat.description, chat.chat_mode), (None, None, None));
    let private = world.info.chats.iter().rfind(|chat| chat.chat_mode == "p2p").unwrap();
    let private = get(&ChatId::unchecked(&private.chat_id));
    assert_eq!(world.refused(&world.bot, &private), codes::CHAT_OUTSIDE);
    assert_eq!(world.ask(&world.user, &private).unwrap().chat_mode, Some(ChatMode::P2p));
    let unknown = get(&ChatId::unchecked("oc_no"));
    assert_eq!(world.refused(&world.bot, &unknown), codes::CHAT_ID_INVALID);
}

#[test]
fn chats_are_listed_by_age_or_by_what_happened_last() {
    let world = World::new();
    let hiring = world.chat("招聘");
    let first = |sort_type| {
        let request = ListChats { sort_type, ..ListChats::default() };
        world.ask_bot(&request).items[0].chat_id.clone()
    };
    assert_eq!(first(None), world.group());
    world.send(&world.bot, &hiring, "news");
    assert_eq!(first(Some(ChatSort::ByActiveTimeDesc)), hiring);
    assert_eq!(first(Some(ChatSort::ByCreateTimeAsc)), world.group());
}

#[test]
fn pages_of_chats_make_up_the_whole_in_both_orders() {
    let world = World::new();
    for sort_type in [ChatSort::ByCreateTimeAsc, ChatSort::ByActiveTimeDesc] {
        let whole = ListChats { sort_type: Some(sort_type), ..ListChats::default() };
        let all = world.ask(&world.user, &whole).unwrap().items;
        let mut paged = ListChats { page_size: Some(2), ..whole };
        let mut seen = Vec::new();
        loop {
            let page = world.ask(&world.user, &paged).unwrap();
            seen.extend(page.items);
            if !page.has_more {
                break;
            }
            paged.page_token = Some(page.page_token);
        }
        assert_eq!(seen, all);
    }
}

#[test]
fn conversations_are_listed_for_people_who_ask() {
    let world = World::new();
    let of = |types: &str| ListChats { types: Some(types.to_owned()), ..ListChats::default() };
    let both = world.ask(&world.user, &of("p2p,group")).unwrap().items;
    let groups = world.ask(&world.user, &of("group")).unwrap().items;
    assert_eq!(both.len(), groups.len() + 2);
    assert!(groups.iter().all(|chat| chat.p2p_target_id.is_none()));
    let with_chen = both.iter().find(|chat| chat.p2p_target_type.as_deref() == Some("user"));
    let chen = &world.person("chen").open_id;
    assert_eq!(with_chen.unwrap().p2p_target_id.as_ref(), Some(chen));
    assert_eq!(world.refused(&world.bot, &of("p2p")), codes::CHAT_PARAM);
    assert_eq!(world.refused(&world.user, &of("channel")), codes::CHAT_PARAM);
}

#[test]
fn groups_are_found_by_their_names_and_their_members() {
    let world = World::new();
    assert_eq!(names(&world, &world.bot, "orbit"), ["Orbit 2.0 发布组"]);
    assert_eq!(names(&world, &world.bot, "发布"), ["Orbit 2.0 发布组"]);
    assert_eq!(names(&world, &world.bot, "lunch"), ["午饭吃什么 Lunch"], "public, not joined");
    assert!(names(&world, &world.bot, "on-call").is_empty(), "private, not joined");
    assert_eq!(names(&world, &world.user, "\"On-call\""), ["运维值班 On-call"]);
    assert!(names(&world, &world.bot, "Tom Becker").contains(&"Design critique".to_owned()));
    assert!(names(&world, &world.bot, "").is_empty());
    assert!(names(&world, &world.bot, &"x".repeat(65)).is_empty());
    let paged = SearchChats { page_size: Some(1), ..search("o") };
    let first = world.ask_bot(&paged);
    assert!(first.has_more);
    let next = SearchChats { page_token: Some(first.page_token), ..paged };
    assert_ne!(world.ask_bot(&next).items[0].chat_id, first.items[0].chat_id);
}
