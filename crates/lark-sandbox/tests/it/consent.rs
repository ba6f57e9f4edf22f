//! The pages where people decide, as a browser asks for them.

use axum::{body::Body, http::Request};
use lark_api::oauth::{authorize::Authorize, device::VERIFY_PATH, registration::PAGE_PATH};
use lark_api::{errors::codes, wire};

use crate::{
    device::begin,
    harness::{Raw, World, request},
    oauth::{SCOPE, later, page, token_of},
};

fn get(world: &World, uri: &str) -> Raw {
    world.raw(request("GET", uri, "", ""))
}

fn html(raw: &Raw) -> String {
    String::from_utf8(raw.body.clone()).unwrap()
}

/// The fields that a page's form sends along, and whom one is unless one says otherwise.
fn fields(page: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().replace("&amp;", "&")
    };
    let hidden = page.split("<input type=\"hidden\"").skip(1);
    let mut fields: Vec<_> =
        hidden.map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect();
    let option = page.split("<option").nth(1).unwrap();
    fields.push(("person".to_owned(), attribute(option, "value")));
    fields
}

fn post(world: &World, path: &str, fields: &[(String, String)], decision: &str) -> Raw {
    let mut fields = fields.to_vec();
    fields.push(("decision".to_owned(), decision.to_owned()));
    let call = Request::builder()
        .method("POST")
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(wire::encode_query(&fields)))
        .unwrap();
    world.raw(call)
}

#[test]
fn a_browser_comes_back_with_a_code() {
    let world = World::new();
    let shown = get(&world, &page(&world, SCOPE).path_and_query());
    let text = html(&shown);
    assert_eq!(shown.status, 200);
    for said in ["Orbit Assistant wants to act as you", "See your groups", "林晓 (Lin Xiao)"] {
        assert!(text.contains(said), "{said}");
    }
    assert!(!text.contains("Zhou Ming"), "he left");
    let sent = post(&world, Authorize::PATH, &fields(&text), "allow");
    assert_eq!(sent.status, 302);
    let location = sent.header("location");
    let rest = location.strip_prefix("http://127.0.0.1:3000/callback?code=").unwrap();
    let (code, state) = rest.split_once('&').unwrap();
    assert_eq!(state, "state=s%261");
    let grant = lark_api::oauth::token::Grant::AuthorizationCode {
        code: code.to_owned(),
        redirect_uri: Some("http://127.0.0.1:3000/callback".to_owned()),
        code_verifier: None,
    };
    assert_eq!(token_of(&world, 0, grant).unwrap().scope, SCOPE);
    let sent = post(&world, Authorize::PATH, &fields(&text), "deny");
    let expected = "http://127.0.0.1:3000/callback?error=access_denied&state=s%261";
    assert_eq!(sent.header("location"), expected);
}

#[test]
fn a_page_loads_nothing_and_fits_into_no_frame() {
    let world = World::new();
    let shown = get(&world, &page(&world, SCOPE).path_and_query());
    let policy = shown.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:3000;"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(shown.header("referrer-policy"), "same-origin");
    assert!(!html(&shown).contains("<script"));
}

#[test]
fn a_form_that_was_not_shown_is_not_taken() {
    let world = World::new();
    let text = html(&get(&world, &page(&world, SCOPE).path_and_query()));
    let shown = fields(&text);
    let without = |name: &str| -> Vec<_> {
        shown.iter().filter(|(field, _)| field != name).cloned().collect()
    };
    assert_eq!(post(&world, Authorize::PATH, &without("ticket"), "allow").status, 400);
    assert_eq!(post(&world, Authorize::PATH, &without("person"), "allow").status, 400);
    assert_eq!(post(&world, Authorize::PATH, &shown, "").status, 400);
    let mut more = shown.clone();
    let scope = more.iter_mut().find(|(name, _)| name == "scope").unwrap();
    scope.1 += " im:message";
    assert_eq!(post(&world, Authorize::PATH, &more, "allow").status, 400, "another question");
}

