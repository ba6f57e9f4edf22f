//! Forwarding: messages, bundles and threads, and what may not leave its chat.

use lark_api::{
    errors::codes,
    ids::{ChatId, MessageId, ResourceKey, ThreadId},
    im::{
        MsgType, ReceiveIdType,
        files::{GetResource, ResourceType},
        messages::{
            DeleteMessage, GetMessage, Message, ReplyMessage,
            find::BatchGetMessages,
            forward::{ForwardMessage, ForwardThread, MergeForward},
        },
    },
};
use serde_json::json;

use crate::{
    files::{PNG, upload_image},
    harness::{World, content_to, reply_to, text_of, typed},
};

fn forward(message: &MessageId, to: &ChatId) -> ForwardMessage {
    ForwardMessage {
        message_id: message.clone(),
        receive_id_type: ReceiveIdType::ChatId,
        receive_id: to.to_string(),
        uuid: None,
    }
}

fn merge(messages: &[&MessageId], to: &ChatId) -> MergeForward {
    MergeForward {
        receive_id_type: ReceiveIdType::ChatId,
        receive_id: to.to_string(),
        message_id_list: messages.iter().map(|id| (*id).clone()).collect(),
        uuid: None,
    }
}

fn get(world: &World, message: &MessageId) -> Vec<Message> {
    let request = GetMessage {
        message_id: message.clone(),
        user_id_type: None,
        card_msg_content_type: None,
        with_sender_name: None,
    };
    world.ask_bot(&request).items
}

/// A second chat that the default bot and person are in.
fn elsewhere(world: &World) -> ChatId {
    world.chat("产品")
}

#[test]
fn a_forwarded_message_is_the_callers_and_says_what_the_first_did() {
    let world = World::new();
    let sent = world.send(&world.user, &world.group(), "look");
    let copy = world.ask_bot(&forward(&sent.message_id, &elsewhere(&world)));
    assert_ne!(copy.message_id, sent.message_id);
    assert_eq!((text_of(&copy).as_str(), copy.chat_id), ("look", elsewhere(&world)));
    assert_eq!(copy.sender.id, world.info.apps[0].app_id);
    let chen = world.person("chen");
    let to_chen = ForwardMessage {
        receive_id_type: ReceiveIdType::OpenId,
        receive_id: chen.open_id.clone(),
        ..forward(&sent.message_id, &elsewhere(&world))
    };
    let private = world.ask_bot(&to_chen);
    assert!(
        world.ask(&chen.user_access_token, &forward(&private.message_id, &world.group())).is_ok()
    );
}

#[test]
fn a_message_can_be_forwarded_into_a_thread_one_can_see() {
    let world = World::new();
    let root = world.send(&world.user, &elsewhere(&world), "topic");
    let thread = root.thread_id.unwrap();
    let sent = world.send(&world.bot, &world.group(), "look");
    let into = |thread: &str| ForwardMessage {
        receive_id_type: ReceiveIdType::ThreadId,
        receive_id: thread.to_owned(),
        ..forward(&sent.message_id, &world.group())
    };
    assert_eq!(world.ask_bot(&into(thread.as_str())).thread_id, Some(thread));
    assert_eq!(world.refused(&world.bot, &into("omt_no")), codes::NO_SUCH_THREAD);
    let theirs = world.send(&world.user, &world.chat("运维"), "only for us");
    let opening = ReplyMessage { reply_in_thread: Some(true), ..reply_to(&theirs.message_id, "1") };
    let hidden = world.ask(&world.user, &opening).unwrap().thread_id.unwrap();
    assert_eq!(world.refused(&world.bot, &into(hidden.as_str())), codes::FORWARD_THREAD_INVISIBLE);
}

