//! Logging in on one device and confirming on another.

use lark_api::{
    Endpoint,
    authen::GetUserInfo,
    errors::codes,
    ids::AppId,
    oauth::{
        device::{AuthorizeDevice, DeviceAuthorization},
        failure::ErrorWord,
        token::{GetToken, Grant},
    },
};
use lark_sandbox::{Consent, ConsentAbout, ConsentError, Decision};

use crate::{
    harness::{World, request, typed},
    oauth::{SCOPE, later, refused, token_of},
};

pub fn begin(world: &World, scope: &str) -> DeviceAuthorization {
    world.ask("", &asked(world, 0, scope)).unwrap()
}

fn asked(world: &World, app: usize, scope: &str) -> AuthorizeDevice {
    let app = &world.info.apps[app];
    AuthorizeDevice {
        client_id: Some(AppId::unchecked(&app.app_id)),
        client_secret: Some(app.app_secret.clone()),
        scope: scope.to_owned(),
    }
}

fn by_device(device: &DeviceAuthorization) -> Grant {
    Grant::DeviceCode { device_code: device.device_code.clone() }
}

/// The word that somebody who polls is answered; nothing once there is a token.
fn word(world: &World, device: &DeviceAuthorization) -> Option<ErrorWord> {
    let refused = token_of(world, 0, by_device(device)).err()?;
    assert_eq!(refused.status, 400);
    Some(refused.error.as_str().unwrap().into())
}

pub fn decide(world: &World, code: &str, decision: Decision) -> Result<(), ConsentError> {
    let about = ConsentAbout::Code(code.to_owned());
    world.sandbox.consent(Consent { about, person: None, decision }).map(drop)
}

#[test]
fn a_login_waits_until_it_is_confirmed_and_is_used_once() {
    let world = World::new();
    let device = begin(&world, SCOPE);
    assert_eq!((device.expires_in, device.interval), (Some(240), Some(5)));
    assert_eq!(device.user_code.len(), 9);
    assert_eq!(word(&world, &device), Some(ErrorWord::AuthorizationPending));
    later(&world, 5);
    assert_eq!(word(&world, &device), Some(ErrorWord::AuthorizationPending));
    decide(&world, &device.user_code.to_lowercase().replace('-', " "), Decision::Allow).unwrap();
    let answer = token_of(&world, 0, by_device(&device)).unwrap();
    assert_eq!(answer.scope, SCOPE);
    let me = world.ask(&answer.access_token, &GetUserInfo {}).unwrap();
    assert_eq!(me.open_id.as_str(), world.info.users[0].open_id);
    let refusal = token_of(&world, 0, by_device(&device)).unwrap_err();
    assert_eq!((refusal.code, &refusal.error), (codes::OAUTH_CODE_USED, &"invalid_grant".into()));
}

#[test]
fn who_asks_too_soon_is_slowed_down_by_five_seconds() {
    let world = World::new();
    let device = begin(&world, SCOPE);
    assert_eq!(word(&world, &device), Some(ErrorWord::AuthorizationPending));
    later(&world, 2);
    assert_eq!(word(&world, &device), Some(ErrorWord::SlowDown));
    later(&world, 5);
    assert_eq!(word(&world, &device), Some(ErrorWord::SlowDown), "ten seconds now");
    later(&world, 15);
    assert_eq!(word(&world, &device), Some(ErrorWord::AuthorizationPending));
}

#[test]
fn a_refusal_and_the_end_of_time_are_told_apart() {
    let world = World::new();
    let device = begin(&world, SCOPE);
    decide(&world, &device.device_code, Decision::Deny).unwrap();
    assert_eq!(word(&world, &device), Some(ErrorWord::AccessDenied));
    let device = begin(&world, SCOPE);
    later(&world, 239);
    assert_eq!(word(&world, &device), Some(ErrorWord::AuthorizationPending));
    later(&world, 1);
    assert_eq!(word(&world, &device), Some(ErrorWord::ExpiredToken));
    let late = decide(&world, &device.user_code, Decision::Allow);
    assert!(matches!(late, Err(ConsentError::Expired)));
}

