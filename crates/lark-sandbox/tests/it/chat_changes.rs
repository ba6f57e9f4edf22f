//! Groups: changing, handing over, disbanding, inviting.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        I18nNames,
        chats::{
            ChatType, CreateChat, GetChat, ListChats, RestrictedMode,
            change::{DisbandChat, LinkChat, UpdateChat, ValidityPeriod},
        },
    },
};

use crate::harness::{NOW, World, text_to};

fn update(chat: &ChatId) -> UpdateChat {
    UpdateChat { chat_id: chat.clone(), ..UpdateChat::default() }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn link(chat: &ChatId, validity_period: Option<ValidityPeriod>) -> LinkChat {
    LinkChat { chat_id: chat.clone(), validity_period }
}

fn disband(chat: &ChatId) -> DisbandChat {
    DisbandChat { chat_id: chat.clone() }
}

fn conversation(world: &World) -> ChatId {
    let chat = world.info.chats.iter().find(|chat| chat.chat_mode == "p2p").unwrap();
    ChatId::unchecked(&chat.chat_id)
}

#[test]
fn what_is_given_changes_and_the_rest_stays() {
    let world = World::new();
    let group = world.group();
    let names = I18nNames { en_us: "Aurora".to_owned(), ..I18nNames::default() };
    world.ask_bot(&UpdateChat {
        name: some("Aurora"),
        i18n_names: Some(names.clone()),
        at_all_permission: some("only_owner"),
        join_message_visibility: some("not_anyone"),
        ..update(&group)
    });
    let chat = world.ask_bot(&GetChat { chat_id: group, user_id_type: None });
    assert_eq!((chat.name.as_str(), chat.i18n_names), ("Aurora", Some(names)));
    assert_eq!(chat.at_all_permission.as_deref(), Some("only_owner"));
    assert_eq!(chat.join_message_visibility.as_deref(), Some("not_anyone"));
    assert_eq!(chat.urgent_setting.as_deref(), Some("all_members"));
    assert!(chat.description.unwrap().starts_with("Everything about"));
}

#[test]
fn a_plain_member_changes_only_what_a_group_looks_like_and_only_where_it_may() {
    let world = World::new();
    let chen = &world.person("chen").user_access_token;
    let group = world.group();
    assert!(world.ask(chen, &UpdateChat { description: some("x"), ..update(&group) }).is_ok());
    let setting = UpdateChat { at_all_permission: some("only_owner"), ..update(&group) };
    assert_eq!(world.refused(chen, &setting), codes::CHAT_BASIC_EDITS);
    world.ask_bot(&UpdateChat { edit_permission: some("only_owner"), ..update(&group) });
    let name = UpdateChat { name: some("y"), ..update(&group) };
    assert_eq!(world.refused(chen, &name), codes::CHAT_ADMIN_ONLY);
    let sun = &world.person("sun").user_access_token;
    assert_eq!(world.refused(sun, &name), codes::CHAT_OUTSIDE);
    let private = update(&conversation(&world));
    assert_eq!(world.refused(&world.user, &private), codes::CHAT_TYPE);
}

#[test]
fn settings_that_do_not_go_together_are_refused() {
    let world = World::new();
    let group = world.group();
    let code = |request: UpdateChat| world.refused(&world.bot, &request);
    let alone = UpdateChat { add_member_permission: some("only_owner"), ..update(&group) };
    assert_eq!(code(alone.clone()), codes::CHAT_PARAM);
    let both = UpdateChat { share_card_permission: some("not_allowed"), ..alone };
    assert!(world.ask(&world.bot, &both).is_ok());
    let value = UpdateChat { urgent_setting: some("nobody"), ..update(&group) };
    assert_eq!(code(value), codes::CHAT_PARAM);
    let public = Some(ChatType::Public);
    let short = UpdateChat { chat_type: public.clone(), name: some("x"), ..update(&group) };
    assert_eq!(code(short), codes::CHAT_PUBLIC_NAME);
    let none = UpdateChat { chat_type: public, name: some(""), ..update(&group) };
    assert_eq!(code(none), codes::CHAT_PUBLIC_NO_NAME);
    let avatar = UpdateChat { avatar: some("img_v3_no"), ..update(&group) };
    assert_eq!(code(avatar), codes::CHAT_AVATAR);
}

#[test]
fn restricted_mode_forbids_something_and_open_mode_nothing() {
    let world = World::new();
    let group = world.group();
    let with = |status: bool, download: &str| UpdateChat {
        restricted_mode_setting: Some(RestrictedMode {
            status,
            download_has_permission_setting: download.to_owned(),
            ..RestrictedMode::default()
        }),
        ..update(&group)
    };
    assert_eq!(world.refused(&world.bot, &with(true, "all_members")), codes::CHAT_PARAM);
    assert_eq!(world.refused(&world.bot, &with(false, "not_anyone")), codes::CHAT_PARAM);
    world.ask_bot(&with(true, "not_anyone"));
    let chat = world.ask_bot(&GetChat { chat_id: group.clone(), user_id_type: None });
    let mode = chat.restricted_mode_setting.unwrap();
    assert!(mode.status);
    assert_eq!(mode.screenshot_has_permission_setting, "all_members");
    world.ask_bot(&with(false, "all_members"));
}

#[test]
fn only_the_owner_hands_a_group_over_and_only_to_a_member() {
    let world = World::new();
    let (group, zhao) = (world.group(), &world.person("zhao").user_access_token);
    let to = |who: &str| UpdateChat {
        owner_id: Some(world.person(who).open_id.clone()),
        ..update(&group)
    };
    assert_eq!(world.refused(&world.bot, &to("lin")), codes::CHAT_OWNER_ONLY);
    assert_eq!(world.refused(zhao, &to("sun")), codes::CHAT_OWNER_OUTSIDE);
    let nobody = UpdateChat { owner_id: some("ou_no"), ..update(&group) };
    assert_eq!(world.refused(zhao, &nobody), codes::CHAT_OWNER_INVALID);
    world.ask(zhao, &to("lin")).unwrap();
    let chat = world.ask_bot(&GetChat { chat_id: group.clone(), user_id_type: None });
    assert_eq!(chat.owner_id.as_ref(), Some(&world.person("lin").open_id));
    assert_eq!(world.refused(zhao, &disband(&group)), codes::CHAT_OWNER_ONLY);
}

#[test]
fn a_disbanded_group_is_no_place_for_anything() {
    let world = World::new();
    let group = world.group();
    assert_eq!(world.refused(&world.bot, &disband(&group)), codes::CHAT_OWNER_ONLY);
    world.ask(&world.person("zhao").user_access_token, &disband(&group)).unwrap();
    assert_eq!(world.refused(&world.bot, &text_to(&group, "x")), codes::CHAT_DISSOLVED);
    assert_eq!(world.refused(&world.bot, &update(&group)), codes::CHAT_DISSOLVED);
    assert_eq!(world.refused(&world.bot, &disband(&group)), codes::CHAT_DISSOLVED);
    let listed = world.ask_bot(&ListChats::default()).items;
    assert!(listed.iter().all(|chat| chat.chat_id != group));
    let own = world.ask_bot(&CreateChat::default()).chat_id.unwrap();
    assert!(world.ask(&world.bot, &disband(&own)).is_ok(), "a bot disbands what it owns");
    let unknown = disband(&ChatId::unchecked("oc_no"));
    assert_eq!(world.refused(&world.bot, &unknown), codes::CHAT_ID_INVALID);
}

#[test]
fn the_bot_that_made_a_group_acts_as_its_owner() {
    let world = World::new();
    let owner_id = Some(world.person("lin").open_id.clone());
    let chat = world.ask_bot(&CreateChat { owner_id, ..CreateChat::default() }).chat_id.unwrap();
    let setting = UpdateChat { urgent_setting: some("only_owner"), ..update(&chat) };
    assert!(world.ask(&world.bot, &setting).is_ok());
    assert!(world.ask(&world.bot, &disband(&chat)).is_ok());
}

#[test]
fn a_link_is_good_for_a_week_a_year_or_ever() {
    let world = World::new();
    let group = world.group();
    let day = 24 * 60 * 60;
    let ends = |period| world.ask_bot(&link(&group, period)).expire_time.map(|time| time.0);
    assert_eq!(ends(None), Some(NOW / 1000 + 7 * day));
    assert_eq!(ends(Some(ValidityPeriod::Year)), Some(NOW / 1000 + 365 * day));
    let ever = world.ask_bot(&link(&group, Some(ValidityPeriod::Permanently)));
    assert!(ever.is_permanent && ever.expire_time.is_none());
    assert!(ever.share_link.contains("link_token="));
    let odd = link(&group, Some(ValidityPeriod::Other("day".to_owned())));
    assert_eq!(world.refused(&world.bot, &odd), codes::CHAT_PARAM);
}

#[test]
fn a_group_that_is_not_to_be_shared_has_links_for_administrators_only() {
    let world = World::new();
    let hiring = link(&world.chat("招聘"), None);
    assert_eq!(world.refused(&world.bot, &hiring), codes::CHAT_LINK_REFUSED);
    assert!(world.ask(&world.person("sun").user_access_token, &hiring).is_ok());
    let private = link(&conversation(&world), None);
    assert_eq!(world.refused(&world.user, &private), codes::CHAT_P2P_LINK);
    assert_eq!(world.refused(&world.bot, &link(&world.chat("运维"), None)), codes::CHAT_OUTSIDE);
}