#[test]
fn a_uuid_holds_for_one_receiver() {
    let world = World::new();
    let sent = world.send(&world.user, &world.group(), "look");
    let once = |to: &ChatId| ForwardMessage {
        uuid: Some("u1".to_owned()),
        ..forward(&sent.message_id, to)
    };
    let first = world.ask_bot(&once(&elsewhere(&world)));
    assert_eq!(world.ask_bot(&once(&elsewhere(&world))), first);
    assert_ne!(world.ask_bot(&once(&world.group())).message_id, first.message_id);
}

#[test]
fn what_may_not_be_forwarded_is_refused_by_its_reason() {
    let world = World::new();
    let here = elsewhere(&world);
    let refused = |id: &MessageId| world.refused(&world.bot, &forward(id, &here));
    assert_eq!(refused(&MessageId::unchecked("om_no")), codes::MESSAGE_PARAM);
    let theirs = world.send(&world.user, &world.chat("运维"), "only for us");
    assert_eq!(refused(&theirs.message_id), codes::NOT_IN_CHAT);
    let gone = world.send(&world.bot, &world.group(), "oops").message_id;
    world.ask_bot(&DeleteMessage { message_id: gone.clone() });
    assert_eq!(refused(&gone), codes::FORWARD_RECALLED);
    let card = json!({ "config": { "enable_forward": false }, "elements": [{ "tag": "hr" }] });
    let card = world.ask_bot(&content_to(&world.group(), MsgType::Interactive, &card));
    assert_eq!(refused(&card.message_id), codes::FORWARD_UNSUPPORTED);
    let world = World::altered(
        "UPDATE chats SET settings = json_set(settings, '$.restricted_mode.status', json('true'),
             '$.restricted_mode.message_has_permission_setting', 'not_anyone')
         WHERE name LIKE 'Orbit 2.0%'",
    );
    let kept = world.send(&world.bot, &world.group(), "secret").message_id;
    assert_eq!(world.refused(&world.bot, &forward(&kept, &here)), codes::FORWARD_RESTRICTED);
}

#[test]
fn a_bundle_has_copies_of_its_messages_and_keeps_them() {
    let world = World::new();
    let one = world.send(&world.user, &world.group(), "one");
    let two = world.send(&world.bot, &world.group(), "two");
    let unknown = MessageId::unchecked("om_no");
    let asked = [&two.message_id, &unknown, &one.message_id];
    let bundle = world.ask_bot(&merge(&asked, &elsewhere(&world)));
    assert_eq!(bundle.invalid_message_id_list, ["om_no"]);
    assert_eq!(bundle.message.msg_type, MsgType::MergeForward);
    assert_eq!(bundle.message.body.content, "Merged and Forwarded Message");
    world.ask_bot(&DeleteMessage { message_id: two.message_id.clone() });
    let id = &bundle.message.message_id;
    let items = get(&world, id);
    assert_eq!(items.len(), 3);
    assert!(items[1..].iter().all(|inner| inner.upper_message_id.as_ref() == Some(id)));
    assert_eq!((text_of(&items[1]), text_of(&items[2])), ("one".into(), "two".into()));
    assert_eq!(items[1].sender, one.sender);
    let inner = &items[1].message_id;
    assert_eq!(world.refused(&world.bot, &reply_to(inner, "x")), codes::MESSAGE_PARAM);
    world.ask_bot(&DeleteMessage { message_id: id.clone() });
    assert_eq!(get(&world, id).len(), 1);
}

#[test]
fn a_bundle_in_a_bundle_is_shown_with_what_is_in_it() {
    let world = World::new();
    let one = world.send(&world.user, &world.group(), "one");
    let inner = world.ask_bot(&merge(&[&one.message_id], &world.group())).message;
    let passed_on = world.ask_bot(&forward(&inner.message_id, &world.group()));
    assert_eq!(get(&world, &passed_on.message_id).len(), 2);
    let outer = world.ask_bot(&merge(&[&inner.message_id], &elsewhere(&world))).message;
    let items = get(&world, &outer.message_id);
    assert_eq!(items.len(), 3);
    assert_eq!(items[2].upper_message_id.as_ref(), Some(&items[1].message_id));
    assert_eq!(text_of(&items[2]), "one");
}

