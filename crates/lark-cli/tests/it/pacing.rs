//! Calls wait for their turn, so that Lark need not refuse them.

use std::{
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    tried::http,
    workspace::{Ran, Served, Workspace, run_with, text, words},
};

/// How many calls came too fast.
fn limited(served: &Served) -> u64 {
    let token = text(&served.line["admin_token"]);
    let answer = http(&served.address(), "GET /sandbox/stats", Some(&token), "");
    serde_json::from_str::<Value>(&answer).unwrap()["limited"].as_u64().unwrap()
}

/// A sandbox whose clock goes, as limits need it.
fn real(workspace: &Workspace, limits: &str) -> Served {
    let served = Served::start(workspace, &["--port", "0", "--limits", limits]);
    let token = text(&served.line["admin_token"]);
    http(&served.address(), "POST /sandbox/clock", Some(&token), r#"{"real":true}"#);
    served
}

fn start(workspace: &Workspace, served: &Served, line: &str) -> Child {
    let mut command = workspace.bare();
    command.args(words(line)).envs(served.environment());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn finish(children: Vec<Child>) {
    for child in children {
        Ran::of(child.wait_with_output().unwrap()).ok();
    }
}

/// Chats of the bot's, each with a name that begins so.
fn chats(workspace: &Workspace, count: usize) -> Vec<String> {
    let chat = |n| {
        let line = format!("im create-chat --name 'Chat {n}' --as bot");
        text(&workspace.data(&line)["chat_id"])
    };
    (0..count).map(chat).collect()
}

#[test]
fn several_processes_stay_under_larks_limits_together() {
    let workspace = Workspace::new();
    // Made where nothing is limited.
    let chats = chats(&workspace, 75);
    let served = real(&workspace, "real");
    let began = Instant::now();
    let parts = chats.chunks(25).map(|part| {
        let line = format!("im send-message --chat-id {} --text hi --as bot", part.join(","));
        start(&workspace, &served, &line)
    });
    finish(parts.collect());
    assert!(began.elapsed() > Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(limited(&served), 0);
}

#[test]
fn one_chat_gets_five_a_second_from_all_processes() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let served = real(&workspace, "real");
    let began = Instant::now();
    let line = format!("im send-message --chat-id {chat} --text hi --as bot");
    finish((0..12).map(|_| start(&workspace, &served, &line)).collect());
    assert!(began.elapsed() > Duration::from_millis(2400), "{:?}", began.elapsed());
    assert_eq!(limited(&served), 0);
}

#[test]
fn a_pace_is_what_is_told_else_what_the_sandbox_allows() {
    let workspace = Workspace::new();
    let chats = chats(&workspace, 8).join(",");
    let send = format!("im send-message --chat-id {chats} --text hi --as bot");
    let took = |flags: &str| {
        let began = Instant::now();
        workspace.run(&format!("{send} {flags}")).ok();
        began.elapsed()
    };
    let served = real(&workspace, "5");
    assert!(took("") > Duration::from_millis(1400), "five a second");
    assert!(took("--pace 4") > Duration::from_millis(1750), "four a second");
    let before = limited(&served);
    took("--pace off");
    assert!(limited(&served) > before, "nothing was held back");
    drop(served);

    let _served = real(&workspace, "off");
    assert!(took("--pace 4") > Duration::from_millis(1750));
    let files = || std::fs::read_dir(workspace.path("data/pace")).unwrap().count();
    let (count, _) = (files(), took(""));
    assert_eq!(files(), count, "without limits nothing is counted");
}

#[test]
fn a_pace_is_a_setting_too() {
    let workspace = Workspace::new();
    let show = |pace: &str| {
        let environment = [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_PACE", pace)];
        run_with(&workspace, "config show --origin", environment)
    };
    assert!(show("off").stdout.contains("LARK_CLI_PACE"));
    let error = run_with(
        &workspace,
        "im list-chats --as bot",
        [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_PACE", "brisk")],
    )
    .error(3);
    assert!(text(&error["hint"]).contains("auto, off"), "{error}");
    let error = run_with(
        &workspace,
        "im list-chats --as bot",
        [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_RETRY_PAUSE", "soon")],
    )
    .error(3);
    assert!(text(&error["message"]).contains("LARK_CLI_RETRY_PAUSE"), "{error}");
}

#[test]
fn a_place_that_cannot_be_written_to_holds_nobody_up() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let served = real(&workspace, "real");
    std::fs::create_dir_all(workspace.path("data")).unwrap();
    std::fs::write(workspace.path("data/pace"), b"in the way").unwrap();
    let line = format!("im send-message --chat-id {chat} --text hi --as bot");
    finish(vec![start(&workspace, &served, &line)]);
}
