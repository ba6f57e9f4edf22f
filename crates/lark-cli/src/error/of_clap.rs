//! Words that do not make a command.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{CommandError, Param, Type};
use crate::spelling::command_words;

impl CommandError {
    /// What clap found wrong with `words`.
    pub fn of_clap(error: &clap::Error, words: &[OsString]) -> Self {
        let text = |kind| error.get(kind).map(context_text);
        let argument = text(ContextKind::InvalidArg).map(|argument| flag(&argument));
        let value = text(ContextKind::InvalidValue).unwrap_or_default();
        let suggested =
            error.get(ContextKind::SuggestedArg).or(error.get(ContextKind::SuggestedSubcommand));
        let failure = match error.kind() {
            ErrorKind::ValueValidation => Self::invalid(
                argument.as_deref().unwrap_or_default(),
                std::error::Error::source(error)
                    .map_or_else(|| first_line(error), ToString::to_string),
            ),
            ErrorKind::InvalidValue => {
                let argument = argument.clone().unwrap_or_default();
                let message = match value.is_empty() {
                    true => format!("{argument} needs a value"),
                    false => format!("`{value}` is not a value of {argument}"),
                };
                with_choices(Self::invalid(&argument, message), error)
            }
            ErrorKind::UnknownArgument => {
                let argument = argument.unwrap_or_default();
                Self {
                    param: Some(argument.clone()),
                    ..Self::new(
                        Type::Validation,
                        "unknown_flag",
                        format!("there is no flag {argument} here"),
                    )
                }
            }
            ErrorKind::InvalidSubcommand => {
                let word = text(ContextKind::InvalidSubcommand).unwrap_or_default();
                Self::new(
                    Type::Validation,
                    "unknown_command",
                    format!("there is no command `{word}`"),
                )
            }
            ErrorKind::MissingRequiredArgument => missing(error),
            _ => Self::new(Type::Validation, "invalid_argument", first_line(error)),
        };
        match failure.hint {
            Some(_) => failure,
            None => {
                let hint = match suggested.map(context_text) {
                    Some(near) => format!("did you mean `{near}`? see: {}", help_line(words)),
                    None => format!("see: {}", help_line(words)),
                };
                failure.with_hint(hint)
            }
        }
    }
}

/// `--chat-id <ID>` is `--chat-id`.
fn flag(argument: &str) -> String {
    argument.split([' ', '=']).next().unwrap_or(argument).to_owned()
}

fn context_text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn with_choices(failure: CommandError, error: &clap::Error) -> CommandError {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(choices)) if !choices.is_empty() => {
            failure.with_hint(format!("one of: {}", choices.join(", ")))
        }
        _ => failure,
    }
}

/// The flags of `<--a <X|Y>|--b>`.
fn alternatives(name: &str) -> Vec<String> {
    let inside = name.strip_prefix('<').and_then(|name| name.strip_suffix('>')).unwrap_or(name);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in inside.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.iter_mut().last().into_iter().for_each(|part| part.push(c));
    }
    parts.iter().map(|part| flag(part.trim_matches(['<', '>']))).collect()
}

/// Every argument that is missing, each with its reason.
fn missing(error: &clap::Error) -> CommandError {
    let names: Vec<String> = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(names)) => names.clone(),
        Some(other) => vec![context_text(other)],
        None => Vec::new(),
    };
    let message = match names.as_slice() {
        [one] if alternatives(one).len() > 1 => {
            format!("specify one of {}", alternatives(one).join(", "))
        }
        [one] => format!("required flag {} is not set", flag(one)),
        many => {
            let names: Vec<_> = many.iter().map(|name| flag(name)).collect();
            format!("required flags {} are not set", names.join(", "))
        }
    };
    let params = names
        .iter()
        .flat_map(|name| alternatives(name))
        .map(|name| Param { name, reason: "required".to_owned() });
    let params: Vec<_> = params.collect();
    let param = match params.as_slice() {
        [one] => Some(one.name.clone()),
        _ => None,
    };
    let params = if params.len() > 1 { params } else { Vec::new() };
    CommandError {
        param,
        params,
        ..CommandError::new(Type::Validation, "missing_argument", message)
    }
}

/// The help of the command the words name.
fn help_line(words: &[OsString]) -> String {
    let known = crate::arguments::grammar(crate::arguments::Depth::Around(words));
    let mut at = known;
    let mut path = vec!["lark-cli".to_owned()];
    for word in command_words(words) {
        at.build();
        let Some(next) = at.find_subcommand(word) else { break };
        path.push(word.to_owned());
        at = next.clone();
    }
    format!("{} --help", path.join(" "))
}

fn first_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
