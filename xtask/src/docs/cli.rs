//! docs/cli.md: what the binary says about its own commands.

use crate::{
    binary::{self, Profile},
    shell::{Result, capture, command},
};

pub(super) fn render() -> Result<String> {
    let binary = binary::build(Profile::Debug)?;
    let text = capture(&mut command(&binary.to_string_lossy(), &["help", "--markdown"]))?;
    match text.trim().is_empty() {
        true => Err("`lark-cli help --markdown` printed nothing".into()),
        false => Ok(text),
    }
}
