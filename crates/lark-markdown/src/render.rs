//! From a document to messages: the kind that carries it, and no longer than Lark takes.

use std::io;

use lark_api::{
    content::{
        Card, Content, PostToSend, body_limit,
        post::{Node, Post},
    },
    im::MsgType,
};
use serde_json::Value;

use crate::{
    card::{self, Element},
    escape,
    flow::{self, COLUMNS, Flow, Part, Tables},
    model::{BlockKind, Document},
    post,
    split::{Room, Unit, halve, pack},
    text,
    warning::{Loss, TableReason, Warning, Warnings},
};

/// The kinds of message that Markdown becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Post,
    Card,
    Text,
}

/// Whether what is too long for one message becomes several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    Whole,
    Split,
}

/// How a document is to be shown.
#[derive(Clone, Debug)]
pub struct Options {
    /// Told by the document unless given: a card for tables, else a post.
    pub shape: Option<Shape>,
    pub title: Option<String>,
    pub length: Length,
}

/// What a document became.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub shape: Shape,
    pub contents: Vec<Content>,
    pub warnings: Vec<Warning>,
}

/// A document that does not fit into one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    pub shape: Shape,
    /// Bytes that the body of the request would have.
    pub size: usize,
    pub limit: usize,
}

/// Bytes of a request's body beside its content: the fields and an id, a key, a title's frame.
const ENVELOPE: usize = 600;
/// Bytes of an element of Markdown beside its text.
const FRAME: usize = 64;
/// Elements that a card takes.
const ELEMENTS: usize = 200;
/// Tables that a card takes.
const TABLES: usize = 4;

/// Makes messages of a document. Whole, it is one message or an error.
pub fn render(document: &Document, options: &Options) -> Result<Rendered, TooLong> {
    match options.shape {
        Some(shape) => in_shape(document, shape, options),
        None if !has_tables(document) => in_shape(document, Shape::Post, options),
        None if options.length == Length::Split => in_shape(document, Shape::Card, options),
        None if !fits_card(document) => in_shape(document, Shape::Post, options),
        None => in_shape(document, Shape::Card, options)
            .or_else(|_| in_shape(document, Shape::Post, options)),
    }
}

fn has_tables(document: &Document) -> bool {
    document.blocks.iter().any(|block| matches!(block.kind, BlockKind::Table(_)))
}

/// Whether every table can be one in a single card.
fn fits_card(document: &Document) -> bool {
    let mut tables = 0;
    document.blocks.iter().all(|block| match &block.kind {
        BlockKind::Table(table) => {
            tables += 1;
            tables <= TABLES && table.columns.len() <= COLUMNS
        }
        _ => true,
    })
}

fn in_shape(document: &Document, shape: Shape, options: &Options) -> Result<Rendered, TooLong> {
    let mut warnings = document.warnings.clone();
    let tables = match shape {
        Shape::Post => Tables::Fixed(TableReason::Post),
        Shape::Text => Tables::Fixed(TableReason::Text),
        Shape::Card if options.length == Length::Whole && !fits_card(document) => {
            Tables::Fixed(TableReason::Limits)
        }
        Shape::Card => Tables::Native,
    };
    let parts = flow::lay_out(document, shape, tables, &mut warnings);
    let maker = Maker { shape, options, warnings };
    match shape {
        Shape::Post => maker.make(parts, Writer { write: post_units, wrap: wrap_post }),
        Shape::Card => maker.make(parts, Writer { write: card_units, wrap: wrap_card }),
        Shape::Text => maker.make(parts, Writer { write: text_units, wrap: wrap_text }),
    }
}

/// One kind of message: how pieces are written, and how a message is made of them.
struct Writer<T> {
    write: fn(&Flow, &mut Warnings) -> Vec<Unit<T>>,
    wrap: fn(Vec<T>, Option<&str>) -> Content,
}

struct Maker<'a> {
    shape: Shape,
    options: &'a Options,
    warnings: Warnings,
}

