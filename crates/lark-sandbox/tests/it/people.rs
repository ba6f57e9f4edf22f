//! People, by ids, addresses, numbers and names; and the bot itself.

use lark_api::{
    bot::GetBotInfo,
    contact::{BatchGetUserId, BatchUsers},
    errors::codes,
    im::UserIdType,
    search::SearchUsers,
};

use crate::harness::World;

#[test]
fn people_are_read_by_their_ids_and_unknown_ones_are_missing() {
    let world = World::new();
    let lin = &world.person("lin").open_id;
    let user_ids = vec![lin.clone(), "ou_no".to_owned()];
    let items = world.ask_bot(&BatchUsers { user_ids, user_id_type: None }).items;
    assert_eq!(items.len(), 1);
    assert_eq!((&items[0].open_id.to_string(), items[0].name.as_str()), (lin, "林晓"));
    assert_eq!((items[0].en_name.as_str(), items[0].user_id.as_str()), ("Lin Xiao", "4d7a3c6g"));
    let user_ids = vec![items[0].user_id.clone()];
    let by_user_id = BatchUsers { user_ids, user_id_type: Some(UserIdType::UserId) };
    assert_eq!(world.ask(&world.user, &by_user_id).unwrap().items, items);
    let user_ids = vec![lin.clone(); 51];
    let many = BatchUsers { user_ids, user_id_type: None };
    assert_eq!(world.refused(&world.bot, &many), codes::FIELD_VALIDATION);
    assert_eq!(world.refused(&world.bot, &BatchUsers::default()), codes::FIELD_VALIDATION);
}

#[test]
fn what_an_app_may_not_know_of_people_is_left_out() {
    let world = World::altered(
        r#"UPDATE apps SET scopes = '["contact:contact.base:readonly"]' WHERE id = 1"#,
    );
    let user_ids = vec![world.person("lin").open_id.clone()];
    let lin = world.ask_bot(&BatchUsers { user_ids, user_id_type: None }).items.remove(0);
    assert_eq!(lin.name, "林晓");
    assert_eq!((lin.email.as_str(), lin.mobile.as_str(), lin.user_id.as_str()), ("", "", ""));
}

#[test]
fn ids_are_found_by_address_and_number_in_their_order() {
    let world = World::new();
    let request = BatchGetUserId {
        emails: vec!["nobody@example.com".to_owned(), world.person("chen").email.clone()],
        mobiles: vec!["13800000001".to_owned(), "+6591000003".to_owned()],
        ..BatchGetUserId::default()
    };
    let ids: Vec<String> =
        world.ask_bot(&request).user_list.into_iter().map(|row| row.user_id).collect();
    let open_id = |email| world.person(email).open_id.clone();
    assert_eq!(ids, [String::new(), open_id("chen"), open_id("lin"), open_id("priya")]);
}

#[test]
fn who_has_left_is_found_only_when_asked_for() {
    let world = World::new();
    let gone = |include_resigned| {
        let emails = vec!["zhou.ming@example.com".to_owned()];
        let request = BatchGetUserId { emails, include_resigned, ..BatchGetUserId::default() };
        world.ask_bot(&request).user_list.remove(0).user_id
    };
    assert_eq!(gone(None), "");
    assert!(gone(Some(true)).starts_with("ou_"));
}

#[test]
fn people_are_found_by_parts_of_their_names() {
    let world = World::new();
    let names = |query: &str| -> Vec<String> {
        let request = SearchUsers { query: query.to_owned(), ..SearchUsers::default() };
        world.ask(&world.user, &request).unwrap().users.into_iter().map(|user| user.name).collect()
    };
    assert_eq!(names("becker"), ["Tom Becker"]);
    assert_eq!(names("林"), ["林晓"]);
    assert_eq!(names("lin.xiao@"), ["林晓"]);
    assert!(names("周明").is_empty(), "has left");
    let query = "example.com".to_owned();
    let page = SearchUsers { query, page_size: Some(6), page_token: None };
    let first = world.ask(&world.user, &page).unwrap();
    let next = SearchUsers { page_token: Some(first.page_token.clone()), ..page };
    let second = world.ask(&world.user, &next).unwrap();
    assert_eq!((first.users.len(), second.users.len(), second.has_more), (6, 5, false));
    let empty = SearchUsers::default();
    assert_eq!(world.refused(&world.user, &empty), codes::FIELD_VALIDATION);
}

#[test]
fn a_bot_knows_its_own_name_and_open_id() {
    let world = World::new();
    let bot = world.ask_bot(&GetBotInfo {}).bot;
    assert_eq!((bot.app_name.as_str(), bot.activate_status), ("Orbit Assistant", 2));
    assert!(bot.open_id.as_str().starts_with("ou_"));
}