#[test]
fn a_link_that_does_not_work_says_why() {
    let world = World::new();
    let said = |asked: &Authorize| {
        let shown = get(&world, &asked.path_and_query());
        assert_eq!(shown.status, 400);
        let text = html(&shown);
        let (_, rest) = text.split_once("<small>Error ").unwrap();
        rest.split('<').next().unwrap().parse::<i64>().unwrap()
    };
    let good = page(&world, SCOPE);
    let uri = |uri: &str| Authorize { redirect_uri: uri.to_owned(), ..good.clone() };
    assert_eq!(said(&uri("")), codes::OAUTH_PARAM);
    assert_eq!(said(&uri("https://evil.example/")), codes::OAUTH_REDIRECT);
    assert_eq!(said(&uri("http://localhost.evil.example/")), codes::OAUTH_REDIRECT);
    let nobody = Authorize { client_id: "cli_0".parse().unwrap(), ..good.clone() };
    assert_eq!(said(&nobody), codes::OAUTH_NO_APP);
    let id = world.info.apps[1].app_id.parse().unwrap();
    let lacking = Authorize { client_id: id, scope: "im:message".to_owned(), ..good.clone() };
    assert_eq!(said(&lacking), codes::OAUTH_APP_SCOPE);
    let twice = Authorize { scope: "im:chat im:chat".to_owned(), ..good.clone() };
    assert_eq!(said(&twice), codes::OAUTH_SCOPES_TWICE);
    let method = Authorize { code_challenge_method: "MD5".to_owned(), ..good.clone() };
    assert_eq!(said(&method), codes::OAUTH_MALFORMED);
    let many: Vec<_> = (0..51).map(|n| format!("im:s{n}")).collect();
    let many = Authorize { scope: many.join(" "), ..good.clone() };
    assert_eq!(said(&many), codes::OAUTH_MALFORMED);
    let registered = get(&world, &uri("https://orbit.example.com/oauth/callback").path_and_query());
    assert_eq!(registered.status, 200);
}

#[test]
fn nothing_in_a_link_becomes_part_of_the_page() {
    let world = World::new();
    let nasty = "\"><script>alert(1)</script>".to_owned();
    for asked in [
        Authorize { state: nasty.clone(), ..page(&world, SCOPE) },
        Authorize { scope: nasty.clone(), ..page(&world, SCOPE) },
        Authorize { redirect_uri: nasty.clone(), ..page(&world, SCOPE) },
        Authorize { redirect_uri: format!("http://localhost/{nasty}"), ..page(&world, SCOPE) },
    ] {
        assert!(!html(&get(&world, &asked.path_and_query())).contains("<script"));
    }
    let uri = format!("{VERIFY_PATH}?user_code={}", wire::percent_encode(&nasty));
    assert!(!html(&get(&world, &uri)).contains("<script"));
}

#[test]
fn a_device_is_confirmed_on_its_page() {
    let world = World::new();
    let device = begin(&world, SCOPE);
    assert!(html(&get(&world, VERIFY_PATH)).contains("Enter the code"));
    for path in [VERIFY_PATH, PAGE_PATH] {
        let uri = format!("{path}?user_code={}", device.user_code);
        assert_eq!(get(&world, &uri).status, 200);
    }
    let shown = get(&world, &format!("{VERIFY_PATH}?user_code={}", device.user_code));
    let shown = fields(&html(&shown));
    let forged = [("user_code".to_owned(), device.user_code.clone()), shown[2].clone()];
    assert_eq!(post(&world, VERIFY_PATH, &forged, "allow").status, 400);
    let done = post(&world, VERIFY_PATH, &shown, "allow");
    assert!(done.status == 200 && html(&done).contains("Go back to the device"));
    let grant = lark_api::oauth::token::Grant::DeviceCode { device_code: device.device_code };
    assert!(token_of(&world, 0, grant).is_ok());
    let again = post(&world, VERIFY_PATH, &shown, "deny");
    assert!(again.status == 400 && html(&again).contains("answered before"));
}

#[test]
fn a_wrong_and_an_expired_code_are_told_apart() {
    let world = World::new();
    let wrong = get(&world, &format!("{VERIFY_PATH}?user_code=BBBB-BBBB"));
    assert!(wrong.status == 400 && html(&wrong).contains("No device shows this code"));
    let device = begin(&world, SCOPE);
    later(&world, 240);
    let late = get(&world, &format!("{VERIFY_PATH}?user_code={}", device.user_code));
    assert!(late.status == 400 && html(&late).contains("has expired"));
}
