//! Files from the web: what is fetched, from where, and what is not.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
};

use serde_json::Value;

use crate::{
    media::GIF,
    workspace::{Ran, Workspace, run_with, text, words},
};

/// Answers every request on loopback, and tells what it was asked.
struct Web {
    address: SocketAddr,
    asked: Receiver<String>,
}

impl Web {
    fn serving(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, asked) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = head_of(&stream);
                // As a proxy it is what it is asked for.
                if head.starts_with("CONNECT ") {
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
                    head = head_of(&stream);
                }
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let _ = sender.send(head);
                let _ = stream.write_all(&answer(&path));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.try_iter().collect()
    }
}

fn head_of(stream: &TcpStream) -> String {
    let mut head = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut head).is_ok_and(|length| length > 2) {}
    head
}

fn found(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into_bytes()
}

fn send(workspace: &Workspace, what: &str) -> Ran {
    let chat = workspace.first_chat();
    workspace.run(&format!("im send-message --chat-id {chat} {what} --as bot"))
}

fn item(workspace: &Workspace, sent: &Value) -> Value {
    let id = text(&sent["data"]["message_id"]);
    workspace.data(&format!("im messages get --message-id {id} --as bot"))["items"][0].take()
}

#[test]
fn what_is_on_the_web_is_fetched_uploaded_and_sent() {
    let workspace = Workspace::new();
    let web = Web::serving(|path| match path {
        "/a%20picture.gif?key=s3same" => found("", GIF),
        "/moved" => redirect("sub/../report.pdf"),
        "/report.pdf" => {
            found("Content-Disposition: attachment; filename=\"../../周报.pdf\"\r\n", b"%PDF-1.4\n")
        }
        // Without a length, until the end.
        "/open-ended" => b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc".to_vec(),
        _ => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
    });
    let url = |path: &str| format!("'http://{}{path}' --allow-private-urls", web.address);
    let sent = send(&workspace, &format!("--image {}", url("/a picture.gif?key=s3same#x"))).ok();
    assert_eq!(item(&workspace, &sent)["msg_type"], "image");
    let asked = web.asked().concat().to_lowercase();
    assert!(!asked.contains("authorization") && !asked.contains("cookie"), "{asked}");
    let sent = send(&workspace, &format!("--file {}", url("/moved"))).ok();
    assert!(item(&workspace, &sent)["body"]["content"].to_string().contains("周报.pdf"));
    let sent = send(&workspace, &format!("--file {}", url("/open-ended"))).ok();
    assert!(item(&workspace, &sent)["body"]["content"].to_string().contains("open-ended"));
    let line = format!("im upload-image --image {} --as bot", url("/a picture.gif?key=s3same"));
    assert!(text(&workspace.data(&line)["image_key"]).starts_with("img_"));
    let line = format!("im upload-file --file {} --as bot", url("/report.pdf"));
    let uploaded = workspace.data(&line);
    assert_eq!((&uploaded["file_name"], &uploaded["size_bytes"]), (&"周报.pdf".into(), &9.into()));
    let error = send(&workspace, &format!("--file {}", url("/gone?key=s3same"))).error(4);
    assert_eq!(error["subtype"], "fetch_failed");
    assert!(text(&error["message"]).contains("HTTP 404"), "{error}");
    assert!(!error.to_string().contains("s3same"), "what may be a key is not repeated: {error}");
}

#[test]
fn nothing_is_fetched_from_this_machine_or_its_network() {
    let workspace = Workspace::new();
    let web = Web::serving(|_| found("", GIF));
    let port = web.address.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "0.0.0.0",
        "[::]",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "[fd00::1]",
        "[fe80::1]",
    ] {
        let error = send(&workspace, &format!("--image http://{host}:{port}/dot.gif")).error(2);
        assert_eq!(
            (&error["subtype"], &error["param"]),
            (&"address_refused".into(), &"--image".into()),
            "{host}: {error}"
        );
        assert!(text(&error["hint"]).contains("--allow-private-urls"), "{error}");
    }
    assert!(web.asked().is_empty(), "nobody was asked");
}

