//! The sandbox as a server, and as a file that one process owns.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::workspace::{Ran, Served, Workspace, run_with, text, words};

#[test]
fn start_prints_one_bare_line_and_the_profile_goes_through_it() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    for name in ["base_url", "app_id", "app_secret", "user_access_token", "admin_token"] {
        assert!(!text(&served.line[name]).is_empty(), "{name}");
    }
    assert_eq!(served.line["pid"], served.pid());
    let info = workspace.data("sandbox info");
    assert_eq!(info["base_url"], served.line["base_url"]);
    assert_eq!(info["apps"][0]["app_id"], served.line["app_id"]);
    let error = workspace.error("sandbox start --port 0", 2);
    assert_eq!(error["subtype"], "already_running");
}

#[test]
fn stop_ends_it_and_the_file_is_free_again() {
    let workspace = Workspace::new();
    let mut served = Served::of(&workspace);
    let chat = workspace.first_chat();
    workspace.send(&chat, "before the stop");
    assert_eq!(workspace.data("sandbox stop")["stopped"], true);
    assert_eq!(served.wait(), Some(0));
    assert_eq!(workspace.data("sandbox stop")["stopped"], false);
    assert!(workspace.data("sandbox info").get("base_url").is_none());
    let listed = workspace.data(&format!("im list-messages --chat-id {chat} --limit 1 --as bot"));
    assert_eq!(listed["messages"][0]["content"], "before the stop");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_within_a_second_even_with_connections_open() {
    let workspace = Workspace::new();
    let mut served = Served::of(&workspace);
    let mut idle = TcpStream::connect(served.address()).unwrap();
    let mut half = TcpStream::connect(served.address()).unwrap();
    half.write_all(b"POST /open-apis/im/v1/messages HTTP/1.1\r\nHost: x\r\n").unwrap();
    let began = Instant::now();
    std::process::Command::new("kill").arg(served.pid().to_string()).status().unwrap();
    assert_eq!(served.wait(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    idle.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert_eq!(idle.read(&mut [0]).unwrap_or(0), 0);
}

#[cfg(unix)]
#[test]
fn what_was_answered_survives_a_kill() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let mut served = Served::of(&workspace);
    let message = workspace.send(&chat, "durable");
    std::process::Command::new("kill").args(["-9", &served.pid().to_string()]).status().unwrap();
    served.wait();
    let found = workspace.data(&format!("im get-message --message-id {message} --as bot"));
    assert_eq!(found["messages"][0]["content"], "durable");
}

#[test]
fn a_warm_send_is_exactly_one_request() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let chat = workspace.first_chat();
    for (identity, environment) in [("bot", true), ("user", true), ("bot", false), ("user", false)]
    {
        let line = format!("im send-message --chat-id {chat} --text hi --as {identity}");
        let send = || match environment {
            true => run_with(&workspace, &line, served.environment()).ok(),
            false => workspace.run(&line).ok(),
        };
        send();
        let before = requests(&served);
        send();
        assert_eq!(requests(&served) - before, 1, "{identity} {environment}");
    }
}

/// How many API requests the server has answered.
fn requests(served: &Served) -> u64 {
    let mut stream = TcpStream::connect(served.address()).unwrap();
    let request = format!(
        "GET /sandbox/stats HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        served.address(),
        text(&served.line["admin_token"])
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    let json = &body[body.find('{').unwrap()..=body.rfind('}').unwrap()];
    serde_json::from_str::<serde_json::Value>(json).unwrap()["requests"].as_u64().unwrap()
}

#[test]
fn a_sandbox_in_memory_is_one_of_its_own() {
    let workspace = Workspace::new();
    let served = Served::start(&workspace, &["--memory", "--port", "0"]);
    run_with(&workspace, "im create-chat --name Elsewhere --as bot", served.environment()).ok();
    let here = workspace.error("im get-chat --chat Elsewhere --as bot", 2);
    assert_eq!(here["subtype"], "not_found");
    run_with(&workspace, "im get-chat --chat Elsewhere --as bot", served.environment()).ok();
}

#[test]
fn reset_is_the_first_day_again_inside_and_served() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let first = workspace.state();
    workspace.send(&chat, "soon gone");
    assert_ne!(workspace.state(), first);
    assert_eq!(workspace.data("sandbox reset")["reset"], true);
    assert_eq!(workspace.state(), first);
    let served = Served::of(&workspace);
    workspace.send(&chat, "soon gone");
    workspace.data("sandbox reset");
    run_with(&workspace, "im list-chats --as bot", served.environment()).ok();
    assert_eq!(
        text(&workspace.data("sandbox info")["apps"][0]["app_secret"]),
        text(&served.line["app_secret"])
    );
}

#[test]
fn two_first_commands_at_once_make_one_seed() {
    let workspace = Workspace::new();
    let alone = Workspace::new().data("im list-chats --as bot");
    let spawn = || {
        let mut command = workspace.command();
        command.args(words("im list-chats --as bot")).stdout(std::process::Stdio::piped());
        command.stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..6).map(|_| spawn()).collect();
    for child in children {
        assert_eq!(Ran::of(child.wait_with_output().unwrap()).ok()["data"], alone);
    }
}

#[test]
fn a_file_that_is_no_sandbox_is_left_as_it_is() {
    let workspace = Workspace::new();
    workspace.first_chat();
    let file = workspace.sandbox_file();
    let good = std::fs::read(&file).unwrap();
    let mut newer = good.clone();
    // The schema's version, in the header of an SQLite file.
    newer[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    let cases = [
        (
            b"this is not a database, and long enough to be looked at as one".repeat(20),
            "sandbox_corrupt",
        ),
        (newer, "sandbox_newer"),
    ];
    for (bytes, subtype) in cases {
        std::fs::write(&file, &bytes).unwrap();
        let _ = std::fs::remove_file(file.with_extension("db-wal"));
        let _ = std::fs::remove_file(file.with_extension("db-shm"));
        let error = workspace.error("im list-chats --as bot", 3);
        assert_eq!(error["subtype"], subtype, "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "{subtype}");
    }
}

#[test]
fn a_sandbox_that_another_command_holds_is_waited_for_and_then_said() {
    let workspace = Workspace::new();
    workspace.first_chat();
    let lock = std::fs::File::options()
        .write(true)
        .open(workspace.path("data/sandbox/sandbox.lock"))
        .unwrap();
    lock.lock().unwrap();
    let waiting = workspace
        .command()
        .args(words("im list-chats --as bot"))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    lock.unlock().unwrap();
    Ran::of(waiting.wait_with_output().unwrap()).ok();

    lock.lock().unwrap();
    let mut command = workspace.command();
    command.env("LARK_CLI_SANDBOX_WAIT", "0").args(words("im list-chats --as bot"));
    let error = Ran::of(command.output().unwrap()).error(3);
    assert_eq!(error["subtype"], "sandbox_locked");
}
