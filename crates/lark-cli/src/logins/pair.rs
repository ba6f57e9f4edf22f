//! A login behind two commands: one prints it, one takes it from standard input.
//!
//! So a job that runs on another machine each time keeps its login where its other secrets are.

use std::path::PathBuf;

use lark_client::login::{Held, Login, LoginPlace, PlaceError};

use super::file::{FileLock, Stored};
use crate::secrets::{Owner, program::Program};

pub struct CommandPair {
    pub read: Vec<String>,
    pub write: Vec<String>,
    pub owner: Owner,
    /// Keeps two processes of this machine apart; other machines have to be kept apart by who starts
    /// them. Without a place for it there is no refreshing.
    pub lock: Option<PathBuf>,
}

impl CommandPair {
    /// The writing command takes nothing: there is no login any more.
    pub fn clear(&self) -> Result<(), PlaceError> {
        self.write("")
    }

    fn write(&self, text: &str) -> Result<(), PlaceError> {
        let program = Program { setting: "login_write_command", argv: &self.write };
        program.take(text).map_err(|error| PlaceError(error.message))
    }
}

impl LoginPlace for CommandPair {
    fn read(&self) -> Result<Option<Login>, PlaceError> {
        let program = Program { setting: "login_read_command", argv: &self.read };
        let text = program.output().map_err(|error| PlaceError(error.message))?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        Stored::read(&text, &self.owner)
            .map(Some)
            .map_err(|unread| PlaceError(format!("what `{}` printed: {unread}", self.read[0])))
    }

    fn replace(&self, login: &Login) -> Result<(), PlaceError> {
        self.write(&Stored::text(&self.owner, login))
    }

    fn lock(&self) -> Result<Box<dyn Held>, PlaceError> {
        let Some(lock) = &self.lock else {
            return Err(PlaceError(
                "there is no data directory to keep a lock in: set LARK_CLI_DATA_DIR".to_owned(),
            ));
        };
        super::make_parent(lock)?;
        FileLock::take(lock).map(|lock| Box::new(lock) as Box<dyn Held>)
    }
}
