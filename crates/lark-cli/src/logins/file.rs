//! A login in a file that only its owner can read.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use lark_api::ids::OpenId;
use lark_client::{
    Secret,
    login::{Held, Login, LoginPlace, PlaceError},
};
use serde::{Deserialize, Serialize};

use crate::{
    error::{CommandError, Type},
    hints,
    secrets::Owner,
    settings::private_file::{self, Privacy, Unheld},
};

/// What the file's `version` may be; a newer program may write a higher one.
const VERSION: u32 = 1;

/// How long another process may take over a refresh.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct LoginFile {
    path: PathBuf,
    owner: Owner,
}

/// The login, with what it belongs to.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    version: u32,
    base_url: String,
    app_id: String,
    #[serde(flatten)]
    login: Login,
}

impl Stored {
    pub(super) fn text(owner: &Owner, login: &Login) -> String {
        let stored = Self {
            version: VERSION,
            base_url: owner.base_url.clone(),
            app_id: owner.app_id.clone(),
            login: login.clone(),
        };
        serde_json::to_string(&stored).expect("texts and numbers")
    }

    /// Reads a login of `owner`'s; a bare refresh token is the beginning of one.
    pub(super) fn read(text: &str, owner: &Owner) -> Result<Login, Unread> {
        let text = text.trim();
        if !text.starts_with('{') {
            return bare(text).ok_or(Unread::Damaged);
        }
        let stored: Self = match serde_json::from_str(text) {
            Ok(stored) => stored,
            Err(_) => return Err(newer(text).map_or(Unread::Damaged, Unread::Newer)),
        };
        if stored.version > VERSION {
            return Err(Unread::Newer(stored.version));
        }
        if stored.base_url != owner.base_url || stored.app_id != owner.app_id {
            return Err(Unread::Foreign { base_url: stored.base_url, app_id: stored.app_id });
        }
        Ok(stored.login)
    }
}

fn newer(text: &str) -> Option<u32> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let Versioned { version } = serde_json::from_str(text).ok()?;
    (version > VERSION).then_some(version)
}

/// Whose it is the server knows; it is good until the server says no.
fn bare(text: &str) -> Option<Login> {
    let is_token = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
    is_token.then(|| Login {
        open_id: OpenId::unchecked(""),
        name: String::new(),
        access_token: Secret::new(""),
        expires_at: 0,
        refresh_token: Some(Secret::new(text)),
        refresh_expires_at: i64::MAX,
        scope: String::new(),
        granted_at: 0,
        refreshing_since: None,
    })
}

/// Why a text is not a login to use.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    #[error("it is damaged")]
    Damaged,
    #[error("it was written by a newer version (format {0}, this one knows {VERSION})")]
    Newer(u32),
    #[error("it belongs to the app {app_id} at {base_url}")]
    Foreign { base_url: String, app_id: String },
}

impl LoginFile {
    pub fn new(path: PathBuf, owner: Owner) -> Self {
        Self { path, owner }
    }

    /// As [`LoginPlace::read`], with an error that says what to do.
    pub fn load(&self) -> Result<Option<Login>, CommandError> {
        let text = private_file::read(&self.path, Privacy::Owner)
            .map_err(|refused| private_file::refusal(&self.path, &refused))?;
        let login = text.map(|text| Stored::read(&text, &self.owner)).transpose();
        login.map_err(|unread| unusable(&self.path, &unread))
    }

    pub fn make_directory(&self) -> Result<(), PlaceError> {
        super::make_parent(&self.path)
    }

    pub fn remove(&self) -> Result<(), CommandError> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(private_file::cannot_write(&self.path, &error))
            }
            _ => Ok(()),
        }
    }
}

fn unusable(path: &Path, unread: &Unread) -> CommandError {
    let message = format!("the login in {} is not used: {unread}", path.display());
    let hint = match unread {
        Unread::Newer(_) => {
            "use the newer lark-cli, or log in anew: lark-cli auth login".to_owned()
        }
        Unread::Damaged | Unread::Foreign { .. } => format!(
            "move it away and log in anew: mv {0} {0}.old; lark-cli auth login",
            hints::quote(&path.display().to_string())
        ),
    };
    CommandError::new(Type::Config, "invalid_login", message).with_hint(hint)
}

impl LoginPlace for LoginFile {
    fn read(&self) -> Result<Option<Login>, PlaceError> {
        self.load().map_err(|error| PlaceError(error.message))
    }

    fn replace(&self, login: &Login) -> Result<(), PlaceError> {
        private_file::replace(&self.path, &Stored::text(&self.owner, login))
            .map_err(|error| PlaceError(format!("{}: {error}", self.path.display())))
    }

    fn lock(&self) -> Result<Box<dyn Held>, PlaceError> {
        let path = self.path.with_extension("lock");
        FileLock::take(&path).map(|lock| Box::new(lock) as Box<dyn Held>)
    }
}

/// Held until it is dropped, or the process ends.
pub(super) struct FileLock(#[expect(dead_code, reason = "closing it lets go")] File);

impl Held for FileLock {}

impl FileLock {
    pub(super) fn take(path: &Path) -> Result<Self, PlaceError> {
        private_file::hold(path, PATIENCE).map(Self).map_err(|unheld| match unheld {
            Unheld::Io(error) => PlaceError(format!("{}: {error}", path.display())),
            Unheld::Busy => {
                PlaceError("another process has been refreshing the login for too long".to_owned())
            }
        })
    }
}
