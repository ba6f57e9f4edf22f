//! `lark-cli profile rename`

use clap::Args;

use super::known;
use crate::{
    commands::config::{Change, Report},
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Call a profile something else
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli profile rename work firm")]
pub struct RenameArgs {
    /// What it is called
    name: String,

    /// What it is to be called
    new_name: String,
}

pub fn run(context: &Context, args: RenameArgs) -> Result<Output<'_>, CommandError> {
    Change::of(context, &args.new_name)?;
    let change = Change::of(context, &args.name)?;
    let notes = change.make(|edit, profile| {
        known(&edit.file, profile)?;
        if edit.file.has(&args.new_name) {
            let message = format!("there is a profile `{}` already", args.new_name.escape_debug());
            return Err(CommandError::new(Type::Validation, "already_exists", message)
                .with_hint("see them: lark-cli profile list"));
        }
        edit.rename(profile, &args.new_name)
    })?;
    Ok(Report::new(context)
        .fact("profile", args.new_name.as_str())
        .done(format!("`{}` is called `{}` now", args.name, args.new_name))
        .all_done(notes)
        .output())
}
