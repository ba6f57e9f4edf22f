//! The journal: a line for every write that was sent, in files that only their owner can read.
//!
//! It says who did what to whom and how that ended, never what was written. Lines are appended with
//! one write each, so that commands that run at once do not tear each other's.

mod keys;
mod reading;
mod rotation;

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use lark_client::journal::{Entry, Journal, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use keys::forgotten;
pub use reading::read;

use crate::{
    profile::Directories,
    settings::{Key, effective::Settings, private_file},
};

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// In UTC, to the millisecond.
    pub time: String,
    pub command: String,
    pub endpoint: String,
    pub profile: String,
    /// `user` or `bot`.
    pub identity: String,
    /// The person's open id, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// The ids of chats, people and messages that the request named.
    #[serde(default)]
    pub targets: Vec<String>,
    /// `sent`, `partial`, `refused` or `unknown`.
    pub result: String,
    /// What it was refused with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// The message or the chat that the answer named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

pub fn is_on(settings: &Settings) -> bool {
    settings.get(Key::Journal).is_none_or(crate::settings::Setting::is_on)
}

/// Why the journal could not be written, if it could not.
#[derive(Clone, Debug, Default)]
pub struct Trouble(Arc<Mutex<Option<String>>>);

impl Trouble {
    pub fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// One warning a command is enough.
    fn note(&self, text: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(text);
    }
}

/// Writes the lines of one command.
pub struct Writer {
    directories: Directories,
    profile: String,
    command: String,
    trouble: Trouble,
}

impl Writer {
    pub fn new(directories: Directories, profile: &str, command: &str, trouble: Trouble) -> Self {
        let (profile, command) = (profile.to_owned(), command.to_owned());
        Self { directories, profile, command, trouble }
    }

    fn line(&self, entry: &Entry) -> Line {
        let (result, code) = match entry.outcome {
            Outcome::Sent => ("sent", None),
            Outcome::Partial => ("partial", None),
            Outcome::Refused { code } => ("refused", Some(code)),
            Outcome::Unknown => ("unknown", None),
        };
        Line {
            time: format!("{:.3}", jiff::Timestamp::now()),
            command: self.command.clone(),
            endpoint: entry.endpoint.to_owned(),
            profile: self.profile.clone(),
            identity: match entry.identity {
                lark_api::Auth::Bot => "bot".to_owned(),
                lark_api::Auth::User => "user".to_owned(),
            },
            user: entry.person.clone(),
            app_id: entry.app_id.clone(),
            targets: entry.targets.clone(),
            result: result.to_owned(),
            code,
            answered: entry.answered.clone(),
            log_id: entry.log_id.clone(),
            uuid: entry.uuid.clone(),
        }
    }
}

impl Journal for Writer {
    fn record(&self, entry: &Entry) {
        let Some(data) = self.directories.data_if_any() else {
            return self.trouble.note(unwritten("there is no directory to keep it in"));
        };
        let path = path(data);
        if let Err(error) = append(&path, &self.line(entry)) {
            self.trouble.note(unwritten(&format!("{}: {error}", path.display())));
        }
    }
}

fn unwritten(reason: &str) -> String {
    format!(
        "the journal was not written ({reason}): set LARK_CLI_DATA_DIR to a directory that can be \
         written to, or LARK_CLI_JOURNAL=off"
    )
}

/// The file that is written to.
pub fn path(data: &Path) -> PathBuf {
    data.join("journal").join("journal.ndjson")
}

fn append(path: &Path, line: &Line) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(path).or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            private_file::create_directory(path.parent().expect("it is in a directory"))?;
            options.open(path)
        }
        _ => Err(error),
    });
    let mut file = opened?;
    file.write_all(&bytes)?;
    if file.metadata()?.len() >= rotation::LARGEST {
        rotation::rotate(path)?;
    }
    Ok(())
}
