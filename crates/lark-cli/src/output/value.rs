//! What a command gives back.

use std::{cell::RefCell, fmt::Display, io::Read, rc::Rc};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::json::{self, Layout};
use crate::{error::CommandError, readable::ReadableMessage};

/// JSON for programs and text for people, from one type.
pub trait Show {
    fn json(&self) -> Json;
    fn human(&self) -> String;

    /// The messages it is made of, which read as a conversation.
    fn messages(&self) -> &[ReadableMessage] {
        &[]
    }

    /// The JSON as it is written, its fields in the order they are declared in.
    fn write(&self, out: &mut Vec<u8>, layout: Layout) {
        json::part(out, &self.json(), layout);
    }
}

/// A message, with whatever is beside it.
pub trait Said: Show {
    fn message(&self) -> &ReadableMessage;

    /// What is particular about it in this list.
    fn mark(&self) -> Option<&str> {
        None
    }
}

impl Said for ReadableMessage {
    fn message(&self) -> &ReadableMessage {
        self
    }
}

impl<T: Serialize + JsonSchema + Display> Show for T {
    fn json(&self) -> Json {
        serde_json::to_value(self).expect("results are structs of plain fields")
    }

    fn human(&self) -> String {
        self.to_string()
    }

    fn write(&self, out: &mut Vec<u8>, layout: Layout) {
        json::part(out, self, layout);
    }
}

pub enum Output<'a> {
    Value(Box<dyn Show>),
    /// The answer to a question with yes or no; no exits with 1.
    Verdict(bool, Box<dyn Show>),
    Batch(Batch),
    Rows(Rows<'a>),
    Stream(Stream<'a>),
    /// Text as it is: help.
    Text(String),
}

impl<'a> Output<'a> {
    /// What is read as it is printed; nothing in a dry run.
    pub fn stream(body: Option<impl Read + 'a>) -> Self {
        match body {
            Some(body) => Self::Stream(Stream { body: Box::new(body) }),
            None => Self::Text(String::new()),
        }
    }

    pub fn value(value: impl Show + 'static) -> Self {
        Self::Value(Box::new(value))
    }

    pub fn verdict(is_yes: bool, value: impl Show + 'static) -> Self {
        Self::Verdict(is_yes, Box::new(value))
    }
}

/// One result per target, where there were several.
pub struct Batch {
    pub results: Vec<BatchRow>,
}

pub struct BatchRow {
    pub ok: bool,
    pub json: Json,
    pub human: String,
}

impl Batch {
    /// One target keeps its plain result or error; several become rows.
    pub fn of<T: Show + 'static>(
        target: &'static str,
        mut results: Vec<(String, Result<T, CommandError>)>,
    ) -> Result<Output<'static>, CommandError> {
        if results.len() == 1 {
            let (_, only) = results.remove(0);
            return only.map(Output::value);
        }
        let results =
            results.into_iter().map(|(name, result)| BatchRow::new(target, &name, result));
        Ok(Output::Batch(Self { results: results.collect() }))
    }
}

impl BatchRow {
    fn new<T: Show>(target: &str, name: &str, result: Result<T, CommandError>) -> Self {
        let mut row = Map::from_iter([(target.to_owned(), Json::from(name))]);
        match result {
            Ok(value) => {
                row.insert("ok".to_owned(), true.into());
                if let Json::Object(fields) = value.json() {
                    row.extend(fields);
                }
                Self { ok: true, json: Json::Object(row), human: value.human() }
            }
            Err(error) => {
                row.insert("ok".to_owned(), false.into());
                let human = format!("{name}: {error}");
                let error =
                    serde_json::to_value(&error).expect("an error is a struct of plain fields");
                row.insert("error".to_owned(), error);
                Self { ok: false, json: Json::Object(row), human }
            }
        }
    }
}

/// A file on its way to standard output.
pub struct Stream<'a> {
    pub body: Box<dyn Read + 'a>,
}

/// A row of a list.
pub struct Row {
    shown: Shown,
    /// Rows with the same heading stand under it together.
    heading: Option<String>,
}

enum Shown {
    Plain(Box<dyn Show>),
    Said(Box<dyn Said>),
}

impl Row {
    pub fn new(shown: impl Show + 'static) -> Self {
        Self { shown: Shown::Plain(Box::new(shown)), heading: None }
    }

    /// A row of a conversation.
    pub fn said(said: impl Said + 'static) -> Self {
        Self { shown: Shown::Said(Box::new(said)), heading: None }
    }

    pub fn under(mut self, heading: String) -> Self {
        self.heading = Some(heading);
        self
    }

    pub fn heading(&self) -> Option<&str> {
        self.heading.as_deref()
    }