#[test]
fn a_bundle_takes_a_hundred_messages_of_one_chat() {
    let world = World::new();
    let here = elsewhere(&world);
    assert_eq!(world.refused(&world.bot, &merge(&[], &here)), codes::MESSAGE_PARAM);
    let one = world.send(&world.bot, &world.group(), "one").message_id;
    assert_eq!(world.refused(&world.bot, &merge(&[&one; 101], &here)), codes::MESSAGE_PARAM);
    let other = world.send(&world.bot, &here, "other").message_id;
    let mixed = merge(&[&one, &other], &here);
    assert_eq!(world.refused(&world.bot, &mixed), codes::FORWARD_CHATS_DIFFER);
    let none = merge(&[&MessageId::unchecked("om_no")], &here);
    assert_eq!(world.refused(&world.bot, &none), codes::MESSAGE_PARAM);
    assert_eq!(world.refused(&world.user, &merge(&[&one], &here)), codes::USER_TOKEN_INVALID);
}

#[test]
fn images_in_a_bundle_are_had_by_the_bundles_id_only() {
    let world = World::new();
    let key = upload_image(&world, &world.bot, PNG);
    let image = content_to(&world.group(), MsgType::Image, &json!({ "image_key": key }));
    let image = world.ask_bot(&image).message_id;
    let bundle = world.ask_bot(&merge(&[&image], &elsewhere(&world))).message.message_id;
    let inner = get(&world, &bundle)[1].message_id.clone();
    let resource = |message: MessageId| GetResource {
        message_id: message,
        file_key: ResourceKey::unchecked(&key),
        resource_type: ResourceType::Image,
    };
    assert_eq!(world.raw(typed(&world.bot, &resource(bundle))).body, PNG);
    let refused = world.raw(typed(&world.bot, &resource(inner))).json();
    assert_eq!(refused["code"], codes::RESOURCE_MESSAGE_TYPE);
}

#[test]
fn a_thread_is_forwarded_as_a_bundle_of_all_that_was_said_in_it() {
    let world = World::new();
    let root = world.send(&world.user, &elsewhere(&world), "topic");
    world.reply(&world.bot, &root.message_id, "answer");
    let whole = |thread_id: ThreadId| ForwardThread {
        thread_id,
        receive_id_type: ReceiveIdType::ChatId,
        receive_id: world.group().to_string(),
        uuid: None,
    };
    let bundle = world.ask(&world.user, &whole(root.thread_id.unwrap())).unwrap();
    let said: Vec<_> = get(&world, &bundle.message_id)[1..].iter().map(text_of).collect();
    assert_eq!(said, ["topic", "answer"]);
    let unknown = whole(ThreadId::unchecked("omt_no"));
    assert_eq!(world.refused(&world.bot, &unknown), codes::NO_SUCH_THREAD);
}

#[test]
fn of_several_messages_those_one_cannot_read_are_missing() {
    let world = World::new();
    let one = world.send(&world.user, &world.group(), "one");
    let theirs = world.send(&world.user, &world.chat("运维"), "only for us");
    let ids = [&one.message_id, &theirs.message_id, &MessageId::unchecked("om_no")];
    let several = |message_ids: Vec<MessageId>| BatchGetMessages {
        message_ids,
        with_sender_name: Some(true),
        ..BatchGetMessages::default()
    };
    let found = world.ask_bot(&several(ids.map(MessageId::clone).to_vec())).items;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].sender.sender_name.as_deref(), Some("林晓"));
    assert_eq!(world.refused(&world.bot, &several(Vec::new())), codes::MESSAGE_PARAM);
    let many = several(vec![one.message_id; 51]);
    assert_eq!(world.refused(&world.bot, &many), codes::MESSAGE_PARAM);
}
