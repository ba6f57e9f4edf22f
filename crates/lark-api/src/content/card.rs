//! Cards: as they are sent, and in the forms they are read back in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::typed;

/// A card that is sent. What is inside one of its own JSON is Lark's card language, kept as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Card {
    /// Card JSON 1.0: whatever does not name another schema.
    V1(Map<String, Value>),
    /// Card JSON 2.0: `"schema": "2.0"`.
    V2(Map<String, Value>),
    /// One that was built in the card builder.
    Template(Template),
    /// One that was stored before, by its id.
    Entity(Entity),
}

/// A stored template, and what fills its blanks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Template {
    pub template_id: String,
    /// Such as `1.0.0`; the newest that was published where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_version_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_variable: Option<Map<String, Value>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    pub card_id: String,
}

impl Card {
    pub fn read(json: Map<String, Value>) -> Self {
        let has_only_two = json.len() == 2;
        match (json.get("type").and_then(Value::as_str), json.get("data")) {
            (Some("template"), Some(Value::Object(data))) if has_only_two => {
                typed(data).map_or(Self::V1(json), Self::Template)
            }
            (Some("card"), Some(Value::Object(data))) if has_only_two => {
                typed(data).map_or(Self::V1(json), Self::Entity)
            }
            _ if json.get("schema").is_some_and(|schema| schema == "2.0") => Self::V2(json),
            _ => Self::V1(json),
        }
    }

    pub fn to_json(&self) -> Map<String, Value> {
        let stored = |kind: &str, data: Value| {
            let fields = [("type".to_owned(), json!(kind)), ("data".to_owned(), data)];
            fields.into_iter().collect()
        };
        match self {
            Self::V1(json) | Self::V2(json) => json.clone(),
            Self::Template(template) => stored("template", json!(template)),
            Self::Entity(entity) => stored("card", json!(entity)),
        }
    }

    /// Whether all who see the card see the same one, so that it can be replaced; `None` where
    /// only what is stored elsewhere says so.
    pub fn is_shared(&self) -> Option<bool> {
        match self {
            // A template or an entity with something in it that is not known.
            Self::V1(json) if json.get("data").is_some_and(Value::is_object) => None,
            Self::V1(json) => Some(config(json, "update_multi") == Some(true)),
            Self::V2(_) => Some(true),
            Self::Template(_) | Self::Entity(_) => None,
        }
    }

    /// Whether the card forbids to be forwarded.
    pub fn stays(&self) -> bool {
        match self {
            Self::V1(json) | Self::V2(json) => config(json, "enable_forward") == Some(false),
            Self::Template(_) | Self::Entity(_) => false,
        }
    }
}

fn config(card: &Map<String, Value>, setting: &str) -> Option<bool> {
    card.get("config")?.get(setting)?.as_bool()
}

/// A card that is read.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadCard {
    /// Lines of pieces: how a card is read that no form was asked for.
    Flat(FlatCard),
    /// Lark's own form, asked for with `raw_card_content`.
    Normal(NormalCard),
    /// As it was sent, asked for with `user_card_content`.
    Sent(Card),
    /// As events bring it.
    Event(EventCard),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlatCard {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub elements: Vec<Vec<FlatNode>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FlatNode {
    Known(KnownFlatNode),
    /// As it came.
    Other(Value),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "tag", rename_all = "snake_case", deny_unknown_fields)]
