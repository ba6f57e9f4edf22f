//! JSON for programs that is also safe on a terminal.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::sanitize::is_unsafe;

/// Two spaces a level, as the official CLI prints.
pub fn pretty(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write(out, value, PrettyFormatter::new())
}

/// How a document that is part of another is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Line,
    Indented,
}

/// A part of a document, without an end of line.
pub fn part(out: &mut Vec<u8>, value: &impl Serialize, layout: Layout) {
    let serialized = match layout {
        Layout::Line => {
            value.serialize(&mut Serializer::with_formatter(out, Escaping(CompactFormatter)))
        }
        Layout::Indented => {
            value.serialize(&mut Serializer::with_formatter(out, Escaping(PrettyFormatter::new())))
        }
    };
    serialized.expect("results are structs of plain fields, and memory takes every write");
}

/// One document on one line.
pub fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write(out, value, CompactFormatter)?;
    writeln!(out)
}

fn write(out: &mut impl Write, value: &impl Serialize, inner: impl Formatter) -> io::Result<()> {
    let mut buffered = io::BufWriter::new(out);
    let mut serializer = Serializer::with_formatter(&mut buffered, Escaping(inner));
    value.serialize(&mut serializer).map_err(io::Error::from)?;
    buffered.flush()
}

/// Writes what a terminal would act on as `\u…`: the same document, whatever shows it.
struct Escaping<F>(F);

macro_rules! same {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => { $(
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W $(, $argument: $kind)*) -> io::Result<()> {
            self.0.$name(writer $(, $argument)*)
        }
    )* };
}

impl<F: Formatter> Formatter for Escaping<F> {
    same! {
        begin_array(); end_array(); begin_array_value(first: bool); end_array_value();
        begin_object(); end_object(); begin_object_key(first: bool); end_object_key();
        begin_object_value(); end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut rest = text;
        while let Some((at, found)) = rest.char_indices().find(|(_, c)| is_unsafe(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in found.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + found.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_escaped_and_reads_back_the_same() {
        let text = "a\u{1b}[31m\u{9b}\u{202e}\u{200b}群\n";
        let mut bytes = Vec::new();
        line(&mut bytes, &text).unwrap();
        let printed = String::from_utf8(bytes).unwrap();
        assert_eq!(printed, "\"a\\u001b[31m\\u009b\\u202e\\u200b群\\n\"\n");
        assert_eq!(serde_json::from_str::<String>(&printed).unwrap(), text);
    }
}
