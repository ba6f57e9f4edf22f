//! Cards: kept as they were sent, read back flattened to lines of text.
//!
//! Reading a card in Lark's full normal form comes later: `raw_card_content` gives the card as it
//! was sent, in the envelope that form has.

use lark_api::{errors::codes, im::messages::CardContent};
use serde_json::{Map, Value, json};

use crate::failure::Failure;

/// Checks a card and flattens it.
pub(super) fn check(card: &Map<String, Value>) -> Result<Value, Failure> {
    let has_body = ["elements", "i18n_elements", "body", "header", "data"];
    if !has_body.iter().any(|part| card.contains_key(*part)) {
        let detail = "ErrCode: 200621; ErrMsg: parse card json err";
        return Err(Failure::ext(codes::CARD_CONTENT, detail));
    }
    Ok(flatten(card))
}

/// A card that was sent, as it was asked for.
pub(crate) fn show(source: &str, asked: Option<&CardContent>) -> String {
    let card: Value = serde_json::from_str(source).unwrap_or_default();
    match asked {
        Some(CardContent::User) => source.to_owned(),
        Some(CardContent::Raw) => {
            let schema = if card["schema"] == "2.0" { 2 } else { 1 };
            json!({ "json_card": source, "json_attachment": "{}", "card_schema": schema })
                .to_string()
        }
        _ => card.as_object().map(flatten).unwrap_or_default().to_string(),
    }
}

/// Whether all who see a card see the same one. What a template or an entity says about that is
/// not known here, so they are taken to.
pub(crate) fn is_shared(source: &str) -> bool {
    let card: Value = serde_json::from_str(source).unwrap_or_default();
    let elsewhere = matches!(card["type"].as_str(), Some("template" | "card"));
    elsewhere || card["schema"] == "2.0" || card["config"]["update_multi"] == true
}

/// Whether a card may be forwarded.
pub(crate) fn is_forwardable(source: &str) -> bool {
    let card: Value = serde_json::from_str(source).unwrap_or_default();
    card["config"]["enable_forward"] != false
}

fn flatten(card: &Map<String, Value>) -> Value {
    let title = text_in(&card.get("header").unwrap_or(&Value::Null)["title"]);
    let body = card.get("body").and_then(|body| body.get("elements"));
    let localized = || {
        let locales = card.get("i18n_elements")?.as_object()?;
        locales.get("zh_cn").or_else(|| locales.values().next())
    };
    let elements = card.get("elements").or(body).or_else(localized);
    let elements = elements.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let lines: Vec<Value> = elements.iter().map(line).filter(|line| line != &json!([])).collect();
    json!({ "title": title, "elements": lines })
}

/// One element of a card, as the pieces of one line.
fn line(element: &Value) -> Value {
    let mut pieces = Vec::new();
    add_pieces(element, &mut pieces);
    Value::Array(pieces)
}

fn add_pieces(element: &Value, pieces: &mut Vec<Value>) {
    match element["tag"].as_str().unwrap_or_default() {
        "hr" => pieces.push(json!({ "tag": "hr" })),
        "img" => pieces.push(json!({ "tag": "img", "image_key": element["img_key"] })),
        "button" => pieces.push(json!({
            "tag": "button",
            "text": text_in(&element["text"]),
            "type": element["type"].as_str().unwrap_or("default"),
        })),
        "markdown" | "plain_text" | "lark_md" => {
            pieces.push(json!({ "tag": "text", "text": text_in(element) }));
        }
        _ => {
            let text = text_in(&element["text"]);
            if !text.is_empty() {
                pieces.push(json!({ "tag": "text", "text": text }));
            }
            for inside in ["fields", "elements", "columns", "actions"] {
                for element in element[inside].as_array().into_iter().flatten() {
                    add_pieces(element, pieces);
                }
            }
        }
    }
}

/// A text of a card: plain, or in an object that says what kind it is.
fn text_in(value: &Value) -> &str {
    value.as_str().or_else(|| value["content"].as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_card_are_flattened_to_lines() {
        let old = json!({
            "header": { "title": { "tag": "plain_text", "content": "Deploy" } },
            "elements": [
                { "tag": "div", "text": { "tag": "lark_md", "content": "**done**" } },
                { "tag": "hr" },
                { "tag": "action", "actions": [
                    { "tag": "button", "text": { "tag": "plain_text", "content": "Open" } },
                ] },
            ],
        });
        let new = json!({
            "schema": "2.0",
            "header": { "title": { "content": "Deploy" } },
            "body": { "elements": [
                { "tag": "markdown", "content": "**done**" },
                { "tag": "hr" },
                { "tag": "button", "text": { "content": "Open" } },
            ] },
        });
        let expected = json!({ "title": "Deploy", "elements": [
            [{ "tag": "text", "text": "**done**" }],
            [{ "tag": "hr" }],
            [{ "tag": "button", "text": "Open", "type": "default" }],
        ] });
        for card in [old, new] {
            assert_eq!(flatten(card.as_object().unwrap()), expected);
        }
    }
}
