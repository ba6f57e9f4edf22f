//! `lark-cli config unset`

use clap::Args;

use super::{Change, Report, set::known_key};
use crate::{context::Context, error::CommandError, output::Output, settings::Key};

/// Take a setting out of a profile in the user's file
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli config unset default_chat")]
pub struct UnsetArgs {
    /// The setting, such as default_chat
    key: String,
}

pub fn run(context: &Context, args: UnsetArgs) -> Result<Output<'_>, CommandError> {
    let facts = known_key(&args.key)?;
    unset(context, facts.key)
}

/// Takes one setting out of the chosen profile.
pub fn unset(context: &Context, key: Key) -> Result<Output<'static>, CommandError> {
    let change = Change::new(context)?;
    let notes = change.make(|edit, profile| edit.unset(profile, key))?;
    let name = key.facts().name;
    Ok(Report::new(context)
        .fact("profile", change.profile.as_str())
        .fact("key", name)
        .done(format!("{name} of `{}` is not set", change.profile))
        .all_done(notes)
        .output())
}
