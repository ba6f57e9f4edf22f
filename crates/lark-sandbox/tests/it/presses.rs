//! Cards that are replaced after somebody pressed them.

use lark_api::{
    errors::codes,
    im::{
        MsgType,
        messages::{CardContent, DeleteMessage, GetMessage, Message},
    },
    interactive::UpdateCard,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    harness::{NOW, World, content_to},
    tokens::set_clock,
};

const TOKEN: &str = "c-one";

fn update(token: &str, card: Value) -> UpdateCard {
    UpdateCard { token: token.to_owned(), card }
}

fn old_card() -> Value {
    json!({ "open_ids": ["ou_1"], "elements": [{ "tag": "hr" }] })
}

/// A card of the default bot's that somebody has pressed.
fn pressed() -> (TempDir, World, Message) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let world = World::at(&path);
    let card = json!({ "elements": [{ "tag": "button" }] });
    let message = world.ask_bot(&content_to(&world.group(), MsgType::Interactive, &card));
    drop(world);
    let press = format!(
        "INSERT INTO presses (token, message, actor, value, at)
         SELECT '{TOKEN}', id, 1, 'null', {NOW} FROM messages WHERE message_id = '{}'",
        message.message_id
    );
    rusqlite::Connection::open(&path).unwrap().execute_batch(&press).unwrap();
    let world = World::at(&path);
    (directory, world, message)
}

#[test]
fn a_token_replaces_its_card_twice() {
    let (_directory, world, message) = pressed();
    let new = json!({ "schema": "2.0", "body": { "elements": [{ "tag": "hr" }] } });
    world.ask_bot(&update(TOKEN, new.clone()));
    let get = GetMessage {
        message_id: message.message_id,
        user_id_type: None,
        card_msg_content_type: Some(CardContent::User),
        with_sender_name: None,
    };
    let read = &world.ask_bot(&get).items[0];
    assert_eq!(serde_json::from_str::<Value>(&read.body.content).unwrap(), new);
    assert!(read.updated);
    world.ask_bot(&update(TOKEN, old_card()));
    let read = &world.ask_bot(&get).items[0];
    assert!(!read.body.content.contains("open_ids"), "{}", read.body.content);
    assert_eq!(world.refused(&world.bot, &update(TOKEN, old_card())), codes::CARD_TOKEN_USED_UP);
}

#[test]
fn a_replacement_that_is_refused_uses_nothing_up() {
    let (_directory, world, _) = pressed();
    let nobody = json!({ "elements": [{ "tag": "hr" }] });
    assert_eq!(world.refused(&world.bot, &update(TOKEN, nobody)), codes::CARD_NO_OPEN_IDS);
    let empty = json!({ "open_ids": [], "elements": [] });
    assert_eq!(world.refused(&world.bot, &update(TOKEN, empty)), codes::CARD_NO_OPEN_IDS);
    assert_eq!(world.refused(&world.bot, &update(TOKEN, json!("{}"))), codes::BAD_REQUEST);
    let nothing = json!({ "open_ids": ["ou_1"] });
    assert_eq!(world.refused(&world.bot, &update(TOKEN, nothing)), codes::CARD_CONTENT);
    for _ in 0..2 {
        world.ask_bot(&update(TOKEN, old_card()));
    }
    let (_directory, world, message) = pressed();
    world.ask_bot(&DeleteMessage { message_id: message.message_id });
    assert_eq!(world.refused(&world.bot, &update(TOKEN, old_card())), codes::MESSAGE_GONE);
}

#[test]
fn a_token_is_its_bots_for_half_an_hour() {
    let (directory, world, _) = pressed();
    let unknown = update("c-no", old_card());
    assert_eq!(world.refused(&world.bot, &unknown), codes::CARD_TOKEN_UNKNOWN);
    drop(world);
    let path = directory.path().join("sandbox.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch("UPDATE apps SET scopes = NULL").unwrap();
    drop(database);
    let world = World::at(&path);
    let other = world.bot_token(1);
    assert_eq!(world.refused(&other, &update(TOKEN, old_card())), codes::CARD_TOKEN_UNKNOWN);
    drop(world);
    set_clock(&path, NOW + 30 * 60 * 1000 + 1);
    let world = World::at(&path);
    assert_eq!(world.refused(&world.bot, &update(TOKEN, old_card())), codes::CARD_TOKEN_EXPIRED);
}
