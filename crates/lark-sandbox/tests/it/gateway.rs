//! What holds for every endpoint: paths, bodies, envelopes, headers.

use lark_api::{
    Answer, Auth, Endpoint,
    errors::codes,
    im::{
        chats::{GetChat, ListChats},
        members::RemoveMembers,
        messages::{GetMessage, ListMessages, SendMessage},
        reactions::RemoveReaction,
    },
    registry,
};
use serde_json::{Value, json};

use crate::harness::{World, request, text_to, typed};

/// An endpoint's path with something in every place.
fn filled(path: &str) -> String {
    let segment = |segment: &str| if segment.starts_with('{') { "x" } else { segment }.to_owned();
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// Whether the list of what the sandbox does not do has it.
fn is_unsupported(name: &str) -> bool {
    include_str!("../../../../xtask/coverage.txt")
        .lines()
        .any(|line| line.starts_with(&format!("{name} | unsupported |")))
}

#[test]
fn every_endpoint_is_there_and_asks_for_its_token_first() {
    let world = World::new();
    for entry in registry::ALL {
        let meta = entry.meta;
        if is_unsupported(meta.name) {
            continue;
        }
        let answer = world.raw(request(meta.method.as_str(), &filled(meta.path), "", "broken"));
        assert_ne!(answer.status, 404, "{} is not mounted", meta.name);
        let expected = match meta.answer {
            _ if !meta.auth.is_empty() => codes::TOKEN_MISSING,
            Answer::OAuth => codes::OAUTH_PARAM,
            _ => codes::BAD_REQUEST,
        };
        assert_eq!(answer.json()["code"], expected, "{}", meta.name);
    }
}

#[test]
fn every_endpoint_takes_the_identities_it_is_declared_for() {
    let world = World::new();
    for entry in registry::ALL {
        let meta = entry.meta;
        for (auth, token) in [(Auth::Bot, &world.bot), (Auth::User, &world.user)] {
            let call = request(meta.method.as_str(), &filled(meta.path), token, "");
            let code = world.raw(call).json()["code"].clone();
            let refused = code == codes::TOKEN_INVALID || code == codes::USER_TOKEN_INVALID;
            let declared = meta.auth.is_empty() || meta.auth.contains(&auth);
            assert_eq!(refused, !declared, "{} {auth:?}: {code}", meta.name);
        }
    }
}

#[test]
fn what_is_not_there_is_a_404_in_plain_text() {
    let world = World::new();
    let chats = ListChats::META.path;
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/sandbox/info"),
        ("POST", &format!("{chats}/oc_1/nothing")),
        ("PATCH", chats),
        ("GET", &format!("{}/%FF", chats)),
    ] {
        let answer = world.raw(request(method, path, &world.bot, ""));
        assert_eq!(answer.status, 404, "{method} {path}");
        assert_eq!(answer.body, b"404 page not found");
        assert_eq!(answer.header("content-type"), "text/plain");
        assert!(!answer.header("x-tt-logid").is_empty());
    }
}

#[test]
fn every_answer_has_a_log_id_a_date_and_a_type() {
    let world = World::new();
    let one = world.raw(typed(&world.bot, &ListChats::default()));
    let other = world.raw(typed("t-no", &ListChats::default()));
    for answer in [&one, &other] {
        assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
        assert_eq!(answer.header("date"), "Sun, 22 Nov 2026 12:00:00 GMT");
        assert_eq!(answer.header("x-tt-logid").len(), 34);
    }
    assert_ne!(one.header("x-tt-logid"), other.header("x-tt-logid"));
    assert_eq!(one.json()["msg"], "success");
    let error = &other.json()["error"];
    assert_eq!(error["log_id"], other.header("x-tt-logid"));
    let troubleshooter = error["troubleshooter"].as_str().unwrap();
    assert!(troubleshooter.contains(other.header("x-tt-logid")), "{troubleshooter}");
    assert!(troubleshooter.contains("code=99991663"), "{troubleshooter}");
}

