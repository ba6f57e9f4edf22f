//! One card with the latest lines. A text could be edited only twenty times; a card of one's own is
//! replaced for two weeks, and then goes on in another.

use std::{collections::VecDeque, fmt};

use lark_api::{
    content::{Card, Content},
    errors::codes,
    ids::MessageId,
    im::messages::change::PatchCard,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{
    lines::{Batch, Lines},
    messages::{ended, is_worth_it},
    numbers,
    resend::{Sender, body, broken_off, room},
};
use crate::{commands::im::sending::Sent, context::Context, error::CommandError, output::Row};

pub struct InPlace<'a> {
    context: &'a Context,
    lines: Lines,
    sender: Sender<'a>,
    shown: Option<Shown>,
    is_over: bool,
}

/// A card, and the lines that were shown in it.
#[derive(Serialize, JsonSchema)]
struct Shown {
    #[serde(flatten)]
    sent: Sent,
    first_line: u64,
    last_line: u64,
    /// How often the card was replaced.
    updates: u64,
    /// Lines that are no longer in it.
    scrolled_lines: u64,
    #[serde(skip)]
    window: Window,
}

/// The lines there is room for.
#[derive(Clone, Default)]
struct Window {
    lines: VecDeque<String>,
    cost: usize,
    scrolled: u64,
}

impl Window {
    fn add(&mut self, lines: &[String]) {
        let room = room(body(true));
        self.cost += lines.iter().map(|line| (room.cost)(line)).sum::<usize>();
        self.lines.extend(lines.iter().cloned());
        while self.cost > room.bytes && self.lines.len() > 1 {
            let gone = self.lines.pop_front().unwrap_or_default();
            self.cost -= (room.cost)(&gone);
            self.scrolled += 1;
        }
    }

    /// Plain text: nothing in it is a mention, a link or a style.
    fn card(&self) -> Content {
        let plain = |text: String| json!({ "tag": "div", "text": { "tag": "plain_text", "content": text } });
        let lines: Vec<_> = self.lines.iter().map(String::as_str).collect();
        let mut elements = vec![plain(lines.join("\n"))];
        if self.scrolled > 0 {
            elements.insert(0, plain(format!("… {} earlier lines", self.scrolled)));
        }
        let card = json!({
            "schema": "2.0",
            "config": { "update_multi": true },
            "body": { "elements": elements },
        });
        Content::Card(Card::V2(card.as_object().cloned().unwrap_or_default()))
    }
}

impl<'a> InPlace<'a> {
    pub fn new(context: &'a Context, lines: Lines, sender: Sender<'a>) -> Self {
        Self { context, lines, sender, shown: None, is_over: false }
    }

    /// Shows a batch; a card that can no longer be replaced is done, and is given back.
    fn show(&mut self, batch: &Batch) -> Result<Option<Row>, CommandError> {
        let mut done = None;
        if let Some(shown) = &mut self.shown {
            let mut window = shown.window.clone();
            window.add(&batch.lines);
            let message_id = shown.sent.message_id.clone();
            match update(&mut self.sender, &self.lines, message_id, &window) {
                Ok(()) => {
                    shown.last_line = batch.last;
                    shown.updates += 1;
                    shown.scrolled_lines = window.scrolled;
                    shown.window = window;
                    return Ok(None);
                }
                Err(error) if error.code == Some(codes::CARD_TOO_OLD) => {
                    done = self.shown.take().map(Row::new);
                }
                Err(error) => return Err(error),
            }
        }
        let mut window = Window::default();
        window.add(&batch.lines);
        let part = format!("card {} {}", batch.first, batch.lines.join("\n"));
        let sent = self.sender.send(&self.lines, &window.card(), &part)?;
        self.shown = Some(Shown {
            sent,
            first_line: batch.first,
            last_line: batch.last,
            updates: 0,
            scrolled_lines: window.scrolled,
            window,
        });
        Ok(done)
    }
}

fn update(
    sender: &mut Sender<'_>,
    lines: &Lines,
    message_id: MessageId,
    window: &Window,
) -> Result<(), CommandError> {
    let request = PatchCard { message_id, content: window.card().to_wire() };
    let client = sender.client;
    sender.settle(lines, |_| Ok(client.call(&request).map(drop)?))
}

impl Iterator for InPlace<'_> {
    type Item = Result<Row, CommandError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            let batch = self.lines.next(room(body(true)));
            let Some(batch) = batch.filter(|batch| is_worth_it(self.context, batch)) else {
                self.is_over = true;
                let failure = ended(self.context, &self.lines);
                let row = self.shown.take().map(Row::new);
                return failure.map(Err).or(row.map(Ok));
            };
            match self.show(&batch) {
                Ok(Some(done)) => return Some(Ok(done)),
                Ok(None) => {}
                Err(error) => {
                    self.is_over = true;
                    let error = broken_off(error, &mut self.lines, (batch.first, batch.last));
                    return Some(Err(self.with_card(error)));
                }
            }
        }
        None
    }
}

impl InPlace<'_> {
    /// The card that was shown before is part of the answer.
    fn with_card(&self, error: CommandError) -> CommandError {
        match &self.shown {
            Some(shown) => error.with_fact("message_id", shown.sent.message_id.as_str()),
            None => error,
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = numbers(self.first_line, self.last_line);
        write!(f, "{}: lines {lines}, updated {} times", self.sent, self.updates)
    }
}
