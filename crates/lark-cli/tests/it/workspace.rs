//! A place of its own for each test: an empty home, a sandbox whose clock stands still.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

pub const BINARY: &str = env!("CARGO_BIN_EXE_lark-cli");

/// When every test's sandbox was made.
pub const NOW: &str = "2026-01-05T09:00:00Z";

pub struct Workspace {
    home: TempDir,
}

/// What one command did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Workspace {
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn sandbox_file(&self) -> PathBuf {
        self.path("data/sandbox/sandbox.db")
    }

    /// Writes a file next to the sandbox and says where it is.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The binary with nothing configured but where data goes.
    pub fn bare(&self) -> Command {
        let mut command = Command::new(BINARY);
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("LARK_CLI_DATA_DIR", self.path("data"))
            .env("LARK_CLI_SANDBOX_CLOCK", NOW)
            .env("TZ", "UTC")
            .current_dir(self.home.path())
            .stdin(Stdio::null());
        command
    }

    /// The binary on the sandbox.
    pub fn command(&self) -> Command {
        let mut command = self.bare();
        command.env("LARK_CLI_PROFILE", "sandbox");
        command
    }

    /// Runs a line on the sandbox; its words are separated by spaces, `'…'` keeps some together.
    pub fn run(&self, line: &str) -> Ran {
        Ran::of(self.command().args(words(line)).output().unwrap())
    }

    pub fn run_with_input(&self, line: &str, input: &[u8]) -> Ran {
        Self::feed(self.command(), &words(line), input)
    }

    /// As [`Workspace::run_with_input`], with nothing configured.
    pub fn bare_with_input(&self, words: &[String], input: &[u8]) -> Ran {
        Self::feed(self.bare(), words, input)
    }

    fn feed(mut command: Command, words: &[String], input: &[u8]) -> Ran {
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Runs a line that succeeds and gives its `data`.
    pub fn data(&self, line: &str) -> Value {
        let mut ran = self.run(line).ok();
        ran["data"].take()
    }

    /// Runs a line that fails and gives its `error`.
    pub fn error(&self, line: &str, code: i32) -> Value {
        self.run(line).error(code)
    }

    pub fn first_chat(&self) -> String {
        text(&self.data("im list-chats --as bot")["chats"][0]["chat_id"])
    }

    /// People who are not in the chat, by their open ids as the default app sees them.
    pub fn outsiders(&self, chat: &str) -> Vec<String> {
        let members = self.data(&format!("im list-members --chat-id {chat} --as bot"));
        let inside: Vec<_> = members["users"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| text(&user["member_id"]))
            .collect();
        let info = self.data("sandbox info");
        let people = info["users"].as_array().unwrap().iter().map(|user| text(&user["open_id"]));
        people.filter(|id| !inside.contains(id)).collect()
    }

    pub fn send(&self, chat: &str, what: &str) -> String {
        text(
            &self.data(&format!("im send-message --chat-id {chat} --text '{what}' --as bot"))["message_id"],
        )
    }

    /// Everything the sandbox holds, to see that nothing changed.
    pub fn state(&self) -> Vec<u8> {
        let chat = self.first_chat();
        let lines = [
            "sandbox info --jq .data.chats".to_owned(),
            format!("im list-messages --chat-id {chat} --as bot --jq .data.messages"),
            format!("im list-members --chat-id {chat} --as bot --jq .data"),
        ];
        lines.iter().flat_map(|line| self.run(line).stdout.into_bytes()).collect()
    }
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The answer of a command that succeeded.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        let answer: Value = serde_json::from_str(&self.stdout).expect(&self.stdout);
        assert_eq!(answer["ok"], true, "{self:?}");
        answer
    }

    /// The error of a command that failed with `code`, which printed nothing on standard output.
    #[track_caller]
    pub fn error(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.stdout, "", "a failure leaves standard output empty");
        let mut answer: Value = serde_json::from_str(&self.stderr).expect(&self.stderr);
        assert_eq!(answer["ok"], false, "{self:?}");
        let error = answer["error"].take();
        assert!(
            error["hint"].as_str().is_some_and(|hint| !hint.is_empty()),
            "no next step: {error}"
        );
        error
    }
}

#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// Splits a line at its spaces; single quotes keep words together.
pub fn words(line: &str) -> Vec<String> {
    let mut words = vec![];
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// A sandbox served by a process of its own.
pub struct Served {
    child: Child,
    pub line: Value,
}

impl Served {
    /// Serves the workspace's own sandbox.
    pub fn of(workspace: &Workspace) -> Self {
        Self::start(workspace, &["--port", "0", "--limits", "off"])
    }

    pub fn start(workspace: &Workspace, flags: &[&str]) -> Self {
        Self::by(workspace.bare(), flags)
    }

    /// One whose clock goes, as signatures with a time in them want it.
    pub fn now(workspace: &Workspace, flags: &[&str]) -> Self {
        let mut command = workspace.bare();
        command.env_remove("LARK_CLI_SANDBOX_CLOCK");
        Self::by(command, flags)
    }

    fn by(mut command: Command, flags: &[&str]) -> Self {
        command.args(["sandbox", "start"]).args(flags).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self {
            child,
            line: serde_json::from_str(&line).expect("start prints a line of JSON first"),
        }
    }

    pub fn address(&self) -> String {
        text(&self.line["base_url"]).trim_start_matches("http://").to_owned()
    }

    /// The variables that make another program's profile.
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("LARK_CLI_BASE_URL", text(&self.line["base_url"])),
            ("LARK_CLI_APP_ID", text(&self.line["app_id"])),
            ("LARK_CLI_APP_SECRET", text(&self.line["app_secret"])),
            ("LARK_CLI_USER_ACCESS_TOKEN", text(&self.line["user_access_token"])),
        ]
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the server to end by itself, and says how.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the binary with other environment variables than the workspace's.
pub fn run_with<K: AsRef<OsStr>, V: AsRef<OsStr>>(
    workspace: &Workspace,
    line: &str,
    environment: impl IntoIterator<Item = (K, V)>,
) -> Ran {
    Ran::of(workspace.bare().args(words(line)).envs(environment).output().unwrap())
}

/// A PDF that is just enough of one.
pub fn pdf(workspace: &Workspace) -> String {
    workspace.file("document.pdf", b"%PDF-1.4\n%%EOF\n")
}

pub fn exists(path: &str) -> bool {
    Path::new(path).exists()
}
