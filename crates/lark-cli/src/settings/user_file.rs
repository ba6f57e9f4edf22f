//! `config.toml`: a person's profiles.

use std::path::{Path, PathBuf};

use super::{
    Key, Origin, Setting,
    document::{Document, Toml, Unreadable},
    private_file::{self, Lock, Privacy},
};
use crate::{
    error::{CommandError, Type},
    hints,
    profile::Directories,
};

/// The version of the form that this program writes and reads.
const VERSION: u64 = 1;

const PROFILES: &str = "profiles";
const DEFAULT: &str = "default_profile";
const PREVIOUS: &str = "previous_profile";

#[derive(Clone, Debug)]
pub struct UserFile {
    pub path: PathBuf,
    document: Document,
}

impl UserFile {
    /// Reads the file; one that is not there is empty.
    pub fn load(directories: &Directories) -> Result<Self, CommandError> {
        let path = directories.config()?.join("config.toml");
        let text = private_file::read(&path, Privacy::Owner)
            .map_err(|refused| private_file::refusal(&path, &refused))?;
        let document =
            Document::parse(text.unwrap_or_default()).map_err(|error| invalid(&path, &error))?;
        let file = Self { path, document };
        file.check()?;
        Ok(file)
    }

    /// What this program does not know it does not touch either.
    fn check(&self) -> Result<(), CommandError> {
        match self.document.find(&["version"]).map(|entry| &entry.value) {
            None | Some(Toml::Integer(VERSION)) => {}
            Some(Toml::Integer(newer)) => return Err(newer_version(&self.path, *newer)),
            Some(_) => return Err(self.refuse(1, "`version` is a number")),
        }
        for (line, path) in self.document.headers() {
            if path.len() != 2 || path[0] != PROFILES {
                return Err(self.refuse(line, "a table is called [profiles.NAME]"));
            }
            check_name(&path[1]).map_err(|reason| self.refuse(line, reason))?;
        }
        for entry in &self.document.entries {
            let names: Vec<&str> = entry.path.iter().map(String::as_str).collect();
            match names.as_slice() {
                ["version"] => {}
                [DEFAULT | PREVIOUS] if matches!(entry.value, Toml::Text(_)) => {}
                [PROFILES, name, key]
                    if Key::named(key).is_some_and(|facts| facts.name == *key) =>
                {
                    check_name(name).map_err(|reason| self.refuse(entry.line, reason))?;
                }
                [.., key] => {
                    let reason = format!("there is no setting `{}` here", key.escape_debug());
                    return Err(self.refuse(entry.line, &reason));
                }
                [] => {}
            }
        }
        Ok(())
    }

    fn refuse(&self, line: usize, reason: &str) -> CommandError {
        invalid(&self.path, &Unreadable { line, reason: reason.to_owned() })
    }

    pub fn profiles(&self) -> Vec<&str> {
        self.document.tables(PROFILES)
    }

    pub fn has(&self, name: &str) -> bool {
        self.profiles().contains(&name)
    }

    pub fn default_profile(&self) -> Option<&str> {
        self.text(DEFAULT)
    }

    pub fn previous_profile(&self) -> Option<&str> {
        self.text(PREVIOUS)
    }

