//! What comes out of a pipe: as code, and line by line as it comes.

use std::{
    io::Write,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    after_sending::{advance_served, content, hint},
    refusals::group,
    tried::Tried,
    workspace::{Ran, Served, Workspace, text, words},
};

const EVERYBODY: &str = "<at user_id=\"all\">everybody</at>";

/// A stream that goes on while its standard input is open.
struct Streaming {
    child: Child,
}

impl Streaming {
    fn start(mut command: Command, line: &str) -> Self {
        command.args(words(line)).stdin(Stdio::piped()).stdout(Stdio::piped());
        Self { child: command.stderr(Stdio::piped()).spawn().unwrap() }
    }

    fn write(&mut self, text: &str) {
        self.child.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    /// Goes on with the line until more was written than a pipe holds: its beginning was read.
    fn write_and_see_read(&mut self, text: &str) {
        self.write(&format!("{text}{}", "x".repeat(100_000)));
    }

    /// Standard input stays open: only the signal ends it.
    fn signal(mut self, name: &str) -> Ran {
        let stdin = self.child.stdin.take();
        let pid = self.child.id().to_string();
        let status = Command::new("kill").args(["-s", name, &pid]).status().unwrap();
        assert!(status.success());
        let ran = Ran::of(self.child.wait_with_output().unwrap());
        drop(stdin);
        ran
    }

    fn end(mut self) -> Ran {
        drop(self.child.stdin.take());
        Ran::of(self.child.wait_with_output().unwrap())
    }
}

/// Waits until the chat's latest message has a text in it, and gives its id.
#[track_caller]
fn wait_for(workspace: &Workspace, chat: &str, what: &str) -> String {
    let line = format!("im list-messages --chat-id {chat} --limit 1 --as bot");
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let latest = workspace.data(&line);
        if text(&latest["messages"][0]["content"]).contains(what) {
            return text(&latest["messages"][0]["message_id"]);
        }
        assert!(Instant::now() < end, "{what} did not come: {latest}");
    }
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["data"]["messages"].as_array().unwrap()
}

#[test]
fn code_is_a_block_in_its_language_and_mentions_nobody() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --code rs --text - --as bot");
    let code = format!("fn main() {{}} // {EVERYBODY}\n");
    let sent = workspace.run_with_input(&line, code.as_bytes()).ok();
    assert!(sent.get("meta").is_none(), "nothing of it is changed: {sent}");
    let message = text(&sent["data"]["message_id"]);
    let raw = workspace.data(&format!("im messages get --message-id {message} --as bot"));
    assert!(raw["items"][0].get("mentions").is_none(), "{raw}");
    let body: Value = serde_json::from_str(&text(&raw["items"][0]["body"]["content"])).unwrap();
    assert_eq!(body["content"][0][0]["language"], "RUST", "{body}");
    assert_eq!(body["content"][0][0]["text"], json!(code.trim_end()));

    let error = workspace.error(&line.replace("rs", "cobol"), 2);
    assert!(text(&error["message"]).contains("typescript"), "{error}");
    let line = format!("im send-message --chat-id {chat} --code --text '' --as bot");
    assert_eq!(workspace.error(&line, 2)["message"], "the text is empty");
    let reply = format!("im reply-message --message-id {message} --code --text x --as bot");
    assert!(content(&workspace, &text(&workspace.data(&reply)["message_id"])).contains("```"));
    let edit = format!("im edit-message --message-id {message} --code --text 'let y;' --as bot");
    workspace.data(&edit);
    assert!(content(&workspace, &message).contains("let y;"));
}

#[test]
fn lines_that_are_there_go_in_one_message() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --stream --idempotency-key k --as bot");
    let input = format!("one\r\n\n  {EVERYBODY}\nfour");
    let sent = workspace.run_with_input(&line, input.as_bytes()).ok();
    let [row] = rows(&sent).as_slice() else { panic!("{sent}") };
    assert_eq!((&row["first_line"], &row["last_line"]), (&json!(1), &json!(4)));
    let message = text(&row["message_id"]);
    let raw = workspace.data(&format!("im messages get --message-id {message} --as bot"));
    assert!(raw["items"][0].get("mentions").is_none(), "{raw}");
    let said = content(&workspace, &message).replace('\u{2060}', "");
    assert_eq!(said, input.replace('\r', ""));
    let again = workspace.run_with_input(&line, input.as_bytes()).ok();
    assert_eq!(rows(&again)[0]["message_id"], json!(message), "the same key sends nothing twice");
    let more = workspace.run_with_input(&line, format!("{input}\nfive").as_bytes()).ok();
    assert_ne!(rows(&more)[0]["message_id"], json!(message), "other lines are not taken for them");

    let nothing = workspace.run_with_input(&line, b"\n\n").ok();
    assert_eq!(rows(&nothing).len(), 0);
    assert!(nothing["meta"]["warnings"].to_string().contains("(1-2)"), "{nothing}");
    workspace.error(&format!("{line} --text x"), 2);
    for flag in ["--update-in-place", "--stream-interval 3"] {
        let error =
            workspace.error(&format!("{} --text x {flag}", line.replace(" --stream", "")), 2);
        assert_eq!(error["param"], json!(flag.split(' ').next()));
    }
    workspace.error(&format!("{line} --stream-interval 0.1"), 2);
}

