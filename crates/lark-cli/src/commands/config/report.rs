//! What a command that changes the configuration says.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{context::Context, output::Output};

#[derive(Serialize, JsonSchema)]
pub struct Report {
    #[serde(flatten)]
    facts: Map<String, Value>,
    /// What was done, in words; in a dry run, what would be.
    done: Vec<String>,
    #[serde(skip)]
    dry_run: bool,
}

impl Report {
    pub fn new(context: &Context) -> Self {
        Self { facts: Map::new(), done: Vec::new(), dry_run: context.global().dry_run }
    }

    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    pub fn done(mut self, what: impl Into<String>) -> Self {
        self.done.push(what.into());
        self
    }

    pub fn all_done(mut self, what: impl IntoIterator<Item = String>) -> Self {
        self.done.extend(what);
        self
    }

    pub fn output(self) -> Output<'static> {
        Output::value(self)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.done.join("\n"))?;
        if self.dry_run {
            f.write_str("\n(a dry run: nothing was changed)")?;
        }
        Ok(())
    }
}
