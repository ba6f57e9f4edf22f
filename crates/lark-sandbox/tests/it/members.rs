//! Who is in a group: adding, removing, listing.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        MemberIdType, UserIdType,
        members::{AddMembers, GetMembers, ListMembers, RemoveMembers},
    },
};

use crate::harness::World;

fn add(chat: &ChatId, ids: &[&str]) -> AddMembers {
    AddMembers {
        chat_id: chat.clone(),
        member_id_type: None,
        succeed_type: None,
        id_list: ids.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn remove(chat: &ChatId, ids: &[&str]) -> RemoveMembers {
    RemoveMembers {
        chat_id: chat.clone(),
        member_id_type: None,
        id_list: ids.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn get(chat: &ChatId) -> GetMembers {
    GetMembers {
        chat_id: chat.clone(),
        member_id_type: None,
        page_size: Some(100),
        page_token: None,
    }
}

fn list(chat: &ChatId) -> ListMembers {
    ListMembers {
        chat_id: chat.clone(),
        member_types: None,
        member_id_type: None,
        page_size: None,
        page_token: None,
    }
}

fn people(world: &World) -> Vec<String> {
    let page = world.ask_bot(&get(&world.group())).page;
    page.items.into_iter().map(|member| member.member_id).collect()
}

#[test]
fn who_is_added_is_in_and_who_is_removed_is_out() {
    let world = World::new();
    let sun = &world.person("sun").open_id;
    for _ in 0..2 {
        let answer = world.ask_bot(&add(&world.group(), &[sun]));
        assert_eq!(answer, Default::default(), "who is in already is not reported");
    }
    assert!(people(&world).contains(sun));
    world.ask_bot(&remove(&world.group(), &[sun]));
    assert!(!people(&world).contains(sun));
    world.ask_bot(&remove(&world.group(), &[sun]));
}

#[test]
fn any_member_adds_where_the_group_lets_them_and_only_administrators_remove() {
    let world = World::new();
    let (chen, ahmed) = (world.person("chen"), &world.person("ahmed").open_id);
    assert!(world.ask(&chen.user_access_token, &add(&world.group(), &[ahmed])).is_ok());
    let removing = remove(&world.group(), &[ahmed]);
    let code = world.refused(&chen.user_access_token, &removing);
    assert_eq!(code, codes::CHAT_TOKEN_PERMISSION);
    let zhao = &world.person("zhao").user_access_token;
    assert!(world.ask(zhao, &removing).is_ok());
    let hiring = world.chat("招聘");
    assert_eq!(world.refused(&world.bot, &add(&hiring, &[ahmed])), codes::CHAT_OWNER_ONLY);
    let sun = &world.person("sun").user_access_token;
    assert!(world.ask(sun, &add(&hiring, &[ahmed])).is_ok());
}

#[test]
fn anyone_may_leave_except_the_owner() {
    let world = World::new();
    let (chen, zhao) = (world.person("chen"), world.person("zhao"));
    assert!(world.ask(&chen.user_access_token, &remove(&world.group(), &[&chen.open_id])).is_ok());
    assert!(!people(&world).contains(&chen.open_id));
    let kick = remove(&world.group(), &[&zhao.open_id]);
    assert_eq!(world.refused(&world.bot, &kick), codes::CHAT_OWNER_STAYS);
    let bot = RemoveMembers {
        member_id_type: Some(MemberIdType::AppId),
        ..remove(&world.group(), &[&world.info.apps[0].app_id])
    };
    world.ask_bot(&bot);
    assert_eq!(world.refused(&world.bot, &get(&world.group())), codes::CHAT_OUTSIDE);
}

#[test]
fn unknown_ids_fail_the_call_or_are_reported() {
    let world = World::altered("");
    let resigned = world.look_up(
        "SELECT o.open_id FROM open_ids o JOIN actors a ON a.id = o.actor
         WHERE o.app = 1 AND a.status = 'resigned'",
    );
    let sun = world.person("sun").open_id.clone();
    let with = |succeed_type, ids: &[&str]| AddMembers {
        succeed_type: Some(succeed_type),
        ..add(&world.group(), ids)
    };
    let refused = world.ask(&world.bot, &with(0, &[&sun, "ou_no"])).unwrap_err();
    assert_eq!(refused.code, codes::OPEN_ID_UNKNOWN);
    assert!(refused.msg.ends_with(": [ou_no]"), "{}", refused.msg);
    assert!(!people(&world).contains(&sun), "a refused call changes nothing");
    let answer = world.ask_bot(&with(1, &["ou_no", &resigned, &sun]));
    assert_eq!(answer.not_existed_id_list, ["ou_no"]);
    assert_eq!(answer.invalid_id_list, [resigned.as_str()]);
    assert!(people(&world).contains(&sun));
    assert_eq!(world.ask_bot(&with(0, &[&resigned])).invalid_id_list, [resigned.as_str()]);
    let all_or_none = with(2, &[&sun, &resigned]);
    assert_eq!(world.refused(&world.bot, &all_or_none), codes::CHAT_UNAVAILABLE_IDS);
    assert_eq!(world.refused(&world.bot, &with(3, &[&sun])), codes::CHAT_PARAM);
    let removed = world.ask_bot(&remove(&world.group(), &["ou_no", &sun]));
    assert_eq!(removed.invalid_id_list, ["ou_no"]);
}

#[test]
fn an_open_id_of_another_app_is_told_apart() {
    let world = World::altered("");
    let foreign = world.look_up("SELECT open_id FROM open_ids WHERE app = 2 LIMIT 1");
    let code = world.refused(&world.bot, &add(&world.group(), &[&foreign]));
    assert_eq!(code, codes::OPEN_ID_OTHER_APP);
}

#[test]
fn bots_come_by_their_app_and_people_by_any_of_their_ids() {
    let world = World::altered("");
    let hiring = world.chat("Design");
    let notifier = world.info.apps[1].app_id.as_str();
    let as_app = |ids: &[&str]| AddMembers {
        member_id_type: Some(MemberIdType::AppId),
        ..add(&hiring, ids)
    };
    world.ask_bot(&as_app(&[notifier]));
    let bots = world.ask_bot(&list(&hiring)).bots;
    assert!(bots.iter().any(|bot| bot.app_id == notifier));
    assert_eq!(world.refused(&world.bot, &as_app(&["cli_no"])), codes::CHAT_UNAVAILABLE_IDS);
    let user_id = world.look_up("SELECT user_id FROM actors WHERE email LIKE 'sun%'");
    let by_user_id =
        AddMembers { member_id_type: Some(MemberIdType::UserId), ..add(&hiring, &[&user_id]) };
    world.ask_bot(&by_user_id);
    let shown = GetMembers { member_id_type: Some(UserIdType::UserId), ..get(&hiring) };
    let members = world.ask_bot(&shown).page.items;
    assert!(members.iter().any(|member| member.member_id == user_id && member.name == "孙倩"));
    let other = AddMembers {
        member_id_type: Some(MemberIdType::Other("email".to_owned())),
        ..add(&hiring, &["x"])
    };
    assert_eq!(world.refused(&world.bot, &other), codes::MEMBER_ID_TYPE);
}

#[test]
fn a_call_takes_one_to_fifty_people_and_five_bots() {
    let world = World::new();
    let many = vec!["ou_x"; 51];
    assert_eq!(world.refused(&world.bot, &add(&world.group(), &many)), codes::CHAT_PARAM);
    assert_eq!(world.refused(&world.bot, &add(&world.group(), &[])), codes::CHAT_PARAM);
    let bots = AddMembers {
        member_id_type: Some(MemberIdType::AppId),
        ..add(&world.group(), &["cli_x"; 6])
    };
    assert_eq!(world.refused(&world.bot, &bots), codes::CHAT_PARAM);
    assert_eq!(world.refused(&world.bot, &remove(&world.group(), &[])), codes::CHAT_PARAM);
}

#[test]
fn outsiders_conversations_and_dissolved_groups_are_refused() {
    let world = World::new();
    let (on_call, sun) = (world.chat("运维"), world.person("sun").open_id.as_str());
    assert_eq!(world.refused(&world.bot, &add(&on_call, &[sun])), codes::CHAT_OUTSIDE);
    assert_eq!(world.refused(&world.bot, &get(&on_call)), codes::CHAT_OUTSIDE);
    assert_eq!(world.refused(&world.bot, &list(&on_call)), codes::OPEN_CHAT_MEMBER);
    let unknown = ChatId::unchecked("oc_no");
    assert_eq!(world.refused(&world.bot, &get(&unknown)), codes::CHAT_ID_INVALID);
    let private = world.info.chats.iter().find(|chat| chat.chat_mode == "p2p").unwrap();
    let private = ChatId::unchecked(&private.chat_id);
    assert_eq!(world.refused(&world.bot, &add(&private, &[sun])), codes::CHAT_TYPE);
    let group = world.group();
    let world = World::altered("UPDATE chats SET status = 'dissolved' WHERE id = 1");
    assert_eq!(world.refused(&world.bot, &get(&group)), codes::CHAT_DISSOLVED);
}

#[test]
fn where_joining_needs_approval_a_member_only_proposes() {
    let world = World::altered(
        r#"UPDATE chats SET settings = '{"membership_approval":"approval_required"}'
           WHERE id = 1"#,
    );
    let (chen, sun) = (world.person("chen"), &world.person("sun").open_id);
    let answer = world.ask(&chen.user_access_token, &add(&world.group(), &[sun])).unwrap();
    assert_eq!(&answer.pending_approval_id_list, std::slice::from_ref(sun));
    assert!(!people(&world).contains(sun));
    world.ask_bot(&add(&world.group(), &[sun]));
    assert!(people(&world).contains(sun));
}

#[test]
fn lists_have_pages_totals_and_both_kinds() {
    let world = World::new();
    let all = world.ask_bot(&list(&world.group()));
    assert_eq!((all.users.len(), all.bots.len()), (9, 2));
    assert_eq!((all.user_total, all.bot_total), (Some(9), Some(2)));
    let only =
        |types: &str| ListMembers { member_types: Some(types.to_owned()), ..list(&world.group()) };
    assert!(world.ask_bot(&only("bot")).users.is_empty());
    assert_eq!(world.refused(&world.bot, &only("robot")), codes::CHAT_PARAM);
    let mut paged = GetMembers { page_size: Some(4), ..get(&world.group()) };
    let mut seen = Vec::new();
    loop {
        let answer = world.ask_bot(&paged);
        assert_eq!(answer.member_total, 9);
        seen.extend(answer.page.items);
        if !answer.page.has_more {
            break;
        }
        paged.page_token = Some(answer.page.page_token);
    }
    assert_eq!(seen.len(), 9);
    let bad = GetMembers { page_token: Some("x".to_owned()), ..get(&world.group()) };
    assert_eq!(world.refused(&world.bot, &bad), codes::CHAT_PARAM);
    let large = GetMembers { page_size: Some(101), ..get(&world.group()) };
    assert_eq!(world.refused(&world.bot, &large), codes::FIELD_VALIDATION);
}
