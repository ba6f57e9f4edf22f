//! What readers will see, read off the messages that would be sent.

use std::fmt;

use lark_api::content::{
    Content,
    markup::{self, Piece},
};
use lark_markdown::{Person, Rendered};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::worded;
use crate::readable;

/// Messages that were not sent.
#[derive(Serialize, JsonSchema)]
pub struct Preview {
    messages: Vec<Previewed>,
    /// What is shown otherwise than it is written.
    warnings: Vec<PreviewWarning>,
}

#[derive(Serialize, JsonSchema)]
struct Previewed {
    msg_type: String,
    /// Bytes of the content.
    bytes: usize,
    /// What readers see, as text.
    text: String,
    /// The content as it would be sent; an image that has no key yet has its address.
    content: Value,
}

#[derive(Serialize, JsonSchema)]
struct PreviewWarning {
    /// In the Markdown, from 1.
    line: usize,
    count: usize,
    text: String,
}

impl Preview {
    pub fn new(rendered: &Rendered, people: &[Person]) -> Self {
        let messages = rendered.contents.iter().map(|content| Previewed::new(content, people));
        let warnings = rendered.warnings.iter().map(|warning| PreviewWarning {
            line: warning.line,
            count: warning.count,
            text: worded(warning),
        });
        Self { messages: messages.collect(), warnings: warnings.collect() }
    }
}

impl Previewed {
    fn new(content: &Content, people: &[Person]) -> Self {
        let wire = content.to_wire();
        let shown = match content {
            Content::Text(text) => of_text(&text.text),
            _ => readable::of_content(&content.msg_type(), &wire),
        };
        // Posts say the names themselves, cards only ids.
        let named = people.iter().filter(|person| !person.name.is_empty());
        let text = named.fold(shown, |text, person| {
            text.replace(&format!("@{}", person.id), &format!("@{}", person.name))
        });
        Self {
            msg_type: content.msg_type().as_str().to_owned(),
            bytes: wire.len(),
            text,
            content: serde_json::from_str(&wire).unwrap_or_default(),
        }
    }
}

fn of_text(text: &str) -> String {
    let pieces = markup::of_text(text).map(|piece| match piece {
        Piece::Plain(text) => text.to_owned(),
        Piece::At(at) if at.name.is_empty() => format!("@{}", at.id),
        Piece::At(at) => format!("@{}", at.name),
    });
    pieces.collect()
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.messages.len();
        for (at, message) in self.messages.iter().enumerate() {
            let number = if count > 1 { format!(" {} of {count}", at + 1) } else { String::new() };
            let (kind, bytes) = (&message.msg_type, message.bytes);
            writeln!(f, "── {kind}{number}, {bytes} bytes, not sent ──")?;
            for line in message.text.lines() {
                writeln!(f, "{}", line.trim_end())?;
            }
        }
        f.write_str("──")?;
        for warning in &self.warnings {
            write!(f, "\nwarning: {}", warning.text)?;
        }
        Ok(())
    }
}
