//! `cargo xtask bench reading`: what lists of messages cost, short ones and long ones, in each format.

use std::{path::Path, process::Command, thread};

use lark_api::{
    Endpoint,
    authen::GetUserInfo,
    im::messages::SendMessage,
    wire::{self, PartsBody},
};
use serde_json::{Value, json};

use super::{
    http,
    sandbox::server::Server,
    table::{self, Row},
    world::Folder,
};
use crate::{
    binary::{self, Profile},
    measure::{self, Cost},
    shell::{Result, capture, root},
};

/// Between these lines of docs/reading.md stands the table.
const MARKERS: [&str; 2] = ["<!-- bench-reading:begin -->", "<!-- bench-reading:end -->"];

/// A page with names, when names and token are kept.
const PAGE_REQUESTS: f64 = 2.0;
const PAGE_CPU: f64 = 8.0;
/// Ten thousand messages, in milliseconds.
const LONG_CPU: f64 = 300.0;
/// What ten thousand may take more than a thousand, in megabytes.
const GROWTH: f64 = 2.0;
/// Of the bytes of JSON.
const CONCISE: f64 = 40.0;

const LONG: usize = 10_000;
const SHORT: usize = 1000;
const FORMATS: [&str; 4] = ["json", "ndjson", "pretty", "concise"];

const PAGE_RUNS: usize = 30;
const LONG_RUNS: usize = 5;
/// Senders that fill the chat at once.
const SENDERS: usize = 32;

/// A served sandbox, and the commands that read from it.
struct House<'a> {
    binary: &'a Path,
    home: &'a Path,
    server: Server,
}

pub(super) fn run(words: &[&str]) -> Result {
    let (writes, binary) = match words {
        [] => (false, binary::build(Profile::Release)?),
        ["--write"] => (true, binary::build(Profile::Release)?),
        ["--binary", path] => (false, path.into()),
        _ => {
            return Err(
                "`bench reading` takes --write, or --binary PATH to measure another one".into()
            );
        }
    };
    let folder = Folder::new("reading")?;
    let server = Server::start(&binary, folder.path())?;
    let house = House { binary: &binary, home: folder.path(), server };
    let mut rows = house.page()?;
    rows.extend(house.long()?);
    let report = table::render(&rows);
    println!("{report}");
    if !writes {
        return Ok(());
    }
    let path = root().join("docs/reading.md");
    let page = std::fs::read_to_string(&path)?;
    Ok(std::fs::write(path, super::put_between(MARKERS, &page, &report)?)?)
}

