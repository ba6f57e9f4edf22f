//! `lark-cli im list-thread`

use clap::Args;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Read a thread, its first message included
#[derive(Args)]
pub struct ListThreadArgs {}

pub fn run(_context: &Context, _args: ListThreadArgs) -> Result<Output<'_>, CommandError> {
    Err(CommandError::new(Type::Internal, "unfinished", "not there yet".to_owned()))
}
