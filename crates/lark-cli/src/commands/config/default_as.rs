//! `lark-cli config default-as`

use clap::Args;

use super::{get, set};
use crate::{
    context::Context,
    error::CommandError,
    output::Output,
    settings::{Key, Origin, Setting},
};

/// Show or change whom a profile acts as without --as
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli config default-as\n  \
    lark-cli config default-as bot")]
pub struct DefaultAsArgs {
    /// user, bot or auto; shown unless given
    #[arg(value_name = "IDENTITY")]
    whom: Option<String>,
}

pub fn run(context: &Context, args: DefaultAsArgs) -> Result<Output<'_>, CommandError> {
    match args.whom {
        None => get::show(context, Key::DefaultAs),
        Some(given) => {
            set::set(context, Setting::of_text(Key::DefaultAs, &given, Origin::Flag("IDENTITY"))?)
        }
    }
}
