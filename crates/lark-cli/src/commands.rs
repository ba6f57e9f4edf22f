//! The command tree: a folder a group, a file a command.

mod advice;
mod api;
mod auth;
mod config;
mod doctor;
mod help;
pub mod im;
mod journal;
mod leaves;
pub mod method;
pub mod needs;
mod profile;
mod raw;
mod sandbox;
mod schema;

use clap::{ArgMatches, Args, Command as Grammar, FromArgMatches, error::ErrorKind};

use crate::{
    arguments::Depth, context::Context, error::CommandError, output::Output, settings::policy,
};

pub enum Command {
    Im(im::Command),
    Sandbox(sandbox::Command),
    Auth(auth::Command),
    Config(config::Command),
    Profile(profile::Command),
    Method(method::MethodCall),
    Api(api::ApiArgs),
    Schema(schema::SchemaArgs),
    Journal(journal::JournalArgs),
    Doctor(doctor::DoctorArgs),
    Help(help::HelpArgs),
}

type Augment = fn(Grammar) -> Grammar;

/// The groups: name, what is in it, and both forms of its grammar.
const GROUPS: &[(&str, &str, Augment, Augment)] = &[
    (
        "im",
        "Messages, chats, members, reactions and files",
        im::Command::augment,
        im::Command::augment_whole,
    ),
    (
        "sandbox",
        "The built-in workspace: serve it, look at it, start it anew",
        sandbox::Command::augment,
        sandbox::Command::augment_whole,
    ),
    (
        "auth",
        "Logins: act as yourself, see what was granted, and what a command needs",
        auth::Command::augment,
        auth::Command::augment_whole,
    ),
    (
        "config",
        "Settings: set an app up, look at what counts, change it",
        config::Command::augment,
        config::Command::augment_whole,
    ),
    (
        "profile",
        "Profiles: several apps and deployments side by side",
        profile::Command::augment,
        profile::Command::augment_whole,
    ),
];

/// The commands that are in no group.
const SINGLES: &[(&str, Augment)] = &[
    ("api", api::ApiArgs::augment_args),
    ("schema", schema::SchemaArgs::augment_args),
    ("journal", journal::JournalArgs::augment_args),
    ("doctor", doctor::DoctorArgs::augment_args),
    ("help", help::HelpArgs::augment_args),
];

impl Command {
    pub fn augment(mut grammar: Grammar, depth: Depth<'_>) -> Grammar {
        for (name, about, deferred, whole) in GROUPS {
            let group = Grammar::new(name).about(about);
            let group = group.subcommand_required(true).arg_required_else_help(true);
            let is_whole = match depth {
                Depth::Deferred => false,
                Depth::Around(words) => words.iter().any(|word| word == name),
                Depth::Whole => true,
            };
            grammar =
                grammar.subcommand(if is_whole { whole(group) } else { group.defer(*deferred) });
        }
        for (name, augment) in SINGLES {
            let single = Grammar::new(name);
            grammar = grammar.subcommand(match depth {
                Depth::Deferred => single.defer(*augment),
                Depth::Around(_) | Depth::Whole => augment(single),
            });
        }
        grammar
    }

    /// What it is called in the journal: an endpoint by its own name, however it was called.
    pub fn name(&self) -> String {
        match self {
            Self::Im(command) => format!("im {}", command.name()),
            Self::Sandbox(command) => format!("sandbox {}", command.name()),
            Self::Auth(command) => format!("auth {}", command.name()),
            Self::Config(command) => format!("config {}", command.name()),
            Self::Profile(command) => format!("profile {}", command.name()),
            Self::Method(call) => call.name().to_owned(),
            Self::Api(args) => args.endpoint().unwrap_or("api").to_owned(),
            Self::Journal(_) => "journal".to_owned(),
            Self::Doctor(_) => "doctor".to_owned(),
            Self::Schema(_) => "schema".to_owned(),
            Self::Help(_) => "help".to_owned(),
        }
    }

    pub fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        match matches.subcommand() {
            Some(("im", matches)) => im::Command::from_arg_matches(matches).map(Self::Im),
            Some(("sandbox", matches)) => {
                sandbox::Command::from_arg_matches(matches).map(Self::Sandbox)
            }
            Some(("auth", matches)) => auth::Command::from_arg_matches(matches).map(Self::Auth),
            Some(("config", matches)) => {
                config::Command::from_arg_matches(matches).map(Self::Config)
            }
            Some(("profile", matches)) => {
                profile::Command::from_arg_matches(matches).map(Self::Profile)
            }
            Some(("api", matches)) => api::ApiArgs::from_arg_matches(matches).map(Self::Api),
            Some(("schema", matches)) => {
                schema::SchemaArgs::from_arg_matches(matches).map(Self::Schema)
            }
            Some(("journal", matches)) => {
                journal::JournalArgs::from_arg_matches(matches).map(Self::Journal)
            }
            Some(("doctor", matches)) => {
                doctor::DoctorArgs::from_arg_matches(matches).map(Self::Doctor)
            }
            Some(("help", matches)) => help::HelpArgs::from_arg_matches(matches).map(Self::Help),
            _ => Err(clap::Error::new(ErrorKind::MissingSubcommand)),
        }
    }
}

/// Whether there is such a group, or such a command in one.
pub fn is_command(group: &str, leaf: Option<&str>) -> bool {
    match (group, leaf) {
        ("im", Some(leaf)) => im::NAMES.contains(&leaf),
        ("sandbox", Some(leaf)) => sandbox::NAMES.contains(&leaf),
        ("im" | "sandbox" | "api", None) => true,
        _ => false,
    }
}

/// What is forbidden is refused before it reads, looks up or asks for anything.
fn permitted(context: &Context, command: &Command) -> Result<(), CommandError> {
    let (group, leaf) = match command {
        Command::Im(command) => ("im", command.name()),
        Command::Sandbox(command) => ("sandbox", command.name()),
        Command::Api(_) => ("api", ""),
        _ => return Ok(()),
    };
    match context.settings_of_anyone() {
        Ok(settings) => policy::refuse_command(settings, group, leaf),
        // A command that needs the settings fails with the error itself.
        Err(_) => Ok(()),
    }
}

/// Runs a command. How it fails, also while its rows are read, is told with what can be done about it.
pub fn run(context: &Context, command: Command) -> Result<Output<'_>, CommandError> {
    let better = |error| advice::advise(context, error);
    match run_plainly(context, command).map_err(better)? {
        Output::Rows(mut rows) => {
            rows.rows = Box::new(rows.rows.map(move |row| row.map_err(better)));
            Ok(Output::Rows(rows))
        }
        output => Ok(output),
    }
}

fn run_plainly(context: &Context, command: Command) -> Result<Output<'_>, CommandError> {
    permitted(context, &command)?;
    match command {
        Command::Im(command) => im::run(context, command),
        Command::Sandbox(command) => sandbox::run(context, command),
        Command::Auth(command) => auth::run(context, command),
        Command::Config(command) => config::run(context, command),
        Command::Profile(command) => profile::run(context, command),
        Command::Method(call) => method::run(context, call),
        Command::Api(args) => api::run(context, args),
        Command::Schema(args) => schema::run(context, &args),
        Command::Journal(args) => journal::run(context, &args),
        Command::Doctor(args) => doctor::run(context, &args),
        Command::Help(args) => help::run(&args),
    }
}
