//! Searching messages: what is looked for, where, and who finds it.

use lark_api::{
    errors::codes,
    ids::MessageId,
    im::{
        MsgType,
        messages::{
            DeleteMessage,
            find::{Attachment, FromType, MessageFilter, SearchMessages, SearchedChats, TimeRange},
        },
    },
    search::{SearchMessageIds, SearchedChatType},
};
use serde_json::json;

use crate::harness::{World, content_to};

fn search(query: &str, filter: MessageFilter) -> SearchMessages {
    let filter = (filter != MessageFilter::default()).then_some(filter);
    SearchMessages { query: query.to_owned(), filter, ..SearchMessages::default() }
}

fn found(world: &World, token: &str, request: &SearchMessages) -> Vec<String> {
    let page = world.ask(token, request).unwrap();
    page.items.into_iter().map(|item| item.id).collect()
}

#[test]
fn a_word_is_found_in_whatever_letters_where_one_is() {
    let world = World::new();
    let here = world.send(&world.bot, &world.group(), "The Zeppelin lands").message_id.to_string();
    let there = world.send(&world.user, &world.chat("运维"), "ZEPPELIN").message_id.to_string();
    let anything = MessageFilter::default;
    assert_eq!(found(&world, &world.user, &search("zeppelin", anything())), [&*there, &*here]);
    assert_eq!(found(&world, &world.bot, &search("zeppelin", anything())), [&*here]);
    let key = found(&world, &world.bot, &search("{\"text\"", anything()));
    assert!(key.is_empty(), "nobody reads what a field is called");
    let quoted = world.send(&world.bot, &world.group(), "say \"ÉTÉ\"").message_id.to_string();
    assert_eq!(found(&world, &world.bot, &search("\"été\"", anything())), [quoted]);
    let gone = DeleteMessage { message_id: MessageId::unchecked(&here) };
    world.ask_bot(&gone);
    assert!(found(&world, &world.bot, &search("zeppelin", anything())).is_empty());
}

#[test]
fn each_filter_leaves_out_what_it_is_not_for() {
    let world = World::new();
    let (group, lin) = (world.group(), world.info.users[0].clone());
    let by_user = world.send(&world.user, &group, "kiwi https://example.com").message_id;
    let text = format!("kiwi <at user_id=\"{}\"></at>", lin.open_id);
    let mention = world.send(&world.bot, &group, &text).message_id;
    let post = json!({ "zh_cn": { "title": "kiwi", "content": [] } });
    let elsewhere = content_to(&world.chat("产品"), MsgType::Post, &post);
    let elsewhere = world.ask_bot(&elsewhere).message_id;
    let only = |filter: MessageFilter| found(&world, &world.user, &search("kiwi", filter));
    let none = MessageFilter::default;
    let user = only(MessageFilter { from_types: vec![FromType::User], ..none() });
    assert_eq!(user, [by_user.as_str()]);
    let bot = only(MessageFilter { exclude_from_types: vec![FromType::User], ..none() });
    assert_eq!(bot, [elsewhere.as_str(), mention.as_str()]);
    let by_lin = only(MessageFilter { from_ids: vec![lin.open_id], ..none() });
    assert_eq!(by_lin, [by_user.as_str()]);
    let there = only(MessageFilter { chat_ids: vec![world.chat("产品")], ..none() });
    assert_eq!(there, [elsewhere.as_str()]);
    let at_me = only(MessageFilter { is_at_me: Some(true), ..none() });
    assert_eq!(at_me, [mention.as_str()]);
    let links = only(MessageFilter { include_attachment_types: vec![Attachment::Link], ..none() });
    assert_eq!(links, [by_user.as_str()]);
    let p2p = only(MessageFilter { chat_type: Some(SearchedChats::P2p), ..none() });
    assert!(p2p.is_empty());
    let later = TimeRange { start_time: Some("2026-11-22T20:00:01+08:00".into()), end_time: None };
    assert!(only(MessageFilter { time_range: Some(later), ..none() }).is_empty());
    let now = TimeRange { start_time: Some("2026-11-22T20:00:00+08:00".into()), end_time: None };
    assert_eq!(only(MessageFilter { time_range: Some(now), ..none() }).len(), 3);
}

#[test]
fn what_is_found_comes_in_pages_with_its_place() {
    let world = World::new();
    for n in 0..5 {
        world.send(&world.bot, &world.group(), &format!("papaya {n}"));
    }
    let first = SearchMessages { page_size: Some(3), ..search("papaya", MessageFilter::default()) };
    let page = world.ask_bot(&first);
    assert_eq!((page.items.len(), page.total, page.has_more), (3, 5, true));
    let place = &page.items[0].meta_data;
    assert_eq!((place.kind.as_str(), place.chat_id.clone()), ("text", world.group()));
    assert!(place.position.is_some() && !place.is_p2p_chat);
    assert_eq!(place.from_id, world.info.apps[0].app_id);
    let next = SearchMessages { page_token: Some(page.page_token.clone()), ..first.clone() };
    let rest = world.ask_bot(&next);
    assert_eq!((rest.items.len(), rest.total, rest.has_more), (2, 5, false));
    let other = SearchMessages { query: "kiwi".to_owned(), ..next };
    assert_eq!(world.refused(&world.bot, &other), codes::MESSAGE_PARAM);
}

#[test]
fn a_search_for_nothing_and_filters_that_make_no_sense_are_refused() {
    let world = World::new();
    let refused = |filter| world.refused(&world.user, &search("", filter));
    let none = MessageFilter::default;
    assert_eq!(refused(none()), codes::MESSAGE_PARAM);
    let kinds = vec![FromType::Other("cat".to_owned())];
    assert_eq!(refused(MessageFilter { from_types: kinds, ..none() }), codes::MESSAGE_PARAM);
    let yesterday = TimeRange { start_time: Some("yesterday".to_owned()), end_time: None };
    assert_eq!(
        refused(MessageFilter { time_range: Some(yesterday), ..none() }),
        codes::MESSAGE_PARAM
    );
    let upside_down = TimeRange {
        start_time: Some("2026-02-01T00:00:00Z".to_owned()),
        end_time: Some("2026-01-01T00:00:00Z".to_owned()),
    };
    let upside_down = MessageFilter { time_range: Some(upside_down), ..none() };
    assert_eq!(refused(upside_down), codes::MESSAGE_PARAM);
}

#[test]
fn the_older_search_answers_only_ids_and_only_people() {
    let world = World::new();
    let sent = world.send(&world.bot, &world.group(), "durian").message_id;
    let ids = SearchMessageIds { query: "durian".to_owned(), ..SearchMessageIds::default() };
    assert_eq!(world.ask(&world.user, &ids).unwrap().items, [sent.as_str()]);
    let p2p = SearchMessageIds { chat_type: Some(SearchedChatType::P2p), ..ids.clone() };
    assert!(world.ask(&world.user, &p2p).unwrap().items.is_empty());
    let by_people = SearchMessageIds { from_type: Some(FromType::User), ..ids.clone() };
    assert!(world.ask(&world.user, &by_people).unwrap().items.is_empty());
    assert_eq!(world.refused(&world.bot, &ids), codes::TOKEN_INVALID);
    let nothing = SearchMessageIds::default();
    assert_eq!(world.refused(&world.user, &nothing), codes::MESSAGE_PARAM);
}
