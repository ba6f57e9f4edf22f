//! Messages under the limit: whole blocks where they fit, parts of one that alone is too long.

use crate::{
    flow::{CodeFlow, Fixed, Flow, Line},
    model::{Piece, Span, Table},
};

/// Something that goes into a message, and how many bytes it takes there.
pub(crate) struct Unit<T> {
    pub(crate) value: T,
    pub(crate) size: usize,
    /// How many elements and tables of a card it is: a card takes only so many.
    pub(crate) elements: usize,
    pub(crate) tables: usize,
}

/// What a message has room for.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    pub(crate) bytes: usize,
    pub(crate) tables: usize,
    pub(crate) elements: usize,
}

/// Fills messages with parts, in their order.
pub(crate) fn pack<T>(parts: Vec<Vec<Unit<T>>>, room: Room) -> Vec<Vec<T>> {
    let mut messages = Messages { all: Vec::new(), used: Used::default(), room };
    for part in parts {
        let size = Used::of(&part);
        if !messages.takes(size) && !messages.all.is_empty() {
            messages.begin();
        }
        // One that is too long alone goes in piece by piece.
        part.into_iter().for_each(|unit| messages.push(unit));
    }
    messages.all
}

struct Messages<T> {
    all: Vec<Vec<T>>,
    used: Used,
    room: Room,
}

#[derive(Clone, Copy, Default)]
struct Used {
    bytes: usize,
    tables: usize,
    elements: usize,
}

impl Used {
    fn of<T>(part: &[Unit<T>]) -> Self {
        part.iter().fold(Self::default(), |used, unit| used.and(unit))
    }

    fn and<T>(self, unit: &Unit<T>) -> Self {
        Self {
            bytes: self.bytes + unit.size,
            tables: self.tables + unit.tables,
            elements: self.elements + unit.elements,
        }
    }
}

impl<T> Messages<T> {
    fn takes(&self, more: Used) -> bool {
        self.used.bytes + more.bytes <= self.room.bytes
            && self.used.tables + more.tables <= self.room.tables
            && self.used.elements + more.elements <= self.room.elements
    }

    fn begin(&mut self) {
        self.all.push(Vec::new());
        self.used = Used::default();
    }

    fn push(&mut self, unit: Unit<T>) {
        if self.all.is_empty() || !self.takes(Used::default().and(&unit)) {
            self.begin();
        }
        self.used = self.used.and(&unit);
        self.all.last_mut().expect("one was begun above").push(unit.value);
    }
}

/// Cuts a piece in two, neither of them empty: code by lines, tables by rows under their header,
/// lines between characters. `None` where it is as small as it gets.
pub(crate) fn halve(flow: &Flow) -> Option<(Flow, Flow)> {
    match flow {
        Flow::Code(code) => {
            let (first, second) = halve_text(&code.text)?;
            let part = |text: &str| Flow::Code(CodeFlow { text: text.to_owned(), ..code.clone() });
            Some((part(first), part(second)))
        }
        Flow::Table(table) => {
            let Some((first, second)) = halve_rows(table) else { return halve(&as_code(flow)?) };
            Some((Flow::Table(first), Flow::Table(second)))
        }
        Flow::Fixed(fixed) => {
            let Some((first, second)) = halve_rows(&fixed.table) else {
                return halve(&as_code(flow)?);
            };
            let part = |table| Flow::Fixed(Fixed { table, ..fixed.clone() });
            Some((part(first), part(second)))
        }
        Flow::Line(line) => {
            let (first, second) = halve_spans(&line.spans)?;
            let part = |spans| Flow::Line(Line { spans, ..line.clone() });
            Some((part(first), part(second)))
        }
        Flow::Blank | Flow::Rule | Flow::Image(_) => None,
    }
}

fn as_code(flow: &Flow) -> Option<Flow> {
    let (table, prefix, line) = match flow {
        Flow::Table(table) => (table, String::new(), 1),
        Flow::Fixed(fixed) => (&fixed.table, fixed.prefix.clone(), fixed.line),
        _ => return None,
    };
    let text = crate::fixed::lines(table).join("\n");
    Some(Flow::Code(CodeFlow { prefix, language: None, text, line }))
}

fn halve_rows(table: &Table) -> Option<(Table, Table)> {
    if table.rows.len() < 2 {
        return None;
    }
    let (first, second) = table.rows.split_at(table.rows.len() / 2);
    let part = |rows: &[Vec<_>]| Table { rows: rows.to_vec(), ..table.clone() };
    Some((part(first), part(second)))
}

/// At the end of a line near the middle; in one line, between characters, best at a blank.
fn halve_text(text: &str) -> Option<(&str, &str)> {
    let middle = boundary(text, text.len() / 2)?;
    let break_at =
        text[..middle].rfind('\n').or_else(|| text[middle..].find('\n').map(|at| middle + at));
    match break_at {
        Some(at) if at > 0 && at + 1 < text.len() => Some((&text[..at], &text[at + 1..])),
        _ => {
            let blank = text[..middle].rfind(' ').map(|at| at + 1);
            let at = blank.filter(|at| *at > middle / 2).unwrap_or(middle);
            Some(text.split_at(at))
        }
    }
}

/// Between two characters, at or behind `near`; `None` where there is only one character.
fn boundary(text: &str, near: usize) -> Option<usize> {
    (near.max(1)..text.len()).find(|at| text.is_char_boundary(*at))
}

fn halve_spans(spans: &[Span]) -> Option<(Vec<Span>, Vec<Span>)> {
    if spans.len() > 1 {
        let (first, second) = spans.split_at(spans.len() / 2);
        return Some((first.to_vec(), second.to_vec()));
    }
    let span = spans.first()?;
    let part = |text: &str| match span.piece {
        Piece::Code(_) => vec![span.with(Piece::Code(text.to_owned()))],
        _ => vec![span.with(Piece::Text(text.to_owned()))],
    };
    match &span.piece {
        Piece::Text(text) | Piece::Code(text) => {
            let (first, second) = halve_text(text)?;
            Some((part(first), part(second)))
        }
        _ => None,
    }
}
