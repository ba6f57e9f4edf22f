//! Lark's own API: methods, `api` and `schema`.

use serde_json::{Value, json};

use crate::workspace::{Workspace, run_with, text};

#[test]
fn a_method_takes_json_flags_or_both_and_gives_data_as_it_came() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let by_json =
        workspace.data(&format!("im chats get --params '{{\"chat_id\":\"{chat}\"}}' --as bot"));
    let by_flag = workspace.data(&format!("--as bot im chats get --chat-id {chat}"));
    assert_eq!(by_json, by_flag);
    assert_eq!(by_flag["restricted_mode_setting"]["status"], false);
    let body = format!(
        "{{\"receive_id\":\"{chat}\",\"msg_type\":\"text\",\"content\":\"{{\\\"text\\\":\\\"raw\\\"}}\"}}"
    );
    let sent = workspace
        .data(&format!("im messages create --receive-id-type chat_id --data '{body}' --as bot"));
    assert_eq!(sent["body"]["content"], "{\"text\":\"raw\"}");
    let ran = workspace.run_with_input(
        "im messages create --receive-id-type chat_id --data - --as bot",
        body.as_bytes(),
    );
    ran.ok();
    workspace.file("body.json", body.as_bytes());
    workspace.data("im messages create --receive-id-type chat_id --data @body.json --as bot");
}

#[test]
fn lists_numbers_and_switches_have_their_types() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let people = workspace.outsiders(&chat);
    let (a, b) = (&people[0], &people[1]);
    for ids in [format!("{a},{b}"), format!("[\"{a}\",\"{b}\"]")] {
        let line = format!(
            "im chat.members create --chat-id {chat} --succeed-type 1 --id-list '{ids}' --as bot --dry-run"
        );
        let plan = workspace.data(&line);
        assert_eq!(plan["api"][0]["body"], json!({ "id_list": [a, b] }));
        assert_eq!(plan["api"][0]["params"]["succeed_type"], "1");
    }
    let error = workspace
        .error(&format!("im chat.members create --chat-id {chat} --succeed-type some --as bot"), 2);
    assert_eq!(error["param"], "--succeed-type");
}

#[test]
fn what_is_missing_is_named_as_the_official_cli_names_it() {
    let workspace = Workspace::new();
    let error = workspace.error("im reactions create --as bot", 2);
    assert_eq!(error["message"], "missing required path parameter: message_id");
    assert_eq!(error["param"], "message_id");
    assert!(text(&error["hint"]).contains("--message-id"), "{error}");
    let error = workspace.error("schema im.nope", 2);
    assert_eq!(error["message"], "Unknown resource: im.nope");
    assert!(text(&error["hint"]).starts_with("Available: "), "{error}");
    let error = workspace.error("im messages delete --message-id om_1 --as bot", 10);
    assert_eq!(error["type"], "confirmation");
    let error = workspace.error("api DELETE /open-apis/im/v1/messages/om_1 --as bot", 10);
    assert_eq!(error["type"], "confirmation");
}

#[test]
fn a_body_without_a_required_field_is_not_sent_and_what_is_unknown_passes() {
    let workspace = Workspace::new();
    let create = "im messages create --receive-id-type chat_id --as bot";
    let error = workspace.error(&format!("{create} --data '{{}}' --dry-run"), 2);
    assert_eq!(error["message"], "missing required body parameter: content");
    assert_eq!((&error["type"], &error["param"]), (&json!("validation"), &json!("content")));
    assert!(text(&error["hint"]).contains("--data '{\"content\""), "{error}");
    let inside = "im reactions batch_query --data '{\"queries\":[{}]}' --as bot";
    let error = workspace.error(inside, 2);
    assert_eq!(error["param"], "queries[].message_id");
    let body = "{\"receive_id\":\"oc_1\",\"msg_type\":\"text\",\"content\":\"{}\",\"hue\":3}";
    let plan = workspace.data(&format!("{create} --data '{body}' --dry-run"));
    assert_eq!(plan["api"][0]["body"]["hue"], 3);
    // By its path, a call is Lark's to judge.
    let path = "/open-apis/im/v1/messages?receive_id_type=chat_id";
    let plan = workspace
        .data(&format!("api POST {path} --data '{{\"msg_type\":\"text\"}}' --as bot --dry-run"));
    assert_eq!(plan["api"][0]["body"], json!({ "msg_type": "text" }));
}

