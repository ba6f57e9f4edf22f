//! Where the measured commands run: a folder of their own, and a served sandbox.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use super::{
    http,
    scenarios::{Place, Scenario},
};
use crate::shell::{Result, capture};

pub(super) struct World {
    binary: PathBuf,
    folder: Folder,
    /// Started when the first scenario needs it.
    served: Option<Served>,
    /// How many runs got a folder of their own.
    folders: u32,
    is_logged_in: bool,
}

/// The home of who has a profile and a login.
const CONFIGURED: &str = "configured";

/// A folder that goes when the measuring is over.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Result<Self> {
        let name = format!("lark-cli-bench-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be deleted is left to the system's own cleaning.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A sandbox in a process of its own, which ends with this value.
struct Served {
    process: Child,
    /// What `sandbox start` said about itself.
    facts: Value,
    chat: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It keeps nothing on the disk, so there is nothing to end gently.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl World {
    pub(super) fn new(binary: PathBuf) -> Result<Self> {
        Ok(Self {
            binary,
            folder: Folder::new("commands")?,
            served: None,
            folders: 0,
            is_logged_in: false,
        })
    }

    /// The scenario's next run.
    pub(super) fn command(&mut self, scenario: &Scenario) -> Result<Command> {
        let (mut command, chat) = match scenario.place {
            Place::Nowhere => (self.plain("nowhere")?, String::new()),
            Place::Served => {
                let command = self.plain("served")?;
                let served = self.served()?;
                (with_settings(command, &served.facts), served.chat.clone())
            }
            Place::Configured => {
                let chat = self.served()?.chat.clone();
                self.log_in()?;
                (self.plain(CONFIGURED)?, chat)
            }
            Place::FirstInProcess => {
                let chat = self.chat_in_process()?;
                self.folders += 1;
                (self.in_process(&format!("first-{}", self.folders))?, chat)
            }
            Place::NextInProcess => (self.in_process("next")?, self.chat_in_process()?),
        };
        command.args(scenario.arguments.iter().map(|word| word.replace("{chat}", &chat)));
        Ok(command)
    }

    /// How many requests the served sandbox has answered, if the scenario sends it any.
    pub(super) fn requests(&mut self, scenario: &Scenario) -> Result<Option<u64>> {
        if !matches!(scenario.place, Place::Served | Place::Configured) {
            return Ok(None);
        }
        let facts = &self.served()?.facts;
        let (base_url, token) = (text(facts, "base_url")?, text(facts, "admin_token")?);
        let stats = http::get(base_url, "/sandbox/stats", token)?;
        Ok(Some(stats["requests"].as_u64().ok_or("the sandbox counts no requests")?))
    }

    /// The binary in a folder of its own, with nothing of this process's environment.
    fn plain(&self, name: &str) -> Result<Command> {
        let home = self.folder.0.join(name);
        std::fs::create_dir_all(&home)?;
        Ok(isolated(&self.binary, &home))
    }

    /// Sets a profile up for the served sandbox and logs in, once.
    fn log_in(&mut self) -> Result {
        if std::mem::replace(&mut self.is_logged_in, true) {
            return Ok(());
        }
        let facts = self.served()?.facts.clone();
        let (base_url, app_id) = (text(&facts, "base_url")?, text(&facts, "app_id")?);
        let init = ["config", "init", "--base-url", base_url, "--app-id", app_id];
        let mut command = self.plain(CONFIGURED)?;
        command.args(init).arg("--app-secret-stdin").stdin(Stdio::piped());
        let mut process = command.stdout(Stdio::null()).spawn()?;
        let mut stdin = process.stdin.take().expect("the stream was asked for");
        stdin.write_all(text(&facts, "app_secret")?.as_bytes())?;
        drop(stdin);
        process.wait()?;
        let begun = capture(self.plain(CONFIGURED)?.args(["auth", "login", "--no-wait"]))?;
        let begun: Value = serde_json::from_str(&begun)?;
        let consent = json!({ "user_code": begun["data"]["user_code"], "allow": true });
        http::post(base_url, "/sandbox/consent", text(&facts, "admin_token")?, &consent)?;
        let device_code = text(&begun["data"], "device_code")?;
        let finish = ["auth", "login", "--device-code", device_code];
        capture(self.plain(CONFIGURED)?.args(finish)).map(drop)
    }

    fn in_process(&self, name: &str) -> Result<Command> {
        let mut command = self.plain(name)?;
        command.env("LARK_CLI_PROFILE", "sandbox");
        Ok(command)
    }

    /// A chat of every new sandbox: the ids are the same in all of them.
    fn chat_in_process(&self) -> Result<String> {
        first_chat(self.in_process("next")?)
    }

    fn served(&mut self) -> Result<&Served> {
        if self.served.is_none() {
            self.served = Some(self.serve()?);
        }
        Ok(self.served.as_ref().expect("it was started above"))
    }

    fn serve(&self) -> Result<Served> {
        let mut command = self.plain("server")?;
        command.args(["sandbox", "start", "--memory", "--port", "0", "--limits", "off"]);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let stdout = process.stdout.take().expect("the stream was asked for");
        let mut served = Served { process, facts: Value::Null, chat: String::new() };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        served.facts = serde_json::from_str(&line)
            .map_err(|error| format!("`sandbox start` said no line of JSON: {error}"))?;
        served.chat = first_chat(with_settings(self.plain("served")?, &served.facts))?;
        Ok(served)
    }
}

fn isolated(binary: &Path, home: &Path) -> Command {
    let mut command = Command::new(binary);
    command.env_clear().env("HOME", home);
    command.env("LARK_CLI_CONFIG_DIR", home.join("config"));
    command.env("LARK_CLI_DATA_DIR", home.join("data"));
    command
}

/// Points a command at the served sandbox.
fn with_settings(mut command: Command, facts: &Value) -> Command {
    for name in ["base_url", "app_id", "app_secret", "user_access_token"] {
        let variable = format!("LARK_CLI_{}", name.to_uppercase());
        command.env(variable, facts[name].as_str().unwrap_or_default());
    }
    command
}

fn first_chat(mut command: Command) -> Result<String> {
    command.args(["im", "list-chats", "--as", "bot", "--format", "json"]);
    let answer: Value = serde_json::from_str(&capture(&mut command)?)?;
    Ok(text(&answer["data"]["chats"][0], "chat_id")?.to_owned())
}

fn text<'a>(object: &'a Value, name: &str) -> Result<&'a str> {
    object[name].as_str().ok_or_else(|| format!("the sandbox gave no `{name}`").into())
}
