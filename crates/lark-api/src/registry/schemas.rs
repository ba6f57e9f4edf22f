//! The JSON schemas of requests and answers: written down from the types, so that no program carries
//! the code that makes them (0.8 MB of it).
//!
//! A line of `schemas.ndjson` is an endpoint's two schemas, or a type that several share.

use serde_json::{Map, Value, json};

use super::SOURCES;

const WRITTEN: &str = include_str!("schemas.ndjson");

/// Which schema of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
}

/// The schema as it was written down, with the types it refers to.
pub(super) fn written(name: &str, side: Side) -> Value {
    let mut endpoint = line("endpoint", name);
    let mut schema = match side {
        Side::Request => endpoint["request"].take(),
        Side::Response => endpoint["response"].take(),
    };
    let (mut types, mut open) = (Map::new(), names_in(&schema));
    while let Some(name) = open.pop() {
        if types.contains_key(&name) {
            continue;
        }
        let shared = line("type", &name)["schema"].take();
        open.extend(names_in(&shared));
        types.insert(name, shared);
    }
    if !types.is_empty() {
        schema["$defs"] = Value::Object(types);
    }
    schema
}

/// The line that begins so, parsed.
fn line(kind: &str, name: &str) -> Value {
    let beginning = format!("{{\"{kind}\":\"{name}\",");
    let found = WRITTEN.lines().find(|line| line.starts_with(&beginning));
    found.and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default()
}

/// The shared types that a schema refers to.
fn names_in(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("$ref", Value::String(target)) => {
                    target.strip_prefix("#/$defs/").map(str::to_owned).into_iter().collect()
                }
                _ => names_in(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(names_in).collect(),
        _ => Vec::new(),
    }
}

/// What `schemas.ndjson` should say: made of the types as they are now.
pub fn of_types() -> String {
    let mut types = Map::new();
    let mut text = String::new();
    for source in SOURCES {
        let mut own = |schema: schemars::Schema| {
            let mut schema = schema.to_value();
            if let Some(Value::Object(shared)) =
                schema.as_object_mut().and_then(|s| s.remove("$defs"))
            {
                types.extend(shared);
            }
            schema
        };
        let (request, response) = (own((source.request)()), own((source.response)()));
        let line = json!({ "endpoint": source.name, "request": request, "response": response });
        text += &format!("{line}\n");
    }
    for (name, schema) in types {
        // `type` stands first, as `line` looks for it.
        text += &format!("{{\"type\":{},\"schema\":{schema}}}\n", json!(name));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_down_is_what_the_types_say() {
        assert!(of_types() == WRITTEN, "write it down anew: cargo xtask docs");
    }

    #[test]
    fn a_schema_is_whole_again_when_it_is_read() {
        for source in SOURCES {
            assert_eq!(written(source.name, Side::Request), (source.request)().to_value());
            assert_eq!(written(source.name, Side::Response), (source.response)().to_value());
        }
    }
}
