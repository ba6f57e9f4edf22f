//! `lark-cli auth list`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use super::{session::Session, status::User};
use crate::{context::Context, error::CommandError, output::Output};

/// List everybody who is logged in to the app
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli auth list --format pretty")]
pub struct ListArgs {}

#[derive(Serialize, JsonSchema)]
struct Listed {
    users: Vec<Row>,
}

#[derive(Serialize, JsonSchema)]
struct Row {
    #[serde(flatten)]
    user: User,
    /// Whom `--as user` acts as.
    is_current: bool,
}

pub fn run(context: &Context, _: ListArgs) -> Result<Output<'_>, CommandError> {
    let logins = Session::open(context)?.logins()?;
    let current = logins.current()?.map(|login| login.open_id);
    let users = logins.list()?.into_iter().map(|login| Row {
        is_current: current.as_ref() == Some(&login.open_id),
        user: User::of(&login),
    });
    Ok(Output::value(Listed { users: users.collect() }))
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.users.is_empty() {
            return f.write_str("Nobody is logged in: lark-cli auth login");
        }
        let lines = self.users.iter().map(|row| {
            let mark = if row.is_current { '*' } else { ' ' };
            format!("{mark} {}", row.user)
        });
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}
