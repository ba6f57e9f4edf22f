//! Cards: composed in Lark's card language, built as a template, or stored.

use clap::Args;
use lark_api::content::{
    Content,
    card::{Card, Entity, Template},
};
use serde_json::{Map, Value};

use super::{
    inert,
    sources::{self, Companion, ReadArgs, check_companions},
};
use crate::{context::Context, error::CommandError};

/// What says which card, and what fills it.
#[derive(Args)]
#[group(skip)]
pub struct CardArgs {
    /// A card in Lark's JSON, 1.0 or 2.0; `@file` reads a file, `-` standard input
    #[arg(long, group = "said", value_name = "JSON|@FILE", allow_hyphen_values = true)]
    card: Option<String>,

    /// A card by the id of its template in the card builder, such as AAq…
    #[arg(long, group = "said", value_name = "ID")]
    card_template: Option<String>,

    /// The template's version, such as 1.0.0; the newest unless given
    #[arg(long, value_name = "VERSION", requires = "card_template")]
    card_version: Option<String>,

    /// A variable of the template; several by repeating
    #[arg(
        long,
        value_name = "NAME=TEXT",
        requires = "card_template",
        conflicts_with = "card_vars"
    )]
    card_var: Vec<String>,

    /// The variables of the template as JSON, where they are not all text
    #[arg(long, value_name = "JSON|@FILE", requires = "card_template", allow_hyphen_values = true)]
    card_vars: Option<String>,

    /// A stored card, by its id
    #[arg(long, group = "said", value_name = "ID")]
    card_id: Option<String>,
}

/// A card as it was asked for.
pub enum GivenCard {
    Composed(String),
    Template { id: String, version: Option<String>, variables: Variables },
    Entity(String),
}

pub enum Variables {
    Texts(Vec<String>),
    Json(String),
}

impl CardArgs {
    pub fn reads_standard_input(&self) -> bool {
        [&self.card, &self.card_vars].into_iter().any(|given| given.as_deref() == Some("-"))
    }

    pub fn check(&self) -> Result<(), CommandError> {
        let (of, is_at_home) = ("--card-template", self.card_template.is_some());
        let companion = |flag, is_given| Companion { flag, is_given, of, is_at_home };
        check_companions(&[
            companion("--card-version", self.card_version.is_some()),
            companion("--card-var", !self.card_var.is_empty()),
            companion("--card-vars", self.card_vars.is_some()),
        ])
    }

    pub fn given(self) -> Option<GivenCard> {
        let variables = match self.card_vars {
            Some(json) => Variables::Json(json),
            None => Variables::Texts(self.card_var),
        };
        let (version, template) = (self.card_version, self.card_template);
        let template = template.map(|id| GivenCard::Template { id, version, variables });
        let composed = self.card.map(GivenCard::Composed);
        composed.or(template).or_else(|| self.card_id.map(GivenCard::Entity))
    }
}

const EXAMPLE: &str =
    r#"{"schema":"2.0","body":{"elements":[{"tag":"markdown","content":"**Done**"}]}}"#;

impl GivenCard {
    pub fn read(self, context: &Context, read: &ReadArgs) -> Result<Content, CommandError> {
        match self {
            Self::Composed(given) => {
                let (mut json, origin) = sources::object(FLAG, &given, EXAMPLE)?;
                check(&json)?;
                inert::content(context, &mut json, read.muted(origin));
                Ok(Content::Card(Card::read(json)))
            }
            Self::Template { id, version, variables } => {
                check_id("--card-template", &id)?;
                let variables = variables.read(context, read)?;
                Ok(Content::Card(Card::Template(Template {
                    template_id: id,
                    template_version_name: version,
                    template_variable: (!variables.is_empty()).then_some(variables),
                })))
            }
            Self::Entity(card_id) => {
                check_id("--card-id", &card_id)?;
                Ok(Content::Card(Card::Entity(Entity { card_id })))
            }
        }
    }
}

