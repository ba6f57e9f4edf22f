//! What the doctor finds.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::Value;

use crate::workspace::{Ran, Served, Workspace, run_with, text};

/// A host of somebody's own: it answers as `answer` says, and remembers what it was asked.
struct Host {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

type Answer = fn(&str) -> (u16, &'static str, &'static str);

impl Host {
    fn new(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let log = Arc::clone(&log);
                thread::spawn(move || Self::serve(stream.unwrap(), answer, &log));
            }
        });
        Self { address, asked }
    }

    /// One request a connection; whoever asks says first how long it is.
    fn serve(mut stream: TcpStream, answer: Answer, log: &Mutex<Vec<String>>) {
        let mut text = String::new();
        let mut part = [0; 4096];
        let is_whole = |text: &str| {
            text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
                let length = head
                    .to_lowercase()
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
                body.len() >= length.unwrap_or(0)
            })
        };
        while !is_whole(&text) {
            let length = stream.read(&mut part).unwrap();
            if length == 0 {
                return;
            }
            text.push_str(&String::from_utf8_lossy(&part[..length]));
        }
        let (status, date, body) = answer(&text);
        log.lock().unwrap().push(text);
        let _ = write!(
            stream,
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{date}connection: close\r\n\r\n{body}",
            body.len()
        );
    }

    fn environment(&self) -> [(&'static str, String); 2] {
        [
            ("LARK_CLI_BASE_URL", self.address.clone()),
            ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-never-seen".to_owned()),
        ]
    }
}

fn check<'a>(report: &'a Value, name: &str) -> &'a Value {
    let checks = report["data"]["checks"].as_array().unwrap();
    checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("{name}: {report}"))
}

/// The report, whatever the exit code.
fn report(ran: &Ran, code: i32) -> Value {
    assert_eq!(ran.code, code, "{ran:?}");
    let report: Value = serde_json::from_str(&ran.stdout).expect(&ran.stdout);
    assert_eq!(report["ok"], code == 0);
    for check in report["data"]["checks"].as_array().unwrap() {
        let is_bad = check["status"] == "warn" || check["status"] == "fail";
        let has_hint = check["hint"].as_str().is_some_and(|hint| !hint.is_empty());
        assert!(!is_bad || has_hint, "no next step: {check}");
    }
    report
}

#[test]
fn an_app_that_works_has_nothing_that_fails() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let ran = run_with(&workspace, "doctor", served.environment());
    let report = report(&ran, 0);
    for name in ["config", "profile", "data", "journal", "secret", "login", "reachable", "app"] {
        assert_eq!(check(&report, name)["status"], "ok", "{name}: {report}");
    }
    assert!(text(&check(&report, "sandbox")["message"]).starts_with("served at http://127.0.0.1:"));
    assert!(text(&check(&report, "profile")["message"]).contains("LARK_CLI_APP_ID"));
    for (_, secret) in served.environment().into_iter().skip(2) {
        assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret));
    }
    let people = run_with(&workspace, "doctor --format pretty", served.environment());
    assert!(people.stdout.contains("ok    reachable"), "{people:?}");
}

#[test]
fn a_wrong_secret_and_a_host_that_is_not_there_fail() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let mut environment = served.environment();
    environment[2].1 = "wrong".to_owned();
    let wrong = report(&run_with(&workspace, "doctor", environment), 1);
    assert_eq!(check(&wrong, "app")["status"], "fail");
    assert_eq!(check(&wrong, "reachable")["status"], "ok");

    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut environment = served.environment();
    environment[0].1 = format!("http://{nobody}");
    let gone = report(&run_with(&workspace, "doctor", environment.clone()), 1);
    assert_eq!(check(&gone, "reachable")["status"], "fail");
    let offline = report(&run_with(&workspace, "doctor --offline", environment), 0);
    assert_eq!(check(&offline, "network")["status"], "skipped");
}

#[test]
fn what_a_host_does_not_serve_is_named_and_nothing_it_could_do_is_asked() {
    let host = Host::new(|request| match request.lines().next().unwrap_or_default() {
        line if line.contains("/reactions") => (404, "", "404 page not found"),
        _ => (400, "", r#"{"code":99991661,"msg":"Missing access token for authorization."}"#),
    });
    let workspace = Workspace::new();
    let report = report(&run_with(&workspace, "doctor", host.environment()), 0);
    let endpoints = check(&report, "endpoints");
    assert_eq!(endpoints["status"], "warn");
    let lost: Vec<_> = endpoints["lost"].as_array().unwrap().iter().map(text).collect();
    assert!(lost.contains(&"im add-reaction".to_owned()), "{lost:?}");
    assert!(lost.contains(&"im.reactions.create".to_owned()), "{lost:?}");
    assert!(!lost.iter().any(|name| name.contains("send-message")), "{lost:?}");

    let declared = workspace.run("schema").ok()["data"]["endpoints"].as_array().unwrap().len();
    let asked = host.asked.lock().unwrap();
    assert_eq!(asked.len(), declared + 1, "each once, and one to see whether anybody is there");
    for request in asked.iter() {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(!head.to_lowercase().contains("authorization:"), "{head}");
        assert!(!request.contains("never-seen"), "{request}");
        assert_eq!(body, if head.starts_with("GET ") { "" } else { "{" }, "{head}");
    }
    assert!(!workspace.path("data/journal").exists());
}

#[test]
fn a_clock_that_is_wrong_is_told() {
    let host = Host::new(|_| {
        let long_ago = "date: Sun, 22 Nov 2015 13:24:55 GMT\r\n";
        (400, long_ago, r#"{"code":99991661,"msg":"Missing access token for authorization."}"#)
    });
    let workspace = Workspace::new();
    let report = report(&run_with(&workspace, "doctor", host.environment()), 0);
    assert_eq!(check(&report, "clock")["status"], "warn");
    assert!(text(&check(&report, "clock")["message"]).ends_with("ahead of the server's"));
    assert_eq!(check(&report, "endpoints")["status"], "ok");
}

#[test]
fn what_is_wrong_with_the_configuration_is_in_the_report() {
    let workspace = Workspace::new();
    let nothing = report(&run_with(&workspace, "doctor", [("TZ", "UTC")]), 1);
    assert_eq!(check(&nothing, "profile")["status"], "fail");
    std::fs::create_dir_all(workspace.path("config")).unwrap();
    workspace.file("config/config.toml", b"what is this");
    let directory = workspace.path("config");
    let environment = [("LARK_CLI_CONFIG_DIR", directory.to_str().unwrap())];
    let odd = report(&run_with(&workspace, "doctor", environment), 1);
    assert_eq!(check(&odd, "config")["status"], "fail");
    let sandbox = report(&workspace.run("doctor"), 0);
    assert_eq!(check(&sandbox, "profile")["status"], "ok");
    workspace.file("data/journal", b"not a directory");
    let unwritable = report(&workspace.run("doctor"), 0);
    assert_eq!(check(&unwritable, "journal")["status"], "warn");
}
