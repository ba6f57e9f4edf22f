//! Administrators of a group, and who may speak in it.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        MemberIdType,
        chats::CreateChat,
        managers::{AddManagers, DeleteManagers},
        members::AddMembers,
        moderation::{GetModeration, ModerationSetting, UpdateModeration},
    },
};

use crate::harness::{World, text_to};

fn promote(chat: &ChatId, ids: &[&str]) -> AddManagers {
    let manager_ids = ids.iter().map(|id| (*id).to_owned()).collect();
    AddManagers { chat_id: chat.clone(), member_id_type: None, manager_ids }
}

fn demote(chat: &ChatId, ids: &[&str]) -> DeleteManagers {
    let manager_ids = ids.iter().map(|id| (*id).to_owned()).collect();
    DeleteManagers { chat_id: chat.clone(), member_id_type: None, manager_ids }
}

fn read(chat: &ChatId) -> GetModeration {
    GetModeration { chat_id: chat.clone(), ..GetModeration::default() }
}

fn moderate(chat: &ChatId, setting: ModerationSetting) -> UpdateModeration {
    UpdateModeration {
        chat_id: chat.clone(),
        moderation_setting: Some(setting),
        ..UpdateModeration::default()
    }
}

#[test]
fn an_owner_makes_administrators_and_unmakes_them() {
    let world = World::new();
    let (group, zhao) = (world.group(), &world.person("zhao").user_access_token);
    let chen = &world.person("chen").open_id;
    let managers = world.ask(zhao, &promote(&group, &[chen])).unwrap();
    assert_eq!(&managers.chat_managers, std::slice::from_ref(chen));
    assert_eq!(managers.chat_bot_managers, [world.info.apps[0].app_id.as_str()]);
    assert_eq!(world.ask(zhao, &promote(&group, &[chen])).unwrap(), managers);
    assert!(world.ask(zhao, &demote(&group, &[chen])).unwrap().chat_managers.is_empty());
    let bot = DeleteManagers {
        member_id_type: Some(MemberIdType::AppId),
        ..demote(&group, &[&world.info.apps[0].app_id])
    };
    assert!(world.ask(zhao, &bot).unwrap().chat_bot_managers.is_empty());
}

#[test]
fn only_the_owner_appoints_and_only_members() {
    let world = World::new();
    let (group, zhao) = (world.group(), &world.person("zhao").user_access_token);
    let (chen, sun) = (&world.person("chen").open_id, &world.person("sun").open_id);
    assert_eq!(world.refused(&world.bot, &promote(&group, &[chen])), codes::CHAT_NOT_OWNER);
    assert_eq!(world.refused(zhao, &promote(&group, &[sun])), codes::CHAT_NO_VALID_MEMBER);
    assert_eq!(world.refused(zhao, &promote(&group, &[])), codes::CHAT_PARAM);
    assert_eq!(world.refused(zhao, &promote(&group, &["ou_x"; 51])), codes::CHAT_PARAM);
    let sun = &world.person("sun").user_access_token;
    assert_eq!(world.refused(sun, &demote(&group, &[chen])), codes::CHAT_OUTSIDE);
}

#[test]
fn a_group_has_ten_administrators_at_most() {
    let world = World::new();
    let everyone: Vec<String> = world.info.users.iter().map(|user| user.open_id.clone()).collect();
    let chat = world
        .ask_bot(&CreateChat { user_id_list: everyone.clone(), ..CreateChat::default() })
        .chat_id
        .unwrap();
    let ids: Vec<&str> = everyone.iter().map(String::as_str).collect();
    assert_eq!(world.ask_bot(&promote(&chat, &ids[..10])).chat_managers.len(), 10);
    assert_eq!(world.refused(&world.bot, &promote(&chat, &ids[10..])), codes::CHAT_MANAGERS_LIMIT);
    let left = world.ask_bot(&demote(&chat, &ids[..1])).chat_managers;
    assert_eq!(left.len(), 9, "a refused call changes nothing");
}

