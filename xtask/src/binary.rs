//! Builds `lark-cli` and says where the binary is.

use std::path::PathBuf;

use crate::shell::{Result, capture, cargo, show};

#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Debug,
    Release,
}

pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    let mut command = match profile {
        // The whole workspace, as the tests are built: dependencies keep their features and are
        // not compiled a second time.
        Profile::Debug => cargo(&["build", "--workspace", "--bins", "--locked"]),
        Profile::Release => cargo(&["build", "--package", "lark-cli", "--locked", "--release"]),
    };
    println!("    $ {}", show(&command));
    // Only cargo knows where the target directory is; it says so in JSON.
    let messages = capture(command.args(["--message-format", "json-render-diagnostics"]))?;
    executable(&messages).ok_or_else(|| "cargo built no `lark-cli`".into())
}

fn executable(messages: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str(line).ok());
    let mut built = messages.filter(|message: &serde_json::Value| {
        message["reason"] == "compiler-artifact" && message["target"]["name"] == "lark-cli"
    });
    built.find_map(|message| Some(message["executable"].as_str()?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_executable_is_read_off_cargos_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"lark-api"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"lark-cli"},"executable":"/t/debug/lark-cli"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(executable(messages), Some("/t/debug/lark-cli".into()));
        assert_eq!(executable(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