#[test]
fn what_a_redirect_leads_to_is_looked_at_like_the_first_address() {
    // A proxy stands in for the Internet: it answers for a public name.
    let workspace = Workspace::new();
    let inside = Web::serving(|_| found("", GIF));
    let target = format!("http://{}/secret", inside.address);
    let mapped = format!("http://[::ffff:127.0.0.1]:{}/secret", inside.address.port());
    let web = Web::serving(move |path| match path.rsplit('/').next().unwrap_or_default() {
        "plain" => redirect(&target),
        "mapped" => redirect(&mapped),
        "scheme" => redirect("file:///etc/passwd"),
        "credentials" => redirect("http://me:pass@files.example/x"),
        "circle" => redirect("/circle"),
        _ => found("", GIF),
    });
    let chat = workspace.first_chat();
    let run = |path: &str| {
        let line = format!(
            "im send-message --chat-id {chat} --image http://files.example/{path} --as bot"
        );
        let proxy = format!("http://{}", web.address);
        run_with(&workspace, &line, [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_PROXY", &proxy)])
    };
    run("dot.gif").ok();
    for path in ["plain", "mapped", "scheme", "credentials"] {
        assert_eq!(run(path).error(2)["subtype"], "address_refused", "{path}");
    }
    assert!(text(&run("circle").error(4)["message"]).contains("redirects more than"));
    assert!(inside.asked().is_empty(), "nobody inside was asked");
}

#[test]
fn what_is_too_large_empty_or_breaks_off_is_not_sent() {
    let workspace = Workspace::new();
    let before = workspace.state();
    let web = Web::serving(|path| match path {
        "/says-so" => b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n".to_vec(),
        "/does-not-say" => {
            let mut answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
            answer.resize(10 * 1024 * 1024 + 100, b'x');
            answer
        }
        "/empty" => found("", b""),
        "/broken" => b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec(),
        _ => b"nonsense\r\n\r\n".to_vec(),
    });
    for (path, code, subtype) in [
        ("/says-so", 2, "file_too_large"),
        ("/does-not-say", 2, "file_too_large"),
        ("/empty", 2, "file_empty"),
        ("/broken", 4, "fetch_failed"),
        ("/nonsense", 4, "fetch_failed"),
    ] {
        let line = format!("--image http://{}{path} --allow-private-urls", web.address);
        assert_eq!(send(&workspace, &line).error(code)["subtype"], subtype, "{path}");
    }
    assert_eq!(workspace.state(), before);
}

#[test]
fn a_dry_run_fetches_nothing_and_text_is_never_fetched() {
    let workspace = Workspace::new();
    let web = Web::serving(|_| found("", GIF));
    let line = format!("--image http://{}/dot.gif --allow-private-urls --dry-run", web.address);
    let plan = send(&workspace, &line).ok();
    assert_eq!(plan["data"]["api"][0]["file"], "dot.gif");
    send(&workspace, &format!("--text http://{}/dot.gif", web.address)).ok();
    assert!(web.asked().is_empty());
    for url in ["http://me:pass@example.com/x", "https://", "http://exa mple.com/"] {
        let chat = workspace.first_chat();
        let mut command = workspace.command();
        command.args(words(&format!("im send-message --chat-id {chat} --as bot --image")));
        let error = Ran::of(command.arg(url).output().unwrap()).error(2);
        assert_eq!(error["param"], "--image", "{url}");
        assert!(!error.to_string().contains("pass@"), "{error}");
    }
}

#[test]
fn what_was_fetched_does_not_stay_behind() {
    let workspace = Workspace::new();
    let web = Web::serving(|_| found("", GIF));
    let temporary = workspace.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let chat = workspace.first_chat();
    let line = format!(
        "im send-message --chat-id {chat} --image http://{}/x.gif --allow-private-urls --as bot",
        web.address
    );
    let mut command = workspace.command();
    command.args(words(&line)).env("TMPDIR", &temporary);
    Ran::of(command.output().unwrap()).ok();
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
}
