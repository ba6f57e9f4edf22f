//! `lark-cli config get`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{
    set::known_key,
    show::{effective, readable},
};
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
    settings::Key,
};

/// Show one setting that counts
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli config get default_chat")]
pub struct GetArgs {
    /// The setting, such as default_chat
    key: String,
}

#[derive(Serialize, JsonSchema)]
struct Got {
    key: &'static str,
    value: Value,
    origin: String,
}

pub fn run(context: &Context, args: GetArgs) -> Result<Output<'_>, CommandError> {
    show(context, known_key(&args.key)?.key)
}

/// Shows the one that counts.
pub fn show(context: &Context, key: Key) -> Result<Output<'static>, CommandError> {
    let facts = key.facts();
    let settings = context.settings()?;
    match effective(settings, facts.key)?.into_iter().next() {
        Some((value, origin)) => Ok(Output::value(Got { key: facts.name, value, origin })),
        None => Err(CommandError::new(
            Type::Validation,
            "not_set",
            format!("{} is not set in the profile `{}`", facts.name, settings.name),
        )
        .with_hint(format!("set it: lark-cli config set {} <value>: {}", facts.name, facts.takes))),
    }
}

impl fmt::Display for Got {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&readable(&self.value))
    }
}
