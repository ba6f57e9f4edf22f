//! What counts in the end: one profile, and what flags, environment and files say about it.

use lark_api::ids::ChatId;
use lark_client::http::{self, BaseUrls, Network, Route};

use super::{
    Key, Origin, Setting,
    environment::{self, Connection, variable},
    project_file::{self, ProjectFile},
    user_file::UserFile,
};
use crate::{
    arguments::{Format, GlobalArgs, IdentityArg},
    error::{CommandError, Type},
    pace::Pace,
    profile::{Directories, Profile, SANDBOX},
};

#[derive(Debug)]
pub struct Settings {
    /// `sandbox`, `environment`, `project`, or as the user's file calls it.
    pub name: String,
    pub profile: Profile,
    pub chosen_by: Origin,
    /// Of every place, what counts most first.
    list: Vec<Setting>,
}

/// A profile that was chosen, with what is its own.
struct Chosen {
    name: String,
    profile: Profile,
    by: Origin,
    own: Vec<Setting>,
}

impl Settings {
    pub fn resolve(global: &GlobalArgs, directories: &Directories) -> Result<Self, CommandError> {
        let mut list = environment::preferences()?;
        let project = project_file::load(directories)?;
        let chosen = choose(global, directories, project.as_ref())?;
        if let Some(project) = project {
            list.extend(project.settings.into_iter().filter(|s| !s.key.facts().connects));
        }
        list.extend(chosen.own);
        Ok(Self { name: chosen.name, profile: chosen.profile, chosen_by: chosen.by, list })
    }

    /// What goes with any profile, for who has none yet.
    pub fn of_no_profile() -> Result<Self, CommandError> {
        let list = environment::preferences()?;
        let (name, profile) = (String::new(), Profile::File);
        Ok(Self { name, profile, chosen_by: Origin::Default, list })
    }

    /// As [`Settings::of_no_profile`], where a project restricts what may be done all the same.
    pub fn of_a_project(directories: &Directories) -> Result<Self, CommandError> {
        let mut settings = Self::of_no_profile()?;
        if let Some(project) = project_file::load(directories)? {
            let own = project.settings.into_iter().filter(|s| !s.key.facts().connects);
            settings.list.extend(own);
        }
        Ok(settings)
    }

    /// What counts.
    pub fn get(&self, key: Key) -> Option<&Setting> {
        self.list.iter().find(|setting| setting.key == key)
    }

    /// What every place says.
    pub fn all(&self, key: Key) -> impl Iterator<Item = &Setting> {
        self.list.iter().filter(move |setting| setting.key == key)
    }

    pub fn default_chat(&self) -> Option<(ChatId, &Origin)> {
        let setting = self.get(Key::DefaultChat)?;
        Some((ChatId::unchecked(setting.text()), &setting.origin))
    }

    pub fn format(&self) -> Option<Format> {
        let setting = self.get(Key::Format)?;
        <Format as clap::ValueEnum>::from_str(setting.text(), true).ok()
    }

    /// Whom to act as: the flag, else what strict mode leaves, else the default.
    pub fn identity(&self, flag: Option<IdentityArg>) -> Result<IdentityArg, CommandError> {
        let strict = self.strict_mode()?;
        let strict = strict.map(|setting| (identity_named(setting.text()), &setting.origin));
        match (flag, strict) {
            (None | Some(IdentityArg::Auto), Some((only, _))) => Ok(only),
            (Some(asked), Some((only, origin))) if asked != only => Err(not_that_one(origin)),
            (Some(asked), _) => Ok(asked),
            (None, None) => {
                let default = self.get(Key::DefaultAs);
                Ok(default.map_or(IdentityArg::Auto, |setting| identity_named(setting.text())))
            }
        }
    }

