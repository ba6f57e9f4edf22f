//! Refusals that end the search: who can do something about it, and the command that does.

use serde_json::{Value, json};

use crate::{
    tried::Tried,
    workspace::{Served, Workspace, run_with, text},
};

#[track_caller]
fn hint(error: &Value) -> String {
    text(&error["hint"])
}

fn narrow_app(tried: &Tried, scopes: &[&str]) {
    let path = format!("PUT /sandbox/apps/{}/scopes", tried.app_id());
    tried.admin(&path, &json!({ "scopes": scopes }));
}

/// A group that the default person owns and the bot made, in which the bot is no more than a member.
pub fn group(tried: &Tried) -> String {
    let scopes = tried.data("auth scopes");
    let lists = ["bot", "user"].map(|list| scopes[list].as_array().unwrap().clone());
    let all: Vec<_> = lists.concat().iter().map(text).collect();
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    let plain: Vec<_> =
        all.into_iter().filter(|scope| *scope != "im:chat:operate_as_owner").collect();
    narrow_app(tried, &plain);
    let me = text(&tried.people()[0]["open_id"]);
    text(&tried.data(&format!("im chats create --name Mine --owner-id {me} --as bot"))["chat_id"])
}

#[test]
fn an_app_that_may_do_everything_is_found_to_lack_nothing() {
    let tried = Tried::new();
    let explained = tried.data("auth explain 'im list-messages'");
    let identities = explained["identities"].as_array().unwrap();
    let bot = identities.iter().find(|identity| identity["as"] == "bot").unwrap();
    assert_eq!((&bot["available"], &bot["missing"]), (&json!(true), &json!([])), "{explained}");
}

#[test]
fn what_the_app_lacks_is_applied_for_on_the_console_of_its_own_host() {
    let tried = Tried::new();
    narrow_app(&tried, &["im:message"]);
    let error = tried.error("im list-chats --as bot", 3);
    assert_eq!(error["subtype"], "app_scope_not_applied");
    let missing: Vec<_> = error["missing_scopes"].as_array().unwrap().iter().map(text).collect();
    assert!(missing.contains(&"im:chat:readonly".to_owned()), "{error}");
    let url = text(&error["console_url"]);
    let page = format!(
        "{}/app/{}/auth?q={}",
        text(&tried.served.line["base_url"]),
        tried.app_id(),
        missing.join(",")
    );
    assert!(url.starts_with(&page) && url.ends_with("token_type=tenant"), "{url}");
    assert!(hint(&error).contains("developer") && hint(&error).contains(&url), "{error}");
}

#[test]
fn what_the_login_is_known_to_lack_is_refused_before_anything_is_sent() {
    let tried = Tried::new();
    tried.log_in("--scope im:message", None);
    let before = tried.requests();
    let error = tried.error("im list-chats --as user", 3);
    assert_eq!(
        (&error["type"], &error["subtype"]),
        (&json!("authorization"), &json!("missing_scope"))
    );
    assert_eq!(tried.requests(), before, "nothing was sent");
    let scope = text(&error["missing_scopes"][0]);
    assert!(hint(&error).ends_with(&format!("lark-cli auth login --scope {scope}")), "{error}");
    let dry = tried.run("im list-chats --as user --dry-run").ok();
    assert_eq!(
        dry["data"]["api"].as_array().unwrap().len(),
        1,
        "a dry run shows what it would ask"
    );
    tried.log_in(&format!("--scope {scope}"), None);
    tried.data("im list-chats --as user");
}

#[test]
fn a_pasted_login_names_its_profile_and_asks_for_all_that_is_lacking() {
    let tried = Tried::new();
    tried.log_in("--scope im:message", None);
    let error = tried.error("--profile try im list-chats --as user", 3);
    assert!(hint(&error).contains("lark-cli --profile try auth login --scope "), "{error}");
}

#[test]
fn what_only_the_server_knows_the_person_lacks_is_granted_with_the_narrowest_scope() {
    let tried = Tried::new();
    tried.log_in("--recommend", None);
    let person = text(&tried.people()[0]["open_id"]);
    tried.admin(
        &format!("PUT /sandbox/users/{person}/scopes"),
        &json!({ "scopes": ["im:message"] }),
    );
    let error = tried.error("im list-chats --as user", 3);
    assert_eq!((&error["subtype"], &error["code"]), (&json!("missing_scope"), &json!(99991679)));
    assert!(hint(&error).contains("lark-cli auth login --scope im:chat:read"), "{error}");
    assert!(!hint(&error).contains("console"), "the app has it: {error}");
}

