//! Editing messages and replacing cards: whose, how often, how long.

use lark_api::{
    errors::codes,
    ids::MessageId,
    im::{
        MsgType,
        messages::{
            CardContent, DeleteMessage, GetMessage, Message,
            change::{EditMessage, PatchCard},
        },
    },
};
use lark_sandbox::Limits;
use serde_json::{Value, json};

use crate::{
    harness::{NOW, World, content_to, text_of},
    tokens::set_clock,
};

const DAY: i64 = 24 * 60 * 60_000;

fn edit(message: &MessageId, text: &str) -> EditMessage {
    EditMessage {
        message_id: message.clone(),
        msg_type: MsgType::Text,
        content: json!({ "text": text }).to_string(),
    }
}

fn card(text: &str) -> Value {
    json!({
        "config": { "update_multi": true },
        "elements": [{ "tag": "markdown", "content": text }],
    })
}

fn patch(message: &MessageId, card: &Value) -> PatchCard {
    PatchCard { message_id: message.clone(), content: card.to_string() }
}

fn send_card(world: &World, token: &str, card: &Value) -> MessageId {
    let request = content_to(&world.group(), MsgType::Interactive, card);
    world.ask(token, &request).unwrap().message_id
}

fn read(world: &World, message: &MessageId, cards: Option<CardContent>) -> Message {
    let request = GetMessage {
        message_id: message.clone(),
        user_id_type: None,
        card_msg_content_type: cards,
        with_sender_name: None,
    };
    world.ask_bot(&request).items.remove(0)
}

#[test]
fn an_edited_message_says_the_new_and_mentions_whom_it_names_now() {
    let world = World::new();
    let sent = world.send(&world.bot, &world.group(), "one").message_id;
    let chen = &world.person("chen").open_id;
    let text = format!("two <at user_id=\"{chen}\"></at>");
    let edited = world.ask_bot(&edit(&sent, &text));
    assert_eq!((text_of(&edited).as_str(), edited.updated), ("two @_user_1", true));
    assert_eq!(&edited.mentions[0].id, chen);
    assert_eq!(read(&world, &sent, None), edited);
    let post = EditMessage {
        msg_type: MsgType::Post,
        content: json!({ "zh_cn": { "content": [[{ "tag": "text", "text": "x" }]] } }).to_string(),
        ..edit(&sent, "")
    };
    assert_eq!(world.ask_bot(&post).msg_type, MsgType::Post);
}

#[test]
fn only_ones_own_texts_and_posts_are_edited() {
    let world = World::new();
    let sent = world.send(&world.user, &world.group(), "mine").message_id;
    assert_eq!(world.refused(&world.bot, &edit(&sent, "x")), codes::EDIT_NOT_SENDER);
    assert_eq!(world.refused(&world.user, &edit(&sent, "x")), codes::USER_TOKEN_INVALID);
    let own = send_card(&world, &world.bot, &card("x"));
    assert_eq!(world.refused(&world.bot, &edit(&own, "x")), codes::MESSAGE_UNSUPPORTED);
    let own = world.send(&world.bot, &world.group(), "mine").message_id;
    let image = EditMessage { msg_type: MsgType::Image, ..edit(&own, "x") };
    assert_eq!(world.refused(&world.bot, &image), codes::MESSAGE_PARAM);
    world.ask_bot(&DeleteMessage { message_id: own.clone() });
    assert_eq!(world.refused(&world.bot, &edit(&own, "x")), codes::MESSAGE_RECALLED);
}

#[test]
fn the_twenty_first_edit_and_one_after_a_day_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let world = World::at(&path);
    let often = world.send(&world.bot, &world.group(), "0").message_id;
    for n in 1..=20 {
        world.ask_bot(&edit(&often, &n.to_string()));
    }
    let refused = world.ask(&world.bot, &edit(&often, "21")).unwrap_err();
    assert_eq!(refused.code, codes::EDITS_USED_UP);
    assert!(refused.msg.contains("edited"), "{}", refused.msg);
    assert_eq!(text_of(&read(&world, &often, None)), "20");
    let late = world.send(&world.bot, &world.group(), "0").message_id;
    drop(world);
    set_clock(&path, NOW + DAY + 1);
    let world = World::at(&path);
    assert_eq!(world.refused(&world.bot, &edit(&late, "1")), codes::EDIT_TOO_LATE);
}

#[test]
fn a_shared_card_is_replaced_by_who_sent_it() {
    let world = World::new();
    let sent = send_card(&world, &world.bot, &card("old"));
    let new = card("new");
    world.ask_bot(&patch(&sent, &new));
    let read = read(&world, &sent, Some(CardContent::User));
    assert_eq!(serde_json::from_str::<Value>(&read.body.content).unwrap(), new);
    assert!(read.updated);
    assert_eq!(world.refused(&world.user, &patch(&sent, &new)), codes::MESSAGE_PARAM);
    let text = world.send(&world.bot, &world.group(), "x").message_id;
    let refused = world.ask(&world.bot, &patch(&text, &new)).unwrap_err();
    assert!(refused.msg.ends_with("ext=This message is NOT a card"), "{}", refused.msg);
}

#[test]
fn a_card_that_is_not_shared_is_not_replaced_nor_one_of_two_weeks_ago() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let world = World::at(&path);
    let own = json!({ "elements": [{ "tag": "hr" }] });
    let not_shared = send_card(&world, &world.bot, &own);
    assert_eq!(world.refused(&world.bot, &patch(&not_shared, &card("x"))), codes::MESSAGE_PARAM);
    let shared = send_card(&world, &world.bot, &card("x"));
    assert_eq!(world.refused(&world.bot, &patch(&shared, &own)), codes::MESSAGE_PARAM);
    let second = json!({ "schema": "2.0", "body": { "elements": [] } });
    world.ask_bot(&patch(&shared, &second));
    world.ask_bot(&patch(&shared, &card("y")));
    drop(world);
    set_clock(&path, NOW + 14 * DAY + 1);
    let world = World::at(&path);
    assert_eq!(world.refused(&world.bot, &patch(&shared, &card("z"))), codes::CARD_TOO_OLD);
}

#[test]
fn one_card_takes_five_replacements_a_second() {
    let world = World::limited(Limits::Real);
    let sent = send_card(&world, &world.bot, &card("0"));
    for n in 1..=5 {
        world.ask_bot(&patch(&sent, &card(&n.to_string())));
    }
    assert_eq!(world.refused(&world.bot, &patch(&sent, &card("6"))), codes::SEND_RATE);
    let other = send_card(&world, &world.bot, &card("0"));
    world.ask_bot(&patch(&other, &card("1")));
}
