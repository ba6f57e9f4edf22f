//! The command tree: a folder a group, a file a command.

mod help;
mod im;
mod sandbox;

use clap::{ArgMatches, Args, Command as Grammar, FromArgMatches, Subcommand, error::ErrorKind};

use crate::{context::Context, error::CommandError, output::Output};

pub enum Command {
    Im(im::Command),
    Sandbox(sandbox::Command),
    Help(help::HelpArgs),
}

impl Command {
    /// Adds every group to the grammar; what is in a group is built when the group is used.
    pub fn augment(grammar: Grammar) -> Grammar {
        let group = |name, about| {
            Grammar::new(name).about(about).subcommand_required(true).arg_required_else_help(true)
        };
        grammar
            .subcommand(
                group("im", "Messages, chats, members, reactions and files")
                    .defer(im::Command::augment_subcommands),
            )
            .subcommand(
                group("sandbox", "The built-in workspace: serve it, look at it, start it anew")
                    .defer(sandbox::Command::augment_subcommands),
            )
            .subcommand(
                Grammar::new("help").about("Explain a command").defer(help::HelpArgs::augment_args),
            )
    }

    pub fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        match matches.subcommand() {
            Some(("im", matches)) => im::Command::from_arg_matches(matches).map(Self::Im),
            Some(("sandbox", matches)) => {
                sandbox::Command::from_arg_matches(matches).map(Self::Sandbox)
            }
            Some(("help", matches)) => help::HelpArgs::from_arg_matches(matches).map(Self::Help),
            _ => Err(clap::Error::new(ErrorKind::MissingSubcommand)),
        }
    }
}

pub fn run(context: &Context, command: Command) -> Result<Output<'_>, CommandError> {
    match command {
        Command::Im(command) => im::run(context, command),
        Command::Sandbox(command) => sandbox::run(context, command),
        Command::Help(args) => help::run(&args),
    }
}
