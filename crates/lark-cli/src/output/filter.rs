//! `--jq`: a filter over the JSON answer.

use jaq_core::{
    Compiler, Ctx, Vars, data,
    load::{Arena, File, Loader},
    unwrap_valr,
};
use jaq_json::{Val, read};

use super::{envelope::Success, json};
use crate::error::CommandError;

pub struct Filter {
    inner: jaq_core::Filter<data::JustLut<Val>>,
}

impl Filter {
    pub fn compile(code: &str) -> Result<Self, CommandError> {
        let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let arena = Arena::default();
        let modules = Loader::new(defs)
            .load(&arena, File { code, path: () })
            .map_err(|_| invalid(code, "it cannot be parsed"))?;
        let inner = Compiler::default()
            .with_funs(funs)
            .compile(modules)
            .map_err(|_| invalid(code, "it uses something that is not defined"))?;
        Ok(Self { inner })
    }

    /// Every result on its own line; strings as they are, the rest as JSON.
    pub fn apply(&self, success: &Success) -> Result<String, CommandError> {
        let mut bytes = Vec::new();
        json::line(&mut bytes, success).expect("memory takes every write");
        let input = read::parse_single(&bytes).map_err(|error| failed(&error.to_string()))?;
        let context = Ctx::<data::JustLut<Val>>::new(&self.inner.lut, Vars::new([]));
        let mut text = String::new();
        for result in self.inner.id.run((context, input)).map(unwrap_valr) {
            let value = result.map_err(|error| failed(&error.to_string()))?;
            text.push_str(&printed(&value)?);
            text.push('\n');
        }
        Ok(text)
    }
}

fn printed(value: &Val) -> Result<String, CommandError> {
    let json: serde_json::Value =
        serde_json::from_str(&value.to_string()).map_err(|error| failed(&error.to_string()))?;
    if let serde_json::Value::String(text) = json {
        return Ok(if super::is_for_people() { super::sanitize(&text) } else { text });
    }
    let mut bytes = Vec::new();
    json::pretty(&mut bytes, &json).expect("memory takes every write");
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn invalid(code: &str, reason: &str) -> CommandError {
    let message = format!("invalid jq expression `{}`: {reason}", code.escape_debug());
    CommandError::invalid("--jq", message).with_hint("such as: --jq .data.message_id")
}

fn failed(reason: &str) -> CommandError {
    CommandError::invalid("--jq", format!("the jq filter failed: {reason}"))
        .with_hint("look at the whole answer without --jq")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_cannot_be_read_is_refused() {
        for bad in [".[", "nosuchfunction", "}{"] {
            assert!(Filter::compile(bad).is_err(), "{bad}");
        }
        assert!(Filter::compile(".data.items[] | select(.x > 1) | .name").is_ok());
    }
}
