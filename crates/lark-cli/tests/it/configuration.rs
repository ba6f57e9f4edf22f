//! `config` and `profile`: what they write, what they keep apart, what they say.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::workspace::{Ran, Served, Workspace, run_with, text, words};

const NONE: [(&str, &str); 0] = [];
const APP: &str = "cli_a1b2c3d4e5f60718";

fn run(workspace: &Workspace, line: &str) -> Ran {
    run_with(workspace, line, NONE)
}

fn data(workspace: &Workspace, line: &str) -> Value {
    run(workspace, line).ok()["data"].take()
}

fn with_input(workspace: &Workspace, line: &str, input: &str) -> Ran {
    workspace.bare_with_input(&words(line), input.as_bytes())
}

fn file(workspace: &Workspace) -> PathBuf {
    workspace.path(".config/lark-cli/config.toml")
}

fn secrets(workspace: &Workspace) -> usize {
    fs::read_dir(workspace.path("data/secrets")).map_or(0, Iterator::count)
}

/// A profile for the served sandbox.
fn init(workspace: &Workspace, served: &Served, name: &str) {
    let line = format!(
        "config init --name {name} --base-url {} --app-id {} --app-secret-stdin",
        text(&served.line["base_url"]),
        text(&served.line["app_id"])
    );
    with_input(workspace, &line, &text(&served.line["app_secret"])).ok();
}

#[test]
fn an_app_that_was_set_up_is_called_with_no_variable_at_all() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    init(&workspace, &served, "work");
    let answer = run(&workspace, "im list-chats").ok();
    assert_eq!(answer["identity"], "bot");
    let secret = text(&served.line["app_secret"]);
    assert!(!fs::read_to_string(file(&workspace)).unwrap().contains(&secret));
    let shown = run(&workspace, "config show --origin").stdout;
    assert!(!shown.contains(&secret) && shown.contains("****"), "{shown}");
}

#[cfg(unix)]
#[test]
fn what_is_written_belongs_to_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new();
    with_input(&workspace, &format!("config init --app-id {APP} --app-secret-stdin"), "s3cret")
        .ok();
    let mode =
        |path: &str| fs::metadata(workspace.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(".config/lark-cli"), 0o700);
    assert_eq!(mode(".config/lark-cli/config.toml"), 0o600);
    assert_eq!(mode("data/secrets"), 0o700);
    let secret = fs::read_dir(workspace.path("data/secrets")).unwrap().next().unwrap().unwrap();
    assert_eq!(secret.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn changing_a_setting_keeps_what_a_person_wrote_beside_it() {
    let workspace = Workspace::new();
    run(&workspace, &format!("config init --app-id {APP}")).ok();
    let written = fs::read_to_string(file(&workspace)).unwrap().replace("app_id", "# mine\napp_id");
    fs::write(file(&workspace), &written).unwrap();
    run(&workspace, "config set default_chat oc_1").ok();
    assert_eq!(data(&workspace, "config get default_chat")["value"], "oc_1");
    run(&workspace, "config unset default_chat").ok();
    assert_eq!(fs::read_to_string(file(&workspace)).unwrap(), written);
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let workspace = Workspace::new();
    let ran = with_input(
        &workspace,
        &format!("config init --app-id {APP} --app-secret-stdin --dry-run"),
        "x",
    );
    assert_eq!(ran.ok()["dry_run"], true);
    assert!(!file(&workspace).exists() && secrets(&workspace) == 0);
    run(&workspace, &format!("config init --app-id {APP}")).ok();
    let before = fs::read(file(&workspace)).unwrap();
    let lines =
        ["config set format csv", "config remove", "profile remove default", "profile use sandbox"];
    for line in lines {
        assert_eq!(run(&workspace, &format!("{line} --dry-run")).ok()["dry_run"], true, "{line}");
        assert_eq!(fs::read(file(&workspace)).unwrap(), before, "{line}");
    }
}

#[test]
fn a_secret_never_comes_in_the_arguments() {
    let workspace = Workspace::new();
    for line in
        ["config init --app-id cli_1 --app-secret s3cret", "config init --app-secret=s3cret"]
    {
        let ran = run(&workspace, line);
        assert!(text(&ran.error(2)["hint"]).contains("--app-secret-stdin"));
        assert!(!ran.stderr.contains("s3cret"));
    }
    run(&workspace, &format!("config init --app-id {APP}")).ok();
    let ran = run(&workspace, "config set app_secret s3cret");
    assert!(!ran.stderr.contains("s3cret"));
    ran.error(2);
    let error =
        with_input(&workspace, &format!("config init --app-id {APP} --app-secret-stdin"), " \n")
            .error(2);
    assert_eq!(error["param"], "--app-secret-stdin");
}

#[test]
fn with_another_base_url_the_secret_is_discarded_and_that_is_said() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    init(&workspace, &served, "work");
    init(&workspace, &served, "other");
    let elsewhere = "config set base_url https://open.example.com --profile";
    run(&workspace, &format!("{elsewhere} other")).ok();
    assert_eq!(secrets(&workspace), 1, "the profile `work` still has that app");
    let done = data(&workspace, &format!("{elsewhere} work"))["done"].to_string();
    assert!(done.contains("discarded"), "{done}");
    assert_eq!(secrets(&workspace), 0);
    let error = run(&workspace, "im list-chats --as bot --profile work").error(3);
    assert_eq!(error["subtype"], "token_missing");
    // The same with a secret that was written by hand, or that a command has.
    let by_hand = "app_secret = \"s3cret\"\nsecret_command = [\"true\"]\n";
    let written = fs::read_to_string(file(&workspace)).unwrap();
    fs::write(file(&workspace), format!("{written}{by_hand}")).unwrap();
    run(&workspace, "config set brand lark --profile other").ok();
    assert!(!fs::read_to_string(file(&workspace)).unwrap().contains("secret"));
}