#[test]
fn lines_are_sent_as_they_come_and_told_as_they_are_sent() {
    let workspace = Workspace::new();
    let _served = Served::of(&workspace);
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --stream --as bot --format ndjson");
    let mut streaming =
        Streaming::start(workspace.command(), &format!("{line} --stream-interval 0.2"));
    streaming.write("the first\nand the second\n");
    wait_for(&workspace, &chat, "the first\nand the second");
    streaming.write("the third\nan unfini");
    wait_for(&workspace, &chat, "the third");
    streaming.write("shed one");
    let ran = streaming.end();
    assert_eq!(ran.code, 0, "{ran:?}");
    let told = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let lines: Vec<_> =
        told.map(|row| (row["first_line"].clone(), row["last_line"].clone())).collect();
    assert_eq!(lines, [(json!(1), json!(2)), (json!(3), json!(3)), (json!(4), json!(4))]);
    wait_for(&workspace, &chat, "an unfinished one");
}

#[test]
fn a_reply_can_be_a_stream_too() {
    let workspace = Workspace::new();
    let message = workspace.send(&workspace.first_chat(), "the log:");
    let line = format!(
        "im reply-message --message-id {message} --stream --code --reply-in-thread --as bot"
    );
    let sent = workspace.run_with_input(&line, b"one\ntwo\n").ok();
    assert!(rows(&sent)[0]["thread_id"].is_string(), "{sent}");
    assert_eq!(content(&workspace, &text(&rows(&sent)[0]["message_id"])), "```\none\ntwo\n```");
}

#[test]
fn a_signal_ends_a_stream_after_what_was_read_is_sent() {
    let workspace = Workspace::new();
    let _served = Served::of(&workspace);
    let chat = workspace.first_chat();
    for name in ["INT", "TERM"] {
        let line =
            format!("im send-message --chat-id {chat} --stream --stream-interval 600 --as bot");
        let mut streaming = Streaming::start(workspace.command(), &line);
        streaming.write("gathered\n");
        streaming.write_and_see_read(&format!("not finished: {name}"));
        let answer = streaming.signal(name).ok();
        assert_eq!(answer["meta"]["stopped_by"], "signal");
        assert_eq!(rows(&answer).last().unwrap()["last_line"], 2, "{answer}");
        wait_for(&workspace, &chat, &format!("gathered\nnot finished: {name}"));
    }
}

#[test]
fn what_is_faster_than_the_chat_waits_and_nothing_is_lost() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let input: String = (1..=4000).map(|at| format!("{at} {}\n", "x\t\"字".repeat(25))).collect();
    let line = format!("im send-message --chat-id {chat} --stream --as bot");
    let began = Instant::now();
    let sent = workspace.run_with_input(&line, input.as_bytes()).ok();
    let rows = rows(&sent);
    assert!(rows.len() >= 4, "{}", rows.len());
    let gaps = u32::try_from(rows.len() - 1).unwrap();
    assert!(began.elapsed() >= Duration::from_millis(200) * gaps, "five a second at most");
    let mut said = String::new();
    let mut next = 1;
    for row in rows {
        assert_eq!(row["first_line"], json!(next));
        next = row["last_line"].as_u64().unwrap() + 1;
        said.push_str(&content(&workspace, &text(&row["message_id"])));
        said.push('\n');
    }
    assert_eq!(said, input);
}

#[test]
fn a_stream_that_is_refused_at_once_is_a_plain_refusal() {
    let workspace = Workspace::new();
    let line = "im send-message --chat-id oc_1,oc_2 --stream --as bot";
    assert_eq!(workspace.error(line, 2)["param"], "--stream");
    let line = "im send-message --chat-id oc_nowhere --stream --as bot";
    let error = workspace.run_with_input(line, b"one\ntwo\n").error(1);
    assert_eq!(error["unsent_lines"], "1-2");
    assert!(error.get("sent_lines").is_none(), "{error}");
    assert!(hint(&error).ends_with("nothing after line 2 was read"), "{error}");
}

