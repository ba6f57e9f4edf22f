//! Lists: each row is rendered as it arrives, so that long ones take no more memory than short ones.
//!
//! Only a filter, a table and columns that are not known beforehand need all rows at once.

use std::io::{self, Write};

use serde_json::Value as Json;

use super::{
    Ending, Listing, Order, Printer, Row, Rows, Success, fields, finish,
    held::Held,
    json::{self, Layout},
    sanitize, tabular,
    transcript::{Form, Transcript},
};
use crate::{
    arguments::Format,
    context::Context,
    error::CommandError,
    readable::{self, ReadableMessage, concise::People, pretty::Page},
};

/// Rows that are looked at for the fields there are, before the first one is printed.
const LOOKED_AT: usize = 50;

impl Printer {
    pub(super) fn rows(&self, context: &Context, mut rows: Rows<'_>) -> u8 {
        let fields = match self.checked_fields(&mut rows) {
            Ok(fields) => fields,
            Err(error) => return self.failure(context.understood(), Some(context), &error),
        };
        let columns: Vec<&str> = match fields.is_empty() {
            true => rows.columns.to_vec(),
            false => fields.iter().map(String::as_str).collect(),
        };
        match (self.format(), &self.filter) {
            (_, Some(_)) => self.collected(context, rows),
            (Format::Json, None) => self.json_rows(context, rows),
            (Format::Ndjson, None) => self.ndjson_rows(context, rows),
            (Format::Csv, None) if !columns.is_empty() => self.csv_rows(context, rows, &columns),
            (Format::Csv | Format::Table, None) => self.tabular(context, rows, &columns),
            (Format::Pretty | Format::Concise, None) => self.transcript(context, rows),
        }
    }

    /// The fields that are wanted, of which the first rows have each.
    fn checked_fields(&self, rows: &mut Rows<'_>) -> Result<Vec<String>, CommandError> {
        if self.fields.is_empty() {
            return Ok(Vec::new());
        }
        let first: Vec<_> = rows.rows.by_ref().take(LOOKED_AT).collect();
        let values: Vec<Json> = first.iter().flatten().map(Row::json).collect();
        let is_said = first.iter().flatten().any(|row| row.as_said().is_some());
        let may_be = if is_said { readable::OPTIONAL } else { &[] };
        fields::check(&self.fields, &values, may_be)?;
        let rest = std::mem::replace(&mut rows.rows, Box::new(std::iter::empty()));
        rows.rows = Box::new(first.into_iter().chain(rest));
        Ok(self.fields.clone())
    }

    fn json_of(&self, row: &Row) -> Json {
        match self.fields.is_empty() {
            true => row.json(),
            false => fields::select(&row.json(), &self.fields),
        }
    }

    fn write_row(&self, row: &Row, out: &mut Vec<u8>, layout: Layout) {
        match self.fields.is_empty() {
            true => row.write(out, layout),
            false => json::part(out, &self.json_of(row), layout),
        }
    }

    /// What a list failed with stands on standard error; what came before it is printed.
    fn ended(&self, context: &Context, ending: &Ending) -> u8 {
        let failed = |error| self.failure(context.understood(), Some(context), error);
        ending.failure.as_ref().map_or(0, failed)
    }

    /// What stands before the rows says how far they were read: they are held until they end.
    fn json_rows(&self, context: &Context, mut rows: Rows<'_>) -> u8 {
        let mut held = Held::default();
        let mut row_json = Vec::new();
        let read = rows.each(|row| {
            row_json.clear();
            self.write_row(&row, &mut row_json, Layout::Indented);
            held.push(&row_json)
        });
        let ending = match read {
            Ok(ending) => ending,
            Err(error) => return finish(Err(error), 0),
        };
        let code = self.ended(context, &ending);
        let mut success = Success::around_rows(context, (rows.key, held.len()), &ending.paging);
        success.ok = ending.failure.is_none();
        finish(print_around(&success, rows.key, held), code)
    }

    /// A line a row, as the rows arrive.
    fn ndjson_rows(&self, context: &Context, mut rows: Rows<'_>) -> u8 {
        let mut out = io::stdout().lock();
        let mut line = Vec::new();
        let read = rows.each(|row| {
            line.clear();
            self.write_row(&row, &mut line, Layout::Line);
            line.push(b'\n');
            out.write_all(&line).and_then(|()| out.flush())
        });
        match read {
            Ok(ending) => self.ended(context, &ending),
            Err(error) => finish(Err(error), 0),
        }
    }

