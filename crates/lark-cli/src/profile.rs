//! Which profile a command runs with: where it calls, and what it calls with.

use std::{env, path::PathBuf};

use lark_api::ids::AppId;
use lark_client::{
    Secret,
    http::{BaseUrls, InvalidBaseUrl},
};

use crate::{
    arguments::{GlobalArgs, IdentityArg},
    error::{CommandError, Type},
};

/// The built-in profile.
pub const SANDBOX: &str = "sandbox";

/// A profile, resolved.
#[derive(Debug)]
pub enum Profile {
    /// The sandbox in the data directory.
    Sandbox,
    /// What the environment says.
    Environment(Environment),
}

/// A deployment and what to call it with. All of it came together and stays together.
#[derive(Debug)]
pub struct Environment {
    pub base: BaseUrls,
    pub app_id: Option<AppId>,
    pub app_secret: Option<Secret>,
    pub user_access_token: Option<Secret>,
    pub tenant_access_token: Option<Secret>,
}

/// Where things are kept.
#[derive(Clone, Debug)]
pub struct Directories {
    pub data: PathBuf,
}

/// The variable's value; an empty one counts as unset.
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

impl Profile {
    /// The profile the flag names, else the environment's `LARK_CLI_PROFILE`, else the one the
    /// environment describes.
    pub fn resolve(global: &GlobalArgs) -> Result<Self, CommandError> {
        let named = global.profile.clone().map(|name| ("--profile", name));
        let named = named.or_else(|| Some(("LARK_CLI_PROFILE", variable("LARK_CLI_PROFILE")?)));
        match named {
            Some((_, name)) if name == SANDBOX => Ok(Self::Sandbox),
            Some((origin, name)) => Err(unknown_profile(origin, &name)),
            None => Environment::read()?.map(Self::Environment).ok_or_else(not_configured),
        }
    }
}

impl Environment {
    fn read() -> Result<Option<Self>, CommandError> {
        let base_url = variable("LARK_CLI_BASE_URL");
        let app_id = variable("LARK_CLI_APP_ID");
        let secret = |name| variable(name).map(|value| Secret::new(value.trim()));
        let found = Self {
            base: match &base_url {
                Some(url) => BaseUrls::of_open(url).map_err(|error| bad_base_url(&error))?,
                None => BaseUrls::feishu(),
            },
            app_id: app_id.as_deref().map(parse_app_id).transpose()?,
            app_secret: secret("LARK_CLI_APP_SECRET"),
            user_access_token: secret("LARK_CLI_USER_ACCESS_TOKEN"),
            tenant_access_token: secret("LARK_CLI_TENANT_ACCESS_TOKEN"),
        };
        Ok(found.has_credentials().then_some(found))
    }

    fn has_credentials(&self) -> bool {
        let app = self.app_id.is_some() && self.app_secret.is_some();
        app || self.user_access_token.is_some() || self.tenant_access_token.is_some()
    }
}

fn parse_app_id(given: &str) -> Result<AppId, CommandError> {
    given.trim().parse().map_err(|error: lark_api::ids::InvalidId| {
        CommandError::new(Type::Config, "invalid_setting", format!("LARK_CLI_APP_ID: {error}"))
            .with_hint("copy the App ID from the developer console: it starts with cli_")
    })
}

fn bad_base_url(error: &InvalidBaseUrl) -> CommandError {
    CommandError::new(Type::Config, "invalid_setting", format!("LARK_CLI_BASE_URL: {error}"))
        .with_hint(
            "such as https://open.feishu.cn, https://open.larksuite.com or http://127.0.0.1:8080",
        )
}

fn unknown_profile(origin: &str, name: &str) -> CommandError {
    let message = format!("there is no profile `{}` ({origin})", name.escape_debug());
    CommandError::new(Type::Config, "unknown_profile", message).with_hint(
        "`sandbox` is built in; without a profile, LARK_CLI_BASE_URL, LARK_CLI_APP_ID and \
         LARK_CLI_APP_SECRET say where to call and with what",
    )
}

fn not_configured() -> CommandError {
    CommandError::new(Type::Config, "not_configured", "not configured: there is nowhere to call").with_hint(
        "try it on the built-in sandbox: lark-cli --profile sandbox im list-chats; or use an app \
         of your own: lark-cli config init, or set LARK_CLI_APP_ID and LARK_CLI_APP_SECRET \
         (and LARK_CLI_BASE_URL outside Feishu)",
    )
}

impl Directories {
    pub fn resolve() -> Result<Self, CommandError> {
        Ok(Self { data: directory("LARK_CLI_DATA_DIR", "XDG_DATA_HOME", ".local/share")? })
    }

    pub fn sandbox(&self) -> PathBuf {
        self.data.join("sandbox")
    }

    pub fn tokens(&self) -> PathBuf {
        self.data.join("tokens")
    }
}

/// The directory a variable names, else the platform's own place for such things.
fn directory(own: &str, xdg: &str, below_home: &str) -> Result<PathBuf, CommandError> {
    if let Some(path) = variable(own) {
        let path = PathBuf::from(path);
        return if path.is_absolute() { Ok(path) } else { Err(relative(own)) };
    }
    let platform = if cfg!(windows) { variable("LOCALAPPDATA") } else { variable(xdg) };
    if let Some(base) = platform.map(PathBuf::from).filter(|path| path.is_absolute()) {
        return Ok(base.join("lark-cli"));
    }
    let home = env::home_dir().filter(|path| path.is_absolute()).ok_or_else(|| no_home(own))?;
    Ok(home.join(below_home).join("lark-cli"))
}

fn relative(name: &str) -> CommandError {
    CommandError::new(Type::Config, "invalid_setting", format!("{name} is not an absolute path"))
        .with_hint(format!("write it from the root on: {name}=/…"))
}

fn no_home(name: &str) -> CommandError {
    CommandError::new(Type::Config, "invalid_setting", "there is no home directory to keep data in")
        .with_hint(format!("set {name} to a directory: {name}=/…"))
}

/// The identity the environment prefers.
pub fn default_identity() -> Result<Option<IdentityArg>, CommandError> {
    let Some(value) = variable("LARK_CLI_DEFAULT_AS") else { return Ok(None) };
    <IdentityArg as clap::ValueEnum>::from_str(value.trim(), true).map(Some).map_err(|_| {
        let message = format!("LARK_CLI_DEFAULT_AS cannot be `{}`", value.escape_debug());
        CommandError::new(Type::Config, "invalid_setting", message)
            .with_hint("one of: user, bot, auto")
    })
}
