//! Who has read what, who was pointed to it, and bubbles under it.

use lark_api::{
    emoji::EmojiType,
    errors::codes,
    ids::{ChatId, MessageId},
    im::{
        ReceiveIdType, UserIdType,
        messages::{
            SendMessage,
            follow_up::{FollowUp, I18nContent, PushFollowUp},
            readers::{ListReaders, QueryReadStatus},
            urgent::{UrgentApp, UrgentPhone, UrgentSms},
        },
        reactions::{AddReaction, ReactionType},
    },
};

use crate::{
    harness::{NOW, World, text_to},
    tokens::set_clock,
};

fn readers(message: &MessageId) -> ListReaders {
    ListReaders {
        message_id: message.clone(),
        user_id_type: UserIdType::OpenId,
        page_size: None,
        page_token: None,
    }
}

fn urgent(message: &MessageId, people: &[&str]) -> UrgentApp {
    UrgentApp {
        message_id: message.clone(),
        user_id_type: UserIdType::OpenId,
        user_id_list: people.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn follow_up(message: &MessageId) -> PushFollowUp {
    let bubble = FollowUp { content: "Yes".to_owned(), i18n_contents: Vec::new() };
    PushFollowUp { message_id: message.clone(), follow_ups: vec![bubble] }
}

fn to_chen(world: &World) -> SendMessage {
    let to = ChatId::unchecked(&world.person("chen").open_id);
    SendMessage { receive_id_type: ReceiveIdType::OpenId, ..text_to(&to, "hello") }
}

#[test]
fn who_writes_or_reacts_after_a_message_has_read_it() {
    let world = World::new();
    let (lin, chen) = (&world.info.users[0], world.person("chen"));
    let message = world.send(&world.bot, &world.group(), "news").message_id;
    assert!(world.ask_bot(&readers(&message)).items.is_empty());
    world.send(&world.user, &world.group(), "thanks");
    let emoji_type = EmojiType::unchecked("OK");
    let reaction_type = ReactionType { emoji_type };
    let react = AddReaction { message_id: message.clone(), reaction_type };
    world.ask(&chen.user_access_token, &react).unwrap();
    let read = world.ask_bot(&readers(&message)).items;
    let ids: Vec<&str> = read.iter().map(|reader| reader.user_id.as_str()).collect();
    assert!(ids.len() == 2 && ids.contains(&&*lin.open_id) && ids.contains(&&*chen.open_id));
    assert_eq!((read[0].timestamp.0, read[0].user_id_type.as_str()), (NOW, "open_id"));
    let first = world.ask_bot(&ListReaders { page_size: Some(1), ..readers(&message) });
    let page_token = Some(first.page_token);
    let second = world.ask_bot(&ListReaders { page_token, ..readers(&message) });
    assert_eq!((first.has_more, second.items.len(), second.has_more), (true, 1, false));
}

#[test]
fn only_the_sender_is_told_who_read_and_only_for_a_week() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let world = World::at(&path);
    let message = world.send(&world.bot, &world.group(), "news").message_id;
    assert_eq!(world.refused(&world.user, &readers(&message)), codes::NOT_THE_SENDER);
    let too_many = ListReaders { page_size: Some(101), ..readers(&message) };
    assert_eq!(world.refused(&world.bot, &too_many), codes::MESSAGE_PARAM);
    drop(world);
    set_clock(&path, NOW + 7 * 24 * 60 * 60_000 + 1);
    let world = World::at(&path);
    assert_eq!(world.refused(&world.bot, &readers(&message)), codes::READERS_TOO_OLD);
}

#[test]
fn a_person_asks_what_they_have_read_themselves() {
    let world = World::new();
    let before = world.send(&world.bot, &world.group(), "1").message_id;
    let own = world.send(&world.user, &world.group(), "2").message_id;
    let after = world.send(&world.bot, &world.group(), "3").message_id;
    let unknown = MessageId::unchecked("om_no");
    let ask = QueryReadStatus { message_ids: vec![before, own, after, unknown] };
    let answer = world.ask(&world.user, &ask).unwrap();
    let read: Vec<bool> = answer.items.iter().map(|item| item.is_read).collect();
    assert_eq!(read, [true, true, false]);
    assert_eq!(answer.invalid_message_ids, ["om_no"]);
    assert_eq!(world.refused(&world.bot, &ask), codes::TOKEN_INVALID);
    let none = QueryReadStatus { message_ids: Vec::new() };
    assert_eq!(world.refused(&world.user, &none), codes::MESSAGE_PARAM);
}

#[test]
fn people_are_pointed_to_the_bots_own_message() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "now").message_id;
    let (chen, sun) = (&world.person("chen").open_id, &world.person("sun").open_id);
    let answer = world.ask_bot(&urgent(&message, &[chen, sun, "ou_no"]));
    assert_eq!(answer.invalid_user_id_list, [sun.as_str(), "ou_no"]);
    assert_eq!(world.refused(&world.bot, &urgent(&message, &["ou_no"])), codes::MESSAGE_PARAM);
    let many = urgent(&message, &[chen.as_str(); 201]);
    assert_eq!(world.refused(&world.bot, &many), codes::MESSAGE_PARAM);
    let theirs = world.send(&world.user, &world.group(), "mine").message_id;
    assert_eq!(world.refused(&world.bot, &urgent(&theirs, &[chen])), codes::NOT_THE_SENDER);
    assert_eq!(world.refused(&world.user, &urgent(&theirs, &[chen])), codes::USER_TOKEN_INVALID);
}

