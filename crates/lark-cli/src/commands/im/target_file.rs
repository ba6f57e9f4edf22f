//! `--to-file`: whom to send to, a line each.

use std::{
    fs::File,
    io::{self, Read},
};

use super::receivers::{Given, email};
use crate::error::{CommandError, Type};

/// A hundred thousand lines fit.
const LARGEST: u64 = 8 * 1024 * 1024;

/// So many wrong lines are named.
const NAMED: usize = 5;

const FORMS: &str = "a line is oc_…, ou_…, omt_…, an e-mail address, chat:NAME or user:NAME; lines \
                     that begin with # are left out";

/// All lines, every one of them checked.
pub fn read(file: &str) -> Result<Vec<Given>, CommandError> {
    let bytes = bytes(file).map_err(|error| unreadable(file, &error))?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("{file} has more than {} MB", LARGEST >> 20);
        return Err(CommandError::invalid("--to-file", message).with_hint("split it"));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        CommandError::invalid("--to-file", format!("{file} is not UTF-8 text"))
            .with_hint("convert it first, such as with iconv")
    })?;
    let (mut given, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match receiver(line) {
            Ok(one) => given.push(one),
            Err(reason) => wrong.push(format!("line {}: {reason}", at + 1)),
        }
    }
    if !wrong.is_empty() {
        return Err(refused(&wrong));
    }
    if given.is_empty() {
        let message = format!("{file} names nobody");
        return Err(CommandError::invalid("--to-file", message).with_hint(FORMS));
    }
    Ok(given)
}

fn bytes(file: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match file {
        "-" => io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)?,
        path => File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

fn receiver(line: &str) -> Result<Given, String> {
    let name = |name: &str| match name.trim() {
        "" => Err("the name is empty".to_owned()),
        name => Ok(name.to_owned()),
    };
    let text = |error: lark_api::ids::InvalidId| error.to_string();
    match line.split_once([':', '_']).map(|(beginning, _)| beginning) {
        Some("chat") if line.starts_with("chat:") => name(&line["chat:".len()..]).map(Given::Chat),
        Some("user") if line.starts_with("user:") => name(&line["user:".len()..]).map(Given::User),
        _ if line.contains('@') => email(line).map(Given::Email),
        Some("oc") => line.parse().map(Given::ChatId).map_err(text),
        Some("ou") => line.parse().map(Given::UserId).map_err(text),
        Some("omt") => line.parse().map(Given::ThreadId).map_err(text),
        _ => Err(format!("`{}` is neither an id nor an e-mail address", line.escape_debug())),
    }
}

fn refused(wrong: &[String]) -> CommandError {
    let named = wrong.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
    let message = match wrong.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named}; and {more} more"),
    };
    CommandError::invalid("--to-file", message).with_hint(FORMS)
}

fn unreadable(file: &str, error: &io::Error) -> CommandError {
    let subtype = match error.kind() {
        io::ErrorKind::NotFound => "file_not_found",
        _ => "file_unreadable",
    };
    let message = format!("{file} cannot be read: {error}");
    let failure = CommandError::new(Type::Validation, subtype, message);
    CommandError { param: Some("--to-file".to_owned()), ..failure }
        .with_hint("check the path and its permissions; `-` reads standard input")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_id_an_address_or_a_name_that_says_of_what() {
        assert!(matches!(receiver("oc_1"), Ok(Given::ChatId(_))));
        assert!(matches!(receiver("ou_1"), Ok(Given::UserId(_))));
        assert!(matches!(receiver("omt_1"), Ok(Given::ThreadId(_))));
        assert!(matches!(receiver("a_b@example.com"), Ok(Given::Email(_))));
        assert_eq!(receiver("chat: Release: team"), Ok(Given::Chat("Release: team".to_owned())));
        assert_eq!(receiver("user:陈伟"), Ok(Given::User("陈伟".to_owned())));
        for bad in [
            "oc_",
            "oc_a/b",
            "Release team",
            "chat:",
            "user: ",
            "@",
            "a@b@c",
            "a b@c",
            "cli_1",
            "om_1",
        ] {
            assert!(receiver(bad).is_err(), "{bad}");
        }
    }
}
