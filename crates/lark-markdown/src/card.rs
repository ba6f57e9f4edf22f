//! Cards: Markdown elements in which everything that was text stays text, and tables.

use serde_json::{Map, Value, json};

use crate::{
    escape, fixed,
    flow::{CodeFlow, Flow, Line, ShownImage},
    images,
    model::{Align, Cell, Piece, Span, Style, Table},
    warning::{Loss, Warnings},
};

/// A piece of a card.
#[derive(Clone, Debug)]
pub(crate) enum Element {
    /// Lines of Markdown; those that follow one another become one element.
    Markdown(String),
    /// What ends an element of lines.
    Gap,
    Other(Value),
    Table(Value),
}

pub(crate) fn elements(flow: &Flow, warnings: &mut Warnings) -> Vec<Element> {
    match flow {
        Flow::Line(line) => vec![Element::Markdown(markdown(line, warnings))],
        Flow::Blank => vec![Element::Gap],
        Flow::Rule => vec![Element::Other(json!({ "tag": "hr" }))],
        Flow::Image(image) => vec![Element::Other(img(image))],
        Flow::Code(code) => vec![fence(code, warnings)],
        Flow::Table(table) => vec![Element::Table(table_element(table, warnings))],
        Flow::Fixed(fixed) => {
            let text = fixed::lines(&fixed.table).join("\n");
            let prefix = String::new();
            vec![fence(&CodeFlow { prefix, language: None, text, line: fixed.line }, warnings)]
        }
    }
}

fn img(image: &ShownImage) -> Value {
    let text = |text: &str| json!({ "tag": "plain_text", "content": escape::code(text).0 });
    let mut img = json!({ "tag": "img", "img_key": image.key, "alt": text(&image.alt) });
    if !image.title.is_empty() {
        img["title"] = text(&image.title);
    }
    img
}

fn fence(code: &CodeFlow, warnings: &mut Warnings) -> Element {
    let (text, was_broken) = escape::code(&code.text);
    if was_broken {
        warnings.add(Loss::BrokenTag, code.line);
    }
    let language = code.language.unwrap_or_default().to_lowercase();
    Element::Markdown(format!("```{language}\n{text}\n```"))
}

fn table_element(table: &Table, warnings: &mut Warnings) -> Value {
    let names: Vec<String> = (0..table.columns.len()).map(|at| format!("c{at}")).collect();
    let mut columns = Vec::new();
    let mut plain = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let header = cell(&table.header, at);
        if let Some(span) = header.iter().find(|span| !is_plain(span)) {
            warnings.add(Loss::HeaderStyle, span.line);
        }
        let is_text = table.rows.iter().all(|row| cell(row, at).iter().all(is_plain));
        let kind = if is_text { "text" } else { "markdown" };
        plain.push(is_text);
        let align = match table.columns[at] {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        columns.push(json!({
            "name": name, "display_name": escape::code(&fixed::plain(header)).0, "data_type": kind,
            "horizontal_align": align, "width": "auto",
        }));
    }
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut cells = Map::new();
        for (at, name) in names.iter().enumerate() {
            let cell = cell(row, at);
            let text = match plain[at] {
                true => fixed::plain(cell),
                false => cell_markdown(cell, warnings),
            };
            cells.insert(name.clone(), Value::String(text));
        }
        rows.push(Value::Object(cells));
    }
    // Otherwise long cells are cut, and only five rows are shown at once.
    object([
        ("tag", json!("table")),
        ("page_size", json!(10)),
        ("row_height", json!("auto")),
        ("columns", Value::Array(columns)),
        ("rows", Value::Array(rows)),
    ])
}

fn cell(row: &[Cell], at: usize) -> &[Span] {
    row.get(at).map_or(&[], Vec::as_slice)
}

fn is_plain(span: &Span) -> bool {
    let is_text = match &span.piece {
        // What looks like a tag is left to where it can be escaped.
        Piece::Text(text) => !text.contains('<'),
        piece => *piece == Piece::Break,
    };
    is_text && span.link.is_none() && span.style == Style::default()
}

/// Images stand below the table, so a cell only names them.
fn cell_markdown(cell: &[Span], warnings: &mut Warnings) -> String {
    let spans = cell.iter().map(|span| match &span.piece {
        Piece::Image(image) if image.key.is_some() => {
            span.with(Piece::Text(fixed::plain(&[span.with(Piece::Image(image.clone()))])))
        }
        _ => span.clone(),
    });
    let spans: Vec<Span> = spans.collect();
    spans_markdown(&spans, true, warnings)
}

fn markdown(line: &Line, warnings: &mut Warnings) -> String {
    let marks = match line.heading {
        Some(level) if line.prefix.is_empty() => format!("{} ", "#".repeat(usize::from(level))),
        _ => String::new(),
    };
    let prefix = escape::card(&line.prefix, true);
    let at_start = line.prefix.trim().is_empty() && marks.is_empty();
    // A heading is bold by itself.
    let spans: Vec<Span>;
    let shown = if marks.is_empty() {
        &line.spans
    } else {
        let plain =
            |span: &Span| Span { style: Style { bold: false, ..span.style }, ..span.clone() };
        spans = line.spans.iter().map(plain).collect();
        &spans
    };
    format!("{marks}{prefix}{}", spans_markdown(shown, at_start, warnings))
}

fn spans_markdown(spans: &[Span], at_start: bool, warnings: &mut Warnings) -> String {
    let mut out = String::new();
    for (at, span) in spans.iter().enumerate() {
        let starts = at_start && (out.is_empty() || out.ends_with('\n'));
        let around = Around {
            before: at.checked_sub(1).and_then(|at| edge(&spans[at], Edge::End)),
            after: spans.get(at + 1).and_then(|span| edge(span, Edge::Start)),
            starts,
        };
        push(&mut out, span, &around, warnings);
    }
    out
}

