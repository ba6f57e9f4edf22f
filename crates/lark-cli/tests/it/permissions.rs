//! Files that may not be read or written. Root may do both, so these run as somebody else.

#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::{
    kept_logins::rotating,
    logins::app_at,
    workspace::{BINARY, NOW, Ran, words},
};

/// Nobody, on every Unix this runs on.
const NOBODY: u32 = 65534;

/// A home that belongs to an unprivileged user, and the binary where they can reach it.
pub struct Unprivileged {
    pub home: TempDir,
    uid: Option<u32>,
}

impl Unprivileged {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let is_root = fs::metadata(home.path()).unwrap().uid() == 0;
        let this = Self { uid: is_root.then_some(NOBODY), home };
        // Another process copies: a child that another test starts meanwhile would hold a file that
        // is open here for writing, which cannot be run.
        let copied = Command::new("cp").arg(BINARY).arg(this.home.path().join("lark-cli")).status();
        assert!(copied.unwrap().success());
        fs::create_dir(this.home.path().join("data")).unwrap();
        this.give(this.home.path());
        this.give(&this.home.path().join("data"));
        this
    }

    /// Whether root runs the tests, who can be anybody.
    pub fn is_of_root(&self) -> bool {
        self.uid.is_some()
    }

    pub fn give(&self, path: &Path) {
        if self.uid.is_some() {
            chown(path, self.uid, self.uid).unwrap();
        }
    }

    fn run(&self, line: &str) -> Ran {
        self.run_with(line, &[("LARK_CLI_PROFILE", "sandbox".to_owned())])
    }

    fn run_with(&self, line: &str, environment: &[(&str, String)]) -> Ran {
        let mut command = self.bare();
        command
            .env("HOME", self.home.path())
            .env("LARK_CLI_DATA_DIR", self.home.path().join("data"))
            .env("LARK_CLI_SANDBOX_CLOCK", NOW)
            .envs(environment.iter().cloned())
            .args(words(line));
        Ran::of(command.output().unwrap())
    }

    /// The binary as that user, with an empty environment.
    pub fn bare(&self) -> Command {
        let mut command = Command::new(self.home.path().join("lark-cli"));
        command.env_clear().current_dir(self.home.path()).stdin(Stdio::null());
        if let Some(uid) = self.uid {
            command.uid(uid).gid(uid);
        }
        command
    }
}

pub fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_that_may_not_be_read_is_refused_by_name() {
    let place = Unprivileged::new();
    let file = place.home.path().join("secret.pdf");
    fs::write(&file, b"%PDF").unwrap();
    place.give(&file);
    set_mode(&file, 0o000);
    let error = place.run("im upload-file --file secret.pdf --as bot").error(2);
    assert_eq!((&error["subtype"], &error["param"]), (&"file_unreadable".into(), &"--file".into()));
}

#[test]
fn a_sandbox_that_may_not_be_written_is_said_and_not_replaced() {
    let place = Unprivileged::new();
    place.run("im list-chats --as bot").ok();
    let directory = place.home.path().join("data/sandbox");
    let file = directory.join("sandbox.db");
    let before = fs::read(&file).unwrap();
    set_mode(&file, 0o400);
    set_mode(&directory, 0o500);
    let error = place.run("im create-chat --name x --as bot").error(3);
    assert_eq!(error["subtype"], "sandbox_read_only", "{error}");
    set_mode(&directory, 0o700);
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_place_where_nothing_can_be_made_is_said() {
    let place = Unprivileged::new();
    set_mode(&place.home.path().join("data"), 0o500);
    let error = place.run("im list-chats --as bot").error(3);
    assert_eq!(error["type"], "config", "{error}");
    set_mode(&place.home.path().join("data"), 0o700);
}

#[test]
fn a_login_whose_next_one_could_not_be_kept_is_left_as_it_is() {
    let place = Unprivileged::new();
    let server = rotating();
    let directory = place.home.path().join("logins");
    fs::create_dir(&directory).unwrap();
    let file = directory.join("login");
    fs::write(&file, "ur-0").unwrap();
    set_mode(&file, 0o600);
    place.give(&file);
    place.give(&directory);
    set_mode(&directory, 0o500);
    let mut environment = app_at(&server.url()).to_vec();
    environment.push(("LARK_CLI_LOGIN_FILE", file.to_str().unwrap().to_owned()));
    let error = place.run_with("im list-chats --as user", &environment).error(3);
    assert_eq!(error["subtype"], "unusable_login", "{error}");
    assert!(server.asked().is_empty(), "the refresh token was not used");
    set_mode(&directory, 0o700);
    place.run_with("im list-chats --as user", &environment).ok();
    assert_eq!(fs::metadata(&file).unwrap().uid(), fs::metadata(&directory).unwrap().uid());
}

#[test]
fn what_is_kept_belongs_to_its_owner_alone() {
    let place = Unprivileged::new();
    place.run("im list-chats --as bot").ok();
    let mode = |name: &str| fs::metadata(place.home.path().join(name)).unwrap().mode() & 0o777;
    assert_eq!(mode("data/sandbox"), 0o700);
    assert_eq!(mode("data/sandbox/sandbox.db"), 0o600);
}
