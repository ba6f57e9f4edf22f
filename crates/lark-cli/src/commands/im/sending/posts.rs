//! Posts that somebody composed: what cannot be one is refused, and the place of the fault named.

use lark_api::{content::Content, im::MsgType};
use serde_json::{Map, Value};

use crate::error::CommandError;

const FLAG: &str = "--post";
const EXAMPLE: &str = r#"{"title":"Release","content":[[{"tag":"text","text":"It is out"}]]}"#;

pub const fn example() -> &'static str {
    EXAMPLE
}

/// The language of a post that names none.
const LOCALE: &str = "zh_cn";

/// What each node has to have.
const NODES: &[(&str, &[&str])] = &[
    ("text", &["text"]),
    ("a", &["text", "href"]),
    ("at", &["user_id"]),
    ("img", &["image_key"]),
    ("media", &["file_key"]),
    ("emotion", &["emoji_type"]),
    ("code_block", &["text"]),
    ("hr", &[]),
    ("md", &["text"]),
];

/// Takes a post in one language or in several.
pub fn read(json: Map<String, Value>) -> Result<Content, CommandError> {
    if json.contains_key("post") {
        return Err(invalid("the outer key `post` is the form that webhooks take")
            .with_hint(format!("give what is under it: {FLAG} '{{\"zh_cn\":{{…}}}}'")));
    }
    if json.contains_key("msg_type") || json.contains_key("receive_id") {
        return Err(invalid("that is a whole request, not a post")
            .with_hint(format!("give only what its `content` says: {FLAG} '{EXAMPLE}'")));
    }
    let has_no_locale = json.contains_key("content") || json.contains_key("title");
    let json = match has_no_locale {
        true => Map::from_iter([(LOCALE.to_owned(), Value::Object(json))]),
        false => json,
    };
    if json.is_empty() {
        return Err(composed("the post is empty"));
    }
    for (locale, post) in &json {
        check_post(locale, post)?;
    }
    Ok(Content::of_json(MsgType::Post, json))
}

fn invalid(message: impl Into<String>) -> CommandError {
    CommandError::invalid(FLAG, message)
}

fn composed(message: impl Into<String>) -> CommandError {
    invalid(message).with_hint(format!(
        "such as {FLAG} '{EXAMPLE}'; --content with --msg-type post sends it unchecked"
    ))
}

fn check_post(locale: &str, post: &Value) -> Result<(), CommandError> {
    let is_locale = locale.split_once('_').is_some_and(|(language, country)| {
        [language, country]
            .iter()
            .all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase()))
    });
    if !is_locale {
        let locale = locale.escape_debug();
        return Err(composed(format!("`{locale}` is not a language such as zh_cn or en_us")));
    }
    let Some(post) = post.as_object() else {
        return Err(composed(format!("{locale} is not an object with `title` and `content`")));
    };
    if post.get("title").is_some_and(|title| !title.is_string()) {
        return Err(composed(format!("{locale}.title is not text")));
    }
    let place = format!("{locale}.content");
    let Some(paragraphs) = post.get("content").and_then(Value::as_array) else {
        return Err(composed(format!("{place} is not a list of paragraphs")));
    };
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let place = format!("{place}[{at}]");
        let Some(nodes) = paragraph.as_array() else {
            return Err(composed(format!("{place} is not a list of nodes")));
        };
        for (at, node) in nodes.iter().enumerate() {
            check_node(&format!("{place}[{at}]"), node)?;
        }
    }
    Ok(())
}

fn check_node(place: &str, node: &Value) -> Result<(), CommandError> {
    let Some(tag) = node.get("tag").and_then(Value::as_str) else {
        return Err(composed(format!("{place} has no `tag`")));
    };
    let Some((_, needed)) = NODES.iter().find(|(known, _)| *known == tag) else {
        let known: Vec<_> = NODES.iter().map(|(tag, _)| *tag).collect();
        let message =
            format!("{place} has the tag `{}`; there are {}", tag.escape_debug(), known.join(", "));
        return Err(composed(message));
    };
    match needed.iter().find(|field| !node.get(**field).is_some_and(Value::is_string)) {
        Some(field) => Err(composed(format!("{place} is `{tag}` and has no text `{field}`"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reading(json: Value) -> Result<String, String> {
        let Value::Object(json) = json else { panic!("an object") };
        read(json).map(|content| content.to_wire()).map_err(|error| error.message)
    }

    #[test]
    fn a_post_without_a_language_gets_one() {
        let post = json!({ "title": "T", "content": [[{ "tag": "text", "text": "x" }], []] });
        assert_eq!(reading(post.clone()).unwrap(), json!({ "zh_cn": post }).to_string());
        let both = json!({ "zh_cn": post, "en_us": { "content": [[{ "tag": "hr" }]] } });
        assert_eq!(reading(both.clone()).unwrap(), both.to_string());
    }

    #[test]
    fn the_place_of_a_fault_is_named() {
        let node = |node: Value| json!({ "en_us": { "content": [[], [{ "tag": "hr" }, node]] } });
        for (post, place) in [
            (json!({ "post": { "zh_cn": {} } }), "`post`"),
            (json!({}), "empty"),
            (json!({ "english": { "content": [] } }), "`english`"),
            (json!({ "zh_cn": [] }), "zh_cn is not"),
            (json!({ "zh_cn": { "title": "T" } }), "zh_cn.content is not a list of paragraphs"),
            (json!({ "content": [{ "tag": "hr" }] }), "zh_cn.content[0] is not a list of nodes"),
            (json!({ "content": [], "title": 3 }), "zh_cn.title"),
            (node(json!("x")), "en_us.content[1][1] has no `tag`"),
            (node(json!({ "tag": "hologram" })), "en_us.content[1][1] has the tag `hologram`"),
            (
                node(json!({ "tag": "a", "text": "x" })),
                "en_us.content[1][1] is `a` and has no text `href`",
            ),
        ] {
            let message = reading(post).unwrap_err();
            assert!(message.contains(place), "{message}");
        }
    }
}
