//! What cannot be right: its own typed error, its own exit code, and nothing changed.

use serde_json::Value;

use crate::workspace::{Workspace, text};

/// Each line fails with this code and subtype, says what to do, and leaves the sandbox as it was.
#[track_caller]
fn refused(workspace: &Workspace, line: &str, code: i32, subtype: &str) -> Value {
    let error = workspace.error(line, code);
    assert_eq!(error["subtype"], subtype, "{line}: {error}");
    error
}

#[test]
fn ids_of_the_wrong_shape_are_refused_before_anything_is_sent() {
    let workspace = Workspace::new();
    let before = workspace.state();
    for id in [
        "foo",
        "ou_1",
        "oc_",
        "oc_a/b",
        "oc_..",
        "../x",
        "oc_%2E%2E",
        "oc_a\u{7}b",
        "oc_a\u{1b}[2J",
        "oc_群",
        "''",
    ] {
        let line = format!("im send-message --chat-id {id} --text hi --as bot");
        let error = refused(&workspace, &line, 2, "invalid_argument");
        assert_eq!(error["param"], "--chat-id", "{id}");
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }
    for line in [
        "im get-message --message-id oc_1 --as bot",
        "im add-member --chat-id oc_1 --user-id om_1 --as bot",
        "im remove-reaction --message-id om_1 --reaction-id ../x --as bot",
        "im download-resource --message-id om_1 --file-key a/b --as bot",
        "im list-messages --thread-id om_1 --as bot",
        "im delete-message --message-id om_1,nonsense --as bot --yes",
    ] {
        refused(&workspace, line, 2, "invalid_argument");
    }
    assert_eq!(workspace.state(), before);
}

#[test]
fn a_message_needs_a_target_and_exactly_one_content() {
    let workspace = Workspace::new();
    let error = refused(&workspace, "im send-message --text hi --as bot", 2, "missing_argument");
    assert!(text(&error["message"]).contains("--chat-id"), "{error}");
    refused(&workspace, "im send-message --chat-id oc_1 --as bot", 2, "missing_argument");
    refused(
        &workspace,
        "im send-message --chat-id oc_1 --text hi --content x --as bot",
        2,
        "invalid_argument",
    );
    for target in ["--chat-id oc_1,ou_2", "--user-id oc_1", "--email nobody", "--thread-id om_1"] {
        let line = format!("im send-message {target} --text hi --as bot");
        refused(&workspace, &line, 2, "invalid_argument");
    }
    for pace in ["", "0", "1001", "fast"] {
        let line = format!("im send-message --chat-id oc_1 --text hi --pace '{pace}' --as bot");
        refused(&workspace, &line, 2, "invalid_argument");
    }
}

#[test]
fn content_that_is_no_json_object_is_refused_and_other_text_is_text() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    for content in ["{bad", "{\"text\":", "{\"text\":\"x\"} y"] {
        let line = format!("im send-message --chat-id {chat} --content '{content}' --as bot");
        let error = refused(&workspace, &line, 2, "invalid_argument");
        assert_eq!(error["param"], "--content");
    }
    let line =
        format!("im send-message --chat-id {chat} --msg-type interactive --content [1] --as bot");
    refused(&workspace, &line, 2, "invalid_argument");
    let line = format!("im send-message --chat-id {chat} --content 'just words' --as bot");
    workspace.run(&line).ok();
    let line =
        format!("im send-message --chat-id {chat} --content '{{\"text\":\"as JSON\"}}' --as bot");
    workspace.run(&line).ok();
    let listed = workspace.data(&format!("im list-messages --chat-id {chat} --limit 2 --as bot"));
    let contents: Vec<_> =
        listed["messages"].as_array().unwrap().iter().map(|m| text(&m["content"])).collect();
    assert_eq!(contents, ["as JSON", "just words"]);
}

#[test]
fn text_over_the_limit_is_refused_with_its_size() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let before = workspace.state();
    let line = format!("im send-message --chat-id {chat} --text - --as bot");
    let too_long = "x".repeat(150 * 1024);
    let ran = workspace.run_with_input(&line, too_long.as_bytes());
    assert!(text(&ran.error(2)["message"]).contains("153600"), "{ran:?}");
    let ran = workspace.run_with_input(&line, b"\xff\xfe");
    assert!(text(&ran.error(2)["message"]).contains("UTF-8"), "{ran:?}");
    let ran = workspace.run_with_input(&line, b"");
    assert!(text(&ran.error(2)["message"]).contains("empty"), "{ran:?}");
    assert_eq!(workspace.state(), before);
    let ran = workspace.run_with_input(&line, "x".repeat(100 * 1024).as_bytes());
    ran.ok();
}

