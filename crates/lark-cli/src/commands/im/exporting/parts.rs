//! What an export has gathered so far, on the disk: a line a message, and how far it is.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::tz::TimeZone;
use lark_api::ids::MessageId;
use serde::{Deserialize, Serialize};

use crate::{
    error::{CommandError, Type},
    readable::{Kept, ReadableMessage},
    settings::private_file::{self, Privacy, Unheld},
};

/// How far an export is.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// What is exported, and by whom: others do not go on with it.
    pub of: String,
    pub title: String,
    pub me: Option<String>,
    /// In milliseconds, as all times here.
    pub start: Option<i64>,
    /// Messages that come meanwhile are not part of it.
    pub end: Option<i64>,
    /// Where the next page is.
    pub next: Option<String>,
    pub is_whole: bool,
    /// How much of the lines is known to be there.
    pub bytes: u64,
    pub messages: u64,
    pub replies: u64,
    pub files: u64,
    pub failed_files: u64,
    /// When the last message was sent, and the messages of the last page.
    pub last: Option<i64>,
    pub recent: Vec<MessageId>,
    pub days: Option<(String, String)>,
}

pub struct Parts {
    directory: PathBuf,
    lines: File,
    pub state: State,
    pub is_resumed: bool,
    /// Held while they are worked on.
    _lock: File,
}

impl Parts {
    /// Goes on with what is in the directory, or begins with `fresh`.
    pub fn open(directory: &Path, fresh: State) -> Result<Self, CommandError> {
        let failed = |error: io::Error| unwritable(directory, &error);
        private_file::create_directory(directory).map_err(failed)?;
        let lock = match private_file::hold(&directory.join("lock"), Duration::ZERO) {
            Ok(lock) => lock,
            Err(Unheld::Busy) => return Err(busy(directory)),
            Err(Unheld::Io(error)) => return Err(failed(error)),
        };
        let state = read_state(directory).map_err(|()| damaged(directory))?;
        let is_resumed = state.is_some();
        let state = state.unwrap_or_else(|| fresh.clone());
        if state.of != fresh.of {
            return Err(of_another(directory));
        }
        let mut lines = lines_of(directory).map_err(failed)?;
        // What was written after the last state may be half a line.
        lines.set_len(state.bytes).map_err(failed)?;
        lines.seek(SeekFrom::End(0)).map_err(failed)?;
        let parts = Self { directory: directory.to_owned(), lines, state, is_resumed, _lock: lock };
        parts.keep_state()?;
        Ok(parts)
    }

    /// Adds the messages of a page; the state is written when they are on the disk.
    pub fn add(
        &mut self,
        messages: Vec<ReadableMessage>,
        state: State,
    ) -> Result<(), CommandError> {
        let mut text = Vec::new();
        for message in messages {
            serde_json::to_writer(&mut text, &Kept::new(message))
                .expect("memory takes every write");
            text.push(b'\n');
        }
        let written = self.lines.write_all(&text).and_then(|()| self.lines.sync_data());
        written.map_err(|error| unwritable(&self.directory, &error))?;
        self.state = State { bytes: self.state.bytes + text.len() as u64, ..state };
        self.keep_state()
    }

    fn keep_state(&self) -> Result<(), CommandError> {
        let text = serde_json::to_string(&self.state).expect("a state is plain fields");
        let path = self.directory.join("state.json");
        private_file::replace(&path, &text).map_err(|error| unwritable(&self.directory, &error))
    }

    /// The messages that were gathered, one after another.
    pub fn read(
        &self,
        zone: TimeZone,
    ) -> io::Result<impl Iterator<Item = io::Result<ReadableMessage>>> {
        let lines = BufReader::new(File::open(self.directory.join("messages.jsonl"))?).lines();
        Ok(lines.map(move |line| {
            let kept: Kept = serde_json::from_str(&line?)?;
            Ok(kept.read(&zone))
        }))
    }

    /// Takes them away, once what they are for is there.
    pub fn remove(self) {
        // What is left of them does no harm: the next export of the same begins anew.
        let _ = fs::remove_file(self.directory.join("state.json"));
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn lines_of(directory: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(directory.join("messages.jsonl"))
}

fn read_state(directory: &Path) -> Result<Option<State>, ()> {
    let text = private_file::read(&directory.join("state.json"), Privacy::Owner).map_err(drop)?;
    text.map(|text| serde_json::from_str(&text).map_err(drop)).transpose()
}

/// Begins anew: forgets what an earlier export left.
pub fn forget(directory: &Path) -> Result<(), CommandError> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(directory, &error)),
        _ => Ok(()),
    }
}

/// The export stays as far as it is.
pub fn unwritable(directory: &Path, error: &io::Error) -> CommandError {
    let message = format!("{} cannot be written: {error}", directory.display());
    CommandError::new(Type::Validation, "file_unwritable", message)
        .with_hint("check the directory and the space on the disk, then run the same command again: it goes on")
}

fn busy(directory: &Path) -> CommandError {
    let message = format!("another process is writing this export: {}", directory.display());
    CommandError::new(Type::Validation, "file_locked", message)
        .with_hint("wait for it, or name another file with --output")
}

fn of_another(directory: &Path) -> CommandError {
    let message = format!("{} has the beginning of another export", directory.display());
    CommandError::new(Type::Validation, "other_export", message).with_hint(
        "go on with that one, name another file with --output, or begin anew with --restart",
    )
}

fn damaged(directory: &Path) -> CommandError {
    let message = format!("what {} has of an export cannot be read", directory.display());
    CommandError::new(Type::Validation, "other_export", message)
        .with_hint("begin anew with --restart")
}
