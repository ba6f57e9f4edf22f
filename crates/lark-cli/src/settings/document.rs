//! A TOML file as text: what its keys say and where they stand, so that changing one leaves every
//! other byte, comments included, as it was.

use std::ops::Range;

use toml_parser::{
    ParseError, Source, Span,
    decoder::ScalarKind,
    parser::{Event, EventKind, parse_document},
};

/// A value. Of TOML's kinds there are those a setting can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Toml {
    Text(String),
    Integer(u64),
    Bool(bool),
    List(Vec<String>),
}

/// Why a text is no document of ours. What stands there is not repeated: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Unreadable {
    pub line: usize,
    pub reason: String,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The tables it is in, and its own name last.
    pub path: Vec<String>,
    pub value: Toml,
    pub line: usize,
    /// From the key's first byte to the value's last.
    whole: Range<usize>,
    value_at: Range<usize>,
}

/// A `[header]`.
#[derive(Clone, Debug)]
struct Header {
    path: Vec<String>,
    span: Range<usize>,
    /// Where the last part of its name is.
    name: Range<usize>,
}

#[derive(Clone, Debug, Default)]
pub struct Document {
    text: String,
    pub entries: Vec<Entry>,
    headers: Vec<Header>,
}

impl Document {
    pub fn parse(text: String) -> Result<Self, Unreadable> {
        let source = Source::new(&text);
        let tokens = source.lex().into_vec();
        let mut events = Vec::<Event>::new();
        let mut error: Option<ParseError> = None;
        parse_document(&tokens, &mut events, &mut error);
        if let Some(error) = error {
            return Err(unreadable(&text, &error));
        }
        let mut reader =
            Reader { text: &text, source, events: events.into_iter().peekable(), error: None };
        let (entries, headers) = reader.document()?;
        Ok(Self { entries, headers, text })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tables right below `parent`, in their order: those with a header or a key.
    pub fn tables(&self, parent: &str) -> Vec<&str> {
        let headers = self.headers.iter().map(|header| header.path.as_slice());
        let paths =
            headers.chain(self.entries.iter().filter(|e| e.path.len() > 2).map(|e| &*e.path));
        let mut names = Vec::new();
        for path in paths.filter(|path| path.len() > 1 && path[0] == parent) {
            if !names.contains(&path[1].as_str()) {
                names.push(path[1].as_str());
            }
        }
        names
    }

    /// The lines of every header, with what it names.
    pub fn headers(&self) -> impl Iterator<Item = (usize, &[String])> {
        self.headers.iter().map(|h| (line_of(&self.text, h.span.start), h.path.as_slice()))
    }

    /// Gives a key another value, or adds it to its table.
    pub fn set(&self, path: &[&str], value: &Toml) -> Result<Self, Unreadable> {
        let mut text = self.text.clone();
        let (key, table) = path.split_last().expect("a key has a name");
        if let Some(entry) = self.find(path) {
            text.replace_range(entry.value_at.clone(), &written(value));
            return Self::parse(text);
        }
        let line = format!("{} = {}\n", written_key(key), written(value));
        match self.end_of(table) {
            Some(at) => {
                let before = &text[..at];
                let newline = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
                text.insert_str(at, &format!("{newline}{line}"));
            }
            None => {
                let names: Vec<_> = table.iter().map(|name| written_key(name)).collect();
                if !text.is_empty() {
                    text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
                }
                text.push_str(&format!("[{}]\n{line}", names.join(".")));
            }
        }
        Self::parse(text)
    }

    /// Takes a key out, with its line.
    pub fn unset(&self, path: &[&str]) -> Result<Self, Unreadable> {
        let Some(entry) = self.find(path) else { return Ok(self.clone()) };
        let mut text = self.text.clone();
        text.replace_range(self.lines_of(&entry.whole), "");
        Self::parse(text)
    }

    /// Takes a table out, with all that is in it.
    pub fn remove_table(&self, table: &[&str]) -> Result<Self, Unreadable> {
        let is_below = |path: &[String]| {
            path.len() >= table.len() && path.iter().zip(table).all(|(a, b)| a == b)
        };
        let mut text = self.text.clone();
        let headers = self.headers.iter().filter(|header| is_below(&header.path));
        let mut gone: Vec<Range<usize>> =
            headers.map(|header| self.lines_of(&header.span)).collect();
        let entries = self.entries.iter().filter(|entry| is_below(&entry.path));
        gone.extend(entries.map(|entry| self.lines_of(&entry.whole)));
        gone.sort_by_key(|range| std::cmp::Reverse(range.start));
        gone.into_iter().for_each(|range| text.replace_range(range, ""));
        Self::parse(text)
    }

    /// Calls a table something else.
    pub fn rename_table(&self, table: &[&str], name: &str) -> Result<Self, Unreadable> {
        let mut text = self.text.clone();
        let headers = self.headers.iter().rev().filter(|header| is_at(&header.path, table));
        headers.for_each(|header| text.replace_range(header.name.clone(), &written_key(name)));
        Self::parse(text)
    }

    pub fn find(&self, path: &[&str]) -> Option<&Entry> {
        self.entries.iter().find(|entry| is_at(&entry.path, path))
    }

    /// Where a further key of a table goes: behind its last one.
    fn end_of(&self, table: &[&str]) -> Option<usize> {
        let in_table = |entry: &&Entry| is_at(&entry.path[..entry.path.len() - 1], table);
        let last = self.entries.iter().rev().find(in_table).map(|entry| entry.whole.end);
        let header = self.headers.iter().rev().find(|header| is_at(&header.path, table));
        let at = match (last.max(header.map(|header| header.span.end)), table.is_empty()) {
            (Some(at), _) => self.line_end(at),
            (None, true) => self
                .headers
                .first()
                .map_or(self.text.len(), |first| self.lines_of(&first.span).start),
            (None, false) => return None,
        };
        Some(at)
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    fn lines_of(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
        start..self.line_end(span.end)
    }
}

fn is_at(path: &[String], expected: &[&str]) -> bool {
    path.len() == expected.len() && path.iter().zip(expected).all(|(a, b)| a == b)
}

struct Reader<'a> {
    text: &'a str,
    source: Source<'a>,
    events: std::iter::Peekable<std::vec::IntoIter<Event>>,
    error: Option<ParseError>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(Vec<Entry>, Vec<Header>), Unreadable> {
        let (mut entries, mut headers) = (Vec::<Entry>::new(), Vec::<Header>::new());
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::StdTableOpen => {
                    let header = self.header(event.span())?;
                    if headers.iter().any(|other| other.path == header.path) {
                        return Err(self.refuse(event.span(), "this table is there already"));
                    }
                    headers.push(header);
                }
                EventKind::ArrayTableOpen => {
                    return Err(self.refuse(event.span(), "a list of tables is no setting"));
                }
                EventKind::SimpleKey => {
                    let table = headers.last().map(|header| header.path.clone());
                    let entry = self.entry(event, table.unwrap_or_default())?;
                    if entries.iter().any(|other| other.path == entry.path) {
                        return Err(self.refuse(event.span(), "this key is there already"));
                    }
                    entries.push(entry);
                }
                _ => {}
            }
        }
        match self.error.take() {
            Some(error) => Err(unreadable(self.text, &error)),
            None => Ok((entries, headers)),
        }
    }

    /// The next event that means something.
    fn next(&mut self) -> Option<Event> {
        use EventKind::{Comment, KeySep, Newline, Whitespace};
        self.events.find(|event| !matches!(event.kind(), Comment | KeySep | Newline | Whitespace))
    }

    fn header(&mut self, open: Span) -> Result<Header, Unreadable> {
        let (mut path, mut name) = (Vec::new(), 0..0);
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::SimpleKey => {
                    path.push(self.key(&event));
                    name = range(event.span());
                }
                _ => return Ok(Header { path, name, span: open.start()..event.span().end() }),
            }
        }
        Err(self.refuse(open, "the table's name does not end"))
    }

    fn entry(&mut self, first: Event, table: Vec<String>) -> Result<Entry, Unreadable> {
        let start = first.span().start();
        let mut path = table;
        path.push(self.key(&first));
        loop {
            let Some(event) = self.next() else {
                return Err(self.refuse(first.span(), "no value"));
            };
            match event.kind() {
                EventKind::SimpleKey => path.push(self.key(&event)),
                EventKind::KeyValSep => {}
                _ => {
                    let (value, end) = self.value(&event)?;
                    let value_at = event.span().start()..end;
                    let line = line_of(self.text, start);
                    return Ok(Entry { path, value, line, whole: start..end, value_at });
                }
            }
        }
    }

    fn value(&mut self, event: &Event) -> Result<(Toml, usize), Unreadable> {
        match event.kind() {
            EventKind::Scalar => Ok((self.scalar(event)?, event.span().end())),
            EventKind::ArrayOpen => self.list(event.span()),
            _ => Err(self.refuse(
                event.span(),
                "a setting is a text, a number, true, false or a list of texts",
            )),
        }
    }

    fn list(&mut self, open: Span) -> Result<(Toml, usize), Unreadable> {
        let mut items = Vec::new();
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::Scalar => match self.scalar(&event)? {
                    Toml::Text(text) => items.push(text),
                    _ => return Err(self.refuse(event.span(), "a list has texts in it")),
                },
                EventKind::ValueSep => {}
                EventKind::ArrayClose => return Ok((Toml::List(items), event.span().end())),
                _ => return Err(self.refuse(event.span(), "a list has texts in it")),
            }
        }
        Err(self.refuse(open, "the list does not end"))
    }

    fn scalar(&mut self, event: &Event) -> Result<Toml, Unreadable> {
        let Some(raw) = self.source.get(event) else {
            return Err(self.refuse(event.span(), "no value"));
        };
        let mut text = std::borrow::Cow::Borrowed("");
        let kind = raw.decode_scalar(&mut text, &mut self.error);
        match kind {
            ScalarKind::String => Ok(Toml::Text(text.into_owned())),
            ScalarKind::Boolean(value) => Ok(Toml::Bool(value)),
            ScalarKind::Integer(_) => text
                .parse()
                .map(Toml::Integer)
                .map_err(|_| self.refuse(event.span(), "a number is whole and not negative")),
            _ => Err(self.refuse(event.span(), "a number is whole and not negative")),
        }
    }

    fn key(&mut self, event: &Event) -> String {
        let mut name = std::borrow::Cow::Borrowed("");
        if let Some(raw) = self.source.get(event) {
            raw.decode_key(&mut name, &mut self.error);
        }
        name.into_owned()
    }

    fn refuse(&self, at: Span, reason: &str) -> Unreadable {
        Unreadable { line: line_of(self.text, at.start()), reason: reason.to_owned() }
    }
}