#[test]
fn what_lark_refuses_keeps_larks_code_and_gets_a_hint() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let outsider = workspace.outsiders(&chat).remove(0);
    let before = workspace.state();
    let unknown = "oc_00000000000000000000000000000bad";
    let error =
        workspace.error(&format!("im send-message --chat-id {unknown} --text hi --as bot"), 1);
    assert!(error["code"].as_i64().is_some_and(|code| code / 1000 == 230), "{error}");
    assert!(error["log_id"].is_string(), "{error}");
    let error = workspace.error(&format!("im get-chat --chat-id {unknown} --as bot"), 1);
    assert_eq!(error["code"], 232_006);
    let error = workspace
        .error("im get-message --message-id om_00000000000000000000000000000bad --as bot", 1);
    assert_eq!(error["code"], 230_001);
    let error = workspace.error(
        &format!(
            "im add-member --chat-id {chat} --user-id ou_00000000000000000000000000000bad --as bot"
        ),
        1,
    );
    assert!(error["code"].is_i64(), "{error}");
    let all = workspace.data("im list-chats --as user");
    let mine: Vec<_> = workspace.data("im list-chats --as bot")["chats"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| text(&c["chat_id"]))
        .collect();
    let foreign = all["chats"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| text(&c["chat_id"]))
        .find(|id| !mine.contains(id));
    let foreign = foreign.expect("the person is in a chat that the bot is not in");
    let error =
        workspace.error(&format!("im send-message --chat-id {foreign} --text hi --as bot"), 1);
    assert_eq!(
        (error["code"].as_i64(), &error["subtype"]),
        (Some(230_002), &Value::from("not_in_chat"))
    );
    let error = workspace
        .error(&format!("im add-member --chat-id {foreign} --user-id {outsider} --as bot"), 1);
    assert_eq!(error["code"], 232_011);
    assert_eq!(workspace.state(), before);
}

#[test]
fn who_is_no_administrator_cannot_remove_others() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let members = workspace.data(&format!("im list-members --chat-id {chat} --as bot"));
    let me = text(&workspace.data("sandbox info")["users"][0]["open_id"]);
    let owner =
        text(&workspace.data(&format!("im get-chat --chat-id {chat} --as bot"))["owner_id"]);
    let other = members["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| text(&u["member_id"]))
        .find(|id| *id != me && *id != owner)
        .unwrap();
    let before = workspace.state();
    let error = workspace
        .error(&format!("im remove-member --chat-id {chat} --user-id {other} --as user"), 1);
    assert_eq!(error["subtype"], "no_permission", "{error}");
    let error = workspace
        .error(&format!("im remove-member --chat-id {chat} --user-id {owner} --as bot"), 1);
    assert_eq!(error["code"], 232_076);
    assert_eq!(workspace.state(), before);
}

#[test]
fn an_unknown_emoji_is_refused_with_the_nearest_names() {
    let workspace = Workspace::new();
    let error = workspace.error("im add-reaction --message-id om_1 --emoji thumbsupp --as bot", 2);
    assert!(text(&error["hint"]).contains("THUMBSUP"), "{error}");
    assert_eq!(error["param"], "--emoji");
}

#[test]
fn an_identity_lark_does_not_take_is_refused_before_anything_is_sent() {
    let workspace = Workspace::new();
    let error = workspace.error("im create-chat --name x --as user", 2);
    assert_eq!(error["param"], "--as");
    assert!(text(&error["hint"]).contains("--as bot"));
    workspace.run("im create-chat --name x").ok();
}

#[test]
fn words_that_make_no_command_say_where_to_look() {
    let workspace = Workspace::new();
    let error = refused(&workspace, "im frobnicate", 2, "unknown_command");
    assert!(text(&error["hint"]).contains("lark-cli im --help"), "{error}");
    let error =
        refused(&workspace, "im send-mesage --chat-id oc_1 --text hi", 2, "unknown_command");
    assert!(text(&error["hint"]).contains("send-message"), "{error}");
    let error = refused(&workspace, "im send-message --chat-id oc_1 --txet hi", 2, "unknown_flag");
    assert!(text(&error["hint"]).contains("--text"), "{error}");
    refused(&workspace, "im list-messages --chat-id oc_1 --limit 0", 2, "invalid_argument");
    refused(&workspace, "im list-messages --chat-id oc_1 --limit many", 2, "invalid_argument");
    let error = refused(&workspace, "im list-chats --format yaml", 2, "invalid_argument");
    assert!(text(&error["hint"]).contains("ndjson"), "{error}");
    refused(&workspace, "im list-chats --jq .[", 2, "invalid_argument");
    refused(
        &workspace,
        "im send-message --chat-id oc_1 --text hi --idempotency-key ''",
        2,
        "invalid_argument",
    );
    let key = "k".repeat(257);
    refused(
        &workspace,
        &format!("im send-message --chat-id oc_1 --text hi --idempotency-key {key}"),
        2,
        "invalid_argument",
    );
}

#[test]
fn the_help_of_the_command_is_named_wherever_global_flags_stand() {
    let workspace = Workspace::new();
    for before in ["", "--profile sandbox ", "--format json --as bot "] {
        let error = workspace.error(&format!("{before}im send-message --text a --nope"), 2);
        let hint = text(&error["hint"]);
        assert!(hint.contains("lark-cli im send-message --help"), "{before}: {hint}");
    }
}
