//! Which field of a request travels where: the one place that knows.
//!
//! [`split`] is the client's half, [`join`] the server's. A field is read only from the place it is
//! declared for; the same name elsewhere is not looked at.

mod text;

use serde_json::{Map, Value};

use crate::{Body, Endpoint, Meta};
use text::Field;

/// A request taken apart into the pieces HTTP has.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// Percent-encoded.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: PartsBody,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PartsBody {
    /// A GET has none.
    None,
    Json(Map<String, Value>),
    /// The fields of a form, or those beside the file of a multipart body.
    Fields(Vec<(String, String)>),
}

/// Why a request cannot be sent as it is.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    /// URL programs would read such a segment as another path.
    #[error("`{field}` cannot be {} in a path", value.escape_debug())]
    PathField { field: &'static str, value: String },
    #[error("a request does not serialize: {0}")]
    Serialize(#[from] serde_json::Error),
}

/// A request as it arrived.
#[derive(Debug, Default)]
pub struct Arrived {
    /// Percent-decoded.
    pub path: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
    pub body: ArrivedBody,
}

#[derive(Debug, Default)]
pub enum ArrivedBody {
    #[default]
    None,
    Json(Map<String, Value>),
    Fields(Vec<(String, String)>),
}

/// Why what arrived is not the request it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {description}", field.as_deref().unwrap_or("the request"))]
pub struct JoinError {
    /// The wire name of the field at fault.
    pub field: Option<String>,
    pub problem: Problem,
    pub description: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Not the type the field has.
    Wrong,
}

/// What every path begins with.
pub const ROOT: &str = "/open-apis/";

/// Makes a request of parts that were given by their wire names: what is not in the path of
/// `params` goes to the query, `data` is the body as it is, unknown fields included.
pub fn assemble(
    meta: &Meta,
    mut params: Map<String, Value>,
    data: Map<String, Value>,
) -> Result<Parts, SplitError> {
    let wire =
        |field: &str| meta.rename.iter().find(|(name, _)| *name == field).map(|(_, wire)| *wire);
    for field in meta.path_fields() {
        let value = wire(field).and_then(|name| params.remove(name));
        value.into_iter().for_each(|value| drop(params.insert(field.to_owned(), value)));
    }
    let path = fill_path(meta, &mut params)?;
    let body = match (meta.method, meta.body) {
        (crate::Method::Get, _) => PartsBody::None,
        (_, Body::Json) => PartsBody::Json(data),
        (_, Body::Form | Body::FormOrJson | Body::Multipart { .. }) => {
            PartsBody::Fields(texts(data))
        }
    };
    Ok(Parts { path, query: texts(params), body })
}

/// Takes a request apart.
pub fn split<E: Endpoint>(request: &E) -> Result<Parts, SplitError> {
    let meta = E::META;
    let Value::Object(mut fields) = serde_json::to_value(request)? else {
        unreachable!("a request is a struct; see registry::tests");
    };
    let path = fill_path(&meta, &mut fields)?;
    let (query, body): (Map<_, _>, Map<_, _>) =
        fields.into_iter().partition(|(name, _)| meta.is_query_field(name));
    let query = texts(to_wire_names(&meta, query));
    let body = to_wire_names(&meta, body);
    let body = match (meta.method, meta.body) {
        (crate::Method::Get, _) => PartsBody::None,
        (_, Body::Json) => PartsBody::Json(body),
        (_, Body::Form | Body::FormOrJson | Body::Multipart { .. }) => {
            PartsBody::Fields(texts(body))
        }
    };
    Ok(Parts { path, query, body })
}

/// Puts a request together again.
pub fn join<E: Endpoint>(arrived: Arrived) -> Result<E, JoinError> {
    let meta = const { &E::META };
    text::deserialize(gather(meta, arrived)).map_err(|(path, error)| join_error(meta, path, &error))
}

/// The fields from all their places. It is the same for all endpoints, so it is compiled once.
#[inline(never)]
fn gather(meta: &Meta, arrived: Arrived) -> Vec<(String, Field)> {
    let mut fields = Vec::<(String, Field)>::new();
    for (name, value) in arrived.path {
        let name = field_name(meta, name, |name| meta.is_path_field(name));
        fields.extend(name.map(|name| (name, Field::text(value))));
    }
    for (name, value) in arrived.query {
        let name = field_name(meta, name, |name| meta.is_query_field(name));
        name.into_iter().for_each(|name| add_text(&mut fields, name, value.clone()));
    }
    let in_body = |name: &str| !meta.is_path_field(name) && !meta.is_query_field(name);
    match arrived.body {
        ArrivedBody::None => {}
        ArrivedBody::Json(body) => fields.extend(body.into_iter().filter_map(|(name, value)| {
            Some((field_name(meta, name, in_body)?, Field::Json(value)))
        })),
        ArrivedBody::Fields(body) => {
            for (name, value) in body {
                let name = field_name(meta, name, in_body);
                name.into_iter().for_each(|name| add_text(&mut fields, name, value.clone()));
            }
        }
    }
    fields
}

fn add_text(fields: &mut Vec<(String, Field)>, name: String, value: String) {
    match fields.iter_mut().find(|(existing, _)| *existing == name) {
        Some((_, Field::Text(values))) => values.push(value),
        _ => fields.push((name, Field::text(value))),
    }
}

fn fill_path(meta: &Meta, fields: &mut Map<String, Value>) -> Result<String, SplitError> {
    let mut path = meta.path.to_owned();
    for field in meta.path_fields() {
        let value = as_text(&fields.remove(field).unwrap_or_default());
        if value.is_empty() || value == "." || value == ".." || value.chars().any(char::is_control)
        {
            return Err(SplitError::PathField { field, value });
        }
        path = path.replace(&format!("{{{field}}}"), &percent_encode(&value));
    }
    Ok(path)
}

fn to_wire_names(meta: &Meta, fields: Map<String, Value>) -> Map<String, Value> {
    if meta.rename.is_empty() {
        return fields;
    }
    let wire = |name: String| {
        let renamed = meta.rename.iter().find(|(field, _)| *field == name);
        renamed.map_or(name, |(_, wire)| (*wire).to_owned())
    };
    fields.into_iter().map(|(name, value)| (wire(name), value)).collect()
}

/// The field a wire name belongs to, where that field is read from this place.
fn field_name(meta: &Meta, wire: String, is_here: impl Fn(&str) -> bool) -> Option<String> {
    let renamed = meta.rename.iter().find(|(field, name)| *name == wire && is_here(field));
    let field = renamed.map_or(wire, |(field, _)| (*field).to_owned());
    is_here(&field).then_some(field)
}

fn texts(fields: Map<String, Value>) -> Vec<(String, String)> {
    let mut texts = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        match value {
            Value::Null => {}
            Value::Array(items) => {
                texts.extend(items.iter().map(|item| (name.clone(), as_text(item))));
            }
            single => texts.push((name, as_text(&single))),
        }
    }
    texts
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Encodes all that RFC 3986 does not call unreserved.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte as char);
            }
            other => {
                out.push('%');
                out.extend([other >> 4, other & 15].map(|digit| {
                    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
                }));
            }
        }
    }
    out
}

/// `name=value&…`, encoded.
pub fn encode_query(pairs: &[(String, String)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn join_error(meta: &Meta, path: Option<String>, error: &serde_json::Error) -> JoinError {
    let description = error.to_string();
    // serde names a missing field only in its message.
    let missing = description
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split_once('`'))
        .map(|(name, _)| name.to_owned());
    let problem = if missing.is_some() { Problem::Missing } else { Problem::Wrong };
    let field = match (path, missing) {
        (Some(path), Some(missing)) => Some(format!("{path}.{missing}")),
        (path, missing) => path.or(missing),
    };
    let field = field.map(|field| {
        let renamed = meta.rename.iter().find(|(name, _)| *name == field);
        renamed.map_or(field, |(_, wire)| (*wire).to_owned())
    });
    JoinError { field, problem, description }
}

#[cfg(test)]
mod tests;
