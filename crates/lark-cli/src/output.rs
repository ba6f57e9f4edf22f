//! The only module that writes to the terminal: one result, in the format decided once.

mod envelope;
mod fields;
mod filter;
mod held;
mod json;
mod picture;
mod progress;
pub mod prompt;
mod rows;
mod sanitize;
mod tabular;
mod transcript;
mod value;

use std::io::{self, IsTerminal, Write};

use lark_sandbox::ServerFile;
use serde_json::Value as Json;

pub use picture::{drawn, picture};
pub use progress::Progress;
pub use sanitize::{is_unsafe, sanitize};
pub use tabular::csv_record;
pub use value::{
    Batch, BatchRow, Ended, Ending, Listing, Order, Output, Paging, Row, Rows, Said, Shape, Show,
    Stream,
};

use crate::readable::wrap::Looks;
use crate::{
    arguments::{Format, GlobalArgs},
    context::Context,
    error::{CommandError, Type},
    settings::{Key, Origin, Setting, environment},
    spelling::Understood,
};
use envelope::{Failure, Success};
use filter::Filter;

pub struct Printer {
    format: Format,
    filter: Option<Filter>,
    fields: Vec<String>,
}

/// Prints help or a version.
pub fn print_text(text: &str) -> u8 {
    finish(io::stdout().lock().write_all(text.as_bytes()), 0)
}

/// A remark on standard error, for people; programs read `meta`.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", sanitize(text));
}

/// Says that the sandbox is served: one bare line of JSON, or what a person does next.
pub fn announce(server: &ServerFile) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    let written = match is_for_people() {
        true => writeln!(out, "{}", envelope::announcement(server)),
        false => json::line(&mut out, &envelope::Announced::of(server)),
    };
    written.and_then(|()| out.flush()).map_err(|error| {
        let message = format!("standard output cannot be written to: {error}");
        CommandError::new(Type::Internal, "stdout", message).with_hint("keep standard output open")
    })
}

/// Whether standard output is read by a person.
pub fn is_for_people() -> bool {
    io::stdout().is_terminal()
}

/// How wide the terminal is that standard output goes to, if it is one, and whether it shows looks.
pub fn terminal() -> (Option<usize>, Looks) {
    if !is_for_people() {
        return (None, Looks::Hidden);
    }
    let term = console::Term::stdout();
    let columns = term.size_checked().map(|(_, columns)| usize::from(columns));
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let looks = if is_set("NO_COLOR") || is_dumb { Looks::Hidden } else { Looks::Shown };
    (columns, looks)
}

impl Printer {
    pub fn new(context: &Context) -> Result<Self, CommandError> {
        let global = context.global();
        let filter = global.jq.as_deref().map(Filter::compile).transpose()?;
        let told = told(global)?.or_else(|| context.settings().ok()?.format());
        let fields = global.fields.iter().map(|field| field.trim().to_owned());
        let fields = fields.filter(|field| !field.is_empty()).collect();
        Ok(Self { format: told.unwrap_or_else(usual), filter, fields })
    }

    /// One that can say what is wrong when the settings for printing are.
    pub fn for_failure(global: &GlobalArgs) -> Self {
        let format = told(global).unwrap_or(Some(Format::Json)).unwrap_or_else(usual);
        Self { format, filter: None, fields: Vec::new() }
    }

    /// Fields that are picked stand in a table, where they would be read as text.
    fn format(&self) -> Format {
        match self.format {
            Format::Pretty | Format::Concise if !self.fields.is_empty() => Format::Table,
            format => format,
        }
    }

    /// Whether results are shown as the text that people and agents read.
    fn is_text(&self) -> bool {
        matches!(self.format(), Format::Pretty | Format::Concise) && self.filter.is_none()
    }

    /// Prints what a command came to, and says with what the process exits.
    pub fn outcome(&self, context: &Context, outcome: Result<Output<'_>, CommandError>) -> u8 {
        let code = self.print(context, outcome);
        // Programs have them in `meta`.
        if !self.format.is_for_programs() {
            context.warnings().iter().for_each(|text| note(&format!("warning: {text}")));
        }
        code
    }

    fn print(&self, context: &Context, outcome: Result<Output<'_>, CommandError>) -> u8 {
        let understood = context.understood();
        let output = match outcome {
            Ok(output) => output,
            Err(error) => return self.failure(understood, Some(context), &error),
        };
        if let Some((requests, app_id)) = context.plan() {
            return self.value(&Success::of_plan(context, requests, app_id));
        }
        match output {
            Output::Value(shown) => self.shown(context, shown.as_ref()),
            Output::Verdict(is_yes, shown) => self.verdict(context, is_yes, shown.as_ref()),
            Output::Batch(batch) => self.batch(context, batch),
            Output::Rows(rows) => self.rows(context, rows),
            Output::Stream(stream) => self.stream(context, stream),
            Output::Text(text) => print_text(&text),
        }
    }

    /// Prints a failure on standard error.
    pub fn failure(
        &self,
        understood: &Understood,
        context: Option<&Context>,
        error: &CommandError,
    ) -> u8 {
        let mut err = io::stderr().lock();
        let _ = match self.format.is_for_programs() {
            true => {
                let failure = Failure::new(context, error, understood);
                json::pretty(&mut err, &failure).and_then(|()| writeln!(err))
            }
            false => write!(err, "{}", envelope::for_people(error)),
        };
        error.exit_code()
    }

