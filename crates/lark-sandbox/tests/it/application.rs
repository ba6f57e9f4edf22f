//! The app itself, who is logged in, and people by name.

use lark_api::{
    application::{GetApplication, ListScopes},
    authen::GetUserInfo,
    contact::{BasicBatchUsers, GetUser},
    errors::codes,
    ids::AppId,
    im::UserIdType,
};

use crate::harness::World;

fn application(app_id: &str, lang: &str) -> GetApplication {
    GetApplication { app_id: AppId::unchecked(app_id), lang: lang.to_owned() }
}

#[test]
fn an_app_sees_itself_and_what_it_may_do() {
    let world = World::new();
    let own = &world.info.apps[0].app_id;
    let app = world.ask_bot(&application(own, "zh_cn")).app;
    assert_eq!((app.app_name.as_str(), app.status), ("Orbit Assistant", 1));
    let scope = app.scopes.iter().find(|scope| scope.scope == "im:message").unwrap();
    assert_eq!(scope.token_types, ["tenant", "user"]);
    assert_eq!(world.ask_bot(&application("me", "en_us")).app, app);
    let other = application(&world.info.apps[1].app_id, "zh_cn");
    assert_eq!(world.refused(&world.bot, &other), codes::FIELD_VALIDATION);
    assert_eq!(world.refused(&world.bot, &application(own, "xx")), codes::FIELD_VALIDATION);
}

#[test]
fn an_app_lists_what_it_may_do_beside_what_it_might() {
    let world = World::new();
    let scopes = world.ask(&world.bot_token(1), &ListScopes {}).unwrap().scopes;
    let status = |name: &str| {
        let found = scopes.iter().find(|it| it.scope_name == name && it.scope_type == "tenant");
        found.unwrap().grant_status
    };
    assert_eq!((status("im:chat:readonly"), status("im:chat:create")), (1, 2));
    let all = world.ask_bot(&ListScopes {}).scopes;
    assert!(all.iter().all(|scope| scope.grant_status == 1));
}

#[test]
fn what_only_some_calls_need_is_listed_as_whom_it_is_for() {
    let world = World::new();
    let all = world.ask_bot(&ListScopes {}).scopes;
    let kinds = |name: &str| -> Vec<&str> {
        let named = all.iter().filter(|scope| scope.scope_name == name);
        named.map(|scope| scope.scope_type.as_str()).collect()
    };
    assert_eq!(kinds("im:message.group_msg"), ["tenant"]);
    assert_eq!(kinds("im:message.group_msg:get_as_user"), ["user"]);
    assert_eq!(kinds("im:message.p2p_msg:readonly"), ["tenant"]);
    assert_eq!(kinds("im:message"), ["tenant", "user"]);
    let own = world.ask_bot(&application("me", "zh_cn")).app;
    assert!(own.scopes.iter().any(|scope| scope.scope == "im:message.group_msg"));
}

#[test]
fn a_token_tells_whom_it_acts_for() {
    let world = World::new();
    let person = world.ask(&world.user, &GetUserInfo {}).unwrap();
    assert_eq!(person.open_id.as_str(), world.info.users[0].open_id);
    assert_eq!((person.name.as_str(), person.email.as_str()), ("林晓", "lin.xiao@example.com"));
    assert_eq!(world.refused(&world.bot, &GetUserInfo {}), codes::TOKEN_INVALID);
}

#[test]
fn a_person_is_found_by_any_of_their_ids() {
    let world = World::altered("");
    let chen = &world.person("chen").open_id;
    let get = |id: &str, user_id_type| GetUser { user_id: id.to_owned(), user_id_type };
    let user = world.ask_bot(&get(chen, None)).user;
    assert_eq!(user.name, "陈伟");
    let by_union = get(user.union_id.as_str(), Some(UserIdType::UnionId));
    assert_eq!(world.ask_bot(&by_union).user, user);
    let refused = world.ask(&world.bot, &get("ou_no", None)).unwrap_err();
    assert_eq!(refused.code, codes::OPEN_ID_UNKNOWN);
    assert!(refused.msg.ends_with(": [ou_no]"));
    let foreign = world.look_up("SELECT open_id FROM open_ids WHERE app = 2 LIMIT 1");
    assert_eq!(world.refused(&world.bot, &get(&foreign, None)), codes::OPEN_ID_OTHER_APP);
}

#[test]
fn names_are_looked_up_ten_at_once() {
    let world = World::new();
    let chen = world.person("chen").open_id.clone();
    let ask = |user_ids: Vec<String>| BasicBatchUsers { user_id_type: None, user_ids };
    let users = world.ask_bot(&ask(vec![chen.clone(), "ou_no".to_owned()])).users;
    assert_eq!(users.len(), 1);
    assert_eq!((&users[0].user_id, users[0].name.as_str()), (&chen, "陈伟"));
    assert_eq!(world.refused(&world.bot, &ask(vec![chen; 11])), codes::FIELD_VALIDATION);
    assert_eq!(world.refused(&world.bot, &ask(Vec::new())), codes::FIELD_VALIDATION);
}
