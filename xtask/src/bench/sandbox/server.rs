//! The release binary, serving a sandbox from a file; it can be killed and started again.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
};

use serde_json::Value;

use crate::shell::Result;

pub(in crate::bench) struct Server {
    binary: PathBuf,
    home: PathBuf,
    /// What `sandbox start` said about itself.
    facts: Value,
    process: Mutex<Child>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // The folder goes too, so there is nothing to end gently.
        let _ = self.kill();
    }
}

impl Server {
    pub(in crate::bench) fn start(binary: &Path, home: &Path) -> Result<Self> {
        Self::start_on("0", binary, home)
    }

    fn start_on(port: &str, binary: &Path, home: &Path) -> Result<Self> {
        let mut command = Command::new(binary);
        command.env_clear().env("HOME", home);
        command.env("LARK_CLI_CONFIG_DIR", home.join("config"));
        command.env("LARK_CLI_DATA_DIR", home.join("data"));
        command.args(["sandbox", "start", "--port", port, "--limits", "off"]);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let stdout = process.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let facts = serde_json::from_str(&line)
            .map_err(|error| format!("`sandbox start` said no line of JSON: {error}"))?;
        let (binary, home) = (binary.to_owned(), home.to_owned());
        Ok(Self { binary, home, facts, process: Mutex::new(process) })
    }

    /// A new server on the files and the port of this one, which was killed.
    pub(super) fn restart(&self) -> Result<Self> {
        let (_, port) = self.address()?.rsplit_once(':').ok_or("the address has no port")?;
        Self::start_on(port, &self.binary, &self.home)
    }

    /// Ends the process as `kill -9` does.
    pub(super) fn kill(&self) -> Result {
        let mut process = self.process.lock().map_err(|_| "a thread panicked")?;
        process.kill()?;
        process.wait()?;
        Ok(())
    }

    pub(in crate::bench) fn fact(&self, name: &str) -> Result<&str> {
        self.facts[name].as_str().ok_or_else(|| format!("the sandbox gave no `{name}`").into())
    }

    /// `host:port`.
    pub(super) fn address(&self) -> Result<&str> {
        let base_url = self.fact("base_url")?;
        base_url.strip_prefix("http://").ok_or_else(|| "the sandbox is served without TLS".into())
    }

    /// The memory that the process holds.
    pub(super) fn resident_kb(&self) -> Result<u64> {
        let pid = self.process.lock().map_err(|_| "a thread panicked")?.id();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        read_resident(&status).ok_or_else(|| "the system tells no `VmRSS`".into())
    }
}

fn read_resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resident_memory_is_read_off_what_linux_says() {
        let status = "VmPeak:\t  9000 kB\nVmRSS:\t   41300 kB\nRssAnon:\t 1 kB\n";
        assert_eq!(read_resident(status), Some(41_300));
        assert_eq!(read_resident("State:\tS\n"), None);
    }
}
