//! Text out of a pipe: read whole, and inert.

use std::io::{self, Read};

use lark_api::limits;

use crate::{context::Context, error::CommandError};

/// All of standard input, as text.
pub fn standard_input(flag: &str) -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    let most = limits::TEXT_BODY as u64 + 1;
    io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|error| {
        CommandError::invalid(flag, format!("standard input could not be read: {error}"))
            .with_hint(format!("pipe the text in, or give it: {flag} \"…\""))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        CommandError::invalid(flag, "standard input is not UTF-8 text")
            .with_hint("convert it first, such as with iconv, or send it as a file")
    })?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

/// Text out of a pipe mentions nobody: what would be a mention is shown as it is written.
pub fn inert(context: &Context, text: &str) -> String {
    let is_tag = |after: &str| after.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("at"));
    if !text.match_indices('<').any(|(at, _)| is_tag(&text[at + 1..])) {
        return text.to_owned();
    }
    let note = "mentions in text from standard input are shown, not made";
    context.warn(note);
    let mut parts = text.split('<');
    let mut inert = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        inert.push('<');
        if is_tag(part) {
            // Breaks the tag and takes no room.
            inert.push('\u{2060}');
        }
        inert.push_str(part);
    }
    inert
}
