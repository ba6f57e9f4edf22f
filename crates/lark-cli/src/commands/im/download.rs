//! `lark-cli im download`

use clap::Args;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Download all files of a stretch of history
#[derive(Args)]
pub struct DownloadArgs {}

pub fn run(_context: &Context, _args: DownloadArgs) -> Result<Output<'_>, CommandError> {
    Err(CommandError::new(Type::Internal, "unfinished", "not there yet".to_owned()))
}