#[test]
fn pages_are_read_to_the_end_or_to_a_limit() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let list = format!(
        "im messages list --container-id-type chat --container-id {chat} --page-size 30 --page-delay 0 --as bot"
    );
    let first = workspace.data(&list);
    assert_eq!((first["items"].as_array().unwrap().len(), &first["has_more"]), (30, &json!(true)));
    let all = workspace.run(&format!("{list} --page-all")).ok();
    let count = all["data"]["items"].as_array().unwrap().len();
    assert!(count >= 100);
    assert_eq!(all["data"]["has_more"], false);
    assert_eq!(all["meta"]["pagination"]["complete"], true);
    assert!(all["data"].get("total").is_none(), "nothing is added to what Lark answers");
    let two = workspace.run(&format!("{list} --page-limit 2")).ok();
    assert_eq!(two["data"]["items"], json!(all["data"]["items"].as_array().unwrap()[..60]));
    assert_eq!(two["meta"]["pagination"]["complete"], false);
    let some = workspace.data(&format!("{list} --max-items 31"));
    assert_eq!(some["items"].as_array().unwrap().len(), 31);
    let lines = workspace.run(&format!("{list} --page-all --format ndjson"));
    assert_eq!(lines.stdout.lines().count(), count);
}

#[test]
fn any_endpoint_is_called_by_path_or_by_name() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let by_path = workspace.data(&format!("api GET /open-apis/im/v1/chats/{chat} --as bot"));
    let by_name =
        workspace.data(&format!("api im.chats.get --params '{{\"chat_id\":\"{chat}\"}}' --as bot"));
    assert_eq!(by_path, by_name);
    let info = workspace.data("api GET /open-apis/bot/v3/info --as bot");
    assert!(info["bot"]["open_id"].is_string(), "{info}");
    let error = workspace.error("api GET /open-apis/im/v1/nope --as bot", 1);
    assert_eq!((&error["subtype"], &error["code"]), (&json!("not_found"), &json!(404)));
    for bad in
        ["api GET /im/v1/chats", "api GET /open-apis/../x", "api FETCH /open-apis/x", "api im.nope"]
    {
        workspace.error(&format!("{bad} --as bot"), 2);
    }
    workspace.file("a.txt", b"hello");
    let data = "{\"file_type\":\"stream\",\"file_name\":\"a.txt\"}";
    let uploaded = workspace.data(&format!(
        "api POST /open-apis/im/v1/files --data '{data}' --file file=a.txt --as bot"
    ));
    assert!(text(&uploaded["file_key"]).starts_with("file_"));
    let uploaded = workspace
        .data("im files create --file-type stream --file-name b.txt --file file=a.txt --as bot");
    assert!(text(&uploaded["file_key"]).starts_with("file_"));
}

#[test]
fn json_that_cannot_be_read_says_how_to_give_it() {
    let workspace = Workspace::new();
    for bad in ["{bad", "[1]", "@no-such-file", "\"text\""] {
        let error = workspace.error(&format!("im chats get --params '{bad}' --as bot"), 2);
        assert_eq!(error["param"], "--params", "{bad}");
    }
}

#[test]
fn schema_lists_and_describes_every_endpoint_without_a_profile() {
    let workspace = Workspace::new();
    let none: [(&str, &str); 0] = [];
    let listed = run_with(&workspace, "schema", none).ok();
    let endpoints = listed["data"]["endpoints"].as_array().unwrap();
    for endpoint in endpoints {
        let name = text(&endpoint["name"]);
        let described = run_with(&workspace, &format!("schema {name}"), none).ok()["data"].take();
        assert_eq!(described["path"], endpoint["path"]);
        assert!(described["request_schema"]["type"] == "object", "{name}");
        assert!(described["example"]["request"].is_object(), "{name}");
    }
    let part = run_with(&workspace, "schema im.messages", none).ok();
    assert!(part["data"]["endpoints"].as_array().unwrap().len() < endpoints.len());
    let ran = run_with(&workspace, "schema im.messages.create --format pretty", none);
    for line in [
        "POST /open-apis/im/v1/messages",
        "  receive_id_type (string required)",
        "im:message.send_as_user",
    ] {
        assert!(ran.stdout.contains(line), "{}", ran.stdout);
    }
    let help = run_with(&workspace, "im messages create --help", none);
    assert!(help.stdout.contains("--receive-id-type"), "{}", help.stdout);
}

#[test]
fn a_file_comes_down_through_the_method_too() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let path = workspace.file("a.txt", b"hello");
    let sent = workspace.data(&format!("im upload-file --chat-id {chat} --file {path} --as bot"));
    let (message, key) = (text(&sent["message_id"]), text(&sent["file_key"]));
    let line = format!(
        "im message.resources get --message-id {message} --file-key {key} --type file --as bot"
    );
    let saved: Value = workspace.data(&format!("{line} --output down.txt"));
    assert_eq!(std::fs::read(text(&saved["saved_path"])).unwrap(), b"hello");
}
