//! Settings by environment: they alone make a profile.

use crate::workspace::{Served, Workspace, run_with, text};

const NONE: [(&str, &str); 0] = [];

#[test]
fn with_nothing_configured_one_error_shows_both_ways_on() {
    let workspace = Workspace::new();
    let error = run_with(&workspace, "im list-chats --as bot", NONE).error(3);
    assert_eq!((&error["type"], &error["subtype"]), (&"config".into(), &"not_configured".into()));
    let hint = text(&error["hint"]);
    assert!(hint.contains("--profile sandbox") && hint.contains("config init"), "{hint}");
}

#[test]
fn an_unknown_profile_is_not_guessed_at() {
    let workspace = Workspace::new();
    let error = run_with(&workspace, "--profile sandbax im list-chats", NONE).error(3);
    assert_eq!(error["subtype"], "unknown_profile");
    let error = run_with(&workspace, "im list-chats", [("LARK_CLI_PROFILE", "work")]).error(3);
    assert_eq!(error["subtype"], "unknown_profile");
}

#[test]
fn settings_that_make_no_sense_are_refused_by_name() {
    let workspace = Workspace::new();
    let app = ("LARK_CLI_APP_ID", "cli_a1b2c3d4e5f60718");
    let secret = ("LARK_CLI_APP_SECRET", "s");
    let cases = [
        vec![("LARK_CLI_APP_ID", "a1b2"), secret],
        vec![app, secret, ("LARK_CLI_BASE_URL", "http://open.feishu.cn")],
        vec![app, secret, ("LARK_CLI_BASE_URL", "https://open.feishu.cn/open-apis")],
        vec![app, secret, ("LARK_CLI_DEFAULT_AS", "robot")],
        vec![app, secret, ("LARK_CLI_FORMAT", "yaml")],
        vec![("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_SANDBOX_CLOCK", "noon")],
        vec![("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_SANDBOX_LIMITS", "some")],
        vec![("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_DATA_DIR", "relative")],
    ];
    for environment in cases {
        let name = environment.last().unwrap().0;
        let error = run_with(&workspace, "im list-chats", environment.clone()).error(3);
        let name = if environment[0].1 == "a1b2" { "LARK_CLI_APP_ID" } else { name };
        assert!(text(&error["message"]).contains(name), "{environment:?}: {error}");
    }
}

#[test]
fn the_identity_comes_from_the_flag_then_the_environment_then_what_there_is() {
    let workspace = Workspace::new();
    let sandbox = ("LARK_CLI_PROFILE", "sandbox");
    let identity = |line: &str, more: &[(&'static str, &'static str)]| {
        let environment: Vec<_> = std::iter::once(sandbox).chain(more.iter().copied()).collect();
        text(&run_with(&workspace, line, environment).ok()["identity"])
    };
    assert_eq!(identity("im list-chats", &[]), "user");
    assert_eq!(identity("im list-chats", &[("LARK_CLI_DEFAULT_AS", "bot")]), "bot");
    assert_eq!(identity("im list-chats --as user", &[("LARK_CLI_DEFAULT_AS", "bot")]), "user");
}

#[test]
fn the_format_comes_from_the_flag_then_the_environment() {
    let workspace = Workspace::new();
    let environment = [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_FORMAT", "csv")];
    let ran = run_with(&workspace, "im list-chats --as bot", environment);
    assert!(ran.stdout.starts_with("chat_id,"), "{}", ran.stdout);
    run_with(&workspace, "im list-chats --as bot --json", environment).ok();
}

#[test]
fn wrong_credentials_say_which_setting_to_look_at() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let [base, app, _, user] = served.environment();
    let line = "im list-chats --as bot";
    let wrong = [base.clone(), app.clone(), ("LARK_CLI_APP_SECRET", "wrong".to_owned())];
    let error = run_with(&workspace, line, wrong).error(3);
    assert_eq!((&error["subtype"], &error["code"]), (&"invalid_client".into(), &10014.into()));
    assert!(text(&error["hint"]).contains("LARK_CLI_APP_SECRET"));
    let stale = [base.clone(), ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-gone".to_owned())];
    assert_eq!(run_with(&workspace, line, stale).error(3)["subtype"], "token_invalid");
    let only_user = [base, user];
    run_with(&workspace, "im list-chats", only_user.clone()).ok();
    let error = run_with(&workspace, line, only_user).error(3);
    assert_eq!(error["subtype"], "token_missing");
}

#[test]
fn nobody_listening_is_a_network_error() {
    let workspace = Workspace::new();
    let environment = [
        ("LARK_CLI_BASE_URL", "http://127.0.0.1:1"),
        ("LARK_CLI_APP_ID", "cli_a1b2c3d4e5f60718"),
        ("LARK_CLI_APP_SECRET", "s3cret"),
    ];
    let ran = run_with(&workspace, "im list-chats --as bot", environment);
    assert_eq!(ran.error(4)["type"], "network");
    assert!(!ran.stderr.contains("s3cret"));
}

#[test]
fn no_output_shows_a_secret() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let secrets: Vec<_> = ["app_secret", "user_access_token", "admin_token"]
        .iter()
        .map(|name| text(&served.line[*name]))
        .collect();
    let lines = [
        "im list-chats --as bot",
        "im list-chats --as user --dry-run",
        "im send-message --chat-id oc_1 --text hi --as user",
        "im send-message --chat-id oc_1 --text hi --as bot --dry-run",
    ];
    for line in lines {
        let ran = run_with(&workspace, line, served.environment());
        for secret in &secrets {
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{line}");
        }
    }
}

#[test]
fn what_is_served_on_this_machine_is_not_reached_through_a_proxy() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let nowhere = || "http://127.0.0.1:9".to_owned();
    let proxies = [("HTTP_PROXY", nowhere()), ("http_proxy", nowhere()), ("ALL_PROXY", nowhere())];
    let environment = served.environment().into_iter().chain(proxies);
    run_with(&workspace, "im list-chats --as bot", environment).ok();
}
