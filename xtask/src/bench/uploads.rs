//! How fast the largest file goes up, next to what `curl -F` does against the same sandbox.

use std::{path::Path, process::Command};

use lark_api::{Endpoint, im::files::UploadFile, limits};

use super::{beside_curl::Contest, sandbox::server::Server, world::Folder};
use crate::{
    binary::{self, Profile},
    shell::Result,
};

const CONTEST: Contest =
    Contest { ours: "im upload-file", curl: "curl --form", share: 0.8, memory: 16.0 };

pub(super) fn run() -> Result {
    let binary = binary::build(Profile::Release)?;
    let folder = Folder::new("uploads")?;
    let server = Server::start(&binary, folder.path())?;
    let file = folder.path().join("largest.bin");
    let length = limits::FILE_BYTES;
    std::fs::write(&file, vec![7; usize::try_from(length)?])?;
    let ours = ours(&binary, folder.path(), &server, &file)?;
    let curl = curl(&server, &file)?;
    println!("{}", CONTEST.run(length, &ours, &curl)?);
    Ok(())
}

fn ours(binary: &Path, home: &Path, server: &Server, file: &Path) -> Result<Command> {
    let mut command = Command::new(binary);
    command.env_clear().env("HOME", home).env("LARK_CLI_JOURNAL", "off");
    for name in ["base_url", "app_id", "app_secret", "user_access_token"] {
        command.env(format!("LARK_CLI_{}", name.to_uppercase()), server.fact(name)?);
    }
    command.args(["im", "upload-file", "--as", "user", "--file"]).arg(file);
    Ok(command)
}

fn curl(server: &Server, file: &Path) -> Result<Command> {
    let mut command = Command::new("curl");
    let url = format!("{}{}", server.fact("base_url")?, UploadFile::META.path);
    let token = format!("Authorization: Bearer {}", server.fact("user_access_token")?);
    let part = format!("file=@{}", file.display());
    command.args(["--silent", "--fail", "--header", &token]);
    command.args([
        "--form",
        "file_type=stream",
        "--form",
        "file_name=largest.bin",
        "--form",
        &part,
    ]);
    command.arg(url);
    Ok(command)
}
