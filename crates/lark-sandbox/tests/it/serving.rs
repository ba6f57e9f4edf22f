//! A served sandbox, over real sockets.

mod planting;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use lark_api::{
    Endpoint,
    auth::TenantAccessToken,
    errors::codes,
    im::{
        chats::{GetChat, ListChats},
        messages::SendMessage,
    },
    interactive::UpdateCard,
    oauth::device::{AuthorizeDevice, VERIFY_PATH},
};
use lark_sandbox::{Location, Options, Sandbox, SequentialRandom, ServeError, Server, ServerFile};
use serde_json::{Value, json};

use crate::harness::options;

struct Served {
    file: ServerFile,
    address: SocketAddr,
    running: Option<JoinHandle<Result<(), ServeError>>>,
}

impl Served {
    fn start() -> Self {
        Self::with(options(Location::Memory))
    }

    fn with(options: Options) -> Self {
        let server = Server::bind(Sandbox::open(options).unwrap(), 0).unwrap();
        let file = server.describe().unwrap();
        let address = file.base_url.strip_prefix("http://").unwrap().parse().unwrap();
        let running = Some(thread::spawn(move || server.run()));
        Self { file, address, running }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    fn ask(&self, head: &str, token: &str, body: &str) -> (u16, String) {
        let mut stream = self.connect();
        let host = self.address.to_string();
        write_request(&mut stream, &Asked { head, host: &host, token, more: "", body });
        read_response(&mut stream)
    }

    fn bot_token(&self) -> String {
        let credentials =
            json!({ "app_id": self.file.app_id, "app_secret": self.file.app_secret }).to_string();
        let head = format!("POST {}", TenantAccessToken::META.path);
        let (_, body) = self.ask(&head, "", &credentials);
        let answer: Value = serde_json::from_str(&body).unwrap();
        answer["tenant_access_token"].as_str().unwrap().to_owned()
    }

    fn admin(&self, head: &str) -> (u16, Value) {
        let (status, body) = self.ask(head, &self.file.admin_token, "");
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    fn stop(mut self) -> Duration {
        let began = Instant::now();
        assert_eq!(self.admin("POST /sandbox/stop").0, 200);
        self.running.take().unwrap().join().unwrap().unwrap();
        began.elapsed()
    }
}

struct Asked<'a> {
    head: &'a str,
    host: &'a str,
    token: &'a str,
    /// Further headers, each with its line end.
    more: &'a str,
    body: &'a str,
}

fn write_request(stream: &mut TcpStream, asked: &Asked<'_>) {
    let Asked { head, host, token, more, body } = asked;
    let length = body.len();
    let text = format!(
        "{head} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: {length}\r\n{more}\r\n{body}"
    );
    stream.write_all(text.as_bytes()).unwrap();
}

/// One response with a `Content-Length`.
fn read_response(stream: &mut TcpStream) -> (u16, String) {
    let (status, body) = read_bytes(stream);
    (status, String::from_utf8(body).unwrap())
}

fn read_bytes(stream: &mut TcpStream) -> (u16, Vec<u8>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body)
}

#[test]
fn what_is_described_lets_one_in() {
    let served = Served::start();
    assert_eq!(served.file.pid, std::process::id());
    let credentials =
        json!({ "app_id": served.file.app_id, "app_secret": served.file.app_secret }).to_string();
    let head = format!("POST {}", TenantAccessToken::META.path);
    let (status, body) = served.ask(&head, "", &credentials);
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &answer["code"]), (200, &0.into()));
    let head = format!("GET {}", ListChats::META.path);
    for token in [answer["tenant_access_token"].as_str().unwrap(), &served.file.user_access_token] {
        assert!(served.ask(&head, token, "").1.contains("Orbit 2.0"));
    }
    served.stop();
}

#[test]
fn one_connection_carries_many_calls() {
    let served = Served::start();
    let mut stream = served.connect();
    let host = served.address.to_string();
    let head = format!("GET {}", ListChats::META.path);
    let token = &served.file.user_access_token;
    let asked = Asked { head: &head, host: &host, token, more: "", body: "" };
    for _ in 0..3 {
        write_request(&mut stream, &asked);
        assert_eq!(read_response(&mut stream).0, 200);
    }
    served.stop();
}

