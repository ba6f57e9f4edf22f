//! What a policy forbids does not happen, whichever command, method or path it is asked for by.

use std::fs;

use serde_json::Value;

use crate::workspace::{Ran, Workspace, run_with, text};

fn with(workspace: &Workspace, line: &str, environment: &[(&str, &str)]) -> Ran {
    let sandbox = [("LARK_CLI_PROFILE", "sandbox")];
    run_with(workspace, line, sandbox.iter().chain(environment).copied())
}

#[track_caller]
fn denied(ran: &Ran, by: &str) -> Value {
    let error = ran.error(6);
    assert_eq!((&error["type"], &error["subtype"]), (&"policy".into(), &"denied".into()));
    assert!(text(&error["hint"]).contains(by), "{error}");
    error
}

#[test]
fn a_read_only_profile_reads_and_nothing_else() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let before = workspace.state();
    let read_only = [("LARK_CLI_READ_ONLY", "true")];
    with(&workspace, "im list-chats --as bot", &read_only).ok();
    let file = workspace.file("a.txt", b"x");
    let lines = [
        format!("im send-message --chat-id {chat} --text hi --as bot"),
        format!("im send-message --chat-id {chat} --text hi --as bot --dry-run"),
        format!("im upload-file --file {file} --as bot"),
        format!(
            "im messages create --receive-id-type chat_id --data '{{\"receive_id\":\"{chat}\",\"msg_type\":\"text\",\"content\":\"{{}}\"}}' --as bot"
        ),
        format!("api DELETE /open-apis/im/v1/chats/{chat} --as bot --yes"),
        "api POST /open-apis/bot/v2/hook/x --data '{\"msg_type\":\"text\"}' --as bot".to_owned(),
        "api POST /open-apis/some/v1/thing --as bot".to_owned(),
        "api GET /open-apis/some/v1/thing --as bot".to_owned(),
    ];
    for line in lines {
        denied(&with(&workspace, &line, &read_only), "LARK_CLI_READ_ONLY");
    }
    assert_eq!(workspace.state(), before);
}

#[test]
fn a_denied_command_cannot_be_had_by_another_name() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "hi");
    let deny = [("LARK_CLI_DENY_COMMANDS", "im delete-message, im.chats.*, sandbox reset")];
    let lines = [
        format!("im delete-message --message-id {message} --as bot --yes"),
        format!("im messages delete --message-id {message} --as bot --yes"),
        format!(
            "api im.messages.delete --params '{{\"message_id\":\"{message}\"}}' --as bot --yes"
        ),
        format!("api DELETE /open-apis/im/v1/messages/{message} --as bot --yes"),
        format!("api DELETE /open-apis/im/v1/messages/{message}/ --as bot --yes"),
        format!("api DELETE /open-apis/im/v1//messages/{message} --as bot --yes"),
        format!("api DELETE /open-apis/IM/v1/messages/{message} --as bot --yes"),
        "im list-chats --as bot".to_owned(),
        format!("im get-chat --chat-id {chat} --as bot"),
        "sandbox reset".to_owned(),
    ];
    for line in lines {
        denied(&with(&workspace, &line, &deny), "LARK_CLI_DENY_COMMANDS");
    }
    let line = format!("im get-message --message-id {message} --as bot");
    assert_ne!(with(&workspace, &line, &deny).ok()["data"]["deleted"], true);
    denied(
        &with(
            &workspace,
            "api GET /open-apis/im/v1/chats --as bot",
            &[("LARK_CLI_DENY_COMMANDS", "api")],
        ),
        "LARK_CLI_DENY_COMMANDS",
    );
}

