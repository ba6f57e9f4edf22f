//! A card in Lark's normal form: every element is `{id, tag, property}`, whatever it was sent as.
//!
//! The names of the properties are those that the official CLI reads: camel case, and some of
//! their own. What has no rule of its own is carried over under its name in camel case.

use lark_api::content::{Card, card::NormalCard};
use rusqlite::Result;
use serde_json::{Map, Value, json};

use super::{Colleagues, attachment::Attachment, elements, markdown, text_in};

/// A template's or an entity's content is not known here: such a card has no elements.
pub(super) fn read(people: Colleagues<'_>, card: &Card) -> Result<NormalCard> {
    let schema = if matches!(card, Card::V2(_)) { 2 } else { 1 };
    let json = card.to_json();
    let mut form = Form { schema, last_id: 0, attachment: Attachment::new(people) };
    let mut normal = json!({ "schema": schema });
    if let Some(Value::Object(header)) = json.get("header") {
        let mut header = header.clone();
        header.insert("tag".to_owned(), json!("card_header"));
        normal["header"] = form.element(&header)?;
    }
    for part in ["config", "card_link"] {
        if let Some(set) = json.get(part) {
            normal[part] = set.clone();
        }
    }
    let body = json.get("body").and_then(Value::as_object);
    let mut body = body.cloned().unwrap_or_default();
    body.insert("tag".to_owned(), json!("body"));
    body.insert("elements".to_owned(), Value::Array(elements(&json).to_vec()));
    normal["body"] = form.element(&body)?;
    Ok(NormalCard {
        json_card: normal.to_string(),
        json_attachment: Some(form.attachment.into_json().to_string()),
        card_schema: Some(schema),
        rest: Map::new(),
    })
}

struct Form<'a> {
    schema: i64,
    last_id: u64,
    attachment: Attachment<'a>,
}

/// What is the author's own: nothing in it is an element.
const OPAQUE: [&str; 4] = ["value", "chart_spec", "template_variable", "i18n_content"];

