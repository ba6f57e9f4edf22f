//! `lark-cli profile use`

use clap::Args;

use crate::{
    commands::config::{Report, writing},
    context::Context,
    error::{CommandError, Type},
    output::Output,
    profile::{Directories, SANDBOX},
    settings::{
        Origin,
        effective::unknown_profile,
        user_file::UserFile,
    },
};

/// Make a profile the default one
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli profile use work\n  \
    lark-cli profile use sandbox\n  \
    lark-cli profile use -")]
pub struct UseArgs {
    /// Its name; `-` goes back to the one before
    #[arg(allow_hyphen_values = true)]
    name: String,
}

pub fn run(context: &Context, args: UseArgs) -> Result<Output<'_>, CommandError> {
    let directories = Directories::resolve()?;
    let name = UserFile::change(&directories, writing(context), |edit| {
        let previous = edit.file.previous_profile().map(str::to_owned);
        let name = match args.name.as_str() {
            "-" => previous.ok_or_else(no_previous)?,
            name => name.to_owned(),
        };
        if name != SANDBOX && !edit.file.has(&name) {
            return Err(unknown_profile(&edit.file, &Origin::Flag("NAME"), &name));
        }
        edit.use_profile(&name)?;
        Ok(name)
    })?;
    Ok(Report::new(context)
        .fact("profile", name.as_str())
        .done(format!("`{name}` is the default profile"))
        .output())
}

fn no_previous() -> CommandError {
    CommandError::new(Type::Validation, "not_found", "no other profile was the default before")
        .with_hint("name one: lark-cli profile list")
}
