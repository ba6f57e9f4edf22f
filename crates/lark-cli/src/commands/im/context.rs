//! `lark-cli im context`

use clap::Args;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Read what came before and after a message
#[derive(Args)]
pub struct ContextArgs {}

pub fn run(_context: &Context, _args: ContextArgs) -> Result<Output<'_>, CommandError> {
    Err(CommandError::new(Type::Internal, "unfinished", "not there yet".to_owned()))
}
