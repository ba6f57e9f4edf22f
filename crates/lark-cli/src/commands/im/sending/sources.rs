//! Where what is said comes from: typed, out of a file, or through a pipe.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use clap::Args;
use serde_json::{Map, Value};

use crate::{error::CommandError, files::refuse_own};

/// Whether somebody typed it for this one message. What was read may come from anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Typed,
    Read,
}

/// Whom a text may not mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Muted {
    Nobody,
    /// All at once; one by one it may.
    Everybody,
    Anybody,
}

/// What may happen to what was read.
#[derive(Args)]
#[group(skip)]
pub struct ReadArgs {
    /// Let what comes out of files and pipes mention people, though not everybody; it is shown as it
    /// is written unless given
    #[arg(long)]
    mentions: bool,
}

impl ReadArgs {
    /// Whether what comes from there must not mention anybody.
    pub fn silences(&self, origin: Origin) -> bool {
        origin == Origin::Read && !self.mentions
    }

    /// Whom what comes from there may not mention.
    pub fn muted(&self, origin: Origin) -> Muted {
        match origin {
            Origin::Typed => Muted::Nobody,
            Origin::Read if self.silences(origin) => Muted::Anybody,
            Origin::Read => Muted::Everybody,
        }
    }
}

/// A flag and the one it goes with. The parser lets it pass where that one cannot be given any more.
pub struct Companion<'a> {
    pub flag: &'a str,
    pub is_given: bool,
    pub of: &'a str,
    pub is_at_home: bool,
}

pub fn check_companions(companions: &[Companion<'_>]) -> Result<(), CommandError> {
    match companions.iter().find(|one| one.is_given && !one.is_at_home) {
        None => Ok(()),
        Some(Companion { flag, of, .. }) => {
            Err(CommandError::invalid(flag, format!("{flag} goes with {of} only"))
                .with_hint(format!("leave {flag} out, or send with {of}")))
        }
    }
}

/// More than any message takes, so that the refusal can say how much there is.
const MOST: u64 = 1024 * 1024;

/// The text of a file, or of standard input for `-`.
pub fn text(flag: &str, place: &str) -> Result<String, CommandError> {
    let what = if place == "-" { "standard input" } else { place };
    let bytes = bytes(flag, place).map_err(|error| match error {
        Unreadable::Refused(refused) => refused,
        Unreadable::Io(error) => {
            CommandError::invalid(flag, format!("{what} cannot be read: {error}"))
                .with_hint("check the path; it is looked up from here, and - is standard input")
        }
    })?;
    if bytes.len() as u64 > MOST {
        return Err(CommandError::invalid(flag, format!("{what} has more than 1 MB"))
            .with_hint("send it as a file: --file <path>"));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        CommandError::invalid(flag, format!("{what} is not UTF-8 text"))
            .with_hint("convert it first, such as with iconv, or send it as a file: --file <path>")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let line = text.strip_suffix('\n').unwrap_or(text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

enum Unreadable {
    Refused(CommandError),
    Io(io::Error),
}

fn bytes(flag: &str, place: &str) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    if place == "-" {
        io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes).map_err(Unreadable::Io)?;
        return Ok(bytes);
    }
    refuse_own(flag, Path::new(place)).map_err(Unreadable::Refused)?;
    let file = File::open(place).map_err(Unreadable::Io)?;
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(Unreadable::Io)?;
    Ok(bytes)
}

/// What a flag names that takes the thing itself, `@file` or `-`.
pub fn given(flag: &str, given: &str) -> Result<(String, Origin), CommandError> {
    match given.strip_prefix('@') {
        _ if given == "-" => Ok((text(flag, "-")?, Origin::Read)),
        Some(path) => Ok((text(flag, path)?, Origin::Read)),
        None => Ok((given.to_owned(), Origin::Typed)),
    }
}

/// As [`given`], a JSON object; `example` is one that would do.
pub fn object(
    flag: &str,
    given_: &str,
    example: &str,
) -> Result<(Map<String, Value>, Origin), CommandError> {
    let (text, origin) = given(flag, given_)?;
    let hint = || {
        format!("such as {flag} '{example}'; {flag} @file reads a file, {flag} - standard input")
    };
    match serde_json::from_str(&text) {
        Ok(Value::Object(object)) => Ok((object, origin)),
        Ok(_) => {
            Err(CommandError::invalid(flag, format!("{flag} is not a JSON object"))
                .with_hint(hint()))
        }
        Err(error) => {
            Err(CommandError::invalid(flag, format!("{flag} is not valid JSON: {error}"))
                .with_hint(hint()))
        }
    }
}
