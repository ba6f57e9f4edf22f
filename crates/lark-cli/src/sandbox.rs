//! Reaching the sandbox: inside this process, or through the one that serves it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use lark_api::ids::{AppId, OpenId};
use lark_client::{CredentialError, Credentials, Secret, UserTokens};
use lark_sandbox::{
    Claim, ClaimError, ClockSetting, Info, Limits, Location, Options, OsRandom, Ownership, Sandbox,
    ServerFile,
};

use crate::{
    error::{CommandError, Type},
    profile::Directories,
    settings::environment::variable,
    transport::admin,
};

/// The sandbox in the data directory, reached.
pub enum Reached {
    /// This process owns the file; nobody else can until it lets go.
    Inside(Inside),
    Served(ServerFile),
}

/// The limits that hold at a served sandbox; of one that does not say, Lark's own.
pub fn limits_of(server: &ServerFile) -> Limits {
    server.limits.parse().unwrap_or(Limits::Real)
}

pub struct Inside {
    pub sandbox: Sandbox,
    // Dropped after the sandbox: the file is whole before the next one gets it.
    _ownership: Ownership,
}

/// How many seconds to wait for another command that is using the sandbox.
const PATIENCE: u64 = 10;

fn patience() -> Result<Duration, CommandError> {
    let Some(text) = variable("LARK_CLI_SANDBOX_WAIT") else {
        return Ok(Duration::from_secs(PATIENCE));
    };
    let seconds = text.trim().parse().map_err(|_| {
        invalid_setting("LARK_CLI_SANDBOX_WAIT", "a number of seconds; 10 unless set")
    })?;
    Ok(Duration::from_secs(seconds))
}

/// Reaches the sandbox, waiting for its turn.
pub fn reach(directories: &Directories) -> Result<Reached, CommandError> {
    match claim(directories)? {
        Claim::Owned(ownership) => {
            let limits = limits_setting()?.unwrap_or(Limits::Off);
            Ok(Reached::Inside(Inside {
                sandbox: open(&ownership, limits)?,
                _ownership: ownership,
            }))
        }
        Claim::Served(server) => Ok(Reached::Served(server)),
        Claim::Busy => Err(locked(directories)),
    }
}

/// Claims the sandbox's file, waiting for commands that hold it.
pub fn claim(directories: &Directories) -> Result<Claim, CommandError> {
    let directory = directories.sandbox()?;
    let deadline = Instant::now() + patience()?;
    let mut pause = Duration::from_millis(1);
    loop {
        let claim = lark_sandbox::claim(&directory).map_err(|error| cannot_claim(&error))?;
        if !matches!(claim, Claim::Busy) || Instant::now() >= deadline {
            return Ok(claim);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

pub fn open(ownership: &Ownership, limits: Limits) -> Result<Sandbox, CommandError> {
    open_at(Location::File(ownership.database()), limits)
}

pub fn open_at(location: Location, limits: Limits) -> Result<Sandbox, CommandError> {
    let options = Options { location, limits, clock: clock_setting()?, random: Arc::new(OsRandom) };
    Ok(Sandbox::open(options)?)
}

/// The limits the environment asks for.
pub fn limits_setting() -> Result<Option<Limits>, CommandError> {
    let Some(text) = variable("LARK_CLI_SANDBOX_LIMITS") else { return Ok(None) };
    text.trim().parse().map(Some).map_err(|_| {
        invalid_setting("LARK_CLI_SANDBOX_LIMITS", "one of: off, real, or calls per second")
    })
}

/// A frozen clock makes a new sandbox the same to the byte, whenever it is made.
fn clock_setting() -> Result<ClockSetting, CommandError> {
    let Some(text) = variable("LARK_CLI_SANDBOX_CLOCK") else {
        return Ok(ClockSetting::FromFile);
    };
    let time: jiff::Timestamp = text.trim().parse().map_err(|_| {
        invalid_setting("LARK_CLI_SANDBOX_CLOCK", "a point in time such as 2026-01-05T09:00:00Z")
    })?;
    Ok(ClockSetting::Frozen(time.as_millisecond()))
}

fn invalid_setting(name: &str, hint: &str) -> CommandError {
    CommandError::new(Type::Config, "invalid_setting", format!("{name} is not a setting"))
        .with_hint(hint)
}

pub fn locked(directories: &Directories) -> CommandError {
    let path = match directories.sandbox() {
        Ok(path) => path,
        Err(error) => return error,
    };
    let message = format!("the sandbox in {} is in use by another command", path.display());
    CommandError::new(Type::Config, "sandbox_locked", message).with_hint(
        "try again when it is done; many commands at once go through a served sandbox: lark-cli sandbox start",
    )
}

fn cannot_claim(error: &ClaimError) -> CommandError {
    CommandError::new(Type::Config, "sandbox_unusable", error.to_string())
        .with_hint("set LARK_CLI_DATA_DIR to a directory that can be written to")
}

/// What to call the sandbox with, out of what it says of itself.
pub fn credentials_of(info: &Info) -> Credentials {
    let app = info.apps.first();
    let credentials = Credentials {
        app_id: app.map(|app| AppId::unchecked(&app.app_id)),
        app_secret: app.map(|app| Secret::new(&app.app_secret).into()),
        ..Credentials::default()
    };
    match info.users.first() {
        Some(user) => credentials
            .with_token_of(OpenId::unchecked(&user.open_id), Secret::new(&user.user_access_token)),
        None => credentials,
    }
}

/// What to call a served sandbox with.
pub fn credentials_of_server(server: &ServerFile) -> Credentials {
    Credentials {
        app_id: Some(AppId::unchecked(&server.app_id)),
        app_secret: Some(Secret::new(&server.app_secret).into()),
        tenant_access_token: None,
        user: Some(Box::new(ServedUserTokens {
            server: server.clone(),
            current: Mutex::new(Secret::new(&server.user_access_token)),
        })),
    }
}

/// The default person's token; the server gives another when this one has expired.
struct ServedUserTokens {
    server: ServerFile,
    current: Mutex<Secret>,
}

impl UserTokens for ServedUserTokens {
    fn get(&self, stale: Option<&Secret>) -> Result<Secret, CredentialError> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if Some(&*current) == stale {
            let lost = |error: CommandError| CredentialError::UserTokenLost(error.message);
            let info = admin::info(&self.server).map_err(lost)?;
            let user = info.users.first().ok_or(CredentialError::NoUser)?;
            *current = Secret::new(&user.user_access_token);
        }
        Ok(current.clone())
    }
}
