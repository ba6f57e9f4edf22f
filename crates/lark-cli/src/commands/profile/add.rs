//! `lark-cli profile add`

use clap::Args;

use crate::{
    commands::config::AppArgs,
    context::Context,
    error::{CommandError, Type},
    output::Output,
    profile::Directories,
    settings::user_file::UserFile,
};

/// Add a profile beside those there are
///
/// As `config init`, but the default profile stays the one it is.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    lark-cli profile add home --app-id cli_… --brand lark --app-secret-stdin < secret.txt")]
pub struct AddArgs {
    /// What it is called
    name: String,

    #[command(flatten)]
    app: AppArgs,
}

pub fn run(context: &Context, args: AddArgs) -> Result<Output<'_>, CommandError> {
    if UserFile::load(&Directories::resolve()?)?.has(&args.name) {
        let message = format!("there is a profile `{}` already", args.name.escape_debug());
        return Err(CommandError::new(Type::Validation, "already_exists", message)
            .with_hint("change it with config init --name or config set, or take another name"));
    }
    args.app.set_up(context, &args.name, false)
}
