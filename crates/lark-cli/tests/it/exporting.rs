//! Whole chats in files, also when the export is interrupted.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::RecvTimeoutError,
    },
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    faults::{Fault, Proxy},
    history_faults::{CHAT, Fake, message, token},
    workspace::{Ran, Served, Workspace, text},
};

/// When the tests' sandboxes were made: nothing comes after it.
const UNTIL: &str = "2026-01-05T09:00:00Z";

fn release_group(workspace: &Workspace) -> String {
    let chats = workspace.data("im list-chats --as user");
    let chats = chats["chats"].as_array().unwrap();
    text(&chats.iter().find(|chat| chat["name"] == "Orbit 2.0 发布组").unwrap()["chat_id"])
}

/// A sandbox behind a network that can stand still.
struct Place {
    workspace: Workspace,
    served: Served,
    proxy: Proxy,
    chat: String,
}

impl Place {
    fn new() -> Self {
        let workspace = Workspace::new();
        let chat = release_group(&workspace);
        let served = Served::of(&workspace);
        let proxy = Proxy::new(&served.address(), |_, _| Fault::None);
        Self { workspace, served, proxy, chat }
    }

    fn export(&self, directory: &Path, form: &str) -> Command {
        fs::create_dir_all(directory).unwrap();
        let mut command = self.workspace.bare();
        command
            .args(["im", "export", "--chat-id", &self.chat, "--until", UNTIL, "--as", "user"])
            .args(["--output", &format!("chat.{form}")])
            .envs(self.served.environment())
            .env("LARK_CLI_BASE_URL", self.proxy.base_url())
            .current_dir(directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Exports, and kills the export when it asks for more than so much; whether it came to that.
    fn interrupt(&self, directory: &Path, form: &str, requests: usize) -> bool {
        let stopped = self.proxy.close_after(requests);
        let mut child = self.export(directory, form).spawn().unwrap();
        let was_stopped = loop {
            match stopped.recv_timeout(Duration::from_millis(20)) {
                Ok(()) => break true,
                Err(RecvTimeoutError::Timeout) if !has_ended(&mut child) => {}
                Err(_) => break false,
            }
        };
        // The signal that nobody can do anything about.
        let _ = child.kill();
        child.wait().unwrap();
        self.proxy.open();
        was_stopped
    }

    fn finish(&self, directory: &Path, form: &str) -> Value {
        Ran::of(self.export(directory, form).output().unwrap()).ok()
    }
}

fn has_ended(child: &mut Child) -> bool {
    child.try_wait().unwrap().is_some()
}

/// Every file below the directory, by its path.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(
                files(&entry.path())
                    .into_iter()
                    .map(|(path, bytes)| (format!("{name}/{path}"), bytes)),
            ),
            false => drop(found.insert(name, fs::read(entry.path()).unwrap())),
        }
    }
    found
}

#[track_caller]
fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, when: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{when}");
    for (path, bytes) in one {
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(shown(bytes), shown(&other[path]), "{when}: {path}");
    }
}

#[test]
fn an_export_that_is_killed_anywhere_goes_on_to_the_identical_result() {
    let place = Place::new();
    let whole = place.workspace.path("whole");
    let done = place.finish(&whole, "html");
    assert_eq!(done["data"]["resumed"], false);
    let whole = files(&whole);
    assert!(whole["chat.html"].starts_with(b"<!doctype html>"));
    assert!(whole.keys().any(|path| path.ends_with("release plan.pdf")), "{:?}", whole.keys());
    let mut resumed = 0;
    for requests in (0..).step_by(3) {
        let directory = place.workspace.path(&format!("killed {requests}"));
        let was_stopped = place.interrupt(&directory, "html", requests);
        if was_stopped {
            assert!(!directory.join("chat.html").exists());
            let done = place.finish(&directory, "html");
            resumed += usize::from(done["data"]["resumed"] == true);
        }
        let found = files(&directory);
        assert_eq!(
            found.keys().collect::<Vec<_>>(),
            whole.keys().collect::<Vec<_>>(),
            "{requests}"
        );
        assert!(found == whole, "killed after {requests} requests it is another");
        if !was_stopped {
            break;
        }
    }
    assert!(resumed >= 3, "{resumed}");
}

