//! What no endpoint takes, tried on every endpoint that could be given it.

use axum::{body::Body, http::Request};
use lark_api::{
    Auth, Body as Declared, Method,
    registry::{self, Entry},
};
use serde_json::json;

use crate::harness::{Raw, World};

/// A request of an endpoint's example, with this query and body instead.
fn ask(world: &World, entry: &Entry, query: &[(String, String)], kind: &str, body: Vec<u8>) -> Raw {
    let meta = entry.meta;
    let token = if meta.auth.contains(&Auth::User) { &world.user } else { &world.bot };
    let path: Vec<_> = meta
        .path
        .split('/')
        .map(|segment| if segment.starts_with('{') { "x" } else { segment })
        .collect();
    let request = Request::builder()
        .method(meta.method.as_str())
        .uri(format!("{}?{}", path.join("/"), lark_api::wire::encode_query(query)))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", kind)
        .body(Body::from(body))
        .unwrap();
    world.raw(request)
}

/// The example's query, but for the fields that are given.
fn query(entry: &Entry, given: &[(&str, &str)]) -> Vec<(String, String)> {
    let request = entry.example().request;
    let is_given = |name: &str| given.iter().any(|(given, _)| *given == name);
    let of_example = entry.parameters().into_iter().filter_map(|parameter| {
        let is_query = parameter.place == lark_api::describe::Place::Query;
        let value = request.get(parameter.field.top()).filter(|_| is_query)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (!is_given(&parameter.name)).then_some((parameter.name, text))
    });
    let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    of_example.chain(given).collect()
}

fn takes_body(entry: &Entry) -> bool {
    entry.parameters().iter().any(|parameter| parameter.place == lark_api::describe::Place::Body)
}

#[track_caller]
fn refused(entry: &Entry, answer: &Raw) {
    let name = entry.meta.name;
    assert!((400..500).contains(&answer.status), "{name}: HTTP {}", answer.status);
    assert_ne!(answer.json()["code"], 0, "{name}");
}

#[test]
fn a_page_is_never_longer_than_allowed_and_a_token_never_anybody_elses() {
    let world = World::new();
    for entry in registry::ALL.iter().filter(|entry| entry.is_paged()) {
        let names: Vec<_> = entry.parameters().into_iter().map(|p| (p.name, p.place)).collect();
        let in_query = |name: &str| {
            names
                .iter()
                .any(|(known, place)| known == name && *place == lark_api::describe::Place::Query)
        };
        for (name, value) in [
            ("page_size", "100001"),
            ("page_size", "-1"),
            ("page_size", "ten"),
            ("page_token", "bm90LW91cnM"),
        ] {
            if in_query(name) {
                let answer = ask(
                    &world,
                    entry,
                    &query(entry, &[(name, value)]),
                    "application/json",
                    Vec::new(),
                );
                refused(entry, &answer);
            }
        }
    }
}

#[test]
fn a_body_that_is_no_text_is_refused_by_whoever_takes_one() {
    let world = World::new();
    let json = |entry: &&Entry| {
        entry.meta.body == Declared::Json && entry.meta.method != Method::Get && takes_body(entry)
    };
    for entry in registry::ALL.iter().filter(json).filter(|entry| !entry.meta.auth.is_empty()) {
        for body in [b"{\"a\":\"\xff\xfe\"}".to_vec(), b"[1,2".to_vec(), b"\"text\"".to_vec()] {
            refused(entry, &ask(&world, entry, &query(entry, &[]), "application/json", body));
        }
    }
}

#[test]
fn a_body_larger_than_any_is_refused_and_the_next_call_answered() {
    let world = World::new();
    let huge = json!({ "content": "x".repeat(2 * 1024 * 1024) }).to_string().into_bytes();
    let json = |entry: &&Entry| entry.meta.body == Declared::Json && takes_body(entry);
    for entry in registry::ALL.iter().filter(json).filter(|entry| !entry.meta.auth.is_empty()) {
        refused(entry, &ask(&world, entry, &query(entry, &[]), "application/json", huge.clone()));
    }
    assert!(!world.ask_bot(&lark_api::bot::GetBotInfo {}).bot.app_name.is_empty());
}

#[test]
fn an_upload_that_is_no_form_is_refused() {
    let world = World::new();
    let uploads = |entry: &&Entry| matches!(entry.meta.body, Declared::Multipart { .. });
    for entry in registry::ALL.iter().filter(uploads) {
        let broken = [
            ("application/json", b"{}".to_vec()),
            ("multipart/form-data", b"--x\r\n".to_vec()),
            (
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\"f".to_vec(),
            ),
            ("multipart/form-data; boundary=x", b"\xff\xfe\x00".to_vec()),
            ("text/plain", b"a file".to_vec()),
        ];
        for (kind, body) in broken {
            refused(entry, &ask(&world, entry, &query(entry, &[]), kind, body));
        }
    }
}