fn range(span: Span) -> Range<usize> {
    span.start()..span.end()
}

fn unreadable(text: &str, error: &ParseError) -> Unreadable {
    let at = error.unexpected().or(error.context()).map_or(text.len(), |span| span.start());
    Unreadable { line: line_of(text, at), reason: error.description().to_owned() }
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The value as TOML writes it.
pub fn written(value: &Toml) -> String {
    match value {
        Toml::Text(text) => quoted(text),
        Toml::Integer(number) => number.to_string(),
        Toml::Bool(value) => value.to_string(),
        Toml::List(items) => {
            let items: Vec<_> = items.iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn written_key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { quoted(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\nversion = 1 # one\n\n[profiles.work] # the firm\n\
        app_id = \"cli_1\"\n# kept\nlist = [\n  \"a\", # first\n  \"b\",\n]\n\n[profiles.\"小\"]\nread_only = true\n";

    fn parse(text: &str) -> Document {
        Document::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn a_document_says_what_it_says_in_toml() {
        let document = parse(TEXT);
        assert_eq!(document.tables("profiles"), ["work", "小"]);
        let value = |path: &[&str]| document.find(path).map(|entry| entry.value.clone());
        assert_eq!(value(&["version"]), Some(Toml::Integer(1)));
        assert_eq!(
            value(&["profiles", "work", "list"]),
            Some(Toml::List(vec!["a".to_owned(), "b".to_owned()]))
        );
        assert_eq!(value(&["profiles", "小", "read_only"]), Some(Toml::Bool(true)));
        assert_eq!(parse("profiles.work.brand = 'lark'").tables("profiles"), ["work"]);
    }

    #[test]
    fn changing_one_key_leaves_every_other_byte() {
        let text = |value: &str| Toml::Text(value.to_owned());
        let document = parse(TEXT).set(&["profiles", "work", "app_id"], &text("cli_2")).unwrap();
        assert_eq!(document.text(), TEXT.replace("cli_1", "cli_2"));
        let back = document.set(&["profiles", "work", "app_id"], &text("cli_1")).unwrap();
        assert_eq!(back.text(), TEXT);
        let added = back.set(&["profiles", "work", "brand"], &text("lark")).unwrap();
        assert_eq!(
            added.text(),
            TEXT.replace("]\n\n[profiles.\"", "]\nbrand = \"lark\"\n\n[profiles.\"")
        );
        assert_eq!(added.unset(&["profiles", "work", "brand"]).unwrap().text(), TEXT);
        let renamed = back.rename_table(&["profiles", "小"], "big one").unwrap();
        assert_eq!(renamed.tables("profiles"), ["work", "big one"]);
        let removed = back.remove_table(&["profiles", "work"]).unwrap();
        assert_eq!(removed.tables("profiles"), ["小"]);
        assert!(removed.text().starts_with("# mine\nversion = 1 # one\n"));
    }

    #[test]
    fn a_table_and_a_key_without_one_can_be_added_to_nothing() {
        let document = parse("").set(&["profiles", "a b", "x"], &Toml::Bool(true)).unwrap();
        assert_eq!(document.text(), "[profiles.\"a b\"]\nx = true\n");
        let document = document.set(&["version"], &Toml::Integer(1)).unwrap();
        assert_eq!(document.text(), "version = 1\n[profiles.\"a b\"]\nx = true\n");
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["", "a\"b\\c", "é 小\t\n\u{1}", "'"] {
            let value = Toml::Text(text.to_owned());
            let document = parse(&format!("x = {}", written(&value)));
            assert_eq!(document.find(&["x"]).unwrap().value, value);
        }
    }

    #[test]
    fn what_is_not_a_document_of_ours_is_told_by_its_line() {
        let cases = [
            "x = ",
            "x = \"a",
            "[a",
            "[[a]]",
            "x = 1.5",
            "x = -1",
            "x = [1]",
            "x = {a = 1}",
            "x = 1\nx = 2",
            "[a]\n[a]",
            "x",
            "x = [\"a\"",
            "= 1",
            "x = 2026-01-01",
            "x = \"\\q\"",
        ];
        for text in cases {
            let error = Document::parse(text.to_owned()).expect_err(text);
            assert!((1..=2).contains(&error.line), "{text}: {error}");
        }
    }
}
