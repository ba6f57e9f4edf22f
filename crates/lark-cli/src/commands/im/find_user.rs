//! `lark-cli im find-user`

use clap::Args;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Find people by name, e-mail address or phone
#[derive(Args)]
pub struct FindUserArgs {}

pub fn run(_context: &Context, _args: FindUserArgs) -> Result<Output<'_>, CommandError> {
    Err(CommandError::new(Type::Internal, "unfinished", "not there yet".to_owned()))
}
