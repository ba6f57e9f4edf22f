//! `lark-cli doctor`

mod local;
mod network;
mod probes;

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    context::Context,
    error::CommandError,
    output::Output,
    profile::{Deployment, Directories},
};

/// Check the configuration, the directories, the network, the app and what the host serves
///
/// Every declared endpoint is asked for without a token and with a body that is none, which tells
/// whether a host of one's own serves it; nothing can be changed by that. Exits with 1 where
/// something failed.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli doctor\n  \
    lark-cli doctor --offline --format pretty")]
pub struct DoctorArgs {
    /// Ask nobody else
    #[arg(long)]
    offline: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    Warn,
    Fail,
    Skipped,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
            Self::Skipped => "-",
        }
    }
}

/// One thing that was looked at.
#[derive(Serialize, JsonSchema)]
pub struct Check {
    name: &'static str,
    status: Status,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Commands and endpoints that do not work there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lost: Vec<String>,
}

impl Check {
    fn new(name: &'static str, status: Status, message: String) -> Self {
        Self { name, status, message, hint: None, lost: Vec::new() }
    }

    fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, Status::Ok, message.into())
    }

    fn skipped(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, Status::Skipped, message.into())
    }

    fn warn(name: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..Self::new(name, Status::Warn, message.into()) }
    }

    /// What a command would fail with.
    fn fail(name: &'static str, error: &CommandError) -> Self {
        Self { hint: error.hint.clone(), ..Self::new(name, Status::Fail, error.message.clone()) }
    }

    /// What fails, but costs something only.
    fn cost(name: &'static str, error: &CommandError) -> Self {
        Self { status: Status::Warn, ..Self::fail(name, error) }
    }
}

#[derive(Serialize, JsonSchema)]
struct Report {
    checks: Vec<Check>,
    failed: usize,
    warnings: usize,
}

pub fn run<'a>(context: &'a Context, args: &DoctorArgs) -> Result<Output<'a>, CommandError> {
    let directories = Directories::resolve()?;
    let mut checks = vec![Check::ok("version", concat!("lark-cli ", env!("CARGO_PKG_VERSION")))];
    let settings = context.settings();
    checks.extend(local::files(&directories, settings.as_ref().ok().copied()));
    checks.push(
        settings.as_ref().map_or_else(|error| Check::fail("profile", error), |s| local::profile(s)),
    );
    let settings = settings.ok();
    checks.extend(local::directories(settings, &directories));
    if let Some(settings) = settings {
        match Deployment::of(settings) {
            Ok(None) => {}
            Ok(Some(deployment)) => {
                let subject = local::Subject { settings, deployment, directories: &directories };
                checks.extend(local::credentials(&subject));
                checks.extend(match args.offline || context.global().dry_run {
                    true => vec![Check::skipped("network", "nobody was asked")],
                    false => network::checks(&subject),
                });
            }
            Err(error) => checks.push(Check::fail("base_url", &error)),
        }
    }
    let count = |status| checks.iter().filter(|check| check.status == status).count();
    let (failed, warnings) = (count(Status::Fail), count(Status::Warn));
    Ok(Output::verdict(failed == 0, Report { checks, failed, warnings }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for check in &self.checks {
            writeln!(f, "{:<4}  {:<12}  {}", check.status.word(), check.name, check.message)?;
            for lost in &check.lost {
                writeln!(f, "{:20}{lost}", "")?;
            }
            if let Some(hint) = &check.hint {
                writeln!(f, "{:20}-> {hint}", "")?;
            }
        }
        match (self.failed, self.warnings) {
            (0, 0) => f.write_str("Everything is all right"),
            (failed, warnings) => write!(f, "{failed} failed, {warnings} to look at"),
        }
    }
}