#[test]
fn a_secret_of_the_environment_never_goes_where_a_named_profile_calls() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let line = format!(
        "config init --name bare --app-id {} --base-url {}",
        text(&served.line["app_id"]),
        text(&served.line["base_url"])
    );
    run(&workspace, &line).ok();
    let environment = served.environment();
    let error =
        run_with(&workspace, "im list-chats --profile bare --as bot", environment.clone()).error(3);
    assert_eq!(error["subtype"], "token_missing");
    let error =
        run_with(&workspace, "im list-chats --profile bare --as user", environment).error(3);
    assert_eq!(error["subtype"], "token_missing");
    // And the profile's never goes where the environment calls.
    init(&workspace, &served, "bare");
    let elsewhere = [("LARK_CLI_BASE_URL", "http://127.0.0.1:1")];
    let error = run_with(&workspace, "im list-chats", elsewhere).error(3);
    assert_eq!(error["subtype"], "conflicting_settings");
    run_with(&workspace, "im list-chats --profile bare", elsewhere).ok();
}

#[test]
fn the_flag_counts_more_than_the_variable_and_that_more_than_the_file() {
    let workspace = Workspace::new();
    run(&workspace, &format!("config init --name work --app-id {APP}")).ok();
    run(&workspace, "config set format csv").ok();
    let shown = |line: &str, environment: &[(&str, &str)]| {
        let answer =
            run_with(&workspace, &format!("{line} --origin --json"), environment.to_vec()).ok();
        answer["data"].clone()
    };
    let row = |shown: &Value, key: &str| {
        shown["settings"].as_array().unwrap().iter().find(|row| row["key"] == key).cloned().unwrap()
    };
    let of_file = shown("config show", &[]);
    assert_eq!(of_file["profile"], "work");
    assert_eq!(row(&of_file, "format")["origin"], "flag");
    let answer = run_with(&workspace, "config get format", [("LARK_CLI_FORMAT", "json")]).ok();
    assert_eq!(
        (&answer["data"]["value"], &answer["data"]["origin"]),
        (&json!("json"), &json!("LARK_CLI_FORMAT"))
    );
    let default = row(&of_file, "default_as");
    assert_eq!((&default["value"], &default["origin"]), (&json!("auto"), &json!("default")));
    let official = shown("config show", &[("LARKSUITE_CLI_DEFAULT_AS", "bot")]);
    assert_eq!(row(&official, "default_as")["from"], "LARKSUITE_CLI_DEFAULT_AS");
    let token = shown("config show", &[("LARKSUITE_CLI_TENANT_ACCESS_TOKEN", "t-s3cret")]);
    assert_eq!(row(&token, "tenant_access_token")["from"], "LARKSUITE_CLI_TENANT_ACCESS_TOKEN");
    assert!(!token.to_string().contains("s3cret"));
    let both = [("LARKSUITE_CLI_DEFAULT_AS", "bot"), ("LARK_CLI_DEFAULT_AS", "user")];
    assert_eq!(row(&shown("config show", &both), "default_as")["value"], "user");
}

