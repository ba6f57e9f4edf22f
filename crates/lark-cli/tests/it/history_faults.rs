//! Histories as no server should give them: pages that repeat, lead back, are empty or refused, and
//! messages with fields missing.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::{Value, json};

use crate::workspace::{Ran, Workspace, run_with, text, words};

pub const CHAT: &str = "oc_0000000000000000000000000000c4a7";
/// Of the first message; each further one is a second older.
const NEWEST: i64 = 1_767_600_000_000;

/// Answers for Lark on loopback, by the page token asked with, and writes down what it was asked.
pub struct Fake {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    pub fn answering(answer: impl Fn(&str, usize) -> Value + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let Some(path) = path_of(&stream) else { continue };
                let number = {
                    let mut asked = shared.lock().unwrap();
                    asked.push(path.clone());
                    asked.len()
                };
                let body = answer(&path, number).to_string();
                // Who has read enough need not hear the rest.
                let _ = write!(
                    &stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\
                     Content-Length: {}\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Self { address, asked }
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn run(&self, line: &str) -> Ran {
        self.run_in(&Workspace::new(), line)
    }

    /// Runs a line in a workspace that stays.
    pub fn run_in(&self, workspace: &Workspace, line: &str) -> Ran {
        run_with(
            workspace,
            line,
            [
                ("LARK_CLI_BASE_URL", format!("http://{}", self.address)),
                ("LARK_CLI_APP_ID", "cli_0000000000000001".to_owned()),
                ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-1".to_owned()),
                ("LARK_CLI_RETRY_PAUSE", "0".to_owned()),
            ],
        )
    }

    fn list(&self, flags: &str) -> Ran {
        self.run(&format!("im list-messages --chat-id {CHAT} --as bot {flags}"))
    }
}

fn path_of(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head).is_ok_and(|length| length > 2) {}
    head.split(' ').nth(1).map(str::to_owned)
}

pub fn message(number: i64) -> Value {
    json!({
        "message_id": format!("om_{number:032}"),
        "msg_type": "text",
        "create_time": (NEWEST - number * 1000).to_string(),
        "update_time": (NEWEST - number * 1000).to_string(),
        "chat_id": CHAT,
        "sender": { "id": "ou_1", "id_type": "open_id", "sender_type": "user", "sender_name": "A" },
        "body": { "content": format!("{{\"text\":\"{number}\"}}") },
        "spirit": "unknown to this version",
    })
}

fn page(numbers: std::ops::Range<i64>, next: &str) -> Value {
    let items: Vec<_> = numbers.map(message).collect();
    let data = json!({ "items": items, "has_more": !next.is_empty(), "page_token": next });
    json!({ "code": 0, "msg": "success", "data": data })
}

/// The token that a path asks with.
pub fn token(path: &str) -> &str {
    let after = path.split_once("page_token=").map_or("", |(_, rest)| rest);
    after.split('&').next().unwrap_or_default()
}

#[track_caller]
fn contents(answer: &Value) -> Vec<i64> {
    let messages = answer["data"]["messages"].as_array().unwrap();
    messages.iter().map(|message| text(&message["content"]).parse().unwrap()).collect()
}

#[test]
fn a_page_that_names_itself_as_the_next_is_read_once() {
    let fake = Fake::answering(|_, _| page(0..3, "same"));
    let listed = fake.list("").ok();
    assert_eq!(contents(&listed), [0, 1, 2]);
    let pagination = &listed["meta"]["pagination"];
    assert_eq!(
        (&pagination["complete"], &pagination["reason"]),
        (&json!(false), &json!("pages_repeat"))
    );
    let go_on = text(&pagination["go_on"]);
    assert!(go_on.contains("--until 2026-01-05T07:59:58Z"), "{go_on}");
    assert_eq!(fake.asked().len(), 2, "the second page is the first, and nothing more is asked");
    assert!(listed["meta"]["warnings"].to_string().contains("twice"), "{listed}");
}

#[test]
fn pages_in_a_ring_end_where_they_lead_back() {
    let fake = Fake::answering(|path, _| match token(path) {
        "b" => page(3..6, "c"),
        "c" => page(6..9, "b"),
        _ => page(0..3, "b"),
    });
    let listed = fake.list("").ok();
    assert_eq!(contents(&listed), (0..9).collect::<Vec<_>>());
    assert_eq!(listed["meta"]["pagination"]["reason"], "pages_repeat");
    assert_eq!(fake.asked().len(), 3);
}

#[test]
fn pages_that_overlap_give_each_message_once_and_say_so() {
    let fake = Fake::answering(|path, _| match token(path) {
        "b" => page(2..5, ""),
        _ => page(0..3, "b"),
    });
    let listed = fake.list("").ok();
    assert_eq!(contents(&listed), [0, 1, 2, 3, 4]);
    assert_eq!(listed["meta"]["pagination"]["complete"], true);
    assert_eq!(listed["meta"]["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn a_short_or_empty_page_is_not_the_end_and_empty_ones_without_end_are() {
    let fake = Fake::answering(|path, _| match token(path) {
        "b" => page(0..0, "c"),
        "c" => page(1..2, ""),
        _ => page(0..1, "b"),
    });
    let listed = fake.list("").ok();
    assert_eq!(contents(&listed), [0, 1]);
    assert_eq!(listed["meta"]["pagination"]["complete"], true);

    let fake = Fake::answering(|_, number| page(0..0, &format!("t{number}")));
    let listed = fake.list("").ok();
    let pagination = &listed["meta"]["pagination"];
    assert_eq!(
        (&pagination["complete"], &pagination["reason"]),
        (&json!(false), &json!("empty_pages"))
    );
    assert!(text(&pagination["go_on"]).contains("--page-token t50"), "{pagination}");
    assert_eq!(fake.asked().len(), 50);
}

#[test]
fn a_long_thread_is_read_down_to_the_times_that_are_asked_for() {
    let fake = Fake::answering(|path, _| {
        let start: i64 = token(path).parse().unwrap_or(0);
        page(start..start + 50, &(start + 50).to_string())
    });
    // The first 3,000 are newer, and what is older is not asked for.
    let line = "im list-messages --thread-id omt_1 --as bot --until 2026-01-05T07:10:00Z \
                --since 2026-01-05T07:09:30Z";
    let listed = fake.run(line).ok();
    assert_eq!(contents(&listed), (3000..=3030).collect::<Vec<_>>());
    assert_eq!(listed["meta"]["pagination"]["complete"], true);
    assert_eq!(fake.asked().len(), 61);
    assert!(fake.asked().iter().all(|path| !path.contains("_time=")), "Lark takes no times there");
}

#[test]
fn more_without_a_token_ends_the_list() {
    let fake = Fake::answering(
        |_, _| json!({ "code": 0, "data": { "items": [message(0)], "has_more": true } }),
    );
    assert_eq!(contents(&fake.list("").ok()), [0]);
    assert_eq!(fake.asked().len(), 1);
}

#[test]
fn a_token_refused_half_way_keeps_what_came_and_names_the_command_that_goes_on() {
    let fake = Fake::answering(|path, _| match (token(path), path.contains("end_time")) {
        (_, true) => page(2..5, ""),
        ("b", _) => json!({ "code": 230_001, "msg": "invalid page_token" }),
        _ => page(0..3, "b"),
    });
    let ran = fake.list("");
    assert_eq!(ran.code, 1);
    let listed: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(listed["ok"], false);
    assert_eq!(contents(&listed), [0, 1, 2]);
    let pagination = &listed["meta"]["pagination"];
    assert_eq!((&pagination["complete"], &pagination["reason"]), (&json!(false), &json!("failed")));
    let failure: Value = serde_json::from_str(&ran.stderr).unwrap();
    let go_on = text(&failure["error"]["go_on"]);
    assert_eq!(pagination["go_on"], go_on);
    let rest = fake.run(&format!("{} --as bot", go_on.trim_start_matches("lark-cli "))).ok();
    assert_eq!(contents(&rest), [2, 3, 4]);
}

#[test]
fn a_history_without_an_end_is_looked_at_up_to_a_bound_and_goes_on_from_there() {
    let fake = Fake::answering(|path, _| {
        let start: i64 = token(path).parse().unwrap_or(0);
        page(start..start + 50, &(start + 50).to_string())
    });
    let listed = fake.list("--contains nowhere --scan-limit 200").ok();
    assert_eq!(listed["data"]["messages"], json!([]));
    assert_eq!(listed["meta"]["scanned"], 200);
    let pagination = &listed["meta"]["pagination"];
    assert_eq!(pagination["reason"], "scan_limit");
    let go_on = text(&pagination["go_on"]);
    assert!(go_on.ends_with("--contains nowhere --scan-limit 200 --page-token 200"), "{go_on}");

    let found = fake.list("--contains 9 --limit 3").ok();
    assert_eq!(contents(&found), [9, 19, 29]);
    let go_on = text(&found["meta"]["pagination"]["go_on"]);
    let words = words(&go_on);
    assert!(words.contains(&"2026-01-05T07:59:31Z".to_owned()), "{go_on}");
    assert_eq!(found["meta"]["pagination"]["repeated"], 1);
}

#[test]
fn a_thread_without_an_end_is_warned_of_and_the_list_goes_on() {
    let fake = Fake::answering(|path, _| match path.contains("container_id_type=thread") {
        true => page(1..4, "same"),
        false => {
            let mut listed = page(0..1, "");
            listed["data"]["items"][0]["thread_id"] = "omt_1".into();
            listed
        }
    });
    let listed = fake.list("--threads all").ok();
    assert_eq!(contents(&listed), [0]);
    assert!(listed["meta"]["warnings"].to_string().contains("omt_1"), "{listed}");
    assert_eq!(fake.asked().len(), 3);
}

#[test]
fn messages_with_fields_missing_or_null_are_listed_as_far_as_they_go() {
    let fake = Fake::answering(|_, _| {
        let items = json!([
            {},
            { "message_id": "om_1", "msg_type": "text" },
            { "message_id": "om_2", "msg_type": "spell", "body": { "content": "{\"x\":1}" } },
        ]);
        json!({ "code": 0, "data": { "items": items, "has_more": false } })
    });
    let listed = fake.list("--reactions").ok();
    assert_eq!(listed["data"]["messages"].as_array().unwrap().len(), 3);
    assert_eq!(listed["data"]["messages"][2]["msg_type"], "spell");
}

#[test]
fn raw_messages_have_what_this_version_does_not_know() {
    let fake = Fake::answering(|_, _| page(0..2, ""));
    let listed = fake.list("--raw --contains 1").ok();
    let messages = listed["data"]["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0], message(1));
}

#[test]
fn what_cannot_be_had_beside_the_messages_is_a_warning() {
    let fake = Fake::answering(|path, _| match path {
        path if path.contains("reactions") || path.contains("contact") => {
            json!({ "code": 99_991_672, "msg": "Access denied." })
        }
        _ => page(0..2, ""),
    });
    let listed = fake.list("--reactions").ok();
    assert_eq!(contents(&listed), [0, 1]);
    assert!(listed["meta"]["warnings"].to_string().contains("reactions"), "{listed}");
    assert_eq!(listed["meta"]["pagination"]["complete"], true);
}