#[test]
fn reading_a_group_needs_more_and_the_app_comes_first_where_it_lacks_it() {
    let tried = Tried::new();
    tried.log_in("--scope im:message --scope im:chat:readonly", None);
    let chat = tried.workspace.first_chat();
    let line = format!("im list-messages --chat-id {chat} --as user");
    let error = tried.error(&line, 3);
    assert_eq!(error["code"], 230027, "{error}");
    let login = "lark-cli auth login --scope im:message.group_msg:get_as_user";
    assert_eq!(hint(&error), format!("log in and grant it: {login}"));
    assert_eq!(error["missing_scopes"], json!(["im:message.group_msg:get_as_user"]));
    narrow_app(&tried, &["im:message", "im:chat:readonly", "application:application:self_manage"]);
    let error = tried.error(&line, 3);
    let url = text(&error["console_url"]);
    assert!(
        url.contains("q=im:message.group_msg:get_as_user&") && url.ends_with("token_type=user")
    );
    let advice = hint(&error);
    assert!(advice.find(&url).unwrap() < advice.find(login).unwrap(), "{advice}");
    let bot = tried.error(&format!("im list-messages --chat-id {chat} --as bot"), 3);
    assert!(text(&bot["console_url"]).contains("q=im:message.group_msg&"), "{bot}");
}

#[test]
fn a_token_that_was_given_is_not_judged_here_and_comes_from_where_it_came_from() {
    let tried = Tried::new();
    let person = text(&tried.people()[0]["open_id"]);
    tried.admin(
        &format!("PUT /sandbox/users/{person}/scopes"),
        &json!({ "scopes": ["im:message"] }),
    );
    let environment = tried.served.environment();
    let error = run_with(&tried.workspace, "im list-chats --as user", environment).error(3);
    assert_eq!(error["code"], 99991679);
    assert!(hint(&error).contains("put it in LARK_CLI_USER_ACCESS_TOKEN"), "{error}");
}

#[test]
fn outside_a_chat_the_line_that_brings_one_in_has_the_real_ids() {
    let tried = Tried::new();
    let info = tried.workspace.data("sandbox info");
    tried.log_in("--recommend", None);
    let me = text(&info["users"][0]["open_id"]);
    let app_id = tried.app_id();
    let theirs = group(&tried);
    tried.data(&format!("im remove-member --chat-id {theirs} --bot-id {app_id} --as user"));
    let error = tried.error(&format!("im send-message --chat-id {theirs} --text hi --as bot"), 1);
    let line = format!("im add-member --chat-id {theirs} --bot-id {app_id} --as user");
    assert!(hint(&error).ends_with(&format!("lark-cli {line}")), "{error}");
    tried.data(&line);
    tried.data(&format!("im send-message --chat-id {theirs} --text hi --as bot"));

    let own = text(&tried.data("im create-chat --name Bots --as bot")["chat_id"]);
    let error = tried.error(&format!("im send-message --chat-id {own} --text hi --as user"), 1);
    let line = format!("im add-member --chat-id {own} --user-id {me} --as bot");
    assert!(hint(&error).ends_with(&format!("lark-cli {line}")), "{error}");
    tried.data(&line);
    tried.data(&format!("im send-message --chat-id {own} --text hi --as user"));

    let sent = text(
        &tried.data(&format!("im send-message --chat-id {theirs} --text x --as user"))["message_id"],
    );
    tried.data(&format!("im remove-member --chat-id {theirs} --bot-id {app_id} --as user"));
    let error = tried.error(&format!("im reply-message --message-id {sent} --text x --as bot"), 1);
    assert!(
        hint(&error).ends_with(&format!("im get-message --message-id {sent} --as user")),
        "{error}"
    );
}

#[test]
fn who_may_not_is_told_who_may() {
    let tried = Tried::new();
    tried.log_in("--domain im", None);
    let info = tried.workspace.data("sandbox info");
    let me = text(&info["users"][0]["open_id"]);
    let other = text(&info["users"][1]["open_id"]);
    let app_id = tried.app_id();
    let chat = group(&tried);
    let menu = format!("im chats update --chat-id {chat} --edit-permission only_owner");
    tried.data(&format!("{menu} --as user"));
    let error = tried.error(&format!("{menu} --as bot"), 1);
    assert!(
        hint(&error).contains(&me) && hint(&error).ends_with("you are one: --as user"),
        "{error}"
    );
    let theirs = format!("im chats update --chat-id {chat} --owner-id {other} --as user");
    tried.data(&format!("im add-member --chat-id {chat} --user-id {other} --as user"));
    tried.data(&theirs);
    let error = tried.error(&format!("{menu} --as bot"), 1);
    let make = format!(
        "im chat.managers add_managers --chat-id {chat} --member-id-type app_id --manager-ids {app_id} --as user"
    );
    assert!(hint(&error).contains(&other) && hint(&error).ends_with(&make), "{error}");

    let sent = text(
        &tried.data(&format!("im send-message --chat-id {chat} --text x --as user"))["message_id"],
    );
    let error = tried.error(&format!("im delete-message --message-id {sent} --as bot --yes"), 1);
    assert!(
        hint(&error).starts_with(&format!("{me} sent it")) && hint(&error).contains("--as user"),
        "{error}"
    );
    assert!(hint(&error).ends_with(&format!("lark-cli im get-chat --chat-id {chat}")), "{error}");
}

