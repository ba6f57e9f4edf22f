//! A served sandbox with a profile for it, where people log in; and answers no sandbox would give.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::{Value, json};

use crate::workspace::{Ran, Served, Workspace, run_with, text, words};

pub const NONE: [(&str, &str); 0] = [];

/// The profile `try`, which is the default one, for a served sandbox.
pub struct Tried {
    pub workspace: Workspace,
    pub served: Served,
}

impl Tried {
    pub fn new() -> Self {
        let workspace = Workspace::new();
        let served = Served::of(&workspace);
        let line = format!(
            "config init --name try --base-url {} --app-id {} --app-secret-stdin",
            text(&served.line["base_url"]),
            text(&served.line["app_id"])
        );
        let secret = text(&served.line["app_secret"]);
        workspace.bare_with_input(&words(&line), secret.as_bytes()).ok();
        Self { workspace, served }
    }

    pub fn run(&self, line: &str) -> Ran {
        run_with(&self.workspace, line, NONE)
    }

    #[track_caller]
    pub fn data(&self, line: &str) -> Value {
        self.run(line).ok()["data"].take()
    }

    #[track_caller]
    pub fn error(&self, line: &str, code: i32) -> Value {
        self.run(line).error(code)
    }

    pub fn app_id(&self) -> String {
        text(&self.served.line["app_id"])
    }

    /// A call that only who runs the sandbox may make.
    pub fn admin(&self, request: &str, body: &Value) -> Value {
        let token = text(&self.served.line["admin_token"]);
        let answer = http(&self.served.address(), request, Some(&token), &body.to_string());
        serde_json::from_str(&answer).expect(&answer)
    }

    /// As the built-in profile sees it, which is always there.
    pub fn people(&self) -> Vec<Value> {
        self.workspace.data("sandbox info")["users"].as_array().unwrap().clone()
    }

    /// Somebody other than the default person decides.
    pub fn consent(&self, code: &str, who: Option<&str>, allow: bool) {
        let mut body = json!({ "user_code": code, "allow": allow });
        body["user"] = who.into();
        self.admin("POST /sandbox/consent", &body);
    }

    /// Logs in in two steps; `flags` say what for.
    #[track_caller]
    pub fn log_in(&self, flags: &str, who: Option<&str>) -> Value {
        let begun = self.data(&format!("auth login --no-wait {flags}"));
        self.consent(&text(&begun["user_code"]), who, true);
        self.data(&format!("auth login --device-code {}", text(&begun["device_code"])))
    }

    /// What is kept of a person's login.
    pub fn login_file(&self, open_id: &str) -> PathBuf {
        let owners = fs::read_dir(self.workspace.path("data/logins")).unwrap();
        let files = owners.map(|owner| owner.unwrap().path().join(format!("{open_id}.json")));
        files.into_iter().find(|path| path.exists()).expect("a login is kept")
    }

    pub fn requests(&self) -> u64 {
        self.admin("GET /sandbox/stats", &Value::Null)["requests"].as_u64().unwrap()
    }
}

pub fn read_json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// One request; gives the answer's body.
pub fn http(address: &str, request: &str, token: Option<&str>, body: &str) -> String {
    let kind = if body.starts_with('{') { "application/json" } else { FORM };
    let authorization = token.map_or(String::new(), |t| format!("Authorization: Bearer {t}\r\n"));
    let mut stream = TcpStream::connect(address).unwrap();
    // Whoever asks in the older version gets the body in one piece.
    write!(
        stream,
        "{request} HTTP/1.0\r\nHost: {address}\r\n{authorization}Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").expect("an answer with headers").1.to_owned()
}

const FORM: &str = "application/x-www-form-urlencoded";

/// What a scripted server does with a request.
pub enum Reply {
    Json(u16, Value),
    /// Elsewhere.
    Redirect(String),
    /// The connection ends in the middle of the body.
    HalfABody,
    /// Nothing comes, and the connection stays.
    Silence,
}

/// A server that answers as it is told, and remembers what it was asked.
pub struct Scripted {
    pub address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// `answer` gets the path and how often it was asked for before.
    pub fn new(answer: impl Fn(&str, usize) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::<String>::new()));
        let seen = Arc::clone(&asked);
        thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(request) = whole_request(&mut stream) else { continue };
                let path = request.split(' ').nth(1).unwrap().to_owned();
                let before = {
                    let mut seen = seen.lock().unwrap();
                    let before = seen.iter().filter(|r| r.split(' ').nth(1) == Some(&path)).count();
                    seen.push(request);
                    before
                };
                match answer(&path, before) {
                    Reply::Silence => silent.push(stream),
                    reply => send(&mut stream, &reply),
                }
            }
        });
        Self { address, asked }
    }

    /// Each request, headers and body.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn send(stream: &mut TcpStream, reply: &Reply) {
    let (head, body) = match reply {
        Reply::Json(status, body) => (format!("{status} X"), body.to_string()),
        Reply::Redirect(to) => (format!("302 Found\r\nLocation: {to}"), String::new()),
        Reply::HalfABody | Reply::Silence => ("200 OK".to_owned(), r#"{"code":0,"acc"#.to_owned()),
    };
    let more = if matches!(reply, Reply::HalfABody) { 100 } else { 0 };
    let _ = write!(
        stream,
        "HTTP/1.1 {head}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len() + more
    );
}

fn whole_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.parse().ok())?
            });
            if body.len() >= length.unwrap_or(0_usize) {
                return Some(text);
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return None,
            Ok(length) => bytes.extend_from_slice(&part[..length]),
        }
    }
}
