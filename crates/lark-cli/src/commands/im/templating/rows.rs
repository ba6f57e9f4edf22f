//! What fills a template: one object, or rows as JSON or CSV.

use std::{
    fs::File,
    io::{self, Read},
};

use lark_api::{
    ids::{ChatId, OpenId},
    im::ReceiveIdType,
};
use serde_json::{Map, Value};

use super::{MOST_BYTES, MOST_ROWS};
use crate::{commands::im::targets::ReceiveId, error::CommandError};

/// What fills the template once.
pub struct Row {
    pub fields: Map<String, Value>,
    /// Its number; none where there is but one.
    pub number: Option<usize>,
}

pub enum Vars {
    One(Row),
    Rows(Vec<Row>),
}

/// Reads what `--vars` names; nothing is an object without fields.
pub fn read(given: Option<&str>) -> Result<Vars, CommandError> {
    let Some(given) = given else {
        return Ok(Vars::One(Row { fields: Map::new(), number: None }));
    };
    let is_json = |text: &str| text.trim_start().starts_with(['{', '[']);
    let text = if is_json(given) { given.to_owned() } else { text_of(given)? };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match is_json(text) {
        true => of_json(text),
        false if given.to_ascii_lowercase().ends_with(".json") => of_json(text),
        false => of_csv(text),
    }
}

fn text_of(given: &str) -> Result<String, CommandError> {
    let path = given.strip_prefix('@').unwrap_or(given);
    let mut text = String::new();
    let read = match given {
        "-" => io::stdin().lock().take(MOST_BYTES + 1).read_to_string(&mut text),
        _ => File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text)),
    };
    match read {
        Ok(size) if size as u64 > MOST_BYTES => {
            let message = format!("{path} has more than {} MB", MOST_BYTES / 1024 / 1024);
            Err(wrong(message, "send it in parts"))
        }
        Ok(_) => Ok(text),
        Err(error) => Err(wrong(
            format!("{path} cannot be read: {error}"),
            "--vars takes JSON, a file of JSON or CSV, or `-` for standard input",
        )),
    }
}

fn of_json(text: &str) -> Result<Vars, CommandError> {
    let form = "such as --vars '{\"name\":\"Ada\"}', or a list of such objects";
    let value: Value = serde_json::from_str(text)
        .map_err(|error| wrong(format!("--vars is not valid JSON: {error}"), form))?;
    let rows = match value {
        Value::Object(fields) => return Ok(Vars::One(Row { fields, number: None })),
        Value::Array(rows) => rows,
        _ => return Err(wrong("--vars is neither a JSON object nor a list", form)),
    };
    let rows = rows.into_iter().enumerate().map(|(at, row)| match row {
        Value::Object(fields) => Ok(Row { fields, number: Some(at + 1) }),
        _ => Err(wrong(format!("row {} of --vars is not a JSON object", at + 1), form)),
    });
    whole(rows.collect::<Result<_, _>>()?)
}

fn of_csv(text: &str) -> Result<Vars, CommandError> {
    let form = "the first line of CSV names the columns, and every line has as many";
    let broken = |error: csv::Error| wrong(format!("--vars is not valid CSV: {error}"), form);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect();
    let is_unclear = |(at, name): (usize, &String)| name.is_empty() || names[..at].contains(name);
    if names.iter().enumerate().any(is_unclear) {
        return Err(wrong("two columns of --vars have the same name, or one has none", form));
    }
    let rows = reader.records().enumerate().map(|(at, record)| {
        let record = record.map_err(broken)?;
        let values = record.iter().map(|value| Value::from(value.to_owned()));
        Ok(Row { fields: names.iter().cloned().zip(values).collect(), number: Some(at + 1) })
    });
    whole(rows.collect::<Result<_, CommandError>>()?)
}

fn whole(rows: Vec<Row>) -> Result<Vars, CommandError> {
    match rows.len() {
        0 => Err(wrong("there are no rows in --vars", "give at least one")),
        many if many > MOST_ROWS => {
            Err(wrong(format!("{many} rows are more than {MOST_ROWS}"), "send them in parts"))
        }
        _ => Ok(Vars::Rows(rows)),
    }
}

