//! `lark-cli config trust`

use clap::Args;

use super::{Report, change::writing};
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
    profile::Directories,
    settings::{project_file, trust, user_file::Writing},
};

/// Let the project's file here set more than a chat, a format and stricter rules
///
/// Look at it first. The trust is in this file at this place as it is now: after any change it is
/// asked for again.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli config trust\n  \
    lark-cli config trust --revoke")]
pub struct TrustArgs {
    /// Trust it no more
    #[arg(long)]
    revoke: bool,
}

pub fn run(context: &Context, args: TrustArgs) -> Result<Output<'_>, CommandError> {
    let directories = Directories::resolve()?;
    let Some(found) = project_file::find()? else { return Err(nothing_here()) };
    let path = found.path.display().to_string();
    if writing(context) == Writing::Really {
        match args.revoke {
            true => trust::revoke(&directories, &found.path)?,
            false => trust::trust(&directories, &found.path, &found.text)?,
        }
    }
    let done = if args.revoke { "is not trusted any more" } else { "is trusted as it is now" };
    Ok(Report::new(context)
        .fact("path", path.as_str())
        .fact("trusted", !args.revoke)
        .done(format!("{path} {done}"))
        .output())
}

fn nothing_here() -> CommandError {
    let message = format!("there is no {} here or above", project_file::NAME);
    CommandError::new(Type::Validation, "not_found", message)
        .with_hint("go to the project's directory first")
}
