//! `lark-cli im export`

use clap::Args;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Write a whole chat into a file
#[derive(Args)]
pub struct ExportArgs {}

pub fn run(_context: &Context, _args: ExportArgs) -> Result<Output<'_>, CommandError> {
    Err(CommandError::new(Type::Internal, "unfinished", "not there yet".to_owned()))
}
