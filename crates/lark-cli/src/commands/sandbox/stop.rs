//! `lark-cli sandbox stop`

use std::fmt;

use clap::Args;
use lark_sandbox::Claim;
use schemars::JsonSchema;
use serde::Serialize;

use super::refuse_dry_run;
use crate::{
    context::Context, error::CommandError, output::Output, profile::Directories, sandbox,
    transport::admin,
};

/// Stop serving the sandbox; what is in it stays
#[derive(Args)]
pub struct StopArgs {}

#[derive(Serialize, JsonSchema)]
struct Stopped {
    /// False where nothing was served.
    stopped: bool,
}

pub fn run(context: &Context, _: StopArgs) -> Result<Output<'static>, CommandError> {
    refuse_dry_run(context)?;
    let stopped = match sandbox::claim(&Directories::resolve()?)? {
        Claim::Served(server) => {
            admin::stop(&server)?;
            true
        }
        Claim::Owned(_) | Claim::Busy => false,
    };
    Ok(Output::value(Stopped { stopped }))
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.stopped { "Stopped" } else { "The sandbox was not being served" })
    }
}
