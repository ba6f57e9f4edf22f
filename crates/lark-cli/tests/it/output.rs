//! How results are printed.

use std::process::Stdio;

use serde_json::Value;

use crate::workspace::{Workspace, text};

#[test]
fn a_filter_prints_strings_as_they_are() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let ran = workspace.run("im list-chats --as bot -q .data.chats[0].chat_id");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, format!("{chat}\n").as_str()));
    let ran =
        workspace.run("im list-chats --as bot --jq '[.data.chats[0].chat_id, .meta.count > 1]'");
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap()[1], true);
}

#[test]
fn ndjson_and_csv_have_a_line_a_row() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let ran = workspace
        .run(&format!("im list-messages --chat-id {chat} --limit 7 --as bot --format ndjson"));
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 7);
    assert!(lines.iter().all(|message| message["message_id"].is_string()));
    let ran = workspace.run("im list-chats --as bot --format csv");
    assert!(ran.stdout.starts_with("chat_id,name,chat_mode,description\n"), "{}", ran.stdout);
    let ran = workspace.run("im list-chats --as bot --format table");
    assert!(ran.stdout.lines().next().unwrap().contains("CHAT_ID"), "{}", ran.stdout);
}

#[test]
fn people_read_a_conversation_the_newest_last_under_its_day() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    workspace.send(&chat, "first");
    workspace.send(&chat, "second\nwith a line below");
    let ran = workspace
        .run(&format!("im list-messages --chat-id {chat} --limit 2 --as bot --format pretty"));
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "── Monday, 5 January 2026 ──", "{}", ran.stdout);
    assert!(lines[1].starts_with("09:00  ") && lines[1].contains("(bot)"), "{}", ran.stdout);
    assert_eq!(
        (lines[2], lines[4], lines[5]),
        ("       first", "       second", "       with a line below")
    );
    assert!(lines[6].starts_with("… there are more: lark-cli im list-messages"), "{}", ran.stdout);
}

#[test]
fn what_a_message_says_cannot_reach_the_terminal_as_anything_but_text() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let hostile = "red \u{1b}[31m title \u{1b}]0;pwned\u{7} rtl \u{202e} end";
    workspace.send(&chat, hostile);
    for format in ["pretty", "table", "json", "ndjson"] {
        let line =
            format!("im list-messages --chat-id {chat} --limit 1 --as bot --format {format}");
        let ran = workspace.run(&line);
        assert!(ran.stdout.contains("red "), "{}", ran.stdout);
        for hidden in ['\u{1b}', '\u{7}', '\u{202e}'] {
            assert!(!ran.stdout.contains(hidden), "{format}: {:?}", ran.stdout);
        }
    }
    let listed = workspace.data(&format!("im list-messages --chat-id {chat} --limit 1 --as bot"));
    assert_eq!(text(&listed["messages"][0]["content"]), hostile, "JSON loses nothing");
}

#[test]
fn nobody_reading_on_is_no_failure() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    for format in ["json", "ndjson", "pretty", "csv", "table"] {
        let mut command = workspace.command();
        command.args([
            "im",
            "list-messages",
            "--chat-id",
            &chat,
            "--as",
            "bot",
            "--format",
            format,
        ]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]), "{format}");
    }
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let workspace = Workspace::new();
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else { return };
    let mut command = workspace.command();
    command.args(["im", "list-chats", "--as", "bot"]).stdout(full).stderr(Stdio::piped());
    let ended = command.output().unwrap();
    assert_eq!(ended.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("could not be written"));
}

#[test]
fn failures_are_text_for_people_and_json_for_programs() {
    let workspace = Workspace::new();
    let ran = workspace
        .run("im get-chat --chat-id oc_00000000000000000000000000000bad --as bot --format pretty");
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("\nhint: "), "{}", ran.stderr);
    let ran = workspace.run("im get-chat --chat-id oc_00000000000000000000000000000bad --as bot");
    assert_eq!(ran.error(1)["type"], "api");
}

#[test]
fn help_and_version_need_nothing() {
    let workspace = Workspace::new();
    for line in [
        "--help",
        "im --help",
        "im send-message --help",
        "help",
        "help im add-reaction",
        "--version",
        "version",
        "sandbox start --help",
        "help --markdown",
    ] {
        let mut command = workspace.bare();
        command.env_remove("HOME").env_remove("LARK_CLI_DATA_DIR");
        let ran = crate::workspace::Ran::of(
            command.args(crate::workspace::words(line)).output().unwrap(),
        );
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{line}");
        assert!(
            ran.stdout.contains("lark-cli") || ran.stdout.contains("Usage"),
            "{line}: {}",
            ran.stdout
        );
    }
    assert!(!crate::workspace::exists(workspace.path("data").to_str().unwrap()));
}
