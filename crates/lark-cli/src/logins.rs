//! The logins of an app: who is logged in, which of them counts, where each is kept.

mod directory;
mod file;
mod pair;

use lark_api::ids::OpenId;
use lark_client::{
    clock::{Clock, SystemClock},
    login::{Login, LoginPlace, PlaceError},
};

use crate::{
    error::{CommandError, Type},
    profile::Directories,
    secrets::Owner,
    settings::{Key, Setting, private_file},
};
use directory::Directory;
use file::LoginFile;
use pair::CommandPair;

/// Logins belong to the app and the base URL they came with.
pub enum Logins {
    /// Several people's, in the data directory.
    Several(Directory),
    /// One person's, in a file that a setting names.
    File(LoginFile),
    /// One person's, behind two commands.
    Pair(CommandPair),
}

impl Logins {
    /// Where the settings say that logins are; `None` where there is nowhere to keep any.
    pub fn of<'a>(
        settings: impl Fn(Key) -> Option<&'a Setting>,
        owner: Owner,
        directories: &Directories,
    ) -> Result<Option<Self>, CommandError> {
        if let Some(file) = settings(Key::LoginFile) {
            return Ok(Some(Self::File(LoginFile::new(file.text().into(), owner))));
        }
        let data = directories.data_if_any();
        let lock = data.map(|data| data.join("logins").join(format!("{}.lock", owner.name())));
        match (settings(Key::LoginReadCommand), settings(Key::LoginWriteCommand)) {
            (Some(read), Some(write)) => Ok(Some(Self::Pair(CommandPair {
                read: read.list().to_vec(),
                write: write.list().to_vec(),
                owner,
                lock,
            }))),
            (None, None) => Ok(data.map(|data| Self::Several(Directory::new(owner, data)))),
            (Some(only), None) | (None, Some(only)) => Err(half_a_pair(only)),
        }
    }

    /// Who counts.
    pub fn current(&self) -> Result<Option<Login>, CommandError> {
        match self {
            Self::Several(directory) => directory.current(),
            Self::File(file) => file.load(),
            Self::Pair(pair) => pair.read().map_err(|error| unusable(&error)),
        }
    }

    /// Who counts, where a file says so: no command is run to talk about it.
    pub fn shown_current(&self) -> Option<Login> {
        match self {
            Self::Pair(_) => None,
            _ => self.current().ok().flatten(),
        }
    }

    pub fn list(&self) -> Result<Vec<Login>, CommandError> {
        match self {
            Self::Several(directory) => directory.list(),
            _ => Ok(self.current()?.into_iter().collect()),
        }
    }

    /// Whether somebody may be logged in; a command is not run to find out.
    pub fn may_have_one(&self) -> Result<bool, CommandError> {
        match self {
            Self::Pair(_) => Ok(true),
            _ => {
                let now = SystemClock::default().now();
                Ok(self.current()?.is_some_and(|login| login.lasts(now)))
            }
        }
    }

    /// The place of the login that counts; `None` where nobody is logged in.
    pub fn place(self) -> Result<Option<Box<dyn LoginPlace>>, CommandError> {
        match self {
            Self::Several(directory) => {
                let current = directory.current()?;
                let file = current.map(|login| directory.file(&login.open_id));
                Ok(file.map(|file| Box::new(file) as _))
            }
            Self::File(file) => Ok(file.load()?.map(|_| Box::new(file) as _)),
            Self::Pair(pair) => Ok(Some(Box::new(pair))),
        }
    }

    /// Keeps a new login, which counts from now on.
    pub fn keep(&self, login: &Login) -> Result<(), CommandError> {
        let replace = |place: &dyn LoginPlace| {
            let _held = place.lock()?;
            place.replace(login)
        };
        match self {
            Self::Several(directory) => directory.keep(login, replace),
            Self::File(file) => file.make_directory().and_then(|()| replace(file)),
            Self::Pair(pair) => replace(pair),
        }
        .map_err(|error| unusable(&error))
    }

    pub fn choose(&self, person: &OpenId) -> Result<(), CommandError> {
        match self {
            Self::Several(directory) => directory.choose(person).map_err(|error| unusable(&error)),
            // There is nobody else.
            Self::File(_) | Self::Pair(_) => Ok(()),
        }
    }

    /// Forgets a login; the one that counts is then somebody else's, if there is anybody.
    pub fn forget(&self, person: &OpenId) -> Result<(), CommandError> {
        match self {
            Self::Several(directory) => directory.forget(person),
            Self::File(file) => file.remove(),
            Self::Pair(pair) => pair.clear().map_err(|error| unusable(&error)),
        }
    }
}

fn unusable(error: &PlaceError) -> CommandError {
    CommandError::new(Type::Config, "unusable_login", format!("the login is not kept: {error}"))
        .with_hint("make where it is kept one you can write to, or set LARK_CLI_DATA_DIR to a directory that is")
}

fn half_a_pair(only: &Setting) -> CommandError {
    let name = only.key.facts().name;
    let message = format!("{name} is set ({}), and its counterpart is not", only.origin);
    CommandError::new(Type::Config, "invalid_setting", message).with_hint(
        "login_read_command prints the login and login_write_command takes the next one: set both",
    )
}

/// Makes the directory of a path that is to be written.
fn make_parent(path: &std::path::Path) -> Result<(), PlaceError> {
    let Some(directory) = path.parent() else { return Ok(()) };
    private_file::create_directory(directory)
        .map_err(|error| PlaceError(format!("{}: {error}", directory.display())))
}
