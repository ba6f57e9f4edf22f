//! What a Markdown text says: blocks, and in them spans of text.

use std::rc::Rc;

use lark_api::ids::ImageKey;

use crate::{people::Person, warning::Warnings};

/// A parsed Markdown text.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(crate) blocks: Vec<Block>,
    pub(crate) warnings: Warnings,
    pub(crate) mentioned: Vec<Person>,
}

#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// In the source, from 1.
    pub(crate) line: usize,
    pub(crate) kind: BlockKind,
}

#[derive(Clone, Debug)]
pub(crate) enum BlockKind {
    Paragraph(Vec<Span>),
    Heading {
        level: u8,
        spans: Vec<Span>,
    },
    Quote(Vec<Block>),
    List(List),
    Code(Code),
    Table(Table),
    Rule,
    /// What a footnote says, below its mark.
    Note {
        label: String,
        blocks: Vec<Block>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct List {
    /// The first number; `None` where the items have bullets.
    pub(crate) start: Option<u64>,
    /// Whether blank lines stand between the items.
    pub(crate) is_loose: bool,
    pub(crate) items: Vec<Item>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    /// Of a task: whether it is done.
    pub(crate) done: Option<bool>,
    pub(crate) blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Code {
    /// The whole info string.
    pub(crate) info: String,
    /// Without the last line's end.
    pub(crate) text: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Align>,
    pub(crate) header: Vec<Cell>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

pub(crate) type Cell = Vec<Span>;

/// Where a column's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}

/// A run of text in one style, or something else that stands in a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    /// In the source, from 1.
    pub(crate) line: usize,
    pub(crate) style: Style,
    /// Where it leads.
    pub(crate) link: Option<Rc<str>>,
    pub(crate) piece: Piece,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Code(String),
    Break,
    /// A well-formed tag that names somebody, before it is known what it may do.
    Tag(AtTag),
    Mention(Mention),
    Image(Image),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AtTag {
    /// Ids, `all` among them, or addresses.
    pub(crate) ids: Vec<String>,
    pub(crate) are_emails: bool,
    pub(crate) name: String,
    /// As it was written.
    pub(crate) source: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mention {
    /// An id, or `all`.
    pub(crate) id: String,
    /// May be empty.
    pub(crate) name: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Image {
    pub(crate) alt: String,
    pub(crate) title: String,
    /// As it was written.
    pub(crate) source: String,
    /// Once it is settled.
    pub(crate) key: Option<ImageKey>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) strike: bool,
    pub(crate) underline: bool,
}

impl Span {
    pub(crate) fn plain(line: usize, text: impl Into<String>) -> Self {
        Self { line, style: Style::default(), link: None, piece: Piece::Text(text.into()) }
    }

    /// The same with something else in it.
    pub(crate) fn with(&self, piece: Piece) -> Self {
        Self { line: self.line, style: self.style, link: self.link.clone(), piece }
    }
}

impl Document {
    /// Whether it says anything at all.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Who is mentioned, once that is settled; names that are not known are empty.
    pub fn mentioned(&self) -> &[Person] {
        &self.mentioned
    }

    /// Lets every run of spans be changed, wherever it is.
    pub(crate) fn for_each_spans(&mut self, change: &mut dyn FnMut(&mut Vec<Span>)) {
        self.blocks.iter_mut().for_each(|block| block.for_each_spans(change));
    }
}

impl Block {
    // Blocks are nested only as deep as the parser allows.
    fn for_each_spans(&mut self, change: &mut dyn FnMut(&mut Vec<Span>)) {
        match &mut self.kind {
            BlockKind::Paragraph(spans) | BlockKind::Heading { spans, .. } => change(spans),
            BlockKind::Quote(blocks) | BlockKind::Note { blocks, .. } => {
                blocks.iter_mut().for_each(|block| block.for_each_spans(change));
            }
            BlockKind::List(list) => {
                let blocks = list.items.iter_mut().flat_map(|item| &mut item.blocks);
                blocks.for_each(|block| block.for_each_spans(change));
            }
            BlockKind::Table(table) => {
                table.header.iter_mut().for_each(&mut *change);
                table.rows.iter_mut().flatten().for_each(change);
            }
            BlockKind::Code(_) | BlockKind::Rule => {}
        }
    }
}
