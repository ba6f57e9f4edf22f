//! Anything at all, sent to every endpoint: it is answered as Lark answers, and changes nothing it refuses.

use axum::{body::Body, http::Request};
use lark_api::registry;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Raw, World};

/// JSON of any shape, small enough to be tried often.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Texts that go wrong where texts go wrong.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,20}",
        "[a-z_]{1,12}",
        Just(String::new()),
        Just("oc_".to_owned()),
        Just("../..".to_owned()),
        Just("%2E%2E".to_owned()),
        Just("<at user_id=\"all\"></at>".to_owned()),
        Just("{\"text\":\"x\"}".to_owned()),
        Just("9".repeat(40)),
    ]
}

/// Names of fields, known and unknown.
fn name() -> impl Strategy<Value = String> {
    let fields = registry::ALL.iter().flat_map(|entry| entry.parameters()).map(|p| p.name);
    let mut fields: Vec<String> = fields.collect();
    fields.sort();
    fields.dedup();
    prop_oneof![4 => prop::sample::select(fields), 1 => "[a-z_]{0,8}"]
}

fn any_body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => prop::collection::vec((name(), any_json()), 0..8)
            .prop_map(|fields| Value::Object(fields.into_iter().collect()).to_string().into_bytes()),
        1 => any_json().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
        1 => "--b\r\nContent-Disposition: form-data; name=\"[a-z_]{1,9}\"\r\n\r\n.{0,9}\r\n--b(--)?(\r\n)?"
            .prop_map(String::into_bytes),
    ]
}

/// An endpoint, what stands in its path's places, a query, a content type and a body.
type Anything = (usize, Vec<String>, Vec<(String, String)>, usize, Vec<u8>);

/// A request to a declared path with anything in its places, its query, its headers and its body.
fn any_request() -> impl Strategy<Value = Anything> {
    (
        0..registry::ALL.len(),
        prop::collection::vec(prop_oneof!["[A-Za-z0-9_-]{1,20}", "(%[0-9A-F]{2}){1,6}"], 4),
        prop::collection::vec((name(), text()), 0..6),
        0..CONTENT_TYPES.len(),
        any_body(),
    )
}

const CONTENT_TYPES: &[&str] = &[
    "application/json; charset=utf-8",
    "text/plain",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "nonsense",
];

/// Whether an answer is one of Lark's: JSON with a code and a log id, a file, or the plain 404.
fn is_larks(answer: &Raw) -> Result<(), String> {
    if answer.header("x-tt-logid").is_empty() {
        return Err("no log id".to_owned());
    }
    let body = answer.json();
    match answer.status {
        404 if answer.body == b"404 page not found" => Ok(()),
        200 | 206 if body.is_null() => Ok(()),
        200 if body["code"] == 0 => Ok(()),
        500.. => Err(format!("an internal error: {body}")),
        400 if body["error"].is_string() && body["error_description"].is_string() => Ok(()),
        _ if body["code"].is_i64() && body["msg"].is_string() => {
            match body["error"]["log_id"] == answer.header("x-tt-logid") {
                true => Ok(()),
                false => Err(format!("another log id: {body}")),
            }
        }
        status => Err(format!("{status} {body}")),
    }
}

#[test]
fn whatever_arrives_is_answered_as_lark_answers_and_a_refusal_changes_nothing() {
    let world = World::altered("");
    let database = world.database();
    let changes = || -> i64 {
        let sql = "SELECT coalesce(max(seq), 0) FROM changes";
        database.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let tokens = [world.bot.clone(), world.user.clone(), "t-nonsense".to_owned()];
    let config = ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() };
    proptest!(config, |((at, places, query, kind, body) in any_request(), token in 0..3_usize)| {
        let meta = registry::ALL[at].meta;
        let mut places = places.iter();
        let path = meta.path.split('/').map(|segment| match segment.starts_with('{') {
            true => places.next().map_or("x", String::as_str),
            false => segment,
        });
        let path = path.collect::<Vec<_>>().join("/");
        let uri = format!("{path}?{}", lark_api::wire::encode_query(&query));
        let request = Request::builder()
            .method(meta.method.as_str())
            .uri(uri)
            .header("authorization", format!("Bearer {}", tokens[token]))
            .header("content-type", CONTENT_TYPES[kind])
            .body(Body::from(body))
            .unwrap();
        let before = changes();
        let answer = world.raw(request);
        prop_assert_eq!(is_larks(&answer), Ok(()), "{}", meta.name);
        let refused = answer.status >= 400 || answer.json()["code"] != 0;
        if refused && !answer.body.is_empty() && !answer.json().is_null() {
            prop_assert_eq!(changes(), before, "{} was refused and changed something", meta.name);
        }
    });
}

#[test]
fn a_field_of_another_type_is_refused_on_every_endpoint() {
    let world = World::new();
    for entry in registry::ALL {
        let meta = entry.meta;
        let is_json = meta.body == lark_api::Body::Json && meta.method != lark_api::Method::Get;
        let mut parameters = entry.parameters().into_iter();
        let wrong = parameters.find(|parameter| {
            parameter.place == lark_api::describe::Place::Body && parameter.field.is_required
        });
        let (true, Some(wrong)) = (is_json, wrong) else { continue };
        let token = if meta.auth.contains(&lark_api::Auth::Bot) { &world.bot } else { &world.user };
        let path: Vec<_> =
            meta.path.split('/').map(|s| if s.starts_with('{') { "x" } else { s }).collect();
        let uri = match meta.query.is_empty() {
            true => path.join("/"),
            false => format!("{}?{}", path.join("/"), example_query(entry)),
        };
        let mut body = entry.example().request;
        body[wrong.field.top()] = json!([[1]]);
        let request = crate::harness::request(meta.method.as_str(), &uri, token, body.to_string());
        let answer = world.raw(request);
        assert_eq!(
            answer.status,
            if meta.auth.is_empty() { answer.status } else { 400 },
            "{}",
            meta.name
        );
        assert_ne!(answer.json()["code"], 0, "{}: {}", meta.name, answer.json());
    }
}

/// The query of an endpoint's example.
fn example_query(entry: &registry::Entry) -> String {
    let request = entry.example().request;
    let pairs = entry.meta.query.iter().filter_map(|field| {
        let value = request.get(*field)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(((*field).to_owned(), text))
    });
    lark_api::wire::encode_query(&pairs.collect::<Vec<_>>())
}
