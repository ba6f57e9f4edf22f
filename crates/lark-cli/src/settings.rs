//! What can be set, under which names, and who may set it.

pub mod document;
pub mod effective;
pub mod environment;
pub mod policy;
pub mod private_file;
pub mod project_file;
pub mod trust;
pub mod user_file;

use std::{fmt, path::PathBuf, time::Duration};

use clap::ValueEnum;
use document::Toml;
use lark_api::ids::{AppId, ChatId};
use lark_client::http::{BaseUrls, Route};

use crate::{
    arguments::{Format, IdentityArg},
    error::{CommandError, Type},
    pace::{self, Pace},
};

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Brand,
    BaseUrl,
    AccountsUrl,
    AppId,
    AppSecret,
    SecretCommand,
    LoginFile,
    LoginReadCommand,
    LoginWriteCommand,
    DefaultAs,
    StrictMode,
    DefaultChat,
    Format,
    ReadOnly,
    AllowChats,
    AllowUsers,
    DenyCommands,
    Proxy,
    CaBundle,
    ConnectTimeout,
    Timeout,
    Journal,
    Pace,
}

/// What a project's file may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InProject {
    /// It helps, or forbids more.
    Always,
    /// Where its owner looked at it and said so.
    Trusted,
    /// It would hand out a secret, or run something.
    Never,
}

/// What is known of a setting.
pub struct Facts {
    pub key: Key,
    pub name: &'static str,
    pub variable: Option<&'static str>,
    /// The official CLI's variable.
    pub official: Option<&'static str>,
    pub project: InProject,
    /// Whether it says where to call and with what; such settings stay together.
    pub connects: bool,
    /// What it may be.
    pub takes: &'static str,
}

const fn setting(key: Key, name: &'static str, takes: &'static str) -> Facts {
    Facts {
        key,
        name,
        variable: None,
        official: None,
        project: InProject::Trusted,
        connects: false,
        takes,
    }
}

impl Facts {
    const fn variable(mut self, ours: &'static str) -> Self {
        self.variable = Some(ours);
        self
    }

    const fn official(mut self, theirs: &'static str) -> Self {
        self.official = Some(theirs);
        self
    }

    const fn in_project(mut self, project: InProject) -> Self {
        self.project = project;
        self
    }

    const fn connects(mut self) -> Self {
        self.connects = true;
        self
    }
}

const IDS: &str = "a list of ids";

pub const SETTINGS: &[Facts] = &[
    setting(Key::Brand, "brand", "feishu or lark").variable("LARK_CLI_BRAND").official("LARKSUITE_CLI_BRAND").connects(),
    setting(Key::BaseUrl, "base_url", "an origin such as https://open.feishu.cn, https://open.larksuite.com or http://127.0.0.1:8080").variable("LARK_CLI_BASE_URL").connects(),
    setting(Key::AccountsUrl, "accounts_url", "an origin such as https://accounts.feishu.cn").variable("LARK_CLI_ACCOUNTS_URL").connects(),
    setting(Key::AppId, "app_id", "the App ID from the developer console: it starts with cli_").variable("LARK_CLI_APP_ID").official("LARKSUITE_CLI_APP_ID").connects(),
    setting(Key::AppSecret, "app_secret", "the App Secret from the developer console").variable("LARK_CLI_APP_SECRET").official("LARKSUITE_CLI_APP_SECRET").in_project(InProject::Never).connects(),
    setting(Key::SecretCommand, "secret_command", "a list: a program and its arguments, such as [\"pass\", \"show\", \"lark\"]").in_project(InProject::Never).connects(),
    setting(Key::LoginFile, "login_file", "the absolute path of the file that the login is kept in").variable("LARK_CLI_LOGIN_FILE").in_project(InProject::Never).connects(),
    setting(Key::LoginReadCommand, "login_read_command", "a list: a program that prints the login, and its arguments").variable("LARK_CLI_LOGIN_READ_COMMAND").in_project(InProject::Never).connects(),
    setting(Key::LoginWriteCommand, "login_write_command", "a list: a program that takes the login from standard input, and its arguments").variable("LARK_CLI_LOGIN_WRITE_COMMAND").in_project(InProject::Never).connects(),
    setting(Key::DefaultAs, "default_as", "one of: user, bot, auto").variable("LARK_CLI_DEFAULT_AS").official("LARKSUITE_CLI_DEFAULT_AS"),
    setting(Key::StrictMode, "strict_mode", "one of: user, bot, off").variable("LARK_CLI_STRICT_MODE").official("LARKSUITE_CLI_STRICT_MODE"),
    setting(Key::DefaultChat, "default_chat", "a chat's id: it starts with oc_").variable("LARK_CLI_DEFAULT_CHAT").in_project(InProject::Always),
    setting(Key::Format, "format", "one of: json, pretty, concise, table, ndjson, csv").variable("LARK_CLI_FORMAT").in_project(InProject::Always),
    setting(Key::ReadOnly, "read_only", "true or false").variable("LARK_CLI_READ_ONLY").in_project(InProject::Always),
    setting(Key::AllowChats, "allow_chats", IDS).variable("LARK_CLI_ALLOW_CHATS").in_project(InProject::Always),
    setting(Key::AllowUsers, "allow_users", IDS).variable("LARK_CLI_ALLOW_USERS").in_project(InProject::Always),
    setting(Key::DenyCommands, "deny_commands", "a list of commands or endpoints, such as [\"im delete-message\", \"im.chats.*\"]").variable("LARK_CLI_DENY_COMMANDS").in_project(InProject::Always),
    setting(Key::Proxy, "proxy", "off, or an address such as http://proxy:3128 or socks5://proxy:1080").variable("LARK_CLI_PROXY"),
    setting(Key::CaBundle, "ca_bundle", "the absolute path of a file with certificates in PEM").variable("LARK_CLI_CA_BUNDLE"),
    setting(Key::ConnectTimeout, "connect_timeout", "a number of seconds, 1 to 3600").variable("LARK_CLI_CONNECT_TIMEOUT"),
    setting(Key::Timeout, "timeout", "a number of seconds, 1 to 3600").variable("LARK_CLI_TIMEOUT"),
    setting(Key::Journal, "journal", "true or false").variable("LARK_CLI_JOURNAL"),
    setting(Key::Pace, "pace", pace::TAKES).variable("LARK_CLI_PACE"),
];

