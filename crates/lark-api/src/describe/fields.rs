//! Reads a JSON schema as a flat list of fields: `items[].sender.id`, its type, what it is.

use serde_json::Value;

/// A field of a request or an answer, or of something inside one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Field {
    /// With a dot for each level, and `[]` after a list.
    pub path: String,
    /// JSON's name of its type, `[]` after a list's.
    pub kind: String,
    pub is_required: bool,
    /// In words, with the values it is known to have.
    pub about: String,
}

impl Field {
    /// The outermost field it is in.
    pub fn top(&self) -> &str {
        self.path.split(['.', '[']).next().unwrap_or(&self.path)
    }
}

/// All fields of the object that `schema` describes, in the order of their names.
pub fn fields(schema: &Value) -> Vec<Field> {
    let mut reader = Reader { root: schema, open: Vec::new(), fields: Vec::new() };
    reader.object("", schema);
    reader.fields.sort_by(|a, b| a.path.cmp(&b.path));
    reader.fields
}

struct Reader<'a> {
    root: &'a Value,
    /// The named types being read: a type inside itself is not read again.
    open: Vec<&'a str>,
    fields: Vec<Field>,
}

impl<'a> Reader<'a> {
    fn object(&mut self, prefix: &str, schema: &'a Value) {
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{prefix}{name}");
            let (shape, suffix) = self.shape(property);
            self.fields.push(Field {
                kind: format!("{}{suffix}", kind(shape)),
                is_required: required.iter().any(|required| required == name),
                about: about(property, shape),
                path: path.clone(),
            });
            self.inside(&format!("{path}{suffix}."), property, shape);
        }
    }

    fn inside(&mut self, prefix: &str, property: &'a Value, shape: &'a Value) {
        let name = reference(property).or_else(|| reference(&property["items"]));
        if name.is_some_and(|name| self.open.contains(&name)) {
            return;
        }
        self.open.extend(name);
        self.object(prefix, shape);
        self.open.truncate(self.open.len() - usize::from(name.is_some()));
    }

    /// The schema behind references, options and lists, and a `[]` for each list.
    fn shape(&self, mut schema: &'a Value) -> (&'a Value, String) {
        let mut suffix = String::new();
        loop {
            schema = match reference(schema) {
                Some(name) => &self.root["$defs"][name],
                None if schema["items"].is_object() => {
                    suffix.push_str("[]");
                    &schema["items"]
                }
                None => return (schema, suffix),
            };
        }
    }
}

/// The named type that a schema stands for, be it optional or not.
fn reference(schema: &Value) -> Option<&str> {
    let direct = schema["$ref"].as_str();
    let optional = || schema["anyOf"].as_array()?.iter().find_map(|one| one["$ref"].as_str());
    direct.or_else(optional)?.strip_prefix("#/$defs/")
}

fn kind(shape: &Value) -> &str {
    let named = match &shape["type"] {
        Value::Array(types) => types.iter().find(|one| *one != "null").unwrap_or(&Value::Null),
        one => one,
    };
    named.as_str().unwrap_or("any")
}

/// What a field is: its own words, else its type's, and the values it is known to have.
fn about(property: &Value, shape: &Value) -> String {
    let own = property["description"].as_str().or(shape["description"].as_str());
    let mut text = own.unwrap_or_default().replace('\n', " ");
    let values = values(shape);
    if !values.is_empty() {
        let space = if text.is_empty() { "" } else { " " };
        text += &format!("{space}Known values: {values}.");
    }
    text
}

fn values(shape: &Value) -> String {
    let lists = [&shape["enum"], &shape["examples"]];
    let values = lists.into_iter().filter_map(Value::as_array).flatten();
    values
        .map(|value| format!("`{}`", value.as_str().unwrap_or_default()))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(schema: &Value) -> Vec<String> {
        let said = |f: Field| format!("{} {} {} {}", f.path, f.kind, f.is_required, f.about);
        fields(schema).into_iter().map(said).collect()
    }

    #[test]
    fn lists_options_and_named_types_are_looked_through() {
        let schema = json!({
            "properties": {
                "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
                "kind": {"anyOf": [{"$ref": "#/$defs/Kind"}, {"type": "null"}], "description": "What."},
                "size": {"type": ["integer", "null"]},
            },
            "required": ["items"],
            "$defs": {
                "Item": {"type": "object", "properties": {"id": {"type": "string"}}},
                "Kind": {"type": "string", "examples": ["a", "b"]},
            },
        });
        let expected = [
            "items object[] true ",
            "items[].id string false ",
            "kind string false What. Known values: `a`, `b`.",
            "size integer false ",
        ];
        assert_eq!(said(&schema), expected);
    }

    #[test]
    fn a_type_inside_itself_ends() {
        let schema = json!({
            "properties": {"root": {"$ref": "#/$defs/Node"}},
            "$defs": {"Node": {
                "type": "object",
                "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}},
            }},
        });
        assert_eq!(said(&schema), ["root object false ", "root.children object[] false "]);
    }
}
