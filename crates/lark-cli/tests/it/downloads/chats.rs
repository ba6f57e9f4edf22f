//! All files of a chat in a directory, again and again.

use std::fs;

use serde_json::{Value, json};

use super::until;
use crate::{
    tried::http,
    workspace::{Served, Workspace, pdf, run_with, text, words},
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
    assert_eq!(listed(&workspace, "out"), files);
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
    let plant = json!({ "chat_id": chat, "file_name": "huge.bin", "size": 104_857_601 });
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

/// Puts a large file into a chat of a served sandbox.
fn plant(served: &Served, chat: &str, name: &str, seed: u64) -> Value {
    let plant = json!({ "chat_id": chat, "file_name": name, "size": 30_000_001, "seed": seed });
    let (address, token) = (served.address(), text(&served.line["admin_token"]));
    let answer = http(&address, "POST /sandbox/files", Some(&token), &plant.to_string());
    let body = answer.split("\r\n\r\n").nth(1).unwrap_or(&answer);
    serde_json::from_str::<Value>(body).unwrap()["data"].clone()
}

#[test]
fn a_large_file_is_the_same_in_parts_in_order_and_inside_the_process() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let served = Served::of(&workspace);
    let planted = plant(&served, &chat, "large.bin", 1);
    let (message, key) = (text(&planted["message_id"]), text(&planted["file_key"]));
    let line = format!("im download-resource --message-id {message} --file-key {key} --as bot");
    let in_order = || workspace.command().args(words(&format!("{line} -o -"))).output().unwrap();
    workspace.run(&line).ok();
    let bytes = fs::read(workspace.path("large.bin")).unwrap();
    assert_eq!(bytes.len(), 30_000_001);
    assert!(in_order().stdout == bytes);
    drop(served);
    workspace.run(&format!("{line} -o again.bin")).ok();
    assert!(fs::read(workspace.path("again.bin")).unwrap() == bytes);
    assert!(in_order().stdout == bytes);
}

#[test]
fn a_directory_that_was_left_half_full_becomes_what_it_would_have_been() {
    let workspace = Workspace::new();
    let chat = filled(&workspace);
    let served = Served::of(&workspace);
    for seed in 1..4 {
        plant(&served, &chat, "large.bin", seed);
    }
    let line = |to: &str| format!("im download --chat-id {chat} --as bot -o {to}");
    let mut child = workspace.command().args(words(&line("killed"))).spawn().unwrap();
    until("it begins", || workspace.path("killed/.lark-cli-downloads").exists());
    child.kill().unwrap();
    child.wait().unwrap();
    workspace.run(&line("killed")).ok();
    workspace.run(&line("whole")).ok();
    assert!(listed(&workspace, "killed") == listed(&workspace, "whole"));
}

#[test]
fn a_file_that_was_forwarded_is_had_with_its_bundle() {
    let workspace = Workspace::new();
    let chat = filled(&workspace);
    let sent = workspace.data(&format!("im list-messages --chat-id {chat} --as bot"));
    let ids = sent["messages"].as_array().unwrap().iter().filter(|m| m["msg_type"] == "file");
    let ids: Vec<_> = ids.map(|message| text(&message["message_id"])).collect();
    let to = text(&workspace.data("im create-chat --name Elsewhere --as bot")["chat_id"]);
    let line = format!("im merge-forward --message-id {} --chat-id {to} --as bot", ids.join(","));
    let bundle = text(&workspace.data(&line)["message_id"]);
    let found = workspace.data(&format!("im download --chat-id {to} -o out --as bot"));
    let rows = found["results"].as_array().unwrap();
    assert_eq!(rows.len(), ids.len(), "{found}");
    assert!(rows.iter().all(|row| row["message_id"] == bundle.as_str() && row["ok"] == true));
    let inner = workspace.data(&format!("im messages get --message-id {bundle} --as bot"));
    let key = text(&rows[0]["key"]);
    let line = |id: &str| {
        format!("im download-resource --message-id {id} --file-key {key} --as bot -o {id}")
    };
    workspace.run(&line(&bundle)).ok();
    let error = workspace.error(&line(&text(&inner["items"][1]["message_id"])), 1);
    assert!(text(&error["hint"]).contains("bundle"), "{error}");
}
