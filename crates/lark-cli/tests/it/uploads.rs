//! Uploads that are disturbed: by the file, by the connection, by an answer that is lost.

use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
};

use serde_json::Value;

use crate::workspace::{Ran, Workspace, run_with, text};

/// More than what is under way between two sockets.
const LARGE: usize = 24 * 1024 * 1024;

/// What one request was: its first line, and how much of its body came.
struct Came {
    line: String,
    promised: usize,
    body: usize,
}

/// Answers requests one after another, each as `talk` says by its number.
fn server(
    talk: impl Fn(usize, &mut BufReader<TcpStream>, usize) -> (usize, Option<&'static str>)
    + Send
    + 'static,
) -> (SocketAddr, Receiver<Came>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, came) = mpsc::channel();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut reader = BufReader::new(stream.unwrap());
            let (mut head, mut length) = (String::new(), 1);
            while length > 2 || head.len() <= 2 {
                match reader.read_line(&mut head) {
                    Ok(0) | Err(_) => break,
                    Ok(read) => length = read,
                }
            }
            let lower = head.to_lowercase();
            let promised =
                lower.split("content-length:").nth(1).and_then(|rest| rest.lines().next());
            let promised = promised.map_or(0, |length| length.trim().parse().unwrap());
            let (body, answer) = talk(number, &mut reader, promised);
            let line = head.lines().next().unwrap_or_default().to_owned();
            if let Some(answer) = answer {
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                    answer.len()
                );
                let _ = reader.get_mut().write_all(head.as_bytes());
                let _ = reader.get_mut().write_all(answer.as_bytes());
            }
            let _ = sender.send(Came { line, promised, body });
        }
    });
    (address, came)
}

/// Reads up to `most` bytes, and says how many came.
fn read(reader: &mut BufReader<TcpStream>, most: usize) -> usize {
    let mut buffer = vec![0; 64 * 1024];
    let mut came = 0;
    while came < most {
        let wanted = buffer.len().min(most - came);
        match reader.read(&mut buffer[..wanted]) {
            Ok(0) | Err(_) => break,
            Ok(read) => came += read,
        }
    }
    came
}

const UPLOADED: &str = r#"{"code":0,"msg":"success","data":{"file_key":"file_v3_key"}}"#;

fn upload(workspace: &Workspace, address: SocketAddr, line: &str) -> Ran {
    let environment = [
        ("LARK_CLI_BASE_URL", format!("http://{address}")),
        ("LARK_CLI_APP_ID", "cli_a1b2c3d4e5f60718".to_owned()),
        ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-s3same".to_owned()),
    ];
    run_with(workspace, line, environment)
}

fn large(workspace: &Workspace) -> String {
    let path = workspace.file("large.bin", b"");
    File::options().write(true).open(&path).unwrap().set_len(LARGE as u64).unwrap();
    path
}

#[test]
fn an_upload_that_is_cut_off_or_not_answered_is_sent_again_from_its_start() {
    let workspace = Workspace::new();
    let path = large(&workspace);
    for is_read_whole in [false, true] {
        let (address, came) = server(move |number, reader, promised| match number {
            0 if is_read_whole => (read(reader, promised), None),
            0 => (read(reader, 100_000), None),
            _ => (read(reader, promised), Some(UPLOADED)),
        });
        let uploaded =
            upload(&workspace, address, &format!("im upload-file --file {path} --as bot"));
        assert_eq!(uploaded.ok()["data"]["file_key"], "file_v3_key");
        let came: Vec<_> = came.iter().take(2).collect();
        assert_eq!(came[0].body == came[0].promised, is_read_whole);
        assert!(came[1].promised > LARGE && came[1].body == came[1].promised);
    }
}

#[test]
fn a_file_that_shrinks_or_grows_while_it_is_read_is_not_sent_in_part() {
    let workspace = Workspace::new();
    for change in ["shrinks", "grows"] {
        let path = large(&workspace);
        let changed = path.clone();
        let (address, came) = server(move |_, reader, promised| {
            let begun = read(reader, 100_000);
            let mut file = OpenOptions::new().append(true).open(&changed).unwrap();
            match change {
                "shrinks" => file.set_len(LARGE as u64 / 2).unwrap(),
                _ => file.write_all(b"more").unwrap(),
            }
            (begun + read(reader, promised - begun), Some(UPLOADED))
        });
        let line = format!("im send-message --chat-id oc_1 --file {path} --as bot");
        let error = upload(&workspace, address, &line).error(2);
        assert_eq!(error["subtype"], "unreadable_file", "{change}");
        assert!(text(&error["message"]).contains("changed while it was read"), "{error}");
        let came = came.recv().unwrap();
        assert!(came.body < came.promised, "{change}: a part is no whole request");
        assert!(came.line.contains("/files"), "{}", came.line);
    }
}

#[test]
fn an_answer_that_is_lost_after_the_upload_leaves_the_message_unsent_and_the_key_known() {
    let workspace = Workspace::new();
    let path = workspace.file("report.pdf", b"%PDF-1.4\n");
    let (address, came) = server(|number, reader, promised| {
        let body = read(reader, promised);
        let refused = r#"{"code":230002,"msg":"Bot/User can NOT be out of the chat.","error":{}}"#;
        (body, Some(if number == 0 { UPLOADED } else { refused }))
    });
    let line = format!("im send-message --chat-id oc_1 --file {path} --as bot");
    let error: Value = upload(&workspace, address, &line).error(1);
    assert_eq!((&error["code"], &error["file_key"]), (&230_002.into(), &"file_v3_key".into()));
    let lines: Vec<_> = came.try_iter().map(|came| came.line).collect();
    assert!(lines[0].contains("/files") && lines[1].contains("/messages"), "{lines:?}");
}