impl Key {
    pub fn facts(self) -> &'static Facts {
        SETTINGS.iter().find(|facts| facts.key == self).expect("every setting is in the list")
    }

    pub fn named(name: &str) -> Option<&'static Facts> {
        let name = name.replace('-', "_");
        SETTINGS.iter().find(|facts| facts.name == name)
    }
}

/// Who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Flag(&'static str),
    Variable(&'static str),
    Project(PathBuf),
    User(PathBuf),
    Default,
}

impl Origin {
    /// What sort of place it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Flag(_) => "flag",
            Self::Variable(_) => "environment",
            Self::Project(_) => "project",
            Self::User(_) => "user",
            Self::Default => "default",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Variable(name) => f.write_str(name),
            Self::Project(path) | Self::User(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One setting as somebody made it, checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting {
    pub key: Key,
    pub value: Toml,
    pub origin: Origin,
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} = {} ({})", self.key, self.shown(), self.origin)
    }
}

impl Setting {
    /// Checks what a file says.
    pub fn of_value(key: Key, value: Toml, origin: Origin) -> Result<Self, CommandError> {
        let value = normal(key, value).map_err(|reason| invalid(key, &origin, &reason))?;
        Ok(Self { key, value, origin })
    }

    /// Checks what a variable or a command line says: lists have commas.
    pub fn of_text(key: Key, text: &str, origin: Origin) -> Result<Self, CommandError> {
        let text = text.trim();
        let value = match key {
            Key::ReadOnly | Key::Journal => match switch(text) {
                Some(on) => Toml::Bool(on),
                None => {
                    return Err(invalid(
                        key,
                        &origin,
                        &format!("it cannot be `{}`", text.escape_debug()),
                    ));
                }
            },
            Key::ConnectTimeout | Key::Timeout => match text.parse() {
                Ok(seconds) => Toml::Integer(seconds),
                Err(_) => {
                    return Err(invalid(
                        key,
                        &origin,
                        &format!("it cannot be `{}`", text.escape_debug()),
                    ));
                }
            },
            Key::AllowChats | Key::AllowUsers | Key::DenyCommands => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                Toml::List(items.map(str::to_owned).collect())
            }
            Key::SecretCommand | Key::LoginReadCommand | Key::LoginWriteCommand => {
                Toml::List(serde_json::from_str(text).map_err(|_| {
                    invalid(
                        key,
                        &origin,
                        "on a command line it is JSON, such as '[\"pass\",\"show\",\"lark\"]'",
                    )
                })?)
            }
            _ => Toml::Text(text.to_owned()),
        };
        Self::of_value(key, value, origin)
    }

    pub fn text(&self) -> &str {
        match &self.value {
            Toml::Text(text) => text,
            _ => "",
        }
    }

    pub fn list(&self) -> &[String] {
        match &self.value {
            Toml::List(items) => items,
            _ => &[],
        }
    }

    pub fn is_on(&self) -> bool {
        self.value == Toml::Bool(true)
    }

    pub fn seconds(&self) -> Option<Duration> {
        match self.value {
            Toml::Integer(seconds) => Some(Duration::from_secs(seconds)),
            _ => None,
        }
    }

    /// As it may be shown: secrets are hidden, and so are a proxy's.
    pub fn shown(&self) -> serde_json::Value {
        match (&self.value, self.key) {
            (_, Key::AppSecret) => "****".into(),
            (Toml::Text(text), Key::Proxy) => match (text.split_once("://"), text.rsplit_once('@'))
            {
                (Some((scheme, _)), Some((_, host))) => format!("{scheme}://****@{host}").into(),
                _ => text.as_str().into(),
            },
            (Toml::Text(text), _) => text.as_str().into(),
            (Toml::Integer(number), _) => (*number).into(),
            (Toml::Bool(value), _) => (*value).into(),
            (Toml::List(items), _) => items.as_slice().into(),
        }
    }
}

