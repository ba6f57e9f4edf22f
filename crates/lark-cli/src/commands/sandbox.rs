//! `lark-cli sandbox …`

mod info;
mod reset;
mod start;
mod stop;

use clap::Subcommand;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

#[derive(Subcommand)]
pub enum Command {
    Start(start::StartArgs),
    Info(info::InfoArgs),
    Stop(stop::StopArgs),
    Reset(reset::ResetArgs),
}

pub fn run(context: &Context, command: Command) -> Result<Output<'_>, CommandError> {
    if context.global().dry_run {
        let message = "sandbox commands send nothing to Lark that a dry run could show";
        return Err(CommandError::new(Type::Validation, "invalid_argument", message)
            .with_hint("leave --dry-run out"));
    }
    match command {
        Command::Start(args) => start::run(&args),
        Command::Info(_) => info::run(),
        Command::Stop(_) => stop::run(),
        Command::Reset(_) => reset::run(),
    }
}
