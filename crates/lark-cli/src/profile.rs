//! The profile a command runs with: where it calls, and what it calls with.

use std::{
    env,
    path::{Path, PathBuf},
};

use lark_api::ids::AppId;
use lark_client::{AppSecret, Secret, http::BaseUrls};

use crate::{
    error::{CommandError, Type},
    logins::Logins,
    secrets::{BehindCommand, Owner, Place},
    settings::{
        Key,
        effective::{self, Settings},
        environment::{self, variable},
    },
};

/// The built-in profile.
pub const SANDBOX: &str = "sandbox";

/// What sort of profile it is.
#[derive(Debug)]
pub enum Profile {
    /// The sandbox in the data directory.
    Sandbox,
    /// What the environment says.
    Environment(environment::Connection),
    /// What a file says.
    File,
}

/// A deployment and what to call it with. All of it came together and stays together.
#[derive(Clone, Debug)]
pub struct Deployment {
    pub base: BaseUrls,
    pub app_id: Option<AppId>,
    pub secret: Place,
    pub user_access_token: Option<Secret>,
    pub tenant_access_token: Option<Secret>,
}

impl Deployment {
    /// What the settings describe; `None` for the sandbox, which describes itself.
    pub fn of(settings: &Settings) -> Result<Option<Self>, CommandError> {
        let (user_access_token, tenant_access_token) = match &settings.profile {
            Profile::Sandbox => return Ok(None),
            Profile::File => (None, None),
            Profile::Environment(connection) => {
                let token =
                    |given: &Option<environment::GivenToken>| Some(given.as_ref()?.token.clone());
                (token(&connection.user_access_token), token(&connection.tenant_access_token))
            }
        };
        let get = |key| settings.get(key);
        Ok(Some(Self {
            base: effective::base_urls(get)?,
            app_id: settings.get(Key::AppId).map(|setting| AppId::unchecked(setting.text())),
            secret: Place::of(get),
            user_access_token,
            tenant_access_token,
        }))
    }

    /// Whether the app has, or may have, a secret; a command is not run to find out.
    pub fn has_app(&self, directories: &Directories) -> Result<bool, CommandError> {
        let Some(owner) = self.owner() else { return Ok(false) };
        match self.secret {
            Place::Kept => Ok(owner.load(directories)?.is_some()),
            _ => Ok(true),
        }
    }

    pub fn secret(&self, directories: &Directories) -> Result<Option<Secret>, CommandError> {
        match self.owner() {
            Some(owner) => self.secret.fetch(&owner, directories),
            None => Ok(None),
        }
    }

    /// As [`Deployment::secret`], but a command is not run before the secret is needed.
    pub fn app_secret(&self, directories: &Directories) -> Result<Option<AppSecret>, CommandError> {
        match &self.secret {
            Place::Command(setting) => Ok(Some(AppSecret::behind(BehindCommand(setting.clone())))),
            _ => Ok(self.secret(directories)?.map(AppSecret::from)),
        }
    }

    /// Where people's logins are; `None` without an app to log in to, or a place to keep any.
    pub fn logins(
        &self,
        settings: &Settings,
        directories: &Directories,
    ) -> Result<Option<Logins>, CommandError> {
        let Some(owner) = self.owner() else { return Ok(None) };
        Logins::of(|key| settings.get(key), owner, directories)
    }

    pub fn owner(&self) -> Option<Owner> {
        Some(Owner::new(&self.base, self.app_id.as_ref()?.as_str()))
    }
}

/// Where things are kept. A user without a home may have no such places, and needs none for calls.
#[derive(Clone, Debug)]
pub struct Directories {
    data: Option<PathBuf>,
    config: Option<PathBuf>,
}

impl Directories {
    pub fn resolve() -> Result<Self, CommandError> {
        Ok(Self { data: directory(&DATA)?, config: directory(&CONFIG)? })
    }

    /// The data directory, for what cannot do without.
    pub fn data(&self) -> Result<&Path, CommandError> {
        self.data.as_deref().ok_or_else(|| no_home(DATA.own))
    }

    pub fn data_if_any(&self) -> Option<&Path> {
        self.data.as_deref()
    }

    pub fn config(&self) -> Result<&Path, CommandError> {
        self.config.as_deref().ok_or_else(|| no_home(CONFIG.own))
    }

    pub fn sandbox(&self) -> Result<PathBuf, CommandError> {
        Ok(self.data()?.join("sandbox"))
    }

    pub fn tokens(&self) -> Option<PathBuf> {
        Some(self.data.as_deref()?.join("tokens"))
    }

    pub fn names(&self) -> Option<PathBuf> {
        Some(self.data.as_deref()?.join("names"))
    }
}

/// How a directory is found.
struct Kind {
    own: &'static str,
    xdg: &'static str,
    windows: &'static str,
    below_home: &'static str,
}

const DATA: Kind = Kind {
    own: "LARK_CLI_DATA_DIR",
    xdg: "XDG_DATA_HOME",
    windows: "LOCALAPPDATA",
    below_home: ".local/share",
};

const CONFIG: Kind = Kind {
    own: "LARK_CLI_CONFIG_DIR",
    xdg: "XDG_CONFIG_HOME",
    windows: "APPDATA",
    below_home: ".config",
};

/// The directory its variable names, else the platform's own place for such things, if there is one.
fn directory(kind: &Kind) -> Result<Option<PathBuf>, CommandError> {
    if let Some(path) = variable(kind.own) {
        let path = PathBuf::from(path);
        return if path.is_absolute() { Ok(Some(path)) } else { Err(relative(kind.own)) };
    }
    let platform = variable(if cfg!(windows) { kind.windows } else { kind.xdg });
    if let Some(base) = platform.map(PathBuf::from).filter(|path| path.is_absolute()) {
        return Ok(Some(base.join("lark-cli")));
    }
    let home = env::home_dir().filter(|path| path.is_absolute());
    Ok(home.map(|home| home.join(kind.below_home).join("lark-cli")))
}

fn relative(name: &str) -> CommandError {
    CommandError::new(Type::Config, "invalid_setting", format!("{name} is not an absolute path"))
        .with_hint(format!("write it from the root on: {name}=/…"))
}

fn no_home(name: &str) -> CommandError {
    CommandError::new(Type::Config, "invalid_setting", "there is no home directory to keep data in")
        .with_hint(format!("set {name} to a directory: {name}=/…"))
}
