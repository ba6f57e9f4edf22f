//! Calls with Lark's own parameters: what `api` and the API methods share.

use std::{
    cell::RefCell,
    fs,
    io::{self, Read},
    path::PathBuf,
    rc::Rc,
    thread,
    time::Duration,
    vec,
};

use clap::Args;
use lark_api::{Answer, Auth, Body, Meta, limits, wire};
use lark_client::{Asked, Client};
use serde_json::{Map, Value};

use crate::{
    context::Context,
    error::CommandError,
    files::{self, Replace, SourceFile, Target},
    output::{Output, Paging, Progress, Row, Rows, Shape, Show},
};

/// A call before it is made.
pub struct RawCall {
    pub meta: Meta,
    pub params: Map<String, Value>,
    pub data: Map<String, Value>,
    /// The file that goes up with it.
    pub file: Option<PathBuf>,
    pub paging: PageArgs,
    pub output: Option<PathBuf>,
}

/// How many pages are read.
#[derive(Args, Clone, Default)]
pub struct PageArgs {
    /// Read every page, not only the first
    #[arg(long)]
    pub page_all: bool,

    /// The most pages to read; reads on after the first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub page_limit: Option<u64>,

    /// The most rows to read; reads on after the first page
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_items: Option<u64>,

    /// Milliseconds between pages, 200 unless told
    #[arg(long, value_name = "MS")]
    pub page_delay: Option<u64>,
}

impl PageArgs {
    fn reads_on(&self) -> bool {
        self.page_all || self.page_limit.is_some() || self.max_items.is_some()
    }
}

/// A JSON object given on the command line: itself, `@file`, or `-` for standard input.
pub fn json_object(flag: &str, given: &str) -> Result<Map<String, Value>, CommandError> {
    let text = match given.strip_prefix('@') {
        _ if given == "-" => read_input(flag)?,
        Some(path) => fs::read_to_string(path).map_err(|error| {
            CommandError::invalid(flag, format!("{path} cannot be read: {error}"))
                .with_hint(format!("{flag} @path reads a file, {flag} - standard input"))
        })?,
        None => given.to_owned(),
    };
    let hint = || {
        format!(
            "such as {flag} '{{\"key\":\"value\"}}'; where a shell breaks the quotes, {flag} @file.json"
        )
    };
    match serde_json::from_str(&text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => {
            Err(CommandError::invalid(flag, format!("{flag} is not a JSON object"))
                .with_hint(hint()))
        }
        Err(error) => {
            Err(CommandError::invalid(flag, format!("{flag} is not valid JSON: {error}"))
                .with_hint(hint()))
        }
    }
}

fn read_input(flag: &str) -> Result<String, CommandError> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text).map(|_| text).map_err(|error| {
        CommandError::invalid(flag, format!("standard input could not be read: {error}"))
            .with_hint("pipe a JSON object in")
    })
}

pub fn run(context: &Context, call: RawCall) -> Result<Output<'_>, CommandError> {
    if call.meta.irreversible {
        context.confirmed(call.meta.name)?;
    }
    let anyone = [Auth::Bot, Auth::User];
    let client =
        context.client(if call.meta.auth.is_empty() { &anyone } else { call.meta.auth })?;
    match (call.meta.answer, call.paging.reads_on()) {
        (Answer::Binary, _) => download(client, call),
        (_, true) => pages(client, call),
        (_, false) => once(client, call),
    }
}

/// An answer as it came.
struct Answered(Value);

impl Show for Answered {
    fn json(&self) -> Value {
        self.0.clone()
    }

    fn human(&self) -> String {
        serde_json::to_string_pretty(&self.0).unwrap_or_default()
    }
}

fn once(client: &Client, call: RawCall) -> Result<Output<'static>, CommandError> {
    let source = call.file.as_deref();
    let source = source.map(|path| SourceFile::check("--file", path, limits::DOWNLOAD_BYTES));
    let source = source.transpose()?;
    if source.is_none()
        && let Body::Multipart { file } = call.meta.body
    {
        return Err(CommandError::invalid("--file", format!("{} takes a file", call.meta.name))
            .with_hint(format!("add --file {file}=./path")));
    }
    let parts =
        wire::assemble(&call.meta, call.params, call.data).map_err(lark_client::Error::from)?;
    let answer = match &source {
        Some(source) => {
            let progress = Progress::new(&source.name, source.length);
            let upload = source.upload(&source.name, &progress);
            client.call_raw(&call.meta, parts, Some(&upload))?
        }
        None => client.call_raw(&call.meta, parts, None)?,
    };
    Ok(Output::value(Answered(answer.unwrap_or_default())))
}

