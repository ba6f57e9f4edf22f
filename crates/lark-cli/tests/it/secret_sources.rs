//! Where a profile's secret may come from: a command, a file a person wrote, the official CLI.

use std::{fs, path::Path};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::{Value, json};

use crate::workspace::{Served, Workspace, run_with, text};

const NONE: [(&str, &str); 0] = [];

fn private(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

/// A profile for the served sandbox whose secret is `source`, a line of TOML.
fn profile(workspace: &Workspace, served: &Served, source: &str) {
    let profile = format!(
        "version = 1\ndefault_profile = \"work\"\n[profiles.work]\nbase_url = \"{}\"\napp_id = \"{}\"\n{source}\n",
        text(&served.line["base_url"]),
        text(&served.line["app_id"]),
    );
    private(&workspace.path(".config/lark-cli/config.toml"), profile);
}

fn command(script: &str) -> String {
    format!("secret_command = [\"sh\", \"-c\", {}]", json!(script))
}

#[test]
fn a_command_gives_the_secret_and_is_told_none() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let secret = text(&served.line["app_secret"]);
    let told = workspace.path("told");
    let script = format!("env > {}; echo chatter >&2; echo {secret}; echo more", told.display());
    profile(&workspace, &served, &command(&script));
    let environment =
        [("LARK_CLI_APP_SECRET", "s3cret"), ("LARKSUITE_CLI_USER_ACCESS_TOKEN", "u-s3cret")];
    let ran = run_with(&workspace, "im list-chats --as bot --profile work", environment);
    ran.ok();
    assert!(!ran.stderr.contains("chatter"), "{}", ran.stderr);
    let told = fs::read_to_string(told).unwrap();
    assert!(told.contains("HOME=") && !told.contains("s3cret"), "{told}");
}

#[test]
fn a_command_is_not_run_while_a_kept_token_lasts() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let runs = workspace.path("runs");
    let secret = text(&served.line["app_secret"]);
    profile(
        &workspace,
        &served,
        &command(&format!("echo run >> {}; echo {secret}", runs.display())),
    );
    for _ in 0..3 {
        run_with(&workspace, "im list-chats --as bot", NONE).ok();
    }
    assert_eq!(fs::read_to_string(runs).unwrap(), "run\n");
}

#[test]
fn a_command_that_fails_shows_what_it_said_and_nothing_it_printed() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    for script in ["echo half; echo locked >&2; exit 3", "echo locked >&2"] {
        profile(&workspace, &served, &command(script));
        let ran = run_with(&workspace, "im list-chats --as bot", NONE);
        let error = ran.error(3);
        assert_eq!(
            (&error["subtype"], &error["stderr"]),
            (&json!("secret_command_failed"), &json!("locked"))
        );
        assert!(!ran.stderr.contains("half"));
    }
    profile(&workspace, &served, "secret_command = [\"no-such-program-here\"]");
    let error = run_with(&workspace, "im list-chats --as bot", NONE).error(3);
    assert_eq!(error["subtype"], "secret_command_failed");
}

#[test]
fn a_command_is_run_without_a_shell_and_only_for_the_bot() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let trace = workspace.path("trace");
    profile(
        &workspace,
        &served,
        &format!("secret_command = [\"echo\", \"x; touch {}\"]", trace.display()),
    );
    run_with(&workspace, "im list-chats --as bot", NONE).error(3);
    profile(&workspace, &served, &command(&format!("touch {}", trace.display())));
    run_with(&workspace, "im list-chats --as user", NONE).error(3);
    run_with(&workspace, "config show", NONE).ok();
    assert!(!trace.exists());
}

#[test]
fn a_secret_a_person_wrote_into_their_file_is_used_and_never_shown() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let secret = text(&served.line["app_secret"]);
    profile(&workspace, &served, &format!("app_secret = \"{secret}\""));
    run_with(&workspace, "im list-chats --as bot", NONE).ok();
    for line in [
        "config show --origin",
        "config get app_secret",
        "profile show",
        "im list-chats --as bot --dry-run",
    ] {
        let ran = run_with(&workspace, line, NONE);
        assert!(!ran.stdout.contains(&secret) && ran.code == 0, "{line}: {ran:?}");
    }
}

