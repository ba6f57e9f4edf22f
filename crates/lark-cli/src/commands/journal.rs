//! `lark-cli journal`

use std::{cell::RefCell, fmt, rc::Rc, time::Duration};

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    context::Context,
    error::{CommandError, Type},
    hints,
    journal::{self, Line},
    output::{Output, Paging, Row, Rows},
    profile::Directories,
};

/// List what was sent, refused or left unknown from this machine, the newest last
///
/// A line a write: when, who, the command, the ids it named, and how it ended; never what was
/// written. Reading, dry runs and logins are not in it. `journal = false` in a profile or
/// LARK_CLI_JOURNAL=off keeps none.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli journal --since 1h\n  \
    lark-cli journal --command \"im send-message\" --result unknown\n  \
    lark-cli journal --limit 1000 --format csv")]
pub struct JournalArgs {
    /// The most lines to list, the newest of all
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = positive)]
    limit: usize,

    /// Only what is not older: 90s, 15m, 2h, 7d, or a time such as 2026-01-05T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Timestamp>,

    /// Only this command, this group of commands or this endpoint
    #[arg(long, value_name = "NAME")]
    command: Option<String>,

    /// Only what ended so: sent, partial, refused or unknown
    #[arg(long, value_name = "RESULT", hide_possible_values = true,
        value_parser = ["sent", "partial", "refused", "unknown"])]
    result: Option<String>,
}

fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "a number from 1 on".to_owned())
}

fn since(text: &str) -> Result<Timestamp, String> {
    let taken = || "90s, 15m, 2h, 7d, or a time such as 2026-01-05T09:00:00Z".to_owned();
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let unit = text.chars().last().ok_or_else(taken)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(taken()),
    };
    let count: u32 = text.trim_end_matches(unit).parse().map_err(|_| taken())?;
    let ago = Duration::from_secs(u64::from(count) * seconds);
    let ago = SignedDuration::try_from(ago).map_err(|_| taken())?;
    Timestamp::now().checked_sub(ago).map_err(|_| taken())
}

impl JournalArgs {
    fn wants(&self, line: &Line) -> bool {
        let is_in = |name: &str| line.command == name || line.endpoint == name;
        let is_of_group = |name: &str| {
            line.command.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '.']))
        };
        let is_recent =
            |since: &Timestamp| line.time.parse::<Timestamp>().is_ok_and(|time| time >= *since);
        self.command.as_deref().is_none_or(|name| is_in(name) || is_of_group(name))
            && self.result.as_deref().is_none_or(|result| line.result == result)
            && self.since.as_ref().is_none_or(is_recent)
    }

    /// The command that lists twice as much.
    fn go_on(&self) -> String {
        let mut command = format!("lark-cli journal --limit {}", self.limit.saturating_mul(2));
        let mut add = |flag: &str, value: Option<String>| {
            command.extend(value.map(|value| format!(" {flag} {}", hints::quote(&value))));
        };
        add("--since", self.since.map(|time| time.to_string()));
        add("--command", self.command.clone());
        add("--result", self.result.clone());
        command
    }
}

/// A line as it is shown.
#[derive(Serialize, JsonSchema)]
struct Shown(Line);

pub fn run<'a>(context: &'a Context, args: &JournalArgs) -> Result<Output<'a>, CommandError> {
    let directories = Directories::resolve()?;
    let path = journal::path(directories.data()?);
    let read = journal::read(&path, args.limit, |line| args.wants(line)).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        CommandError::new(Type::Config, "unreadable_journal", message).with_hint(format!(
            "look at its permissions: ls -l {}",
            hints::quote(&path.display().to_string())
        ))
    })?;
    if read.damaged > 0 {
        context.fact("damaged_lines", read.damaged);
        context.warn(&format!("{} damaged lines were left out", read.damaged));
    }
    let paging = Paging {
        pages: 1,
        has_more: read.older > 0,
        go_on: (read.older > 0).then(|| args.go_on()),
        ..Paging::default()
    };
    Ok(Output::Rows(Rows {
        key: "entries",
        columns: &["time", "result", "command", "targets", "identity", "profile", "answered"],
        rows: Box::new(read.lines.into_iter().map(|line| Ok(Row::new(Shown(line))))),
        paging: Rc::new(RefCell::new(paging)),
    }))
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(line) = self;
        let code = line.code.map(|code| format!(" {code}")).unwrap_or_default();
        write!(f, "{}  {}{code}  {}", line.time, line.result, line.command)?;
        if !line.targets.is_empty() {
            write!(f, "  {}", line.targets.join(" "))?;
        }
        if let Some(answered) = &line.answered {
            write!(f, " -> {answered}")?;
        }
        write!(f, "  ({} as {})", line.profile, line.user.as_deref().unwrap_or(&line.identity))
    }
}