    fn text(&self, key: &str) -> Option<&str> {
        match self.document.find(&[key]).map(|entry| &entry.value) {
            Some(Toml::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// What a profile says.
    pub fn settings(&self, name: &str) -> Result<Vec<Setting>, CommandError> {
        let is_its = |path: &[String]| path.len() == 3 && path[0] == PROFILES && path[1] == name;
        let entries = self.document.entries.iter().filter(|entry| is_its(&entry.path));
        let settings = entries.filter_map(|entry| {
            let facts = Key::named(&entry.path[2])?;
            let origin = Origin::User(self.path.clone());
            Some(Setting::of_value(facts.key, entry.value.clone(), origin))
        });
        settings.collect()
    }

    /// Changes the file while nobody else does.
    pub fn change<T>(
        directories: &Directories,
        writing: Writing,
        change: impl FnOnce(&mut Edit) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let _lock = match writing {
            Writing::Really => Some(Lock::take(directories.config()?)?),
            Writing::DryRun => None,
        };
        let before = Self::load(directories)?;
        let mut edit = Edit { file: before.clone() };
        let result = change(&mut edit)?;
        let after = edit.file;
        after.check()?;
        let is_other = after.document.text() != before.document.text();
        if is_other && writing == Writing::Really {
            private_file::replace(&after.path, after.document.text())
                .map_err(|error| private_file::cannot_write(&after.path, &error))?;
        }
        Ok(result)
    }
}

/// Whether a change is made, or only tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    Really,
    DryRun,
}

/// A change of the file on its way.
pub struct Edit {
    pub file: UserFile,
}

impl Edit {
    pub fn set(&mut self, profile: &str, setting: &Setting) -> Result<(), CommandError> {
        self.put_version()?;
        // A brand and an own server exclude each other, and logins go with the server.
        let goes: &[Key] = match setting.key {
            Key::Brand => &[Key::BaseUrl, Key::AccountsUrl],
            Key::BaseUrl => &[Key::Brand, Key::AccountsUrl],
            _ => &[],
        };
        goes.iter().try_for_each(|key| self.unset(profile, *key))?;
        let name = setting.key.facts().name;
        self.take(self.file.document.set(&[PROFILES, profile, name], &setting.value))
    }

    pub fn unset(&mut self, profile: &str, key: Key) -> Result<(), CommandError> {
        self.take(self.file.document.unset(&[PROFILES, profile, key.facts().name]))
    }

    /// Makes a profile the default, and remembers the one before it.
    pub fn use_profile(&mut self, name: &str) -> Result<(), CommandError> {
        self.put_version()?;
        let before = self.file.default_profile().map(str::to_owned);
        if before.as_deref() == Some(name) {
            return Ok(());
        }
        if let Some(before) = before {
            self.take(self.file.document.set(&[PREVIOUS], &Toml::Text(before)))?;
        }
        self.take(self.file.document.set(&[DEFAULT], &Toml::Text(name.to_owned())))
    }

    pub fn remove(&mut self, name: &str) -> Result<(), CommandError> {
        self.take(self.file.document.remove_table(&[PROFILES, name]))?;
        for key in [DEFAULT, PREVIOUS] {
            if self.file.text(key) == Some(name) {
                self.take(self.file.document.unset(&[key]))?;
            }
        }
        Ok(())
    }

    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), CommandError> {
        self.take(self.file.document.rename_table(&[PROFILES, from], to))?;
        if !self.file.has(to) {
            return Err(self
                .file
                .refuse(1, "the profile has no table of its own: write it as [profiles.NAME]"));
        }
        for key in [DEFAULT, PREVIOUS] {
            if self.file.text(key) == Some(from) {
                self.take(self.file.document.set(&[key], &Toml::Text(to.to_owned())))?;
            }
        }
        Ok(())
    }

    fn put_version(&mut self) -> Result<(), CommandError> {
        match self.file.document.find(&["version"]) {
            Some(_) => Ok(()),
            None => self.take(self.file.document.set(&["version"], &Toml::Integer(VERSION))),
        }
    }

    fn take(&mut self, changed: Result<Document, Unreadable>) -> Result<(), CommandError> {
        self.file.document = changed.map_err(|error| invalid(&self.file.path, &error))?;
        Ok(())
    }
}

/// What a profile may be called: what no shell and no file system reads as something else.
pub fn check_name(name: &str) -> Result<(), &'static str> {
    let is_odd =
        |c: char| c.is_control() || c.is_whitespace() || "/\\\"'`$#!&;(){}[]<>|?*~".contains(c);
    if name.is_empty() || name.chars().count() > 64 {
        return Err("a profile's name has 1 to 64 characters");
    }
    if name == crate::profile::SANDBOX {
        return Err("`sandbox` is the built-in profile");
    }
    if name.starts_with('-') || name.chars().any(|c| is_odd(c) || crate::output::is_unsafe(c)) {
        return Err("a profile's name has no spaces, quotes, slashes or shell characters");
    }
    Ok(())
}

pub fn invalid(path: &Path, error: &Unreadable) -> CommandError {
    let message = format!("{}, {error}", path.display());
    let shown = hints::quote(&path.display().to_string());
    CommandError::new(Type::Config, "invalid_config", message)
        .with_hint(format!("mend that line, or move the file away and begin anew: {shown}"))
}

fn newer_version(path: &Path, version: u64) -> CommandError {
    let message =
        format!("{} has version {version}; this program knows version {VERSION}", path.display());
    CommandError::new(Type::Config, "newer_config", message)
        .with_hint("update lark-cli, or name another directory with LARK_CLI_CONFIG_DIR")
}
