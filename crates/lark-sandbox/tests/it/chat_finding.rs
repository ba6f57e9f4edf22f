//! Chats: many at once, by filters, by who they are with.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::chats::find::{
        BatchQueryChats, BatchQueryP2p, ChatFilter, ChatSearchType, ChatSorter, SearchChatsV2,
    },
};

use crate::harness::World;

fn query(chat_ids: Vec<ChatId>) -> BatchQueryChats {
    BatchQueryChats { user_id_type: None, chat_ids }
}

fn filtered(filter: ChatFilter) -> SearchChatsV2 {
    SearchChatsV2 { filter: Some(filter), ..SearchChatsV2::default() }
}

fn names(world: &World, token: &str, request: &SearchChatsV2) -> Vec<String> {
    let found = world.ask(token, request).unwrap();
    assert_eq!(found.total, i64::try_from(found.items.len()).unwrap());
    found.items.into_iter().map(|chat| chat.meta_data.name).collect()
}

#[test]
fn several_chats_are_read_at_once_and_hidden_ones_are_missing() {
    let world = World::new();
    let (group, on_call, lunch) = (world.group(), world.chat("运维"), world.chat("午饭"));
    let unknown = ChatId::unchecked("oc_no");
    let request = query(vec![lunch.clone(), on_call, unknown, group.clone()]);
    let found: Vec<ChatId> =
        world.ask_bot(&request).items.into_iter().map(|chat| chat.chat_id).collect();
    assert_eq!(found, [lunch, group.clone()]);
    assert_eq!(world.refused(&world.bot, &query(Vec::new())), codes::CHAT_PARAM);
    assert_eq!(world.refused(&world.bot, &query(vec![group; 51])), codes::CHAT_PARAM);
}

#[test]
fn conversations_are_found_by_who_they_are_with() {
    let world = World::new();
    let (chen, sun) = (world.person("chen").open_id.clone(), world.person("sun").open_id.clone());
    let ask = |chatter_ids: Vec<String>| BatchQueryP2p { chatter_id_type: None, chatter_ids };
    let found = world.ask(&world.user, &ask(vec![chen.clone(), sun])).unwrap().p2p_chats;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].chatter_id, chen);
    let chat = world.ask(&world.user, &query(vec![found[0].chat_id.clone()])).unwrap().items;
    assert_eq!(chat[0].p2p_target_id.as_ref(), Some(&chen));
    let nobody = ask(vec!["ou_no".to_owned()]);
    assert!(world.ask(&world.user, &nobody).unwrap().p2p_chats.is_empty());
    assert_eq!(world.refused(&world.user, &ask(Vec::new())), codes::CHAT_PARAM);
    assert_eq!(world.refused(&world.bot, &ask(vec![chen])), codes::TOKEN_INVALID);
}

#[test]
fn groups_are_found_by_what_they_are() {
    let world = World::new();
    let kind = |kind| filtered(ChatFilter { search_types: vec![kind], ..ChatFilter::default() });
    let open = names(&world, &world.bot, &kind(ChatSearchType::PublicNotJoined));
    assert_eq!(open, ["午饭吃什么 Lunch"]);
    let joined = names(&world, &world.bot, &kind(ChatSearchType::PublicJoined));
    assert_eq!(joined, ["全员公告 Announcements"]);
    let topics = ChatFilter { chat_modes: vec!["thread".to_owned()], ..ChatFilter::default() };
    assert_eq!(names(&world, &world.bot, &filtered(topics)), ["产品想法 Product ideas"]);
    let managed = ChatFilter { is_manager: Some(true), ..ChatFilter::default() };
    assert!(names(&world, &world.bot, &filtered(managed)).contains(&"Orbit 2.0 发布组".to_owned()));
    let members = ["sun", "tom"].map(|who| world.person(who).open_id.clone());
    let with = ChatFilter { member_ids: members.to_vec(), ..ChatFilter::default() };
    assert_eq!(names(&world, &world.bot, &filtered(with)), ["全员公告 Announcements"]);
    let odd = kind(ChatSearchType::Other("secret".to_owned()));
    assert_eq!(world.refused(&world.bot, &odd), codes::CHAT_PARAM);
}

#[test]
fn a_search_looks_at_members_unless_told_and_needs_something_to_look_for() {
    let world = World::new();
    let query = |text: &str| SearchChatsV2 { query: Some(text.to_owned()), ..Default::default() };
    let tom = query("Tom Becker");
    assert!(names(&world, &world.bot, &tom).contains(&"Design critique".to_owned()));
    let filter = ChatFilter { disable_search_by_user: Some(true), ..ChatFilter::default() };
    let by_name = SearchChatsV2 { filter: Some(filter), ..tom };
    assert!(names(&world, &world.bot, &by_name).is_empty());
    assert!(names(&world, &world.bot, &query("")).is_empty());
    assert!(names(&world, &world.bot, &query(&"x".repeat(65))).is_empty());
}

#[test]
fn pages_keep_the_order_that_was_asked_for() {
    let world = World::new();
    let search_types = vec![ChatSearchType::Private];
    for sorter in [ChatSorter::CreateTimeDesc, ChatSorter::MemberCountDesc] {
        let whole = SearchChatsV2 {
            sorter: Some(sorter),
            ..filtered(ChatFilter { search_types: search_types.clone(), ..Default::default() })
        };
        let all = world.ask_bot(&whole).items;
        let mut paged = SearchChatsV2 { page_size: Some(1), ..whole };
        let mut seen = Vec::new();
        loop {
            let page = world.ask_bot(&paged);
            seen.extend(page.items);
            if !page.has_more {
                break;
            }
            paged.page_token = Some(page.page_token);
        }
        assert!(all.len() > 2);
        assert_eq!(seen, all);
        let other = SearchChatsV2 { sorter: Some(ChatSorter::UpdateTimeDesc), ..paged };
        assert_eq!(world.refused(&world.bot, &other), codes::CHAT_PARAM);
    }
}