#[test]
fn people_are_pointed_to_it_by_sms_and_by_phone_with_a_permission_of_its_own() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "now").message_id;
    let chen = world.person("chen").open_id.clone();
    let UrgentApp { message_id, user_id_type, user_id_list } = urgent(&message, &[&chen, "ou_no"]);
    let sms = UrgentSms {
        message_id: message_id.clone(),
        user_id_type: user_id_type.clone(),
        user_id_list: user_id_list.clone(),
    };
    assert_eq!(world.ask_bot(&sms).invalid_user_id_list, ["ou_no"]);
    let phone = UrgentPhone { message_id, user_id_type, user_id_list };
    assert_eq!(world.ask_bot(&phone).invalid_user_id_list, ["ou_no"]);
    let world = World::altered("UPDATE apps SET scopes = '[\"im:message\",\"im:message.urgent\"]'");
    let sms = UrgentSms { user_id_list: vec![chen], ..sms };
    assert_eq!(world.refused(&world.bot, &sms), codes::APP_SCOPE);
}

#[test]
fn somebody_with_two_hundred_unread_ones_is_pointed_to_no_more_until_they_read() {
    let world = World::new();
    let chen = world.person("chen");
    let next = || {
        let message = world.send(&world.bot, &world.group(), "now").message_id;
        world.ask(&world.bot, &urgent(&message, &[&chen.open_id])).map_err(|refused| refused.code)
    };
    assert!((0..200).all(|_| next().is_ok()));
    assert_eq!(next(), Err(codes::UNREAD_URGENT));
    world.send(&chen.user_access_token, &world.group(), "I am here");
    assert!(next().is_ok());
}

#[test]
fn bubbles_go_once_under_the_last_message_to_a_person() {
    let world = World::new();
    let first = world.ask_bot(&to_chen(&world));
    let last = world.ask_bot(&to_chen(&world)).message_id;
    let old = follow_up(&first.message_id);
    let refused = world.ask(&world.bot, &old).unwrap_err();
    assert_eq!(refused.code, codes::FOLLOW_UP_LATEST_ONLY);
    assert_eq!(refused.msg, "only support latest message.");
    world.ask_bot(&follow_up(&last));
    assert_eq!(world.refused(&world.bot, &follow_up(&last)), codes::FOLLOW_UP_EXISTS);
    let in_group = world.send(&world.bot, &world.group(), "x").message_id;
    assert_eq!(world.refused(&world.bot, &follow_up(&in_group)), codes::FOLLOW_UP_P2P_ONLY);
    let theirs = world.send(&world.user, &world.group(), "x").message_id;
    assert_eq!(world.refused(&world.bot, &follow_up(&theirs)), codes::FOLLOW_UP_INVISIBLE);
    let none = PushFollowUp { follow_ups: Vec::new(), ..follow_up(&last) };
    assert_eq!(world.refused(&world.bot, &none), codes::FOLLOW_UP_PARAM);
    let mut klingon = follow_up(&last);
    klingon.follow_ups[0].i18n_contents =
        vec![I18nContent { content: "HIja'".to_owned(), language: "tlh".to_owned() }];
    assert_eq!(world.refused(&world.bot, &klingon), codes::FOLLOW_UP_INVALID);
}

#[test]
fn bubbles_come_too_late_after_ten_minutes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let world = World::at(&path);
    let last = world.ask_bot(&to_chen(&world)).message_id;
    drop(world);
    set_clock(&path, NOW + 600_001);
    let world = World::at(&path);
    assert_eq!(world.refused(&world.bot, &follow_up(&last)), codes::FOLLOW_UP_EXPIRED);
}
