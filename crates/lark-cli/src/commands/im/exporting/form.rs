//! The forms an export can have.

use std::{
    io::{self, Write},
    path::Path,
};

use clap::ValueEnum;

use super::{html::Html, markdown::Markdown, rows};
use crate::readable::ReadableMessage;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormName {
    /// A document that people and programs read
    #[value(name = "md", alias = "markdown")]
    Markdown,
    /// A page that opens without a network and looks like a chat
    Html,
    /// A message a line, as lists have it
    Jsonl,
    /// A message a row, for spreadsheets
    Csv,
}

/// What stands above the messages.
pub struct Head {
    pub title: String,
    /// The chat's or the thread's id.
    pub id: String,
    /// The first and the last day, where there are messages.
    pub days: Option<(String, String)>,
    pub messages: u64,
    pub replies: u64,
}

/// Writes one form; messages come oldest first, each with its replies.
pub trait Form {
    fn begin(&mut self, out: &mut dyn Write, head: &Head) -> io::Result<()>;
    fn message(&mut self, out: &mut dyn Write, message: &ReadableMessage) -> io::Result<()>;
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

impl FormName {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// The form that a file's name asks for.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// `base` is where paths of saved files start, `me` who exports as a sender of messages.
    pub fn form(self, base: &Path, me: Option<String>) -> Box<dyn Form> {
        match self {
            Self::Markdown => Box::new(Markdown::default()),
            Self::Html => Box::new(Html::new(base.to_owned(), me)),
            Self::Jsonl => Box::new(rows::Lines),
            Self::Csv => Box::new(rows::Sheet),
        }
    }
}
