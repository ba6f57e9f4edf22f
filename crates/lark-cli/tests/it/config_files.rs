//! Configuration files that are not as they should be: each is refused with what to do about it.

#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
    path::PathBuf,
};

use serde_json::Value;

use crate::workspace::{Workspace, run_with, text};

const NONE: [(&str, &str); 0] = [];
const GOOD: &str = "version = 1\ndefault_profile = \"work\"\n\n[profiles.work]\napp_id = \"cli_a1b2c3d4e5f60718\"\n";

struct Configured {
    workspace: Workspace,
    path: PathBuf,
}

impl Configured {
    fn with(bytes: &[u8]) -> Self {
        let workspace = Workspace::new();
        fs::create_dir_all(workspace.path(".config/lark-cli")).unwrap();
        let path = workspace.path(".config/lark-cli/config.toml");
        fs::write(&path, bytes).unwrap();
        let this = Self { workspace, path };
        this.mode(0o600);
        this
    }

    fn mode(&self, mode: u32) {
        fs::set_permissions(&self.path, Permissions::from_mode(mode)).unwrap();
    }

    /// The error is the same whether the file is read to call, to show or to change it.
    #[track_caller]
    fn refused(&self, subtype: &str) -> Value {
        let before = fs::read(&self.path).ok();
        let lines = ["im list-chats", "config show", "config set format csv", "profile list"];
        let errors = lines.map(|line| run_with(&self.workspace, line, NONE).error(3));
        for error in &errors {
            assert_eq!((&error["type"], &error["subtype"]), (&"config".into(), &subtype.into()));
            assert!(text(&error["message"]).contains("config.toml"), "{error}");
        }
        assert_eq!(fs::read(&self.path).ok(), before, "it is left as it is");
        errors[0].clone()
    }
}

#[test]
fn a_good_file_is_read() {
    let configured = Configured::with(GOOD.as_bytes());
    let answer = run_with(&configured.workspace, "config show", NONE).ok();
    assert_eq!(answer["data"]["profile"], "work");
}

#[test]
fn a_file_that_is_damaged_is_told_by_its_line_and_not_by_its_content() {
    let cases = [
        GOOD.replace("\"cli_a1b2c3d4e5f60718\"", "\"s3cret"),
        GOOD.replace("app_id", "app_secret = s3cret\napp_id"),
        GOOD.replace("[profiles.work]", "[profiles.work"),
        GOOD.replace("app_id", "ap_id"),
        GOOD.replace("app_id", "app_id = \"cli_1\"\napp_id"),
        GOOD.replace("[profiles.work]", "[profile.work]"),
        GOOD.replace("[profiles.work]", "[profiles.sandbox]"),
        GOOD[..GOOD.len() - 3].to_owned(),
        "version = \"one\"\n".to_owned(),
    ];
    for text_of_file in cases {
        let error = Configured::with(text_of_file.as_bytes()).refused("invalid_config");
        let message = text(&error["message"]);
        assert!(message.contains("line ") && !message.contains("s3cret"), "{message}");
    }
    Configured::with(b"version = 1 # \xff\n").refused("invalid_config");
}

#[test]
fn a_value_that_makes_no_sense_is_told_by_its_name() {
    let configured = Configured::with(GOOD.replace("cli_a1", "a1").as_bytes());
    let error = run_with(&configured.workspace, "im list-chats", NONE).error(3);
    assert_eq!(error["subtype"], "invalid_setting");
    assert!(text(&error["message"]).contains("app_id"));
}

#[test]
fn a_file_of_a_newer_version_is_left_to_the_newer_program() {
    Configured::with(GOOD.replace("version = 1", "version = 2").as_bytes()).refused("newer_config");
}

#[test]
fn a_file_that_others_can_read_is_not_trusted() {
    for mode in [0o640, 0o604, 0o620, 0o602] {
        let configured = Configured::with(GOOD.as_bytes());
        configured.mode(mode);
        let error = configured.refused("insecure_file");
        assert!(text(&error["hint"]).starts_with("chmod 600 "), "{error}");
    }
}

#[test]
fn a_symbolic_link_is_not_followed() {
    let configured = Configured::with(b"");
    let real = configured.workspace.path("real.toml");
    fs::write(&real, GOOD).unwrap();
    fs::set_permissions(&real, Permissions::from_mode(0o600)).unwrap();
    fs::remove_file(&configured.path).unwrap();
    symlink(&real, &configured.path).unwrap();
    configured.refused("insecure_file");
    assert_eq!(fs::read_to_string(&real).unwrap(), GOOD);
}

#[test]
fn a_directory_in_its_place_is_no_file() {
    let configured = Configured::with(b"");
    fs::remove_file(&configured.path).unwrap();
    fs::create_dir(&configured.path).unwrap();
    configured.refused("insecure_file");
}

/// Only root can give a file away, and only somebody else's file shows that it is told apart.
#[test]
fn a_file_of_somebody_else_is_not_trusted() {
    let configured = Configured::with(GOOD.as_bytes());
    let is_root = fs::metadata(&configured.path).unwrap().uid() == 0;
    if is_root {
        chown(&configured.path, Some(65534), None).unwrap();
        configured.refused("insecure_file");
    } else {
        // What root owns is always somebody else's.
        let workspace = Workspace::new();
        let environment = [("LARK_CLI_CONFIG_DIR", "/etc")];
        assert!(!PathBuf::from("/etc/config.toml").exists());
        let error = run_with(&workspace, "config set format csv", environment).error(3);
        assert_eq!(error["subtype"], "not_configured");
    }
}

#[test]
fn the_sandbox_needs_no_file_and_minds_no_damaged_one() {
    let configured = Configured::with(b"[[[");
    run_with(&configured.workspace, "--profile sandbox im list-chats --as bot", NONE).ok();
}

#[test]
fn a_kept_secret_that_others_can_read_is_not_used() {
    let configured = Configured::with(GOOD.as_bytes());
    let line = "config init --app-id cli_a1b2c3d4e5f60718 --name work --app-secret-stdin";
    configured.workspace.bare_with_input(&crate::workspace::words(line), b"s3cret").ok();
    let secret = fs::read_dir(configured.workspace.path("data/secrets")).unwrap().next().unwrap();
    fs::set_permissions(secret.unwrap().path(), Permissions::from_mode(0o644)).unwrap();
    let error = run_with(&configured.workspace, "im list-chats --as bot", NONE).error(3);
    assert_eq!(error["subtype"], "insecure_file");
}