#[test]
fn less_can_be_granted_than_was_asked_for_but_not_more() {
    let world = World::new();
    let device = begin(&world, SCOPE);
    let only = |scope: &str| Decision::AllowOnly(vec![scope.to_owned()]);
    let more = decide(&world, &device.user_code, only("im:message"));
    assert!(matches!(more, Err(ConsentError::Scope(_))));
    decide(&world, &device.user_code, only("im:chat:readonly")).unwrap();
    let answer = token_of(&world, 0, by_device(&device)).unwrap();
    assert_eq!((answer.scope.as_str(), answer.refresh_token), ("im:chat:readonly", None));
    let again = decide(&world, &device.user_code, Decision::Allow);
    assert!(matches!(again, Err(ConsentError::Decided)));
    let unknown = decide(&world, "BBBB-BBBB", Decision::Allow);
    assert!(matches!(unknown, Err(ConsentError::UnknownCode)));
}

#[test]
fn somebody_else_can_be_who_confirms() {
    let world = World::new();
    let device = begin(&world, SCOPE);
    let about = || ConsentAbout::Code(device.user_code.clone());
    let by = |person: &str| {
        let person = Some(person.to_owned());
        world.sandbox.consent(Consent { about: about(), person, decision: Decision::Allow })
    };
    assert!(matches!(by("zhou.ming@example.com"), Err(ConsentError::UnknownPerson)), "he left");
    let chen = world.person("chen").clone();
    by(&chen.email).unwrap();
    let answer = token_of(&world, 0, by_device(&device)).unwrap();
    let me = world.ask(&answer.access_token, &GetUserInfo {}).unwrap();
    assert_eq!(me.open_id.as_str(), chen.open_id);
}

#[test]
fn only_what_the_app_has_can_be_asked_for() {
    let world = World::new();
    let code = |app, scope: &str| world.refused("", &asked(&world, app, scope));
    assert_eq!(code(1, "im:message"), codes::OAUTH_SCOPE);
    assert_eq!(code(0, "im:message im:message"), codes::OAUTH_SCOPES_TWICE);
    assert_eq!(code(0, "<script>"), codes::OAUTH_SCOPE);
    assert!(world.ask("", &asked(&world, 1, "im:chat:readonly offline_access")).is_ok());
}

#[test]
fn a_device_code_is_its_apps_own_and_a_user_code_is_none() {
    let world = World::new();
    let device = begin(&world, SCOPE);
    assert_eq!(refused(&world, 1, by_device(&device)), codes::OAUTH_OTHER_CLIENT);
    let guess = Grant::DeviceCode { device_code: device.user_code.clone() };
    assert_eq!(refused(&world, 0, guess), codes::OAUTH_CODE_UNKNOWN);
}

#[test]
fn the_app_may_prove_itself_in_a_header_and_links_name_the_host() {
    let world = World::new();
    let app = &world.info.apps[0];
    let path = AuthorizeDevice::META.path;
    let mut call = request("POST", path, "", "client_id=ignored&scope=im%3Achat%3Areadonly");
    // `printf a:b | base64` would need the secret; a wrong header is looked at first.
    call.headers_mut().insert("authorization", "Basic Y2xpXzA6eA==".parse().unwrap());
    assert_eq!(world.raw(call).json()["code"], codes::OAUTH_NO_APP);
    let mut call = typed("", &asked(&world, 0, ""));
    call.headers_mut().insert("host", "localhost:9".parse().unwrap());
    let answer = world.raw(call).json();
    let user_code = answer["user_code"].as_str().unwrap();
    assert_eq!(
        answer["verification_uri_complete"],
        format!("http://localhost:9/oauth/v1/device/verify?user_code={user_code}")
    );
    let unknown = GetToken::new(
        AppId::unchecked(&app.app_id),
        &app.app_secret,
        Grant::DeviceCode { device_code: String::new() },
    );
    assert_eq!(world.refused("", &unknown), codes::OAUTH_PARAM);
}
