//! `--fields`: some of the fields of rows and values, by their dotted names.

use serde_json::{Map, Value as Json};

use crate::error::CommandError;

/// The value with only these fields; in lists, of each of their values.
pub fn select(value: &Json, fields: &[String]) -> Json {
    match value {
        Json::Array(items) => items.iter().map(|item| select(item, fields)).collect(),
        value => {
            let mut selected = Json::Object(Map::new());
            for field in fields {
                let path: Vec<&str> = field.split('.').collect();
                take(value, &path, &mut selected);
            }
            selected
        }
    }
}

fn take(from: &Json, path: &[&str], into: &mut Json) {
    let [name, rest @ ..] = path else { return };
    let Some(found) = from.get(name) else { return };
    if rest.is_empty() {
        into[*name] = found.clone();
        return;
    }
    match found {
        Json::Array(items) => {
            if !into[*name].is_array() {
                into[*name] = items.iter().map(|_| Json::Object(Map::new())).collect();
            }
            for (at, item) in items.iter().enumerate().filter(|(_, item)| item.is_object()) {
                take(item, rest, &mut into[*name][at]);
            }
        }
        Json::Object(_) => {
            if !into[*name].is_object() {
                into[*name] = Json::Object(Map::new());
            }
            take(found, rest, &mut into[*name]);
        }
        _ => {}
    }
}

/// Fails where a field is in none of the values, nor among those that may be absent.
pub fn check(fields: &[String], values: &[Json], may_be: &[&str]) -> Result<(), CommandError> {
    let mut there: Vec<String> = may_be.iter().map(|name| (*name).to_owned()).collect();
    values.iter().for_each(|value| names(value, "", &mut there));
    let is_there = |field: &&String| {
        let below = format!("{field}.");
        there.iter().any(|name| name == *field || name.starts_with(&below))
    };
    let Some(unknown) = fields.iter().find(|field| !is_there(field)).filter(|_| !values.is_empty())
    else {
        return Ok(());
    };
    there.sort();
    there.dedup();
    let message = format!("there is no field `{}` here", unknown.escape_debug());
    Err(CommandError::invalid("--fields", message)
        .with_hint(format!("the fields are: {}", there.join(", "))))
}

fn names(value: &Json, before: &str, found: &mut Vec<String>) {
    match value {
        Json::Object(fields) => {
            for (name, value) in fields {
                let name = format!("{before}{name}");
                if !found.contains(&name) {
                    found.push(name.clone());
                }
                names(value, &format!("{name}."), found);
            }
        }
        Json::Array(items) => items.iter().take(20).for_each(|item| names(item, before, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn fields_are_taken_by_their_dotted_names_out_of_lists_too() {
        let value = json!({ "id": 1, "sender": { "id": "ou", "name": "Wei" }, "more": [{ "a": 1, "b": 2 }, { "a": 3 }] });
        let selected = select(&value, &fields(&["sender.name", "more.a", "id", "absent.x"]));
        assert_eq!(
            selected,
            json!({ "id": 1, "sender": { "name": "Wei" }, "more": [{ "a": 1 }, { "a": 3 }] })
        );
        assert_eq!(select(&json!([value]), &fields(&["id"])), json!([{ "id": 1 }]));
    }

    #[test]
    fn a_field_that_is_nowhere_is_refused_with_those_there_are() {
        let values = [json!({ "id": 1, "sender": { "name": "Wei" } })];
        for known in ["id", "sender", "sender.name", "thread_id"] {
            assert!(check(&fields(&[known]), &values, &["thread_id"]).is_ok(), "{known}");
        }
        let error = check(&fields(&["nam"]), &values, &[]).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("the fields are: id, sender, sender.name"));
        assert!(check(&fields(&["nam"]), &[], &[]).is_ok(), "nothing is known of no rows");
    }
}