    fn shown(&self, context: &Context, shown: &dyn Show) -> u8 {
        if self.is_text() && !shown.messages().is_empty() {
            return finish(self.conversation(shown.messages()), 0);
        }
        if self.is_text() {
            let text = sanitize(&format!("{}\n", shown.human()));
            return finish(io::stdout().lock().write_all(text.as_bytes()), 0);
        }
        match self.selected(shown.json()) {
            Ok(data) => self.value(&Success::new(context, data)),
            Err(error) => self.failure(context.understood(), Some(context), &error),
        }
    }

    /// The value with the fields that are wanted of it.
    fn selected(&self, value: Json) -> Result<Json, CommandError> {
        if self.fields.is_empty() {
            return Ok(value);
        }
        fields::check(&self.fields, std::slice::from_ref(&value), &[])?;
        Ok(fields::select(&value, &self.fields))
    }

    fn verdict(&self, context: &Context, is_yes: bool, shown: &dyn Show) -> u8 {
        let code = if is_yes { 0 } else { Type::Api.exit_code() };
        let printed = match (self.is_text(), self.selected(shown.json())) {
            (true, _) => self.shown(context, shown),
            (false, Err(error)) => self.failure(context.understood(), Some(context), &error),
            (false, Ok(data)) => {
                let mut success = Success::new(context, data);
                success.ok = is_yes;
                self.value(&success)
            }
        };
        if printed == 0 { code } else { printed }
    }

    /// Two or more targets: a row each, and not ok if one of them failed.
    fn batch(&self, context: &Context, batch: Batch) -> u8 {
        let failed = batch.results.iter().any(|row| !row.ok);
        let code = if failed { Type::Api.exit_code() } else { 0 };
        if self.is_text() {
            let lines: String =
                batch.results.iter().map(|row| format!("{}\n", row.human)).collect();
            return finish(io::stdout().lock().write_all(sanitize(&lines).as_bytes()), code);
        }
        let results = batch.results.into_iter().map(|row| row.json).collect();
        let results = match self.selected(Json::Array(results)) {
            Ok(Json::Array(results)) => results,
            Ok(other) => vec![other],
            Err(error) => return self.failure(context.understood(), Some(context), &error),
        };
        if let (Format::Ndjson | Format::Csv | Format::Table, None) = (self.format(), &self.filter)
        {
            return finish(self.batch_rows(&results), code);
        }
        let mut success = Success::new(context, serde_json::json!({ "results": results }));
        success.ok = !failed;
        match self.value(&success) {
            0 => code,
            other => other,
        }
    }

    fn batch_rows(&self, rows: &[Json]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match self.format() {
            Format::Ndjson => rows.iter().try_for_each(|row| json::line(&mut out, row)),
            Format::Csv => tabular::csv(&mut out, &[], rows),
            _ => write!(out, "{}", sanitize(&tabular::table(&[], rows))),
        }
    }

    fn value(&self, success: &Success) -> u8 {
        let mut out = io::stdout().lock();
        if let Some(filter) = &self.filter {
            return match filter.apply(success) {
                Ok(text) => finish(out.write_all(text.as_bytes()), 0),
                Err(error) => self.failure(&Understood::default(), None, &error),
            };
        }
        let written = match self.format() {
            Format::Json => json::pretty(&mut out, success).and_then(|()| writeln!(out)),
            Format::Ndjson => json::line(&mut out, &success.data),
            Format::Table | Format::Pretty | Format::Concise => {
                write!(out, "{}", sanitize(&tabular::fields(&success.data)))
            }
            Format::Csv => tabular::csv(&mut out, &[], std::slice::from_ref(&success.data)),
        };
        finish(written, 0)
    }

    /// A file's bytes, as they are.
    fn stream(&self, context: &Context, mut stream: Stream<'_>) -> u8 {
        let copied = io::copy(&mut stream.body, &mut io::stdout().lock());
        match copied {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let failure = match error.downcast::<lark_client::Error>() {
                    Ok(error) => CommandError::from(error),
                    Err(error) => CommandError::new(
                        Type::Network,
                        "transport",
                        format!("the download broke off: {error}"),
                    ),
                };
                let failure = failure.with_hint("try again; what was written so far is not whole");
                self.failure(context.understood(), Some(context), &failure)
            }
            _ => 0,
        }
    }
}

/// The format that the flag or the environment asks for, whatever the profile.
fn told(global: &GlobalArgs) -> Result<Option<Format>, CommandError> {
    if let Some(format) = global.format() {
        return Ok(Some(format));
    }
    let Some(name) = environment::variable("LARK_CLI_FORMAT") else { return Ok(None) };
    let setting = Setting::of_text(Key::Format, &name, Origin::Variable("LARK_CLI_FORMAT"))?;
    Ok(<Format as clap::ValueEnum>::from_str(setting.text(), true).ok())
}

/// JSON unless a person is reading.
fn usual() -> Format {
    if is_for_people() { Format::Pretty } else { Format::Json }
}

/// Nobody reading on is not a failure; any other trouble with standard output is.
fn finish(written: io::Result<()>, code: u8) -> u8 {
    let flushed = written.and_then(|()| io::stdout().lock().flush());
    match flushed {
        Ok(()) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
        Err(error) => {
            note(&format!("error: the result could not be written: {error}"));
            Type::Internal.exit_code()
        }
    }
}
