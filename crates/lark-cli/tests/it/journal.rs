//! The journal of what was sent.

use std::process::Stdio;

use serde_json::Value;

use crate::workspace::{Ran, Served, Workspace, pdf, run_with, text, words};

const FILE: &str = "data/journal/journal.ndjson";

fn entries(workspace: &Workspace, flags: &str) -> Vec<Value> {
    let data = workspace.data(&format!("journal {flags}"));
    data["entries"].as_array().unwrap().clone()
}

fn results(workspace: &Workspace, flags: &str) -> Vec<String> {
    entries(workspace, flags).iter().map(|entry| text(&entry["result"])).collect()
}

#[test]
fn a_send_is_a_line_with_who_whom_and_how_it_ended_and_none_of_its_words() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let sent = workspace
        .run(&format!(
            "im send-message --chat-id {chat} --text 'a secret plan' --idempotency-key k1 --as user"
        ))
        .ok();
    let only = &entries(&workspace, "")[..];
    let [entry] = only else { panic!("{only:?}") };
    assert_eq!(entry["command"], "im send-message");
    assert_eq!(entry["endpoint"], "im.messages.create");
    assert_eq!(entry["profile"], "sandbox");
    assert_eq!((&entry["identity"], &entry["result"]), (&"user".into(), &"sent".into()));
    assert_eq!(entry["user"], workspace.data("sandbox info")["users"][0]["open_id"]);
    assert_eq!(entry["targets"], serde_json::json!([chat]));
    assert_eq!(entry["answered"], sent["data"]["message_id"]);
    assert!(!text(&entry["log_id"]).is_empty() && !text(&entry["uuid"]).is_empty());
    assert!(text(&entry["time"]).ends_with('Z') && text(&entry["time"]).contains('.'));
    let kept = std::fs::read_to_string(workspace.path(FILE)).unwrap();
    assert!(!kept.contains("secret plan"), "{kept}");
    assert_eq!(kept.lines().count(), 1);
}

#[test]
fn reads_dry_runs_and_what_never_left_are_not_in_it() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    workspace.data(&format!("im list-messages --chat-id {chat} --as bot"));
    workspace.run(&format!("im send-message --chat-id {chat} --text hi --as bot --dry-run"));
    workspace.error("im send-message --chat-id x --text hi --as bot", 2);
    assert!(!workspace.path("data/journal").exists());
    assert_eq!(entries(&workspace, "").len(), 0);
    assert!(!workspace.path("data/journal").exists(), "looking at it does not make it");
}

#[test]
fn methods_the_api_command_and_uploads_are_in_it_under_their_endpoints_names() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "hello");
    let reply = |how: &str| {
        let data = r#"{"msg_type":"text","content":"{\"text\":\"hi\"}"}"#;
        workspace.run(&format!("{how} --data '{data}' --as bot")).ok();
    };
    reply(&format!("im messages reply --message-id {message}"));
    let path = text(&workspace.data("schema im.messages.reply")["path"]);
    reply(&format!("api POST {}", path.replace("{message_id}", &message)));
    pdf(&workspace);
    workspace.data("im upload-file --file document.pdf --as bot");
    workspace.data(&format!("im delete-message --message-id {message} --as bot --yes"));
    let commands: Vec<_> =
        entries(&workspace, "").iter().map(|entry| text(&entry["command"])).collect();
    assert_eq!(commands.iter().filter(|name| *name == "im.messages.reply").count(), 2);
    assert!(commands.contains(&"im upload-file".to_owned()), "{commands:?}");
    assert_eq!(commands.last().unwrap(), "im delete-message");
    for entry in entries(&workspace, "--command im.messages.reply") {
        assert_eq!(entry["targets"], serde_json::json!([message]));
    }
}

#[test]
fn refused_partial_and_unknown_are_told_apart() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    workspace.error("im send-message --chat-id oc_nobody --text hi --as bot", 1);
    let data = r#"{"id_list":["ou_nobody"]}"#;
    let params = format!(r#"{{"chat_id":"{chat}","succeed_type":1}}"#);
    workspace
        .run(&format!("api im.chat.members.create --params '{params}' --data '{data}' --as user"))
        .ok();
    assert_eq!(results(&workspace, ""), ["refused", "partial"]);
    assert!(entries(&workspace, "--result refused")[0]["code"].as_i64().unwrap() > 0);

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let hangs_up = std::thread::spawn(move || {
        use std::io::Read;
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
    });
    let environment = [
        ("LARK_CLI_BASE_URL", format!("http://{address}")),
        ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-1".to_owned()),
    ];
    let line = "im delete-message --message-id om_1 --as bot --yes";
    let ran = run_with(&workspace, line, environment);
    assert_eq!(ran.code, 4, "{ran:?}");
    hangs_up.join().unwrap();
    let last = entries(&workspace, "").pop().unwrap();
    assert_eq!((&last["result"], &last["profile"]), (&"unknown".into(), &"environment".into()));
}

