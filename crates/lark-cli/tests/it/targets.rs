//! One message to several: chats, people and threads, named on the line and in a file.

use serde_json::Value;

use crate::workspace::{Served, Workspace, run_with, text};

const SEND: &str = "im send-message --text 'Back at 9' --as bot";

/// The ids of some chats of the bot's.
fn chats(workspace: &Workspace, count: usize) -> Vec<String> {
    let made = (0..count).map(|n| {
        text(&workspace.data(&format!("im create-chat --name 'Team {n}' --as bot"))["chat_id"])
    });
    made.collect()
}

fn results(answer: &Value) -> &Vec<Value> {
    answer["data"]["results"].as_array().unwrap_or_else(|| panic!("no rows: {answer}"))
}

/// How often a chat was sent that.
fn said(workspace: &Workspace, chat: &str, what: &str) -> usize {
    let listed = workspace.data(&format!("im list-messages --chat-id {chat} --limit 50 --as bot"));
    let messages = listed["messages"].as_array().unwrap();
    messages.iter().filter(|message| message["content"] == what).count()
}

#[test]
fn each_target_has_a_row_in_the_order_they_were_given() {
    let workspace = Workspace::new();
    let chats = chats(&workspace, 3);
    let person = text(&workspace.data("sandbox info")["users"][0]["open_id"]);
    let ran = workspace
        .run(&format!(
            "{SEND} --chat-id {},{} --chat-id {} --user-id {person}",
            chats[2], chats[0], chats[1]
        ))
        .ok();
    let targets: Vec<String> = results(&ran).iter().map(|row| text(&row["target"])).collect();
    assert_eq!(targets, [&chats[2], &chats[0], &chats[1], &person].map(String::clone));
    for row in results(&ran) {
        assert_eq!((&row["ok"], &row["outcome"]), (&true.into(), &"sent".into()), "{row}");
        assert!(text(&row["message_id"]).starts_with("om_"), "{row}");
    }
    assert_eq!(ran["meta"]["sends"]["sent"], 4);
    assert!(chats.iter().all(|chat| said(&workspace, chat, "Back at 9") == 1));
}

#[test]
fn one_target_keeps_the_plain_answer_and_the_same_one_twice_is_one() {
    let workspace = Workspace::new();
    let chat = &chats(&workspace, 1)[0];
    let ran = workspace.run(&format!("{SEND} --chat-id {chat},{chat} --chat 'Team 0'")).ok();
    assert_eq!(text(&ran["data"]["chat_id"]), *chat);
    assert_eq!(ran["meta"]["repeated_targets"], 2);
    assert_eq!(ran["meta"]["resolved"]["chat_id"], chat.as_str());
    assert_eq!(said(&workspace, chat, "Back at 9"), 1);
}

#[test]
fn a_file_names_targets_of_every_kind() {
    let workspace = Workspace::new();
    let chats = chats(&workspace, 3);
    let info = workspace.data("sandbox info");
    let (person, other) = (text(&info["users"][1]["open_id"]), text(&info["users"][2]["email"]));
    let lines = format!(
        "\u{feff}# the team\r\n{}\r\n\r\n  chat:Team 1\n{person}\n{other}\nuser:{}\n{}\n",
        chats[0],
        text(&info["users"][3]["email"]),
        chats[0]
    );
    let file = workspace.file("team.txt", lines.as_bytes());
    let ran = workspace.run(&format!("{SEND} --to-file {file}")).ok();
    let targets: Vec<String> = results(&ran).iter().map(|row| text(&row["target"])).collect();
    assert_eq!(targets[..4], [chats[0].clone(), chats[1].clone(), person, other]);
    assert_eq!(targets.len(), 5, "{targets:?}");
    assert_eq!(ran["meta"]["resolved"].as_array().unwrap().len(), 2);
    let piped = workspace.run_with_input(&format!("{SEND} --to-file -"), chats[2].as_bytes()).ok();
    assert_eq!(text(&piped["data"]["chat_id"]), chats[2]);
}

#[test]
fn every_line_is_checked_before_anything_is_sent() {
    let workspace = Workspace::new();
    let chat = &chats(&workspace, 1)[0];
    let file = workspace.file("team.txt", format!("{chat}\nTeam 0\noc_a/b\n").as_bytes());
    let error = workspace.error(&format!("{SEND} --to-file {file}"), 2);
    assert_eq!(error["param"], "--to-file");
    let message = text(&error["message"]);
    assert!(message.contains("line 2") && message.contains("line 3"), "{message}");
    for (bytes, part) in [(&b"# nobody\n\n"[..], "nobody"), (b"\xff\xfe", "UTF-8")] {
        let file = workspace.file("odd.txt", bytes);
        let error = workspace.error(&format!("{SEND} --to-file {file}"), 2);
        assert!(text(&error["message"]).contains(part), "{error}");
    }
    let error = workspace.error(&format!("{SEND} --to-file nowhere.txt"), 2);
    assert_eq!(error["subtype"], "file_not_found");
    let error = workspace.error("im send-message --to-file - --text - --as bot", 2);
    assert!(text(&error["message"]).contains("once"), "{error}");
    let error = workspace.error(&format!("{SEND} --chat-id {chat} --chat Nowhere"), 2);
    assert_eq!(error["subtype"], "not_found");
    assert_eq!(said(&workspace, chat, "Back at 9"), 0);
}

