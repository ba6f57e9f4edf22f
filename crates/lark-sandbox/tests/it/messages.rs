//! Sending, replying, recalling: who may, and what becomes of it.

use lark_api::{
    errors::codes,
    ids::{ChatId, MessageId},
    im::{
        MsgType, ReceiveIdType, UserIdType,
        chats::{CreateChat, ListChats},
        members::AddMembers,
        messages::{Container, DeleteMessage, GetMessage, ListMessages, ReplyMessage, SendMessage},
    },
};

use crate::{
    harness::{NOW, World, reply_to, text_of, text_to},
    tokens::set_clock,
};

fn to(id_type: ReceiveIdType, id: &str) -> SendMessage {
    let request = text_to(&ChatId::unchecked(id), "hello");
    SendMessage { receive_id_type: id_type, ..request }
}

fn get(message: &MessageId) -> GetMessage {
    GetMessage {
        message_id: message.clone(),
        user_id_type: None,
        card_msg_content_type: None,
        with_sender_name: None,
    }
}

fn thread(id: &str) -> ListMessages {
    ListMessages {
        container_id_type: Container::Thread,
        container_id: id.to_owned(),
        start_time: None,
        end_time: None,
        sort_type: None,
        page_size: None,
        page_token: None,
        card_msg_content_type: None,
        only_thread_root_messages: None,
        with_sender_name: None,
    }
}

fn recall(message: &MessageId) -> DeleteMessage {
    DeleteMessage { message_id: message.clone() }
}

#[test]
fn a_sent_message_is_there_for_everyone_in_the_chat() {
    let world = World::new();
    let sent = world.send(&world.user, &world.group(), "Hello, team");
    assert!(sent.message_id.as_str().starts_with("om_"));
    assert_eq!(
        (sent.sender.sender_type.as_str(), sent.sender.id_type.as_str()),
        ("user", "open_id")
    );
    assert_eq!(sent.sender.id, world.info.users[0].open_id);
    assert_eq!((sent.create_time.0, sent.update_time.0), (NOW, NOW));
    assert_eq!(world.ask(&world.bot, &get(&sent.message_id)).unwrap().items, [sent]);
    let by_bot = world.send(&world.bot, &world.group(), "Hello");
    assert_eq!(by_bot.sender.id, world.info.apps[0].app_id);
    assert_eq!(
        (by_bot.sender.sender_type.as_str(), by_bot.sender.id_type.as_str()),
        ("app", "app_id")
    );
}

#[test]
fn a_name_and_another_kind_of_id_come_when_asked_for() {
    let world = World::new();
    let sent = world.send(&world.user, &world.group(), "Hello");
    let request = GetMessage {
        user_id_type: Some(UserIdType::UnionId),
        with_sender_name: Some(true),
        ..get(&sent.message_id)
    };
    let sender = world.ask(&world.bot, &request).unwrap().items.remove(0).sender;
    assert!(sender.id.starts_with("on_") && sender.id_type.as_str() == "union_id");
    assert_eq!(sender.sender_name.as_deref(), Some("林晓"));
}

#[test]
fn who_is_not_in_the_chat_neither_writes_nor_reads() {
    let world = World::new();
    let on_call = world.chat("运维");
    assert_eq!(world.refused(&world.bot, &text_to(&on_call, "hi")), codes::NOT_IN_CHAT);
    let theirs = world.send(&world.user, &on_call, "only for us");
    assert_eq!(world.refused(&world.bot, &get(&theirs.message_id)), codes::NOT_IN_CHAT);
    assert_eq!(world.refused(&world.bot, &reply_to(&theirs.message_id, "hi")), codes::NOT_IN_CHAT);
    assert_eq!(world.refused(&world.bot, &recall(&theirs.message_id)), codes::NOT_IN_CHAT);
}

#[test]
fn a_receiver_nobody_knows_is_refused_by_its_kind() {
    let world = World::new();
    let refused = |id_type, id: &str| world.refused(&world.bot, &to(id_type, id));
    assert_eq!(refused(ReceiveIdType::ChatId, "oc_unknown"), codes::RECEIVER_INVALID);
    assert_eq!(refused(ReceiveIdType::ChatId, "ou_unknown"), codes::MESSAGE_PARAM);
    assert_eq!(refused(ReceiveIdType::OpenId, "ou_unknown"), codes::OPEN_ID_UNKNOWN);
    assert_eq!(refused(ReceiveIdType::OpenId, "oc_unknown"), codes::MESSAGE_PARAM);
    assert_eq!(refused(ReceiveIdType::UnionId, "on_unknown"), codes::UNION_ID_UNKNOWN);
    assert_eq!(refused(ReceiveIdType::UserId, "nobody"), codes::USER_ID_UNKNOWN);
    assert_eq!(refused(ReceiveIdType::Email, "nobody@example.com"), codes::RECEIVER_INVALID);
    let other = ReceiveIdType::Other("phone".to_owned());
    let refused = world.ask(&world.bot, &to(other, "1")).unwrap_err();
    let table = "Your request contains an invalid request parameter.";
    assert_eq!(refused.msg, format!("{table}, ext=invalid receive_id_type"));
}

