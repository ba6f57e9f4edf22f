//! `lark-cli im search-messages`

use clap::Args;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Search the messages one can see
#[derive(Args)]
pub struct SearchMessagesArgs {}

pub fn run(_context: &Context, _args: SearchMessagesArgs) -> Result<Output<'_>, CommandError> {
    Err(CommandError::new(Type::Internal, "unfinished", "not there yet".to_owned()))
}
