//! Markdown of posts, turned into the nodes that are read back.

use serde_json::{Value, json};

use super::mentions::Mentions;
use crate::failure::Failure;

/// A paragraph for every line; code is one node, lists and quotes stay text.
pub(super) fn paragraphs(
    mentions: &mut Mentions<'_>,
    text: &str,
) -> Result<Vec<Vec<Value>>, Failure> {
    let mut paragraphs = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
            let language = language.trim().to_ascii_uppercase();
            let text = code.join("\n");
            paragraphs
                .push(vec![json!({ "tag": "code_block", "language": language, "text": text })]);
        } else if line.trim() == "---" {
            paragraphs.push(vec![json!({ "tag": "hr" })]);
        } else if !line.trim().is_empty() {
            paragraphs.push(inline(&mentions.rewrite(line)?));
        }
    }
    Ok(paragraphs)
}

/// What encloses styled text; the longer marks first.
const MARKS: [(&str, &[&str]); 5] = [
    ("***", &["bold", "italic"]),
    ("**", &["bold"]),
    ("~~", &["lineThrough"]),
    ("*", &["italic"]),
    ("~", &["underline"]),
];

/// A line's text, styles and links.
fn inline(line: &str) -> Vec<Value> {
    let mut nodes = Vec::new();
    let mut plain = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        match styled(rest).or_else(|| link(rest)) {
            Some((node, after)) => {
                push_text(&mut nodes, &mut plain);
                nodes.push(node);
                rest = after;
            }
            None => {
                plain.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    push_text(&mut nodes, &mut plain);
    nodes
}

fn push_text(nodes: &mut Vec<Value>, plain: &mut String) {
    if !plain.is_empty() {
        nodes.push(json!({ "tag": "text", "text": std::mem::take(plain), "style": [] }));
    }
}

fn styled(text: &str) -> Option<(Value, &str)> {
    MARKS.iter().find_map(|(mark, style)| {
        let (inner, after) = text.strip_prefix(mark)?.split_once(mark)?;
        let tight = !inner.is_empty() && inner.trim() == inner;
        tight.then(|| (json!({ "tag": "text", "text": inner, "style": style }), after))
    })
}

fn link(text: &str) -> Option<(Value, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (href, after) = after.split_once(')')?;
    let plain = !label.contains(['[', ']']) && !href.contains(' ');
    plain.then(|| (json!({ "tag": "a", "text": label, "href": href, "style": [] }), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_text_styles_and_links() {
        let nodes = inline("see **the *plan*** at [docs](https://example.com), 2 * 3 * 4");
        let tags: Vec<&str> = nodes.iter().filter_map(|node| node["tag"].as_str()).collect();
        assert_eq!(tags, ["text", "text", "text", "a", "text"]);
        assert_eq!(nodes[1]["style"], json!(["bold"]));
        assert_eq!(nodes[3]["href"], "https://example.com");
        assert_eq!(nodes[4]["text"], ", 2 * 3 * 4");
    }
}