#[test]
fn many_commands_at_once_tear_no_line_and_lose_none_when_the_file_is_full() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let served = Served::of(&workspace);
    workspace.send(&chat, "before");
    let line = std::fs::read_to_string(workspace.path(FILE)).unwrap();
    let filler = line.replace("im send-message", "filler");
    let almost_full = filler.repeat((1 << 20) / filler.len() - 5);
    std::fs::write(workspace.path(FILE), &almost_full).unwrap();
    let spawn = |number: usize| {
        let line = format!("im send-message --chat-id {chat} --text 'number {number}' --as bot");
        let mut command = workspace.bare();
        command.envs(served.environment()).args(words(&line));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..30).map(spawn).collect();
    let mut sent: Vec<_> = children
        .into_iter()
        .map(|child| text(&Ran::of(child.wait_with_output().unwrap()).ok()["data"]["message_id"]))
        .collect();
    let of_sends = entries(&workspace, "--command 'im send-message'");
    let mut told: Vec<_> = of_sends.iter().map(|entry| text(&entry["answered"])).collect();
    sent.sort();
    told.sort();
    assert_eq!(told, sent);
    let fillers = entries(&workspace, "--command filler --limit 1000000").len();
    assert_eq!(fillers, almost_full.lines().count());
    assert!(workspace.path("data/journal/journal.1.ndjson").exists());
    assert!(!workspace.path("data/journal/journal.2.ndjson").exists(), "it was put aside once");
}

#[test]
fn it_is_switched_off_by_a_setting() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let line = format!("im send-message --chat-id {chat} --text hi --as bot");
    let off = [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_JOURNAL", "off")];
    run_with(&workspace, &line, off).ok();
    assert!(!workspace.path("data/journal").exists());
    let odd = [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_JOURNAL", "perhaps")];
    assert_eq!(run_with(&workspace, &line, odd).error(3)["subtype"], "invalid_setting");
}

#[test]
fn what_cannot_be_written_is_a_warning_and_the_message_is_sent() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    workspace.file("data/journal", b"not a directory");
    let line = format!("im send-message --chat-id {chat} --text hi --as bot");
    let sent = workspace.run(&line).ok();
    let warnings = sent["meta"]["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{sent}");
    assert!(text(&warnings[0]).contains("LARK_CLI_JOURNAL=off"), "{sent}");
    let ran = workspace.run(&format!("{line} --format pretty"));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.starts_with("warning: the journal was not written"), "{ran:?}");
    let refused = workspace.run("im send-message --chat-id oc_nobody --text hi --as bot");
    assert_eq!(refused.code, 1);
    let answer: Value = serde_json::from_str(&refused.stderr).unwrap();
    assert_eq!(answer["meta"]["warnings"].as_array().unwrap().len(), 1, "{answer}");
}

#[test]
fn a_full_file_is_put_aside_and_the_oldest_goes() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    workspace.send(&chat, "the first");
    let first = std::fs::read_to_string(workspace.path(FILE)).unwrap();
    let full = |word: &str| {
        let line = first.replace("im send-message", word);
        line.repeat((1 << 20) / line.len() + 1)
    };
    for word in ["a", "b", "c", "d", "e"] {
        std::fs::write(workspace.path(FILE), full(word)).unwrap();
        workspace.send(&chat, "one more");
    }
    workspace.send(&chat, "the last");
    let count =
        |word: &str| entries(&workspace, &format!("--limit 1000000 --command {word}")).len();
    assert_eq!((count("a"), count("b") > 0, count("e") > 0), (0, true, true));
    let names = std::fs::read_dir(workspace.path("data/journal")).unwrap();
    assert_eq!(names.count(), 6, "the current one, four full ones and a lock");
    assert_eq!(std::fs::read_to_string(workspace.path(FILE)).unwrap().lines().count(), 1);
    assert_eq!(entries(&workspace, "--limit 2").last().unwrap()["command"], "im send-message");
}

#[test]
fn damaged_lines_are_left_out_and_counted() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    workspace.send(&chat, "whole");
    let whole = std::fs::read(workspace.path(FILE)).unwrap();
    let torn = [&whole[..40], b"\n\xff\xfe\n", &whole].concat();
    std::fs::write(workspace.path(FILE), torn).unwrap();
    let listed = workspace.run("journal").ok();
    assert_eq!(listed["data"]["entries"].as_array().unwrap().len(), 1);
    assert_eq!(listed["meta"]["damaged_lines"], 2);
    assert!(workspace.run("journal --format pretty").stderr.contains("2 damaged lines"));
}

#[test]
fn it_lists_the_newest_and_says_how_to_see_more() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let sent: Vec<_> = ["1", "2", "3"].iter().map(|what| workspace.send(&chat, what)).collect();
    let listed = workspace.run("journal --limit 2 --since 1h --command im").ok();
    let answered: Vec<_> = listed["data"]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| text(&entry["answered"]))
        .collect();
    assert_eq!(answered, sent[1..]);
    let go_on = text(&listed["meta"]["pagination"]["go_on"]);
    assert!(go_on.starts_with("lark-cli journal --limit 4 --since "), "{go_on}");
    assert_eq!(entries(&workspace, "--since 2100-01-01T00:00:00Z").len(), 0);
    workspace.error("journal --since yesterday", 2);
    let lines = workspace.run("journal --format ndjson").stdout;
    assert_eq!(lines.lines().count(), 3);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new();
    workspace.send(&workspace.first_chat(), "hi");
    let mode =
        |name: &str| std::fs::metadata(workspace.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("data/journal"), mode(FILE)), (0o700, 0o600));
}