/// The official CLI's file with these apps.
fn official(workspace: &Workspace, apps: &Value) {
    let whole = json!({ "strictMode": "off", "currentApp": "work", "apps": apps });
    private(&workspace.path(".lark-cli/config.json"), whole.to_string());
}

#[test]
fn the_official_clis_profiles_are_taken_over() {
    let workspace = Workspace::new();
    private(&workspace.path("secret.txt"), "of-the-file\n");
    official(
        &workspace,
        &json!([
            { "name": "work", "appId": "cli_1", "appSecret": "plain", "brand": "feishu", "defaultAs": "bot", "strictMode": "bot" },
            { "name": "sandbox", "appId": "cli_2", "appSecret": { "source": "file", "id": workspace.path("secret.txt") }, "brand": "Lark" },
            { "appId": "cli_3", "appSecret": { "source": "keychain", "id": "appsecret:cli_3" }, "brand": "feishu" },
        ]),
    );
    let tried = run_with(&workspace, "config import --dry-run", NONE).ok();
    assert_eq!(tried["data"]["imported"].as_array().unwrap().len(), 3);
    assert!(!workspace.path(".config/lark-cli/config.toml").exists());
    let ran = run_with(&workspace, "config import", NONE);
    let imported = ran.ok()["data"]["imported"].clone();
    let expected = json!([
        { "profile": "work", "secret": true },
        { "profile": "cli_2", "secret": true },
        { "profile": "cli_3", "secret": false },
    ]);
    assert_eq!(imported, expected);
    assert!(ran.stdout.contains("config init --name cli_3 --app-secret-stdin"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("plain") && !ran.stdout.contains("of-the-file"));
    let shown = run_with(&workspace, "profile show", NONE).ok()["data"].clone();
    assert_eq!(shown["profile"], "work");
    let settings =
        json!({ "app_id": "cli_1", "brand": "feishu", "default_as": "bot", "strict_mode": "bot" });
    assert_eq!(shown["settings"], settings);
    let shown = run_with(&workspace, "config show --profile cli_2", NONE).stdout;
    assert!(shown.contains("open.larksuite.com") && shown.contains("****"), "{shown}");
    let again = run_with(&workspace, "config import", NONE).ok();
    assert_eq!(again["data"]["skipped"].as_array().unwrap().len(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn a_secret_in_the_official_clis_sealed_files_is_opened() {
    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let app = text(&served.line["app_id"]);
    let key = [7_u8; 32];
    let nonce = [9_u8; 12];
    let mut sealed = text(&served.line["app_secret"]).into_bytes();
    let sealing = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
    let nonce_value = Nonce::assume_unique_for_key(nonce);
    sealing.seal_in_place_append_tag(nonce_value, Aad::empty(), &mut sealed).unwrap();
    let keychain = workspace.path("official/lark-cli");
    private(&keychain.join("master.key"), key);
    let sealed = [nonce.as_slice(), &sealed].concat();
    private(&keychain.join(format!("appsecret_{app}.enc")), sealed);
    let secret = json!({ "source": "keychain", "id": format!("appsecret:{app}") });
    official(
        &workspace,
        &json!([{ "name": "work", "appId": app, "appSecret": secret, "brand": "feishu" }]),
    );
    let data = workspace.path("official").display().to_string();
    let answer = run_with(&workspace, "config import", [("LARKSUITE_CLI_DATA_DIR", data)]).ok();
    assert_eq!(answer["data"]["imported"], json!([{ "profile": "work", "secret": true }]));
    let kept = fs::read_dir(workspace.path("data/secrets")).unwrap().next().unwrap().unwrap();
    let kept = fs::read_to_string(kept.path()).unwrap();
    assert!(kept.contains(&text(&served.line["app_secret"])));
}

#[test]
fn with_no_official_configuration_that_is_said() {
    let workspace = Workspace::new();
    assert_eq!(run_with(&workspace, "config import", NONE).error(3)["subtype"], "not_found");
    private(&workspace.path(".lark-cli/config.json"), "[]");
    assert_eq!(run_with(&workspace, "config import", NONE).error(3)["subtype"], "invalid_config");
}
