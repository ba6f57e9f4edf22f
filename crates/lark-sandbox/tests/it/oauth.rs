//! Tokens for people: what they are had for, what they allow, when they end.

use std::time::Duration;

use lark_api::{
    auth::AppAccessToken,
    authen::GetUserInfo,
    errors::codes,
    ids::AppId,
    im::chats::ListChats,
    oauth::{
        authorize::{Authorize, S256},
        oidc::{OidcAccessToken, OidcRefreshAccessToken},
        token::{GetToken, GetTokenV3, Grant, GrantType, RevokeToken, TokenAnswer, TokenTypeHint},
    },
};
use lark_sandbox::{ClockChange, Consent, ConsentAbout, Decision};
use serde_json::{Value, json};

use crate::harness::{FORM, JSON, Refused, World, request, text_to, typed};

pub const SCOPE: &str = "im:chat:readonly contact:user.base:readonly offline_access";
const CALLBACK: &str = "http://127.0.0.1:3000/callback";
/// The example of RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Asks for a token as one of the sandbox's apps.
pub fn token_of(world: &World, app: usize, grant: Grant) -> Result<TokenAnswer, Box<Refused>> {
    let app = &world.info.apps[app];
    world.ask("", &GetToken::new(AppId::unchecked(&app.app_id), &app.app_secret, grant))
}

pub fn refused(world: &World, app: usize, grant: Grant) -> i64 {
    token_of(world, app, grant).unwrap_err().code
}

pub fn page(world: &World, scope: &str) -> Authorize {
    Authorize {
        client_id: AppId::unchecked(&world.info.apps[0].app_id),
        redirect_uri: CALLBACK.to_owned(),
        scope: scope.to_owned(),
        state: "s&1".to_owned(),
        ..Authorize::default()
    }
}

/// What the page sends the browser on with, once the default person allows it.
pub fn allow(world: &World, page: &Authorize) -> String {
    let about = ConsentAbout::Page(page.path_and_query());
    let consent = Consent { about, person: None, decision: Decision::Allow };
    let location = world.sandbox.consent(consent).unwrap().location.unwrap();
    let (_, rest) = location.split_once("?code=").unwrap();
    rest.split('&').next().unwrap().to_owned()
}

fn by_code(code: &str) -> Grant {
    Grant::AuthorizationCode { code: code.to_owned(), redirect_uri: None, code_verifier: None }
}

fn by_refresh(answer: &TokenAnswer) -> Grant {
    Grant::RefreshToken { refresh_token: answer.refresh_token.clone().unwrap() }
}

pub fn log_in(world: &World, scope: &str) -> TokenAnswer {
    token_of(world, 0, by_code(&allow(world, &page(world, scope)))).unwrap()
}

pub fn later(world: &World, seconds: u64) {
    world.sandbox.change_clock(ClockChange::Advance(Duration::from_secs(seconds))).unwrap();
}

#[test]
fn a_code_is_good_for_tokens_that_act_as_the_person() {
    let world = World::new();
    let code = allow(&world, &page(&world, SCOPE));
    assert_eq!(code.len(), 64);
    let answer = token_of(&world, 0, by_code(&code)).unwrap();
    assert!(answer.access_token.starts_with("eyJ") && answer.access_token.len() > 1000);
    assert_eq!((answer.expires_in, answer.refresh_token_expires_in), (7200, Some(604_800)));
    assert_eq!((answer.token_type.as_str(), answer.scope.as_str()), ("Bearer", SCOPE));
    let me = world.ask(&answer.access_token, &GetUserInfo {}).unwrap();
    assert_eq!(me.open_id.as_str(), world.info.users[0].open_id);
    assert_eq!((me.email.as_str(), me.name.as_str()), ("", "林晓"));
    assert!(world.ask(&answer.access_token, &ListChats::default()).is_ok());
}