#[test]
fn each_form_is_the_same_after_an_interruption() {
    let place = Place::new();
    for form in ["md", "jsonl", "csv"] {
        let (whole, killed) = (format!("whole {form}"), format!("killed {form}"));
        let (whole, killed) = (place.workspace.path(&whole), place.workspace.path(&killed));
        place.finish(&whole, form);
        assert!(place.interrupt(&killed, form, 8), "{form}");
        assert_eq!(place.finish(&killed, form)["data"]["resumed"], true, "{form}");
        assert_same(&files(&whole), &files(&killed), form);
    }
}

#[test]
fn every_message_and_reply_is_in_each_form() {
    let workspace = Workspace::new();
    let chat = release_group(&workspace);
    let mut ids = Vec::new();
    let listed =
        workspace.data(&format!("im list-messages --chat-id {chat} --threads all --as user"));
    for message in listed["messages"].as_array().unwrap() {
        let replies = message["thread_replies"].as_array().into_iter().flatten();
        ids.extend(std::iter::once(message).chain(replies).map(|m| text(&m["message_id"])));
    }
    for form in ["md", "html", "jsonl", "csv"] {
        let line =
            format!("im export --chat-id {chat} --format {form} --output all.{form} --as user");
        let done = workspace.data(&line);
        let written = fs::read_to_string(workspace.path(&format!("all.{form}"))).unwrap();
        assert_eq!(done["size_bytes"], written.len());
        let total = done["messages"].as_u64().unwrap() + done["replies"].as_u64().unwrap();
        assert_eq!(total, ids.len() as u64);
        for id in &ids {
            assert!(written.contains(id), "{form} lacks {id}");
        }
    }
    let json = fs::read_to_string(workspace.path("all.jsonl")).unwrap();
    let times: Vec<_> = json
        .lines()
        .map(|line| text(&serde_json::from_str::<Value>(line).unwrap()["create_time"]))
        .collect();
    assert!(times.is_sorted(), "oldest first");
}

#[test]
fn what_others_wrote_is_text_in_every_form() {
    let workspace = Workspace::new();
    let chat = text(&workspace.data("im create-chat --name Hostile --as bot")["chat_id"]);
    for said in [
        "=HYPERLINK(\"http://evil\")",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "# no title",
        "\u{202e}txt.exe \u{1b}[31mred",
    ] {
        let words = ["im", "send-message", "--chat-id", &chat, "--as", "bot", "--text", said];
        Ran::of(workspace.command().args(words).output().unwrap()).ok();
    }
    let post = r#"{"content":[[{"tag":"a","text":"go","href":"javascript:alert(1)"},{"tag":"text","text":"\"><svg onload=x>"}]]}"#;
    let words = ["im", "send-message", "--chat-id", &chat, "--as", "bot", "--post", post];
    Ran::of(workspace.command().args(words).output().unwrap()).ok();
    let export = |form: &str| {
        workspace
            .data(&format!("im export --chat-id {chat} --to {form} --output x.{form} --as bot"));
        fs::read_to_string(workspace.path(&format!("x.{form}"))).unwrap()
    };
    let csv = export("csv");
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://evil\"\")\""), "{csv}");
    let html = export("html");
    assert_eq!(html.matches("<script").count(), 1, "its own");
    for bad in ["<img src=x", "<svg", "href=\"javascript:", "\u{202e}", "\u{1b}"] {
        assert!(!html.contains(bad), "{bad}");
    }
    let markdown = export("md");
    for bad in ["\n# no title", "<script", "<img"] {
        assert!(!markdown.contains(bad), "{bad}");
    }
}

#[test]
fn nothing_is_overwritten_and_nobody_elses_beginning_gone_on_with() {
    let place = Place::new();
    let directory = place.workspace.path("out");
    assert!(place.interrupt(&directory, "md", 12));
    let mut other = place.export(&directory, "md");
    let refused = Ran::of(other.args(["--files", "none"]).output().unwrap()).error(2);
    assert_eq!(refused["subtype"], "other_export");
    let restarted = place.export(&directory, "md").args(["--files", "none", "--restart"]).output();
    let restarted = Ran::of(restarted.unwrap()).ok();
    assert_eq!(restarted["data"]["resumed"], false);
    let refused = Ran::of(place.export(&directory, "md").output().unwrap()).error(2);
    assert!(text(&refused["message"]).contains("exists"), "{refused}");
    Ran::of(place.export(&directory, "md").arg("--overwrite").output().unwrap()).ok();
}

