//! `lark-cli sandbox start`

use clap::Args;
use lark_sandbox::{Claim, Limits, Location, ServeError, Server};

use super::refuse_dry_run;
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::{self, Output},
    profile::Directories,
    sandbox,
};

/// Serve the sandbox on this machine, for SDKs, other programs and other commands
///
/// Runs until it is stopped. When standard output is not a terminal, one line of JSON says where it
/// is and what to call it with, as soon as it accepts connections.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli sandbox start\n  \
    lark-cli sandbox start --memory --port 0 --limits off")]
pub struct StartArgs {
    /// The port on 127.0.0.1; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 8787)]
    port: u16,

    /// Keep everything in memory: a new workspace each time, apart from the one on disk
    #[arg(long)]
    memory: bool,

    /// Lark's rate limits (`real`), none (`off`), or so many calls per second and endpoint
    #[arg(long, value_name = "off|real|N")]
    limits: Option<Limits>,
}

pub fn run(context: &Context, args: StartArgs) -> Result<Output<'static>, CommandError> {
    refuse_dry_run(context)?;
    let limits = match args.limits {
        Some(limits) => limits,
        None => sandbox::limits_setting()?.unwrap_or(Limits::Real),
    };
    if args.memory {
        let server = bind(sandbox::open_at(Location::Memory, limits)?, args.port)?;
        return serve(server, |_| Ok(()));
    }
    let directories = Directories::resolve()?;
    match sandbox::claim(&directories)? {
        Claim::Owned(ownership) => {
            let server = bind(sandbox::open(&ownership, limits)?, args.port)?;
            serve(server, |file| {
                ownership.announce(file).map_err(|error| cannot_serve(&error.to_string()))
            })
        }
        Claim::Served(other) => Err(CommandError::new(
            Type::Validation,
            "already_running",
            format!("the sandbox is served already, at {} (pid {})", other.base_url, other.pid),
        )
        .with_hint("use that one: lark-cli sandbox info; or another beside it: lark-cli sandbox start --memory --port 0")),
        Claim::Busy => Err(sandbox::locked(&directories)),
    }
}

fn bind(sandbox: lark_sandbox::Sandbox, port: u16) -> Result<Server, CommandError> {
    Server::bind(sandbox, port).map_err(|error: ServeError| {
        cannot_serve(&error.to_string())
            .with_hint("take any free port: lark-cli sandbox start --port 0")
    })
}

fn serve(
    server: Server,
    announce: impl FnOnce(&lark_sandbox::ServerFile) -> Result<(), CommandError>,
) -> Result<Output<'static>, CommandError> {
    let file = server.describe()?;
    announce(&file)?;
    output::announce(&file)?;
    server.run().map_err(|error| cannot_serve(&error.to_string()))?;
    Ok(Output::Text(String::new()))
}

fn cannot_serve(reason: &str) -> CommandError {
    CommandError::new(
        Type::Config,
        "cannot_serve",
        format!("the sandbox cannot be served: {reason}"),
    )
    .with_hint("see what runs already: lark-cli sandbox info")
}
