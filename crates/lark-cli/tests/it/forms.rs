//! The forms messages are read in: every kind there is, and long lists.

use std::collections::BTreeSet;

use lark_api::im::MsgType;
use serde_json::Value;

use crate::{
    material::assert_same,
    workspace::{Ran, Workspace, text, words},
};

const GROUP: &str = "样式大全 Every Kind";

struct Place {
    workspace: Workspace,
    list: String,
}

impl Place {
    fn new() -> Self {
        let list = format!(
            "im list-messages --chat '{GROUP}' --as user --threads all --reactions --forwarded"
        );
        Self { workspace: Workspace::new(), list }
    }

    fn read(&self, flags: &str, width: &str) -> String {
        let mut command = self.workspace.command();
        command.args(words(&format!("{} {flags}", self.list))).env("COLUMNS", width);
        let ran = Ran::of(command.output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{flags}");
        ran.stdout
    }

    fn messages(&self) -> Vec<Value> {
        let mut answer: Value = serde_json::from_str(&self.read("--json", "80")).unwrap();
        serde_json::from_value(answer["data"]["messages"].take()).unwrap()
    }
}

#[test]
fn every_kind_is_rendered_in_each_form() {
    let place = Place::new();
    for width in ["100", "48"] {
        let shown = place.read("--format pretty", width);
        assert_same(&format!("kinds.pretty.{width}.txt"), &shown);
    }
    assert_same("kinds.concise.md", &place.read("--format concise", "80"));
    assert_same("kinds.json", &place.read("--json", "80"));
}

#[test]
fn the_sandbox_has_a_message_of_every_kind() {
    let place = Place::new();
    let kinds: BTreeSet<String> =
        place.messages().iter().map(|message| text(&message["msg_type"])).collect();
    for kind in MsgType::KNOWN {
        assert!(kinds.contains(*kind), "{kind}");
    }
    assert!(kinds.iter().any(|kind| !MsgType::KNOWN.contains(&kind.as_str())), "{kinds:?}");
}

#[test]
fn few_words_are_much_less_than_json_and_still_name_what_is_answered() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let list = format!("im list-messages --chat-id {chat} --limit 50 --as bot");
    let (json, concise) =
        (workspace.run(&list), workspace.run(&format!("{list} --format concise")));
    let (whole, few) = (json.stdout.len(), concise.stdout.len());
    assert!(few * 100 <= whole * 40, "{few} of {whole} bytes");
    for message in json.ok()["data"]["messages"].as_array().unwrap() {
        assert!(concise.stdout.contains(&text(&message["message_id"])), "{message}");
        assert!(concise.stdout.contains(&text(&message["sender"]["id"])), "{message}");
    }
    assert!(concise.stdout.contains("… there are more: lark-cli"), "{}", concise.stdout);
}

#[test]
fn fields_are_picked_in_every_format_and_an_unknown_one_is_refused() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let list = format!("im list-messages --chat-id {chat} --limit 2 --as bot");
    let picked = workspace.data(&format!("{list} --fields message_id,sender.name,thread_id"));
    for message in picked["messages"].as_array().unwrap() {
        let names: Vec<_> = message.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(names.starts_with(&["message_id", "sender"]), "{message}");
        assert_eq!(message["sender"].as_object().unwrap().len(), 1);
    }
    let sheet = workspace.run(&format!("{list} --fields sender.name,msg_type --format csv"));
    assert!(sheet.stdout.starts_with("sender.name,msg_type\n"), "{}", sheet.stdout);
    let line = workspace.run(&format!("{list} --fields msg_type --format ndjson"));
    assert_eq!(line.stdout.lines().next(), Some("{\"msg_type\":\"text\"}"));
    let error = workspace.error(&format!("{list} --fields nam"), 2);
    assert!(text(&error["hint"]).contains("message_id, "), "{error}");
    let chat = workspace.data(&format!("im get-chat --chat-id {chat} --fields name --as bot"));
    assert_eq!(chat.as_object().unwrap().len(), 1);
}

#[test]
fn looks_are_for_terminals_only() {
    let place = Place::new();
    assert!(!place.read("--format pretty", "80").contains('\u{1b}'));
}

#[test]
fn a_list_of_many_is_the_same_from_a_file_as_from_memory() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let long = "x".repeat(100_000);
    for number in 0..12 {
        workspace.send(&chat, &format!("{number} {long}"));
    }
    let list = format!("im list-messages --chat-id {chat} --limit 15 --as bot");
    let answer = workspace.run(&list).ok();
    let contents: Vec<String> = answer["data"]["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| text(&it["content"]))
        .collect();
    assert_eq!(contents.len(), 15);
    assert!((0..12).all(|at| contents[at].starts_with(&format!("{} x", 11 - at))));
    let shown = workspace.run(&format!("{list} --format concise")).stdout;
    let order: Vec<usize> =
        (0..12).map(|at| shown.find(&format!(": {at} x")).expect("each is there")).collect();
    assert!(order.is_sorted(), "{order:?}");
}
