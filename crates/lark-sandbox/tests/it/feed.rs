//! A person's feed: groups of chats, chats on top, people to hear from first.

use lark_api::{
    errors::codes,
    ids::{ChatId, FeedGroupId},
    im::{
        feed_groups::{
            BatchQueryFeedGroups, CreateFeedGroup, DeleteFeedGroup, FeedCondition,
            FeedConditionItem, FeedGroupType, FeedGroupUpdate, FeedRule, FeedRules, ListFeedGroups,
            NewFeedGroup, UpdateFeedGroup,
            items::{
                BatchAddFeedItems, BatchQueryFeedItems, BatchRemoveFeedItems, FeedItem,
                ListFeedItems,
            },
        },
        feed_shortcuts::{
            CreateFeedShortcuts, FeedShortcut, FocusChatMode, ListFeedShortcuts, ListSpecialFocus,
            RemoveFeedShortcuts, UnreadSpecialFocus,
        },
    },
};

use crate::harness::World;

fn make(world: &World, name: &str) -> FeedGroupId {
    let feed_group_creator = NewFeedGroup { name: name.to_owned(), ..NewFeedGroup::default() };
    let request = CreateFeedGroup { user_id_type: None, feed_group_creator };
    world.ask(&world.user, &request).unwrap().group_id
}

fn item(chat: &ChatId) -> FeedItem {
    FeedItem { feed_id: chat.to_string(), feed_type: "chat".to_owned(), update_time: None }
}

fn shortcuts(chats: &[ChatId]) -> Vec<FeedShortcut> {
    let card = |chat: &ChatId| FeedShortcut { feed_card_id: chat.to_string(), kind: 1 };
    chats.iter().map(card).collect()
}

fn on_top(world: &World) -> Vec<String> {
    let listed = world.ask(&world.user, &ListFeedShortcuts::default()).unwrap().shortcuts;
    listed.into_iter().map(|shortcut| shortcut.feed_card_id).collect()
}

#[test]
fn a_feed_group_is_made_renamed_and_deleted() {
    let world = World::new();
    let group_id = make(&world, "Release");
    assert!(group_id.as_str().starts_with("ofg_"));
    let rename = |name: &str, update_fields| UpdateFeedGroup {
        feed_group_id: group_id.clone(),
        user_id_type: None,
        feed_group_updater: FeedGroupUpdate {
            name: Some(name.to_owned()),
            rules: None,
            update_fields,
        },
    };
    world.ask(&world.user, &rename("Releases", vec![1])).unwrap();
    for (name, fields) in [("", vec![1]), ("x", vec![2]), ("x", vec![3]), ("x", Vec::new())] {
        assert_eq!(world.refused(&world.user, &rename(name, fields)), codes::MESSAGE_PARAM);
    }
    let query = BatchQueryFeedGroups { user_id_type: None, group_ids: vec![group_id.clone()] };
    assert_eq!(world.ask(&world.user, &query).unwrap().groups[0].name, "Releases");
    let chen = &world.person("chen").user_access_token;
    assert!(world.ask(chen, &query).unwrap().groups.is_empty(), "nobody else's");
    let delete = DeleteFeedGroup { feed_group_id: group_id };
    world.ask(&world.user, &delete).unwrap();
    assert_eq!(world.ask(&world.user, &query).unwrap().deleted_groups.len(), 1);
    assert_eq!(world.refused(&world.user, &delete), codes::MESSAGE_PARAM);
}

#[test]
fn rules_name_people_by_the_ids_of_who_asks() {
    let world = World::new();
    let chen = world.person("chen").open_id.clone();
    let with = |user_id: &str| {
        let chatter = FeedConditionItem {
            kind: "chatter".to_owned(),
            operator: "is".to_owned(),
            user_id: Some(user_id.to_owned()),
            ..FeedConditionItem::default()
        };
        let condition =
            FeedCondition { match_type: "match_any".to_owned(), condition_items: vec![chatter] };
        let rules = FeedRules { rules: vec![FeedRule { condition, action: "add".to_owned() }] };
        let feed_group_creator =
            NewFeedGroup { kind: FeedGroupType::Rule, name: "Chen".to_owned(), rules: Some(rules) };
        CreateFeedGroup { user_id_type: None, feed_group_creator }
    };
    world.ask(&world.user, &with(&chen)).unwrap();
    let group = &world.ask(&world.user, &ListFeedGroups::default()).unwrap().groups[0];
    let item = &group.rules.as_ref().unwrap().rules[0].condition.condition_items[0];
    assert_eq!(item.user_id.as_ref(), Some(&chen));
    assert_eq!(world.refused(&world.user, &with("ou_no")), codes::MESSAGE_PARAM);
    let add = BatchAddFeedItems { feed_group_id: group.group_id.clone(), items: Vec::new() };
    assert_eq!(world.refused(&world.user, &add), codes::MESSAGE_PARAM);
}

#[test]
fn feed_groups_are_listed_in_pages() {
    let world = World::new();
    let made: Vec<FeedGroupId> = ["A", "B", "C"].map(|name| make(&world, name)).into();
    let paged = ListFeedGroups { page_size: Some(2), ..ListFeedGroups::default() };
    let first = world.ask(&world.user, &paged).unwrap();
    assert!(first.has_more);
    let next = ListFeedGroups { page_token: Some(first.page_token), ..paged };
    let rest = world.ask(&world.user, &next).unwrap();
    let all = first.groups.into_iter().chain(rest.groups).map(|group| group.group_id);
    assert_eq!(all.collect::<Vec<_>>(), made);
    let large = ListFeedGroups { page_size: Some(51), ..ListFeedGroups::default() };
    assert_eq!(world.refused(&world.user, &large), codes::MESSAGE_PARAM);
}

