//! A key makes a command safe to run again, whatever became of it the first time.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    tried::{NONE, Tried},
    workspace::{Ran, Workspace, run_with, text},
};

/// The messages of a chat that say `what`.
fn said(data: &Value, what: &str) -> usize {
    let messages = data["messages"].as_array().unwrap();
    messages.iter().filter(|message| message["content"] == what).count()
}

#[test]
fn each_target_has_a_uuid_of_its_own_that_fits() {
    let workspace = Workspace::new();
    let key = "a key as long as one likes, with spaces and 汉字 in it, which Lark would not take";
    let line = format!(
        "im send-message --chat-id oc_1,oc_2 --text hi --idempotency-key '{key}' --as bot --dry-run"
    );
    let uuids = |line: &str| -> Vec<String> {
        let shown = workspace.data(line);
        shown["api"].as_array().unwrap().iter().map(|call| text(&call["body"]["uuid"])).collect()
    };
    let first = uuids(&line);
    assert!(first[0] != first[1] && first.iter().all(|uuid| uuid.len() <= 50), "{first:?}");
    assert_eq!(uuids(&line), first);
    assert_ne!(uuids(&line.replace("spaces", "blanks")), first);
    let reply =
        "im reply-message --message-id om_1 --text hi --idempotency-key k --as bot --dry-run";
    assert_eq!(uuids(reply).len(), 1);
}

#[test]
fn a_rerun_sends_only_what_was_not_sent() {
    let tried = Tried::new();
    let chat = |name: &str| {
        text(&tried.data(&format!("im create-chat --name {name} --as bot"))["chat_id"])
    };
    let (one, two) = (chat("One"), chat("Two"));
    let send = |targets: &str| {
        let line = "im send-message --text once --idempotency-key nightly --as bot --chat-id";
        tried.run(&format!("{line} {targets}"))
    };
    send(&one).ok();
    // The second that answers and messages are told in has passed.
    tried.admin("POST /sandbox/clock", &json!({ "advance_seconds": 10 }));
    let ran = send(&format!("{two},{one}")).ok();
    let rows = ran["data"]["results"].as_array().unwrap();
    assert_eq!((&rows[0]["duplicate"], &rows[1]["duplicate"]), (&Value::Null, &true.into()));
    assert_eq!(ran["meta"]["sends"]["duplicate"], 1);
    assert!(text(&ran["meta"]["warnings"][0]).contains("sent before"), "{ran}");
    for chat in [&one, &two] {
        let listed = tried.data(&format!("im list-messages --chat-id {chat} --limit 20 --as bot"));
        assert_eq!(said(&listed, "once"), 1);
    }
}

#[test]
fn a_key_that_said_something_else_before_is_told() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let send = |what: &str| {
        let line = "im send-message --idempotency-key k --as bot";
        workspace.run(&format!("{line} --chat-id {chat} --text '{what}'")).ok()
    };
    assert!(send("the first")["data"].get("content_differs").is_none());
    let second = send("another");
    assert_eq!(second["data"]["content_differs"], true);
    assert!(text(&second["meta"]["warnings"][0]).contains("another key"), "{second}");
    let listed = workspace.data(&format!("im list-messages --chat-id {chat} --limit 5 --as bot"));
    assert_eq!((said(&listed, "the first"), said(&listed, "another")), (1, 0));
}

/// Lets a server take a message and keep the answer to itself, as often as it is asked.
fn lossy(tried: &Tried) -> String {
    crate::faults::Proxy::that_loses_answers(&tried.served.address()).base_url()
}

fn through(tried: &Tried, base_url: &str, line: &str) -> Ran {
    let environment = tried.served.environment().into_iter().map(|(name, value)| match name {
        "LARK_CLI_BASE_URL" => (name, base_url.to_owned()),
        _ => (name, value),
    });
    let pause = [("LARK_CLI_RETRY_PAUSE", "1".to_owned())];
    run_with(&tried.workspace, line, environment.chain(pause))
}

#[test]
fn an_unknown_outcome_names_the_uuid_and_the_key_that_settles_it() {
    let tried = Tried::new();
    let chat = text(&tried.data("im list-chats --as bot")["chats"][0]["chat_id"]);
    let line = format!("im send-message --chat-id {chat} --text lost --as bot");
    let error = through(&tried, &lossy(&tried), &line).error(4);
    assert_eq!(error["subtype"], "outcome_unknown");
    assert!(text(&error["uuid"]).len() <= 50);
    let key = text(&error["idempotency_key"]);
    let hint = text(&error["hint"]);
    assert!(hint.contains(&format!("--idempotency-key {key}")), "{hint}");

    let journal = tried.data("journal --result unknown");
    assert_eq!(journal["entries"][0]["uuid"], error["uuid"]);
    tried.run(&format!("{line} --idempotency-key {key}")).ok();
    let listed = tried.data(&format!("im list-messages --chat-id {chat} --limit 5 --as bot"));
    assert_eq!(said(&listed, "lost"), 1, "the first attempt had been carried out");
}

#[test]
fn a_method_that_lost_its_answer_is_settled_by_its_uuid() {
    let tried = Tried::new();
    let chat = text(&tried.data("im list-chats --as bot")["chats"][0]["chat_id"]);
    let line = format!(
        "im messages create --receive-id-type chat_id --receive-id {chat} --msg-type text \
         --content '{{\"text\":\"lost\"}}' --as bot"
    );
    let error = through(&tried, &lossy(&tried), &line).error(4);
    let uuid = text(&error["uuid"]);
    let hint = text(&error["hint"]);
    assert!(hint.contains(&format!("lark-cli im messages create --uuid {uuid}")), "{hint}");
    run_with(&tried.workspace, &format!("{line} --uuid {uuid}"), NONE).ok();
    let listed = tried.data(&format!("im list-messages --chat-id {chat} --limit 5 --as bot"));
    assert_eq!(said(&listed, "lost"), 1);
}

#[test]
fn a_key_that_lark_has_forgotten_is_warned_about() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --text hi --idempotency-key k --as bot");
    workspace.run(&line).ok();
    assert!(workspace.run(&line).ok()["meta"].get("warnings").is_none(), "within the hour");
    let path = workspace.path("data/journal/journal.ndjson");
    let lines = std::fs::read_to_string(&path).unwrap();
    let hour = jiff::Timestamp::now() - Duration::from_secs(2 * 60 * 60);
    let aged: String = lines
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            line["time"] = hour.to_string().into();
            format!("{line}\n")
        })
        .collect();
    std::fs::write(&path, aged).unwrap();
    let ran = workspace.run(&line).ok();
    assert!(text(&ran["meta"]["warnings"][0]).contains("forgotten"), "{ran}");
    assert!(workspace.run(&line).ok()["meta"].get("warnings").is_none(), "it was sent anew");
}
