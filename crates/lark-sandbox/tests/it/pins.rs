//! Pins: one for each message, whoever puts it.

use lark_api::{
    errors::codes,
    ids::MessageId,
    im::{
        messages::DeleteMessage,
        pins::{ListPins, PinMessage, UnpinMessage},
    },
    time::Millis,
};

use crate::harness::{NOW, World};

fn pin(message: &MessageId) -> PinMessage {
    PinMessage { message_id: message.clone() }
}

fn unpin(message: &MessageId) -> UnpinMessage {
    UnpinMessage { message_id: message.clone() }
}

fn list(world: &World) -> ListPins {
    ListPins {
        chat_id: world.group(),
        start_time: None,
        end_time: None,
        page_size: None,
        page_token: None,
    }
}

#[test]
fn a_second_pin_is_the_first_and_taking_it_away_twice_is_no_error() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "x").message_id;
    let first = world.ask(&world.user, &pin(&message)).unwrap().pin;
    assert_eq!(world.ask_bot(&pin(&message)).pin, first);
    let open_id = &world.info.users[0].open_id;
    assert_eq!((&first.operator_id, first.operator_id_type.as_str()), (open_id, "open_id"));
    assert_eq!((first.create_time, &first.chat_id), (Millis(NOW), &world.group()));
    assert_eq!(world.ask_bot(&list(&world)).items, [first]);
    world.ask_bot(&unpin(&message));
    world.ask_bot(&unpin(&message));
    assert!(world.ask_bot(&list(&world)).items.is_empty());
    let by_bot = world.ask_bot(&pin(&message)).pin;
    assert_eq!(
        (by_bot.operator_id, by_bot.operator_id_type.as_str()),
        (world.info.apps[0].app_id.clone(), "app_id")
    );
}

#[test]
fn the_last_pinned_comes_first_in_pages_and_within_times() {
    let world = World::new();
    let messages: Vec<MessageId> =
        (0..5).map(|n| world.send(&world.bot, &world.group(), &n.to_string()).message_id).collect();
    messages.iter().for_each(|message| drop(world.ask_bot(&pin(message))));
    let first = world.ask_bot(&ListPins { page_size: Some(3), ..list(&world) });
    assert_eq!(first.items[0].message_id, messages[4]);
    let next = ListPins { page_token: Some(first.page_token.clone()), ..list(&world) };
    let rest = world.ask_bot(&next);
    assert_eq!((first.items.len(), rest.items.len(), rest.has_more), (3, 2, false));
    assert_eq!(rest.items[1].message_id, messages[0]);
    let now =
        ListPins { start_time: Some(Millis(NOW)), end_time: Some(Millis(NOW)), ..list(&world) };
    assert_eq!(world.ask_bot(&now).items.len(), 5);
    let later = ListPins { start_time: Some(Millis(NOW + 1)), ..list(&world) };
    assert!(world.ask_bot(&later).items.is_empty());
    let other = ListPins { start_time: Some(Millis(1)), ..next };
    assert_eq!(world.refused(&world.bot, &other), codes::MESSAGE_PARAM);
    let upside_down = ListPins { end_time: Some(Millis(1)), ..later };
    assert_eq!(world.refused(&world.bot, &upside_down), codes::MESSAGE_PARAM);
    world.ask_bot(&DeleteMessage { message_id: messages[4].clone() });
    assert_eq!(world.ask_bot(&list(&world)).items.len(), 4, "a recalled one is no longer listed");
}

#[test]
fn who_may_not_pin_is_told_why() {
    let world = World::new();
    let message = world.send(&world.user, &world.group(), "x").message_id;
    let stranger = &world.person("sun").user_access_token;
    assert_eq!(world.refused(stranger, &pin(&message)), codes::NOT_IN_CHAT);
    assert_eq!(world.refused(stranger, &list(&world)), codes::NOT_IN_CHAT);
    let unknown = MessageId::unchecked("om_no");
    assert_eq!(world.refused(&world.bot, &pin(&unknown)), codes::MESSAGE_PARAM);
    world.ask(&world.user, &DeleteMessage { message_id: message.clone() }).unwrap();
    assert_eq!(world.refused(&world.bot, &pin(&message)), codes::MESSAGE_RECALLED);
    let world = World::altered(
        "UPDATE chats SET settings = json_set(settings, '$.pin_manage_setting', 'only_owner')",
    );
    let message = world.send(&world.user, &world.group(), "x").message_id;
    let chen = &world.person("chen").user_access_token;
    assert_eq!(world.refused(chen, &pin(&message)), codes::PIN_PERMISSION);
    assert_eq!(world.refused(chen, &unpin(&message)), codes::PIN_PERMISSION);
    world.ask_bot(&pin(&message));
}