impl Maker<'_> {
    fn make<T>(mut self, parts: Vec<Part>, writer: Writer<T>) -> Result<Rendered, TooLong> {
        let title = self.options.title.as_deref();
        let contents = match self.options.length {
            Length::Whole => {
                let units = parts.iter().flatten();
                let units = units.flat_map(|flow| (writer.write)(flow, &mut self.warnings));
                let content = (writer.wrap)(units.map(|unit| unit.value).collect(), title);
                vec![self.fitting(content)?]
            }
            Length::Split => {
                let bytes = self.limit() - ENVELOPE - in_body(title.unwrap_or_default());
                let room = Room { bytes, tables: TABLES, elements: ELEMENTS };
                let parts =
                    parts.into_iter().map(|part| self.units(part, bytes, &writer)).collect();
                let messages = pack(parts, room).into_iter().enumerate();
                let titled = messages.map(|(at, units)| (units, title.filter(|_| at == 0)));
                titled.map(|(units, title)| (writer.wrap)(units, title)).collect()
            }
        };
        let warnings = self.warnings.into_list();
        Ok(Rendered { shape: self.shape, contents, warnings })
    }

    /// The units of a part, each of them no longer than a message.
    fn units<T>(&mut self, part: Part, most: usize, writer: &Writer<T>) -> Vec<Unit<T>> {
        let mut units = Vec::new();
        let mut open: Vec<Flow> = part.into_iter().rev().collect();
        while let Some(flow) = open.pop() {
            let written = (writer.write)(&flow, &mut self.warnings);
            let is_long = written.iter().map(|unit| unit.size).sum::<usize>() > most;
            match is_long.then(|| halve(&flow)).flatten() {
                Some((first, second)) => {
                    self.warnings.add(Loss::Cut, line_of(&flow));
                    open.extend([second, first]);
                }
                None => units.extend(written),
            }
        }
        units
    }

    fn limit(&self) -> usize {
        body_limit(&match self.shape {
            Shape::Post => MsgType::Post,
            Shape::Card => MsgType::Interactive,
            Shape::Text => MsgType::Text,
        })
    }

    fn fitting(&self, content: Content) -> Result<Content, TooLong> {
        let (size, limit) = (in_body(&content.to_wire()) + ENVELOPE, self.limit());
        let elements = match &content {
            Content::Card(Card::V2(card)) => {
                card["body"]["elements"].as_array().map_or(0, Vec::len)
            }
            _ => 0,
        };
        if size > limit || elements > ELEMENTS {
            return Err(TooLong { shape: self.shape, size, limit });
        }
        Ok(content)
    }
}

fn line_of(flow: &Flow) -> usize {
    match flow {
        Flow::Line(line) => line.spans.first().map_or(1, |span| span.line),
        Flow::Code(code) => code.line,
        Flow::Fixed(fixed) => fixed.line,
        Flow::Table(table) => table.header.iter().flatten().next().map_or(1, |span| span.line),
        Flow::Blank | Flow::Rule | Flow::Image(_) => 1,
    }
}

/// Bytes of a text once it is in a JSON string.
fn in_body(text: &str) -> usize {
    let escaped = text.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).count();
    text.len() + escaped
}

fn size_of(value: &impl serde::Serialize) -> usize {
    let mut counted = Counted(0);
    match serde_json::to_writer(&mut counted, value) {
        Ok(()) => counted.0 + 1,
        Err(_) => 0,
    }
}

/// Counts the bytes of JSON once it is in a JSON string, and keeps none.
struct Counted(usize);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let escaped = bytes.iter().filter(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
        self.0 += bytes.len() + escaped.count();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn post_units(flow: &Flow, warnings: &mut Warnings) -> Vec<Unit<Vec<Node>>> {
    let paragraphs = post::paragraphs(flow, warnings).into_iter();
    paragraphs.map(|value| Unit { size: size_of(&value), value, elements: 0, tables: 0 }).collect()
}

fn wrap_post(content: Vec<Vec<Node>>, title: Option<&str>) -> Content {
    let content = trimmed(content, is_blank);
    let title = title.map(str::to_owned);
    let post = Post { title, content: Some(content), ..Post::default() };
    Content::Post(PostToSend([("zh_cn".to_owned(), post)].into()))
}

fn is_blank(paragraph: &Vec<Node>) -> bool {
    use lark_api::content::post::KnownNode::Text;
    matches!(paragraph.as_slice(), [Node::Known(Text { text, .. })] if text.trim().is_empty())
}

fn card_units(flow: &Flow, warnings: &mut Warnings) -> Vec<Unit<Element>> {
    let unit = |value: Element| {
        // What ends an element of lines pays for the frame of the next one.
        let (size, elements, tables) = match &value {
            Element::Markdown(text) => (size_of(text), 0, 0),
            Element::Gap => (FRAME, 1, 0),
            Element::Other(other) => (size_of(other) + FRAME, 2, 0),
            Element::Table(table) => (size_of(table) + FRAME, 2, 1),
        };
        Unit { value, size, elements, tables }
    };
    card::elements(flow, warnings).into_iter().map(unit).collect()
}

fn wrap_card(elements: Vec<Element>, title: Option<&str>) -> Content {
    let elements: Vec<Value> = card::assemble(elements, ELEMENTS);
    Content::Card(Card::V2(card::card(title, elements)))
}

fn text_units(flow: &Flow, warnings: &mut Warnings) -> Vec<Unit<String>> {
    let value = text::lines(flow, warnings).join("\n");
    let size = size_of(&value);
    vec![Unit { value, size, elements: 0, tables: 0 }]
}

fn wrap_text(lines: Vec<String>, title: Option<&str>) -> Content {
    let lines = trimmed(lines, |line: &String| line.is_empty());
    let text = lines.join("\n");
    Content::text(match title {
        Some(title) => format!("{}\n\n{text}", escape::text(title).0),
        None => text,
    })
}

/// Without blanks at the beginning and the end, as after a cut.
fn trimmed<T>(mut items: Vec<T>, is_blank: impl Fn(&T) -> bool) -> Vec<T> {
    while items.len() > 1 && items.last().is_some_and(&is_blank) {
        items.pop();
    }
    let blanks = items.iter().take_while(|item| is_blank(item)).count();
    items.drain(..blanks.min(items.len().saturating_sub(1)));
    items
}
