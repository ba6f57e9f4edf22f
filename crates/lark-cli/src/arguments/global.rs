//! The flags that stand anywhere on the line.

use std::ffi::OsString;

use clap::{Args, ValueEnum};

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON document: the whole answer and facts about it
    Json,
    /// For people
    Pretty,
    /// A table
    Table,
    /// A JSON document a line: one per row of a list
    Ndjson,
    /// Comma-separated values, a header first
    Csv,
    /// Text in few words, for agents
    Concise,
}

impl Format {
    /// Whether failures are told in JSON too.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson | Self::Csv)
    }
}

/// Whom to act as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IdentityArg {
    /// The person who is logged in
    User,
    /// The app's bot
    Bot,
    /// The person where there is one and the command takes it, else the bot
    Auto,
}

#[derive(Clone, Debug, Default, Args)]
pub struct GlobalArgs {
    /// The profile to use; `sandbox` is built in
    #[arg(long, global = true, value_name = "NAME", help_heading = "Global options")]
    pub profile: Option<String>,

    /// Whom to act as: user, bot, or auto for the person where there is one
    #[arg(
        long = "as",
        global = true,
        value_name = "IDENTITY",
        hide_possible_values = true,
        help_heading = "Global options"
    )]
    pub identity: Option<IdentityArg>,

    /// json, pretty, concise, table, ndjson or csv; JSON unless standard output is a terminal
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        hide_possible_values = true,
        help_heading = "Global options"
    )]
    pub format: Option<Format>,

    /// The same as --format json
    #[arg(long, global = true, conflicts_with = "format", help_heading = "Global options")]
    pub json: bool,

    /// Print what this jq filter makes of the JSON answer, strings without quotes
    #[arg(
        short = 'q',
        long,
        global = true,
        value_name = "FILTER",
        help_heading = "Global options"
    )]
    pub jq: Option<String>,

    /// Only these fields of rows and values, such as `message_id,sender.name`
    #[arg(
        long,
        global = true,
        value_name = "FIELDS",
        value_delimiter = ',',
        help_heading = "Global options"
    )]
    pub fields: Vec<String>,

    /// Send nothing; print the requests that would be sent
    #[arg(long, global = true, help_heading = "Global options")]
    pub dry_run: bool,

    /// Confirm what cannot be undone
    #[arg(long, global = true, help_heading = "Global options")]
    pub yes: bool,
}

impl GlobalArgs {
    /// What can be seen of the format when the line as a whole cannot be read.
    pub fn glean(words: &[OsString]) -> Self {
        let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
        let after = |flag: &str| {
            words.windows(2).find(|pair| pair[0] == flag).map(|pair| pair[1]).or_else(|| {
                words.iter().find_map(|word| word.strip_prefix(flag)?.strip_prefix('='))
            })
        };
        Self {
            format: after("--format").and_then(|name| Format::from_str(name, true).ok()),
            json: words.contains(&"--json"),
            ..Self::default()
        }
    }

    /// The format the flags ask for.
    pub fn format(&self) -> Option<Format> {
        self.format.or(self.json.then_some(Format::Json))
    }
}
