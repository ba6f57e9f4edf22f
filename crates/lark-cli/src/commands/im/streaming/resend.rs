//! One batch, sent until it is settled: a stream outlives a short trouble of the network's.

use std::{
    thread,
    time::{Duration, Instant},
};

use lark_api::{content::Content, limits};
use lark_client::Client;

use super::{
    SHORTEST,
    lines::{Lines, Room},
    numbers,
};
use crate::{
    commands::im::sending::{Destination, Part, SendKey, SendOptions, Sent},
    error::CommandError,
    pace::Pace,
};

/// How long is waited before a batch is sent again, under the same key and within its hour.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(60),
];

pub struct Sender<'a> {
    pub client: &'a Client,
    destination: Destination,
    key: SendKey,
    /// Between two messages; the machine's pace comes on top.
    gap: Duration,
    last: Option<Instant>,
}

impl<'a> Sender<'a> {
    pub fn new(client: &'a Client, destination: Destination, options: &SendOptions) -> Self {
        let gap = if options.pace == Some(Pace::Off) { Duration::ZERO } else { SHORTEST };
        Self { client, destination, key: options.key(), gap, last: None }
    }

    /// Sends a batch; each has a key of its own.
    pub fn send(
        &mut self,
        lines: &Lines,
        content: &Content,
        part: &str,
    ) -> Result<Sent, CommandError> {
        let (client, key) = (self.client, self.key.of_part(part));
        self.settle(lines, |destination| {
            let sent = destination.send(client, &Part { content, ordinal: 0 }, &key)?;
            Ok(sent)
        })
    }

    /// Does something until it is done, refused for good, or stopped by a signal.
    pub fn settle<T>(
        &mut self,
        lines: &Lines,
        act: impl Fn(&Destination) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        if let Some(last) = self.last {
            thread::sleep(self.gap.saturating_sub(last.elapsed()));
        }
        for pause in PAUSES {
            self.last = Some(Instant::now());
            match act(&self.destination) {
                Err(error) if may_pass(&error) && rest(lines, pause) => {}
                settled => return settled,
            }
        }
        act(&self.destination)
    }
}

fn may_pass(error: &CommandError) -> bool {
    error.retryable || error.subtype == "outcome_unknown"
}

/// Waits; false if a signal came.
fn rest(lines: &Lines, pause: Duration) -> bool {
    let end = Instant::now() + pause;
    while Instant::now() < end {
        if lines.is_stopped() {
            return false;
        }
        thread::sleep(Duration::from_millis(50));
    }
    !lines.is_stopped()
}

/// Room in a message whose body may have so many bytes: what is around the lines takes some.
pub fn room(body: usize) -> Room {
    Room { bytes: body - 2048, cost }
}

/// What a line takes in a body, where it is in JSON that is in JSON.
fn cost(line: &str) -> usize {
    let escapes = |c: char| match c {
        '"' | '\\' => 4,
        c if c.is_ascii_control() => 8,
        // It may be followed by a joiner that keeps a mention from being made.
        '<' => 4,
        c => c.len_utf8(),
    };
    line.chars().map(escapes).sum::<usize>() + r"\\n".len()
}

/// Says in the error which lines went and which did not.
pub fn broken_off(
    error: CommandError,
    lines: &mut Lines,
    (first, last): (u64, u64),
) -> CommandError {
    let is_unknown = error.subtype == "outcome_unknown";
    let read = lines.give_up().max(last);
    let after = format!("nothing after line {read} was read");
    let unsent = if is_unknown { last + 1 } else { first };
    let hint = match is_unknown {
        true => "look in the chat whether they came before you send them again".to_owned(),
        false => error.hint.clone().unwrap_or_default(),
    };
    let mut error = error.with_hint(format!("{hint}; {after}"));
    // A key of the batch alone settles nothing on a command line.
    error.facts.remove("idempotency_key");
    if first > 1 {
        error = error.with_fact("sent_lines", numbers(1, first - 1));
    }
    if is_unknown {
        error = error.with_fact("unknown_lines", numbers(first, last));
    }
    if unsent <= read {
        error = error.with_fact("unsent_lines", numbers(unsent, read));
    }
    error
}

/// The room in a text, or in a post or a card.
pub fn body(is_rich: bool) -> usize {
    if is_rich { limits::RICH_BODY } else { limits::TEXT_BODY }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_takes_no_more_than_it_is_counted_for(line in any::<String>()) {
            let once = serde_json::to_string(&format!("{line}\n")).unwrap();
            let twice = serde_json::to_string(&once).unwrap();
            // Four quotes and two backslashes are around it.
            prop_assert!(twice.len() - 6 <= cost(&line), "{}", twice);
        }
    }
}
