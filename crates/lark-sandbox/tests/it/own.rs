//! What a person has for themselves: nicknames, muted chats, flags.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        flags::{CancelFlags, CreateFlags, FlagItem, FlagItemType, FlagType, Flags, ListFlags},
        messages::ReplyMessage,
        own::{
            BatchGetMuteStatus, BatchQuerySettings, BatchUpdateSettings, ChatUserSetting,
            DeleteNickname, GetNickname, UpdateNickname,
        },
    },
};

use crate::harness::{World, reply_to};

fn nickname(world: &World, token: &str) -> String {
    world.ask(token, &GetNickname { chat_id: world.group() }).unwrap().nickname
}

fn flag(item_id: &str, item_type: FlagItemType, flag_type: FlagType) -> Vec<FlagItem> {
    vec![FlagItem { item_id: item_id.to_owned(), item_type, flag_type }]
}

fn flags(world: &World, page_size: u32, page_token: &str) -> Flags {
    let page_token = page_token.to_owned();
    world.ask(&world.user, &ListFlags { page_size: Some(page_size), page_token }).unwrap()
}

#[test]
fn a_nickname_is_ones_own_and_can_be_given_up() {
    let world = World::new();
    let chat_id = world.group();
    let set =
        |nickname: &str| UpdateNickname { chat_id: chat_id.clone(), nickname: nickname.to_owned() };
    assert_eq!(nickname(&world, &world.user), "");
    world.ask(&world.user, &set("小林")).unwrap();
    assert_eq!(nickname(&world, &world.user), "小林");
    assert_eq!(nickname(&world, &world.person("chen").user_access_token), "");
    for bad in ["", "  ", &"x".repeat(301)] {
        assert_eq!(world.refused(&world.user, &set(bad)), codes::CHAT_PARAM, "{bad}");
    }
    world.ask(&world.user, &DeleteNickname { chat_id: chat_id.clone() }).unwrap();
    assert_eq!(nickname(&world, &world.user), "");
    let sun = &world.person("sun").user_access_token;
    assert_eq!(world.refused(sun, &set("x")), codes::CHAT_OUTSIDE);
    assert_eq!(world.refused(&world.bot, &set("x")), codes::TOKEN_INVALID);
}

#[test]
fn chats_are_muted_one_setting_at_a_time() {
    let world = World::new();
    let (group, design) = (world.group(), world.chat("Design"));
    let update = |is_muted, is_mute_at_all| {
        let setting = |chat_id: &ChatId| ChatUserSetting {
            chat_id: chat_id.clone(),
            is_muted,
            is_mute_at_all,
        };
        let chat_settings = vec![setting(&group), setting(&design)];
        world.ask(&world.user, &BatchUpdateSettings { chat_settings }).unwrap().invalid_ids
    };
    let invalid = update(Some(true), None);
    assert_eq!((invalid.len(), invalid[0].msg.as_str()), (1, "not_a_member"));
    update(None, Some(true));
    let unknown = ChatId::unchecked("oc_no");
    let chat_ids = vec![group.clone(), unknown];
    let read = BatchQuerySettings { chat_ids: chat_ids.clone() };
    let answer = world.ask(&world.user, &read).unwrap();
    let setting = &answer.chat_settings[0];
    assert_eq!((setting.is_muted, setting.is_mute_at_all), (Some(true), Some(true)));
    assert_eq!(answer.invalid_ids[0].msg, "chat_not_found");
    let statuses = world.ask(&world.user, &BatchGetMuteStatus { chat_ids }).unwrap();
    assert!(statuses.items[0].is_muted);
    assert_eq!(statuses.invalid_id_list, answer.invalid_ids);
    let chen = &world.person("chen").user_access_token;
    assert_eq!(world.ask(chen, &read).unwrap().chat_settings[0].is_muted, Some(false));
}

#[test]
fn settings_are_read_ten_and_mute_statuses_a_hundred_at_once() {
    let world = World::new();
    let chats = |count| vec![world.group(); count];
    let settings = |count| BatchQuerySettings { chat_ids: chats(count) };
    assert_eq!(world.refused(&world.user, &settings(11)), codes::CHAT_PARAM);
    assert_eq!(world.refused(&world.user, &settings(0)), codes::CHAT_PARAM);
    let statuses = |count| BatchGetMuteStatus { chat_ids: chats(count) };
    assert_eq!(world.refused(&world.user, &statuses(101)), codes::CHAT_PARAM);
    assert!(world.ask(&world.user, &statuses(100)).is_ok());
}

#[test]
fn flags_are_set_once_listed_with_their_messages_and_taken_back() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "remember").message_id;
    let flag_items = flag(message.as_str(), FlagItemType::Message, FlagType::Message);
    for _ in 0..2 {
        world.ask(&world.user, &CreateFlags { flag_items: flag_items.clone() }).unwrap();
    }
    let listed = flags(&world, 50, "");
    assert_eq!((listed.flag_items.len(), listed.delete_flag_items.len()), (1, 0));
    assert_eq!(listed.messages[0].message_id, message);
    for _ in 0..2 {
        world.ask(&world.user, &CancelFlags { flag_items: flag_items.clone() }).unwrap();
    }
    let listed = flags(&world, 50, "");
    assert_eq!((listed.flag_items.len(), listed.delete_flag_items.len()), (0, 1));
    world.ask(&world.user, &CreateFlags { flag_items }).unwrap();
    assert_eq!(flags(&world, 50, "").flag_items.len(), 1);
}

#[test]
fn threads_are_flagged_for_the_feed_and_pages_go_on() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "root").message_id;
    let reply = ReplyMessage { reply_in_thread: Some(true), ..reply_to(&message, "x") };
    let thread = world.ask_bot(&reply).thread_id.unwrap();
    let mut flag_items = flag(thread.as_str(), FlagItemType::MessageThread, FlagType::Feed);
    flag_items.extend(flag(message.as_str(), FlagItemType::Message, FlagType::Message));
    world.ask(&world.user, &CreateFlags { flag_items }).unwrap();
    let first = flags(&world, 1, "");
    assert_eq!((first.flag_items[0].item_id.as_str(), first.has_more), (thread.as_str(), true));
    let rest = flags(&world, 1, &first.page_token);
    assert_eq!((rest.flag_items[0].item_id.as_str(), rest.has_more), (message.as_str(), false));
}

#[test]
fn flags_that_cannot_be_are_refused() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "x").message_id;
    let hidden = world.send(&world.bot, &world.chat("Design"), "x").message_id;
    let code = |id: &str, item, kind| {
        world.refused(&world.user, &CreateFlags { flag_items: flag(id, item, kind) })
    };
    let id = message.as_str();
    assert_eq!(code(id, FlagItemType::Message, FlagType::Feed), codes::MESSAGE_PARAM);
    assert_eq!(code(id, FlagItemType::Thread, FlagType::Feed), codes::MESSAGE_PARAM);
    assert_eq!(code("om_no", FlagItemType::Message, FlagType::Message), codes::MESSAGE_PARAM);
    let hidden = code(hidden.as_str(), FlagItemType::Message, FlagType::Message);
    assert_eq!(hidden, codes::NOT_IN_CHAT);
    let none = CreateFlags { flag_items: Vec::new() };
    assert_eq!(world.refused(&world.user, &none), codes::MESSAGE_PARAM);
    let large = ListFlags { page_size: Some(51), page_token: String::new() };
    assert_eq!(world.refused(&world.user, &large), codes::MESSAGE_PARAM);
}