pub enum KnownFlatNode {
    Text {
        text: String,
    },
    A {
        text: String,
        href: String,
    },
    At {
        user_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_name: Option<String>,
    },
    Img {
        image_key: String,
    },
    Button {
        text: String,
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        style: Option<String>,
    },
    Hr {},
    Note {
        elements: Vec<FlatNode>,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NormalCard {
    /// The card: JSON, each of its elements `{id, tag, property}`.
    pub json_card: String,
    /// Who and what the elements name: JSON with `persons`, `at_users` and `images`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_attachment: Option<String>,
    /// 1 or 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_schema: Option<i64>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventCard {
    /// The card as it was sent: JSON.
    pub user_dsl: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl ReadCard {
    pub fn read(json: Map<String, Value>) -> Self {
        if json.contains_key("json_card") {
            return typed(&json).map_or_else(|| Self::Sent(Card::read(json)), Self::Normal);
        }
        if json.contains_key("user_dsl") {
            return typed(&json).map_or_else(|| Self::Sent(Card::read(json)), Self::Event);
        }
        let of_its_own = ["schema", "config", "header", "body"];
        let is_flat = !of_its_own.iter().any(|field| json.contains_key(*field));
        let flat = if is_flat { typed(&json) } else { None };
        flat.map_or_else(|| Self::Sent(Card::read(json)), Self::Flat)
    }

    pub fn to_json(&self) -> Value {
        match self {
            Self::Flat(card) => json!(card),
            Self::Normal(card) => json!(card),
            Self::Event(card) => json!(card),
            Self::Sent(card) => Value::Object(card.to_json()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(json: Value) -> Card {
        let Value::Object(json) = json else { panic!("an object") };
        let card = Card::read(json.clone());
        assert_eq!(card.to_json(), json);
        card
    }

    #[test]
    fn a_card_is_told_by_its_schema_or_by_what_it_names() {
        assert!(matches!(card(json!({ "elements": [] })), Card::V1(_)));
        assert!(matches!(card(json!({ "schema": "2.0", "body": {} })), Card::V2(_)));
        let data = json!({ "template_id": "AAq", "template_variable": { "n": 1 } });
        let Card::Template(template) = card(json!({ "type": "template", "data": data })) else {
            panic!("a template");
        };
        assert_eq!(template.template_variable.unwrap()["n"], 1);
        let entity = card(json!({ "type": "card", "data": { "card_id": "7" } }));
        assert_eq!(entity, Card::Entity(Entity { card_id: "7".to_owned() }));
        // With something nobody knows it is kept as it is.
        let more = json!({ "type": "card", "data": { "card_id": "7", "hue": 3 } });
        assert!(matches!(card(more), Card::V1(_)));
    }

    #[test]
    fn what_a_card_allows_is_in_its_config() {
        assert_eq!(card(json!({ "config": { "update_multi": true } })).is_shared(), Some(true));
        assert_eq!(card(json!({ "elements": [] })).is_shared(), Some(false));
        assert_eq!(card(json!({ "schema": "2.0" })).is_shared(), Some(true));
        let unknown = json!({ "type": "template", "data": { "template_id": "AAq", "hue": 3 } });
        assert_eq!(card(unknown).is_shared(), None);
        assert!(card(json!({ "config": { "enable_forward": false } })).stays());
    }

    #[test]
    fn each_form_a_card_is_read_in_has_a_type() {
        let read = |json: Value| {
            let Value::Object(fields) = json.clone() else { panic!("an object") };
            let card = ReadCard::read(fields);
            assert_eq!(card.to_json(), json);
            card
        };
        let flat = read(json!({ "title": "T", "elements": [
            [{ "tag": "text", "text": "x" }, { "tag": "select_static", "hue": 3 }],
            [{ "tag": "note", "elements": [{ "tag": "img", "image_key": "img_1" }] }],
        ] }));
        let ReadCard::Flat(flat) = flat else { panic!("a flat card") };
        assert!(matches!(flat.elements[0][1], FlatNode::Other(_)));
        assert!(matches!(flat.elements[1][0], FlatNode::Known(KnownFlatNode::Note { .. })));
        let normal = json!({ "json_card": "{}", "json_attachment": "{}", "card_schema": 2 });
        assert!(matches!(read(normal), ReadCard::Normal(_)));
        assert!(matches!(read(json!({ "user_dsl": "{}" })), ReadCard::Event(_)));
        let sent = read(json!({ "elements": [{ "tag": "div" }] }));
        assert!(matches!(sent, ReadCard::Sent(Card::V1(_))));
    }
}