#[test]
fn a_failure_on_the_way_says_which_lines_went_and_which_did_not() {
    let tried = Tried::new();
    tried.log_in("--domain im", None);
    let chat = group(&tried);
    let mut command = tried.workspace.bare();
    command.env("LARK_CLI_PROFILE", "try");
    let line = format!("im send-message --chat-id {chat} --stream --stream-interval 0.3 --as bot");
    let mut streaming = Streaming::start(command, &line);
    streaming.write("one\ntwo\n");
    let seen = format!(
        "im list-messages --chat-id {chat} --limit 1 --as user --jq .data.messages[0].content"
    );
    let end = Instant::now() + Duration::from_secs(20);
    while tried.run(&seen).stdout.trim() != "one\ntwo" {
        assert!(Instant::now() < end, "the first lines did not come");
    }
    let bot = tried.app_id();
    tried.data(&format!("im remove-member --chat-id {chat} --bot-id {bot} --as user"));
    streaming.write("three\nfour\n");
    let ran = streaming.end();
    assert_eq!(ran.code, 1, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&answer["ok"], rows(&answer).len()), (&json!(false), 1));
    let failure: Value = serde_json::from_str(&ran.stderr).unwrap();
    let error = &failure["error"];
    assert_eq!(error["subtype"], "not_in_chat");
    assert_eq!((&error["sent_lines"], &error["unsent_lines"]), (&json!("1-2"), &json!("3-4")));
}

#[test]
fn one_card_shows_the_latest_lines() {
    let workspace = Workspace::new();
    let _served = Served::of(&workspace);
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --stream --update-in-place --as bot");
    let mut streaming =
        Streaming::start(workspace.command(), &format!("{line} --stream-interval 0.2"));
    streaming.write("step one\n");
    let card = wait_for(&workspace, &chat, "step one");
    streaming.write(&format!("step two {EVERYBODY} **plain**\n"));
    assert_eq!(wait_for(&workspace, &chat, "step two"), card);
    let raw = workspace.data(&format!("im messages get --message-id {card} --as bot"));
    assert!(raw["items"][0].get("mentions").is_none(), "{raw}");
    let many: String = (3..=6000).map(|at| format!("step {at}\n")).collect();
    streaming.write(&many);
    let answer = streaming.end().ok();
    let [row] = rows(&answer).as_slice() else { panic!("{answer}") };
    assert_eq!((&row["message_id"], &row["last_line"]), (&json!(card), &json!(6000)));
    let scrolled = row["scrolled_lines"].as_u64().unwrap();
    assert!(scrolled > 1000, "{answer}");
    let shown = content(&workspace, &card);
    assert!(shown.contains(&format!("… {scrolled} earlier lines")), "{shown}");
    assert!(shown.contains(&format!("\nstep {}\n", scrolled + 2)), "{shown}");
    assert!(!shown.contains(&format!("step {scrolled}\n")) && shown.contains("step 6000"));
}

#[test]
fn a_card_too_old_to_be_replaced_goes_on_in_another() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --stream --update-in-place --as bot");
    let mut streaming = Streaming::start(workspace.command(), &line);
    streaming.write("in the first\n");
    wait_for(&workspace, &chat, "in the first");
    advance_served(&served, 15 * 24 * 60 * 60);
    streaming.write("in the second\n");
    let answer = streaming.end().ok();
    let lines: Vec<_> = rows(&answer).iter().map(|row| row["last_line"].clone()).collect();
    assert_eq!(lines, [json!(1), json!(2)], "{answer}");
    assert_eq!(content(&workspace, &text(&rows(&answer)[0]["message_id"])), "in the first");
}

#[test]
fn without_a_server_a_stream_stops_when_it_is_told_and_keeps_count() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --stream --stream-interval 0.2 --as bot");
    let mut streaming = Streaming::start(workspace.command(), &line);
    streaming.write("one\n");
    wait_for(&workspace, &chat, "one");
    drop(served);
    streaming.write_and_see_read("two\nthree");
    let ran = streaming.signal("TERM");
    assert_eq!(ran.code, 4, "{ran:?}");
    let failure: Value = serde_json::from_str(&ran.stderr).unwrap();
    let error = &failure["error"];
    assert_eq!(
        (&error["sent_lines"], &error["unsent_lines"]),
        (&json!("1"), &json!("2-3")),
        "{error}"
    );
}

#[test]
fn a_stream_whose_results_nobody_reads_ends_and_says_so() {
    let workspace = Workspace::new();
    let _served = Served::of(&workspace);
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --stream --as bot --format ndjson");
    let mut streaming =
        Streaming::start(workspace.command(), &format!("{line} --stream-interval 0.2"));
    drop(streaming.child.stdout.take());
    streaming.write("one\n");
    let ran = Ran::of(streaming.child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("ended after line 1; read and not sent: none"), "{ran:?}");
}

#[test]
fn a_dry_run_of_a_stream_plans_every_message_and_sends_none() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let before = workspace.state();
    let input: String = (0..20_000).map(|at| format!("{at}\n")).collect();
    let line = format!("im send-message --chat-id {chat} --stream --code --as bot --dry-run");
    let planned = workspace.run_with_input(&line, input.as_bytes());
    assert_eq!(planned.stderr, "");
    let planned = planned.ok();
    let calls = planned["data"]["api"].as_array().unwrap();
    assert!(calls.len() > 1 && calls[0]["body"].get("uuid").is_none(), "{}", calls.len());
    assert!(calls.last().unwrap().to_string().contains("19999"));
    assert_eq!(workspace.state(), before);
}
