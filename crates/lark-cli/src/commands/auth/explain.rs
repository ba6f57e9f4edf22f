//! `lark-cli auth explain`

use std::fmt;

use clap::Args;
use lark_api::{Auth, application::ListScopes};
use schemars::JsonSchema;
use serde::Serialize;

use super::session::Session;
use crate::{
    commands::needs::Needs,
    context::Context,
    error::CommandError,
    hints,
    output::Output,
    profile::Profile,
};

/// Say what a command needs, and what of it is missing, before trying it
///
/// Identities, permissions of the app and of the person. The app's are asked for where its bot can
/// be acted as; otherwise they are shown as unknown.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli auth explain \"im list-messages\"\n  \
    lark-cli auth explain im.pins.create --format json")]
pub struct ExplainArgs {
    /// A command in any spelling, or an endpoint's name
    #[arg(value_name = "COMMAND", required = true)]
    command: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Explained {
    command: String,
    endpoints: Vec<&'static str>,
    identities: Vec<Identity>,
    /// Membership, roles and settings are decided when it is called.
    note: &'static str,
}

/// What is needed to run it as one identity.
#[derive(Serialize, JsonSchema)]
struct Identity {
    #[serde(rename = "as")]
    identity: &'static str,
    allowed: bool,
    /// Whether there is something to act as it with.
    available: bool,
    /// All of these groups have to be met, each by any one of its permissions.
    scopes: Vec<Vec<&'static str>>,
    /// null where it is not known what is granted.
    missing: Option<Vec<&'static str>>,
    /// What to do about what is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What one identity has.
struct Standing {
    available: bool,
    /// `None` where it is not known; `Some(None)` for everything.
    granted: Option<Option<Vec<String>>>,
}

pub fn run(context: &Context, args: ExplainArgs) -> Result<Output<'_>, CommandError> {
    let needs = Needs::of(&args.command.join(" "))?;
    let identities = [Auth::User, Auth::Bot]
        .into_iter()
        .map(|auth| Ok(Identity::new(&needs, auth, standing(context, auth)?, context)))
        .collect::<Result<_, CommandError>>()?;
    Ok(Output::value(Explained {
        endpoints: needs.calls.iter().map(|meta| meta.name).collect(),
        command: needs.name,
        identities,
        note: "whether one is in the chat, may speak or administer it shows only when it is called",
    }))
}

fn standing(context: &Context, auth: Auth) -> Result<Standing, CommandError> {
    if matches!(context.settings()?.profile, Profile::Sandbox) {
        return Ok(Standing { available: true, granted: Some(None) });
    }
    let session = Session::open(context)?;
    if auth == Auth::User {
        let logins = session.deployment.logins(session.settings, &session.directories)?;
        let login = logins.map(|logins| logins.current()).transpose()?.flatten();
        let given = session.deployment.user_access_token.is_some();
        let granted = login.map(|login| Some(login.scopes().map(str::to_owned).collect()));
        let granted = if given { None } else { granted };
        return Ok(Standing { available: given || granted.is_some(), granted });
    }
    if !session.deployment.has_app(&session.directories)? {
        let available = session.deployment.tenant_access_token.is_some();
        return Ok(Standing { available, granted: None });
    }
    // What cannot be asked now is not known; the question was about something else.
    let listed = session.as_app().and_then(|client| Ok(client.call(&ListScopes {})?));
    let granted = listed.ok().map(|list| {
        let granted = list.scopes.into_iter().filter(|scope| scope.grant_status == 1);
        Some(granted.map(|scope| scope.scope_name).collect())
    });
    Ok(Standing { available: true, granted })
}

impl Identity {
    fn new(needs: &Needs, auth: Auth, standing: Standing, context: &Context) -> Self {
        let allowed = needs.takes(auth);
        let missing = match (&standing.granted, allowed) {
            (_, false) | (Some(None), _) => Some(Vec::new()),
            (None, true) => None,
            (Some(Some(granted)), true) => {
                let granted: Vec<&str> = granted.iter().map(String::as_str).collect();
                Some(needs.least(auth, &granted))
            }
        };
        let mut scopes: Vec<_> = match allowed {
            true => needs.requirements(auth).map(<[_]>::to_vec).collect(),
            false => Vec::new(),
        };
        scopes.dedup();
        Self {
            identity: if auth == Auth::User { "user" } else { "bot" },
            allowed,
            available: standing.available,
            next: next(needs, auth, &standing, missing.as_deref(), context),
            scopes,
            missing,
        }
    }
}

fn next(
    needs: &Needs,
    auth: Auth,
    standing: &Standing,
    missing: Option<&[&str]>,
    context: &Context,
) -> Option<String> {
    if !needs.takes(auth) {
        return None;
    }
    match (auth, standing.available, missing) {
        (Auth::User, false, _) => {
            Some(format!("lark-cli auth login --for {}", hints::quote(&needs.name)))
        }
        (Auth::Bot, false, _) => Some("lark-cli config init".to_owned()),
        (Auth::User, true, Some([_, ..])) => {
            let scopes = missing.unwrap_or_default().join(" ");
            Some(format!("lark-cli auth login --scope {}", hints::quote(&scopes)))
        }
        (Auth::Bot, true, Some(missing @ [_, ..])) => {
            let session = Session::open(context).ok()?;
            let app_id = session.app_id().ok()?;
            Some(hints::console_url(&session.deployment.base.open, app_id.as_str(), missing, auth))
        }
        _ => None,
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}  calls {}", self.command, self.endpoints.join(", "))?;
        for identity in &self.identities {
            writeln!(f, "  {identity}")?;
        }
        write!(f, "({})", self.note)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--as {:<5}", self.identity)?;
        if !self.allowed {
            return f.write_str("Lark does not let one do it");
        }
        let standing = match (self.available, &self.missing) {
            (false, _) => "there is nothing to act as it with".to_owned(),
            (true, None) => "what is granted is not known".to_owned(),
            (true, Some(missing)) if missing.is_empty() => "ready".to_owned(),
            (true, Some(missing)) => format!("missing {}", missing.join(" ")),
        };
        f.write_str(&standing)?;
        for any_of in &self.scopes {
            write!(f, "\n            needs {}", any_of.join(" or "))?;
        }
        self.next.iter().try_for_each(|next| write!(f, "\n            next: {next}"))
    }
}