/// What stands beside a span.
struct Around {
    before: Option<char>,
    after: Option<char>,
    /// Whether the span begins a line.
    starts: bool,
}

enum Edge {
    Start,
    End,
}

fn edge(span: &Span, edge: Edge) -> Option<char> {
    match (&span.piece, edge) {
        (Piece::Text(text) | Piece::Code(text), Edge::Start) => text.chars().next(),
        (Piece::Text(text) | Piece::Code(text), Edge::End) => text.chars().next_back(),
        _ => None,
    }
}

fn push(out: &mut String, span: &Span, around: &Around, warnings: &mut Warnings) {
    match &span.piece {
        Piece::Text(text) => push_text(out, span, text, around),
        Piece::Code(code) => push_code(out, span, code, around, warnings),
        Piece::Break => out.push('\n'),
        Piece::Tag(tag) => push_text(out, span, &tag.source, around),
        Piece::Mention(mention) => out.push_str(&format!("<at id={}></at>", mention.id)),
        Piece::Image(image) => {
            let mut spans = Vec::new();
            images::address(span, image, &mut spans);
            out.push_str(&spans_markdown(&spans, around.starts, warnings));
        }
    }
}

fn push_code(out: &mut String, span: &Span, code: &str, around: &Around, warnings: &mut Warnings) {
    // Between backticks no entity is read, so what would need one stands outside.
    if code.contains(['`', '<', '&', '\n']) || code.trim() != code || code.is_empty() {
        warnings.add(Loss::InlineCode, span.line);
        return push_text(out, span, &format!("`{code}`"), around);
    }
    let code = format!("`{code}`");
    match &span.link {
        Some(link) => out.push_str(&format!("[{code}]({})", escape::address(link))),
        None => out.push_str(&code),
    }
}

fn push_text(out: &mut String, span: &Span, text: &str, around: &Around) {
    if let Some(link) = &span.link {
        let (open, close) = marks(span.style);
        let text = escape::card(text, false).replace('\n', " ");
        let address = escape::address(link);
        return out.push_str(&format!("{open}[{text}]({address}){close}"));
    }
    let (before, inside, after) = tight(text, around);
    let (open, close) = if inside.is_empty() { <_>::default() } else { marks(span.style) };
    out.push_str(&escape::card(before, around.starts));
    out.push_str(&open);
    out.push_str(&escape::card(inside, around.starts && before.is_empty() && open.is_empty()));
    out.push_str(&close);
    out.push_str(&escape::card(after, false));
}

/// Marks of emphasis hold only to what is no blank, and beside a letter to no punctuation.
fn tight<'t>(text: &'t str, around: &Around) -> (&'t str, &'t str, &'t str) {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, after) = (is_letter(around.before), is_letter(around.after));
    let is_loose_before = |c: char| c.is_whitespace() || (before && !c.is_alphanumeric());
    let is_loose_after = |c: char| c.is_whitespace() || (after && !c.is_alphanumeric());
    let inside = text.trim_start_matches(is_loose_before);
    let start = text.len() - inside.len();
    let inside = inside.trim_end_matches(is_loose_after);
    (&text[..start], inside, &text[start + inside.len()..])
}

fn marks(style: Style) -> (String, String) {
    let emphasis = match (style.bold, style.italic) {
        (true, true) => "***",
        (true, false) => "**",
        (false, true) => "*",
        (false, false) => "",
    };
    let strike = if style.strike { "~~" } else { "" };
    (format!("{strike}{emphasis}"), format!("{emphasis}{strike}"))
}

/// The elements as a card has them: lines that follow one another in one. Where there would be
/// more than a card takes, blank lines stand in the text.
pub(crate) fn assemble(elements: Vec<Element>, most: usize) -> Vec<Value> {
    let size = |element: &Element| match element {
        Element::Markdown(_) => 0,
        Element::Gap => 1,
        Element::Other(_) | Element::Table(_) => 2,
    };
    let gap = (elements.iter().map(size).sum::<usize>() + 1 > most).then_some("\n\n");
    let mut joined = Vec::new();
    let mut text = String::new();
    let mut between = "";
    for element in elements {
        match (element, gap) {
            (Element::Markdown(line), _) => {
                if !text.is_empty() {
                    text.push_str(between);
                }
                text.push_str(&line);
                between = "\n";
            }
            (Element::Gap, Some(gap)) => between = gap,
            (Element::Gap, None) => push_markdown(&mut joined, &mut text),
            (Element::Other(value) | Element::Table(value), _) => {
                push_markdown(&mut joined, &mut text);
                joined.push(value);
            }
        }
    }
    push_markdown(&mut joined, &mut text);
    joined
}

fn push_markdown(joined: &mut Vec<Value>, text: &mut String) {
    if !text.is_empty() {
        let content = Value::String(std::mem::take(text));
        joined.push(object([("tag", json!("markdown")), ("content", content)]));
    }
}

/// Unlike the macro, this moves the values and copies none.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The card around its elements.
pub(crate) fn card(title: Option<&str>, elements: Vec<Value>) -> Map<String, Value> {
    let has_table = elements.iter().any(|element| element["tag"] == "table");
    let body = object([("elements", Value::Array(elements))]);
    let mut card = Map::from_iter([("schema".to_owned(), json!("2.0")), ("body".to_owned(), body)]);
    if let Some(title) = title {
        let title = json!({ "title": { "tag": "plain_text", "content": title } });
        card.insert("header".to_owned(), title);
    }
    if has_table {
        card.insert("config".to_owned(), json!({ "width_mode": "fill" }));
    }
    card
}