#[test]
fn a_token_may_do_what_was_granted_and_nothing_else() {
    let world = World::new();
    let answer = log_in(&world, "im:chat:readonly");
    let send = text_to(&world.group(), "hi");
    assert_eq!(world.refused(&answer.access_token, &send), codes::USER_SCOPE);
    assert_eq!(answer.refresh_token, None, "nobody asked for offline_access");
    let more = log_in(&world, "im:message.send_as_user im:message");
    assert!(world.ask(&more.access_token, &send).is_ok());
    assert_eq!(more.scope, "im:chat:readonly im:message.send_as_user im:message", "they add up");
    assert_eq!(world.refused(&answer.access_token, &send), codes::USER_SCOPE);
}

#[test]
fn the_body_may_be_json_or_a_form() {
    let world = World::new();
    let app = &world.info.apps[0];
    for kind in [JSON, FORM] {
        let code = allow(&world, &page(&world, SCOPE));
        let body = json!({
            "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK,
            "client_id": app.app_id, "client_secret": app.app_secret,
        });
        let body = match kind {
            JSON => body.to_string(),
            _ => {
                let fields = body.as_object().unwrap().iter();
                let fields = fields.map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned()));
                lark_api::wire::encode_query(&fields.collect::<Vec<_>>())
            }
        };
        let path = <GetToken as lark_api::Endpoint>::META.path;
        let answer = world.raw(request("POST", path, "", body));
        assert_eq!((answer.status, &answer.json()["code"]), (200, &0.into()), "{kind}");
        assert_eq!(answer.json()["msg"], Value::Null);
    }
}

#[test]
fn a_refusal_has_oauths_word_and_larks_number() {
    let world = World::new();
    let app = &world.info.apps[0];
    let asked = GetToken::new(AppId::unchecked(&app.app_id), &app.app_secret, by_code("nope"));
    let answer = world.raw(typed("", &asked));
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"], "invalid_grant");
    assert_eq!(answer.json()["code"], codes::OAUTH_CODE_UNKNOWN);
    assert!(answer.json()["error_description"].as_str().unwrap().contains("not found"));
    assert!(!answer.header("x-tt-logid").is_empty());
}

#[test]
fn an_app_proves_who_it_is() {
    let world = World::new();
    let app = world.info.apps[0].clone();
    let code = |id: &str, secret: &str| {
        let asked = GetToken::new(AppId::unchecked(id), secret, by_code("x"));
        world.ask("", &asked).unwrap_err().code
    };
    assert_eq!(code("cli_0", &app.app_secret), codes::OAUTH_NO_APP);
    assert_eq!(code(&app.app_id, "guess"), codes::OAUTH_SECRET);
    assert_eq!(code(&app.app_id, ""), codes::OAUTH_PARAM);
    let asked = GetToken::new(AppId::unchecked(&app.app_id), &app.app_secret, by_code("x"));
    let mut both = typed("", &asked);
    let basic = base64(&format!("{}:{}", app.app_id, app.app_secret));
    let header = |basic: &str| format!("Basic {basic}").parse().unwrap();
    both.headers_mut().insert("authorization", header(&basic));
    assert_eq!(world.raw(both).json()["code"], codes::OAUTH_TWO_PROOFS);
    let mut one = typed("", &GetToken { client_id: None, client_secret: None, ..asked });
    one.headers_mut().insert("authorization", header(&basic));
    assert_eq!(world.raw(one).json()["code"], codes::OAUTH_CODE_UNKNOWN, "who it is was fine");
}

fn base64(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |three: &[u8], shift: u32| {
        let word = three.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        char::from(ALPHABET[(word >> shift & 63) as usize])
    };
    let four = |three: &[u8]| {
        let kept = three.len() + 1;
        let letters = [18, 12, 6, 0].into_iter().take(kept).map(|shift| letter(three, shift));
        letters.collect::<String>() + &"=".repeat(4 - kept)
    };
    text.as_bytes().chunks(3).map(four).collect()
}