#[test]
fn whom_the_policy_forbids_is_told_before_anybody_gets_the_message() {
    let workspace = Workspace::new();
    let chats = chats(&workspace, 2);
    let line = format!("{SEND} --chat-id {},{}", chats[0], chats[1]);
    let allowed = [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_ALLOW_CHATS", chats[0].as_str())];
    let error = run_with(&workspace, &line, allowed).error(6);
    assert!(text(&error["message"]).contains(&chats[1]), "{error}");
    assert_eq!(said(&workspace, &chats[0], "Back at 9"), 0);
}

#[test]
fn one_that_fails_does_not_stop_the_others_and_the_whole_is_not_ok() {
    let workspace = Workspace::new();
    let chats = chats(&workspace, 2);
    let ran = workspace.run(&format!("{SEND} --chat-id {},oc_gone,{}", chats[0], chats[1]));
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["ok"], false);
    let rows = results(&answer);
    assert_eq!(
        (&rows[1]["outcome"], &rows[1]["error"]["subtype"]),
        (&"refused".into(), &"not_found".into())
    );
    assert!(rows[1]["error"]["hint"].is_string());
    assert_eq!(answer["meta"]["sends"]["sent"], 2);
    let warning = text(&answer["meta"]["warnings"][0]);
    assert!(warning.contains(&text(&answer["meta"]["idempotency_key"])), "{warning}");
    assert_eq!(said(&workspace, &chats[1], "Back at 9"), 1);
}

#[test]
fn a_thread_is_a_target_whose_message_is_a_reply() {
    let workspace = Workspace::new();
    let chat = &chats(&workspace, 1)[0];
    let first = workspace.send(chat, "Plans");
    let line =
        format!("im reply-message --message-id {first} --text yes --reply-in-thread --as bot");
    let thread = text(&workspace.data(&line)["thread_id"]);
    let sent = workspace.data(&format!("{SEND} --thread-id {thread}"));
    assert_eq!(text(&sent["thread_id"]), thread);
    let error = workspace.error(&format!("{SEND} --thread-id omt_none"), 1);
    assert!(error["hint"].is_string(), "{error}");
}

#[test]
fn people_read_a_line_for_each_target_and_what_to_do_about_the_rest() {
    let workspace = Workspace::new();
    let chat = &chats(&workspace, 1)[0];
    let ran = workspace.run(&format!("{SEND} --chat-id {chat},oc_gone --format pretty"));
    assert_eq!(ran.code, 1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(
        lines[0].starts_with("Sent om_") && lines[1].starts_with("oc_gone refused: "),
        "{lines:?}"
    );
    assert!(lines[2].starts_with("  hint: "), "{lines:?}");
    assert!(ran.stderr.contains("--idempotency-key"), "{}", ran.stderr);
    for format in ["ndjson", "csv", "table"] {
        let ran = workspace.run(&format!("{SEND} --chat-id {chat},oc_gone --format {format}"));
        let rows = ran.stdout.lines().filter(|line| line.contains("oc_")).count();
        assert_eq!((ran.code, rows), (1, 2), "{}", ran.stdout);
    }
}

#[test]
fn a_dry_run_shows_every_request_and_no_key_that_nobody_gave() {
    let workspace = Workspace::new();
    let chats = chats(&workspace, 2);
    let line = format!("{SEND} --chat-id {} --chat 'Team 1' --dry-run", chats[0]);
    let shown = workspace.data(&line);
    let bodies: Vec<&Value> = shown["api"].as_array().unwrap().iter().map(|r| &r["body"]).collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.iter().all(|body| body.get("uuid").is_none()), "{bodies:?}");
    let shown = workspace.data(&format!("{line} --idempotency-key k"));
    assert!(shown["api"][0]["body"]["uuid"].is_string());
    assert!(chats.iter().all(|chat| said(&workspace, chat, "Back at 9") == 0));
}

#[test]
fn where_nobody_answers_the_rest_is_not_tried() {
    let workspace = Workspace::new();
    let served = Served::start(&workspace, &["--memory", "--port", "0", "--limits", "off"]);
    let environment = served.environment();
    drop(served);
    let targets: Vec<String> = (0..200).map(|n| format!("oc_{n}")).collect();
    let ran = run_with(&workspace, &format!("{SEND} --chat-id {}", targets.join(",")), environment);
    assert_eq!(ran.code, 1);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["meta"]["sends"]["not_sent"], 200);
    let untried = results(&answer).iter().filter(|row| row["error"]["subtype"] == "not_tried");
    assert!(untried.count() >= 200 - 16);
}
