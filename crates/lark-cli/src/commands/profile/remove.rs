//! `lark-cli profile remove`

use clap::Args;

use super::known;
use crate::{
    commands::config::{Change, Report},
    context::Context,
    error::CommandError,
    output::Output,
};

/// Remove a profile, and its secret if no other profile has the same app
///
/// Needs --yes.
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli profile remove work --yes")]
pub struct RemoveArgs {
    /// Its name
    name: String,
}

pub fn run(context: &Context, args: RemoveArgs) -> Result<Output<'_>, CommandError> {
    let change = Change::of(context, &args.name)?;
    context.confirmed("removing a profile")?;
    let notes = change.make(|edit, profile| {
        known(&edit.file, profile)?;
        edit.remove(profile)
    })?;
    Ok(Report::new(context)
        .fact("profile", args.name.as_str())
        .fact("removed", true)
        .done(format!("`{}` is removed", args.name))
        .all_done(notes)
        .output())
}
