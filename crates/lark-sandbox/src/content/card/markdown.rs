//! The Markdown of cards as elements of the normal form. What is not closed stays text.

use lark_api::{
    content::markup::{self, At, Piece},
    emoji::EmojiType,
};
use serde_json::{Value, json};

/// The elements of a text, block by block; plain lines have a break between them.
pub(super) fn elements(text: &str) -> Vec<Value> {
    let lines: Vec<&str> = text.lines().collect();
    let mut elements = Vec::new();
    let mut next = 0;
    let mut after_text = false;
    while let Some(line) = lines.get(next).copied() {
        let block = block(&lines[next..]);
        if let Some((element, length)) = block {
            elements.push(element);
            next += length;
            after_text = false;
            continue;
        }
        if after_text {
            elements.push(broken());
        }
        elements.extend(inline(line));
        next += 1;
        after_text = true;
    }
    elements
}

fn broken() -> Value {
    json!({ "tag": "br", "property": {} })
}

/// The block that the first line begins, and how many lines it has.
fn block(lines: &[&str]) -> Option<(Value, usize)> {
    let line = lines.first()?.trim();
    if let Some(language) = line.strip_prefix("```") {
        return code(language.trim(), lines);
    }
    if matches!(line, "---" | "***" | "<hr>") {
        return Some((json!({ "tag": "hr", "property": {} }), 1));
    }
    let marks = line.chars().take_while(|c| *c == '#').count();
    if let (1..=6, Some(text)) = (marks, line[marks..].strip_prefix(' ')) {
        let property = json!({ "level": marks, "elements": inline(text) });
        return Some((json!({ "tag": "heading", "property": property }), 1));
    }
    let quoted: Vec<&str> = lines.iter().map_while(|line| line.strip_prefix("> ")).collect();
    if !quoted.is_empty() {
        // Blocks in a quote are not told apart, so none is nested without end.
        let inside: Vec<Value> =
            quoted.iter().map(|line| inline(line)).collect::<Vec<_>>().join(&broken());
        let quote = json!({ "tag": "blockquote", "property": { "elements": inside } });
        return Some((quote, quoted.len()));
    }
    let items: Vec<Value> = lines.iter().map_while(|line| item(line)).collect();
    let length = items.len();
    let list = json!({ "tag": "list", "property": { "items": items } });
    (length > 0).then_some((list, length))
}

/// A fence that is not closed is no code.
fn code(language: &str, lines: &[&str]) -> Option<(Value, usize)> {
    let inside = lines[1..].iter().take_while(|line| line.trim() != "```").count();
    if lines.len() < inside + 2 {
        return None;
    }
    let contents = lines[1..=inside]
        .iter()
        .map(|line| json!({ "contents": [{ "content": format!("{line}\n") }] }));
    let property = json!({ "language": language, "contents": contents.collect::<Value>() });
    Some((json!({ "tag": "code_block", "property": property }), inside + 2))
}

/// A line of a list; four blanks before it are a level.
fn item(line: &str) -> Option<Value> {
    let text = line.trim_start();
    let level = (line.len() - text.len()) / 4;
    if let Some(text) = text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
        return Some(json!({ "level": level, "type": "ul", "elements": inline(text) }));
    }
    let (order, text) = text.split_once(". ")?;
    let order: u32 = order.parse().ok()?;
    Some(json!({ "level": level, "type": "ol", "order": order, "elements": inline(text) }))
}

/// A line's texts, mentions and links.
fn inline(line: &str) -> Vec<Value> {
    let mut pieces = Vec::new();
    for piece in markup::of_card(line) {
        match piece {
            Piece::At(at) => pieces.extend(mention(&at)),
            Piece::Plain(text) => marked(text, &mut pieces),
        }
    }
    pieces
}

fn mention(at: &At<'_>) -> Vec<Value> {
    let one = |id: &str| match id {
        "all" => json!({ "tag": "at_all", "property": {} }),
        id => json!({ "tag": "at", "property": { "userID": id } }),
    };
    at.id.split(',').filter(|id| !id.is_empty()).map(one).collect()
}

/// What encloses styled text; the longer marks first.
const MARKS: [(&str, &[&str]); 4] = [
    ("***", &["bold", "italic"]),
    ("**", &["bold"]),
    ("~~", &["strikethrough"]),
    ("*", &["italic"]),
];

fn marked(text: &str, pieces: &mut Vec<Value>) {
    let mut plain = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let found = match c {
            '*' | '~' => styled(rest),
            '`' => code_span(rest),
            '[' | '!' => link_or_image(rest),
            ':' => emoji(rest),
            _ => None,
        };
        match found {
            Some((element, after)) => {
                push_text(&text[plain..at], pieces);
                pieces.push(element);
                at = text.len() - after.len();
                plain = at;
            }
            None => at += c.len_utf8(),
        }
    }
    push_text(&text[plain..], pieces);
}

fn push_text(text: &str, pieces: &mut Vec<Value>) {
    if !text.is_empty() {
        let shown = markup::without_entities(text);
        pieces.push(json!({ "tag": "plain_text", "property": { "content": shown } }));
    }
}