fn wrong(message: impl Into<String>, hint: &str) -> CommandError {
    CommandError::invalid("--vars", message).with_hint(hint)
}

impl Row {
    /// Which row it is, as a sentence ends.
    pub fn place(&self) -> String {
        self.number.map(|number| format!(" in row {number}")).unwrap_or_default()
    }

    /// What there is to be filled in.
    pub fn names(&self) -> String {
        self.fields.keys().cloned().collect::<Vec<_>>().join(", ")
    }

    /// Whom the row names, in one of its columns.
    pub fn target(&self) -> Result<ReceiveId, CommandError> {
        let column = |name: &'static str| {
            let text = self.fields.get(name)?.as_str()?.trim();
            (!text.is_empty()).then(|| (name, text.to_owned()))
        };
        let named: Vec<_> =
            ["chat_id", "user_id", "email"].into_iter().filter_map(column).collect();
        let (name, id) = match named.as_slice() {
            [one] => one.clone(),
            [] => return Err(self.targetless()),
            _ => {
                let message =
                    format!("more than one of chat_id, user_id and email{}", self.place());
                return Err(wrong(message, "a row goes to one of them, or name a target for all"));
            }
        };
        let kind = match name {
            "chat_id" => id.parse::<ChatId>().map(|_| ReceiveIdType::ChatId),
            "user_id" => id.parse::<OpenId>().map(|_| ReceiveIdType::OpenId),
            _ if id.contains('@') => Ok(ReceiveIdType::Email),
            _ => {
                let message =
                    format!("`{}` is not an e-mail address{}", id.escape_debug(), self.place());
                return Err(wrong(message, "put it right"));
            }
        };
        let kind = kind.map_err(|error| {
            wrong(format!("{error}{}", self.place()), "chats are oc_…, people ou_…")
        })?;
        Ok(ReceiveId { kind, id })
    }

    fn targetless(&self) -> CommandError {
        let message = format!("it is not said where the message goes{}", self.place());
        wrong(
            message,
            "add a column chat_id, user_id or email, or name one target for all: --chat-id oc_…",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(given: &str) -> Vec<Row> {
        match read(Some(given)) {
            Ok(Vars::Rows(rows)) => rows,
            Ok(Vars::One(row)) => vec![row],
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn an_object_is_one_and_a_list_is_rows() {
        assert_eq!(rows(r#"{"a":1}"#)[0].number, None);
        let rows = rows(r#" [{"a":1},{"a":2}]"#);
        assert_eq!((rows.len(), rows[1].number), (2, Some(2)));
        for bad in ["[]", "[1]", "{", "[{}", "nowhere.csv", "@nowhere.json"] {
            assert_eq!(read(Some(bad)).err().unwrap().param.as_deref(), Some("--vars"), "{bad}");
        }
    }

    #[test]
    fn csv_has_names_quotes_and_lines_of_one_length() {
        let Ok(Vars::Rows(rows)) = of_csv("name, city\n\"Li, Ming\",\"a\nb\"\n") else { panic!() };
        assert_eq!(rows[0].fields["name"], "Li, Ming");
        assert_eq!(rows[0].fields["city"], "a\nb");
        for bad in ["", "a,b\n1\n", "a,a\n1,2\n", "a,\n1,2\n", "a\n"] {
            assert!(of_csv(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_row_names_one_target() {
        let to = |json: &str| rows(&format!("[{json}]"))[0].target().map(|to| (to.kind, to.id));
        assert_eq!(
            to(r#"{"chat_id":"oc_1"}"#).unwrap(),
            (ReceiveIdType::ChatId, "oc_1".to_owned())
        );
        assert_eq!(to(r#"{"user_id":"ou_1","email":""}"#).unwrap().0, ReceiveIdType::OpenId);
        assert_eq!(to(r#"{"email":"a@b.c"}"#).unwrap().0, ReceiveIdType::Email);
        for bad in [
            r#"{}"#,
            r#"{"chat_id":"ou_1"}"#,
            r#"{"email":"x"}"#,
            r#"{"chat_id":"oc_1","email":"a@b"}"#,
        ] {
            assert!(to(bad).unwrap_err().message.ends_with("in row 1"), "{bad}");
        }
    }
}
