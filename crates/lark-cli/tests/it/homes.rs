//! Homes that are not there, cannot be written to, or belong to somebody else.

#![cfg(unix)]

use std::{fs, os::unix::process::CommandExt, path::PathBuf};

use serde_json::Value;

use crate::{
    permissions::{Unprivileged, set_mode},
    workspace::{Ran, Served, Workspace, text, words},
};

/// In no list of users.
const STRANGER: u32 = 54_321;

/// What a place's user gets with what the environment says.
struct Place {
    user: Unprivileged,
    home: Option<PathBuf>,
    is_stranger: bool,
    workspace: Workspace,
    served: Served,
}

impl Place {
    fn new(home: Option<(&str, u32)>) -> Self {
        let user = Unprivileged::new();
        let home = home.map(|(name, mode)| {
            let path = user.home.path().join(name);
            fs::create_dir(&path).unwrap();
            user.give(&path);
            set_mode(&path, mode);
            path
        });
        let workspace = Workspace::new();
        let served = Served::of(&workspace);
        Self { user, home, is_stranger: false, workspace, served }
    }

    /// With nothing configured.
    fn bare(&self, line: &str) -> Ran {
        self.run_with(line, 0)
    }

    /// With an app in the environment.
    fn run(&self, line: &str) -> Ran {
        self.run_with(line, 3)
    }

    fn run_with(&self, line: &str, variables: usize) -> Ran {
        let mut command = self.user.bare();
        command.args(words(line)).envs(self.home.as_ref().map(|home| ("HOME", home)));
        command.envs(self.served.environment().into_iter().take(variables));
        if self.is_stranger {
            command.uid(STRANGER).gid(STRANGER);
        }
        Ran::of(command.output().unwrap())
    }

    /// Reading says nothing of it; writing says once that there is no journal.
    fn works(&self) {
        let listed = self.run("im list-chats").ok();
        assert_eq!(listed["identity"], "bot");
        assert_eq!(listed["meta"]["warnings"], Value::Null, "{listed}");
        let chat = text(&listed["data"]["chats"][0]["chat_id"]);
        let sent = self.run(&format!("im send-message --chat-id {chat} --text hi")).ok();
        let warnings = sent["meta"]["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(text(&warnings[0]).contains("journal"), "{warnings:?}");
        assert_eq!(self.workspace.first_chat(), chat);
        let examined = self.run("doctor").ok();
        let data = examined["data"]["checks"].as_array().unwrap();
        let data = data.iter().find(|check| check["name"] == "data").unwrap();
        assert_eq!(data["status"], "warn", "{data}");
    }
}

#[test]
fn a_user_that_nobody_knows_and_that_has_no_home_can_call() {
    let mut place = Place::new(None);
    // Nobody else can become a stranger.
    if !place.user.is_of_root() {
        return;
    }
    place.is_stranger = true;
    set_mode(place.user.home.path(), 0o755);
    place.works();
    for (line, variable) in [
        ("profile list", "LARK_CLI_CONFIG_DIR"),
        ("--profile work im list-chats", "LARK_CLI_CONFIG_DIR"),
        ("--profile sandbox im list-chats", "LARK_CLI_DATA_DIR"),
        ("journal", "LARK_CLI_DATA_DIR"),
    ] {
        let error = place.bare(line).error(3);
        assert!(text(&error["hint"]).contains(variable), "{line}: {error}");
    }
    let error = place.run("auth login --no-wait").error(3);
    assert!(text(&error["hint"]).contains("LARK_CLI_DATA_DIR"), "{error}");
    assert_eq!(place.run("auth status").ok()["data"]["logins"], 0);
}

#[test]
fn a_home_that_cannot_be_written_to_is_good_enough_for_calls() {
    let place = Place::new(Some(("readonly", 0o500)));
    place.works();
    let home = place.home.as_ref().unwrap();
    assert_eq!(fs::read_dir(home).unwrap().count(), 0);
    let error = place.bare("config set default_as bot --profile work").error(3);
    assert!(!text(&error["hint"]).is_empty());
}

#[test]
fn a_home_that_may_not_be_looked_into_is_good_enough_for_calls() {
    let place = Place::new(Some(("closed", 0o000)));
    place.works();
    set_mode(place.home.as_ref().unwrap(), 0o700);
}
