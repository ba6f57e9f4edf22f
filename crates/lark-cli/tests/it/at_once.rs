//! Many processes with one login: whoever comes first refreshes it, and nobody else does.

use std::{
    cell::RefCell,
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use serde_json::{Value, json};

use crate::workspace::{Ran, Served, Workspace, text, words};

const PROCESSES: usize = 100;

/// Somebody who is logged in to a served sandbox.
pub struct LoggedIn {
    pub workspace: Workspace,
    pub served: Served,
    /// What every command so far printed.
    pub printed: RefCell<Vec<String>>,
}

impl LoggedIn {
    pub fn new() -> Self {
        let workspace = Workspace::new();
        let served = Served::of(&workspace);
        let new = Self { workspace, served, printed: RefCell::default() };
        let line = |name: &str| text(&new.served.line[name]);
        let init = format!(
            "config init --base-url {} --app-id {} --app-secret-stdin",
            line("base_url"),
            line("app_id")
        );
        let secret = line("app_secret");
        new.noted(new.workspace.bare_with_input(&words(&init), secret.as_bytes())).ok();
        let begun = new.run("auth login --no-wait").ok();
        new.admin(
            "POST /sandbox/consent",
            &json!({
                "user_code": begun["data"]["user_code"], "allow": true,
            }),
        );
        let device_code = text(&begun["data"]["device_code"]);
        new.run(&format!("auth login --device-code {device_code}")).ok();
        new
    }

    pub fn run(&self, line: &str) -> Ran {
        self.noted(Ran::of(self.workspace.bare().args(words(line)).output().unwrap()))
    }

    fn noted(&self, ran: Ran) -> Ran {
        self.printed.borrow_mut().push(format!("{}{}", ran.stdout, ran.stderr));
        ran
    }

    fn start(&self) -> Child {
        let mut command = self.workspace.bare();
        command.args(words("im list-chats --limit 1 --as user"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Starts all of them before it waits for any.
    fn all_at_once(&self) {
        let started: Vec<_> = (0..PROCESSES).map(|_| self.start()).collect();
        for child in started {
            let answer = Ran::of(child.wait_with_output().unwrap()).ok();
            assert_eq!(answer["identity"], "user");
        }
    }

    /// A call that only the served sandbox itself takes.
    pub fn admin(&self, line: &str, body: &Value) -> Value {
        let address = self.served.address();
        let (body, token) = (body.to_string(), text(&self.served.line["admin_token"]));
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(
            stream,
            "{line} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).expect(body)
    }

    fn requests(&self) -> u64 {
        self.admin("GET /sandbox/stats", &json!({}))["requests"].as_u64().unwrap()
    }

    fn login_file(&self) -> PathBuf {
        let is_login = |path: &Path| path.extension().is_some_and(|kind| kind == "json");
        let logins = fs::read_dir(self.workspace.path("data/logins")).unwrap();
        let of_app = logins.map(|entry| entry.unwrap().path()).next().unwrap();
        let files = fs::read_dir(of_app).unwrap().map(|entry| entry.unwrap().path());
        files.into_iter().find(|path| is_login(path)).unwrap()
    }

    pub fn login(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.login_file()).unwrap()).unwrap()
    }
}

#[test]
fn an_expired_token_is_refreshed_once_and_everybody_is_served() {
    let logged_in = LoggedIn::new();
    let mut login = logged_in.login();
    let refresh_token = login["refresh_token"].clone();
    login["expires_at"] = json!(0);
    fs::write(logged_in.login_file(), login.to_string()).unwrap();
    let before = logged_in.requests();
    logged_in.all_at_once();
    assert_eq!(logged_in.requests() - before, PROCESSES as u64 + 1, "a call each, and one refresh");
    assert_ne!(logged_in.login()["refresh_token"], refresh_token);
}

#[test]
fn a_token_that_the_server_ended_early_is_refreshed_once_too() {
    let logged_in = LoggedIn::new();
    let refresh_token = logged_in.login()["refresh_token"].clone();
    logged_in.admin("POST /sandbox/clock", &json!({ "advance_seconds": 3 * 60 * 60 }));
    let before = logged_in.requests();
    logged_in.all_at_once();
    let most = 2 * PROCESSES as u64 + 1;
    let asked = logged_in.requests() - before;
    assert!(
        (PROCESSES as u64 + 2..=most).contains(&asked),
        "{asked}: one refresh, and at most two calls each"
    );
    let refreshed = logged_in.login()["refresh_token"].clone();
    assert_ne!(refreshed, refresh_token);
    logged_in.all_at_once();
    assert_eq!(logged_in.login()["refresh_token"], refreshed, "it is good for everybody after");
}
