//! What of a card can be pressed.

use serde_json::Value;

/// The elements that tell their bot when somebody uses them.
const PRESSABLE: [&str; 13] = [
    "button",
    "overflow",
    "input",
    "checker",
    "select_static",
    "select_person",
    "select_img",
    "multi_select_static",
    "multi_select_person",
    "date_picker",
    "picker_time",
    "picker_datetime",
    "interactive_container",
];

/// What each of them tells, in their order; null where its author set nothing.
pub(crate) fn values(source: &str) -> Vec<Value> {
    let mut values = Vec::new();
    collect(&Value::Object(super::object(source)), &mut values);
    values
}

fn collect(value: &Value, values: &mut Vec<Value>) {
    match value {
        Value::Object(fields) => {
            if PRESSABLE.iter().any(|tag| value["tag"] == **tag) {
                values.extend(told(value));
            }
            fields.values().for_each(|value| collect(value, values));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, values)),
        _ => {}
    }
}

/// An element that only opens a page tells nothing.
fn told(element: &Value) -> Option<Value> {
    if let Some(behaviors) = element["behaviors"].as_array() {
        let callback = behaviors.iter().find(|behavior| behavior["type"] == "callback")?;
        return Some(callback["value"].clone());
    }
    let opens = element["url"].is_string() || element["multi_url"].is_object();
    match &element["value"] {
        Value::Null if opens => None,
        value => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn buttons_of_both_schemas_tell_their_value_and_links_tell_nothing() {
        let card = json!({ "elements": [
            { "tag": "action", "actions": [
                { "tag": "button", "value": { "go": 1 } },
                { "tag": "button", "url": "https://x" },
                { "tag": "date_picker" },
            ] },
            { "tag": "column_set", "columns": [{ "tag": "column", "elements": [
                { "tag": "button", "behaviors": [
                    { "type": "open_url", "default_url": "https://x" },
                    { "type": "callback", "value": "yes" },
                ] },
                { "tag": "button", "behaviors": [{ "type": "open_url" }] },
            ] }] },
        ] });
        assert_eq!(values(&card.to_string()), [json!({ "go": 1 }), json!(null), json!("yes")]);
        assert!(values("{\"elements\":[{\"tag\":\"hr\"}]}").is_empty());
    }
}
