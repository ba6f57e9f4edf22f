//! `lark-cli auth scopes`

use std::fmt;

use clap::Args;
use lark_api::{Endpoint, application::ListScopes};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{context::Context, error::CommandError, output::Output};

/// List the permissions the app has, for its bot and for people
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli auth scopes --format pretty")]
pub struct ScopesArgs {}

#[derive(Serialize, JsonSchema)]
struct AppScopes {
    bot: Vec<String>,
    user: Vec<String>,
    /// Asked for, and not granted to the app.
    pending: Vec<String>,
}

pub fn run(context: &Context, _: ScopesArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(ListScopes::META.auth)?;
    let answer = client.call(&ListScopes {})?;
    let mut scopes = AppScopes { bot: Vec::new(), user: Vec::new(), pending: Vec::new() };
    for scope in answer.scopes {
        let list = match (scope.grant_status, scope.scope_type.as_str()) {
            (1, "user") => &mut scopes.user,
            (1, _) => &mut scopes.bot,
            _ => &mut scopes.pending,
        };
        list.push(scope.scope_name);
    }
    Ok(Output::value(scopes))
}

impl fmt::Display for AppScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [("As bot", &self.bot), ("As user", &self.user), ("Not granted", &self.pending)];
        let lists = lists.iter().filter(|(_, scopes)| !scopes.is_empty());
        let texts = lists.map(|(title, scopes)| format!("{title}:\n  {}", scopes.join("\n  ")));
        f.write_str(&texts.collect::<Vec<_>>().join("\n"))
    }
}