/// On or off, as people write it.
pub fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// The value in its one form, or why it is none.
fn normal(key: Key, value: Toml) -> Result<Toml, String> {
    let cannot = |text: &str| format!("it cannot be `{}`", text.escape_debug());
    match (key, value) {
        (Key::Brand, Toml::Text(text)) => one_of(&text, &["feishu", "lark"]),
        (Key::BaseUrl | Key::AccountsUrl, Toml::Text(text)) => BaseUrls::single(text.trim())
            .map(|base| Toml::Text(base.open))
            .map_err(|error| error.to_string()),
        (Key::AppId, Toml::Text(text)) => {
            let id: AppId =
                text.trim().parse().map_err(|error: lark_api::ids::InvalidId| error.to_string())?;
            Ok(Toml::Text(id.as_str().to_owned()))
        }
        (Key::AppSecret, Toml::Text(text)) if !text.trim().is_empty() => {
            Ok(Toml::Text(text.trim().to_owned()))
        }
        (Key::SecretCommand | Key::LoginReadCommand | Key::LoginWriteCommand, Toml::List(argv))
            if argv.first().is_some_and(|name| !name.is_empty()) =>
        {
            Ok(Toml::List(argv))
        }
        (Key::DefaultAs, Toml::Text(text)) => match IdentityArg::from_str(text.trim(), true) {
            Ok(_) => Ok(Toml::Text(text.trim().to_ascii_lowercase())),
            Err(_) => Err(cannot(&text)),
        },
        (Key::StrictMode, Toml::Text(text)) => one_of(&text, &["user", "bot", "off"]),
        (Key::DefaultChat, Toml::Text(text)) => {
            let id: ChatId =
                text.trim().parse().map_err(|error: lark_api::ids::InvalidId| error.to_string())?;
            Ok(Toml::Text(id.as_str().to_owned()))
        }
        (Key::Format, Toml::Text(text)) => match Format::from_str(text.trim(), true) {
            Ok(_) => Ok(Toml::Text(text.trim().to_ascii_lowercase())),
            Err(_) => Err(cannot(&text)),
        },
        (Key::ReadOnly | Key::Journal, Toml::Bool(on)) => Ok(Toml::Bool(on)),
        (Key::AllowChats, Toml::List(items)) => {
            match items.iter().find(|item| item.parse::<ChatId>().is_err()) {
                Some(odd) => Err(format!("`{}` is not a chat's id", odd.escape_debug())),
                None => Ok(Toml::List(items)),
            }
        }
        (Key::AllowUsers, Toml::List(items)) => Ok(Toml::List(items)),
        (Key::DenyCommands, Toml::List(items)) => {
            items.iter().try_for_each(|item| policy::check_denied(item))?;
            Ok(Toml::List(items))
        }
        (Key::Proxy, Toml::Text(text)) if text.trim().eq_ignore_ascii_case("off") => {
            Ok(Toml::Text("off".to_owned()))
        }
        (Key::Proxy, Toml::Text(text)) => match Route::through(&text, None) {
            Ok(_) => Ok(Toml::Text(text.trim().to_owned())),
            Err(error) => Err(error.to_string()),
        },
        (Key::CaBundle | Key::LoginFile, Toml::Text(text))
            if PathBuf::from(&text).is_absolute() =>
        {
            Ok(Toml::Text(text))
        }
        (Key::Pace, Toml::Text(text)) => match text.parse::<Pace>() {
            Ok(_) => Ok(Toml::Text(text.trim().to_ascii_lowercase())),
            Err(_) => Err(cannot(&text)),
        },
        (Key::Pace, Toml::Integer(calls @ 1..=1000)) => Ok(Toml::Text(calls.to_string())),
        (Key::ConnectTimeout | Key::Timeout, Toml::Integer(seconds @ 1..=3600)) => {
            Ok(Toml::Integer(seconds))
        }
        _ => Err("it is something else".to_owned()),
    }
}

fn one_of(text: &str, choices: &[&str]) -> Result<Toml, String> {
    let text = text.trim().to_ascii_lowercase();
    match choices.contains(&text.as_str()) {
        true => Ok(Toml::Text(text)),
        false => Err(format!("it cannot be `{}`", text.escape_debug())),
    }
}

/// A setting that makes no sense, with what would.
pub fn invalid(key: Key, origin: &Origin, reason: &str) -> CommandError {
    let facts = key.facts();
    let message = match origin {
        Origin::Variable(name) => format!("{name}: {reason}"),
        Origin::Flag(name) => {
            return CommandError::invalid(name, format!("{name}: {reason}")).with_hint(facts.takes);
        }
        origin => format!("{} in {origin}: {reason}", facts.name),
    };
    CommandError::new(Type::Config, "invalid_setting", message).with_hint(facts.takes)
}
