//! `lark-cli auth switch`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use super::{session::Session, status::User};
use crate::{context::Context, error::CommandError, output::Output};

/// Act as another person who is logged in
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli auth switch ou_…\n  \
    lark-cli auth switch 林晓")]
pub struct SwitchArgs {
    /// Their open id, or their name as `auth list` shows it
    #[arg(value_name = "USER")]
    user: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
struct Switched(User);

pub fn run(context: &Context, args: SwitchArgs) -> Result<Output<'_>, CommandError> {
    let session = Session::open(context)?;
    let login = session.login(Some(&args.user))?;
    if !context.global().dry_run {
        session.logins()?.choose(&login.open_id)?;
    }
    Ok(Output::value(Switched(User::of(&login))))
}

impl fmt::Display for Switched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--as user acts as {}", self.0)
    }
}