#[test]
fn a_body_that_is_not_json_or_has_a_wrong_type_is_a_bad_request() {
    let world = World::new();
    let path = format!("{}?receive_id_type=chat_id", SendMessage::META.path);
    let code = |body: &str| {
        let answer = world.raw(request("POST", &path, &world.bot, body.to_owned()));
        assert_eq!(answer.status, 400);
        answer.json()["code"].as_i64().unwrap()
    };
    assert_eq!(code("{"), codes::BAD_REQUEST);
    assert_eq!(code("[]"), codes::BAD_REQUEST);
    assert_eq!(code(r#"{"receive_id":1,"msg_type":"text","content":"{}"}"#), codes::BAD_REQUEST);
}

#[test]
fn a_missing_field_is_named() {
    let world = World::new();
    let body = json!({ "receive_id": "oc_1", "content": "{}" }).to_string();
    let path = format!("{}?receive_id_type=chat_id", SendMessage::META.path);
    let answer = world.raw(request("POST", &path, &world.bot, body)).json();
    assert_eq!(answer["code"], codes::FIELD_VALIDATION);
    assert_eq!(answer["error"]["field_violations"][0]["field"], "msg_type");
    // In the body it is not looked at.
    let body = json!({
        "receive_id_type": "chat_id", "receive_id": "oc_1", "msg_type": "text", "content": "{}"
    });
    let answer = world.raw(request("POST", SendMessage::META.path, &world.bot, body.to_string()));
    assert_eq!(answer.json()["error"]["field_violations"][0]["field"], "receive_id_type");
    let path = format!("{}?page_size=many", ListChats::META.path);
    let answer = world.raw(request("GET", &path, &world.bot, "")).json();
    assert_eq!(answer["error"]["field_violations"][0]["field"], "page_size");
}

#[test]
fn a_body_where_none_is_wanted_is_not_looked_at() {
    let world = World::new();
    for body in ["{}", "nonsense"] {
        let answer = world.raw(request("GET", ListChats::META.path, &world.bot, body)).json();
        assert_eq!(answer["code"], 0, "{body}");
        let path = filled(RemoveReaction::META.path);
        let answer = world.raw(request("DELETE", &path, &world.bot, body)).json();
        assert_eq!(answer["code"], codes::REACTION_MESSAGE_MISSING, "{body}");
    }
    let path = filled(RemoveMembers::META.path);
    let answer = world.raw(request("DELETE", &path, &world.bot, "nonsense")).json();
    assert_eq!(answer["code"], codes::BAD_REQUEST);
}

#[test]
fn ids_with_other_characters_are_just_unknown_ids() {
    let world = World::new();
    for id in ["..%2F..%2Fchats", "om_%00", "om_%E7%BE%A4", "om_a%2Fb"] {
        let path = GetMessage::META.path.replace("{message_id}", id);
        let answer = world.raw(request("GET", &path, &world.bot, "")).json();
        assert_eq!(answer["code"], codes::MESSAGE_PARAM, "{id}");
        let path = GetChat::META.path.replace("{chat_id}", id);
        let answer = world.raw(request("GET", &path, &world.bot, "")).json();
        assert_eq!(answer["code"], codes::CHAT_ID_INVALID, "{id}");
    }
}

#[test]
fn a_text_over_150_kb_and_a_card_over_30_kb_are_too_long() {
    let world = World::new();
    let fits = text_to(&world.group(), &"a".repeat(140 * 1024));
    assert!(world.ask(&world.bot, &fits).is_ok());
    for length in [150 * 1024, 2 * 1024 * 1024] {
        let long = text_to(&world.group(), &"a".repeat(length));
        assert_eq!(world.refused(&world.bot, &long), codes::CONTENT_TOO_LONG);
    }
    let mut card = text_to(&world.group(), "");
    card.msg_type = lark_api::im::MsgType::Interactive;
    card.content = json!({ "elements": ["a".repeat(31 * 1024)] }).to_string();
    assert_eq!(world.refused(&world.bot, &card), codes::CONTENT_TOO_LONG);
}

#[test]
fn fields_nobody_knows_are_no_reason_to_refuse() {
    let world = World::new();
    let path = format!(
        "{}?container_id_type=chat&container_id={}&page_size=1&later=1",
        ListMessages::META.path,
        world.group()
    );
    let answer: Value = world.raw(request("GET", &path, &world.bot, "")).json();
    assert_eq!(answer["code"], 0);
}
