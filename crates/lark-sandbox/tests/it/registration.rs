//! Apps that programs ask for and people allow.

use lark_api::{
    application::ProbeCliApp,
    auth::TenantAccessToken,
    authen::GetUserInfo,
    bot::GetBotInfo,
    errors::codes,
    im::chats::CreateChat,
    oauth::{
        failure::ErrorWord,
        registration::{RegisterApp, Registration},
        token::{GetToken, Grant},
    },
};
use lark_sandbox::Decision;

use crate::{
    device::decide,
    harness::{World, text_to},
    oauth::later,
};

fn begin(world: &World) -> Registration {
    world.ask("", &RegisterApp::begin()).unwrap()
}

fn poll(world: &World, begun: &Registration) -> Result<Registration, ErrorWord> {
    let poll = RegisterApp::poll(&begun.device_code);
    world.ask("", &poll).map_err(|refused| refused.error.as_str().unwrap().into())
}

#[test]
fn an_app_that_was_allowed_works_like_any_other() {
    let world = World::new();
    let begun = begin(&world);
    assert_eq!((begun.expires_in, begun.expire_in), (Some(600), Some(600)));
    assert_eq!(poll(&world, &begun), Err(ErrorWord::AuthorizationPending));
    decide(&world, &begun.user_code, Decision::Allow).unwrap();
    let made = poll(&world, &begun).unwrap();
    let (app_id, app_secret) = (made.client_id.unwrap(), made.client_secret.unwrap());
    let user = made.user_info.unwrap();
    assert_eq!(user.tenant_brand.as_deref(), Some("feishu"));
    assert_ne!(user.open_id.unwrap().as_str(), world.info.users[0].open_id, "another app's id");
    let credentials = TenantAccessToken { app_id: app_id.clone(), app_secret: app_secret.clone() };
    let bot = world.ask("", &credentials).unwrap().tenant_access_token;
    assert_eq!(world.ask(&bot, &GetBotInfo {}).unwrap().bot.app_name, "Personal Agent");
    let chat = world.ask(&bot, &CreateChat::default()).unwrap().chat_id.unwrap();
    world.send(&bot, &chat, "hello");
    assert_eq!(world.refused(&bot, &text_to(&world.group(), "hi")), codes::NOT_IN_CHAT);
    world.ask(&bot, &ProbeCliApp { from: Some("lark-cli/0".to_owned()) }).unwrap();
    let apps = world.sandbox.info().unwrap().apps;
    assert_eq!((apps.len(), apps[2].app_id.as_str()), (3, app_id.as_str()));
    let used = poll(&world, &begun);
    assert_eq!(used, Err(ErrorWord::InvalidGrant), "handed out once");
    world.sandbox.reset().unwrap();
    assert_eq!(world.sandbox.info().unwrap(), world.info, "a reset takes it away");
    assert_eq!(world.refused("", &credentials), codes::APP_ID_INVALID);
    assert_eq!(world.refused(&bot, &GetBotInfo {}), codes::TOKEN_INVALID);
}

#[test]
fn people_log_in_to_a_registered_app() {
    let world = World::new();
    let begun = begin(&world);
    decide(&world, &begun.user_code, Decision::Allow).unwrap();
    let made = poll(&world, &begun).unwrap();
    let (id, secret) = (made.client_id.unwrap(), made.client_secret.unwrap());
    let device = lark_api::oauth::device::AuthorizeDevice {
        client_id: Some(id.clone()),
        client_secret: Some(secret.clone()),
        scope: "im:chat:readonly".to_owned(),
    };
    let device = world.ask("", &device).unwrap();
    decide(&world, &device.user_code, Decision::Allow).unwrap();
    let grant = Grant::DeviceCode { device_code: device.device_code };
    let answer = world.ask("", &GetToken::new(id, secret, grant)).unwrap();
    let me = world.ask(&answer.access_token, &GetUserInfo {}).unwrap();
    assert_eq!(Some(me.open_id), made.user_info.unwrap().open_id);
}

#[test]
fn a_registration_that_is_refused_or_forgotten_makes_no_app() {
    let world = World::new();
    let denied = begin(&world);
    decide(&world, &denied.user_code, Decision::Deny).unwrap();
    assert_eq!(poll(&world, &denied), Err(ErrorWord::AccessDenied));
    let forgotten = begin(&world);
    later(&world, 600);
    assert_eq!(poll(&world, &forgotten), Err(ErrorWord::ExpiredToken));
    assert_eq!(world.sandbox.info().unwrap().apps.len(), 2);
}

#[test]
fn steps_that_make_no_sense_are_refused() {
    let world = World::new();
    let mut odd = RegisterApp { action: "finish".into(), ..RegisterApp::begin() };
    assert_eq!(world.refused("", &odd), codes::OAUTH_MALFORMED);
    odd = RegisterApp { archetype: Some("Robot".to_owned()), ..RegisterApp::begin() };
    assert_eq!(world.refused("", &odd), codes::OAUTH_MALFORMED);
    odd = RegisterApp { device_code: None, ..RegisterApp::poll("") };
    assert_eq!(world.refused("", &odd), codes::OAUTH_PARAM);
    assert_eq!(world.refused("", &RegisterApp::poll("x")), codes::OAUTH_CODE_UNKNOWN);
}
