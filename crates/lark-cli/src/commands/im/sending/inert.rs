//! What was read mentions nobody: what would is shown as it is written.

use serde_json::{Map, Value, json};

use super::sources::Muted;
use crate::context::Context;

fn note(context: &Context, muted: Muted) {
    context.warn(match muted {
        Muted::Anybody => {
            "mentions in what was read from a file or a pipe are shown, not made; --mentions makes them"
        }
        _ => "what was read from a file or a pipe mentions no everybody; that is shown, not made",
    });
}

/// Makes text inert, and notes if that changed anything.
pub fn text(context: &Context, text: String, muted: Muted) -> String {
    match quiet(&text, muted) {
        Some(inert) => {
            note(context, muted);
            inert
        }
        None => text,
    }
}

/// Makes a post, a card or another content inert, and notes if that changed anything.
pub fn content(context: &Context, content: &mut Map<String, Value>, muted: Muted) {
    if quiet_fields(content, muted) {
        note(context, muted);
    }
}

/// `None` where there is nothing that could mention one of the muted.
fn quiet(text: &str, muted: Muted) -> Option<String> {
    let mut parts = text.split('<');
    let mut inert = parts.next().unwrap_or_default().to_owned();
    let mut is_changed = false;
    for part in parts {
        inert.push('<');
        if mentions(part, muted) {
            // Breaks the tag and takes no room.
            inert.push('\u{2060}');
            is_changed = true;
        }
        inert.push_str(part);
    }
    is_changed.then_some(inert)
}

/// Whether what follows a `<` may be a tag that mentions one of the muted.
fn mentions(after: &str, muted: Muted) -> bool {
    let is_tag = after.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("at"));
    let attributes = || after.split('>').next().unwrap_or_default();
    let words = || attributes().split(|c: char| !c.is_alphanumeric());
    match muted {
        Muted::Nobody => false,
        Muted::Anybody => is_tag,
        Muted::Everybody => is_tag && words().any(|word| word.eq_ignore_ascii_case("all")),
    }
}

/// What comes back to a bot when somebody presses, and nobody reads.
const PAYLOADS: &[&str] = &["value", "behaviors"];

fn quiet_fields(fields: &mut Map<String, Value>, muted: Muted) -> bool {
    let read = fields.iter_mut().filter(|(name, _)| !PAYLOADS.contains(&name.as_str()));
    read.fold(false, |changed, (_, value)| quiet_value(value, muted) | changed)
}

fn quiet_value(value: &mut Value, muted: Muted) -> bool {
    match value {
        Value::String(text) => match quiet(text, muted) {
            Some(inert) => {
                *text = inert;
                true
            }
            None => false,
        },
        Value::Array(items) => {
            items.iter_mut().fold(false, |changed, item| quiet_value(item, muted) | changed)
        }
        Value::Object(fields) if is_muted(fields, muted) => {
            let named = ["user_name", "user_id"].iter().find_map(|name| {
                fields.get(*name).and_then(Value::as_str).filter(|name| !name.is_empty())
            });
            *value = json!({ "tag": "text", "text": format!("@{}", named.unwrap_or_default()) });
            true
        }
        Value::Object(fields) => quiet_fields(fields, muted),
        _ => false,
    }
}

/// Whether it is a node that mentions one of the muted.
fn is_muted(node: &Map<String, Value>, muted: Muted) -> bool {
    let is = |name: &str, value: &str| node.get(name).is_some_and(|found| found == value);
    match muted {
        Muted::Nobody => false,
        Muted::Anybody => is("tag", "at"),
        Muted::Everybody => is("tag", "at") && is("user_id", "all"),
    }
}

#[cfg(test)]
mod tests {
    use lark_api::content::markup::{self, Piece};
    use proptest::prelude::*;

    use super::*;

    const MARKUP: &str =
        "(<at |<AT |<at\t|user_id=|ids?=|\"|'|ou_1|all|>|</at>|<|\u{2060}|[a-z群 ]){0,12}";

    proptest! {
        #[test]
        fn nothing_that_was_made_inert_mentions_anybody_and_no_word_is_lost(text in MARKUP) {
            let inert = quiet(&text, Muted::Anybody).unwrap_or_else(|| text.clone());
            let is_mention = |piece: Piece<'_>| matches!(piece, Piece::At(_));
            prop_assert!(!markup::of_text(&inert).any(is_mention), "{inert:?}");
            prop_assert!(!markup::of_card(&inert).any(is_mention), "{inert:?}");
            let kept = |text: &str| text.replace('\u{2060}', "");
            prop_assert_eq!(kept(&inert), kept(&text));
            prop_assert_eq!(quiet(&inert, Muted::Anybody), None, "once is enough");
        }
    }

    fn made(mut content: Value) -> (Value, bool) {
        let changed = quiet_fields(content.as_object_mut().unwrap(), Muted::Anybody);
        (content, changed)
    }

    #[test]
    fn what_may_mention_people_still_does_not_mention_everybody() {
        let text = "<at user_id=\"ou_1\">all</at> <at user_id='all'></at><at ids=ou_1,ALL></at>";
        let inert = quiet(text, Muted::Everybody).unwrap();
        let ids: Vec<_> = markup::of_card(&inert)
            .filter_map(|piece| match piece {
                Piece::At(at) => Some(at.id),
                Piece::Plain(_) => None,
            })
            .collect();
        assert_eq!(ids, ["ou_1"]);
        assert_eq!(quiet(text, Muted::Nobody), None);
        let mut post = json!({ "content": [[{ "tag": "at", "user_id": "ou_1" }, { "tag": "at", "user_id": "all" }]] });
        assert!(quiet_fields(post.as_object_mut().unwrap(), Muted::Everybody));
        let expected = json!({ "content": [[{ "tag": "at", "user_id": "ou_1" }, { "tag": "text", "text": "@all" }]] });
        assert_eq!(post, expected);
    }

    #[test]
    fn at_nodes_of_a_post_become_text_and_tags_in_any_text_are_broken() {
        let post = json!({ "zh_cn": { "title": "<at user_id=all></at>", "content": [[
            { "tag": "at", "user_id": "ou_1", "user_name": "Tom" }, { "tag": "at", "user_id": "all" },
            { "tag": "md", "text": "hi <AT user_id=\"ou_1\"></at>" }, { "tag": "hr" },
        ]] } });
        let (inert, changed) = made(post);
        assert!(changed);
        let expected = json!({ "zh_cn": { "title": "<\u{2060}at user_id=all></at>", "content": [[
            { "tag": "text", "text": "@Tom" }, { "tag": "text", "text": "@all" },
            { "tag": "md", "text": "hi <\u{2060}AT user_id=\"ou_1\"></at>" }, { "tag": "hr" },
        ]] } });
        assert_eq!(inert, expected);
    }

    #[test]
    fn what_a_card_sends_back_and_what_mentions_nobody_stays_as_it_is() {
        let card = json!({ "elements": [
            { "tag": "button", "value": { "text": "<at id=ou_1></at>" }, "text": { "content": "1 < 2" } },
            { "tag": "markdown", "content": "**a** <b> < at x" },
        ] });
        assert_eq!(made(card.clone()), (card, false));
        let card =
            json!({ "i18n_elements": { "zh_cn": [{ "content": "<at ids=ou_1,ou_2></at>" }] } });
        assert!(made(card).1);
    }
}