    pub fn json(&self) -> Json {
        match &self.shown {
            Shown::Plain(shown) => shown.json(),
            Shown::Said(said) => said.json(),
        }
    }

    pub fn human(&self) -> String {
        match &self.shown {
            Shown::Plain(shown) => shown.human(),
            Shown::Said(said) => said.human(),
        }
    }

    /// The JSON, its fields in the order of their names. A message has them in it already, and is
    /// not made a value first.
    pub fn write(&self, out: &mut Vec<u8>, layout: Layout) {
        match &self.shown {
            Shown::Plain(shown) => json::part(out, &shown.json(), layout),
            Shown::Said(said) => said.write(out, layout),
        }
    }

    pub fn as_said(&self) -> Option<&dyn Said> {
        match &self.shown {
            Shown::Plain(_) => None,
            Shown::Said(said) => Some(said.as_ref()),
        }
    }
}

/// In which order people read the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    AsListed,
    /// The newest comes first in the list, and last on the screen.
    Reversed,
}

/// What `data` looks like around the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// As this program's own lists: with a total.
    #[default]
    Listed,
    /// As Lark's answer.
    AsAnswered,
}

/// Why a list stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// As many rows as were asked for are there.
    Limit,
    /// As many as may be were looked at for the ones that are wanted.
    ScanLimit,
    /// A page leads to one that was read already, or is one.
    Repeats,
    /// Page after page is empty, and there is said to be more.
    Empty,
    Failed,
}

impl Ended {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::ScanLimit => "scan_limit",
            Self::Repeats => "pages_repeat",
            Self::Empty => "empty_pages",
            Self::Failed => "failed",
        }
    }
}

/// How far a list was read.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    pub shape: Shape,
    /// What else stood in the last page.
    pub beside: Map<String, Json>,
    pub pages: usize,
    /// Where the next rows would come from; empty when there are none.
    pub next_token: String,
    pub has_more: bool,
    /// Why it stopped, where there is more.
    pub ended: Option<Ended>,
    /// The command that goes on, where the list stopped early.
    pub go_on: Option<String>,
    /// How many rows come again when one goes on as `go_on` says: tokens start whole pages only.
    pub again: usize,
    /// As `again`, where one goes on by the token alone.
    pub token_again: usize,
    /// Rows of the last page.
    pub page_rows: usize,
    pub order: Order,
}

impl Paging {
    /// A line for people where the list is not all there is.
    pub fn remark(&self) -> String {
        match (&self.go_on, self.ended) {
            (Some(command), _) if self.has_more => format!("… there are more: {command}\n"),
            (None, Some(Ended::Repeats)) => {
                "… there may be more: the pages repeat and lead no further\n".to_owned()
            }
            _ => String::new(),
        }
    }
}

/// A list that is read as it is printed.
pub struct Rows<'a> {
    /// What the list is called in `data`.
    pub key: &'static str,
    /// The columns of its tables; all fields where empty.
    pub columns: &'static [&'static str],
    pub rows: Box<dyn Iterator<Item = Result<Row, CommandError>> + 'a>,
    pub paging: Rc<RefCell<Paging>>,
}

/// How reading a list ended.
pub struct Ending {
    pub paging: Paging,
    pub failure: Option<CommandError>,
}

/// A list read to its end, or to where it failed.
pub struct Listing {
    pub key: &'static str,
    pub rows: Vec<Row>,
    pub paging: Paging,
    pub failure: Option<CommandError>,
}

impl Rows<'_> {
    /// A list that is there as a whole, got with so many calls.
    pub fn whole(
        key: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Row>,
        pages: usize,
    ) -> Self {
        let paging = Rc::new(RefCell::new(Paging { pages, ..Paging::default() }));
        Self { key, columns, rows: Box::new(rows.into_iter().map(Ok)), paging }
    }

    /// Takes rows as they come, until `take` has enough of them or reading them fails.
    pub fn each<E>(&mut self, mut take: impl FnMut(Row) -> Result<(), E>) -> Result<Ending, E> {
        let mut failure = None;
        for row in &mut self.rows {
            match row {
                Ok(row) => take(row)?,
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        let mut paging = self.paging.borrow().clone();
        if failure.is_some() {
            paging.has_more = true;
            paging.ended = Some(Ended::Failed);
        }
        Ok(Ending { paging, failure })
    }

    /// Reads everything; what came before a failure is kept.
    pub fn collect(mut self) -> Listing {
        let mut rows = Vec::new();
        let read = self.each(|row| {
            rows.push(row);
            Ok::<_, std::convert::Infallible>(())
        });
        let Ok(Ending { paging, failure }) = read;
        Listing { key: self.key, rows, paging, failure }
    }
}
