//! A served sandbox with as many chats as one likes, and the commands that send to them.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use lark_api::{
    Endpoint,
    auth::TenantAccessToken,
    im::chats::CreateChat,
    wire::{self, PartsBody},
};
use serde_json::{Value, json};

use super::{super::http, text};
use crate::shell::Result;

pub(super) struct House {
    binary: PathBuf,
    home: PathBuf,
    facts: Value,
    process: Child,
}

impl Drop for House {
    fn drop(&mut self) {
        // It keeps nothing on the disk, so there is nothing to end gently.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl House {
    pub(super) fn open(binary: &Path, home: &Path, limits: &str) -> Result<Self> {
        std::fs::create_dir_all(home)?;
        let mut command = isolated(binary, home);
        command.args(["sandbox", "start", "--memory", "--port", "0", "--limits", limits]);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let stdout = process.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let facts = serde_json::from_str(&line)?;
        Ok(Self { binary: binary.to_owned(), home: home.to_owned(), facts, process })
    }

    /// Makes chats and gives their ids, no faster than any limit allows.
    pub(super) fn chats(&self, count: usize) -> Result<Vec<String>> {
        let request: TenantAccessToken = serde_json::from_value(json!({
            "app_id": self.facts["app_id"], "app_secret": self.facts["app_secret"],
        }))?;
        let answer = self.call(&request, "")?;
        let token = text(&answer["tenant_access_token"])?;
        let request: CreateChat = serde_json::from_value(json!({ "name": "bench" }))?;
        let mut chats = Vec::with_capacity(count);
        while chats.len() < count {
            match self.call(&request, &token) {
                Ok(answer) => chats.push(text(&answer["data"]["chat_id"])?),
                // The next second has room again.
                Err(error) if error.to_string().contains("429") => {
                    std::thread::sleep(std::time::Duration::from_millis(200));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(chats)
    }

    fn call<E: Endpoint>(&self, request: &E, token: &str) -> Result<Value> {
        let parts = wire::split(request).map_err(|error| error.to_string())?;
        let PartsBody::Json(body) = parts.body else { return Err("it has a body".into()) };
        http::post(&text(&self.facts["base_url"])?, &parts.path, token, &Value::Object(body))
    }

    /// Writes the targets down, a line each.
    pub(super) fn targets(&self, name: &str, chats: &[String]) -> Result<PathBuf> {
        let path = self.home.join(name);
        std::fs::write(&path, chats.join("\n"))?;
        Ok(path)
    }

    /// The command that sends to the targets of a file.
    pub(super) fn send(&self, targets: &Path) -> Command {
        let mut command = isolated(&self.binary, &self.home);
        for name in ["base_url", "app_id", "app_secret"] {
            let variable = format!("LARK_CLI_{}", name.to_uppercase());
            command.env(variable, self.facts[name].as_str().unwrap_or_default());
        }
        command.args(["im", "send-message", "--as", "bot", "--text", "Hello", "--to-file"]);
        command.arg(targets).stdin(Stdio::null());
        command
    }

    /// How many calls were refused for coming too fast.
    pub(super) fn limited(&self) -> Result<u64> {
        let (base_url, token) = (text(&self.facts["base_url"])?, text(&self.facts["admin_token"])?);
        let stats = http::get(&base_url, "/sandbox/stats", &token)?;
        stats["limited"].as_u64().ok_or_else(|| "the sandbox counts no refusals".into())
    }
}

fn isolated(binary: &Path, home: &Path) -> Command {
    let mut command = Command::new(binary);
    command.env_clear().env("HOME", home);
    command.env("LARK_CLI_CONFIG_DIR", home.join("config"));
    command.env("LARK_CLI_DATA_DIR", home.join("data"));
    command
}
