//! A message for each batch of lines.

use std::fmt;

use lark_api::content::Content;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Said,
    lines::{Batch, Lines},
    numbers,
    resend::{Sender, body, broken_off, room},
};
use crate::{
    commands::im::sending::{Sent, inert},
    context::Context,
    error::{CommandError, Type},
    output::{Row, note},
};

pub struct Messages<'a> {
    context: &'a Context,
    lines: Lines,
    sender: Sender<'a>,
    said: Said,
    is_over: bool,
}

/// Lines that were sent as one message.
#[derive(Serialize, JsonSchema)]
struct Streamed {
    #[serde(flatten)]
    sent: Sent,
    first_line: u64,
    last_line: u64,
}

impl<'a> Messages<'a> {
    pub fn new(context: &'a Context, lines: Lines, sender: Sender<'a>, said: Said) -> Self {
        Self { context, lines, sender, said, is_over: false }
    }

    fn send(&mut self, batch: &Batch) -> Result<Row, CommandError> {
        let text = batch.lines.join("\n");
        // Lines that are gathered otherwise the next time have another key: none is taken for sent.
        let part = format!("{} {text}", batch.first);
        let content = match self.said.code {
            Some(code) => code.block(text),
            None => Content::text(inert(self.context, text, self.said.muted)),
        };
        let sent = self.sender.send(&self.lines, &content, &part);
        let (first_line, last_line) = (batch.first, batch.last);
        let sent =
            sent.map_err(|error| broken_off(error, &mut self.lines, (first_line, last_line)))?;
        Ok(Row::new(Streamed { sent, first_line, last_line }))
    }
}

impl Iterator for Messages<'_> {
    type Item = Result<Row, CommandError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let batch = self.lines.next(room(body(self.said.code.is_some())));
        let Some(batch) = batch.filter(|batch| is_worth_it(self.context, batch)) else {
            self.is_over = true;
            return ended(self.context, &self.lines).map(Err);
        };
        let row = self.send(&batch);
        self.is_over = row.is_err();
        Some(row)
    }
}

impl Drop for Messages<'_> {
    /// Who does not take the rows to their end stops the stream; what was read meanwhile is not lost
    /// without a word.
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let sent = self.lines.given();
        let read = self.lines.give_up();
        let unsent = if read > sent { numbers(sent + 1, read) } else { "none".to_owned() };
        note(&format!(
            "warning: nobody reads the results any more, so the stream ended after line {sent}; \
             read and not sent: {unsent}"
        ));
    }
}

/// Blank lines at the end are no message; that is said.
pub fn is_worth_it(context: &Context, batch: &Batch) -> bool {
    let is_worth_it = batch.says_something();
    if !is_worth_it {
        let lines = numbers(batch.first, batch.last);
        context.warn(&format!("nothing is on the last lines ({lines}), they were not sent"));
    }
    is_worth_it
}

/// What is to be said about how the lines ended.
pub fn ended(context: &Context, lines: &Lines) -> Option<CommandError> {
    if lines.is_stopped() {
        context.fact("stopped_by", "signal");
    }
    let reason = lines.failure()?;
    let message = format!("standard input could not be read to its end: {reason}");
    let error = CommandError::new(Type::Validation, "unreadable_input", message);
    Some(error.with_hint("what was read before is sent; the rows say which lines that is"))
}

impl fmt::Display for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: lines {}", self.sent, numbers(self.first_line, self.last_line))
    }
}
