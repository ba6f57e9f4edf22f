//! A message a line, and a message a row.

use std::io::{self, Write};

use lark_api::ids::ThreadId;

use super::form::{Form, Head};
use crate::{output::csv_record, readable::ReadableMessage};

/// As lists have messages, replies and reactions in them.
pub struct Lines;

impl Form for Lines {
    fn begin(&mut self, _: &mut dyn Write, _: &Head) -> io::Result<()> {
        Ok(())
    }

    fn message(&mut self, out: &mut dyn Write, message: &ReadableMessage) -> io::Result<()> {
        serde_json::to_writer(&mut *out, message).map_err(io::Error::from)?;
        out.write_all(b"\n")
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Replies have rows of their own below what they answer.
pub struct Sheet;

const COLUMNS: [&str; 13] = [
    "create_time",
    "sender_name",
    "sender_id",
    "msg_type",
    "content",
    "message_id",
    "thread_id",
    "reply_to",
    "forwarded_in",
    "edited",
    "recalled",
    "reactions",
    "files",
];

impl Form for Sheet {
    fn begin(&mut self, out: &mut dyn Write, _: &Head) -> io::Result<()> {
        // Spreadsheets take a file without it for one in a character set of their own.
        out.write_all("\u{feff}".as_bytes())?;
        csv_record(out, COLUMNS.iter().map(|name| (*name).to_owned()))
    }

    fn message(&mut self, out: &mut dyn Write, message: &ReadableMessage) -> io::Result<()> {
        rows(out, message, "")
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn rows(out: &mut dyn Write, message: &ReadableMessage, bundle: &str) -> io::Result<()> {
    let reactions = message.reactions.iter().flatten();
    let reactions: Vec<String> =
        reactions.map(|reaction| format!("{} {}", reaction.emoji_type, reaction.count)).collect();
    let files: Vec<&str> =
        message.resources.iter().filter_map(|file| file.saved_path.as_deref()).collect();
    let yes = |is_so: bool| if is_so { "yes" } else { "" }.to_owned();
    let record = [
        message.time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        message.sender.name.clone().unwrap_or_default(),
        message.sender.id.clone(),
        message.msg_type.as_str().to_owned(),
        if message.deleted { String::new() } else { message.content.clone() },
        message.message_id.to_string(),
        message.thread_id.as_ref().map(ThreadId::to_string).unwrap_or_default(),
        message.reply_to.as_ref().map(ToString::to_string).unwrap_or_default(),
        bundle.to_owned(),
        yes(message.updated && !message.deleted),
        yes(message.deleted),
        reactions.join(", "),
        files.join(", "),
    ];
    csv_record(out, record.into_iter())?;
    for inner in message.forwarded.iter().flatten() {
        rows(out, inner, message.message_id.as_str())?;
    }
    for reply in message.thread_replies.iter().flatten() {
        rows(out, reply, bundle)?;
    }
    Ok(())
}
