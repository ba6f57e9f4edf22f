//! Forwarding: one message, several, several as a bundle, a thread.

use serde_json::{Value, json};

use crate::{
    after_sending::{advance, content, hint, send_card},
    workspace::{Workspace, text},
};

fn chats(workspace: &Workspace) -> (String, String) {
    let chats = workspace.data("im list-chats --as bot");
    (text(&chats["chats"][0]["chat_id"]), text(&chats["chats"][1]["chat_id"]))
}

#[test]
fn a_message_is_forwarded_to_a_chat_a_person_and_a_thread() {
    let workspace = Workspace::new();
    let (here, there) = chats(&workspace);
    let message = workspace.send(&here, "worth reading");
    let line = format!("im forward-message --message-id {message} --as bot");
    let to_chat = workspace.data(&format!("{line} --chat-id {there}"));
    assert_eq!(to_chat["from_message_id"], json!(message));
    assert_eq!((&to_chat["outcome"], &to_chat["chat_id"]), (&json!("sent"), &json!(there)));
    assert_eq!(content(&workspace, &text(&to_chat["message_id"])), "worth reading");
    let to_person = workspace.data(&format!("{line} --user chen.wei@example.com"));
    assert_ne!(to_person["chat_id"], json!(there));
    let thread = workspace.data(&format!(
        "im reply-message --message-id {message} --text x --reply-in-thread --as bot"
    ));
    let thread = text(&thread["thread_id"]);
    let into_thread = workspace.data(&format!("{line} --to-thread-id {thread}"));
    assert_eq!(into_thread["thread_id"], json!(thread));
    let error = workspace.error(&line, 2);
    assert_eq!(error["subtype"], "missing_argument");
}

#[test]
fn the_same_key_forwards_each_of_several_messages_once() {
    let workspace = Workspace::new();
    let (here, there) = chats(&workspace);
    let ids = [workspace.send(&here, "one"), workspace.send(&here, "two")].join(",");
    let line = format!(
        "im forward-message --message-id {ids} --chat-id {there} --idempotency-key k --as bot"
    );
    let first = workspace.data(&line);
    let new = |data: &Value| -> Vec<Value> {
        data["results"].as_array().unwrap().iter().map(|row| row["message_id"].clone()).collect()
    };
    assert_ne!(new(&first)[0], new(&first)[1], "{first}");
    advance(&workspace, 30 * 60);
    let again = workspace.run(&line).ok();
    assert_eq!(new(&again["data"]), new(&first));
    assert!(
        again["data"]["results"].as_array().unwrap().iter().all(|row| row["duplicate"] == true)
    );
}

#[test]
fn one_that_cannot_be_forwarded_does_not_stop_the_others() {
    let workspace = Workspace::new();
    let (here, there) = chats(&workspace);
    let (good, gone) = (workspace.send(&here, "good"), workspace.send(&here, "gone"));
    workspace.data(&format!("im delete-message --message-id {gone} --as bot --yes"));
    let kept = send_card(
        &workspace,
        &here,
        r#"{"config":{"enable_forward":false},"elements":[{"tag":"hr"}]}"#,
    );
    let line = format!("im forward-message --message-id - --chat-id {there} --as bot");
    let ran = workspace.run_with_input(&line, format!("{gone}\n{kept}\n{good}\n").as_bytes());
    assert_eq!(ran.code, 1, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let rows = answer["data"]["results"].as_array().unwrap();
    let subtypes = rows.iter().map(|row| row["error"]["subtype"].as_str());
    assert_eq!(subtypes.collect::<Vec<_>>(), [Some("recalled"), Some("unsupported"), None]);
    assert_eq!(rows[2]["outcome"], "sent");
    assert!(hint(&rows[1]["error"]).contains("cards that forbid it"), "{answer}");
}

#[test]
fn several_messages_become_one_bundle_and_what_is_left_out_is_named() {
    let workspace = Workspace::new();
    let (here, there) = chats(&workspace);
    let (one, two) = (workspace.send(&here, "one"), workspace.send(&here, "two"));
    let nobody = "om_00000000000000000000000000000bad";
    let line = format!(
        "im merge-forward --message-id {one},{two},{nobody} --chat-id {there} --idempotency-key k --as bot"
    );
    let bundle = workspace.data(&line);
    assert_eq!((&bundle["messages"], &bundle["outcome"]), (&json!(2), &json!("sent")));
    assert_eq!(bundle["invalid_message_id_list"], json!([nobody]));
    let found = workspace
        .data(&format!("im get-message --message-id {} --as bot", text(&bundle["message_id"])));
    let within = found["messages"][0]["forwarded"].as_array().unwrap();
    let contents: Vec<_> = within.iter().map(|message| text(&message["content"])).collect();
    assert_eq!((&found["total"], contents), (&json!(1), vec!["one".to_owned(), "two".to_owned()]));
    advance(&workspace, 30 * 60);
    let again = workspace.run(&line).ok();
    assert_eq!(again["data"]["message_id"], bundle["message_id"]);
    assert_eq!(again["data"]["duplicate"], true);
    let shown =
        workspace.run(&line.replace(" k ", " other ").replace("--as", "--format pretty --as"));
    assert!(shown.stdout.contains(&format!("a bundle of 2\nCannot be forwarded: {nobody}")));
}

#[test]
fn what_no_bundle_takes_is_refused() {
    let workspace = Workspace::new();
    let (here, there) = chats(&workspace);
    let ids = format!("{},{}", workspace.send(&here, "here"), workspace.send(&there, "there"));
    let line = format!("im merge-forward --message-id {ids} --chat-id {there} --as bot");
    let error = workspace.error(&line, 1);
    assert_eq!(error["code"], 230_069);
    assert!(hint(&error).contains("im forward-message"), "{error}");
    let error = workspace.error(&line.replace("--as bot", "--as user"), 2);
    assert_eq!(error["hint"], "use --as bot");
    let many: Vec<_> = (0..101).map(|at| format!("om_{at:032}")).collect();
    let line = format!("im merge-forward --message-id - --chat-id {there} --as bot");
    let ran = workspace.run_with_input(&line, many.join("\n").as_bytes());
    assert!(text(&ran.error(2)["message"]).contains("101 messages"));
}

#[test]
fn a_thread_is_forwarded_as_one_bundle() {
    let workspace = Workspace::new();
    let (here, there) = chats(&workspace);
    let root = workspace.send(&here, "the question");
    let line = format!("im reply-message --message-id {root} --text 'an answer' --reply-in-thread");
    let thread = text(&workspace.data(&format!("{line} --as user"))["thread_id"]);
    let line = format!("im forward-thread --thread-id {thread} --chat-id {there} --as user");
    let sent = workspace.data(&line);
    assert_eq!((&sent["outcome"], &sent["chat_id"]), (&json!("sent"), &json!(there)));
    let found = workspace
        .data(&format!("im get-message --message-id {} --as user", text(&sent["message_id"])));
    assert!(found.to_string().contains("an answer"), "{found}");
    let unknown = "omt_00000000000000000000000000000bad";
    let error = workspace.error(&line.replace(&thread, unknown), 1);
    assert_eq!(error["subtype"], "not_found");
}