impl Variables {
    fn read(self, context: &Context, read: &ReadArgs) -> Result<Map<String, Value>, CommandError> {
        match self {
            Self::Texts(texts) => texts.iter().map(|given| variable(given)).collect(),
            Self::Json(given) => {
                let (mut json, origin) = sources::object("--card-vars", &given, r#"{"total":3}"#)?;
                inert::content(context, &mut json, read.muted(origin));
                Ok(json)
            }
        }
    }
}

fn variable(given: &str) -> Result<(String, Value), CommandError> {
    match given.split_once('=') {
        Some((name, text)) if !name.is_empty() => Ok((name.to_owned(), text.into())),
        _ => {
            let message = format!("`{}` is not name=text", given.escape_debug());
            Err(CommandError::invalid("--card-var", message)
                .with_hint("such as --card-var total=3; --card-vars takes JSON"))
        }
    }
}

fn check_id(flag: &str, id: &str) -> Result<(), CommandError> {
    let is_id =
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if is_id {
        return Ok(());
    }
    Err(CommandError::invalid(flag, format!("`{}` is not an id", id.escape_debug())).with_hint(
        "the card builder shows it, such as AAqCoIrL0sTvj; a card's JSON goes to --card",
    ))
}

const FLAG: &str = "--card";

/// Elements of one card at most.
const MOST_ELEMENTS: usize = 200;

fn wrong(message: impl Into<String>, hint: &str) -> CommandError {
    CommandError::invalid(FLAG, message).with_hint(hint)
}

const UNCHECKED: &str =
    "correct it there; --content with --msg-type interactive sends a card unchecked";

/// Refuses what is obviously no card, and says where.
fn check(card: &Map<String, Value>) -> Result<(), CommandError> {
    let has = |name: &str| card.contains_key(name);
    if has("card") || has("msg_type") || has("receive_id") {
        let hint = "give the card itself: what is under `card`, or in `content`";
        return Err(wrong("that is a whole request, not a card", hint));
    }
    match card.get("type").and_then(Value::as_str) {
        Some("template") => return check_stored(card, "template_id"),
        Some("card") => return check_stored(card, "card_id"),
        _ => {}
    }
    match card.get("schema").map(|schema| schema.as_str().unwrap_or("something else")) {
        Some("2.0") => check_two(card),
        None | Some("1.0") if has("body") => Err(wrong(
            "the card has a `body` but does not say it is 2.0",
            "add \"schema\": \"2.0\" to it",
        )),
        None | Some("1.0") => check_one(card),
        Some(other) => {
            let message = format!("schema is `{}`; there are 2.0 and 1.0", other.escape_debug());
            Err(wrong(message, UNCHECKED))
        }
    }
}

fn check_stored(card: &Map<String, Value>, id: &str) -> Result<(), CommandError> {
    let is_there = card.get("data").and_then(|data| data.get(id)).is_some_and(Value::is_string);
    match is_there {
        true => Ok(()),
        false => Err(wrong(format!("data.{id} is missing or no text"), UNCHECKED)),
    }
}

fn check_two(card: &Map<String, Value>) -> Result<(), CommandError> {
    if card.contains_key("elements") || card.contains_key("i18n_elements") {
        let hint = "write \"body\": {\"elements\": […]}";
        return Err(wrong("in a 2.0 card the elements are in its `body`", hint));
    }
    let Some(body) = card.get("body") else {
        return match card.contains_key("header") {
            true => Ok(()),
            false => Err(wrong("the card has neither a `header` nor a `body`", EXAMPLE_HINT)),
        };
    };
    if !body.is_object() {
        return Err(wrong("body is not an object", EXAMPLE_HINT));
    }
    let mut count = 0;
    match body.get("elements") {
        Some(elements) => {
            check_elements("body.elements", elements, &mut count, &["action", "note"])
        }
        None => Ok(()),
    }
}

const EXAMPLE_HINT: &str =
    r#"such as {"schema":"2.0","body":{"elements":[{"tag":"markdown","content":"**Done**"}]}}"#;

fn check_one(card: &Map<String, Value>) -> Result<(), CommandError> {
    let mut count = 0;
    if let Some(elements) = card.get("elements") {
        return check_elements("elements", elements, &mut count, &[]);
    }
    match card.get("i18n_elements") {
        Some(Value::Object(languages)) => languages.iter().try_for_each(|(language, elements)| {
            count = 0;
            check_elements(&format!("i18n_elements.{language}"), elements, &mut count, &[])
        }),
        Some(_) => Err(wrong("i18n_elements is not an object of languages", UNCHECKED)),
        None if card.contains_key("header") => Ok(()),
        None => Err(wrong("the card has no elements", EXAMPLE_HINT)),
    }
}

/// Where elements have elements.
const INSIDE: &[&str] = &["elements", "columns", "actions"];

fn check_elements(
    place: &str,
    elements: &Value,
    count: &mut usize,
    unknown: &[&str],
) -> Result<(), CommandError> {
    let Some(elements) = elements.as_array() else {
        return Err(wrong(format!("{place} is not a list"), UNCHECKED));
    };
    for (at, element) in elements.iter().enumerate() {
        let place = format!("{place}[{at}]");
        *count += 1;
        if *count > MOST_ELEMENTS {
            let message =
                format!("{place} is one more than the {MOST_ELEMENTS} elements a card has at most");
            return Err(wrong(
                message,
                "send it as two cards, or put lines into one markdown element",
            ));
        }
        check_element(&place, element, unknown)?;
        for inside in INSIDE {
            if let Some(list @ Value::Array(_)) = element.get(*inside) {
                check_elements(&format!("{place}.{inside}"), list, count, unknown)?;
            }
        }
    }
    Ok(())
}

fn check_element(place: &str, element: &Value, unknown: &[&str]) -> Result<(), CommandError> {
    match element.get("tag").and_then(Value::as_str) {
        None => Err(wrong(format!("{place} has no `tag`"), UNCHECKED)),
        Some(tag) if unknown.contains(&tag) => {
            let message = format!("{place} is `{tag}`, which 2.0 cards do not have");
            Err(wrong(message, "in 2.0 buttons stand for themselves, and a note is small markdown"))
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(card: Value) -> Option<String> {
        let Value::Object(card) = card else { panic!("an object") };
        check(&card).err().map(|error| error.message)
    }

    #[test]
    fn cards_of_every_form_are_taken() {
        for card in [
            json!({ "elements": [{ "tag": "div", "text": { "tag": "lark_md", "content": "x" } }] }),
            json!({ "header": { "title": { "tag": "plain_text", "content": "T" } } }),
            json!({ "i18n_elements": { "zh_cn": [{ "tag": "hr" }], "en_us": [] } }),
            json!({ "elements": [{ "tag": "column_set", "columns": [{ "tag": "column", "elements": [{ "tag": "hr" }] }] }] }),
            json!({ "schema": "2.0", "body": { "elements": [{ "tag": "markdown", "content": "x" }] } }),
            json!({ "schema": "2.0", "header": {} }),
            json!({ "type": "template", "data": { "template_id": "AAq", "template_variable": {} } }),
            json!({ "type": "card", "data": { "card_id": "7" } }),
        ] {
            assert_eq!(fault(card.clone()), None, "{card}");
        }
    }

    #[test]
    fn the_place_of_a_fault_is_named() {
        let many: Vec<_> = (0..201).map(|_| json!({ "tag": "hr" })).collect();
        for (card, place) in [
            (json!({}), "no elements"),
            (json!({ "msg_type": "interactive", "card": {} }), "whole request"),
            (json!({ "body": { "elements": [] } }), "`body`"),
            (json!({ "schema": "3.0" }), "`3.0`"),
            (json!({ "schema": 2 }), "schema is"),
            (json!({ "schema": "2.0", "elements": [] }), "in its `body`"),
            (json!({ "schema": "2.0", "body": [] }), "body is not"),
            (json!({ "schema": "2.0" }), "neither"),
            (json!({ "elements": {} }), "elements is not a list"),
            (json!({ "elements": [{ "tag": "hr" }, "x"] }), "elements[1] has no `tag`"),
            (json!({ "i18n_elements": { "zh_cn": [{}] } }), "i18n_elements.zh_cn[0] has no `tag`"),
            (
                json!({ "schema": "2.0", "body": { "elements": [{ "tag": "note" }] } }),
                "body.elements[0] is `note`",
            ),
            (
                json!({ "schema": "2.0", "body": { "elements": [{ "tag": "column_set", "columns": [
                    { "tag": "column", "elements": [{ "content": "x" }] }] }] } }),
                "body.elements[0].columns[0].elements[0] has no `tag`",
            ),
            (json!({ "type": "template", "data": {} }), "data.template_id"),
            (json!({ "type": "card" }), "data.card_id"),
            (json!({ "elements": many }), "elements[200]"),
        ] {
            let message = fault(card).unwrap();
            assert!(message.contains(place), "{message}");
        }
    }
}