#[test]
fn who_is_on_the_list_speaks_and_who_is_not_does_not() {
    let world = World::new();
    let (group, zhao) = (world.group(), &world.person("zhao").user_access_token);
    let (chen, sun) = (world.person("chen"), &world.person("sun").open_id);
    let by_list = UpdateModeration {
        moderator_added_list: vec![chen.open_id.clone(), sun.clone()],
        ..moderate(&group, ModerationSetting::ModeratorList)
    };
    assert_eq!(world.refused(&world.bot, &by_list), codes::CHAT_OWNER_ONLY);
    world.ask(zhao, &by_list).unwrap();
    assert!(world.ask(&chen.user_access_token, &text_to(&group, "x")).is_ok());
    assert_eq!(world.refused(&world.user, &text_to(&group, "x")), codes::MAY_NOT_SPEAK);
    assert!(world.ask(&world.bot, &text_to(&group, "x")).is_ok(), "an administrator");
    let moderation = world.ask_bot(&read(&group));
    assert_eq!(moderation.moderation_setting, Some(ModerationSetting::ModeratorList));
    let speakers = moderation.page.items;
    assert_eq!(speakers.len(), 1, "who is outside is passed over");
    assert_eq!(speakers[0].user_id, chen.open_id);
    let off = UpdateModeration {
        moderator_removed_list: vec![chen.open_id.clone()],
        moderation_setting: None,
        ..moderate(&group, ModerationSetting::ModeratorList)
    };
    world.ask(zhao, &off).unwrap();
    assert_eq!(world.refused(&chen.user_access_token, &text_to(&group, "x")), codes::MAY_NOT_SPEAK);
}

#[test]
fn only_owners_speak_where_the_owner_says_so() {
    let world = World::new();
    let (group, zhao) = (world.group(), world.person("zhao"));
    let only_owner = moderate(&group, ModerationSetting::OnlyOwner);
    world.ask(&zhao.user_access_token, &only_owner).unwrap();
    assert_eq!(world.refused(&world.user, &text_to(&group, "x")), codes::MAY_NOT_SPEAK);
    let speakers = world.ask_bot(&read(&group)).page.items;
    assert_eq!(speakers.len(), 1);
    assert_eq!(speakers[0].user_id, zhao.open_id);
    world.ask(&zhao.user_access_token, &moderate(&group, ModerationSetting::AllMembers)).unwrap();
    assert!(world.ask(&world.user, &text_to(&group, "x")).is_ok());
    assert!(world.ask_bot(&read(&group)).page.items.is_empty());
}

#[test]
fn speakers_are_listed_in_pages() {
    let world = World::new();
    let (group, zhao) = (world.group(), &world.person("zhao").user_access_token);
    let ids = ["chen", "priya", "wang"].map(|who| world.person(who).open_id.clone());
    let by_list = UpdateModeration {
        moderator_added_list: ids.to_vec(),
        ..moderate(&group, ModerationSetting::ModeratorList)
    };
    world.ask(zhao, &by_list).unwrap();
    let paged = GetModeration { page_size: Some(2), ..read(&group) };
    let first = world.ask_bot(&paged).page;
    assert_eq!((first.items.len(), first.has_more), (2, true));
    let next = GetModeration { page_token: Some(first.page_token), ..paged.clone() };
    let rest = world.ask_bot(&next).page;
    assert_eq!((rest.items.len(), rest.has_more), (1, false));
    let bad = GetModeration { page_token: Some("x".to_owned()), ..paged };
    assert_eq!(world.refused(&world.bot, &bad), codes::CHAT_PARAM);
    let large = GetModeration { page_size: Some(101), ..read(&group) };
    assert_eq!(world.refused(&world.bot, &large), codes::FIELD_VALIDATION);
}

#[test]
fn moderation_that_makes_no_sense_is_refused() {
    let world = World::new();
    let (group, zhao) = (world.group(), &world.person("zhao").user_access_token);
    let odd = moderate(&group, ModerationSetting::Other("nobody".to_owned()));
    assert_eq!(world.refused(zhao, &odd), codes::CHAT_PARAM);
    let chen = world.person("chen").open_id.clone();
    let both = UpdateModeration {
        moderator_added_list: vec![chen.clone()],
        moderator_removed_list: vec![chen],
        ..moderate(&group, ModerationSetting::ModeratorList)
    };
    assert_eq!(world.refused(zhao, &both), codes::CHAT_PARAM);
    assert_eq!(world.refused(&world.bot, &read(&world.chat("运维"))), codes::CHAT_OUTSIDE);
}

#[test]
fn who_is_made_administrator_may_do_what_administrators_do() {
    let world = World::new();
    let (hiring, sun) = (world.chat("招聘"), &world.person("sun").user_access_token);
    let (lin, tom) = (&world.person("lin").open_id, world.person("tom").open_id.clone());
    let add = AddMembers {
        chat_id: hiring.clone(),
        member_id_type: None,
        succeed_type: None,
        id_list: vec![tom],
    };
    assert_eq!(world.refused(&world.user, &add), codes::CHAT_OWNER_ONLY);
    world.ask(sun, &promote(&hiring, &[lin])).unwrap();
    assert!(world.ask(&world.user, &add).is_ok());
}
