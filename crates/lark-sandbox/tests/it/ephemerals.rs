//! Cards that one person in a group sees.

use lark_api::{
    errors::codes,
    ids::MessageId,
    im::{
        MsgType,
        ephemeral::{DeleteEphemeral, SendEphemeral},
        messages::GetMessage,
    },
};
use serde_json::json;

use crate::harness::World;

fn card(world: &World, open_id: &str) -> SendEphemeral {
    SendEphemeral {
        chat_id: world.group(),
        open_id: Some(open_id.to_owned()),
        user_id: None,
        email: None,
        msg_type: MsgType::Interactive,
        card: json!({ "elements": [{ "tag": "hr" }] }),
    }
}

#[test]
fn a_card_for_one_is_no_message_of_the_group_and_is_taken_back_once() {
    let world = World::new();
    let message_id = world.ask_bot(&card(&world, &world.info.users[0].open_id)).message_id;
    let get = GetMessage {
        message_id: message_id.clone(),
        user_id_type: None,
        card_msg_content_type: None,
        with_sender_name: None,
    };
    assert_eq!(world.refused(&world.user, &get), codes::MESSAGE_PARAM);
    let delete = DeleteEphemeral { message_id };
    world.ask_bot(&delete);
    assert_eq!(world.refused(&world.bot, &delete), codes::MESSAGE_PARAM);
}

#[test]
fn only_members_are_shown_cards_and_only_cards_are_shown() {
    let world = World::new();
    let sun = &world.person("sun").open_id;
    assert_eq!(world.refused(&world.bot, &card(&world, sun)), codes::NOT_IN_CHAT);
    assert_eq!(world.refused(&world.bot, &card(&world, "ou_no")), codes::MESSAGE_PARAM);
    let lin = world.info.users[0].open_id.as_str();
    let elsewhere = SendEphemeral { chat_id: world.chat("运维"), ..card(&world, lin) };
    assert_eq!(world.refused(&world.bot, &elsewhere), codes::NOT_IN_CHAT);
    let text = SendEphemeral { msg_type: MsgType::Text, ..card(&world, lin) };
    assert_eq!(world.refused(&world.bot, &text), codes::MESSAGE_PARAM);
    let nothing = SendEphemeral { card: json!({}), ..card(&world, lin) };
    assert_eq!(world.refused(&world.bot, &nothing), codes::CARD_CONTENT);
    let unknown = DeleteEphemeral { message_id: MessageId::unchecked("om_no") };
    assert_eq!(world.refused(&world.bot, &unknown), codes::MESSAGE_PARAM);
}
