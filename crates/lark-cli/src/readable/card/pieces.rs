//! Texts of cards, and the pieces of Markdown that the normal form takes them apart into.

use serde_json::Value;

use super::{Element, Reader};
use crate::readable::{
    content::push_text,
    document::{Block, Inline, Style},
    lists::{self, Item},
    markdown,
};

impl Reader<'_> {
    /// A text: plain, or in an object that says what kind it is.
    pub(super) fn words(self, text: &Value) -> Vec<Inline> {
        match text {
            Value::String(text) => self.around.line(text),
            Value::Object(_) => self.piece(Element::of(text)),
            _ => Vec::new(),
        }
    }

    /// What the normal form has taken apart is not read again.
    pub(super) fn markdown(self, element: Element<'_>) -> Vec<Block> {
        match element.get("elements") {
            Value::Array(pieces) => self.pieces(pieces),
            _ => markdown::blocks(&element.text("content"), self.around),
        }
    }

    /// Blocks of pieces; what is inline up to the next block is one paragraph.
    fn pieces(self, pieces: &[Value]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line: Option<Vec<Inline>> = None;
        for piece in pieces.iter().map(Element::of) {
            match self.block(piece) {
                Some(block) => {
                    blocks.extend(line.take().map(Block::Paragraph));
                    blocks.push(block);
                }
                None => line.get_or_insert_default().extend(self.piece(piece)),
            }
        }
        blocks.extend(line.map(Block::Paragraph));
        blocks
    }

    fn block(self, piece: Element<'_>) -> Option<Block> {
        Some(match piece.tag {
            "heading" => {
                let level = piece.get("level").as_u64().unwrap_or(1).clamp(1, 6);
                let line = self.inline(piece.list("elements"));
                Block::Heading { level: u8::try_from(level).unwrap_or(6), line }
            }
            "blockquote" => Block::Quote(self.pieces(piece.list("elements"))),
            "list" => lists::nested(piece.list("items").iter().map(|it| self.item(it)).collect()),
            "code_block" => {
                let text: String = piece.list("contents").iter().map(code_line).collect();
                let language = piece.text("language").to_lowercase();
                Block::Code { language, text: text.trim_end().to_owned() }
            }
            "hr" => Block::Rule,
            "table" => self.table(piece),
            _ => return None,
        })
    }

    fn item(self, item: &Value) -> Item {
        let item = Element::of(item);
        let level = item.get("level").as_u64().unwrap_or(0).min(64);
        Item {
            level: usize::try_from(level).unwrap_or(0),
            number: (item.get("type") == "ol").then(|| item.get("order").as_u64().unwrap_or(1)),
            line: self.inline(item.list("elements")),
        }
    }

    fn inline(self, pieces: &[Value]) -> Vec<Inline> {
        pieces.iter().map(Element::of).flat_map(|piece| self.piece(piece)).collect()
    }

    /// What stands in a line. Of what is not known the text is shown, and where there is none its
    /// JSON.
    pub(super) fn piece(self, piece: Element<'_>) -> Vec<Inline> {
        let style = style(piece);
        match piece.tag {
            "br" => vec![Inline::Break],
            "at" => vec![self.person(&piece.text("user_id"))],
            "at_all" => vec![self.around.mention("all", "")],
            "person" | "person_v1" => vec![self.person(&piece.text("user_id"))],
            "emoji" => vec![Inline::Emoji(piece.text("key"))],
            "code_span" => vec![Inline::Code(piece.text("content"))],
            "img" => self.image(piece),
            "link" | "a" => vec![self.link(piece, style)],
            "text_tag" => self.words(piece.get("text")),
            "markdown" | "markdown_v1" | "lark_md" => match piece.get("elements") {
                Value::Array(pieces) => self.inline(pieces),
                _ => markdown::line(&piece.text("content"), self.around),
            },
            "heading" | "blockquote" | "list" | "code_block" | "hr" => {
                self.inline(piece.list("elements"))
            }
            "standard_icon" | "custom_icon" => Vec::new(),
            _ => self.other(piece, style),
        }
    }

    fn other(self, piece: Element<'_>, style: Style) -> Vec<Inline> {
        let mut line = Vec::new();
        match piece.get("content") {
            Value::String(text) => {
                for (at, part) in text.split('\n').enumerate() {
                    if at > 0 {
                        line.push(Inline::Break);
                    }
                    self.around.mentioned(part, style, &mut line);
                }
            }
            Value::Null if matches!(piece.tag, "plain_text" | "") => {}
            _ => push_text(&piece.whole.to_string(), style, &mut line),
        }
        line
    }

    fn link(self, link: Element<'_>, style: Style) -> Inline {
        let href = match link.get("url") {
            Value::String(url) => url.clone(),
            Value::Object(url) => {
                url.get("url").and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            _ => link.text("href"),
        };
        let label = match link.text("content") {
            label if label.is_empty() => link.text("text"),
            label => label,
        };
        Inline::Link { text: vec![Inline::Text { text: label, style }], href }
    }

    /// The name is beside the card, or not known.
    pub(super) fn person_name(self, id: &str) -> String {
        let known = ["at_users", "persons"].iter().find_map(|kind| {
            let person = &self.attachment[kind][id];
            person["content"].as_str().or_else(|| person["name"].as_str())
        });
        known.unwrap_or(id).to_owned()
    }

    pub(super) fn person(self, id: &str) -> Inline {
        let name = self.person_name(id);
        self.around.mention(id, if name == id { "" } else { &name })
    }

    pub(super) fn people(self, list: Element<'_>) -> Vec<Inline> {
        let ids = list.list("persons").iter().filter_map(|person| person["id"].as_str());
        let people: Vec<_> = ids.map(|id| vec![self.person(id)]).collect();
        people.join(&Inline::Text { text: ", ".to_owned(), style: Style::default() })
    }
}

fn code_line(line: &Value) -> String {
    let pieces = line["contents"].as_array().into_iter().flatten();
    pieces.filter_map(|piece| piece["content"].as_str()).collect()
}

fn style(piece: Element<'_>) -> Style {
    let attributes = &piece.get("text_style")["attributes"];
    let has = |name: &str| attributes.as_array().into_iter().flatten().any(|it| it == name);
    Style {
        bold: has("bold"),
        italic: has("italic"),
        underline: has("underline"),
        struck: has("strikethrough"),
    }
}