#[test]
fn chats_come_into_a_feed_group_and_are_taken_out() {
    let world = World::new();
    let feed_group_id = make(&world, "Release");
    let (group, hidden) = (world.group(), world.chat("Design"));
    let add = BatchAddFeedItems {
        feed_group_id: feed_group_id.clone(),
        items: vec![item(&group), item(&hidden)],
    };
    let failed = world.ask(&world.user, &add).unwrap().failed_items;
    assert_eq!((failed.len(), failed[0].error_code), (1, 240_001));
    assert_eq!(failed[0].item, item(&hidden));
    let list = ListFeedItems { feed_group_id: feed_group_id.clone(), ..ListFeedItems::default() };
    assert_eq!(world.ask(&world.user, &list).unwrap().items[0].feed_id, group.as_str());
    let items = vec![item(&group)];
    let remove = BatchRemoveFeedItems { feed_group_id: feed_group_id.clone(), items };
    world.ask(&world.user, &remove).unwrap();
    let listed = world.ask(&world.user, &list).unwrap();
    assert_eq!((listed.items.len(), listed.deleted_items.len()), (0, 1));
    let query = BatchQueryFeedItems { feed_group_id, items: vec![item(&group), item(&hidden)] };
    assert_eq!(world.ask(&world.user, &query).unwrap().deleted_items, listed.deleted_items);
    let odd = FeedItem { feed_type: "doc".to_owned(), ..item(&group) };
    let odd = BatchAddFeedItems { items: vec![odd], ..add };
    assert_eq!(world.refused(&world.user, &odd), codes::MESSAGE_PARAM);
}

#[test]
fn chats_are_put_on_top_at_either_end_and_taken_off() {
    let world = World::new();
    let (group, hiring, on_call) = (world.group(), world.chat("招聘"), world.chat("运维"));
    let put = |chats: &[ChatId], is_header| {
        let request = CreateFeedShortcuts { shortcuts: shortcuts(chats), is_header };
        world.ask(&world.user, &request).unwrap().failed_shortcuts
    };
    put(std::slice::from_ref(&group), None);
    assert!(put(&[hiring.clone(), on_call.clone()], Some(true)).is_empty());
    put(std::slice::from_ref(&group), Some(true));
    assert_eq!(on_top(&world), [hiring.as_str(), on_call.as_str(), group.as_str()]);
    let shortcuts = shortcuts(std::slice::from_ref(&on_call));
    for _ in 0..2 {
        let remove = RemoveFeedShortcuts { shortcuts: shortcuts.clone() };
        assert!(world.ask(&world.user, &remove).unwrap().failed_shortcuts.is_empty());
    }
    assert_eq!(on_top(&world), [hiring.as_str(), group.as_str()]);
}

#[test]
fn shortcuts_that_cannot_be_are_reported_each_with_its_reason() {
    let world = World::new();
    let mut cards = shortcuts(&[world.chat("Design"), ChatId::unchecked("oc_no"), world.group()]);
    cards[2].kind = 2;
    let request = CreateFeedShortcuts { shortcuts: cards, is_header: None };
    let failed = world.ask(&world.user, &request).unwrap().failed_shortcuts;
    let reasons: Vec<i64> = failed.iter().map(|failed| failed.reason).collect();
    assert_eq!(reasons, [1, 2, 4]);
    assert!(on_top(&world).is_empty());
    let many = shortcuts(&vec![world.group(); 11]);
    let many = CreateFeedShortcuts { shortcuts: many, is_header: None };
    assert_eq!(world.refused(&world.user, &many), codes::MESSAGE_PARAM);
    let stale = ListFeedShortcuts { page_token: Some("x".to_owned()) };
    assert_eq!(world.refused(&world.user, &stale), codes::MESSAGE_PARAM);
}

#[test]
fn people_to_hear_from_first_are_listed_with_what_is_unread() {
    let world = World::new();
    let zhao = world.person("zhao");
    let paged = ListSpecialFocus { page_size: Some(1), ..ListSpecialFocus::default() };
    let first = world.ask(&world.user, &paged).unwrap();
    assert_eq!((first.items[0].id.as_str(), first.has_more), (&*zhao.open_id, true));
    let next = ListSpecialFocus { page_token: Some(first.page_token), ..paged };
    assert!(!world.ask(&world.user, &next).unwrap().has_more);
    let count = || -> i64 {
        let id_list = vec![zhao.open_id.clone()];
        let request = UnreadSpecialFocus { id_list, chat_mode: FocusChatMode::Group };
        let unread = &world.ask(&world.user, &request).unwrap().special_focus_unread[0];
        unread.unread_count.parse().unwrap()
    };
    let before = count();
    world.send(&zhao.user_access_token, &world.group(), "look at this");
    assert_eq!(count(), before + 1);
    let nobody = vec!["ou_no".to_owned()];
    let request = UnreadSpecialFocus { id_list: nobody, chat_mode: FocusChatMode::P2p };
    assert_eq!(world.refused(&world.user, &request), codes::MESSAGE_PARAM);
}
