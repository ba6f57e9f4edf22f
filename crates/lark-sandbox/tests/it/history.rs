//! Lists of messages: order, pages, times, and which are in them.

use std::collections::BTreeSet;

use lark_api::{
    errors::codes,
    ids::MessageId,
    im::messages::{Container, ListMessages, Message, SortType},
    time::Seconds,
};
use proptest::prelude::*;

use crate::harness::{NOW, World, reply_to, text_of};

fn list(world: &World) -> ListMessages {
    ListMessages {
        container_id_type: Container::Chat,
        container_id: world.group().to_string(),
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

fn newest(world: &World, size: u32) -> ListMessages {
    let sort_type = Some(SortType::ByCreateTimeDesc);
    ListMessages { sort_type, page_size: Some(size), ..list(world) }
}

fn all(world: &World, mut request: ListMessages) -> Vec<Message> {
    let mut messages = Vec::new();
    loop {
        let page = world.ask(&world.bot, &request).unwrap();
        assert_eq!(page.has_more, !page.page_token.is_empty());
        messages.extend(page.items);
        if !page.has_more {
            return messages;
        }
        request.page_token = Some(page.page_token);
    }
}

fn ids(messages: &[Message]) -> Vec<MessageId> {
    messages.iter().map(|message| message.message_id.clone()).collect()
}

#[test]
fn both_orders_have_the_same_messages() {
    let world = World::new();
    let oldest_first = all(&world, ListMessages { page_size: Some(50), ..list(&world) });
    let mut newest_first = all(&world, newest(&world, 7));
    newest_first.reverse();
    assert_eq!(ids(&oldest_first), ids(&newest_first));
    assert!(oldest_first.windows(2).all(|pair| pair[0].create_time <= pair[1].create_time));
    let positions: Vec<i64> = oldest_first
        .iter()
        .map(|message| message.message_position.as_ref().unwrap().parse().unwrap())
        .collect();
    assert!(positions.windows(2).all(|pair| pair[0] < pair[1]), "{positions:?}");
}

#[test]
fn pages_stay_where_they_are_while_messages_come_in() {
    let world = World::new();
    let expected = ids(&all(&world, newest(&world, 50)));
    let first = world.ask(&world.bot, &newest(&world, 10)).unwrap();
    for n in 0..15 {
        world.send(&world.bot, &world.group(), &format!("message {n}"));
    }
    let rest = ListMessages { page_token: Some(first.page_token), ..newest(&world, 10) };
    let rest = all(&world, rest);
    assert_eq!([ids(&first.items), ids(&rest)].concat(), expected);
    let newest_now = world.ask(&world.bot, &newest(&world, 1)).unwrap();
    assert_eq!(text_of(&newest_now.items[0]), "message 14");
}

#[test]
fn the_bounds_of_time_are_whole_seconds_and_both_inside() {
    let world = World::new();
    let everything = all(&world, ListMessages { page_size: Some(50), ..list(&world) });
    let at = everything[40].create_time.0 / 1000;
    let from = ListMessages { start_time: Some(Seconds(at)), page_size: Some(50), ..list(&world) };
    let until = ListMessages { end_time: Some(Seconds(at)), page_size: Some(50), ..list(&world) };
    assert_eq!(ids(&all(&world, from.clone())), ids(&everything[40..]));
    assert_eq!(ids(&all(&world, until.clone())), ids(&everything[..=40]));
    let sort_type = Some(SortType::ByCreateTimeDesc);
    let mut backwards = all(&world, ListMessages { sort_type, ..from });
    backwards.reverse();
    assert_eq!(ids(&backwards), ids(&everything[40..]));
    let empty = ListMessages { start_time: Some(Seconds(NOW / 1000 + 1)), ..list(&world) };
    assert!(all(&world, empty).is_empty());
    let turned = ListMessages { start_time: Some(Seconds(at + 1)), ..until };
    let refused = world.ask(&world.bot, &turned).unwrap_err();
    assert!(refused.msg.ends_with("ext=The end_time is earlier than the start_time"));
    let huge = ListMessages { start_time: Some(Seconds(i64::MAX)), ..list(&world) };
    assert_eq!(world.refused(&world.bot, &huge), codes::MESSAGE_PARAM);
}

#[test]
fn a_page_has_one_to_fifty_messages() {
    let world = World::new();
    assert_eq!(world.ask(&world.bot, &list(&world)).unwrap().items.len(), 20);
    for size in [0, 51] {
        let refused = world.ask(&world.bot, &newest(&world, size)).unwrap_err();
        assert_eq!(refused.code, codes::MESSAGE_PARAM);
        assert!(refused.msg.ends_with("ext=The page_size exceeds the limit"), "{}", refused.msg);
    }
}

#[test]
fn a_page_token_is_good_for_the_call_it_came_from() {
    let world = World::new();
    let page = world.ask(&world.bot, &newest(&world, 5)).unwrap();
    let with = |token: &str, request: ListMessages| ListMessages {
        page_token: Some(token.to_owned()),
        ..request
    };
    let refused = world.ask(&world.bot, &with("garbage", newest(&world, 5))).unwrap_err();
    assert!(refused.msg.ends_with("ext=invalid page_token"), "{}", refused.msg);
    let changed = "ext=the request parameters have changed, page_token is invalid";
    let refused = world.ask(&world.bot, &with(&page.page_token, list(&world))).unwrap_err();
    assert!(refused.msg.ends_with(changed), "{}", refused.msg);
    let refused = world.ask(&world.user, &with(&page.page_token, newest(&world, 5))).unwrap_err();
    assert!(refused.msg.ends_with(changed), "{}", refused.msg);
    assert!(world.ask(&world.bot, &with(&page.page_token, newest(&world, 9))).is_ok());
    assert!(world.ask(&world.bot, &with("", newest(&world, 5))).is_ok());
}

#[test]
fn replies_in_threads_are_only_in_the_thread() {
    let world = World::new();
    let root = world.send(&world.bot, &world.group(), "topic");
    let mut in_thread = reply_to(&root.message_id, "inside");
    in_thread.reply_in_thread = Some(true);
    let reply = world.ask(&world.bot, &in_thread).unwrap();
    let plain =
        world.reply(&world.bot, &world.send(&world.bot, &world.group(), "x").message_id, "y");
    let listed = ids(&world.ask(&world.bot, &newest(&world, 10)).unwrap().items);
    assert!(listed.contains(&root.message_id) && listed.contains(&plain.message_id));
    assert!(!listed.contains(&reply.message_id));
    assert_eq!(reply.message_position, None);
    assert_eq!(reply.thread_message_position.as_deref(), Some("1"));
}

#[test]
fn a_list_nobody_may_see_or_that_is_not_there_is_refused() {
    let world = World::new();
    let of = |container, id: &str| ListMessages {
        container_id_type: container,
        container_id: id.to_owned(),
        ..list(&world)
    };
    let on_call = world.chat("运维");
    let refused = |request| world.refused(&world.bot, &request);
    assert_eq!(refused(of(Container::Chat, on_call.as_str())), codes::NOT_IN_CHAT);
    assert_eq!(refused(of(Container::Chat, "oc_no")), codes::MESSAGE_PARAM);
    assert_eq!(refused(of(Container::Other("all".to_owned()), "oc_no")), codes::MESSAGE_PARAM);
    let sort_type = Some(SortType::Other("random".to_owned()));
    assert_eq!(refused(ListMessages { sort_type, ..list(&world) }), codes::MESSAGE_PARAM);
}

#[test]
fn reading_a_group_needs_more_than_reading() {
    let world = World::altered(
        r#"UPDATE apps SET scopes = '["im:message:readonly","im:message.p2p_msg:readonly"]'
           WHERE id = 1"#,
    );
    let refused = world.ask(&world.bot, &list(&world)).unwrap_err();
    assert_eq!(refused.code, codes::LACKS_PERMISSION);
    assert!(refused.msg.contains("im:message.group_msg"), "{}", refused.msg);
    let private = world.info.chats.iter().find(|chat| chat.chat_mode == "p2p").unwrap();
    let private = ListMessages { container_id: private.chat_id.clone(), ..list(&world) };
    assert_eq!(world.ask(&world.bot, &private).unwrap().items.len(), 5);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn pages_of_any_size_make_up_the_whole(size in 1_u32..=50) {
        let world = World::new();
        let pages = ids(&all(&world, newest(&world, size)));
        let unique: BTreeSet<_> = pages.iter().collect();
        prop_assert_eq!(unique.len(), pages.len());
        prop_assert_eq!(pages, ids(&all(&world, newest(&world, 50))));
    }
}