#[test]
fn writes_reach_only_whom_the_lists_name() {
    let workspace = Workspace::new();
    let chats = workspace.data("im list-chats --as bot");
    let (one, two) = (text(&chats["chats"][0]["chat_id"]), text(&chats["chats"][1]["chat_id"]));
    let (inside, outside) = (workspace.send(&one, "in"), workspace.send(&two, "out"));
    let allow = [("LARK_CLI_ALLOW_CHATS", one.as_str())];
    with(&workspace, &format!("im send-message --chat-id {one} --text hi --as bot"), &allow).ok();
    with(&workspace, &format!("im reply-message --message-id {inside} --text hi --as bot"), &allow)
        .ok();
    with(&workspace, &format!("im add-reaction --message-id {inside} --emoji OK --as bot"), &allow)
        .ok();
    with(&workspace, &format!("im list-messages --chat-id {two} --limit 1 --as bot"), &allow).ok();
    let person = text(&workspace.data("sandbox info")["users"][1]["open_id"]);
    let lines = [
        format!("im send-message --chat-id {two} --text hi --as bot"),
        format!("im send-message --user-id {person} --text hi --as bot"),
        format!("im reply-message --message-id {outside} --text hi --as bot"),
        format!("im add-reaction --message-id {outside} --emoji OK --as bot"),
        format!("im delete-message --message-id {outside} --as bot --yes"),
        format!(
            "im messages forward --message-id {inside} --receive-id-type chat_id --receive-id {two} --as bot"
        ),
        "im create-chat --name x --as bot".to_owned(),
        "im reply-message --message-id om_nowhere --text hi --as bot".to_owned(),
    ];
    for line in lines {
        let ran = with(&workspace, &line, &allow);
        if ran.code == 6 {
            denied(&ran, "LARK_CLI_ALLOW_CHATS");
        } else {
            // With several targets each has its own result.
            assert!(ran.code == 1 && ran.stdout.contains("\"denied\""), "{line}: {ran:?}");
        }
    }
    let both = [("LARK_CLI_ALLOW_CHATS", one.as_str()), ("LARK_CLI_ALLOW_USERS", person.as_str())];
    with(&workspace, &format!("im send-message --user-id {person} --text hi --as bot"), &both).ok();
}

#[test]
fn every_place_can_forbid_more_and_none_less() {
    let workspace = Workspace::new();
    let chats = workspace.data("im list-chats --as bot");
    let (one, two) = (text(&chats["chats"][0]["chat_id"]), text(&chats["chats"][1]["chat_id"]));
    let send = |chat: &str| format!("im send-message --chat-id {chat} --text hi --as bot");
    let both = format!("{one},{two}");
    let environment = [("LARK_CLI_ALLOW_CHATS", both.as_str()), ("LARK_CLI_READ_ONLY", "false")];
    fs::write(workspace.path(".lark-cli.toml"), format!("allow_chats = [\"{one}\"]\n")).unwrap();
    with(&workspace, &send(&one), &environment).ok();
    denied(&with(&workspace, &send(&two), &environment), ".lark-cli.toml");
    fs::write(workspace.path(".lark-cli.toml"), "read_only = true\n").unwrap();
    denied(&with(&workspace, &send(&one), &environment), ".lark-cli.toml");
    fs::write(workspace.path(".lark-cli.toml"), "read_only = false\nallow_chats = []\n").unwrap();
    denied(&with(&workspace, &send(&one), &environment), ".lark-cli.toml");
}

#[test]
fn a_denied_command_of_several_endpoints_is_denied_by_all_of_them() {
    let workspace = Workspace::new();
    let message = workspace.send(&workspace.first_chat(), "wake up");
    let deny = [("LARK_CLI_DENY_COMMANDS", "im urgent")];
    for way in ["app", "sms", "phone"] {
        let lines = [
            format!("im urgent --message-id {message} --by {way} --user-id ou_1 --as bot --yes"),
            format!(
                "api PATCH /open-apis/im/v1/messages/{message}/urgent_{way} --params \
                 '{{\"user_id_type\":\"open_id\"}}' --data '{{\"user_id_list\":[\"ou_1\"]}}' --as bot"
            ),
        ];
        for line in lines {
            denied(&with(&workspace, &line, &deny), "LARK_CLI_DENY_COMMANDS");
        }
    }
    with(&workspace, &format!("im pin --message-id {message} --as bot"), &deny).ok();
}
