//! Tokens: how one gets them, which are taken where, and when they end.

use lark_api::{
    Endpoint,
    auth::TenantAccessToken,
    bot::GetBotInfo,
    errors::codes,
    ids::AppId,
    im::chats::{CreateChat, ListChats},
    search::SearchUsers,
};

use crate::harness::{NOW, World, request, text_to, typed};

fn credentials(world: &World) -> TenantAccessToken {
    let app = &world.info.apps[0];
    TenantAccessToken { app_id: AppId::unchecked(&app.app_id), app_secret: app.app_secret.clone() }
}

#[test]
fn the_same_tenant_token_is_handed_out_while_it_lasts() {
    let world = World::new();
    let one = world.ask("", &credentials(&world)).unwrap();
    assert_eq!(one.expire, 7200);
    assert!(one.tenant_access_token.starts_with("t-") && one.tenant_access_token.len() == 42);
    assert_eq!(world.ask("", &credentials(&world)).unwrap(), one);
}

#[test]
fn a_wrong_app_or_secret_is_refused_with_http_200() {
    let world = World::new();
    let app = TenantAccessToken { app_id: AppId::unchecked("cli_0"), ..credentials(&world) };
    let refused = world.ask("", &app).unwrap_err();
    assert_eq!((refused.status, refused.code), (200, codes::APP_ID_INVALID));
    let secret = TenantAccessToken { app_secret: "guess".to_owned(), ..credentials(&world) };
    let refused = world.ask("", &secret).unwrap_err();
    assert_eq!((refused.status, refused.code), (200, codes::APP_SECRET_INVALID));
}

#[test]
fn the_token_path_takes_a_slash_at_its_end_and_no_content_type() {
    let world = World::new();
    let body = serde_json::to_string(&credentials(&world)).unwrap();
    let path = format!("{}/", TenantAccessToken::META.path);
    let answer = world.raw(request("POST", &path, "", body)).json();
    assert_eq!((&answer["code"], &answer["msg"]), (&0.into(), &"ok".into()));
    assert_eq!(answer["tenant_access_token"], world.bot);
}

#[test]
fn each_kind_of_bad_token_has_its_own_code() {
    let world = World::new();
    let code = |token: &str| world.refused(token, &ListChats::default());
    assert_eq!(code(""), codes::TOKEN_MISSING);
    assert_eq!(code("t-unknown"), codes::TOKEN_INVALID);
    assert_eq!(code("u-unknown"), codes::USER_TOKEN_INVALID);
    assert_eq!(code("eyJhbGciOi.x.y"), codes::USER_TOKEN_INVALID);
    assert_eq!(code("secret"), codes::TOKEN_FORMAT);
    let mut bare = typed("", &ListChats::default());
    bare.headers_mut().insert("authorization", world.bot.parse().unwrap());
    assert_eq!(world.raw(bare).json()["code"], codes::TOKEN_MISSING);
}

#[test]
fn an_endpoint_refuses_the_identity_it_is_not_for() {
    let world = World::new();
    let refused = world.ask(&world.user, &GetBotInfo {}).unwrap_err();
    assert_eq!(refused.code, codes::USER_TOKEN_INVALID);
    assert_eq!(refused.msg, "user access token not support");
    assert_eq!(world.refused(&world.user, &CreateChat::default()), codes::USER_TOKEN_INVALID);
    let search = SearchUsers { query: "lin".to_owned(), ..SearchUsers::default() };
    assert_eq!(world.refused(&world.bot, &search), codes::TOKEN_INVALID);
    assert!(world.ask(&world.user, &search).is_ok());
}

#[test]
fn a_token_ends_and_is_replaced_before() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let (old_bot, old_user) = {
        let world = World::at(&path);
        (world.bot.clone(), world.user.clone())
    };
    let minutes = |minutes: i64| set_clock(&path, NOW + minutes * 60_000);
    minutes(89);
    let world = World::at(&path);
    assert_eq!((&world.bot, &world.user), (&old_bot, &old_user));
    drop(world);
    minutes(91);
    let world = World::at(&path);
    assert!(world.bot != old_bot && world.user != old_user);
    assert!(world.ask(&old_bot, &ListChats::default()).is_ok(), "both work until the old one ends");
    drop(world);
    minutes(121);
    let world = World::at(&path);
    let refused = world.ask(&old_bot, &ListChats::default()).unwrap_err();
    assert_eq!((refused.status, refused.code), (401, codes::TOKEN_EXPIRED));
}

#[test]
fn an_app_without_a_permission_is_told_which_ones_would_do() {
    let world = World::new();
    let notifier = world.bot_token(1);
    let refused = world.ask(&notifier, &CreateChat::default()).unwrap_err();
    assert_eq!((refused.status, refused.code), (400, codes::APP_SCOPE));
    assert!(refused.msg.starts_with("Access denied. One of the following scopes is required: ["));
    assert!(refused.msg.contains("应用尚未开通"), "{}", refused.msg);
    let violations = refused.error["permission_violations"].as_array().unwrap();
    assert_eq!(violations[0]["type"], "action_scope_required");
    assert!(violations.iter().any(|violation| violation["subject"] == "im:chat:create"));
    let app_id = &world.info.apps[1].app_id;
    assert!(refused.error["helps"][0]["url"].as_str().unwrap().contains(app_id));
    let on_call = world.chat("运维");
    assert!(world.ask(&notifier, &text_to(&on_call, "ALERT")).is_ok());
}

#[test]
fn a_person_who_granted_less_is_told_what_is_missing() {
    let world = World::altered(
        r#"UPDATE tokens SET scopes = '["im:message","im:chat:readonly"]'
           WHERE token LIKE 'u-%'"#,
    );
    let refused = world.ask(&world.user, &text_to(&world.group(), "hi")).unwrap_err();
    assert_eq!((refused.status, refused.code), (400, codes::USER_SCOPE));
    let violation = &refused.error["permission_violations"][0];
    assert_eq!(violation["type"], "action_privilege_required");
    assert_eq!(violation["subject"], "im:message.send_as_user");
}

/// Sets the clock of a sandbox that nobody has open.
pub fn set_clock(path: &std::path::Path, at: i64) {
    let db = rusqlite::Connection::open(path).unwrap();
    let clock = format!("frozen:{at}");
    db.execute("UPDATE settings SET value = ?1 WHERE name = 'clock'", [clock]).unwrap();
}
