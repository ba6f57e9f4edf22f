//! `lark-cli auth logout`

use std::fmt;

use clap::Args;
use lark_api::oauth::token::{RevokeToken, TokenTypeHint};
use lark_client::login::Login;
use schemars::JsonSchema;
use serde::Serialize;

use super::session::{self, Session};
use crate::{context::Context, error::CommandError, output::Output};

/// End a login: the server is told, and it is forgotten here
///
/// It is forgotten even where the server cannot be told; the result says so then.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli auth logout\n  \
    lark-cli auth logout --user ou_…\n  \
    lark-cli auth logout --all")]
pub struct LogoutArgs {
    /// Whose; whom `--as user` acts as unless told
    #[arg(long, value_name = "USER", conflicts_with = "all")]
    user: Option<String>,

    /// Everybody's
    #[arg(long)]
    all: bool,
}

#[derive(Serialize, JsonSchema)]
struct Ended {
    logins: Vec<EndedLogin>,
}

#[derive(Serialize, JsonSchema)]
struct EndedLogin {
    open_id: String,
    name: String,
    /// Whether the server has ended it, too.
    revoked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub fn run(context: &Context, args: LogoutArgs) -> Result<Output<'_>, CommandError> {
    let session = Session::open(context)?;
    let logins = session.logins()?;
    let ended = match args.all {
        true => logins.list()?,
        false => vec![session.login(args.user.as_deref())?],
    };
    if ended.is_empty() {
        return Err(session::nobody());
    }
    let mut rows = Vec::new();
    for login in ended {
        let outcome = match context.global().dry_run {
            true => Ok(()),
            false => revoke(&session, &login),
        };
        if !context.global().dry_run {
            logins.forget(&login.open_id)?;
        }
        rows.push(EndedLogin {
            open_id: login.open_id.to_string(),
            name: login.name,
            revoked: outcome.is_ok(),
            reason: outcome.err().map(|error| error.message),
        });
    }
    Ok(Output::value(Ended { logins: rows }))
}

/// The refresh token first: what came of it ends with it.
fn revoke(session: &Session<'_>, login: &Login) -> Result<(), CommandError> {
    let client = session.as_app()?;
    let (app_id, app_secret) = client.app().map_err(lark_client::Error::from)?;
    let (token, hint) = match &login.refresh_token {
        Some(token) => (token, TokenTypeHint::RefreshToken),
        None => (&login.access_token, TokenTypeHint::AccessToken),
    };
    client.call(&RevokeToken {
        client_id: Some(app_id.clone()),
        client_secret: Some(app_secret.reveal().to_owned()),
        token: token.reveal().to_owned(),
        token_type_hint: Some(hint),
    })?;
    Ok(())
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.logins.iter().map(|login| match &login.reason {
            None => format!("{} is logged out", login.name),
            Some(reason) => format!(
                "{} is logged out here; the server could not be told: {reason}",
                login.name
            ),
        });
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}
