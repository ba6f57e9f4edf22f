//! What a message says, taken apart: blocks of pieces, whatever kind it was sent as.
//!
//! Content is read into this once; Markdown, a terminal and a page are each written from it.

use lark_api::{
    ids::{MessageId, ResourceKey},
    im::files::ResourceType,
};
use lark_markdown::Align;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A message's content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub blocks: Vec<Block>,
}

impl Document {
    /// The files in it.
    pub fn resources(&self) -> Vec<&Resource> {
        let mut found = Vec::new();
        in_blocks(&self.blocks, &mut |part| match part {
            Part::File(resource) | Part::Piece(Inline::Image(resource)) => found.push(resource),
            Part::Piece(_) => {}
        });
        found.retain(|resource| !resource.key.as_str().is_empty());
        found
    }

    /// Whether something it says leads elsewhere; what is pressed does not count.
    pub fn has_link(&self) -> bool {
        let mut found = false;
        in_blocks(&self.blocks, &mut |part| {
            found |= match part {
                Part::Piece(Inline::Link { .. }) => true,
                Part::Piece(Inline::Text { text, .. }) => {
                    text.contains("http://") || text.contains("https://")
                }
                _ => false,
            };
        });
        found
    }
}

enum Part<'d> {
    Piece(&'d Inline),
    File(&'d Resource),
}

// Blocks are nested only as deep as JSON is read.
fn in_blocks<'d>(blocks: &'d [Block], look: &mut dyn FnMut(Part<'d>)) {
    for block in blocks {
        match block {
            Block::Paragraph(line) | Block::Title(line) | Block::Heading { line, .. } => {
                in_line(line, look);
            }
            Block::Quote(blocks) | Block::Group(blocks) => in_blocks(blocks, look),
            Block::List { items: parts, .. } | Block::Columns(parts) => {
                parts.iter().for_each(|blocks| in_blocks(blocks, look));
            }
            Block::Table { header, rows, .. } => {
                let cells = header.iter().chain(rows.iter().flatten());
                cells.for_each(|line| in_line(line, look));
            }
            Block::Resource(resource) => look(Part::File(resource)),
            Block::Code { .. }
            | Block::Rule
            | Block::Controls(_)
            | Block::Fact { .. }
            | Block::Notice(_)
            | Block::Raw(_) => {}
        }
    }
}

fn in_line<'d>(line: &'d [Inline], look: &mut dyn FnMut(Part<'d>)) {
    for piece in line {
        look(Part::Piece(piece));
        if let Inline::Link { text, .. } = piece {
            in_line(text, look);
        }
    }
}

/// What stands on lines of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Paragraph(Vec<Inline>),
    /// A post's or a card's title.
    Title(Vec<Inline>),
    /// In a text, from 1 down to 6.
    Heading {
        level: u8,
        line: Vec<Inline>,
    },
    Quote(Vec<Block>),
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Code {
        language: String,
        text: String,
    },
    Rule,
    Table {
        header: Vec<Vec<Inline>>,
        align: Vec<Align>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// What a card puts in a box, such as its note or a panel.
    Group(Vec<Block>),
    /// What a card puts side by side.
    Columns(Vec<Vec<Block>>),
    /// Buttons and fields of a card: what they say, not what they do.
    Controls(Vec<Control>),
    Resource(Resource),
    /// A chat, a person, a place, an appointment, a chart: what it is, and its facts in words.
    Fact {
        kind: &'static str,
        facts: Vec<(&'static str, String)>,
    },
    /// What Lark itself says: who joined, what was pinned.
    Notice(String),
    /// JSON of what this version does not know.
    Raw(String),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    Text {
        text: String,
        style: Style,
    },
    Code(String),
    Link {
        text: Vec<Inline>,
        href: String,
    },
    Mention {
        name: String,
        id: String,
    },
    /// Lark's name of it, such as `SMILE`.
    Emoji(String),
    Image(Resource),
    Break,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    pub struck: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    pub kind: ControlKind,
    pub label: String,
    pub options: Vec<String>,
    pub href: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlKind {
    Button,
    Choice,
    Input,
}

/// What a file of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    Image,
    File,
    Folder,
    Audio,
    Video,
    Sticker,
}

/// A file in a message, to be had with the message's id and its key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resource {
    /// A video's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<String>,
    /// In milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// Why it could not be had, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub key: ResourceKey,
    pub kind: ResourceKind,
    /// Of a bundle's inner message the bundle's own: Lark gives its files out through that.
    pub message_id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it was saved, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saved_path: Option<String>,
    /// In bytes, once it is known: content does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

impl Resource {
    /// As what Lark gives it out.
    pub fn resource_type(&self) -> ResourceType {
        match self.kind {
            ResourceKind::Image => ResourceType::Image,
            _ => ResourceType::File,
        }
    }
}