#[test]
fn an_empty_chat_is_exported_too_and_a_dry_run_writes_nothing() {
    let workspace = Workspace::new();
    let chat = text(&workspace.data("im create-chat --name 'Quiet/Room' --as bot")["chat_id"]);
    let planned = workspace.run(&format!("im export --chat-id {chat} --dry-run --as bot")).ok();
    let mut urls = planned["data"]["api"].as_array().unwrap().iter().map(|call| text(&call["url"]));
    assert!(urls.next_back().unwrap().starts_with("/open-apis/im/v1/messages"), "{planned}");
    assert!(!workspace.path(".Room.md.part").exists());
    let done = workspace.data(&format!("im export --chat-id {chat} --as bot"));
    assert_eq!(done["messages"], 0);
    let name = Path::new(&text(&done["saved_path"])).file_name().unwrap().to_owned();
    assert_eq!(name, "Room.md", "a name leads nowhere else");
    assert!(workspace.path("Room.md").exists() && !workspace.path(".Room.md.part").exists());
}

#[test]
fn an_export_can_go_to_standard_output() {
    let workspace = Workspace::new();
    let chat = release_group(&workspace);
    let line = format!("im export --chat-id {chat} --format csv --files none --as user");
    let printed = workspace.run(&format!("{line} --output -"));
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    workspace.data(&format!("{line} --output all.csv"));
    assert_eq!(printed.stdout, fs::read_to_string(workspace.path("all.csv")).unwrap());
    assert!(!workspace.path("-").exists());
}

/// Oldest first, as exports read.
fn page(numbers: std::ops::Range<i64>, next: &str) -> Value {
    let items: Vec<_> = numbers.rev().map(message).collect();
    let data = json!({ "items": items, "has_more": !next.is_empty(), "page_token": next });
    json!({ "code": 0, "msg": "success", "data": data })
}

#[test]
fn pages_that_lead_back_end_an_export_instead_of_filling_the_disk() {
    let workspace = Workspace::new();
    let ring = Fake::answering(|path, _| match token(path) {
        _ if !path.contains("/messages?") => json!({ "code": 230001, "msg": "not here" }),
        "b" => page(0..3, "a"),
        _ => page(3..6, "b"),
    });
    let line = format!("im export --chat-id {CHAT} --output ring.md --files none --as bot");
    assert_eq!(ring.run_in(&workspace, &line).error(1)["subtype"], "pages_repeat");
    assert!(ring.asked().len() < 20, "{:?}", ring.asked());
    assert!(!workspace.path("ring.md").exists());
}

#[test]
fn a_token_that_is_refused_later_is_gone_on_without() {
    let workspace = Workspace::new();
    let asked = AtomicUsize::new(0);
    // The first run is cut off at its second page; by the next one its token is good no more.
    let fake = Fake::answering(move |path, _| {
        if !path.contains("/messages?") {
            return json!({ "code": 230001, "msg": "not here" });
        }
        match (token(path), path.contains("start_time=")) {
            ("late", _) if asked.fetch_add(1, Ordering::Relaxed) == 0 => {
                json!({ "code": 230002, "msg": "not in the chat" })
            }
            ("late", _) => json!({ "code": 230001, "msg": "invalid page_token" }),
            (_, true) => page(0..4, ""),
            (_, false) => page(3..6, "late"),
        }
    });
    let line =
        format!("im export --chat-id {CHAT} --to jsonl --output t.jsonl --files none --as bot");
    fake.run_in(&workspace, &line).error(1);
    let done = fake.run_in(&workspace, &line).ok();
    assert_eq!((&done["data"]["resumed"], &done["data"]["messages"]), (&json!(true), &json!(6)));
    let written = fs::read_to_string(workspace.path("t.jsonl")).unwrap();
    let said =
        written.lines().map(|line| text(&serde_json::from_str::<Value>(line).unwrap()["content"]));
    assert_eq!(said.collect::<Vec<_>>(), ["5", "4", "3", "2", "1", "0"]);
}
