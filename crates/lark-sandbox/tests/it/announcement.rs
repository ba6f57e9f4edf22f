//! A group's announcement, and what is on top of its messages.

use lark_api::{
    errors::codes,
    ids::{ChatId, MessageId},
    im::{
        announcement::{
            DeleteTopNotice, GetAnnouncement, PatchAnnouncement, PutTopNotice, TopNotice,
            TopNoticeType,
        },
        chats::change::UpdateChat,
        messages::DeleteMessage,
    },
};
use serde_json::{Value, json};

use crate::harness::{NOW, World};

fn get(chat: &ChatId) -> GetAnnouncement {
    GetAnnouncement { chat_id: chat.clone(), user_id_type: None }
}

fn insert(text: &str) -> String {
    let payload = json!({ "blocks": [{ "type": "paragraph", "text": text }] }).to_string();
    let location = json!({ "zoneId": "0", "index": 0, "endOfZone": true });
    json!({
        "requestType": "InsertBlocksRequestType",
        "insertBlocksRequest": { "payload": payload, "location": location },
    })
    .to_string()
}

fn patch(chat: &ChatId, revision: &str, requests: Vec<String>) -> PatchAnnouncement {
    PatchAnnouncement { chat_id: chat.clone(), revision: revision.to_owned(), requests }
}

fn put(chat: &ChatId, action_type: TopNoticeType, message_id: Option<MessageId>) -> PutTopNotice {
    let chat_top_notice = vec![TopNotice { action_type, message_id }];
    PutTopNotice { chat_id: chat.clone(), chat_top_notice }
}

fn only_administrators(world: &World, setting: &str) {
    let value = Some("only_owner".to_owned());
    let mut update = UpdateChat { chat_id: world.group(), ..UpdateChat::default() };
    match setting {
        "edit" => update.edit_permission = value,
        _ => update.pin_manage_setting = value,
    }
    world.ask_bot(&update);
}

#[test]
fn an_announcement_begins_empty_and_grows() {
    let world = World::new();
    let group = world.group();
    let empty = world.ask_bot(&get(&group));
    assert_eq!((empty.revision.as_str(), empty.owner_id_type.as_str()), ("0", "open_id"));
    world.ask_bot(&patch(&group, "0", vec![insert("one"), insert("two")]));
    world.ask(&world.user, &patch(&group, "0", vec![insert("three")])).unwrap();
    let announcement = world.ask_bot(&get(&group));
    assert_eq!((announcement.revision.as_str(), announcement.update_time.0), ("2", NOW / 1000));
    assert_eq!(announcement.modifier_id, world.info.users[0].open_id);
    let content: Value = serde_json::from_str(&announcement.content).unwrap();
    let texts = content["body"]["blocks"].as_array().unwrap().iter();
    let texts: Vec<&str> = texts.map(|block| block["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["one", "two", "three"]);
}

#[test]
fn a_change_to_an_unknown_revision_or_of_an_unknown_kind_changes_nothing() {
    let world = World::new();
    let group = world.group();
    let code = |revision: &str, request: String| {
        world.refused(&world.bot, &patch(&group, revision, vec![request]))
    };
    for revision in ["1", "-1", "x", ""] {
        assert_eq!(code(revision, insert("x")), codes::CHAT_PARAM, "{revision}");
    }
    for request in ["{", "{}", r#"{"requestType":"DanceRequestType"}"#] {
        assert_eq!(code("0", request.to_owned()), codes::ANNOUNCEMENT_FAILED, "{request}");
    }
    let none = patch(&group, "0", Vec::new());
    assert_eq!(world.refused(&world.bot, &none), codes::CHAT_PARAM);
    assert_eq!(world.ask_bot(&get(&group)).revision, "0");
}

#[test]
fn only_who_may_edit_the_group_edits_its_announcement() {
    let world = World::new();
    let group = world.group();
    only_administrators(&world, "edit");
    let request = patch(&group, "0", vec![insert("x")]);
    assert_eq!(world.refused(&world.user, &request), codes::CHAT_ADMIN_ONLY);
    assert!(world.ask(&world.bot, &request).is_ok());
    assert_eq!(world.refused(&world.bot, &get(&world.chat("运维"))), codes::CHAT_OUTSIDE);
}

#[test]
fn a_message_or_the_announcement_is_put_on_top_and_taken_down() {
    let world = World::altered("");
    let group = world.group();
    let message = world.send(&world.bot, &group, "x").message_id;
    let put_there = |kind, id| world.ask_bot(&put(&group, kind, id));
    put_there(TopNoticeType::Message, Some(message));
    put_there(TopNoticeType::Announcement, None);
    let take_down = DeleteTopNotice { chat_id: group.clone() };
    for _ in 0..2 {
        world.ask_bot(&take_down);
    }
    let changes = "SELECT group_concat(kind) FROM (SELECT kind FROM changes
                   WHERE kind LIKE 'top_notice%' ORDER BY seq)";
    assert_eq!(world.look_up(changes), "top_notice.put,top_notice.put,top_notice.deleted");
}

#[test]
fn what_cannot_be_on_top_is_refused() {
    let world = World::new();
    let group = world.group();
    let message = world.send(&world.bot, &group, "x").message_id;
    let elsewhere = world.send(&world.user, &world.chat("运维"), "x").message_id;
    let code = |request: PutTopNotice| world.refused(&world.bot, &request);
    assert_eq!(code(put(&group, TopNoticeType::Message, Some(elsewhere))), codes::CHAT_PARAM);
    assert_eq!(code(put(&group, TopNoticeType::Message, None)), codes::CHAT_PARAM);
    let odd = TopNoticeType::Other("3".to_owned());
    assert_eq!(code(put(&group, odd, Some(message.clone()))), codes::CHAT_PARAM);
    let none = PutTopNotice { chat_id: group.clone(), chat_top_notice: Vec::new() };
    assert_eq!(code(none), codes::CHAT_PARAM);
    world.ask_bot(&DeleteMessage { message_id: message.clone() });
    assert_eq!(code(put(&group, TopNoticeType::Message, Some(message))), codes::CHAT_PARAM);
    only_administrators(&world, "pins");
    let announcement = put(&group, TopNoticeType::Announcement, None);
    assert_eq!(world.refused(&world.user, &announcement), codes::CHAT_TOKEN_PERMISSION);
    assert!(world.ask(&world.bot, &announcement).is_ok());
}