#[test]
fn the_format_of_the_profile_is_used() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    init(&workspace, &served, "work");
    run(&workspace, "config set format csv").ok();
    let ran = run(&workspace, "im list-chats --as bot");
    assert!(ran.stdout.starts_with("chat_id,"), "{}", ran.stdout);
}

#[test]
fn profiles_are_chosen_by_flag_then_variable_then_default() {
    let workspace = Workspace::new();
    for name in ["one", "two", "three"] {
        run(&workspace, &format!("profile add {name} --app-id {APP} --brand lark")).ok();
    }
    let chosen = |line: &str, environment: &[(&str, &str)]| {
        text(&run_with(&workspace, line, environment.to_vec()).ok()["data"]["profile"])
    };
    assert_eq!(chosen("config show", &[]), "one", "the first one is the default");
    assert_eq!(chosen("config show", &[("LARKSUITE_CLI_PROFILE", "two")]), "two");
    let both = [("LARKSUITE_CLI_PROFILE", "two"), ("LARK_CLI_PROFILE", "three")];
    assert_eq!(chosen("config show", &both), "three");
    assert_eq!(chosen("config show --profile sandbox", &both), "sandbox");
    let token = [("LARKSUITE_CLI_USER_ACCESS_TOKEN", "u-1")];
    assert_eq!(chosen("config show", &token), "environment");
    run(&workspace, "profile use two").ok();
    run(&workspace, "profile use sandbox").ok();
    run(&workspace, "im list-chats --as bot").ok();
    assert_eq!(data(&workspace, "profile use -")["profile"], "two");
    assert_eq!(data(&workspace, "profile use -")["profile"], "sandbox");
    let listed = data(&workspace, "profile list");
    let names: Vec<_> =
        listed["profiles"].as_array().unwrap().iter().map(|p| text(&p["name"])).collect();
    assert_eq!(names, ["one", "two", "three", "sandbox"]);
}

#[test]
fn profiles_are_renamed_and_removed_with_what_belongs_to_them() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    init(&workspace, &served, "work");
    run(&workspace, "profile rename work firm").ok();
    run(&workspace, "im list-chats --as bot").ok();
    assert_eq!(data(&workspace, "profile show")["profile"], "firm");
    assert_eq!(run(&workspace, "profile remove firm").error(10)["type"], "confirmation");
    run(&workspace, "profile remove firm --yes").ok();
    assert_eq!(secrets(&workspace), 0);
    assert_eq!(run(&workspace, "profile show firm").error(3)["subtype"], "unknown_profile");
    init(&workspace, &served, "again");
    assert_eq!(run(&workspace, "config remove").error(10)["type"], "confirmation");
    run(&workspace, "config remove --yes").ok();
    assert!(!file(&workspace).exists() && secrets(&workspace) == 0);
}

#[test]
fn names_that_mean_something_else_are_refused() {
    let workspace = Workspace::new();
    for name in ["sandbox", "a/b", "'a b'", "a$b", "..;", "'a\"b'"] {
        run(&workspace, &format!("profile add {name} --app-id {APP}")).error(2);
    }
    run(&workspace, &format!("profile add 工作 --app-id {APP}")).ok();
    assert_eq!(
        run(&workspace, &format!("profile add 工作 --app-id {APP}")).error(2)["subtype"],
        "already_exists"
    );
}

#[test]
fn what_cannot_be_a_setting_is_refused_before_it_is_written() {
    let workspace = Workspace::new();
    run(&workspace, &format!("config init --app-id {APP}")).ok();
    let before = fs::read(file(&workspace)).unwrap();
    let lines = [
        "brand larky",
        "base_url http://open.feishu.cn",
        "app_id 1",
        "default_as robot",
        "strict_mode auto",
        "default_chat ou_1",
        "format yaml",
        "read_only perhaps",
        "allow_chats oc_1,ou_1",
        "deny_commands 'im delete-mesage'",
        "proxy ftp://x",
        "ca_bundle relative.pem",
        "timeout 0",
        "connect_timeout soon",
        "secret_command pass",
        "no_such_key 1",
    ];
    for line in lines {
        run(&workspace, &format!("config set {line}")).error(2);
        assert_eq!(fs::read(file(&workspace)).unwrap(), before, "{line}");
    }
}

