//! All files of a chat in a directory, again and again.

use std::fs;

use serde_json::Value;

use crate::{
    tried::http,
    workspace::{Served, Workspace, pdf, run_with, text},
};

/// A chat of its own with a file, the same name again, a picture, a post, a reply in a thread.
fn filled(workspace: &Workspace) -> String {
    let chat = text(&workspace.data("im create-chat --name Files --as bot")["chat_id"]);
    let file = pdf(workspace);
    let to = format!("--chat-id {chat} --as bot");
    let sent = workspace.data(&format!("im upload-file --file {file} {to}"));
    fs::write(workspace.path("document.pdf"), b"%PDF another").unwrap();
    workspace.data(&format!("im upload-file --file {file} {to}"));
    let picture = workspace.file("dot.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;");
    workspace.data(&format!("im upload-image --image {picture} {to}"));
    let reply = workspace.file("reply.txt", b"in a thread");
    let line = "im reply-message --reply-in-thread --as bot --message-id";
    workspace.data(&format!("{line} {} --file {reply}", text(&sent["message_id"])));
    chat
}

fn listed(workspace: &Workspace, directory: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(workspace.path(directory)).unwrap().map(|entry| entry.unwrap());
    let file = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    let mut files: Vec<_> = entries.map(file).collect();
    files.sort();
    files
}

fn statuses(data: &Value) -> Vec<String> {
    data["results"].as_array().unwrap().iter().map(|row| text(&row["status"])).collect()
}

#[test]
fn a_chats_files_are_saved_under_their_names_and_only_what_is_missing_is_fetched_again() {
    let workspace = Workspace::new();
    let chat = filled(&workspace);
    let line = format!("im download --chat-id {chat} --output out --as bot");
    let ran = workspace.run(&line).ok();
    assert_eq!(statuses(&ran["data"]), ["saved"; 4]);
    assert_eq!(ran["meta"]["downloads"]["complete"], true);
    let files = listed(&workspace, "out");
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    let picture = names.iter().find(|name| name.starts_with("img_")).unwrap();
    assert!(picture.ends_with(".gif"), "{names:?}");
    let expected =
        [".lark-cli-downloads", "document (2).pdf", "document.pdf", picture, "reply.txt"];
    assert_eq!(names, expected);
    assert_eq!(files[1].1, b"%PDF another");

    assert_eq!(statuses(&workspace.data(&line)), ["already_there"; 4]);
    fs::remove_file(workspace.path("out/document.pdf")).unwrap();
    let again = statuses(&workspace.data(&line));
    assert_eq!(again.iter().filter(|status| *status == "saved").count(), 1);
    let without_list = |files: Vec<(String, Vec<u8>)>| files[1..].to_vec();
    assert_eq!(without_list(listed(&workspace, "out")), without_list(files));
}

#[test]
fn only_what_was_asked_for_is_fetched_and_what_is_left_out_is_said() {
    let workspace = Workspace::new();
    let chat = filled(&workspace);
    let line = format!("im download --chat-id {chat} --output out --as bot");
    let pictures = workspace.data(&format!("{line} --type image"));
    assert_eq!(pictures["results"].as_array().unwrap().len(), 1);
    assert_eq!(pictures["results"][0]["kind"], "image");
    let nobodys = workspace.data(&format!("{line} --from 'Nobody At All'"));
    assert_eq!(nobodys["results"].as_array().unwrap().len(), 0);
    let some = workspace.run(&format!("{line} --limit 2")).ok();
    assert_eq!(some["data"]["results"].as_array().unwrap().len(), 2);
    assert_eq!(some["meta"]["downloads"]["complete"], false);
    assert!(text(&some["meta"]["warnings"][0]).contains("--limit"));
}

#[test]
fn a_dry_run_names_what_it_would_fetch_and_writes_nothing() {
    let workspace = Workspace::new();
    let chat = filled(&workspace);
    let ran = workspace.run(&format!("im download --chat-id {chat} -o out --as bot --dry-run"));
    assert_eq!(ran.stdout.matches("/resources/").count(), 4, "{ran:?}");
    assert!(!workspace.path("out").exists());
}

#[test]
fn one_file_that_fails_does_not_keep_the_others_away() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let chat = filled(&workspace);
    let plant =
        serde_json::json!({ "chat_id": chat, "file_name": "huge.bin", "size": 104_857_601 });
    let (address, token) = (served.address(), text(&served.line["admin_token"]));
    http(&address, "POST /sandbox/files", Some(&token), &plant.to_string());
    let line = format!("im download --chat-id {chat} --output out --as bot");
    let ran = run_with(&workspace, &line, served.environment());
    assert_eq!(ran.code, 1, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["ok"], false);
    let failed: Vec<_> = answer["data"]["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["status"] == "failed")
        .collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["error"]["code"], 234_037);
    assert_eq!(listed(&workspace, "out").len(), 5);
}
