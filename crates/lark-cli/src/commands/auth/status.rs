//! `lark-cli auth status`

use std::fmt;

use clap::Args;
use lark_api::authen::GetUserInfo;
use lark_client::{
    clock::{Clock, SystemClock},
    login::Login,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::session::Session;
use crate::{context::Context, error::CommandError, logins::Logins, output::Output};

/// Show who is logged in, for how long, and what they granted
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli auth status\n  \
    lark-cli auth status --verify")]
pub struct StatusArgs {
    /// Ask the server, too: it may have ended what looks good here
    #[arg(long)]
    verify: bool,
}

#[derive(Serialize, JsonSchema)]
struct Status {
    profile: String,
    base_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<String>,
    bot: Bot,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<User>,
    /// How many people are logged in to the app.
    logins: usize,
}

#[derive(Serialize, JsonSchema)]
struct Bot {
    /// Whether there is something to act as the bot with.
    available: bool,
}

/// Whom `--as user` acts as.
#[derive(Serialize, JsonSchema)]
pub struct User {
    pub open_id: String,
    pub name: String,
    /// valid, needs_refresh (the next command does it), or expired.
    pub status: &'static str,
    pub scope: String,
    pub token_expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_expires_at: Option<String>,
    /// What the server said, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
}

impl User {
    pub fn of(login: &Login) -> Self {
        let now = SystemClock::default().now();
        Self {
            open_id: login.open_id.to_string(),
            name: login.name.clone(),
            status: match (login.expires_at > now, login.lasts(now)) {
                (true, _) => "valid",
                (false, true) => "needs_refresh",
                (false, false) => "expired",
            },
            scope: login.scope.clone(),
            token_expires_at: moment(login.expires_at),
            refresh_expires_at: login
                .refresh_token
                .as_ref()
                .map(|_| moment(login.refresh_expires_at)),
            verified: None,
        }
    }
}

/// Milliseconds since 1970 as a point in time, to the second.
pub fn moment(millis: i64) -> String {
    let whole = jiff::Timestamp::from_second(millis.div_euclid(1000)).unwrap_or(jiff::Timestamp::MAX);
    whole.to_string()
}

pub fn run(context: &Context, args: StatusArgs) -> Result<Output<'_>, CommandError> {
    let session = Session::open(context)?;
    let deployment = &session.deployment;
    let logins = deployment.logins(session.settings, &session.directories)?;
    let login = logins.as_ref().map(Logins::current).transpose()?.flatten();
    let mut user = login.as_ref().map(User::of);
    if args.verify && login.is_some() {
        let verified = context.client(&[lark_api::Auth::User])?.call(&GetUserInfo {}).map(drop);
        if let Some(user) = &mut user {
            user.verified = Some(is_verified(verified)?);
        }
    }
    let available =
        deployment.tenant_access_token.is_some() || deployment.has_app(&session.directories)?;
    Ok(Output::value(Status {
        profile: session.settings.name.clone(),
        base_url: deployment.base.open.clone(),
        app_id: deployment.app_id.as_ref().map(ToString::to_string),
        bot: Bot { available },
        user,
        logins: logins.map_or(Ok(0), |logins| logins.list().map(|list| list.len()))?,
    }))
}

/// A refusal is an answer to the question; no answer is none.
fn is_verified(answer: Result<(), lark_client::Error>) -> Result<bool, CommandError> {
    match answer {
        Ok(()) => Ok(true),
        Err(lark_client::Error::Api(_)) => Ok(false),
        Err(lark_client::Error::Credential(
            lark_client::CredentialError::LoginOver
            | lark_client::CredentialError::LoginRefused { .. },
        )) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let app = self.app_id.as_deref().unwrap_or("no app");
        writeln!(f, "{}  {app} at {}", self.profile, self.base_url)?;
        let bot = if self.bot.available { "yes" } else { "no secret: lark-cli config init" };
        writeln!(f, "  --as bot   {bot}")?;
        match &self.user {
            None => write!(f, "  --as user  nobody: lark-cli auth login"),
            Some(user) => write!(f, "  --as user  {user}"),
        }
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}, {}", self.name, self.open_id, self.status)?;
        match self.verified {
            Some(true) => f.write_str(", the server agrees")?,
            Some(false) => f.write_str(", but the server does not take it: lark-cli auth login")?,
            None => {}
        }
        match &self.refresh_expires_at {
            Some(until) => write!(f, "; the login lasts until {until}"),
            None => write!(f, "; the login lasts until {}", self.token_expires_at),
        }
    }
}