impl Form<'_> {
    fn value(&mut self, value: &Value) -> Result<Value> {
        match value {
            Value::Object(fields) if fields.get("tag").is_some_and(Value::is_string) => {
                self.element(fields)
            }
            Value::Object(fields) => Ok(Value::Object(self.fields(fields)?)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            scalar => Ok(scalar.clone()),
        }
    }

    fn fields(&mut self, fields: &Map<String, Value>) -> Result<Map<String, Value>> {
        let mut converted = Map::new();
        for (name, value) in fields {
            let value = match OPAQUE.contains(&name.as_str()) {
                true => value.clone(),
                false => self.value(value)?,
            };
            if let ("img_key", Some(key)) = (name.as_str(), value.as_str()) {
                self.attachment.add_image(key);
            }
            converted.insert(property_name(name), value);
        }
        Ok(converted)
    }

    fn element(&mut self, element: &Map<String, Value>) -> Result<Value> {
        let tag = element.get("tag").and_then(Value::as_str).unwrap_or_default();
        let id = self.id(element);
        let mut inside = element.clone();
        inside.remove("tag");
        inside.remove("element_id");
        let (tag, property) = match tag {
            "plain_text" | "text" => ("plain_text", plain(&inside)),
            "markdown" | "lark_md" => (self.markdown_tag(), self.markdown(&inside)?),
            "at" => ("at", self.at(&inside)?),
            "person" => (self.person_tag(), self.person(&inside)?),
            "person_list" => (tag, self.person_list(&inside)?),
            "table" => (tag, self.table(&inside)?),
            "action" => ("actions", self.fields(&inside)?),
            "button" | "interactive_container" | "overflow" => (tag, self.pressed(&inside)?),
            _ => (tag, self.fields(&inside)?),
        };
        Ok(json!({ "id": id, "tag": tag, "property": property }))
    }

    /// The author's, or the next number.
    fn id(&mut self, element: &Map<String, Value>) -> String {
        self.last_id += 1;
        let own = element.get("element_id").and_then(Value::as_str);
        own.map_or_else(|| self.last_id.to_string(), str::to_owned)
    }

    fn markdown_tag(&self) -> &'static str {
        if self.schema == 1 { "markdown_v1" } else { "markdown" }
    }

    fn person_tag(&self) -> &'static str {
        if self.schema == 1 { "person_v1" } else { "person" }
    }

    fn markdown(&mut self, markdown: &Map<String, Value>) -> Result<Map<String, Value>> {
        let mut property = self.fields(markdown)?;
        let text = markdown.get("content").and_then(Value::as_str).unwrap_or_default();
        let mut elements: Value = markdown::elements(text).into();
        self.number(&mut elements)?;
        property.insert("elements".to_owned(), elements);
        Ok(property)
    }

    /// Gives pieces of Markdown their ids, and takes up whom and what they name.
    fn number(&mut self, value: &mut Value) -> Result<()> {
        match value {
            Value::Object(fields) => {
                if fields.contains_key("tag") {
                    let id = self.id(fields);
                    fields.insert("id".to_owned(), json!(id));
                }
                if let Some(Value::String(id)) = fields.get("userID") {
                    self.attachment.add_at(id)?;
                }
                if let Some(Value::String(key)) = fields.get("imageID") {
                    self.attachment.add_image(key);
                }
                fields.values_mut().try_for_each(|value| self.number(value))
            }
            Value::Array(items) => items.iter_mut().try_for_each(|value| self.number(value)),
            _ => Ok(()),
        }
    }

    fn at(&mut self, at: &Map<String, Value>) -> Result<Map<String, Value>> {
        let property = self.fields(at)?;
        if let Some(id) = property.get("userID").and_then(Value::as_str) {
            self.attachment.add_at(id)?;
        }
        Ok(property)
    }

    fn person(&mut self, person: &Map<String, Value>) -> Result<Map<String, Value>> {
        let property = self.fields(person)?;
        if let Some(id) = property.get("userID").and_then(Value::as_str) {
            self.attachment.add_person(id)?;
        }
        Ok(property)
    }

    fn person_list(&mut self, list: &Map<String, Value>) -> Result<Map<String, Value>> {
        for person in list.get("persons").and_then(Value::as_array).into_iter().flatten() {
            self.attachment.add_person(person["id"].as_str().unwrap_or_default())?;
        }
        self.fields(list)
    }

    /// Every cell is `{data}`.
    fn table(&mut self, table: &Map<String, Value>) -> Result<Map<String, Value>> {
        let mut table = table.clone();
        let rows = table.remove("rows").unwrap_or_else(|| json!([]));
        let mut property = self.fields(&table)?;
        let rows = rows.as_array().into_iter().flatten().filter_map(Value::as_object);
        let rows = rows.map(|row| {
            let cells = row.iter().map(|(name, cell)| (name.clone(), json!({ "data": cell })));
            Value::Object(cells.collect())
        });
        property.insert("rows".to_owned(), rows.collect());
        Ok(property)
    }

    /// What happens when it is pressed, in one list for both schemas.
    fn pressed(&mut self, element: &Map<String, Value>) -> Result<Map<String, Value>> {
        let mut inside = element.clone();
        let mut actions = Vec::new();
        for behavior in list(inside.remove("behaviors")) {
            let url = behavior["default_url"].as_str().or_else(|| behavior["url"].as_str());
            actions.push(match (behavior["type"].as_str(), url) {
                (Some("open_url"), Some(url)) => open(url),
                (Some(kind), _) => {
                    json!({ "type": kind, "action": { "value": behavior["value"] } })
                }
                (None, _) => behavior,
            });
        }
        let multi = inside.get("multi_url").map(|multi| multi["url"].clone());
        if let Some(url) = inside.remove("url").or(multi).as_ref().and_then(Value::as_str) {
            actions.push(open(url));
        }
        if let Some(value) = inside.remove("value") {
            actions.push(json!({ "type": "callback", "action": { "value": value } }));
        }
        let mut property = self.fields(&inside)?;
        if !actions.is_empty() {
            property.insert("actions".to_owned(), Value::Array(actions));
        }
        Ok(property)
    }
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn open(url: &str) -> Value {
    json!({ "type": "open_url", "action": { "url": url } })
}

/// A text; in other languages where there are some.
fn plain(text: &Map<String, Value>) -> Map<String, Value> {
    let mut property = Map::new();
    for (name, value) in text {
        let name = match name.as_str() {
            "i18n" => "i18nContent".to_owned(),
            other => property_name(other),
        };
        property.insert(name, value.clone());
    }
    let content = text.get("content").map_or("", text_in).to_owned();
    property.insert("content".to_owned(), json!(content));
    property
}

