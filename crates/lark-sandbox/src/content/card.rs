//! Cards: kept as they were sent, and read back in the form that is asked for.

mod attachment;
mod flat;
mod markdown;
mod normal;
pub(crate) mod press;

use lark_api::{
    content::{Card, card::NormalCard},
    errors::codes,
    im::messages::CardContent,
};
use rusqlite::{Connection, Result};
use serde_json::{Map, Value};

use crate::{
    failure::Failure,
    keys::TenantKey,
    model::actors::{self, Actor},
};

/// Whom a card can name: who is in the tenant it was sent in.
#[derive(Clone, Copy)]
pub(crate) struct Colleagues<'a> {
    pub(crate) db: &'a Connection,
    pub(crate) tenant: TenantKey,
}

impl Colleagues<'_> {
    fn find(self, id: &str) -> Result<Option<Actor>> {
        actors::by_any_id(self.db, self.tenant, id)
    }
}

/// Checks a card and flattens it.
pub(super) fn check(people: Colleagues<'_>, card: &Map<String, Value>) -> Result<Value, Failure> {
    let has_body = ["elements", "i18n_elements", "body", "header", "data"];
    if !has_body.iter().any(|part| card.contains_key(*part)) {
        let detail = "ErrCode: 200621; ErrMsg: parse card json err";
        return Err(Failure::ext(codes::CARD_CONTENT, detail));
    }
    Ok(flat::read(people, card)?)
}

/// A card that was sent, as it was asked for.
pub(crate) fn show(
    people: Colleagues<'_>,
    source: &str,
    asked: Option<&CardContent>,
) -> Result<String> {
    match asked {
        Some(CardContent::User) => Ok(source.to_owned()),
        Some(CardContent::Raw) => {
            let normal: NormalCard = normal::read(people, &read(source))?;
            Ok(serde_json::to_string(&normal).expect("texts and numbers always serialize"))
        }
        _ => Ok(flat::read(people, &object(source))?.to_string()),
    }
}

/// Whether all who see a card see the same one. What a template or an entity says about that is
/// not known here, so they are taken to.
pub(crate) fn is_shared(source: &str) -> bool {
    read(source).is_shared().unwrap_or(true)
}

/// Whether a card may be forwarded.
pub(crate) fn is_forwardable(source: &str) -> bool {
    !read(source).stays()
}

fn object(source: &str) -> Map<String, Value> {
    serde_json::from_str(source).unwrap_or_default()
}

fn read(source: &str) -> Card {
    Card::read(object(source))
}

/// What stands in a card below its header; of several languages the first that is looked for.
fn elements(card: &Map<String, Value>) -> &[Value] {
    let body = card.get("body").and_then(|body| body.get("elements"));
    let localized = || {
        let locales = card.get("i18n_elements")?.as_object()?;
        locales.get("zh_cn").or_else(|| locales.values().next())
    };
    let elements = card.get("elements").or(body).or_else(localized);
    elements.and_then(Value::as_array).map_or(&[][..], Vec::as_slice)
}

/// A text of a card: plain, or in an object that says what kind it is.
fn text_in(value: &Value) -> &str {
    value.as_str().or_else(|| value["content"].as_str()).unwrap_or_default()
}
