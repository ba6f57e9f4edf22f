//! `lark-cli schema`: what there is to call, and everything about each.

use std::fmt::{self, Write as _};

use clap::Args;
use lark_api::{
    describe, errors,
    registry::{self, Entry},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Show the endpoints there are, or all about one
///
/// Without a name, every endpoint is listed; the beginning of a name lists what is below it.
/// --format json gives the parameters and the answer as JSON Schema.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli schema\n  \
    lark-cli schema im.messages\n  \
    lark-cli schema im.messages.create --format json")]
pub struct SchemaArgs {
    /// A name such as im.messages.create, or the beginning of one
    name: Option<String>,
}

pub fn run(_: &Context, args: &SchemaArgs) -> Result<Output<'static>, CommandError> {
    let Some(name) = &args.name else { return Ok(Output::value(Listed::of(|_| true))) };
    if let Some(entry) = registry::find(name) {
        return Ok(Output::value(Described::of(entry)));
    }
    let prefix = format!("{name}.");
    let listed = Listed::of(|entry| entry.meta.name.starts_with(&prefix));
    if !listed.endpoints.is_empty() {
        return Ok(Output::value(listed));
    }
    Err(CommandError::new(
        Type::Validation,
        "invalid_argument",
        format!("Unknown resource: {}", name.escape_debug()),
    )
    .with_hint(format!("Available: {}", resources().join(", "))))
}

fn resources() -> Vec<&'static str> {
    let mut resources: Vec<_> = registry::ALL.iter().map(Entry::resource).collect();
    resources.dedup();
    resources
}

/// Endpoints, a line each.
#[derive(Serialize, JsonSchema)]
struct Listed {
    endpoints: Vec<Line>,
}

#[derive(Serialize, JsonSchema)]
struct Line {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    identities: Vec<&'static str>,
    summary: String,
}

impl Listed {
    fn of(wanted: impl Fn(&&Entry) -> bool) -> Self {
        let line = |entry: &Entry| Line {
            name: entry.meta.name,
            method: entry.meta.method.as_str(),
            path: entry.meta.path,
            identities: describe::identities(&entry.meta),
            summary: entry.summary(),
        };
        Self { endpoints: registry::ALL.iter().filter(wanted).map(line).collect() }
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.endpoints.iter().map(|line| line.name.len()).max().unwrap_or(0);
        let lines =
            self.endpoints.iter().map(|line| format!("{:width$}  {}", line.name, line.summary));
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

/// One endpoint, whole.
#[derive(Serialize, JsonSchema)]
struct Described {
    name: &'static str,
    summary: String,
    method: &'static str,
    path: &'static str,
    identities: Vec<&'static str>,
    scopes: Vec<String>,
    rate_limit: String,
    effect: &'static str,
    repeat: String,
    /// Its parameters, each with the place it travels in.
    parameters: Vec<ShownParameter>,
    request_schema: Value,
    response_schema: Value,
    errors: Vec<ShownError>,
    example: Value,
}

#[derive(Serialize, JsonSchema)]
struct ShownParameter {
    name: String,
    place: &'static str,
    #[serde(rename = "type")]
    kind: String,
    required: bool,
    description: String,
}

#[derive(Serialize, JsonSchema)]
struct ShownError {
    code: i64,
    status: u16,
    message: &'static str,
}

impl Described {
    fn of(entry: &Entry) -> Self {
        let meta = &entry.meta;
        let mut parameters: Vec<_> = entry
            .parameters()
            .into_iter()
            .map(|parameter| ShownParameter {
                place: parameter.place.name(meta.body),
                name: parameter.name,
                kind: parameter.field.kind,
                required: parameter.field.is_required,
                description: parameter.field.about,
            })
            .collect();
        parameters.extend(entry.file_part().map(|part| ShownParameter {
            name: part.to_owned(),
            place: "form part",
            kind: "file".to_owned(),
            required: true,
            description: "The bytes.".to_owned(),
        }));
        let errors = errors::of_family(meta.family).map(|known| ShownError {
            code: known.code,
            status: known.status,
            message: known.msg,
        });
        let example = entry.example();
        Self {
            name: meta.name,
            summary: entry.summary(),
            method: meta.method.as_str(),
            path: meta.path,
            identities: describe::identities(meta),
            scopes: describe::scopes(meta),
            rate_limit: describe::quota(meta.tier),
            effect: describe::effect(meta.effect),
            repeat: describe::retry(meta.retry),
            parameters,
            request_schema: entry.request(),
            response_schema: entry.response(),
            errors: errors.collect(),
            example: json!({ "request": example.request, "response": example.response }),
        }
    }

    fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = "";
        for parameter in &self.parameters {
            if parameter.place != place {
                place = parameter.place;
                writeln!(f, "\n{place}")?;
            }
            let required = if parameter.required { " required" } else { "" };
            writeln!(f, "  {} ({}{required})", parameter.name, parameter.kind)?;
            if !parameter.description.is_empty() {
                writeln!(f, "      {}", parameter.description)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n\n{} {}", self.name, self.summary, self.method, self.path)?;
        let facts = [
            ("as", self.identities.join(", ")),
            ("scopes", self.scopes.join("; ")),
            ("limit", self.rate_limit.clone()),
            ("effect", self.effect.to_owned()),
            ("repeat", self.repeat.clone()),
        ];
        for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            writeln!(f, "{name:<8} {value}")?;
        }
        self.write_parameters(f)?;
        writeln!(f, "\nerrors")?;
        for error in &self.errors {
            writeln!(f, "  {:<9} {}", error.code, error.message)?;
        }
        let example =
            |name: &str| serde_json::to_string_pretty(&self.example[name]).unwrap_or_default();
        let mut text = String::new();
        write!(
            text,
            "\nexample request\n{}\n\nexample answer\n{}",
            example("request"),
            example("response")
        )?;
        f.write_str(&text)
    }
}
