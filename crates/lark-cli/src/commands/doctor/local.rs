//! What this machine alone can say: files, directories, the profile, secrets and logins.

use std::{fs, path::Path};

use lark_client::clock::{Clock, SystemClock};
use lark_sandbox::Claim;

use super::Check;
use crate::{
    error::CommandError,
    journal,
    profile::{Deployment, Directories, Profile},
    secrets::Place,
    settings::{Key, effective::Settings, private_file, project_file, trust, user_file::UserFile},
};

/// A profile that calls somewhere.
pub struct Subject<'a> {
    pub settings: &'a Settings,
    pub deployment: Deployment,
    pub directories: &'a Directories,
}

/// The files that settings come from. What the environment says may count without them.
pub fn files(directories: &Directories, settings: Option<&Settings>) -> Vec<Check> {
    let user_file = user_file(directories);
    let mut checks = vec![user_file.unwrap_or_else(|error| match settings {
        Some(_) => Check::cost("config", &error),
        None => Check::fail("config", &error),
    })];
    match project_file::find() {
        Ok(None) => {}
        Err(error) => checks.push(Check::fail("project", &error)),
        Ok(Some(found)) => {
            let trusted = trust::is_trusted(directories, &found.path, &found.text);
            let trusted =
                if trusted.unwrap_or(false) { "trusted" } else { "not trusted with more" };
            checks.push(Check::ok("project", format!("{} ({trusted})", found.path.display())));
        }
    }
    checks
}

fn user_file(directories: &Directories) -> Result<Check, CommandError> {
    if directories.config().is_err() {
        let message = "no file: there is no home; LARK_CLI_CONFIG_DIR names a directory";
        return Ok(Check::ok("config", message));
    }
    let file = UserFile::load(directories)?;
    let path = file.path.display();
    Ok(Check::ok(
        "config",
        match file.path.exists() {
            true => format!("{path}, its owner's alone, profiles: {}", file.profiles().join(", ")),
            false => format!("none at {path}"),
        },
    ))
}

pub fn profile(settings: &Settings) -> Check {
    Check::ok("profile", format!("{} (chosen by {})", settings.name, settings.chosen_by))
}

/// What is kept, and whether it can be.
pub fn directories(settings: Option<&Settings>, directories: &Directories) -> Vec<Check> {
    let data = match directories.data() {
        Err(error) => return vec![without_data("there is no home", error.hint)],
        Ok(data) => data,
    };
    let mut checks = vec![match writable(data) {
        Ok(()) => Check::ok("data", format!("{} can be written to", data.display())),
        Err(error) => without_data(
            &format!("{} cannot be written to ({error})", data.display()),
            Some("set LARK_CLI_DATA_DIR to a directory that can be".to_owned()),
        ),
    }];
    checks.push(journal_of(settings, data));
    checks.push(sandbox(data));
    checks
}

fn without_data(reason: &str, hint: Option<String>) -> Check {
    let cost = "every command gets a token of its own, nobody can log in, nothing is in the \
                journal, and there is no sandbox";
    Check::warn("data", format!("{reason}: {cost}"), hint.unwrap_or_default())
}

fn writable(data: &Path) -> std::io::Result<()> {
    private_file::create_directory(data)?;
    let trial = data.join(format!("doctor.{}", std::process::id()));
    fs::write(&trial, b"")?;
    fs::remove_file(&trial)
}

fn journal_of(settings: Option<&Settings>, data: &Path) -> Check {
    if settings.is_some_and(|settings| !journal::is_on(settings)) {
        return Check::ok("journal", "switched off");
    }
    let path = journal::path(data);
    let shown = path.display();
    match fs::OpenOptions::new().append(true).open(&path) {
        Ok(_) => Check::ok("journal", format!("{shown}; look at it with lark-cli journal")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Check::ok("journal", format!("{shown}, from the first write on"))
        }
        Err(error) => Check::warn(
            "journal",
            format!("{shown} cannot be written: {error}"),
            "make it one you can write to, or set LARK_CLI_JOURNAL=off",
        ),
    }
}

fn sandbox(data: &Path) -> Check {
    let directory = data.join("sandbox");
    if !directory.exists() {
        return Check::ok("sandbox", "none yet: the first command with --profile sandbox makes it");
    }
    match lark_sandbox::claim(&directory) {
        Ok(Claim::Served(server)) => {
            Check::ok("sandbox", format!("served at {} (pid {})", server.base_url, server.pid))
        }
        Ok(Claim::Busy) => Check::ok("sandbox", "in use by another command"),
        Ok(Claim::Owned(_)) => Check::ok("sandbox", format!("at rest in {}", directory.display())),
        Err(error) => Check::warn("sandbox", error.to_string(), "lark-cli sandbox info"),
    }
}

/// Where the app's secret and people's logins are.
pub fn credentials(subject: &Subject<'_>) -> Vec<Check> {
    let mut checks = vec![secret(subject).unwrap_or_else(|error| Check::fail("secret", &error))];
    let login = login(subject);
    checks.push(login.unwrap_or_else(|error| Check::cost("login", &error)));
    checks
}

/// Nobody's keychain is used: a file of one's own is the same on every machine.
fn secret(subject: &Subject<'_>) -> Result<Check, CommandError> {
    let Subject { deployment, directories, .. } = subject;
    let Some(owner) = deployment.owner() else {
        return Ok(match deployment.tenant_access_token.is_some() {
            true => Check::ok("secret", "none, and none needed: a bot's token is given"),
            false => Check::skipped("secret", "there is no app_id that one could belong to"),
        });
    };
    Ok(match &deployment.secret {
        Place::Written(setting) => {
            Check::ok("secret", format!("in {}, as it says", setting.origin))
        }
        Place::Command(setting) => {
            let program = setting.list().first().map(String::as_str).unwrap_or_default();
            Check::ok("secret", format!("printed by `{program}` ({})", setting.origin))
        }
        Place::Kept if deployment.has_app(directories)? => Check::ok(
            "secret",
            format!(
                "{}, a file that only its owner can read; keychains are not used",
                owner.path(directories)?.display()
            ),
        ),
        Place::Kept => Check::warn(
            "secret",
            "the app's secret is not known: there is no acting as the bot and no logging in",
            "lark-cli config init --app-secret-stdin, secret_command, or LARK_CLI_APP_SECRET",
        ),
    })
}

fn login(subject: &Subject<'_>) -> Result<Check, CommandError> {
    let Subject { settings, deployment, directories } = subject;
    if let (Some(_), Profile::Environment(connection)) =
        (&deployment.user_access_token, &settings.profile)
    {
        let variable = connection.user_access_token.as_ref().map(|given| given.variable);
        let variable = variable.unwrap_or_default();
        return Ok(Check::ok("login", format!("a person's token is given in {variable}")));
    }
    if settings.get(Key::LoginReadCommand).is_some() {
        return Ok(Check::ok("login", "behind login_read_command: lark-cli auth status"));
    }
    let logins = deployment.logins(settings, directories)?;
    let login = logins.map(|logins| logins.current()).transpose()?.flatten();
    let Some(login) = login else {
        return Ok(Check::skipped("login", "nobody is logged in; --as bot needs nobody"));
    };
    let (now, who) = (SystemClock::default().now(), format!("{} ({})", login.name, login.open_id));
    Ok(match (login.expires_at > now, login.lasts(now)) {
        (true, _) => Check::ok("login", who),
        (false, true) => Check::ok("login", format!("{who}, to be refreshed with the next call")),
        (false, false) => Check::warn(
            "login",
            format!("{who}: it has ended"),
            "log in again: lark-cli auth login",
        ),
    })
}
