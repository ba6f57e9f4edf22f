//! Coming into a group: by oneself, or with an administrator's approval.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        chats::{ChatType, change::UpdateChat},
        join_requests::{HandleJoinRequests, JoinAction, JoinDecision, ListJoinRequests},
        members::{
            AddMembers,
            joining::{IsInChat, JoinChat, ListBots},
        },
    },
};

use crate::harness::{NOW, World, text_to};

fn is_in(world: &World, token: &str, chat: &ChatId) -> bool {
    world.ask(token, &IsInChat { chat_id: chat.clone() }).unwrap().is_in_chat
}

fn join(chat: &ChatId) -> JoinChat {
    JoinChat { chat_id: chat.clone() }
}

fn list(chat: &ChatId) -> ListJoinRequests {
    ListJoinRequests { chat_id: chat.clone(), ..ListJoinRequests::default() }
}

fn handle(chat: &ChatId, member_id: &str, action: JoinAction) -> HandleJoinRequests {
    let items = vec![JoinDecision { member_id: member_id.to_owned(), action }];
    HandleJoinRequests { chat_id: chat.clone(), member_id_type: None, items }
}

fn guarded(world: &World) -> ChatId {
    let chat_id = world.group();
    let membership_approval = Some("approval_required".to_owned());
    world.ask_bot(&UpdateChat { chat_id, membership_approval, ..UpdateChat::default() });
    world.group()
}

fn propose(world: &World, chat: &ChatId, who: &[&str]) -> Vec<String> {
    let id_list = who.iter().map(|who| world.person(who).open_id.clone()).collect();
    let request =
        AddMembers { chat_id: chat.clone(), member_id_type: None, succeed_type: None, id_list };
    let chen = &world.person("chen").user_access_token;
    world.ask(chen, &request).unwrap().pending_approval_id_list
}

#[test]
fn a_public_group_is_joined_and_a_private_one_is_not() {
    let world = World::new();
    let lunch = world.chat("午饭");
    assert!(!is_in(&world, &world.bot, &lunch));
    for _ in 0..2 {
        world.ask_bot(&join(&lunch));
    }
    assert!(is_in(&world, &world.bot, &lunch));
    assert!(world.ask(&world.bot, &text_to(&lunch, "hungry")).is_ok());
    assert_eq!(world.refused(&world.bot, &join(&world.chat("运维"))), codes::CHAT_TYPE);
    let unknown = ChatId::unchecked("oc_no");
    assert_eq!(world.refused(&world.bot, &join(&unknown)), codes::CHAT_ID_INVALID);
}

#[test]
fn a_public_group_that_asks_for_approval_is_not_joined_by_oneself() {
    let world = World::new();
    let group = guarded(&world);
    let chat_type = Some(ChatType::Public);
    world.ask_bot(&UpdateChat { chat_id: group.clone(), chat_type, ..UpdateChat::default() });
    let sun = &world.person("sun").user_access_token;
    assert_eq!(world.refused(sun, &join(&group)), codes::CHAT_NEEDS_APPROVAL);
    assert!(!is_in(&world, sun, &group));
}

#[test]
fn the_bots_of_a_chat_are_listed_in_pages() {
    let world = World::new();
    let request = ListBots { chat_id: world.group(), page_size: Some(1), page_token: None };
    let first = world.ask_bot(&request);
    assert_eq!(first.items[0].app_id, world.info.apps[0].app_id);
    assert!(first.items[0].member_id.starts_with("ou_") && first.has_more);
    let next = ListBots { page_token: Some(first.page_token), ..request.clone() };
    let rest = world.ask_bot(&next);
    assert_eq!(
        (rest.items[0].app_id.as_str(), rest.has_more),
        (&*world.info.apps[1].app_id, false)
    );
    let elsewhere = ListBots { chat_id: world.chat("运维"), ..request };
    assert_eq!(world.refused(&world.bot, &elsewhere), codes::CHAT_OUTSIDE);
}

#[test]
fn who_is_proposed_waits_until_an_administrator_decides() {
    let world = World::new();
    let group = guarded(&world);
    let zhao = &world.person("zhao").user_access_token;
    let (sun, ahmed) = (world.person("sun"), world.person("ahmed"));
    assert_eq!(propose(&world, &group, &["sun", "ahmed"]).len(), 2);
    assert_eq!(propose(&world, &group, &["sun", "tom"]).len(), 1, "tom is in already");
    let waiting = world.ask(zhao, &list(&group)).unwrap().items;
    assert_eq!(waiting.len(), 2);
    assert_eq!((&waiting[0].member_id, waiting[0].name.as_str()), (&sun.open_id, "孙倩"));
    assert_eq!(waiting[0].inviter_id, world.person("chen").open_id);
    assert_eq!(waiting[0].create_time.0, NOW);
    let approve = handle(&group, &sun.open_id, JoinAction::Approve);
    assert!(world.ask(zhao, &approve).unwrap().invalid_id_list.is_empty());
    let reject = handle(&group, &ahmed.open_id, JoinAction::Reject);
    assert!(world.ask(zhao, &reject).unwrap().invalid_id_list.is_empty());
    assert!(is_in(&world, &sun.user_access_token, &group));
    assert!(!is_in(&world, &ahmed.user_access_token, &group));
    assert!(world.ask(zhao, &list(&group)).unwrap().items.is_empty());
    let again = world.ask(zhao, &approve).unwrap().invalid_id_list;
    assert_eq!(again, [sun.open_id.as_str()]);
}

#[test]
fn only_administrators_see_who_waits_and_decide() {
    let world = World::new();
    let group = guarded(&world);
    propose(&world, &group, &["sun"]);
    let sun = &world.person("sun").open_id;
    assert_eq!(world.refused(&world.user, &list(&group)), codes::CHAT_ADMIN_ONLY);
    let approve = handle(&group, sun, JoinAction::Approve);
    assert_eq!(world.refused(&world.user, &approve), codes::CHAT_ADMIN_ONLY);
    assert_eq!(world.refused(&world.bot, &list(&group)), codes::TOKEN_INVALID);
    let zhao = &world.person("zhao").user_access_token;
    let odd = handle(&group, sun, JoinAction::Other("later".to_owned()));
    assert_eq!(world.refused(zhao, &odd), codes::CHAT_PARAM);
    let none = HandleJoinRequests { items: Vec::new(), ..approve };
    assert_eq!(world.refused(zhao, &none), codes::CHAT_PARAM);
}

#[test]
fn who_is_let_in_by_an_administrator_no_longer_waits() {
    let world = World::new();
    let group = guarded(&world);
    propose(&world, &group, &["sun"]);
    let id_list = vec![world.person("sun").open_id.clone()];
    let chat_id = group.clone();
    world.ask_bot(&AddMembers { chat_id, member_id_type: None, succeed_type: None, id_list });
    let zhao = &world.person("zhao").user_access_token;
    assert!(world.ask(zhao, &list(&group)).unwrap().items.is_empty());
}

#[test]
fn who_waits_is_listed_in_pages() {
    let world = World::new();
    let group = guarded(&world);
    propose(&world, &group, &["sun", "ahmed"]);
    let zhao = &world.person("zhao").user_access_token;
    let paged = ListJoinRequests { page_size: Some(1), ..list(&group) };
    let first = world.ask(zhao, &paged).unwrap();
    assert!(first.has_more);
    let next = ListJoinRequests { page_token: Some(first.page_token), ..paged };
    let rest = world.ask(zhao, &next).unwrap();
    assert_eq!((rest.items.len(), rest.has_more), (1, false));
    assert_ne!(rest.items, first.items);
}