#[test]
fn only_its_own_name_is_answered_on_every_path() {
    let served = Served::start();
    let port = served.address.port();
    let status = |path: &str, host: &str, more: &str| {
        let mut stream = served.connect();
        let token = &served.file.admin_token;
        let head = format!("GET {path}");
        write_request(&mut stream, &Asked { head: &head, host, token, more, body: "" });
        read_response(&mut stream).0
    };
    for path in [ListChats::META.path, "/sandbox/info", "/nothing"] {
        assert_eq!(status(path, "rebound.example", ""), 403, "{path}");
        let foreign = "Origin: https://evil.example\r\n";
        assert_eq!(status(path, &format!("127.0.0.1:{port}"), foreign), 403, "{path}");
    }
    assert_eq!(status("/sandbox/info", &format!("localhost:{port}"), ""), 200);
    served.stop();
}

#[test]
fn administration_needs_its_token() {
    let served = Served::start();
    for token in ["", "guess", &served.file.user_access_token] {
        for head in [
            "GET /sandbox/info",
            "GET /sandbox/stats",
            "POST /sandbox/reset",
            "POST /sandbox/clock",
            "POST /sandbox/consent",
            "POST /sandbox/stop",
        ] {
            let (status, body) = served.ask(head, token, "");
            assert_eq!(status, 401, "{head}");
            assert!(serde_json::from_str::<Value>(&body).is_ok(), "{body}");
        }
    }
    assert_eq!(served.ask("GET /sandbox/else", &served.file.admin_token, "").0, 404);
    served.stop();
}

#[test]
fn administration_tells_counts_and_resets() {
    let served = Served::start();
    let (_, info) = served.admin("GET /sandbox/info");
    assert_eq!(info["data"]["base_url"], served.file.base_url);
    assert_eq!(info["data"]["users"][0]["user_access_token"], served.file.user_access_token);
    let head = format!("POST {}?receive_id_type=chat_id", SendMessage::META.path);
    let chat = info["data"]["chats"][0]["chat_id"].as_str().unwrap();
    let message = json!({
        "receive_id": chat, "msg_type": "text", "content": "{\"text\":\"hi\"}"
    });
    let (status, _) = served.ask(&head, &served.file.user_access_token, &message.to_string());
    assert_eq!(status, 200);
    assert_eq!(served.admin("GET /sandbox/stats").1, json!({ "requests": 1, "limited": 0 }));
    assert_eq!(served.admin("POST /sandbox/reset").0, 200);
    assert_eq!(served.admin("GET /sandbox/info").1, info);
    served.stop();
}