#[test]
fn many_changes_at_once_are_all_there_in_the_end() {
    let workspace = Workspace::new();
    let add = |n: usize| {
        let mut command = workspace.bare();
        command.args(words(&format!("profile add p{n} --app-id {APP}")));
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let children: Vec<_> = (0..12).map(add).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let listed = data(&workspace, "profile list");
    assert_eq!(listed["profiles"].as_array().unwrap().len(), 13);
}

#[test]
fn strict_mode_leaves_one_identity_whoever_asks() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let with = |strict: &str, default: &str, line: &str| {
        let more = [
            ("LARK_CLI_STRICT_MODE", strict.to_owned()),
            ("LARKSUITE_CLI_DEFAULT_AS", default.to_owned()),
        ];
        run_with(&workspace, line, served.environment().into_iter().chain(more))
    };
    assert_eq!(with("bot", "user", "im list-chats").ok()["identity"], "bot");
    assert_eq!(with("bot", "user", "im list-chats --as auto").ok()["identity"], "bot");
    assert_eq!(with("bot", "", "im list-chats --as user").error(2)["param"], "--as");
    assert_eq!(with("off", "bot", "im list-chats --as user").ok()["identity"], "user");
    assert_eq!(with("off", "bot", "im list-chats --as auto").ok()["identity"], "user");
    init(&workspace, &served, "work");
    run(&workspace, "config strict-mode user").ok();
    let conflict =
        run_with(&workspace, "im list-chats", [("LARK_CLI_STRICT_MODE", "bot")]).error(3);
    assert_eq!(conflict["subtype"], "conflicting_settings");
    let off = run_with(&workspace, "im list-chats --as bot", [("LARK_CLI_STRICT_MODE", "off")]);
    assert_eq!(off.error(2)["param"], "--as");
}

#[test]
fn the_official_variables_make_a_profile_and_ours_win() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let [base, app, secret, user] = served.environment();
    let app = ("LARKSUITE_CLI_APP_ID", app.1);
    let wrong = ("LARKSUITE_CLI_APP_SECRET", "wrong".to_owned());
    let right = ("LARKSUITE_CLI_APP_SECRET", secret.1.clone());
    let answer = run_with(&workspace, "im list-chats", [base.clone(), app.clone(), right]).ok();
    assert_eq!(answer["identity"], "bot", "id and secret alone act as the bot");
    run_with(&workspace, "im list-chats", [base.clone(), app, wrong, secret]).ok();
    let token = ("LARKSUITE_CLI_USER_ACCESS_TOKEN", user.1);
    assert_eq!(run_with(&workspace, "im list-chats", [base, token]).ok()["identity"], "user");
}

#[test]
fn a_default_chat_stands_in_where_that_can_do_no_harm() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let with = |line: &str| {
        let environment =
            [("LARK_CLI_PROFILE", "sandbox"), ("LARK_CLI_DEFAULT_CHAT", chat.as_str())];
        run_with(&workspace, line, environment)
    };
    let answer = with("im send-message --text hi --as bot").ok();
    assert_eq!(answer["data"]["chat_id"], chat.as_str());
    assert_eq!(answer["meta"]["default_chat"]["from"], "LARK_CLI_DEFAULT_CHAT");
    for line in ["im list-messages --limit 1", "im list-members", "im get-chat"] {
        with(&format!("{line} --as bot")).ok();
    }
    let person = text(&workspace.data("sandbox info")["users"][1]["open_id"]);
    for line in ["im remove-member", "im add-member"] {
        with(&format!("{line} --user-id {person} --as bot")).error(2);
    }
    let error = workspace.error("im send-message --text hi --as bot", 2);
    assert_eq!(error["subtype"], "missing_argument");
    assert!(text(&error["hint"]).contains("default_chat"));
}

#[test]
fn no_configuration_command_calls_anybody() {
    let workspace = Workspace::new();
    run(&workspace, &format!("config init --app-id {APP} --base-url http://127.0.0.1:1")).ok();
    for line in [
        "config show",
        "config get base_url",
        "config default-as bot",
        "profile list",
        "profile show",
    ] {
        run(&workspace, line).ok();
    }
    assert!(!workspace.sandbox_file().exists());
}
