//! Text: mentions become placeholders, style tags go.

use lark_api::im::MsgType;
use serde_json::{Map, Value, json};

use super::{mentions::Mentions, text_of};
use crate::failure::Failure;

pub(super) fn read(
    mentions: &mut Mentions<'_>,
    content: &Map<String, Value>,
) -> Result<Value, Failure> {
    if content.get("text").is_some_and(|text| text.as_str().is_none()) {
        return Err(wrong_form(&MsgType::Text));
    }
    let Some(text) = text_of(content, "text") else {
        return Err(Failure::param("content cannot be empty"));
    };
    Ok(json!({ "text": mentions.rewrite(&without_styles(text))? }))
}

pub(super) fn wrong_form(msg_type: &MsgType) -> Failure {
    Failure::content(format!("content format of the {msg_type} type is incorrect"))
}

const TAGS: [(&str, &str); 4] =
    [("<b>", "</b>"), ("<i>", "</i>"), ("<u>", "</u>"), ("<s>", "</s>")];

/// Drops the style tags, unless one of them is not properly nested: then all are text.
fn without_styles(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag = TAGS.iter().enumerate().find_map(|(tag, (start, end))| {
            let starts = rest.strip_prefix(start).map(|rest| (tag, true, rest));
            starts.or_else(|| rest.strip_prefix(end).map(|rest| (tag, false, rest)))
        });
        rest = match tag {
            Some((tag, true, after)) => {
                open.push(tag);
                after
            }
            Some((tag, false, after)) if open.pop() == Some(tag) => after,
            Some(_) => return text.to_owned(),
            None => {
                out.push('<');
                &rest[1..]
            }
        };
    }
    out.push_str(rest);
    if open.is_empty() { out } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_tags_go_where_they_are_properly_nested() {
        assert_eq!(without_styles("<b>a <i>b</i></b> < c"), "a b < c");
        for literal in ["<b>a", "a</b>", "<b><i>a</b></i>", "1 < 2 > 0", "<p>x</p>"] {
            assert_eq!(without_styles(literal), literal);
        }
    }
}
