//! Posts and cards that somebody composed.

use serde_json::{Value, json};

use crate::workspace::{Ran, Workspace, text};

fn run(workspace: &Workspace, more: &[&str]) -> Ran {
    let chat = workspace.first_chat();
    let mut command = workspace.command();
    command.args(["im", "send-message", "--chat-id", &chat, "--as", "bot"]).args(more);
    Ran::of(command.output().unwrap())
}

fn item(workspace: &Workspace, sent: &Value, more: &str) -> Value {
    let id = text(&sent["data"]["message_id"]);
    let line = format!("im messages get --message-id {id} {more} --as bot");
    workspace.data(&line)["items"][0].take()
}

fn content(item: &Value) -> Value {
    serde_json::from_str(&text(&item["body"]["content"])).unwrap()
}

#[test]
fn a_post_goes_out_with_and_without_its_language() {
    let workspace = Workspace::new();
    let post = json!({ "title": "发布", "content": [[
        { "tag": "text", "text": "It is ", "style": ["bold"] },
        { "tag": "a", "text": "out", "href": "https://example.com" },
    ], [{ "tag": "md", "text": "- a\n- b" }]] });
    let whole =
        json!({ "zh_cn": post, "en_us": { "content": [[{ "tag": "text", "text": "Out" }]] } });
    let file = workspace.file("post.json", whole.to_string().as_bytes());
    for given in [post.to_string(), whole.to_string(), format!("@{file}")] {
        let sent = run(&workspace, &["--post", &given]).ok();
        assert_eq!(sent["meta"].get("warnings"), None, "{sent}");
        let item = item(&workspace, &sent, "");
        assert_eq!((&item["msg_type"], &content(&item)["title"]), (&json!("post"), &json!("发布")));
    }
    let webhook = json!({ "post": whole }).to_string();
    let error = run(&workspace, &["--post", &webhook]).error(2);
    assert!(text(&error["message"]).contains("webhooks"), "{error}");
}

#[test]
fn a_post_out_of_a_file_mentions_nobody_unless_it_may() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let members = workspace.data(&format!("im list-members --chat-id {chat} --as bot"));
    let person = text(&members["users"][0]["member_id"]);
    let post = json!({ "content": [[
        { "tag": "at", "user_id": person }, { "tag": "text", "text": " look" },
    ], [{ "tag": "md", "text": format!("<at user_id=\"{person}\"></at>") }]] });
    let file = workspace.file("post.json", post.to_string().as_bytes());
    let given = format!("@{file}");
    let count =
        |sent: &Value| item(&workspace, sent, "")["mentions"].as_array().map_or(0, Vec::len);
    let sent = run(&workspace, &["--post", &given]).ok();
    assert_eq!(count(&sent), 0);
    assert!(text(&sent["meta"]["warnings"][0]).contains("--mentions"));
    assert_eq!(count(&run(&workspace, &["--post", &given, "--mentions"]).ok()), 2);
    assert_eq!(count(&run(&workspace, &["--post", &post.to_string()]).ok()), 2);
    let line = format!("im send-message --chat-id {chat} --content - --msg-type post --as bot");
    let raw = json!({ "zh_cn": post }).to_string();
    assert_eq!(count(&workspace.run_with_input(&line, raw.as_bytes()).ok()), 0);
    let raw = workspace.file("raw.json", raw.as_bytes());
    let raw = format!("@{raw}");
    assert_eq!(count(&run(&workspace, &["--content", &raw, "--msg-type", "post"]).ok()), 0);
}

#[test]
fn cards_of_both_schemas_and_templates_go_out() {
    let workspace = Workspace::new();
    let one = json!({ "header": { "title": { "tag": "plain_text", "content": "Deploy" } },
        "elements": [{ "tag": "div", "text": { "tag": "lark_md", "content": "**421** is out" } }] });
    let two = json!({ "schema": "2.0", "body": { "elements": [
        { "tag": "markdown", "content": "**421** is out" }] } });
    let file = workspace.file("card.json", two.to_string().as_bytes());
    for given in [one.to_string(), two.to_string(), format!("@{file}")] {
        let sent = run(&workspace, &["--card", &given]).ok();
        assert_eq!(sent["meta"].get("warnings"), None, "{sent}");
        let item = item(&workspace, &sent, "--card-msg-content-type user_card_content");
        assert_eq!(item["msg_type"], "interactive");
        assert!(text(&item["body"]["content"]).contains("421"), "{item}");
    }
    let planned = |more: &[&str]| {
        let ran = run(&workspace, &[more, &["--dry-run"]].concat()).ok();
        let body = &ran["data"]["api"][0]["body"];
        assert_eq!(body["msg_type"], "interactive");
        serde_json::from_str::<Value>(&text(&body["content"])).unwrap()
    };
    let plain = planned(&["--card-template", "AAq1"]);
    assert_eq!(plain, json!({ "type": "template", "data": { "template_id": "AAq1" } }));
    let filled = planned(&[
        "--card-template",
        "AAq1",
        "--card-version",
        "1.0.2",
        "--card-var",
        "a=b=c",
        "--card-var",
        "n=",
    ]);
    let expected = json!({ "type": "template", "data": { "template_id": "AAq1",
        "template_version_name": "1.0.2", "template_variable": { "a": "b=c", "n": "" } } });
    assert_eq!(filled, expected);
    let typed = planned(&["--card-template", "AAq1", "--card-vars", "{\"total\":3}"]);
    assert_eq!(typed["data"]["template_variable"], json!({ "total": 3 }));
    let given = planned(&["--card", &expected.to_string()]);
    assert_eq!(given, expected);
    let stored = planned(&["--card-id", "7355372766134157313"]);
    assert_eq!(stored, json!({ "type": "card", "data": { "card_id": "7355372766134157313" } }));
}

