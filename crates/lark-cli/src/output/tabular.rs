//! Rows as a table and as comma-separated values.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value as Json};

use super::sanitize;

/// One object: a line a field.
pub fn fields(value: &Json) -> String {
    let mut table = plain_table();
    for (name, value) in flat(value) {
        table.add_row([name, cell(&value)]);
    }
    format!("{table}\n")
}

/// A header and a line a row.
pub fn table(columns: &[&str], rows: &[Json]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = rows.iter().map(flat).collect();
    let columns = columns_of(columns, &rows);
    let mut table = plain_table();
    table.set_header(columns.iter().map(|column| column.to_uppercase()));
    for row in &rows {
        table.add_row(columns.iter().map(|column| row.get(column).map_or(String::new(), cell)));
    }
    format!("{table}\n")
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// The same as a table, for spreadsheets.
pub fn csv(out: &mut impl Write, columns: &[&str], rows: &[Json]) -> io::Result<()> {
    let flat_rows: Vec<_> = rows.iter().map(flat).collect();
    let columns = columns_of(columns, &flat_rows);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    csv_header(out, &columns)?;
    rows.iter().try_for_each(|row| csv_row(out, &columns, row))
}

pub fn csv_header(out: &mut impl Write, columns: &[&str]) -> io::Result<()> {
    csv_record(out, columns.iter().map(|column| (*column).to_owned()))
}

pub fn csv_row(out: &mut impl Write, columns: &[&str], row: &Json) -> io::Result<()> {
    csv_record(
        out,
        columns.iter().map(|column| field(row, column).map_or(String::new(), cell_text)),
    )
}

/// By its dotted name.
fn field<'v>(row: &'v Json, name: &str) -> Option<&'v Json> {
    match row.get(name) {
        Some(value) => Some(value),
        None => name.split('.').try_fold(row, |value, name| value.get(name)),
    }
}

/// One row, as a line of a file for spreadsheets.
pub fn csv_record(out: &mut dyn Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(cells.map(inert)).map_err(io_error)?;
    writer.flush()
}

/// The error below: a broken pipe stays one.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A spreadsheet would calculate such a cell: a quote in front makes it text.
fn inert(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() {
        true => format!("'{cell}"),
        false => cell,
    }
}

/// Nested objects become dotted columns.
fn flat(value: &Json) -> Map<String, Json> {
    let mut row = Map::new();
    match value {
        Json::Object(fields) => {
            fields.iter().for_each(|(name, value)| flatten(name, value, &mut row))
        }
        other => drop(row.insert("value".to_owned(), other.clone())),
    }
    row
}

fn flatten(name: &str, value: &Json, row: &mut Map<String, Json>) {
    match value {
        Json::Object(fields) if !fields.is_empty() => {
            fields
                .iter()
                .for_each(|(inner, value)| flatten(&format!("{name}.{inner}"), value, row));
        }
        other => drop(row.insert(name.to_owned(), other.clone())),
    }
}

fn columns_of(wanted: &[&str], rows: &[Map<String, Json>]) -> Vec<String> {
    if !wanted.is_empty() {
        return wanted.iter().map(|name| (*name).to_owned()).collect();
    }
    let mut columns: Vec<String> = Vec::new();
    for name in rows.iter().flat_map(Map::keys) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    columns
}

fn cell_text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

/// One line, safe to show.
fn cell(value: &Json) -> String {
    sanitize(&cell_text(value)).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_text() {
        let mut bytes = Vec::new();
        let rows = [json!({"a": "=1+1", "b": -5, "c": {"d": "x,y"}})];
        csv(&mut bytes, &[], &rows).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "a,b,c.d\n'=1+1,-5,\"x,y\"\n");
    }

    #[test]
    fn a_table_has_the_columns_asked_for() {
        let rows = [json!({"name": "群", "id": "oc_1"}), json!({"id": "oc_2"})];
        let text = table(&["id", "name"], &rows);
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        assert_eq!(lines[0], "ID    NAME");
        assert_eq!(lines[1], "oc_1  群");
    }
}
