//! A dry run: what would be sent is written down instead.

use std::sync::{Mutex, MutexGuard, PoisonError};

use lark_api::{
    Meta,
    errors::Family,
    wire::{Parts, PartsBody},
};
use serde::Serialize;
use serde_json::{Map, Value};

/// A request that a dry run did not send.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planned {
    pub method: &'static str,
    pub url: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The name of the file that would be uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Planned {
    pub fn new(meta: &Meta, parts: &Parts, file: Option<&str>) -> Self {
        let mut params = Map::new();
        for (name, value) in &parts.query {
            add(&mut params, name, value);
        }
        let body = match &parts.body {
            PartsBody::None => None,
            PartsBody::Json(body) => Some(Value::Object(body.clone())),
            PartsBody::Fields(fields) => {
                let mut body = Map::new();
                fields.iter().for_each(|(name, value)| add(&mut body, name, value));
                Some(Value::Object(body))
            }
        };
        let body = body.map(|body| without_signature(meta, body));
        Self {
            method: meta.method.as_str(),
            url: without_token(meta, &parts.path),
            params,
            body: body.filter(|body| body.as_object().is_some_and(|body| !body.is_empty())),
            file: file.map(str::to_owned),
        }
    }
}

/// Who knows the last part of a webhook's address may write to its group.
fn without_token(meta: &Meta, path: &str) -> String {
    match path.rsplit_once('/') {
        Some((before, _)) if meta.family == Family::Hook => format!("{before}/<token>"),
        _ => path.to_owned(),
    }
}

/// A signature is as good as its secret for an hour.
fn without_signature(meta: &Meta, mut body: Value) -> Value {
    if meta.family == Family::Hook
        && let Some(signature) = body.get_mut("sign")
    {
        *signature = "<sign>".into();
    }
    body
}

/// A repeated name becomes a list.
fn add(map: &mut Map<String, Value>, name: &str, value: &str) {
    let value = Value::from(value);
    match map.get_mut(name) {
        None => drop(map.insert(name.to_owned(), value)),
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

/// The requests of a dry run, in their order.
#[derive(Debug, Default)]
pub struct Plan {
    requests: Mutex<Vec<Planned>>,
}

impl Plan {
    pub fn add(&self, request: Planned) {
        self.requests().push(request);
    }

    pub fn take(&self) -> Vec<Planned> {
        std::mem::take(&mut self.requests())
    }

    fn requests(&self) -> MutexGuard<'_, Vec<Planned>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