#[test]
fn administration_makes_another_company() {
    let served = Served::start();
    let (_, info) = served.admin("GET /sandbox/info");
    let add = |body: &str| served.ask("POST /sandbox/tenants", &served.file.admin_token, body);
    let (status, body) = add(&json!({ "name": " Nova " }).to_string());
    assert_eq!(status, 200, "{body}");
    let made: Value = serde_json::from_str(&body).unwrap();
    let (made, user) = (&made["data"], &made["data"]["user"]);
    assert_eq!((&made["name"], &user["email"]), (&json!("Nova"), &json!("mara@nova.example.com")));
    let chat = made["chat"]["chat_id"].as_str().unwrap();
    let head = format!("GET {}", GetChat::META.path.replace("{chat_id}", chat));
    assert_eq!(served.ask(&head, user["user_access_token"].as_str().unwrap(), "").0, 200);
    let (status, refused) = served.ask(&head, &served.file.user_access_token, "");
    assert!(status == 400 && refused.contains("232010"), "{refused}");
    for nameless in ["{}", r#"{"name":" "}"#, r#"{"name":"Nova","size":3}"#] {
        assert_eq!(add(nameless).0, 400, "{nameless}");
    }
    assert_eq!(served.admin("GET /sandbox/info").1, info);
    assert_eq!(served.ask("POST /sandbox/tenants", "wrong", r#"{"name":"Nova"}"#).0, 401);
    served.stop();
}

#[test]
fn garbage_does_not_stop_the_server() {
    let served = Served::start();
    for garbage in
        [&b"\x16\x03\x01\x02\x00"[..], b"GET\r\n\r\n", &[b'a'; 20_000], b"\0\0\0\0\r\n\r\n"]
    {
        let mut stream = served.connect();
        // The server may hang up before it has read all.
        let _ = stream.write_all(garbage);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
    }
    assert_eq!(served.admin("GET /sandbox/info").0, 200);
    served.stop();
}

#[test]
fn it_ends_in_time_though_connections_are_open() {
    let served = Served::start();
    let idle = served.connect();
    let mut half = served.connect();
    half.write_all(b"POST /sandbox/reset HTTP/1.1\r\nHost: x\r\nContent-Le").unwrap();
    let (address, took) = (served.address, served.stop());
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert!(TcpStream::connect(address).is_err());
    drop((idle, half));
}

#[test]
fn a_port_that_is_taken_is_refused() {
    let served = Served::start();
    let sandbox = Sandbox::open(options(Location::Memory)).unwrap();
    let refused = Server::bind(sandbox, served.address.port());
    assert!(matches!(refused, Err(ServeError::Bind { .. })));
    served.stop();
}

#[test]
fn many_callers_at_once_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let random = Arc::new(SequentialRandom::new());
    let served = Served::with(Options { random, ..options(Location::File(path.clone())) });
    let (_, info) = served.admin("GET /sandbox/info");
    let chat = info["data"]["chats"][0]["chat_id"].as_str().unwrap();
    let head = format!("POST {}?receive_id_type=chat_id", SendMessage::META.path);
    thread::scope(|scope| {
        for caller in 0..8 {
            let (served, head) = (&served, &head);
            scope.spawn(move || {
                for n in 0..10 {
                    let content = json!({ "text": format!("{caller}/{n}") }).to_string();
                    let message =
                        json!({ "receive_id": chat, "msg_type": "text", "content": content });
                    let token = &served.file.user_access_token;
                    assert_eq!(served.ask(head, token, &message.to_string()).0, 200);
                }
            });
        }
    });
    served.stop();
    let db = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT count(*) FROM changes WHERE kind = 'message.sent'";
    let sent: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(sent, 80);
}

#[test]
fn what_an_app_may_do_is_narrowed_and_widened_again() {
    let served = Served::start();
    let app_id = served.file.app_id.clone();
    let put = |body: &str| {
        let head = format!("PUT /sandbox/apps/{app_id}/scopes");
        served.ask(&head, &served.file.admin_token, body).0
    };
    let list = format!("GET {}", ListChats::META.path);
    let token = &served.file.user_access_token;
    assert_eq!(put(r#"{"scopes":["im:message"]}"#), 200);
    let (status, body) = served.ask(&list, token, "");
    let refused: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &refused["code"]), (400, &codes::APP_SCOPE.into()));
    let violation = &refused["error"]["permission_violations"][0];
    assert_eq!(violation["type"], "action_scope_required");
    assert_eq!(violation["subject"], "im:chat:readonly");
    assert!(refused["error"]["helps"][0]["url"].as_str().unwrap().contains(&app_id));
    assert_eq!(put(r#"{"scopes":null}"#), 200);
    assert_eq!(served.ask(&list, token, "").0, 200);
    for bad in ["", "{}", r#"{"scopes":"im:message"}"#, r#"{"scopes":null,"x":1}"#] {
        assert_eq!(put(bad), 400, "{bad}");
    }
    served.stop();
}

#[test]
fn an_app_reaches_only_the_people_it_is_available_to() {
    let served = Served::start();
    let (_, info) = served.admin("GET /sandbox/info");
    let open_id = |user: usize| info["data"]["users"][user]["open_id"].as_str().unwrap().to_owned();
    let bot = served.bot_token();
    let send = |to: &str| {
        let head = format!("POST {}?receive_id_type=open_id", SendMessage::META.path);
        let content = r#"{\"text\":\"hi\"}"#;
        let body = format!(r#"{{"receive_id":"{to}","msg_type":"text","content":"{content}"}}"#);
        let (_, body) = served.ask(&head, &bot, &body);
        serde_json::from_str::<Value>(&body).unwrap()["code"].as_i64().unwrap()
    };
    let put = |body: &str| {
        let head = format!("PUT /sandbox/apps/{}/availability", served.file.app_id);
        served.ask(&head, &served.file.admin_token, body).0
    };
    assert_eq!(send(&open_id(1)), 0);
    assert_eq!(put(&format!(r#"{{"open_ids":["{}"]}}"#, open_id(0))), 200);
    assert_eq!((send(&open_id(0)), send(&open_id(1))), (0, codes::NO_AVAILABILITY));
    assert_eq!(put(r#"{"open_ids":["ou_no"]}"#), 404);
    assert_eq!(put("{}"), 400);
    assert_eq!(put(r#"{"open_ids":null}"#), 200);
    assert_eq!(send(&open_id(1)), 0);
    served.stop();
}

#[test]
fn a_press_gives_a_token_that_replaces_the_card() {
    let served = Served::start();
    let (_, info) = served.admin("GET /sandbox/info");
    let (bot, token) = (served.bot_token(), &served.file.admin_token);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (chat, open_id) =
        (text(&info["data"]["chats"][0]["chat_id"]), text(&info["data"]["users"][0]["open_id"]));
    let card = json!({ "schema": "2.0", "body": { "elements": [
        { "tag": "button", "behaviors": [{ "type": "callback", "value": { "go": 1 } }] },
    ] } });
    let ask = |head: &str, body: &Value| {
        let (status, answer) = served.ask(head, &bot, &body.to_string());
        (status, serde_json::from_str::<Value>(&answer).unwrap())
    };
    let send = format!("POST {}?receive_id_type=chat_id", SendMessage::META.path);
    let message =
        json!({ "receive_id": chat, "msg_type": "interactive", "content": card.to_string() });
    let message_id = text(&ask(&send, &message).1["data"]["message_id"]);
    let press = |body: &Value| {
        let (status, answer) = served.ask("POST /sandbox/press", token, &body.to_string());
        (status, serde_json::from_str::<Value>(&answer).unwrap())
    };
    let by = |value: Value| json!({ "message_id": message_id, "open_id": open_id, "value": value });
    for body in [json!({ "message_id": message_id, "open_id": open_id }), by(json!({ "go": 1 }))] {
        let (status, answer) = press(&body);
        let pressed = text(&answer["data"]["token"]);
        assert!(status == 200 && pressed.starts_with("c-"), "{answer}");
        let head = format!("POST {}", UpdateCard::META.path);
        let update = json!({ "token": pressed, "card": card });
        assert_eq!(ask(&head, &update), (200, json!({ "code": 0, "msg": "success", "data": {} })));
    }
    for body in [
        json!({}),
        by(json!({ "stop": 1 })),
        json!({ "message_id": "om_no", "open_id": open_id }),
        json!({ "message_id": message_id, "open_id": "ou_no" }),
    ] {
        assert_eq!(press(&body).0, 400, "{body}");
    }
    served.stop();
}

#[test]
fn what_a_person_granted_is_narrowed_at_once() {
    let served = Served::start();
    let (_, info) = served.admin("GET /sandbox/info");
    let open_id = info["data"]["users"][0]["open_id"].as_str().unwrap().to_owned();
    let put = |open_id: &str, body: &str| {
        let head = format!("PUT /sandbox/users/{open_id}/scopes");
        served.ask(&head, &served.file.admin_token, body).0
    };
    let list = format!("GET {}", ListChats::META.path);
    let token = &served.file.user_access_token;
    assert_eq!(put(&open_id, r#"{"scopes":["im:message"]}"#), 200);
    let (status, body) = served.ask(&list, token, "");
    let refused: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &refused["code"]), (400, &codes::USER_SCOPE.into()));
    let violation = &refused["error"]["permission_violations"][0];
    assert_eq!(violation["type"], "action_privilege_required");
    assert_eq!(violation["subject"], "im:chat:readonly");
    assert_eq!(put(&open_id, r#"{"scopes":null}"#), 200);
    assert_eq!(served.ask(&list, token, "").0, 200);
    assert_eq!(put("ou_no", r#"{"scopes":null}"#), 404);
    let head = format!("PUT /sandbox/users/{open_id}/scopes");
    assert_eq!(served.ask(&head, token, r#"{"scopes":null}"#).0, 401, "only with the admin token");
    served.stop();
}

#[test]
fn administration_moves_the_clock_and_consents() {
    let served = Served::start();
    let token = served.file.admin_token.clone();
    let ask = |head: &str, body: &str| {
        let (status, body) = served.ask(head, &token, body);
        (status, serde_json::from_str::<Value>(&body).unwrap_or_default())
    };
    let moved = ask("POST /sandbox/clock", r#"{"advance_seconds":7200}"#);
    assert_eq!(moved, (200, json!({ "data": { "now": "2026-11-22T14:00:00Z" } })));
    let head = format!("GET {}", ListChats::META.path);
    assert_eq!(served.ask(&head, &served.file.user_access_token, "").0, 401, "it has expired");
    let set = ask("POST /sandbox/clock", r#"{"set":"2026-11-22T12:00:00Z"}"#);
    assert_eq!(set.1["data"]["now"], "2026-11-22T12:00:00Z");
    assert_eq!(served.ask(&head, &served.file.user_access_token, "").0, 200);
    assert_eq!(ask("POST /sandbox/clock", r#"{"real":true}"#).0, 200);
    for bad in ["", "{}", r#"{"advance_seconds":-1}"#, r#"{"set":"soon"}"#, r#"{"real":false}"#] {
        assert_eq!(ask("POST /sandbox/clock", bad).0, 400, "{bad}");
    }
    let secret = &served.file.app_secret;
    let form = format!("client_id={}&client_secret={secret}&scope=im:chat", served.file.app_id);
    let begin = format!("POST {}", AuthorizeDevice::META.path);
    let (_, begun) = ask(&begin, &form);
    let link = begun["verification_uri_complete"].as_str().unwrap();
    assert!(link.starts_with(&served.file.base_url), "{link}");
    let consent = json!({ "user_code": begun["user_code"], "allow": true }).to_string();
    assert_eq!(ask("POST /sandbox/consent", &consent), (200, json!({ "data": {} })));
    assert_eq!(ask("POST /sandbox/consent", &consent).0, 400, "decided before");
    let page = format!(
        "{}?client_id={}&redirect_uri=http://localhost/cb",
        lark_api::oauth::authorize::Authorize::PATH,
        served.file.app_id
    );
    let consent = json!({ "url": page, "allow": false }).to_string();
    let (_, denied) = ask("POST /sandbox/consent", &consent);
    assert_eq!(denied["data"]["location"], "http://localhost/cb?error=access_denied");
    for (bad, status) in [
        (json!({ "allow": true }), 400),
        (json!({ "user_code": "BBBB-BBBB", "allow": true }), 404),
        (json!({ "url": page, "allow": true, "user": "ou_nobody" }), 404),
        (json!({ "url": "?client_id=x", "allow": true }), 400),
    ] {
        assert_eq!(ask("POST /sandbox/consent", &bad.to_string()).0, status, "{bad}");
    }
    served.stop();
}

#[test]
fn a_page_of_another_site_cannot_press_the_button() {
    let served = Served::start();
    let mut stream = served.connect();
    let head = format!("POST {}", VERIFY_PATH);
    let more = "Origin: https://evil.example\r\n";
    let host = served.address.to_string();
    write_request(&mut stream, &Asked { head: &head, host: &host, token: "", more, body: "x=1" });
    assert_eq!(read_response(&mut stream).0, 403);
    served.stop();
}