fn styled(text: &str) -> Option<(Value, &str)> {
    MARKS.iter().find_map(|(mark, attributes)| {
        let (inner, after) = text.strip_prefix(mark)?.split_once(mark)?;
        let is_tight = !inner.is_empty() && inner.trim() == inner;
        let style = json!({ "attributes": attributes });
        let shown = markup::without_entities(inner);
        let property = json!({ "content": shown, "textStyle": style });
        is_tight.then(|| (json!({ "tag": "plain_text", "property": property }), after))
    })
}

fn code_span(text: &str) -> Option<(Value, &str)> {
    let (code, after) = text.strip_prefix('`')?.split_once('`')?;
    let span = json!({ "tag": "code_span", "property": { "content": code } });
    (!code.is_empty()).then_some((span, after))
}

fn link_or_image(text: &str) -> Option<(Value, &str)> {
    if let Some(link) = text.strip_prefix('!').and_then(Link::at_start) {
        let alt = json!({ "tag": "plain_text", "property": { "content": link.text } });
        let property = json!({ "imageID": link.to, "alt": alt });
        return Some((json!({ "tag": "img", "property": property }), link.after));
    }
    let link = Link::at_start(text)?;
    let shown = markup::without_entities(link.text);
    let property = json!({ "content": shown, "url": { "url": link.to } });
    Some((json!({ "tag": "link", "property": property }), link.after))
}

fn emoji(text: &str) -> Option<(Value, &str)> {
    let (key, after) = text.strip_prefix(':')?.split_once(':')?;
    let known = EmojiType::unchecked(key).is_known();
    known.then(|| (json!({ "tag": "emoji", "property": { "key": key } }), after))
}

/// `[text](to)`
pub(super) struct Link<'t> {
    pub(super) text: &'t str,
    pub(super) to: &'t str,
    pub(super) after: &'t str,
}

impl<'t> Link<'t> {
    fn at_start(text: &'t str) -> Option<Self> {
        let (label, after) = text.strip_prefix('[')?.split_once("](")?;
        let (to, after) = after.split_once(')')?;
        let is_plain = !label.contains(['[', ']', '\n']) && !to.contains([' ', '\n']);
        is_plain.then_some(Self { text: label, to, after })
    }
}

/// The first link of a text, and what stands before it.
pub(super) fn next_link(text: &str) -> Option<(&str, Link<'_>)> {
    text.match_indices('[').find_map(|(at, _)| Some((&text[..at], Link::at_start(&text[at..])?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tags(text: &str) -> Vec<String> {
        let elements = elements(text);
        elements.iter().map(|element| element["tag"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn blocks_and_what_is_in_a_line_are_told_apart() {
        let text = "# Plan\nfirst\nsecond\n> quoted\n- a\n    1. b\n```rust\nlet x;\n```\n---";
        let expected =
            ["heading", "plain_text", "br", "plain_text", "blockquote", "list", "code_block", "hr"];
        assert_eq!(tags(text), expected);
        let items = &elements(text)[5]["property"]["items"];
        assert_eq!((&items[1]["level"], &items[1]["order"]), (&json!(1), &json!(1)));
        let line =
            "**b** `c` [d](https://e) ![f](img_g) :OK: <at id=all></at><at ids=ou_1,ou_2></at>";
        let expected = [
            "plain_text",
            "plain_text",
            "code_span",
            "plain_text",
            "link",
            "plain_text",
            "img",
            "plain_text",
            "emoji",
            "plain_text",
            "at_all",
            "at",
            "at",
        ];
        assert_eq!(tags(line), expected);
        let bold = json!({ "content": "b", "textStyle": { "attributes": ["bold"] } });
        assert_eq!(elements(line)[0]["property"], bold);
    }

    #[test]
    fn what_is_escaped_is_text_without_its_escapes() {
        let plain = |text: &str| json!({ "tag": "plain_text", "property": { "content": text } });
        assert_eq!(
            elements("1&#46; &#60;at id=all&#62; &#42;&#42;b&#42;&#42;"),
            [plain("1. <at id=all> **b**")]
        );
        assert_eq!(elements("**&#42;**")[0]["property"]["content"], "*");
    }

    #[test]
    fn what_is_not_closed_is_text() {
        for text in ["**b", "`c", "[d](e", ":NotAnEmoji:", "<at id=ou_1>", "2 * 3 * 4", "#5", "~"] {
            assert_eq!(
                elements(text),
                [json!({ "tag": "plain_text", "property": { "content": text } })],
                "{text}"
            );
        }
        assert_eq!(tags("```\nopen"), ["plain_text", "br", "plain_text"]);
    }

    proptest! {
        #[test]
        fn any_text_has_elements_and_every_one_a_tag(
            text in "([*~`\\[\\]()!:#> \n-]|<at id=|</at>|OK|1\\. |[a-z群]){0,16}"
        ) {
            prop_assert!(elements(&text).iter().all(|element| element["tag"].is_string()));
        }
    }
}