#[test]
fn a_request_that_makes_no_sense_is_told_apart() {
    let world = World::new();
    let path = <GetToken as lark_api::Endpoint>::META.path;
    let code =
        |body: &str| world.raw(request("POST", path, "", body.to_owned())).json()["code"].clone();
    assert_eq!(code(""), codes::OAUTH_PARAM);
    assert_eq!(code("{broken"), codes::OAUTH_MALFORMED);
    assert_eq!(code(r#"{"grant_type":"refresh_token","refresh_token":1}"#), codes::OAUTH_MALFORMED);
    assert_eq!(code("grant_type=password"), codes::OAUTH_GRANT_TYPE);
    assert_eq!(code("grant_type=client_credentials"), codes::OAUTH_GRANT_TYPE);
    assert_eq!(code("grant_type=authorization_code"), codes::OAUTH_PARAM);
}

#[test]
fn a_code_works_once_in_time_and_for_its_own_app() {
    let world = World::new();
    let code = allow(&world, &page(&world, SCOPE));
    assert_eq!(refused(&world, 1, by_code(&code)), codes::OAUTH_OTHER_CLIENT);
    let elsewhere = Grant::AuthorizationCode {
        code: code.clone(),
        redirect_uri: Some("http://127.0.0.1:3000/other".to_owned()),
        code_verifier: None,
    };
    assert_eq!(refused(&world, 0, elsewhere), codes::OAUTH_REDIRECT);
    token_of(&world, 0, by_code(&code)).unwrap();
    assert_eq!(refused(&world, 0, by_code(&code)), codes::OAUTH_CODE_USED);
    let code = allow(&world, &page(&world, SCOPE));
    later(&world, 299);
    token_of(&world, 0, by_code(&code)).unwrap();
    let code = allow(&world, &page(&world, SCOPE));
    later(&world, 300);
    assert_eq!(refused(&world, 0, by_code(&code)), codes::OAUTH_CODE_EXPIRED);
}

#[test]
fn a_challenge_wants_its_verifier() {
    let world = World::new();
    let with = |challenge: &str, method: &str, verifier: Option<&str>| {
        let code = allow(
            &world,
            &Authorize {
                code_challenge: challenge.to_owned(),
                code_challenge_method: method.to_owned(),
                ..page(&world, SCOPE)
            },
        );
        let code_verifier = verifier.map(str::to_owned);
        let grant = Grant::AuthorizationCode { code, redirect_uri: None, code_verifier };
        token_of(&world, 0, grant).map_or_else(|refused| refused.code, |_| 0)
    };
    assert_eq!(with(CHALLENGE, S256, Some(VERIFIER)), 0);
    assert_eq!(with(VERIFIER, "", Some(VERIFIER)), 0, "plain unless said");
    assert_eq!(with(CHALLENGE, "plain", Some(VERIFIER)), codes::OAUTH_PKCE);
    assert_eq!(with(CHALLENGE, S256, Some(CHALLENGE)), codes::OAUTH_PKCE);
    assert_eq!(with(CHALLENGE, S256, None), codes::OAUTH_PKCE);
    assert_eq!(with("short", "plain", Some("short")), codes::OAUTH_PKCE, "43 characters at least");
}

#[test]
fn a_refresh_token_is_used_up_and_the_old_token_works_a_minute_longer() {
    let world = World::new();
    let first = log_in(&world, SCOPE);
    later(&world, 3600);
    let second = token_of(&world, 0, by_refresh(&first)).unwrap();
    assert_ne!(second.access_token, first.access_token);
    assert_eq!((second.expires_in, second.scope.as_str()), (7200, SCOPE));
    assert_eq!(refused(&world, 0, by_refresh(&first)), codes::OAUTH_REFRESH_USED);
    later(&world, 59);
    assert!(world.ask(&first.access_token, &GetUserInfo {}).is_ok());
    later(&world, 1);
    assert_eq!(world.refused(&first.access_token, &GetUserInfo {}), codes::TOKEN_EXPIRED);
    assert!(world.ask(&second.access_token, &GetUserInfo {}).is_ok());
    assert!(token_of(&world, 0, by_refresh(&second)).is_ok(), "the new one is not used up");
}

#[test]
fn each_bad_refresh_token_has_its_own_code() {
    let world = World::altered("");
    let unknown = Grant::RefreshToken { refresh_token: "ur-no".to_owned() };
    assert_eq!(refused(&world, 0, unknown), codes::OAUTH_REFRESH_INVALID);
    let answer = log_in(&world, SCOPE);
    assert_eq!(refused(&world, 1, by_refresh(&answer)), codes::OAUTH_OTHER_CLIENT);
    let code = |scope: &str| {
        let app = &world.info.apps[0];
        let mut asked =
            GetToken::new(AppId::unchecked(&app.app_id), &app.app_secret, by_refresh(&answer));
        asked.scope = Some(scope.to_owned());
        world.ask("", &asked).map_or_else(|refused| refused.code, |_| 0)
    };
    assert_eq!(code("im:message"), codes::OAUTH_SCOPE);
    assert_eq!(code("im:chat:readonly im:chat:readonly"), codes::OAUTH_SCOPES_TWICE);
    world.database().execute_batch("UPDATE actors SET status = 'resigned' WHERE id = 1").unwrap();
    assert_eq!(refused(&world, 0, by_refresh(&answer)), codes::OAUTH_USER_STATUS);
    assert_eq!(world.refused(&answer.access_token, &GetUserInfo {}), codes::OAUTH_RESIGNED);
    world.database().execute_batch("UPDATE actors SET status = 'active' WHERE id = 1").unwrap();
    later(&world, 604_800);
    assert_eq!(refused(&world, 0, by_refresh(&answer)), codes::OAUTH_REFRESH_EXPIRED);
}

#[test]
fn a_token_can_be_narrowed_and_the_login_keeps_what_it_has() {
    let world = World::new();
    let answer = log_in(&world, SCOPE);
    let app = &world.info.apps[0];
    let mut asked =
        GetToken::new(AppId::unchecked(&app.app_id), &app.app_secret, by_refresh(&answer));
    asked.scope = Some("contact:user.base:readonly".to_owned());
    let narrow = world.ask("", &asked).unwrap();
    assert_eq!(narrow.scope, "contact:user.base:readonly");
    assert_eq!(world.refused(&narrow.access_token, &ListChats::default()), codes::USER_SCOPE);
    assert_eq!(token_of(&world, 0, by_refresh(&narrow)).unwrap().scope, SCOPE);
}

#[test]
fn a_login_lasts_a_year_however_often_it_is_refreshed() {
    let world = World::new();
    let mut answer = log_in(&world, SCOPE);
    for _ in 0..60 {
        later(&world, 6 * 24 * 60 * 60);
        answer = token_of(&world, 0, by_refresh(&answer)).unwrap();
    }
    let days = |seconds: Option<i64>| seconds.unwrap() / (24 * 60 * 60);
    assert_eq!(days(answer.refresh_token_expires_in), 5);
    later(&world, 5 * 24 * 60 * 60);
    assert_eq!(refused(&world, 0, by_refresh(&answer)), codes::OAUTH_REFRESH_EXPIRED);
}

#[test]
fn a_revoked_login_is_over() {
    let world = World::new();
    let app = world.info.apps[0].clone();
    for hint in [TokenTypeHint::RefreshToken, TokenTypeHint::AccessToken] {
        let answer = log_in(&world, SCOPE);
        let token = match hint {
            TokenTypeHint::RefreshToken => answer.refresh_token.clone().unwrap(),
            _ => answer.access_token.clone(),
        };
        let revoke = RevokeToken {
            client_id: Some(AppId::unchecked(&app.app_id)),
            client_secret: Some(app.app_secret.clone()),
            token,
            token_type_hint: Some(hint),
        };
        let foreign = RevokeToken {
            client_id: Some(AppId::unchecked(&world.info.apps[1].app_id)),
            client_secret: Some(world.info.apps[1].app_secret.clone()),
            ..revoke.clone()
        };
        assert_eq!(world.refused("", &foreign), codes::OAUTH_OTHER_CLIENT);
        world.ask("", &revoke).unwrap();
        assert_eq!(world.refused(&answer.access_token, &GetUserInfo {}), codes::USER_TOKEN_INVALID);
        assert_eq!(refused(&world, 0, by_refresh(&answer)), codes::OAUTH_REFRESH_REVOKED);
        world.ask("", &revoke).unwrap();
    }
    let guess = RevokeToken { client_secret: Some("guess".to_owned()), ..RevokeToken::default() };
    assert_eq!(world.refused("", &guess), codes::OAUTH_PARAM);
}

#[test]
fn the_host_for_logins_gives_the_bots_token_too() {
    let world = World::new();
    let app = &world.info.apps[0];
    let id = || AppId::unchecked(&app.app_id);
    let own = GetTokenV3::new(id(), &app.app_secret, Grant::ClientCredentials);
    let answer = world.ask("", &own).unwrap();
    assert_eq!((answer.access_token.as_str(), answer.expires_in), (world.bot.as_str(), 7200));
    assert!(answer.refresh_token.is_none() && answer.scope.is_empty());
    let wrong = GetTokenV3::new(id(), "guess", Grant::ClientCredentials);
    let refused = world.ask("", &wrong).unwrap_err();
    assert_eq!(
        (refused.status, refused.code, &refused.error),
        (400, 20002, &"invalid_client".into())
    );
    let code = allow(&world, &page(&world, SCOPE));
    assert!(world.ask("", &GetTokenV3::new(id(), &app.app_secret, by_code(&code))).is_ok());
    let both = AppAccessToken { app_id: id(), app_secret: app.app_secret.clone() };
    let both = world.ask("", &both).unwrap();
    assert_eq!((&both.app_access_token, &both.tenant_access_token), (&world.bot, &world.bot));
}

#[test]
fn the_older_calls_give_the_same_tokens() {
    let world = World::new();
    let code = allow(&world, &page(&world, SCOPE));
    let asked = OidcAccessToken { grant_type: GrantType::AuthorizationCode, code };
    let other = world.bot_token(1);
    assert_eq!(world.refused(&other, &asked), codes::OAUTH_OTHER_CLIENT);
    let answer = world.ask_bot(&asked);
    assert!(world.ask(&answer.access_token, &GetUserInfo {}).is_ok());
    assert_eq!((answer.expires_in, answer.refresh_expires_in), (7200, 604_800));
    let refresh = OidcRefreshAccessToken {
        grant_type: GrantType::RefreshToken,
        refresh_token: answer.refresh_token,
    };
    assert_eq!(world.ask_bot(&refresh).scope, SCOPE);
    assert_eq!(world.refused(&world.bot, &refresh), codes::OAUTH_REFRESH_USED);
    let wrong = OidcAccessToken { grant_type: GrantType::RefreshToken, code: String::new() };
    assert_eq!(world.refused(&world.bot, &wrong), codes::OAUTH_GRANT_TYPE);
}

#[test]
fn a_login_changes_nothing_about_the_token_that_is_handed_out() {
    let world = World::new();
    log_in(&world, SCOPE);
    assert_eq!(world.sandbox.info().unwrap(), world.info);
}

#[test]
fn a_reset_ends_logins_and_keeps_the_rest() {
    let world = World::new();
    let answer = log_in(&world, SCOPE);
    world.sandbox.reset().unwrap();
    assert_eq!(world.sandbox.info().unwrap(), world.info);
    assert_eq!(world.refused(&answer.access_token, &GetUserInfo {}), codes::USER_TOKEN_INVALID);
    assert_eq!(refused(&world, 0, by_refresh(&answer)), codes::OAUTH_REFRESH_INVALID);
    assert_eq!(log_in(&world, "im:chat:readonly").scope, "im:chat:readonly", "nothing adds up");
}