    /// The one place that narrows the identity; two that disagree leave none.
    pub fn strict_mode(&self) -> Result<Option<&Setting>, CommandError> {
        let mut strict = self.all(Key::StrictMode).filter(|setting| setting.text() != "off");
        let Some(first) = strict.next() else { return Ok(None) };
        match strict.find(|other| other.text() != first.text()) {
            None => Ok(Some(first)),
            Some(other) => {
                let message = format!(
                    "strict mode is {} in {} and {} in {}: nobody is left to act as",
                    first.text(),
                    first.origin,
                    other.text(),
                    other.origin
                );
                Err(CommandError::new(Type::Config, "conflicting_settings", message).with_hint(
                    "change one of them; lark-cli config strict-mode shows the profile's",
                ))
            }
        }
    }

    /// How fast calls go out.
    pub fn pace(&self) -> Pace {
        self.get(Key::Pace).and_then(|setting| setting.text().parse().ok()).unwrap_or_default()
    }

    pub fn network(&self) -> Result<Network, CommandError> {
        let seconds = |key| self.get(key).and_then(Setting::seconds);
        Ok(Network {
            route: self.route()?,
            extra_roots: self.extra_roots()?,
            connect: seconds(Key::ConnectTimeout),
            total: seconds(Key::Timeout),
        })
    }

    fn route(&self) -> Result<Route, CommandError> {
        if environment::no_proxy() {
            return Ok(Route::Direct);
        }
        match self.get(Key::Proxy) {
            None => Ok(Route::Environment),
            Some(setting) if setting.text() == "off" => Ok(Route::Direct),
            Some(setting) => {
                let except = variable("NO_PROXY").or_else(|| variable("no_proxy"));
                Route::through(setting.text(), except.as_deref()).map_err(|error| {
                    super::invalid(Key::Proxy, &setting.origin, &error.to_string())
                })
            }
        }
    }

    fn extra_roots(&self) -> Result<Vec<http::Certificate>, CommandError> {
        let Some(setting) = self.get(Key::CaBundle) else { return Ok(Vec::new()) };
        let bad = |reason: &str| super::invalid(Key::CaBundle, &setting.origin, reason);
        let pem = std::fs::read(setting.text()).map_err(|error| bad(&error.to_string()))?;
        http::certificates(&pem).map_err(|error| bad(&error.to_string()))
    }
}

fn identity_named(name: &str) -> IdentityArg {
    match name {
        "user" => IdentityArg::User,
        "bot" => IdentityArg::Bot,
        _ => IdentityArg::Auto,
    }
}

fn not_that_one(origin: &Origin) -> CommandError {
    let message = format!("strict mode allows no other identity ({origin})");
    CommandError::invalid("--as", message)
        .with_hint("leave --as out; or change it: lark-cli config strict-mode off")
}

/// The profile that is named, else the one the environment makes, else the project's, else the
/// user's default.
fn choose(
    global: &GlobalArgs,
    directories: &Directories,
    project: Option<&ProjectFile>,
) -> Result<Chosen, CommandError> {
    let flag = global.profile.clone().map(|name| (Origin::Flag("--profile"), name));
    let variable = || environment::profile().map(|(name, value)| (Origin::Variable(name), value));
    if let Some((by, name)) = flag.or_else(variable) {
        return named(name.trim(), by, directories);
    }
    let connection = Connection::read()?;
    if connection.is_whole() {
        return Ok(Chosen {
            name: "environment".to_owned(),
            by: connection.origin(),
            own: connection.settings.clone(),
            profile: Profile::Environment(connection),
        });
    }
    if let Some(project) = project
        && let Some(chosen) = of_project(project, directories)?
    {
        return Ok(chosen);
    }
    let file = UserFile::load(directories)?;
    let Some(name) = file.default_profile() else { return Err(not_configured(&file)) };
    if let Some(begun) = connection.begun() {
        return Err(half_an_environment(begun, name));
    }
    let (name, by) = (name.to_owned(), Origin::User(file.path.clone()));
    if name == SANDBOX { Ok(sandbox(by)) } else { of_file(&file, &name, by) }
}