#[test]
fn a_conversation_begins_with_its_first_message_and_goes_on() {
    let world = World::new();
    let chen = world.person("chen");
    let first = world.ask(&world.bot, &to(ReceiveIdType::OpenId, &chen.open_id)).unwrap();
    let second = world.ask(&world.bot, &to(ReceiveIdType::Email, &chen.email)).unwrap();
    assert_eq!(first.chat_id, second.chat_id);
    assert!(world.ask(&chen.user_access_token, &text_to(&first.chat_id, "hi")).is_ok());
    assert_eq!(world.refused(&world.user, &text_to(&first.chat_id, "hi")), codes::NOT_IN_CHAT);
    let types = Some("p2p".to_owned());
    let list = ListChats { types, ..ListChats::default() };
    let theirs = world.ask(&chen.user_access_token, &list).unwrap();
    assert!(theirs.items.iter().any(|chat| chat.chat_id == first.chat_id));
}

#[test]
fn an_open_id_of_another_app_and_a_person_who_left_are_refused() {
    let world = World::altered("");
    let open_id = |condition: &str| {
        world.look_up(&format!(
            "SELECT o.open_id FROM open_ids o JOIN actors a ON a.id = o.actor WHERE {condition}"
        ))
    };
    let other_app = open_id("o.app = 2 AND a.email = 'lin.xiao@example.com'");
    let resigned = open_id("o.app = 1 AND a.status = 'resigned'");
    let refused = |id: &str| world.refused(&world.bot, &to(ReceiveIdType::OpenId, id));
    assert_eq!(refused(&other_app), codes::OPEN_ID_OTHER_APP);
    assert_eq!(refused(&resigned), codes::USER_RESIGNED);
}

#[test]
fn a_repeat_with_the_same_uuid_answers_the_first_message() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let world = World::at(&path);
    let with_uuid = |text: &str| SendMessage {
        uuid: Some("a0d69e20".to_owned()),
        ..text_to(&world.group(), text)
    };
    let (once, again) = (with_uuid("once"), with_uuid("again"));
    let first = world.ask(&world.bot, &once).unwrap();
    assert_eq!(world.ask(&world.bot, &again).unwrap(), first);
    let reply = ReplyMessage { uuid: again.uuid.clone(), ..reply_to(&first.message_id, "again") };
    assert_eq!(world.ask(&world.bot, &reply).unwrap(), first);
    let long = SendMessage { uuid: Some("x".repeat(51)), ..text_to(&world.group(), "x") };
    assert_eq!(world.refused(&world.bot, &long), codes::FIELD_VALIDATION);
    drop(world);
    set_clock(&path, NOW + 59 * 60_000);
    assert_eq!(World::at(&path).ask_bot(&again), first);
    set_clock(&path, NOW + 61 * 60_000);
    assert_ne!(World::at(&path).ask_bot(&again).message_id, first.message_id);
}

#[test]
fn a_refused_send_leaves_nothing_behind() {
    let world = World::new();
    let stranger = &world.person("sun").open_id;
    let bad = SendMessage {
        msg_type: MsgType::Image,
        content: "{\"image_key\":\"img_no\"}".to_owned(),
        uuid: Some("u1".to_owned()),
        ..to(ReceiveIdType::OpenId, stranger)
    };
    let before = world.sandbox.info().unwrap();
    assert_eq!(world.refused(&world.bot, &bad), codes::MESSAGE_PARAM);
    assert_eq!(world.sandbox.info().unwrap(), before, "no conversation was begun");
    let good = SendMessage { uuid: bad.uuid, ..to(ReceiveIdType::OpenId, stranger) };
    assert_eq!(text_of(&world.ask(&world.bot, &good).unwrap()), "hello");
}

#[test]
fn only_owners_speak_where_the_group_says_so_and_nobody_in_a_dissolved_one() {
    let world = World::new();
    let announcements = world.chat("全员");
    assert_eq!(world.refused(&world.user, &text_to(&announcements, "hi")), codes::MAY_NOT_SPEAK);
    let zhao = &world.person("zhao").user_access_token;
    assert!(world.ask(zhao, &text_to(&announcements, "hi")).is_ok());
    let lunch = world.chat("午饭");
    let world = World::altered("UPDATE chats SET status = 'dissolved' WHERE name LIKE '午饭%'");
    assert_eq!(world.refused(&world.user, &text_to(&lunch, "hi")), codes::CHAT_DISSOLVED);
}

#[test]
fn a_reply_knows_its_parent_and_the_root_of_the_chain() {
    let world = World::new();
    let first = world.send(&world.bot, &world.group(), "one");
    let second = world.reply(&world.user, &first.message_id, "two");
    let third = world.reply(&world.bot, &second.message_id, "three");
    assert_eq!(second.parent_id.as_ref(), Some(&first.message_id));
    assert_eq!(third.parent_id.as_ref(), Some(&second.message_id));
    assert_eq!(third.root_id.as_ref(), Some(&first.message_id));
    assert_eq!(third.thread_id, None);
}

