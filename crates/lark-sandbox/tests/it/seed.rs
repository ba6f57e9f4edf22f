//! What a new sandbox has, as its contract says.

use std::collections::BTreeSet;

use lark_api::im::{
    chats::{ChatMode, GetChat, ListChats},
    members::ListMembers,
    messages::{Container, ListMessages, Message},
};
use lark_sandbox::Sandbox;

use crate::harness::{World, options};

fn list(container: Container, id: &str) -> ListMessages {
    ListMessages {
        container_id_type: container,
        container_id: id.to_owned(),
        start_time: None,
        end_time: None,
        sort_type: None,
        page_size: Some(50),
        page_token: None,
        card_msg_content_type: None,
        only_thread_root_messages: None,
        with_sender_name: None,
    }
}

fn whole_history(world: &World, chat: &str) -> Vec<Message> {
    let mut request = list(Container::Chat, chat);
    let mut messages = Vec::new();
    loop {
        let page = world.ask(&world.bot, &request).unwrap();
        let next = page.next().map(str::to_owned);
        messages.extend(page.items);
        match next {
            Some(token) => request.page_token = Some(token),
            None => return messages,
        }
    }
}

#[test]
fn the_first_chat_is_a_busy_group_the_bot_administers() {
    let world = World::new();
    for token in [&world.bot, &world.user] {
        let first = &world.ask(token, &ListChats::default()).unwrap().items[0];
        assert_eq!(first.chat_id, world.group());
    }
    let get = GetChat { chat_id: world.group(), user_id_type: None };
    let chat = world.ask(&world.bot, &get).unwrap();
    assert_eq!(chat.bot_manager_id_list, Some(vec![world.info.apps[0].app_id.clone()]));
    assert!(chat.owner_id.is_some(), "a person owns it");
    let messages = whole_history(&world, world.group().as_str());
    assert!(messages.len() >= 140, "{} messages", messages.len());
    let members = ListMembers {
        chat_id: world.group(),
        member_types: None,
        member_id_type: None,
        page_size: Some(100),
        page_token: None,
    };
    let members = world.ask(&world.bot, &members).unwrap();
    let inside: BTreeSet<_> = members.users.iter().map(|member| &member.member_id).collect();
    assert!(inside.contains(&world.info.users[0].open_id));
    let outside = world.info.users.iter().filter(|user| !inside.contains(&user.open_id)).count();
    assert!(outside >= 2);
}

#[test]
fn the_history_has_something_of_everything() {
    let world = World::new();
    let messages = whole_history(&world, world.group().as_str());
    let types: BTreeSet<_> = messages.iter().map(|message| message.msg_type.as_str()).collect();
    assert_eq!(types, ["file", "image", "interactive", "post", "text"].into());
    assert!(messages.iter().any(|message| message.deleted));
    assert!(messages.iter().any(|message| message.updated));
    assert!(messages.iter().any(|message| !message.mentions.is_empty()));
    assert!(messages.iter().any(|message| message.root_id.is_some()));
    for message in messages.iter().filter(|message| !message.deleted) {
        let content: serde_json::Value = serde_json::from_str(&message.body.content).unwrap();
        assert!(content.is_object(), "{content}");
        assert!(!message.body.content.contains("{lin}"), "{content}");
    }
    let thread = messages.iter().find_map(|message| message.thread_id.as_ref()).unwrap();
    let replies = world.ask(&world.bot, &list(Container::Thread, thread.as_str())).unwrap().items;
    assert!(replies.len() > 2 && replies[1].root_id == Some(replies[0].message_id.clone()));
}

#[test]
fn there_are_chats_of_every_kind() {
    let world = World::new();
    let modes: BTreeSet<_> = world.info.chats.iter().map(|chat| chat.chat_mode.as_str()).collect();
    assert_eq!(modes, ["group", "p2p", "topic"].into());
    let types = Some("group,p2p".to_owned());
    let mine = world.ask(&world.user, &ListChats { types, ..ListChats::default() }).unwrap();
    let chats = || mine.items.iter();
    let conversations = || chats().filter(|chat| chat.chat_mode == Some(ChatMode::P2p));
    assert!(conversations().any(|chat| chat.p2p_target_type.as_deref() == Some("bot")));
    assert!(conversations().all(|chat| chat.name.is_empty()));
    assert!(!chats().any(|chat| chat.name == "Design critique"), "the person is not in it");
    let of_bot = world.ask(&world.bot, &ListChats::default()).unwrap();
    assert!(!of_bot.items.iter().any(|chat| chat.name.contains("On-call")), "the bot is not in it");
}

#[test]
fn two_sandboxes_have_the_same_ids_and_other_secrets() {
    let open = |options| Sandbox::open(options).unwrap().info().unwrap();
    let random = || lark_sandbox::Options::new(lark_sandbox::Location::Memory);
    let (one, other) = (open(random()), open(options(lark_sandbox::Location::Memory)));
    assert_eq!(one.chats, other.chats);
    for (one, other) in one.apps.iter().zip(&other.apps) {
        assert_eq!(one.app_id, other.app_id);
        assert_ne!(one.app_secret, other.app_secret);
    }
    for (one, other) in one.users.iter().zip(&other.users) {
        assert_eq!(one.open_id, other.open_id);
        assert_ne!(one.user_access_token, other.user_access_token);
    }
}

#[test]
fn a_reset_brings_everything_back_and_keeps_the_keys() {
    let world = World::new();
    let before = whole_history(&world, world.group().as_str());
    world.send(&world.bot, &world.group(), "gone soon");
    world.sandbox.reset().unwrap();
    assert_eq!(world.sandbox.info().unwrap(), world.info);
    assert_eq!(whole_history(&world, world.group().as_str()), before);
}
