//! Several messages, by their ids: with commas, by repeating the flag, or from standard input.

use std::io::{self, BufRead};

use lark_api::ids::MessageId;

use crate::error::CommandError;

/// Every id is read and checked before anything is done to the first message; each counts once.
pub fn read(given: &[String]) -> Result<Vec<MessageId>, CommandError> {
    let mut words = Vec::new();
    for word in given {
        match word.as_str() {
            "-" => words.extend(standard_input()?),
            word => words.push(word.to_owned()),
        }
    }
    let mut ids: Vec<MessageId> = Vec::new();
    for word in words {
        let id = word.parse().map_err(|error: lark_api::ids::InvalidId| {
            CommandError::invalid("--message-id", error.to_string())
                .with_hint("message ids start with om_, as lark-cli im list-messages shows them")
        })?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        return Err(CommandError::invalid(
            "--message-id",
            "there is no message id on standard input",
        )
        .with_hint("write one id a line"));
    }
    Ok(ids)
}

fn standard_input() -> Result<Vec<String>, CommandError> {
    let mut words = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| {
            CommandError::invalid(
                "--message-id",
                format!("standard input could not be read: {error}"),
            )
            .with_hint("write one id a line")
        })?;
        words.extend(line.split_whitespace().map(str::to_owned));
    }
    Ok(words)
}