    fn csv_rows(&self, context: &Context, mut rows: Rows<'_>, columns: &[&str]) -> u8 {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let printed = tabular::csv_header(&mut out, columns).and_then(|()| {
            let ending =
                rows.each(|row| tabular::csv_row(&mut out, columns, &self.json_of(&row)))?;
            out.flush().map(|()| ending)
        });
        match printed {
            Ok(ending) => self.ended(context, &ending),
            Err(error) => finish(Err(error), 0),
        }
    }

    fn tabular(&self, context: &Context, rows: Rows<'_>, columns: &[&str]) -> u8 {
        let Listing { rows, paging, failure, .. } = rows.collect();
        let rows: Vec<Json> = rows.iter().map(|row| self.json_of(row)).collect();
        let ending = Ending { paging, failure };
        let code = self.ended(context, &ending);
        let mut out = io::stdout().lock();
        let printed = match self.format() {
            Format::Csv => tabular::csv(&mut out, columns, &rows),
            _ => {
                let (table, remark) = (tabular::table(columns, &rows), ending.paging.remark());
                write!(out, "{}{}", sanitize(&table), sanitize(&remark))
            }
        };
        finish(printed, code)
    }

    fn form(&self) -> Form {
        match self.format() {
            Format::Concise => Form::Concise(People::default()),
            _ => Form::Pretty(Page::of_output()),
        }
    }

    pub(super) fn conversation(&self, messages: &[ReadableMessage]) -> io::Result<()> {
        let mut transcript = Transcript::new(self.form(), Order::AsListed);
        messages.iter().try_for_each(|message| transcript.push_message(message))?;
        transcript.print("", &mut io::stdout().lock())
    }

    fn transcript(&self, context: &Context, mut rows: Rows<'_>) -> u8 {
        let order = rows.paging.borrow().order;
        let mut transcript = Transcript::new(self.form(), order);
        let ending = match rows.each(|row| transcript.push(&row)) {
            Ok(ending) => ending,
            Err(error) => return finish(Err(error), 0),
        };
        let code = self.ended(context, &ending);
        let mut out = io::BufWriter::new(io::stdout().lock());
        let printed = transcript.print(&ending.paging.remark(), &mut out);
        finish(printed.and_then(|()| out.flush()), code)
    }

    fn collected(&self, context: &Context, rows: Rows<'_>) -> u8 {
        let Listing { key, rows, paging, failure, .. } = rows.collect();
        let rows = rows.iter().map(|row| self.json_of(row)).collect();
        let ending = Ending { paging, failure };
        let code = self.ended(context, &ending);
        let mut success = Success::of_list(context, (key, rows), &ending.paging);
        success.ok = ending.failure.is_none();
        match self.value(&success) {
            0 => code,
            other => other,
        }
    }
}

/// How far in the rows of a list stand.
const INDENT: &[u8] = b"\n      ";

/// Prints the answer with the rows where it has an empty list.
fn print_around(success: &Success, key: &str, held: Held) -> io::Result<()> {
    let mut around = Vec::new();
    json::part(&mut around, success, Layout::Indented);
    // A line can begin so only for a field of `data` or `meta`, and `data` comes first.
    let place = format!("\n    {}: [", Json::from(key));
    let at = around.windows(place.len()).position(|part| part == place.as_bytes());
    let (before, after) = around.split_at(at.map_or(around.len(), |at| at + place.len()));
    let mut out = io::BufWriter::new(io::stdout().lock());
    out.write_all(before)?;
    let is_empty = held.len() == 0;
    let mut is_first = true;
    held.each(Order::AsListed, &mut |row| {
        if !std::mem::take(&mut is_first) {
            out.write_all(b",")?;
        }
        out.write_all(INDENT)?;
        let mut lines = row.split(|byte| *byte == b'\n');
        lines.next().map_or(Ok(()), |line| out.write_all(line))?;
        lines.try_for_each(|line| out.write_all(INDENT).and_then(|()| out.write_all(line)))
    })?;
    if !is_empty {
        out.write_all(b"\n    ")?;
    }
    out.write_all(after)?;
    out.write_all(b"\n")?;
    out.flush()
}
