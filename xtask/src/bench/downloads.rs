//! How fast the largest file comes down, next to what `curl` does against the same sandbox; and a
//! small one.

use std::{path::Path, process::Command};

use lark_api::{Endpoint, im::files::GetResource, limits};
use serde_json::{Value, json};

use super::{beside_curl::Contest, http, sandbox::server::Server, world::Folder};
use crate::{
    binary::{self, Profile},
    shell::Result,
};

const LARGE: Contest =
    Contest { ours: "im download-resource", curl: "curl --output", share: 0.9, memory: 20.0 };
/// Its time is that of starting: only how much CPU and memory it takes says something.
const SMALL: Contest = Contest { share: 0.0, ..LARGE };

/// Less than a chunk: one request.
const SMALL_BYTES: u64 = 100_000;

/// A file in a message of a served sandbox.
struct Planted<'a> {
    server: &'a Server,
    home: &'a Path,
    message_id: String,
    file_key: String,
}

pub(super) fn run() -> Result {
    let binary = binary::build(Profile::Release)?;
    let folder = Folder::new("downloads")?;
    let server = Server::start(&binary, folder.path())?;
    for (contest, size) in [(LARGE, limits::DOWNLOAD_BYTES), (SMALL, SMALL_BYTES)] {
        let planted = Planted::new(&server, folder.path(), size)?;
        println!("{}\n", contest.run(size, &planted.ours(&binary)?, &planted.curl()?)?);
        planted.check()?;
    }
    Ok(())
}

impl<'a> Planted<'a> {
    fn new(server: &'a Server, home: &'a Path, size: u64) -> Result<Self> {
        let (base_url, token) = (server.fact("base_url")?, server.fact("admin_token")?);
        let info = http::get(base_url, "/sandbox/info", token)?;
        // The first chat that has a name is one that the default bot and person are in.
        let chats = info["data"]["chats"].as_array().ok_or("the sandbox tells of no chats")?;
        let chat = chats.iter().find(|chat| chat["name"] != "").ok_or("there is no chat")?;
        let body = json!({ "chat_id": chat["chat_id"], "file_name": "large.bin", "size": size });
        let planted = http::post(base_url, "/sandbox/files", token, &body)?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let data = &planted["data"];
        let (message_id, file_key) = (text(&data["message_id"]), text(&data["file_key"]));
        Ok(Self { server, home, message_id, file_key })
    }

    fn ours(&self, binary: &Path) -> Result<Command> {
        let mut command = Command::new(binary);
        // curl waits for nobody's limits either, and so many downloads in a row would meet them.
        command.env_clear().env("LARK_CLI_PACE", "off");
        command.env("HOME", self.home).env("LARK_CLI_JOURNAL", "off");
        for name in ["base_url", "app_id", "app_secret", "user_access_token"] {
            let variable = format!("LARK_CLI_{}", name.to_uppercase());
            command.env(variable, self.server.fact(name)?);
        }
        command.args(["im", "download-resource", "--as", "user", "--overwrite"]);
        command.args(["--message-id", &self.message_id, "--file-key", &self.file_key]);
        command.arg("--output").arg(self.home.join("ours.bin"));
        Ok(command)
    }

    fn curl(&self) -> Result<Command> {
        let path = GetResource::META.path.replace("{message_id}", &self.message_id);
        let path = path.replace("{file_key}", &self.file_key);
        let mut command = Command::new("curl");
        let token = format!("Authorization: Bearer {}", self.server.fact("user_access_token")?);
        command.args(["--silent", "--fail", "--header", &token, "--output"]);
        command.arg(self.home.join("curls.bin"));
        command.arg(format!("{}{path}?type=file", self.server.fact("base_url")?));
        Ok(command)
    }

    /// What was measured was worth it.
    fn check(&self) -> Result {
        let read = |name: &str| std::fs::read(self.home.join(name));
        match read("ours.bin")? == read("curls.bin")? {
            true => Ok(()),
            false => Err("the two downloads differ".into()),
        }
    }
}
