//! Posts, and cards that were flattened: paragraphs of nodes.

use serde_json::Value;

use super::{
    content::{Around, text_of},
    document::{Block, Control, ControlKind, Inline, ResourceKind, Style},
    markdown,
};

/// A title and paragraphs of nodes. As sent, a locale stands around them; as read, none does.
pub fn blocks(content: &Value, around: Around<'_>) -> Vec<Block> {
    let post = localized(content);
    titled(&text_of(post, "title"), lines(&post["content"], around))
}

/// A card as reading flattens it.
pub fn flat_card(content: &Value, around: Around<'_>) -> Vec<Block> {
    titled(&text_of(content, "title"), lines(&content["elements"], around))
}

fn titled(title: &str, rest: Vec<Block>) -> Vec<Block> {
    let title = match title {
        "" => None,
        title => Some(Block::Title(vec![plain(title)])),
    };
    title.into_iter().chain(rest).collect()
}

fn plain(text: &str) -> Inline {
    Inline::Text { text: text.to_owned(), style: Style::default() }
}

fn localized(content: &Value) -> &Value {
    if content["content"].is_array() || content["title"].is_string() {
        return content;
    }
    let first = || content.as_object().into_iter().flatten().map(|(_, post)| post).next();
    ["zh_cn", "en_us", "ja_jp"]
        .iter()
        .find_map(|locale| content.get(locale))
        .or_else(first)
        .unwrap_or(content)
}

/// Paragraphs of nodes, or single nodes.
pub fn lines(paragraphs: &Value, around: Around<'_>) -> Vec<Block> {
    let mut lines = Lines { around, blocks: Vec::new(), line: Vec::new() };
    for paragraph in paragraphs.as_array().into_iter().flatten() {
        lines.paragraph(paragraph);
    }
    lines.blocks
}

struct Lines<'a> {
    around: Around<'a>,
    blocks: Vec<Block>,
    /// What of the paragraph is not in a block yet.
    line: Vec<Inline>,
}

impl Lines<'_> {
    fn paragraph(&mut self, nodes: &Value) {
        let before = self.blocks.len();
        match nodes {
            Value::Array(nodes) => nodes.iter().for_each(|node| self.node(node)),
            single => self.node(single),
        }
        // Of what is pressed one line may have joined that of the line before.
        let is_joined = matches!(self.blocks.last(), Some(Block::Controls(_)));
        let is_blank = self.blocks.len() == before && !is_joined;
        if !self.line.is_empty() || is_blank {
            self.blocks.push(Block::Paragraph(std::mem::take(&mut self.line)));
        }
    }

    fn block(&mut self, block: Block) {
        if !self.line.is_empty() {
            self.blocks.push(Block::Paragraph(std::mem::take(&mut self.line)));
        }
        match (block, self.blocks.last_mut()) {
            (Block::Controls(more), Some(Block::Controls(controls))) => controls.extend(more),
            (block, _) => self.blocks.push(block),
        }
    }

    fn node(&mut self, node: &Value) {
        let text = |key: &str| text_of(node, key);
        let around = self.around;
        match node["tag"].as_str().unwrap_or_default() {
            "text" => around.mentioned(&text("text"), style(&node["style"]), &mut self.line),
            "a" => {
                let label = vec![Inline::Text { text: text("text"), style: style(&node["style"]) }];
                self.line.push(Inline::Link { text: label, href: text("href") });
            }
            "at" => self.line.push(around.mention(&text("user_id"), &text("user_name"))),
            "img" => self.line.push(Inline::Image(around.image(&text("image_key")))),
            "media" => self.block(Block::Resource(around.file(ResourceKind::Video, node))),
            "emotion" => self.line.push(Inline::Emoji(text("emoji_type"))),
            "code_block" => {
                let (language, code) = (text("language").to_lowercase(), text("text"));
                self.block(Block::Code { language, text: code.trim_end().to_owned() });
            }
            "hr" => self.block(Block::Rule),
            "note" if node["elements"].is_array() => {
                let inside = Value::Array(vec![node["elements"].clone()]);
                self.block(Block::Group(lines(&inside, around)));
            }
            "md" | "markdown" | "lark_md" => {
                markdown::blocks(&own_text(node), around).into_iter().for_each(|it| self.block(it));
            }
            "note" | "plain_text" => self.line.push(plain(&own_text(node))),
            "button" => self.block(control(ControlKind::Button, text("text"), node)),
            "select_static" | "overflow" | "date_picker" => {
                self.block(control(ControlKind::Choice, text("placeholder"), node));
            }
            _ => self.unknown(node),
        }
    }

    fn unknown(&mut self, node: &Value) {
        match own_text(node) {
            text if text.is_empty() => self.block(Block::Raw(node.to_string())),
            text => self.line.push(plain(&text)),
        }
    }
}

fn own_text(node: &Value) -> String {
    let text = text_of(node, "text");
    if text.is_empty() { text_of(node, "content") } else { text }
}

/// What is asked, and what one can choose from.
fn control(kind: ControlKind, label: String, node: &Value) -> Block {
    let options = node["options"].as_array().into_iter().flatten();
    let options = options.map(|option| text_of(option, "text")).collect();
    Block::Controls(vec![Control { kind, label, options, href: None }])
}

fn style(styles: &Value) -> Style {
    let has = |name: &str| styles.as_array().into_iter().flatten().any(|style| style == name);
    Style {
        bold: has("bold"),
        italic: has("italic"),
        underline: has("underline"),
        struck: has("lineThrough"),
    }
}
