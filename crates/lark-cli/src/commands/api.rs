//! `lark-cli api`: any endpoint, declared or not.

use std::path::PathBuf;

use clap::Args;
use lark_api::{
    Answer, Body, Effect, Endpoint, Meta, Method, Retry,
    im::{chats::ListChats, files::UploadFile},
    registry::{self, Entry},
    wire,
};
use serde_json::{Map, Value};

use super::raw::{self, PageArgs, RawCall};
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Call any endpoint, by method and path or by name
///
/// `data` of the answer is printed as it came. An endpoint this program does not know is called as
/// it is, and never repeated unless it is a GET.
#[derive(Args)]
#[command(after_help = examples())]
pub struct ApiArgs {
    /// GET, POST, PUT, PATCH or DELETE and then a path; or a name, as `lark-cli schema` lists them
    #[arg(value_name = "METHOD|NAME")]
    method: String,

    /// The path, from its root on, as `lark-cli schema <name>` shows it
    path: Option<String>,

    /// Parameters of the path and the query, as a JSON object, `@file` or `-`
    #[arg(long, value_name = "JSON")]
    params: Option<String>,

    /// The body, as a JSON object, `@file` or `-`
    #[arg(long, value_name = "JSON")]
    data: Option<String>,

    /// A file to upload, with the name of its form part
    #[arg(long, value_name = "FIELD=PATH")]
    file: Option<String>,

    /// Where to write an answer that is a file; `-` for standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    #[command(flatten)]
    paging: PageArgs,
}

fn examples() -> String {
    let (chats, files) = (ListChats::META.path, UploadFile::META.path);
    format!(
        "Examples:\n  \
         lark-cli api GET {chats} --params '{{\"page_size\":5}}' --as bot\n  \
         lark-cli api im.chats.list --page-all --format ndjson --as bot\n  \
         lark-cli api POST {files} --data '{{\"file_type\":\"stream\",\"file_name\":\"a.txt\"}}' \
         --file file=./a.txt --as bot"
    )
}

impl ApiArgs {
    /// The name of the endpoint that is called, if it is a declared one.
    pub fn endpoint(&self) -> Option<&'static str> {
        let Some(path) = &self.path else { return Some(named(&self.method).ok()?.meta.name) };
        let method = http_method(&self.method).ok()?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        Some(declared(method, path)?.meta.name)
    }
}

fn declared(method: Method, path: &str) -> Option<&'static Entry> {
    registry::ALL.iter().find(|entry| entry.meta.method == method && is_at(entry.meta.path, path))
}

pub fn run(context: &Context, args: ApiArgs) -> Result<Output<'_>, CommandError> {
    let object = |flag, given: &Option<String>| {
        given.as_deref().map_or(Ok(Map::new()), |given| raw::json_object(flag, given))
    };
    let mut params = object("--params", &args.params)?;
    let data = object("--data", &args.data)?;
    let file = args.file.as_deref().map(file_part).transpose()?;
    let mut meta = match &args.path {
        None => named(&args.method)?.meta,
        Some(path) => at_path(&args.method, path, &mut params)?,
    };
    if let (Some((field, _)), Body::Json) = (&file, meta.body) {
        meta.body = Body::Multipart { file: String::leak(field.clone()) };
    }
    if args.output.is_some() {
        meta.answer = Answer::Binary;
    }
    let file = file.map(|(_, path)| path);
    raw::run(
        context,
        RawCall { meta, params, data, file, paging: args.paging, output: args.output },
    )
}

fn named(name: &str) -> Result<&'static Entry, CommandError> {
    registry::find(name).ok_or_else(|| {
        let message = format!("there is no endpoint called `{}`", name.escape_debug());
        CommandError::new(Type::Validation, "unknown_endpoint", message).with_hint(format!(
            "list them: lark-cli schema; or give a method and a path: lark-cli api GET {}…",
            wire::ROOT
        ))
    })
}

/// `file=./x` is the part `file` with that file.
pub fn file_part(given: &str) -> Result<(String, PathBuf), CommandError> {
    match given.split_once('=') {
        Some((field, path)) if !field.is_empty() && !path.is_empty() => {
            Ok((field.to_owned(), PathBuf::from(path)))
        }
        _ => Err(CommandError::invalid("--file", "a file is given as field=path")
            .with_hint("such as --file file=./report.pdf, or --file image=./chart.png")),
    }
}

/// The endpoint at a path: a declared one's facts where there is one.
fn at_path(
    method: &str,
    path: &str,
    params: &mut Map<String, Value>,
) -> Result<Meta, CommandError> {
    let method = http_method(method)?;
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = path.split('#').next().unwrap_or_default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        params.insert(name.to_owned(), value.into());
    }
    check_path(path)?;
    let literal: &'static str = String::leak(path.to_owned());
    Ok(match declared(method, path) {
        // Its placeholders are filled already, or still to be filled by name.
        Some(entry) => Meta { path: literal, ..entry.meta },
        None => undeclared(method, literal),
    })
}

fn http_method(given: &str) -> Result<Method, CommandError> {
    let methods = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
    methods.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(given)).ok_or_else(
        || {
            CommandError::invalid("METHOD", format!("`{}` is not a method", given.escape_debug()))
                .with_hint("one of: GET, POST, PUT, PATCH, DELETE")
        },
    )
}

/// Refuses what URL programs would read as another path.
fn check_path(path: &str) -> Result<(), CommandError> {
    let refused = |reason: &str| {
        Err(CommandError::invalid("PATH", reason)
            .with_hint(format!("a path starts with {} and has no `..`, `%` or spaces", wire::ROOT)))
    };
    if !path.starts_with(wire::ROOT) {
        return refused("the path is not one of Lark's");
    }
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || c == '%' || c == '\\';
    if path.contains(is_odd) || path.split('/').any(|segment| segment == ".." || segment == ".") {
        return refused("the path has something in it that could lead elsewhere");
    }
    Ok(())
}

/// Whether a path is where a pattern with placeholders says.
fn is_at(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.trim_end_matches('/').split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(expected), Some(segment)) if expected == segment => {}
            (Some(expected), Some(segment)) if expected.starts_with('{') && !segment.is_empty() => {
            }
            _ => return false,
        }
    }
}

/// What is not known to be harmless counts as a write and is not repeated.
fn undeclared(method: Method, path: &'static str) -> Meta {
    let meta = Meta::get("an undeclared endpoint", path);
    match method {
        Method::Get => meta,
        _ => Meta { method, effect: Effect::Write, retry: Retry::Never, ..meta },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_declared_has_its_endpoints_facts() {
        let mut params = Map::new();
        let path = format!("{}im/v1/messages/om_1/reply?a=b", wire::ROOT);
        let meta = at_path("post", &path, &mut params).unwrap();
        assert_eq!((meta.name, meta.retry), ("im.messages.reply", Retry::ByUuid("uuid")));
        assert_eq!(params["a"], "b");
        let meta = at_path("POST", &format!("{}im/v9/none", wire::ROOT), &mut params).unwrap();
        assert_eq!((meta.effect, meta.retry), (Effect::Write, Retry::Never));
    }

    #[test]
    fn a_path_that_could_lead_elsewhere_is_refused() {
        for path in ["/x", "../x", "im/../y", "im/%2e%2e/y", "im/a b", "im/./y"] {
            let path = if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("{}{path}", wire::ROOT)
            };
            assert!(check_path(&path).is_err(), "{path}");
        }
    }
}