#[test]
fn a_card_out_of_a_file_mentions_nobody_unless_it_may() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let members = workspace.data(&format!("im list-members --chat-id {chat} --as bot"));
    let person = text(&members["users"][0]["member_id"]);
    let card = json!({ "schema": "2.0", "body": { "elements": [
        { "tag": "markdown", "content": format!("<at id={person}></at> look") }] } });
    let file = workspace.file("card.json", card.to_string().as_bytes());
    let given = format!("@{file}");
    let sent = run(&workspace, &["--card", &given]).ok();
    let item = |sent: &Value| {
        item(&workspace, sent, "--card-msg-content-type user_card_content")["body"]["content"]
            .to_string()
    };
    assert!(!item(&sent).contains("<at"), "{}", item(&sent));
    assert!(text(&sent["meta"]["warnings"][0]).contains("--mentions"));
    assert!(item(&run(&workspace, &["--card", &given, "--mentions"]).ok()).contains("<at id="));
    assert!(item(&run(&workspace, &["--card", &card.to_string()]).ok()).contains("<at id="));
    let variables = workspace.file("vars.json", br#"{"who":"<at id=all></at>"}"#);
    let variables = format!("@{variables}");
    let plan =
        run(&workspace, &["--card-template", "AAq1", "--card-vars", &variables, "--dry-run"]).ok();
    assert!(!plan["data"].to_string().contains("<at id"), "{plan}");
}

#[test]
fn what_is_no_card_is_refused_before_anything_is_sent_and_the_place_named() {
    let workspace = Workspace::new();
    let before = workspace.state();
    let broken = workspace.file("broken.json", b"{\n  \"elements\": [,]\n}");
    let broken = format!("@{broken}");
    for (flag, given, place) in [
        ("--card", broken.as_str(), "line 2 column 16"),
        ("--card", "[]", "not a JSON object"),
        ("--card", "{}", "no elements"),
        ("--card", "@no-such-file", "no-such-file"),
        ("--card", r#"{"elements":[{"tag":"div"},{"text":"x"}]}"#, "elements[1]"),
        ("--post", r#"{"content":[[{"tag":"a","text":"x"}]]}"#, "zh_cn.content[0][0]"),
        ("--post", "hello", "not valid JSON"),
        ("--card-template", "AAq/../x", "not an id"),
        ("--card-id", "", "not an id"),
    ] {
        let error = run(&workspace, &[flag, given]).error(2);
        assert_eq!(error["param"], flag, "{given}");
        assert!(text(&error["message"]).contains(place), "{error}");
    }
    let large = json!({ "elements": [{ "tag": "markdown", "content": "x".repeat(31 * 1024) }] })
        .to_string();
    let error = run(&workspace, &["--card", &large]).error(2);
    assert!(text(&error["message"]).contains("at most 30720"), "{error}");
    assert_eq!(workspace.state(), before);
}

#[test]
fn what_came_out_otherwise_than_asked_is_said_and_what_lark_rewrites_is_not() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let outsider = workspace.outsiders(&chat).remove(0);
    let text_ = format!("<at user_id=\"{outsider}\">X</at> look");
    let sent = run(&workspace, &["--text", &text_]).ok();
    assert!(text(&sent["meta"]["warnings"][0]).contains("1 of 1 mentions were not made"), "{sent}");
    let keyed = |text: &str| run(&workspace, &["--text", text, "--idempotency-key", "k1"]).ok();
    assert_eq!(keyed("build is green")["meta"].get("warnings"), None);
    let other = keyed("build is red");
    assert!(text(&other["meta"]["warnings"][0]).contains("`red`"), "{other}");
    for line in [
        "a <b>bold</b> <i>word</i> & [link](https://example.com/?a=1&b=2) \u{1f600}",
        "1 < 2 &lt; 3 &amp; <p>x</p> </at>",
        "第一行\n\n  第二行\ttab",
    ] {
        let sent = run(&workspace, &["--text", line]).ok();
        assert_eq!(sent["meta"].get("warnings"), None, "{line}");
    }
    let markdown = "# Title\n\n- **a**\n  - *b*\n1. c\n1. d\n\n> quote\n\n---\n\n```rust\nlet x = 1;\n```\n[t](https://x.y)";
    let post = json!({ "content": [[{ "tag": "md", "text": markdown }]] }).to_string();
    let sent = run(&workspace, &["--post", &post]).ok();
    assert_eq!(sent["meta"].get("warnings"), None, "{sent}");
}
