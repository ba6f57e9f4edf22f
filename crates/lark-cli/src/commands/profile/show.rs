//! `lark-cli profile show`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::known;
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
    profile::{Directories, SANDBOX},
    settings::user_file::UserFile,
};

/// Show what a profile says in the user's file, whatever else counts
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli profile show work")]
pub struct ShowArgs {
    /// Its name; the default one unless told
    name: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Shown {
    profile: String,
    is_default: bool,
    settings: Map<String, Value>,
}

pub fn run(context: &Context, args: ShowArgs) -> Result<Output<'_>, CommandError> {
    let file = UserFile::load(&Directories::resolve()?)?;
    let default = || file.default_profile().map(str::to_owned);
    let name = args.name.or_else(|| context.global().profile.clone()).or_else(default);
    let name = name.ok_or_else(no_default)?;
    let is_default = file.default_profile() == Some(&name);
    let mut settings = Map::new();
    if name != SANDBOX {
        known(&file, &name)?;
        let own = file.settings(&name)?;
        settings.extend(own.iter().map(|s| (s.key.facts().name.to_owned(), s.shown())));
    }
    Ok(Output::value(Shown { profile: name, is_default, settings }))
}

fn no_default() -> CommandError {
    CommandError::new(Type::Config, "not_configured", "there is no default profile")
        .with_hint("see those there are: lark-cli profile list")
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "profile {}", self.profile)?;
        for (key, value) in &self.settings {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            write!(f, "\n  {key:<16} {value}")?;
        }
        Ok(())
    }
}
