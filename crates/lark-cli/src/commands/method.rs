//! API methods: `lark-cli im messages create`, straight from the registry.

use std::ffi::OsString;

use clap::{Arg, ArgAction, ArgMatches, Args, Command as Grammar, FromArgMatches};
use lark_api::{
    Answer,
    describe::{Parameter, Place},
    registry::{self, Entry},
};
use serde_json::{Map, Value};

use super::{
    api::file_part,
    raw::{self, PageArgs, RawCall},
};
use crate::{context::Context, error::CommandError, output::Output};

/// A method that was typed, with its arguments.
pub struct MethodCall {
    entry: &'static Entry,
    matches: ArgMatches,
}

/// The endpoint whose name the first words spell, and how many words those are.
pub fn find(words: &[OsString]) -> Option<(&'static Entry, usize)> {
    let words: Vec<&str> = words.iter().map_while(|word| word.to_str()).take(3).collect();
    let [service, resource, method] = words.as_slice() else { return None };
    let name = format!("{service}.{resource}.{method}");
    registry::find(&name).map(|entry| (entry, 3))
}

/// The grammar of one method: a flag for every parameter, and JSON for all at once.
pub fn grammar(entry: &'static Entry) -> Grammar {
    let meta = &entry.meta;
    let about = format!("{}\n\n{} {}", entry.summary(), meta.method.as_str(), meta.path);
    let mut grammar = Grammar::new(meta.name)
        .about(entry.summary())
        .long_about(about)
        .after_help(format!("All about it: lark-cli schema {}", meta.name));
    for parameter in top_level(entry) {
        grammar = grammar.arg(flag(&parameter));
    }
    let json = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("JSON").help(help)
    };
    grammar = grammar
        .arg(json(
            "params",
            "Parameters of the path and the query, as a JSON object, `@file` or `-`",
        ))
        .arg(json("data", "The body, as a JSON object, `@file` or `-`"));
    if entry.file_part().is_some() {
        let file = Arg::new("file").long("file").value_name("FIELD=PATH").required(true);
        grammar = grammar.arg(file.help("The file, with the name of its form part"));
    }
    if meta.answer == Answer::Binary {
        let output = Arg::new("output").short('o').long("output").value_name("PATH");
        grammar = grammar.arg(
            output
                .value_parser(clap::value_parser!(std::path::PathBuf))
                .help("Where to write the file; `-` for standard output"),
        );
    }
    if entry.is_paged() { PageArgs::augment_args(grammar) } else { grammar }
}

fn top_level(entry: &Entry) -> impl Iterator<Item = Parameter> {
    entry.parameters().into_iter().filter(|parameter| parameter.field.path == parameter.field.top())
}

fn flag(parameter: &Parameter) -> Arg {
    let long: &'static str = String::leak(parameter.name.replace('_', "-"));
    let id: &'static str = String::leak(format!("parameter {}", parameter.name));
    let arg = Arg::new(id).long(long).help(parameter.field.about.clone()).allow_hyphen_values(true);
    match parameter.field.kind.as_str() {
        "boolean" => arg
            .num_args(0..=1)
            .require_equals(false)
            .default_missing_value("true")
            .value_parser(["true", "false"])
            .value_name("BOOL"),
        kind if kind.ends_with("[]") => arg.action(ArgAction::Append).value_name("LIST"),
        "object" => arg.value_name("JSON"),
        "integer" | "number" => arg.value_name("N"),
        _ => arg.value_name("TEXT"),
    }
}

impl MethodCall {
    pub fn new(entry: &'static Entry, matches: ArgMatches) -> Self {
        Self { entry, matches }
    }

    pub fn name(&self) -> &'static str {
        self.entry.meta.name
    }
}

pub fn run(context: &Context, call: MethodCall) -> Result<Output<'_>, CommandError> {
    let MethodCall { entry, matches } = call;
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let object = |name: &str, flag: &str| {
        text(name).map_or(Ok(Map::new()), |given| raw::json_object(flag, given))
    };
    let mut params = object("params", "--params")?;
    let mut data = object("data", "--data")?;
    for parameter in top_level(entry) {
        let Some(value) = value(&parameter, &matches)? else { continue };
        let place = if parameter.place == Place::Body { &mut data } else { &mut params };
        place.insert(parameter.name, value);
    }
    missing(entry, &params, &data)?;
    let is_upload = entry.file_part().is_some();
    let file = if is_upload { text("file").map(file_part).transpose()? } else { None };
    let is_binary = entry.meta.answer == Answer::Binary;
    let output = if is_binary { matches.get_one("output").cloned() } else { None };
    let paging = match entry.is_paged() {
        true => PageArgs::from_arg_matches(&matches).unwrap_or_default(),
        false => PageArgs::default(),
    };
    let file = file.map(|(_, path)| path);
    raw::run(context, RawCall { meta: entry.meta, params, data, file, paging, output })
}

