//! Posts: every line a paragraph of nodes that Lark shows as they are, never its own Markdown.

use lark_api::content::post::{KnownNode, Node};

use crate::{
    fixed,
    flow::{Flow, Line},
    model::{Piece, Span, Style},
    warning::{Loss, Warnings},
};

/// The paragraphs of a piece.
pub(crate) fn paragraphs(flow: &Flow, warnings: &mut Warnings) -> Vec<Vec<Node>> {
    let only = |node: KnownNode| vec![vec![Node::Known(node)]];
    match flow {
        Flow::Line(line) => vec![line_nodes(line, warnings)],
        Flow::Blank => only(text(" ".to_owned(), Style::default())),
        Flow::Rule => only(KnownNode::Hr {}),
        Flow::Image(image) => {
            let (width, height) = (None, None);
            only(KnownNode::Img { image_key: image.key.clone(), width, height })
        }
        Flow::Code(code) => only(code_block(&code.text, code.language)),
        Flow::Table(table) => only(code_block(&fixed::lines(table).join("\n"), None)),
        Flow::Fixed(table) => only(code_block(&fixed::lines(&table.table).join("\n"), None)),
    }
}

fn code_block(code: &str, language: Option<&str>) -> KnownNode {
    // Lark refuses a node without text.
    let text = if code.is_empty() { " ".to_owned() } else { code.to_owned() };
    KnownNode::CodeBlock { text, language: language.map(str::to_owned) }
}

fn line_nodes(line: &Line, warnings: &mut Warnings) -> Vec<Node> {
    let mut nodes: Vec<KnownNode> = Vec::with_capacity(line.spans.len() + 1);
    if !line.prefix.is_empty() {
        nodes.push(text(line.prefix.clone(), Style::default()));
    }
    for span in &line.spans {
        push(&mut nodes, span, warnings);
    }
    if line.is_empty() {
        return vec![Node::Known(text(" ".to_owned(), Style::default()))];
    }
    nodes.into_iter().map(Node::Known).collect()
}

fn push(nodes: &mut Vec<KnownNode>, span: &Span, warnings: &mut Warnings) {
    let shown = match &span.piece {
        Piece::Text(text) => text.clone(),
        Piece::Code(code) => {
            warnings.add(Loss::InlineCode, span.line);
            backticked(code)
        }
        Piece::Mention(mention) => {
            let name = Some(mention.name.clone()).filter(|name| !name.is_empty());
            let (user_id, style) = (mention.id.clone(), styles(span.style));
            return nodes.push(KnownNode::At { user_id, user_name: name, style });
        }
        Piece::Image(image) => return push_image(nodes, span, image, warnings),
        Piece::Tag(tag) => tag.source.clone(),
        Piece::Break => " ".to_owned(),
    };
    let style = styles(span.style);
    match &span.link {
        Some(href) if !shown.is_empty() => {
            nodes.push(KnownNode::A { text: shown, href: href.to_string(), style });
        }
        _ => push_text(nodes, shown, style),
    }
}

/// One that was not settled: its address.
fn push_image(
    nodes: &mut Vec<KnownNode>,
    span: &Span,
    image: &crate::model::Image,
    warnings: &mut Warnings,
) {
    let mut spans = Vec::new();
    crate::images::address(span, image, &mut spans);
    spans.iter().for_each(|span| push(nodes, span, warnings));
}

fn push_text(nodes: &mut Vec<KnownNode>, shown: String, style: Option<Vec<String>>) {
    if let Some(KnownNode::Text { text, style: before, .. }) = nodes.last_mut()
        && *before == style
    {
        text.push_str(&shown);
    } else if !shown.is_empty() {
        nodes.push(KnownNode::Text { text: shown, un_escape: None, style });
    }
}

fn text(text: String, style: Style) -> KnownNode {
    KnownNode::Text { text, un_escape: None, style: styles(style) }
}

fn styles(style: Style) -> Option<Vec<String>> {
    let all = [
        (style.bold, "bold"),
        (style.italic, "italic"),
        (style.underline, "underline"),
        (style.strike, "lineThrough"),
    ];
    let names: Vec<String> =
        all.iter().filter(|(is_on, _)| *is_on).map(|(_, name)| (*name).to_owned()).collect();
    (!names.is_empty()).then_some(names)
}

/// Code in a line where there is no style for it.
pub(crate) fn backticked(code: &str) -> String {
    if code.contains('`') { format!("`` {code} ``") } else { format!("`{code}`") }
}