#[test]
fn settings_that_forbid_are_named_with_who_can_change_them() {
    let tried = Tried::new();
    tried.log_in("--domain im", None);
    let info = tried.workspace.data("sandbox info");
    let me = text(&info["users"][0]["open_id"]);
    let chat = group(&tried);
    tried.data(&format!(
        "im chat.moderation update --chat-id {chat} --moderation-setting only_owner --as user"
    ));
    let error = tried.error(&format!("im send-message --chat-id {chat} --text hi --as bot"), 1);
    let advice = hint(&error);
    assert!(
        advice.contains("moderation_permission=only_owner") && advice.contains(&me),
        "{advice}"
    );
    let line = advice.split("lark-cli ").last().unwrap();
    tried.data(&format!("{line} --as user"));
    tried.data(&format!("im send-message --chat-id {chat} --text hi --as bot"));
}

#[test]
fn whom_the_app_is_not_available_to_is_said() {
    let tried = Tried::new();
    let chen = text(&tried.people()[1]["open_id"]);
    let me = text(&tried.people()[0]["open_id"]);
    let path = format!("PUT /sandbox/apps/{}/availability", tried.app_id());
    tried.admin(&path, &json!({ "open_ids": [me] }));
    let error = tried.error(&format!("im send-message --user-id {chen} --text hi --as bot"), 1);
    assert_eq!(error["subtype"], "not_visible", "{error}");
    let console =
        format!("{}/app/{}/version", text(&tried.served.line["base_url"]), tried.app_id());
    assert!(hint(&error).contains(&chen) && hint(&error).contains(&console), "{error}");
}

#[test]
fn wrong_credentials_are_put_right_where_this_profile_has_them() {
    let tried = Tried::new();
    let environment = |name: &str, value: &str| {
        let others = tried.served.environment();
        let kept = others
            .into_iter()
            .filter(|(known, _)| *known != name && *known != "LARK_CLI_USER_ACCESS_TOKEN");
        let mut all: Vec<(String, String)> = kept.map(|(n, v)| (n.to_owned(), v)).collect();
        all.push((name.to_owned(), value.to_owned()));
        all
    };
    let refused = |line: &str, environment: Vec<(String, String)>| {
        hint(&run_with(&tried.workspace, line, environment).error(3))
    };
    let bot = "im list-chats --as bot";
    let wrong = refused(bot, environment("LARK_CLI_APP_SECRET", "wrong"));
    assert!(wrong.contains("LARK_CLI_APP_ID and LARK_CLI_APP_SECRET"), "{wrong}");
    let wrong = refused(bot, environment("LARK_CLI_TENANT_ACCESS_TOKEN", "t-wrong"));
    assert!(
        wrong.ends_with("LARK_CLI_TENANT_ACCESS_TOKEN") && !wrong.contains("SECRET"),
        "{wrong}"
    );
    let wrong =
        refused("im list-chats --as user", environment("LARK_CLI_USER_ACCESS_TOKEN", "u-wrong"));
    assert!(wrong.ends_with("LARK_CLI_USER_ACCESS_TOKEN"), "{wrong}");

    let nobody = tried.error("im list-chats --as user", 3);
    assert!(hint(&nobody).starts_with("log in: lark-cli auth login;"), "{nobody}");
    tried.workspace.bare_with_input(
        &crate::workspace::words("config init --name try --app-secret-stdin"),
        b"wrong",
    );
    let wrong = tried.error(bot, 3);
    assert_eq!(wrong["subtype"], "invalid_client");
    assert!(hint(&wrong).contains("config init --app-secret-stdin"), "{wrong}");
}

#[test]
fn a_refusal_whose_reason_cannot_be_read_keeps_a_plain_hint() {
    let workspace = Workspace::new();
    let _served = Served::of(&workspace);
    let error =
        workspace.error("im get-chat --chat-id oc_00000000000000000000000000000000 --as bot", 1);
    assert!(hint(&error).contains("lark-cli im "), "{error}");
}