#[test]
fn a_thread_is_opened_once_and_its_replies_stay_in_it() {
    let world = World::new();
    let root = world.send(&world.bot, &world.group(), "topic");
    let opening = ReplyMessage { reply_in_thread: Some(true), ..reply_to(&root.message_id, "one") };
    let one = world.ask(&world.user, &opening).unwrap();
    let two = world.reply(&world.bot, &one.message_id, "two");
    let again = world.ask(&world.user, &opening).unwrap();
    assert!(one.thread_id.is_some());
    assert_eq!((&two.thread_id, &again.thread_id), (&one.thread_id, &one.thread_id));
    assert_eq!(two.root_id.as_ref(), Some(&root.message_id));
    let thread_id = one.thread_id.clone().unwrap();
    let listed = world.ask(&world.user, &thread(thread_id.as_str())).unwrap().items;
    let ids: Vec<_> = listed.iter().map(|message| &message.message_id).collect();
    assert_eq!(ids, [&root.message_id, &one.message_id, &two.message_id, &again.message_id]);
    let stranger = &world.person("sun").user_access_token;
    assert_eq!(world.refused(stranger, &thread(thread_id.as_str())), codes::THREAD_INVISIBLE);
    assert_eq!(world.refused(stranger, &thread("omt_no")), codes::MESSAGE_PARAM);
}

#[test]
fn in_a_topic_group_every_message_opens_a_thread() {
    let world = World::new();
    let topic = world.send(&world.bot, &world.chat("产品"), "A new idea");
    assert!(topic.thread_id.is_some());
    let reply = world.reply(&world.user, &topic.message_id, "Good");
    assert_eq!(reply.thread_id, topic.thread_id);
    let further = world.reply(&world.bot, &reply.message_id, "Thanks");
    assert_eq!(further.parent_id.as_ref(), Some(&topic.message_id));
}

#[test]
fn a_recalled_message_keeps_its_place_and_loses_its_words() {
    let world = World::new();
    let sent = world.send(&world.user, &world.group(), "oops");
    world.ask(&world.user, &recall(&sent.message_id)).unwrap();
    let read = world.ask(&world.bot, &get(&sent.message_id)).unwrap().items.remove(0);
    assert!(read.deleted);
    assert_eq!(read.body.content, "This message was recalled");
    assert_eq!(world.refused(&world.user, &recall(&sent.message_id)), codes::MESSAGE_GONE);
    assert_eq!(
        world.refused(&world.bot, &reply_to(&sent.message_id, "what?")),
        codes::MESSAGE_RECALLED
    );
}

#[test]
fn others_messages_are_recalled_by_administrators_only() {
    let world = World::new();
    let by_user = world.send(&world.user, &world.group(), "mine");
    let chen = &world.person("chen").user_access_token;
    assert_eq!(world.refused(chen, &recall(&by_user.message_id)), codes::NO_RECALL_PERMISSION);
    assert!(world.ask(&world.bot, &recall(&by_user.message_id)).is_ok());
    let private = world.ask(&world.bot, &to(ReceiveIdType::OpenId, &world.info.users[0].open_id));
    let private = private.unwrap().message_id;
    assert_eq!(world.refused(&world.user, &recall(&private)), codes::NO_RECALL_PERMISSION);
    assert_eq!(
        world.refused(&world.bot, &recall(&MessageId::unchecked("om_no"))),
        codes::MESSAGE_PARAM
    );
}

#[test]
fn ones_own_message_can_be_recalled_for_a_day_and_an_administrator_has_a_year() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let world = World::at(&path);
    let own = world.send(&world.user, &world.group(), "mine").message_id;
    drop(world);
    let day = 24 * 60 * 60_000;
    set_clock(&path, NOW + day + 1);
    let world = World::at(&path);
    assert_eq!(world.refused(&world.user, &recall(&own)), codes::RECALL_TOO_LATE);
    drop(world);
    set_clock(&path, NOW + 365 * day + 1);
    let world = World::at(&path);
    assert_eq!(world.refused(&world.bot, &recall(&own)), codes::RECALL_TOO_LATE);
    drop(world);
    set_clock(&path, NOW + 300 * day);
    let world = World::at(&path);
    assert!(world.ask(&world.bot, &recall(&own)).is_ok());
}

#[test]
fn a_group_that_a_bot_made_can_be_written_to_at_once() {
    let world = World::new();
    let chat = world.ask(&world.bot, &CreateChat::default()).unwrap().chat_id.unwrap();
    let add = AddMembers {
        chat_id: chat.clone(),
        member_id_type: None,
        succeed_type: None,
        id_list: vec![world.info.users[0].open_id.clone()],
    };
    world.ask(&world.bot, &add).unwrap();
    assert_eq!(text_of(&world.send(&world.user, &chat, "hi")), "hi");
}
