//! An app of one's own with `config init --new`, and the way from nothing to acting as oneself.

use serde_json::{Value, json};

use crate::{
    tried::{NONE, Tried, http},
    workspace::{Served, Workspace, run_with, text, words},
};

fn consent(served: &Served, code: &str, allow: bool) {
    let body = json!({ "user_code": code, "allow": allow }).to_string();
    let token = text(&served.line["admin_token"]);
    http(&served.address(), "POST /sandbox/consent", Some(&token), &body);
}

fn begin(workspace: &Workspace, served: &Served) -> Value {
    let line = format!(
        "config init --new --no-wait --name own --base-url {}",
        text(&served.line["base_url"])
    );
    run_with(workspace, &line, NONE).ok()["data"].take()
}

/// The line that a hint ends with, without the program's name.
fn pasted(hint: &Value) -> String {
    let hint = text(hint);
    let at = hint.rfind("lark-cli ").expect("a command to paste");
    hint[at + "lark-cli ".len()..].to_owned()
}

#[test]
fn an_app_is_made_kept_and_logged_in_to() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let begun = begin(&workspace, &served);
    let page = text(&begun["verification_url"]);
    assert!(page.starts_with(&text(&served.line["base_url"])), "{page}");
    assert!(
        page.ends_with(&format!("/page/cli?user_code={}", text(&begun["user_code"]))),
        "{page}"
    );
    consent(&served, &text(&begun["user_code"]), true);
    let line = pasted(&begun["hint"]);
    let ran = run_with(&workspace, &line, NONE);
    let made = ran.ok()["data"].take();
    assert!(text(&made["app_id"]).starts_with("cli_") && made["app_id"] != served.line["app_id"]);
    assert_eq!(made["next"], "lark-cli auth login");
    let config = std::fs::read_to_string(workspace.path(".config/lark-cli/config.toml")).unwrap();
    assert!(config.contains(&text(&made["app_id"])) && !config.contains("secret"), "{config}");
    run_with(&workspace, "im create-chat --name First --as bot", NONE).ok();

    let login = run_with(&workspace, "auth login --no-wait", NONE).ok()["data"].take();
    consent(&served, &text(&login["user_code"]), true);
    run_with(&workspace, &pasted(&login["hint"]), NONE).ok();
    assert_eq!(run_with(&workspace, "im list-chats", NONE).ok()["identity"], "user");
    let again = run_with(&workspace, &line, NONE).error(3);
    assert_eq!(again["subtype"], "expired_token", "an app is handed out once");
}

#[test]
fn an_app_that_is_denied_or_not_confirmed_is_not_made() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let begun = begin(&workspace, &served);
    let line = pasted(&begun["hint"]);
    let early = run_with(&workspace, &format!("{line} --timeout 1"), NONE).error(3);
    assert_eq!(early["subtype"], "authorization_pending");
    assert_eq!(pasted(&early["hint"]), line);
    consent(&served, &text(&begun["user_code"]), false);
    let denied = run_with(&workspace, &line, NONE).error(3);
    assert_eq!(denied["subtype"], "access_denied");
    assert!(pasted(&denied["hint"]).starts_with("config init --new --name own --base-url http://"));
    assert!(!workspace.path(".config/lark-cli/config.toml").exists());
    let both = run_with(&workspace, "config init --new --app-id cli_a1b2c3d4e5f60718", NONE);
    both.error(2);
    run_with(&workspace, "config init --no-wait", NONE).error(2);
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    Some(rest.split_once('"')?.0.replace("&amp;", "&"))
}

/// Fills in the form of the page at `address` and presses its button.
fn confirm(address: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    let page = http(host, &format!("GET {path}"), None, "");
    let hidden = page.split("<input type=\"hidden\"").skip(1);
    let mut fields: Vec<(String, String)> = hidden
        .map(|tag| (attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap()))
        .collect();
    let person = page.split("<option ").nth(1).and_then(|tag| attribute(tag, "value")).unwrap();
    let button = page.split("<button class=\"yes\"").nth(1).unwrap();
    fields.push(("person".to_owned(), person));
    fields.push((attribute(button, "name").unwrap(), attribute(button, "value").unwrap()));
    let form: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    http(host, &format!("POST {path}"), None, &form.join("&"))
}

#[test]
fn what_the_program_prints_leads_from_nothing_to_acting_as_oneself() {
    let workspace = Workspace::new();
    let served = Served::start(&workspace, &["--port", "0", "--limits", "off"]);
    // What a person is told after `sandbox start`, as a program reads it.
    let lines: Vec<String> = served.line["next"].as_array().unwrap().iter().map(text).collect();
    let (set_up, log_in) = (&lines[0], &lines[1]);
    let secret = text(&served.line["app_secret"]);
    let (typed, command) = set_up.split_once(" | lark-cli ").unwrap();
    assert_eq!(typed, format!("printf %s {secret}"));
    workspace.bare_with_input(&words(command), secret.as_bytes()).ok();
    let login = log_in.strip_prefix("lark-cli ").unwrap();
    let begun = run_with(&workspace, &format!("{login} --no-wait"), NONE).ok()["data"].take();
    let done = confirm(&text(&begun["verification_url"]));
    assert!(done.contains("Done"), "{done}");
    run_with(&workspace, &pasted(&begun["hint"]), NONE).ok();
    for line in &lines[2..] {
        let line = line.strip_prefix("lark-cli ").unwrap();
        let answer = run_with(&workspace, line, NONE).ok();
        assert_eq!(answer["identity"], "user", "{line}");
    }
    assert!(lines.len() > 2);
}

#[test]
fn the_sandbox_itself_says_how_to_try_a_login() {
    let tried = Tried::new();
    let error = tried.workspace.error("auth login", 2);
    assert!(text(&error["hint"]).contains("sandbox start"), "{error}");
}
