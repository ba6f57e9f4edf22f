//! `lark-cli config strict-mode`

use clap::Args;

use super::{get, set};
use crate::{
    context::Context,
    error::CommandError,
    output::Output,
    settings::{Key, Origin, Setting},
};

/// Show or change whether a profile acts as one identity only
///
/// With strict mode, --as with the other identity is an error.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli config strict-mode\n  \
    lark-cli config strict-mode bot\n  \
    lark-cli config strict-mode off")]
pub struct StrictModeArgs {
    /// user, bot or off; shown unless given
    #[arg(value_name = "IDENTITY")]
    whom: Option<String>,
}

pub fn run(context: &Context, args: StrictModeArgs) -> Result<Output<'_>, CommandError> {
    match args.whom {
        None => get::show(context, Key::StrictMode),
        Some(given) => {
            set::set(context, Setting::of_text(Key::StrictMode, &given, Origin::Flag("IDENTITY"))?)
        }
    }
}
