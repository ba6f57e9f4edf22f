//! `lark-cli im search-chats`

use clap::Args;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Search the chats one can see
#[derive(Args)]
pub struct SearchChatsArgs {}

pub fn run(_context: &Context, _args: SearchChatsArgs) -> Result<Output<'_>, CommandError> {
    Err(CommandError::new(Type::Internal, "unfinished", "not there yet".to_owned()))
}
