//! `lark-cli sandbox reset`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use super::refuse_dry_run;
use crate::{
    context::Context,
    error::CommandError,
    output::Output,
    profile::Directories,
    sandbox::{self, Reached},
    transport::admin,
};

/// Start the sandbox anew: everything in it is as on the first day
#[derive(Args)]
pub struct ResetArgs {}

#[derive(Serialize, JsonSchema)]
struct Reset {
    reset: bool,
}

pub fn run(context: &Context, _: ResetArgs) -> Result<Output<'static>, CommandError> {
    refuse_dry_run(context)?;
    match sandbox::reach(&Directories::resolve()?)? {
        Reached::Inside(inside) => inside.sandbox.reset()?,
        Reached::Served(server) => admin::reset(&server)?,
    }
    Ok(Output::value(Reset { reset: true }))
}

impl fmt::Display for Reset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The sandbox is as on its first day")
    }
}