/// A flag's value as JSON of the parameter's type.
fn value(parameter: &Parameter, matches: &ArgMatches) -> Result<Option<Value>, CommandError> {
    let id = format!("parameter {}", parameter.name);
    let Some(given) = matches.get_many::<String>(&id) else { return Ok(None) };
    let given: Vec<&String> = given.collect();
    let flag = format!("--{}", parameter.name.replace('_', "-"));
    let kind = parameter.field.kind.as_str();
    if let Some(inner) = kind.strip_suffix("[]") {
        return list(&flag, inner, &given).map(Some);
    }
    let Some(last) = given.last() else { return Ok(None) };
    typed(&flag, kind, last).map(Some)
}

/// A JSON list, or values one by one and with commas between.
fn list(flag: &str, inner: &str, given: &[&String]) -> Result<Value, CommandError> {
    let mut values = Vec::new();
    for one in given {
        if one.trim_start().starts_with('[') {
            match serde_json::from_str(one) {
                Ok(Value::Array(list)) => values.extend(list),
                _ => return Err(not_a(flag, "a JSON list")),
            }
        } else if inner == "object" {
            values.push(typed(flag, inner, one)?);
        } else {
            let parts = one.split(',').filter(|part| !part.is_empty());
            let parts = parts.map(|part| typed(flag, inner, part));
            values.extend(parts.collect::<Result<Vec<_>, _>>()?);
        }
    }
    Ok(Value::Array(values))
}

fn typed(flag: &str, kind: &str, given: &str) -> Result<Value, CommandError> {
    match kind {
        "string" => Ok(given.into()),
        "boolean" => Ok((given == "true").into()),
        "integer" => {
            given.parse::<i64>().map(Value::from).map_err(|_| not_a(flag, "a whole number"))
        }
        _ => serde_json::from_str(given).map_err(|_| not_a(flag, "valid JSON")),
    }
}

fn not_a(flag: &str, what: &str) -> CommandError {
    CommandError::invalid(flag, format!("{flag} is not {what}"))
        .with_hint("see the types: lark-cli schema <name>")
}

/// What the call cannot do without.
fn missing(
    entry: &Entry,
    params: &Map<String, Value>,
    data: &Map<String, Value>,
) -> Result<(), CommandError> {
    let parameters = entry.parameters();
    let needed = parameters.iter().filter(|parameter| parameter.field.is_required);
    let missing = needed.into_iter().find(|parameter| match parameter.place {
        Place::Path | Place::Query => !params.contains_key(&parameter.name),
        Place::Body => lacks(data, &parameter.name),
    });
    let Some(parameter) = missing else { return Ok(()) };
    let name = &parameter.name;
    let place = parameter.place.name(entry.meta.body);
    let message = format!("missing required {place} parameter: {name}");
    let json = if parameter.place == Place::Body { "--data" } else { "--params" };
    let set = match name.contains('.') {
        true => format!("set {name} in {json}"),
        false => {
            let flag = name.replace('_', "-");
            format!("set --{flag} <value> (or {json} '{{\"{name}\": \"<value>\"}}')")
        }
    };
    let hint = format!("{set}; see: lark-cli schema {}", entry.meta.name);
    Err(CommandError::invalid(name, message).with_hint(hint))
}

/// Whether the last field of `path` is missing where what it is in is there.
fn lacks(within: &Map<String, Value>, path: &str) -> bool {
    let Some((outer, inner)) = path.split_once('.') else { return !within.contains_key(path) };
    let lacks = |value: &Value| value.as_object().is_some_and(|fields| lacks(fields, inner));
    match within.get(outer.trim_end_matches("[]")) {
        Some(Value::Array(items)) => items.iter().any(lacks),
        Some(value) => lacks(value),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_missing_only_from_what_is_there() {
        let data = json!({ "a": { "b": 1 }, "list": [{ "c": 1 }, { "d": [] }], "text": "x" });
        let data = data.as_object().unwrap();
        let lacking = |path: &str| lacks(data, path);
        assert!(lacking("z") && lacking("a.c") && lacking("list[].c") && lacking("list[].d"));
        for path in ["a", "a.b", "list", "z.c", "z[].c", "text.c", "list[].d[].e"] {
            assert!(!lacking(path), "{path}");
        }
    }
}
