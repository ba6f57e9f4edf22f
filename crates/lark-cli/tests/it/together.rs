//! What can be said, and to whom, taken together.

use serde_json::Value;

use crate::{
    media::GIF,
    workspace::{Workspace, text},
};

/// Two chats of the bot's, with a comma between them.
fn two_chats(workspace: &Workspace) -> (Vec<String>, String) {
    let listed = workspace.data("im list-chats --as bot");
    let chats: Vec<String> = listed["chats"].as_array().unwrap()[..2]
        .iter()
        .map(|chat| text(&chat["chat_id"]))
        .collect();
    let line = chats.join(",");
    (chats, line)
}

fn newest(workspace: &Workspace, chat: &str, count: usize) -> Vec<String> {
    let line = format!("im list-messages --chat-id {chat} --limit {count} --as bot");
    let listed = workspace.data(&line);
    listed["messages"].as_array().unwrap().iter().rev().map(|it| text(&it["content"])).collect()
}

#[test]
fn an_image_for_several_is_uploaded_once() {
    let workspace = Workspace::new();
    let (chats, both) = two_chats(&workspace);
    let image = workspace.file("dot.gif", GIF);
    let line = format!("im send-message --chat-id {both} --image {image} --as bot");
    let plan = workspace.data(&format!("{line} --dry-run"));
    let urls = plan["api"].as_array().unwrap().iter().map(|call| text(&call["url"]));
    let uploads = urls.filter(|url| url.ends_with("/images")).count();
    assert_eq!((uploads, plan["api"].as_array().unwrap().len()), (1, 3), "{plan}");
    workspace.run(&line).ok();
    assert_eq!(newest(&workspace, &chats[0], 1), newest(&workspace, &chats[1], 1));
}

#[test]
fn what_is_split_comes_to_all_in_its_order_and_once_however_often_it_is_sent() {
    let workspace = Workspace::new();
    let (chats, both) = two_chats(&workspace);
    let block = |n: usize| format!("Part {n}: {}\n\n", "words ".repeat(200));
    let long = workspace.file("long.md", (0..60).map(block).collect::<String>().as_bytes());
    let line = format!("im send-message --chat-id {both} --markdown-file {long} --as bot");
    assert!(text(&workspace.error(&line, 2)["hint"]).contains("--split"));
    let line = format!("{line} --split --idempotency-key long");
    let sent = workspace.run(&line).ok();
    let parts = sent["data"]["results"][0]["messages"].as_array().unwrap().len();
    assert!(parts > 1, "{sent}");
    let again = workspace.run(&line).ok();
    let ids = |sent: &Value| -> Vec<String> {
        let rows = sent["data"]["results"].as_array().unwrap().iter();
        rows.flat_map(|row| row["messages"].as_array().unwrap())
            .map(|message| text(&message["message_id"]))
            .collect()
    };
    assert_eq!(ids(&sent), ids(&again));
    for chat in &chats {
        let told = newest(&workspace, chat, parts).join("\n");
        let places: Vec<_> = (0..60).map(|n| told.find(&format!("Part {n}:"))).collect();
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
    }
}

#[test]
fn a_webhook_is_one_target_and_takes_no_stream_and_no_template() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let template = workspace.file("t.txt", b"Hi");
    for more in [
        format!("--chat-id {chat} --text a"),
        "--to-file - --text a".to_owned(),
        "--stream".to_owned(),
        format!("--template {template}"),
    ] {
        workspace.error(&format!("im send-message --webhook-env HOOK {more}"), 2);
    }
}

#[test]
fn what_belongs_to_other_content_is_refused_and_never_ignored() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let before = workspace.state();
    let template = workspace.file("t.md", b"# Hi");
    for (flag, more) in [
        ("--preview", format!("--template {template} --preview")),
        ("--at-all", format!("--template {template} --at-all")),
        ("--code", format!("--template {template} --code")),
        ("--code", "--image img_v3_1 --code".to_owned()),
        ("--code", "--markdown **a** --code".to_owned()),
        ("--title", "--text a --title b".to_owned()),
        ("--video-cover", format!("--template {template} --video-cover img_v3_1")),
    ] {
        let error =
            workspace.error(&format!("im send-message --chat-id {chat} {more} --as bot"), 2);
        assert_eq!(error["param"], flag, "{more}: {error}");
    }
    let error = workspace
        .run_with_input(
            &format!("im send-message --chat-id {chat} --stream --preview --as bot"),
            b"a\n",
        )
        .error(2);
    assert_eq!(error["param"], "--preview");
    assert_eq!(workspace.state(), before);
}

#[test]
fn a_template_of_markdown_shows_its_table_and_mentions_whom_it_may() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let person = text(&workspace.data("sandbox info")["users"][0]["open_id"]);
    let source = format!("| a | b |\n|---|---|\n| {{{{ x }}}} | <at user_id=\"{person}\"></at> |");
    let template = workspace.file("t.md", source.as_bytes());
    let line = format!("im send-message --chat-id {chat} --template {template} --as bot");
    let vars = "--vars '{\"x\":\"1\"}'";
    let read = |sent: Value| {
        let id = text(&sent["message_id"]);
        workspace.data(&format!(
            "im messages get --message-id {id} --card-msg-content-type user_card_content --as bot"
        ))["items"][0]
            .take()
    };
    let shown = read(workspace.data(&format!("{line} {vars}")));
    assert_eq!(shown["msg_type"], "interactive");
    assert!(!text(&shown["body"]["content"]).contains("<at id="), "{shown}");
    let shown = read(workspace.data(&format!("{line} {vars} --mentions")));
    assert!(text(&shown["body"]["content"]).contains(&person), "{shown}");
}

#[test]
fn code_out_of_a_pipe_is_sent_as_it_is() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let code = b"if a < b { say(\"<at user_id='all'></at>\") }";
    let line = format!("im send-message --chat-id {chat} --text-file - --code rust --as bot");
    let sent = workspace.run_with_input(&line, code).ok();
    assert!(sent.get("meta").is_none_or(|meta| meta.get("warnings").is_none()), "{sent}");
    let told = newest(&workspace, &chat, 1).remove(0);
    assert_eq!(told, format!("```rust\n{}\n```", String::from_utf8_lossy(code)));
}