fn download(client: &Client, call: RawCall) -> Result<Output<'_>, CommandError> {
    let fallback = call.params.values().filter_map(Value::as_str).next_back().unwrap_or("download");
    let fallback = fallback.to_owned();
    let parts =
        wire::assemble(&call.meta, call.params, call.data).map_err(lark_client::Error::from)?;
    let asked = Asked { meta: call.meta, parts };
    if call.output.as_deref().is_some_and(|path| path.as_os_str() == "-") {
        return Ok(Output::stream(client.stream(asked)?));
    }
    let output = call.output.as_deref();
    let target = Target { output, fallback: &fallback, replace: Replace::Never };
    let Some(saved) = files::receive(client, &asked, &target)? else {
        return Ok(Output::Text(String::new()));
    };
    let answer =
        serde_json::json!({ "saved_path": saved.path.to_string_lossy(), "size_bytes": saved.size });
    Ok(Output::value(Answered(answer)))
}

/// The pages of a list, asked for as their rows are taken.
struct Reader<'a> {
    client: &'a Client,
    call: RawCall,
    pending: vec::IntoIter<Value>,
    left: Option<u64>,
    paging: Rc<RefCell<Paging>>,
}

fn pages(client: &Client, call: RawCall) -> Result<Output<'_>, CommandError> {
    let paging = Rc::new(RefCell::new(Paging { shape: Shape::AsAnswered, ..Paging::default() }));
    let mut reader = Reader {
        client,
        left: call.paging.max_items,
        call,
        pending: Vec::new().into_iter(),
        paging: Rc::clone(&paging),
    };
    let key = reader.next_page()?;
    Ok(Output::Rows(Rows { key, columns: &[], rows: Box::new(reader), paging }))
}

impl Reader<'_> {
    /// Reads a page; answers what its rows are called.
    fn next_page(&mut self) -> Result<&'static str, CommandError> {
        let (params, data) = (self.call.params.clone(), self.call.data.clone());
        let parts =
            wire::assemble(&self.call.meta, params, data).map_err(lark_client::Error::from)?;
        let page = self.client.call_raw(&self.call.meta, parts, None)?.unwrap_or_default();
        let Value::Object(mut page) = page else { return Ok("items") };
        let key = rows_key(&page);
        let rows = page.remove(key).unwrap_or_default();
        let text =
            |page: &Map<String, Value>, name: &str| page.get(name)?.as_str().map(str::to_owned);
        let token = text(&page, "page_token").or_else(|| text(&page, "next_page_token"));
        let token = token.unwrap_or_default();
        let has_more = page.get("has_more").and_then(Value::as_bool).unwrap_or(false);
        let mut paging = self.paging.borrow_mut();
        paging.pages += 1;
        // A page that asks for itself again would never end.
        paging.has_more = has_more && !token.is_empty() && token != paging.next_token;
        paging.next_token = if paging.has_more { token } else { String::new() };
        paging.beside = page;
        if let Value::Array(rows) = rows {
            self.pending = rows.into_iter();
        }
        Ok(key)
    }

    fn may_read_on(&self) -> bool {
        let paging = self.paging.borrow();
        let limit = self.call.paging.page_limit.unwrap_or(u64::MAX);
        paging.has_more && (paging.pages as u64) < limit
    }
}

/// `items`, or the only list there is.
fn rows_key(page: &Map<String, Value>) -> &'static str {
    const KNOWN: &[&str] =
        &["items", "users", "flag_items", "groups", "shortcuts", "user_list", "bots"];
    KNOWN
        .iter()
        .find(|name| page.get(**name).is_some_and(Value::is_array))
        .copied()
        .unwrap_or("items")
}

impl Iterator for Reader<'_> {
    type Item = Result<Row, CommandError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == Some(0) {
            self.paging.borrow_mut().has_more |= self.pending.len() > 0;
            return None;
        }
        loop {
            if let Some(row) = self.pending.next() {
                self.left = self.left.map(|left| left - 1);
                return Some(Ok(Row::new(Answered(row))));
            }
            if !self.may_read_on() {
                return None;
            }
            let delay = self.call.paging.page_delay.unwrap_or(200);
            thread::sleep(Duration::from_millis(delay));
            let token = self.paging.borrow().next_token.clone();
            self.call.params.insert("page_token".to_owned(), token.into());
            if let Err(error) = self.next_page() {
                return Some(Err(error));
            }
        }
    }
}