/// `img_key` is `imageID`, `user_id` is `userID`, any other name is in camel case.
fn property_name(name: &str) -> String {
    match name {
        "img_key" => return "imageID".to_owned(),
        "user_id" => return "userID".to_owned(),
        "file_key" => return "fileID".to_owned(),
        _ => {}
    }
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keys::TenantKey;

    fn normal(card: Value) -> (Value, NormalCard) {
        let Value::Object(card) = card else { panic!("an object") };
        let db = crate::storage::empty();
        let people = Colleagues { db: &db, tenant: TenantKey(1) };
        let normal = read(people, &Card::read(card)).unwrap();
        (serde_json::from_str(&normal.json_card).unwrap(), normal)
    }

    #[test]
    fn a_card_of_the_new_schema_has_its_elements_in_properties() {
        let (card, normal) = normal(json!({
            "schema": "2.0",
            "header": { "title": { "tag": "plain_text", "content": "Deploy", "i18n_content": { "zh_cn": "部署" } } },
            "body": { "elements": [
                { "tag": "markdown", "element_id": "intro", "content": "**done** [log](https://x)" },
                { "tag": "img", "img_key": "img_1", "alt": { "tag": "plain_text", "content": "graph" } },
                { "tag": "button", "text": { "tag": "plain_text", "content": "Go" }, "behaviors": [
                    { "type": "open_url", "default_url": "https://x" },
                    { "type": "callback", "value": { "snake_case": 1 } },
                ] },
                { "tag": "table", "columns": [{ "name": "a", "display_name": "A" }], "rows": [{ "a": 1.5 }] },
                { "tag": "hologram", "light_source": { "tag": "plain_text", "content": "sun" } },
            ] },
        }));
        assert_eq!(normal.card_schema, Some(2));
        let title = &card["header"]["property"]["title"]["property"];
        assert_eq!(title["i18nContent"]["zh_cn"], "部署");
        let elements = &card["body"]["property"]["elements"];
        assert_eq!(
            (&elements[0]["id"], &elements[0]["tag"]),
            (&json!("intro"), &json!("markdown"))
        );
        let pieces = &elements[0]["property"]["elements"];
        assert!(pieces.as_array().unwrap().iter().all(|piece| piece["id"].is_string()));
        assert_eq!(pieces[2]["property"]["url"]["url"], "https://x");
        assert_eq!(elements[1]["property"]["imageID"], "img_1");
        assert_eq!(elements[1]["property"]["alt"]["property"]["content"], "graph");
        let actions = json!([
            { "type": "open_url", "action": { "url": "https://x" } },
            { "type": "callback", "action": { "value": { "snake_case": 1 } } },
        ]);
        assert_eq!(elements[2]["property"]["actions"], actions);
        assert_eq!(elements[3]["property"]["columns"][0]["displayName"], "A");
        assert_eq!(elements[3]["property"]["rows"][0]["a"]["data"], 1.5);
        assert_eq!(elements[4]["property"]["lightSource"]["property"]["content"], "sun");
        assert_eq!(normal.json_attachment.unwrap(), r#"{"images":{"img_1":{"token":"img_1"}}}"#);
    }

    #[test]
    fn a_card_of_the_old_schema_keeps_what_only_it_has() {
        let (card, normal) = normal(json!({ "elements": [
            { "tag": "div", "fields": [{ "is_short": true, "text": { "tag": "lark_md", "content": "x" } }] },
            { "tag": "note", "elements": [{ "tag": "plain_text", "content": "n" }] },
            { "tag": "action", "actions": [
                { "tag": "button", "text": { "tag": "plain_text", "content": "Go" }, "url": "https://x", "value": { "k": "v" } },
                { "tag": "select_static", "initial_option": "a", "options": [
                    { "value": "a", "text": { "tag": "plain_text", "content": "A" } },
                ] },
            ] },
        ] }));
        assert_eq!(normal.card_schema, Some(1));
        let elements = &card["body"]["property"]["elements"];
        let field = &elements[0]["property"]["fields"][0];
        assert_eq!(
            (&field["isShort"], &field["text"]["tag"]),
            (&json!(true), &json!("markdown_v1"))
        );
        assert_eq!(elements[1]["property"]["elements"][0]["property"]["content"], "n");
        assert_eq!(elements[2]["tag"], "actions");
        let pressed = &elements[2]["property"]["actions"];
        assert_eq!(pressed[0]["property"]["actions"][1]["action"]["value"]["k"], "v");
        assert_eq!(pressed[1]["property"]["initialOption"], "a");
        assert_eq!(pressed[1]["property"]["options"][0]["text"]["property"]["content"], "A");
    }

    fn any_element() -> impl Strategy<Value = Value> {
        let text =
            "[a-z群*_@<>]{0,6}".prop_map(|text| json!({ "tag": "plain_text", "content": text }));
        let leaf = prop_oneof![
            text,
            "[a-z*`\\[\\]() \n-]{0,12}"
                .prop_map(|text| json!({ "tag": "markdown", "content": text })),
            any::<bool>().prop_map(|on| json!({ "tag": "checker", "checked": on })),
            Just(json!({ "tag": 3, "img_key": ["x"], "value": null })),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            let field =
                prop_oneof![Just("elements"), Just("columns"), Just("actions"), Just("text")];
            (field, "[a-z_]{1,12}", prop::collection::vec(inner, 0..4))
                .prop_map(|(field, tag, inside)| json!({ "tag": tag, field: inside }))
        })
    }

    fn elements_of(value: &Value, tag: &str) -> usize {
        let inside: usize = match value {
            Value::Object(fields) => fields.values().map(|value| elements_of(value, tag)).sum(),
            Value::Array(items) => items.iter().map(|value| elements_of(value, tag)).sum(),
            _ => 0,
        };
        inside + usize::from(value["tag"] == *tag)
    }

    proptest! {
        #[test]
        fn no_element_of_a_card_is_lost(elements in prop::collection::vec(any_element(), 0..4)) {
            let sent = json!({ "schema": "2.0", "body": { "elements": elements } });
            let (card, _) = normal(sent.clone());
            for tag in ["checker", "markdown"] {
                prop_assert_eq!(elements_of(&card, tag), elements_of(&sent, tag));
            }
        }
    }

    #[test]
    fn a_template_is_not_expanded() {
        let data = json!({ "template_id": "AAq", "template_variable": { "x": 1 } });
        let (card, _) = normal(json!({ "type": "template", "data": data }));
        assert_eq!(card["body"]["property"]["elements"], json!([]));
    }
}
