//! `lark-cli sandbox …`

use crate::{
    context::Context,
    error::{CommandError, Type},
};

super::leaves::leaves! {
    "start" => start::StartArgs,
    "info" => info::InfoArgs,
    "stop" => stop::StopArgs,
    "reset" => reset::ResetArgs,
}

/// These commands call nobody, so there is nothing a dry run could show instead.
fn refuse_dry_run(context: &Context) -> Result<(), CommandError> {
    if !context.global().dry_run {
        return Ok(());
    }
    let message = "sandbox commands send nothing to Lark that a dry run could show";
    Err(CommandError::new(Type::Validation, "invalid_argument", message)
        .with_hint("leave --dry-run out"))
}