impl House<'_> {
    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(self.binary);
        command.env_clear().env("HOME", self.home);
        command.env("LARK_CLI_CONFIG_DIR", self.home.join("reader"));
        command.env("LARK_CLI_DATA_DIR", self.home.join("reader"));
        for name in ["base_url", "app_id", "app_secret", "user_access_token"] {
            command.env(format!("LARK_CLI_{}", name.to_uppercase()), self.server.fact(name)?);
        }
        command.args(arguments);
        Ok(command)
    }

    fn list(&self, chat: &str, limit: usize, format: &str) -> Result<Command> {
        let limit = limit.to_string();
        let line = ["im", "list-messages", "--chat-id", chat, "--limit", &limit, "--as", "bot"];
        let mut command = self.command(&line)?;
        command.args(["--format", format]);
        Ok(command)
    }

    fn answer(&self, arguments: &[&str]) -> Result<Value> {
        Ok(serde_json::from_str(&capture(&mut self.command(arguments)?)?)?)
    }

    /// Fifty messages of all kinds, as the sandbox begins with.
    fn page(&self) -> Result<Vec<Row>> {
        eprintln!("    a page: {PAGE_RUNS} runs");
        let chats = self.answer(&["im", "list-chats", "--as", "bot"])?;
        let chat = text(&chats["data"]["chats"][0]["chat_id"])?;
        let command = self.list(&chat, 50, "json")?;
        // The first one gets a token and the names.
        measure::cost(&command)?;
        let before = self.requests()?;
        let costs = costs(&command, PAGE_RUNS)?;
        let requests = (self.requests()? - before) as f64 / PAGE_RUNS as f64;
        let cpu = cpu(&costs);
        let json = capture(&mut self.list(&chat, 50, "json")?)?.len();
        let concise = capture(&mut self.list(&chat, 50, "concise")?)?.len();
        let share = concise as f64 * 100.0 / json as f64;
        Ok(vec![
            row("Requests for 50 messages with names", requests, "", PAGE_REQUESTS),
            row("CPU of it", cpu, " ms", PAGE_CPU),
            row("Bytes of `--format concise` in those of JSON", share, " %", CONCISE),
        ])
    }

    fn long(&self) -> Result<Vec<Row>> {
        eprintln!("    filling a chat with {LONG} messages");
        let chat = self.full_chat()?;
        let mut rows = Vec::new();
        for format in FORMATS {
            eprintln!("    {LONG} messages as {format}: {LONG_RUNS} runs");
            let long = costs(&self.list(&chat, LONG, format)?, LONG_RUNS)?;
            let short = costs(&self.list(&chat, SHORT, format)?, LONG_RUNS)?;
            let what = format!("CPU of {LONG} messages as `{format}`");
            rows.push(row(&what, cpu(&long), " ms", LONG_CPU));
            let (most, least) = (memory(&long), memory(&short));
            rows.push(Row {
                what: format!("Memory for them, and for {SHORT}"),
                measured: format!("{most:.1} MB, {least:.1} MB"),
                target: format!("≤ {GROWTH} MB apart"),
                is_met: most - least <= GROWTH,
            });
        }
        Ok(rows)
    }

    fn full_chat(&self) -> Result<String> {
        // The person who writes is in it with the bot that reads.
        let (base_url, token) =
            (self.server.fact("base_url")?, self.server.fact("user_access_token")?);
        let person = text(&http::get(base_url, GetUserInfo::META.path, token)?["data"]["open_id"])?;
        let arguments =
            ["im", "create-chat", "--name", "bench", "--user-id", &person, "--as", "bot"];
        let chat = text(&self.answer(&arguments)?["data"]["chat_id"])?;
        thread::scope(|scope| {
            let senders: Vec<_> = (0..SENDERS)
                .map(|first| {
                    let chat = &chat;
                    scope.spawn(move || -> std::result::Result<(), String> {
                        let numbers = (first..LONG).step_by(SENDERS);
                        numbers.into_iter().try_for_each(|number| {
                            self.say(chat, number).map_err(|error| error.to_string())
                        })
                    })
                })
                .collect();
            senders
                .into_iter()
                .try_for_each(|sender| sender.join().map_err(|_| "a sender panicked".to_owned())?)
        })?;
        Ok(chat)
    }

    fn say(&self, chat: &str, number: usize) -> Result {
        let words = "The rollout goes on, 灰度到 25%, see https://example.com/runs. ";
        let content = json!({ "text": format!("{number}: {}", words.repeat(1 + number % 3)) });
        let request: SendMessage = serde_json::from_value(json!({
            "receive_id_type": "chat_id",
            "receive_id": chat,
            "msg_type": "text",
            "content": content.to_string(),
        }))?;
        let parts = wire::split(&request).map_err(|error| error.to_string())?;
        let PartsBody::Json(body) = parts.body else { return Err("it has a body".into()) };
        let path = format!("{}?receive_id_type=chat_id", SendMessage::META.path);
        let token = self.server.fact("user_access_token")?;
        http::post(self.server.fact("base_url")?, &path, token, &Value::Object(body)).map(drop)
    }

    fn requests(&self) -> Result<u64> {
        let (base_url, token) = (self.server.fact("base_url")?, self.server.fact("admin_token")?);
        let stats = http::get(base_url, "/sandbox/stats", token)?;
        stats["requests"].as_u64().ok_or_else(|| "the sandbox counts no requests".into())
    }
}

fn row(what: &str, measured: f64, unit: &str, most: f64) -> Row {
    Row {
        what: what.to_owned(),
        measured: format!("{measured:.1}{unit}"),
        target: format!("≤ {most}{unit}"),
        is_met: measured <= most,
    }
}

fn costs(command: &Command, runs: usize) -> Result<Vec<Cost>> {
    (0..runs).map(|_| measure::cost(command)).collect()
}

/// The median, in milliseconds.
fn cpu(costs: &[Cost]) -> f64 {
    let mut times: Vec<u64> = costs.iter().map(|cost| cost.cpu_us).collect();
    times.sort_unstable();
    times[times.len() / 2] as f64 / 1000.0
}

/// The hungriest run's, in megabytes.
fn memory(costs: &[Cost]) -> f64 {
    costs.iter().map(|cost| cost.max_rss_kb).max().unwrap_or_default() as f64 / 1024.0
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "a text is missing in an answer".into())
}
