//! App secrets: in a file of their own that only their owner can read, or from a command.

pub mod program;

use std::path::PathBuf;

use lark_client::{CredentialError, Secret, SecretSource, http::BaseUrls};
use serde::{Deserialize, Serialize};

use crate::{
    error::{CommandError, Type},
    profile::Directories,
    secrets::program::Program,
    settings::{
        Key, Setting,
        private_file::{self, Privacy},
        trust::hex,
    },
};

/// What a secret belongs to. With another base URL it is another secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub base_url: String,
    pub app_id: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    base_url: String,
    app_id: String,
    app_secret: String,
}

impl Owner {
    pub fn new(base: &BaseUrls, app_id: &str) -> Self {
        Self { base_url: base.open.clone(), app_id: app_id.to_owned() }
    }

    /// What its files and directories are called.
    pub fn name(&self) -> String {
        let name = format!("{}\0{}", self.base_url, self.app_id);
        let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
        hex(&digest.as_ref()[..16])
    }

    pub fn path(&self, directories: &Directories) -> Result<PathBuf, CommandError> {
        Ok(directories.data()?.join("secrets").join(format!("{}.json", self.name())))
    }

    /// The kept secret, if there is one.
    pub fn load(&self, directories: &Directories) -> Result<Option<Secret>, CommandError> {
        if directories.data_if_any().is_none() {
            return Ok(None);
        }
        let path = self.path(directories)?;
        let text = private_file::read(&path, Privacy::Owner)
            .map_err(|refused| private_file::refusal(&path, &refused))?;
        let Some(text) = text else { return Ok(None) };
        let stored: Stored = serde_json::from_str(&text).map_err(|_| damaged(&path))?;
        let is_its = stored.base_url == self.base_url && stored.app_id == self.app_id;
        Ok(is_its.then(|| Secret::new(stored.app_secret)))
    }

    pub fn store(&self, directories: &Directories, secret: &Secret) -> Result<(), CommandError> {
        let path = self.path(directories)?;
        let stored = Stored {
            base_url: self.base_url.clone(),
            app_id: self.app_id.clone(),
            app_secret: secret.reveal().to_owned(),
        };
        let text = serde_json::to_string(&stored).expect("three texts");
        let directory = path.parent().expect("it is below the data directory");
        private_file::create_directory(directory)
            .and_then(|()| private_file::replace(&path, &text))
            .map_err(|error| private_file::cannot_write(&path, &error))
    }

    /// Forgets the kept secret; answers whether there was one.
    pub fn discard(&self, directories: &Directories) -> Result<bool, CommandError> {
        let path = self.path(directories)?;
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(private_file::cannot_write(&path, &error)),
        }
    }
}

fn damaged(path: &std::path::Path) -> CommandError {
    let message = format!("{} is damaged", path.display());
    CommandError::new(Type::Config, "invalid_config", message)
        .with_hint("give the secret anew: lark-cli config init --app-id <cli_…> --app-secret-stdin")
}

/// Where a profile's secret is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the profile itself.
    Written(Setting),
    Command(Setting),
    Kept,
}

impl Place {
    pub fn of<'a>(settings: impl Fn(Key) -> Option<&'a Setting>) -> Self {
        match (settings(Key::AppSecret), settings(Key::SecretCommand)) {
            (Some(setting), _) => Self::Written(setting.clone()),
            (None, Some(setting)) => Self::Command(setting.clone()),
            (None, None) => Self::Kept,
        }
    }

    /// The secret; a command is run for it.
    pub fn fetch(
        &self,
        owner: &Owner,
        directories: &Directories,
    ) -> Result<Option<Secret>, CommandError> {
        match self {
            Self::Written(setting) => Ok(Some(Secret::new(setting.text()))),
            Self::Command(setting) => printed(setting).map(Some),
            Self::Kept => owner.load(directories),
        }
    }
}

/// The first line that the program prints.
fn printed(setting: &Setting) -> Result<Secret, CommandError> {
    let program = Program { setting: "secret_command", argv: setting.list() };
    program.line().map(Secret::new)
}

/// A secret that a program prints when it comes to that: with a kept token it is not run.
pub struct BehindCommand(pub Setting);

impl SecretSource for BehindCommand {
    fn fingerprint(&self) -> String {
        let argv = self.0.list().join("\0");
        hex(&ring::digest::digest(&ring::digest::SHA256, argv.as_bytes()).as_ref()[..8])
    }

    fn fetch(&self) -> Result<Secret, CredentialError> {
        printed(&self.0).map_err(|error| CredentialError::SecretLost {
            said: error.facts.get("stderr").and_then(|said| said.as_str()).map(str::to_owned),
            message: error.message,
        })
    }
}
