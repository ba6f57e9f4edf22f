//! `lark-cli auth check`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use super::session::Session;
use crate::{context::Context, error::CommandError, output::Output};

/// Check that the person granted permissions; exits with 1 when one is missing
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli auth check --scope \"im:message im:chat:read\"")]
pub struct CheckArgs {
    /// Permissions, with spaces or commas between
    #[arg(long, value_name = "SCOPES", required = true)]
    scope: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Checked {
    granted: Vec<String>,
    missing: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
}

pub fn run(context: &Context, args: CheckArgs) -> Result<Output<'_>, CommandError> {
    let login = Session::open(context)?.login(None)?;
    let asked = args.scope.iter().flat_map(|text| text.split([' ', ',']));
    let asked = asked.filter(|scope| !scope.is_empty()).map(str::to_owned);
    let (granted, missing): (Vec<_>, Vec<_>) =
        asked.partition(|scope| login.scopes().any(|granted| granted == scope));
    let suggestion = (!missing.is_empty())
        .then(|| format!("lark-cli auth login --scope {}", crate::hints::quote(&missing.join(" "))));
    let is_met = missing.is_empty();
    Ok(Output::verdict(is_met, Checked { granted, missing, suggestion }))
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.suggestion {
            None => write!(f, "Granted: {}", self.granted.join(" ")),
            Some(login) => write!(f, "Missing: {}\n{login}", self.missing.join(" ")),
        }
    }
}
