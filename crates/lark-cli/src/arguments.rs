//! From words to a command and its arguments.

mod global;

use std::{ffi::OsString, mem::ManuallyDrop};

use clap::{ArgMatches, Args, Command as Grammar, FromArgMatches, error::ErrorKind};

pub use global::{Format, GlobalArgs, IdentityArg};

use lark_api::registry::Entry;

use crate::{
    commands::{
        Command,
        method::{self, MethodCall},
    },
    error::CommandError,
    spelling::{self, Understood},
};

/// What the words ask for.
pub enum Parsed {
    Command(GlobalArgs, Box<Command>),
    /// Help or a version: nothing to run.
    Text(String),
}

/// Reads the words; on failure also what could be read of the global flags, which say how to print it.
pub fn parse(words: Vec<OsString>) -> (Understood, Result<Parsed, (GlobalArgs, CommandError)>) {
    let given = words.clone();
    let understood = match spelling::understand(words) {
        Ok(understood) => understood,
        Err(error) => return (Understood::default(), Err((GlobalArgs::glean(&given), error))),
    };
    let words = &understood.words;
    let parsed = match method::find(words) {
        Some((entry, used)) => read_method(entry, &words[used..], words),
        None => read(words),
    };
    let parsed = parsed.map_err(|error| (GlobalArgs::glean(&given), error));
    (understood, parsed)
}

fn read(words: &[OsString]) -> Result<Parsed, CommandError> {
    let name = OsString::from("lark-cli");
    let line = || std::iter::once(&name).chain(words);
    let matches = match matched(Depth::Deferred, line()) {
        Ok(matches) => matches,
        Err(version) if version.kind() == ErrorKind::DisplayVersion => {
            return text_or_error(version, words);
        }
        // Help and suggestions look at every command of a group.
        Err(first) => match matched(Depth::Around(words), line()) {
            Ok(_) => return text_or_error(first, words),
            Err(error) => return text_or_error(error, words),
        },
    };
    let (global, command) = from_matches(&matches).map_err(|e| CommandError::of_clap(&e, words))?;
    Ok(Parsed::Command(global, Box::new(command)))
}

/// A grammar is left as it is when it has been used: taking it apart takes as long as parsing, and
/// the process ends soon.
fn matched<'a>(
    depth: Depth<'_>,
    line: impl Iterator<Item = &'a OsString>,
) -> Result<ArgMatches, clap::Error> {
    ManuallyDrop::new(grammar(depth)).try_get_matches_from_mut(line)
}

/// API methods are not in the tree: there are many, and each is built only when it is typed.
fn read_method(
    entry: &'static Entry,
    arguments: &[OsString],
    words: &[OsString],
) -> Result<Parsed, CommandError> {
    let spelled = entry.meta.name.replacen('.', " ", 1);
    let (service, rest) = spelled.split_once(' ').unwrap_or((&spelled, ""));
    let (resource, name) = rest.rsplit_once('.').unwrap_or((rest, ""));
    let grammar = GlobalArgs::augment_args(method::grammar(entry))
        .bin_name(format!("lark-cli {service} {resource} {name}"));
    let line = std::iter::once(OsString::from("lark-cli")).chain(arguments.iter().cloned());
    let matches = match grammar.try_get_matches_from(line) {
        Ok(matches) => matches,
        Err(error) => return text_or_error(error, words),
    };
    let global =
        GlobalArgs::from_arg_matches(&matches).map_err(|e| CommandError::of_clap(&e, words))?;
    let call = Command::Method(MethodCall::new(entry, matches));
    Ok(Parsed::Command(global, Box::new(call)))
}

fn from_matches(matches: &ArgMatches) -> Result<(GlobalArgs, Command), clap::Error> {
    Ok((GlobalArgs::from_arg_matches(matches)?, Command::from_arg_matches(matches)?))
}

fn text_or_error(error: clap::Error, words: &[OsString]) -> Result<Parsed, CommandError> {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Ok(Parsed::Text(error.render().to_string()))
        }
        _ => Err(CommandError::of_clap(&error, words)),
    }
}

/// How much of the grammar is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth<'a> {
    /// What is typed is built when it is met, which keeps the start short.
    Deferred,
    /// Also all of the groups that are among these words.
    Around(&'a [OsString]),
    Whole,
}

pub fn grammar(depth: Depth<'_>) -> Grammar {
    let top = Grammar::new("lark-cli")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Lark and Feishu messages from a terminal, from CI and from AI agents")
        .after_help(
            "Try it without an account:\n  \
             lark-cli --profile sandbox im list-chats --as bot\n  \
             lark-cli --profile sandbox im send-message --chat-id oc_… --text \"Hello, team\" --as user",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true);
    Command::augment(GlobalArgs::augment_args(top), depth)
}
