//! A conversation as a Markdown document.

use std::io::{self, Write};

use lark_api::im::MsgType;

use super::form::{Form, Head};
use crate::readable::{ReadableMessage, Resource, document::ResourceKind};

#[derive(Default)]
pub struct Markdown {
    day: String,
}

impl Form for Markdown {
    fn begin(&mut self, out: &mut dyn Write, head: &Head) -> io::Result<()> {
        writeln!(out, "# {}\n", inline(&head.title))?;
        let days = head.days.iter().map(|(first, last)| format!("{first} – {last} · "));
        let days: String = days.collect();
        writeln!(out, "{days}{} messages, {} replies · `{}`", head.messages, head.replies, head.id)
    }

    fn message(&mut self, out: &mut dyn Write, message: &ReadableMessage) -> io::Result<()> {
        let day = message.time.strftime("%A, %-d %B %Y").to_string();
        if day != self.day {
            writeln!(out, "\n## {day}")?;
            self.day = day;
        }
        write_message(out, message, 0)
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Replies and what was forwarded are quotes below, one level deeper.
fn write_message(out: &mut dyn Write, message: &ReadableMessage, level: usize) -> io::Result<()> {
    let mark = "> ".repeat(level);
    let shallow = "> ".repeat(level.saturating_sub(1));
    writeln!(out, "{}", if level > 0 { shallow.trim_end() } else { "" })?;
    writeln!(out, "{mark}{}", heading(message))?;
    writeln!(out, "{}", mark.trim_end())?;
    for line in body(message).lines() {
        writeln!(out, "{}", format!("{mark}{line}").trim_end())?;
    }
    let reactions = message.reactions.iter().flatten();
    let reactions: Vec<String> = reactions
        .map(|reaction| {
            format!(
                "{} ×{} {}",
                reaction.emoji_type,
                reaction.count,
                inline(&reaction.by.join(", "))
            )
        })
        .collect();
    if !reactions.is_empty() {
        writeln!(out, "{}\n{mark}*{}*", mark.trim_end(), reactions.join(" · "))?;
    }
    let inner = message.forwarded.iter().chain(&message.thread_replies).flatten();
    inner.into_iter().try_for_each(|message| write_message(out, message, level + 1))
}

fn heading(message: &ReadableMessage) -> String {
    let name = message.sender.name.as_deref().unwrap_or(&message.sender.id);
    let bot = if message.sender.sender_type == "app" { " (bot)" } else { "" };
    let edited = if message.updated && !message.deleted { " (edited)" } else { "" };
    let reply = message.reply_to.as_ref().map(|id| format!(" ↩ `{id}`")).unwrap_or_default();
    let time = message.time.strftime("%H:%M");
    format!("**{}**{bot} {time}{edited}{reply} `{}`", inline(name), message.message_id)
}

fn body(message: &ReadableMessage) -> String {
    if message.deleted {
        return "*recalled*".to_owned();
    }
    let mut text = match message.msg_type {
        MsgType::Text => message.content.lines().map(plain).collect::<Vec<_>>().join("  \n"),
        _ => without_markup(&message.content),
    };
    for file in &message.resources {
        text += &format!("\n\n{}", link(file));
    }
    text
}

fn link(file: &Resource) -> String {
    let name = inline(file.name.as_deref().unwrap_or(file.key.as_str()));
    match (&file.saved_path, &file.error) {
        (Some(path), _) => {
            let image = if file.kind == ResourceKind::Image { "!" } else { "" };
            format!("{image}[{name}](<{}>)", path.replace(['<', '>', '\n'], "_"))
        }
        (None, error) => {
            format!("{name}: {}", inline(error.as_deref().unwrap_or("not saved")))
        }
    }
}

/// A line of text as it is, whatever Markdown would make of it.
fn plain(line: &str) -> String {
    let escaped = inline(line);
    let trimmed = escaped.trim_start();
    let digits = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_block = trimmed.starts_with(['#', '>', '-', '+', '=', '~', '|'])
        || (digits.len() < trimmed.len() && digits.starts_with(['.', ')']));
    let indent = escaped.len() - trimmed.len();
    match (is_block, trimmed.starts_with(|c: char| c.is_ascii_digit())) {
        (false, _) => trimmed.to_owned(),
        (true, false) => format!("\\{trimmed}"),
        // A number is no mark: what stands behind it is.
        (true, true) => {
            let number = &escaped[indent..escaped.len() - digits.len()];
            format!("{number}\\{digits}")
        }
    }
}

fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '!' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// What was Markdown already, without what a browser would take for elements.
fn without_markup(text: &str) -> String {
    let mut in_code = false;
    let lines = text.lines().map(|line| {
        in_code ^= line.starts_with("```");
        if in_code { line.to_owned() } else { line.replace('<', "&lt;") }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(plain("# not a title"), "\\# not a title");
        assert_eq!(plain("1. not a list"), "1\\. not a list");
        assert_eq!(plain("  - nor this"), "\\- nor this");
        assert_eq!(plain("2 * 3 <b>"), "2 \\* 3 &lt;b>");
        assert_eq!(plain("2024 was a year"), "2024 was a year");
        assert_eq!(without_markup("<b>\n```\n<b>\n```\n<b>"), "&lt;b>\n```\n<b>\n```\n&lt;b>");
    }
}