fn named(name: &str, by: Origin, directories: &Directories) -> Result<Chosen, CommandError> {
    if name == SANDBOX {
        return Ok(sandbox(by));
    }
    of_file(&UserFile::load(directories)?, name, by)
}

fn sandbox(by: Origin) -> Chosen {
    Chosen { name: SANDBOX.to_owned(), profile: Profile::Sandbox, by, own: Vec::new() }
}

fn of_file(file: &UserFile, name: &str, by: Origin) -> Result<Chosen, CommandError> {
    if !file.has(name) {
        return Err(unknown_profile(file, &by, name));
    }
    let own = file.settings(name)?;
    Ok(Chosen { name: name.to_owned(), profile: Profile::File, by, own })
}

/// A project that its reader trusts may name a profile, or be one; its secret is the reader's.
fn of_project(
    project: &ProjectFile,
    directories: &Directories,
) -> Result<Option<Chosen>, CommandError> {
    let by = Origin::Project(project.path.clone());
    let own: Vec<Setting> =
        project.settings.iter().filter(|setting| setting.key.facts().connects).cloned().collect();
    match &project.profile {
        Some(_) if !own.is_empty() => {
            let message = format!(
                "{by} names a profile and sets `{}`, which is the profile's own",
                own[0].key.facts().name
            );
            Err(CommandError::new(Type::Config, "conflicting_settings", message)
                .with_hint("take one of them out"))
        }
        Some(name) => named(name, by, directories).map(Some),
        None if own.is_empty() => Ok(None),
        None => Ok(Some(Chosen { name: "project".to_owned(), profile: Profile::File, by, own })),
    }
}

/// Where a profile's own settings say to call.
pub fn base_urls<'a>(
    settings: impl Fn(Key) -> Option<&'a Setting>,
) -> Result<BaseUrls, CommandError> {
    let bad = |setting: &Setting, error: &dyn std::fmt::Display| {
        super::invalid(setting.key, &setting.origin, &error.to_string())
    };
    let is_lark = settings(Key::Brand).is_some_and(|setting| setting.text() == "lark");
    let base = match settings(Key::BaseUrl) {
        Some(setting) => BaseUrls::of_open(setting.text()).map_err(|error| bad(setting, &error))?,
        None if is_lark => BaseUrls::lark(),
        None => BaseUrls::feishu(),
    };
    match settings(Key::AccountsUrl) {
        Some(setting) => base.with_accounts(setting.text()).map_err(|error| bad(setting, &error)),
        None => Ok(base),
    }
}

pub fn unknown_profile(file: &UserFile, by: &Origin, name: &str) -> CommandError {
    let message = format!("there is no profile `{}` ({by})", name.escape_debug());
    let mut names = file.profiles();
    names.push(SANDBOX);
    CommandError::new(Type::Config, "unknown_profile", message).with_hint(format!(
        "there are: {}; make one with lark-cli config init --name NAME",
        names.join(", ")
    ))
}

fn not_configured(file: &UserFile) -> CommandError {
    let error = CommandError::new(
        Type::Config,
        "not_configured",
        "not configured: there is nowhere to call",
    );
    if let [first, ..] = file.profiles().as_slice() {
        let name = crate::hints::quote(first);
        return error.with_hint(format!(
            "choose a profile: lark-cli profile use {name}, or --profile {name}"
        ));
    }
    error.with_hint(
        "try it on the built-in sandbox: lark-cli --profile sandbox im list-chats; or use an app \
         of your own: lark-cli config init, or set LARK_CLI_APP_ID and LARK_CLI_APP_SECRET \
         (and LARK_CLI_BASE_URL outside Feishu)",
    )
}

fn half_an_environment(variable: &str, name: &str) -> CommandError {
    let message = format!(
        "{variable} is set, but not enough to call with; the profile `{name}` does not mix with it"
    );
    CommandError::new(Type::Config, "conflicting_settings", message).with_hint(format!(
        "unset it, set LARK_CLI_APP_ID and LARK_CLI_APP_SECRET too, or say --profile {name}"
    ))
}
