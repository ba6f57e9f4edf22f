//! What is told after a message went to several, or in several parts.

use serde_json::{Map, Value, json};

use super::{
    SendKey,
    destination::Destination,
    outcome::{Delivered, Sent},
};
use crate::{
    commands::advice,
    context::Context,
    error::{CommandError, Type},
    hints,
    output::{Batch, BatchRow, Output, Show},
};

/// Better hints cost a look-up each, and most rows fail for the same reason.
const ADVISED: usize = 3;

const NOT_TRIED: &str = "not_tried";

/// How many there were of each outcome.
#[derive(Default)]
struct Count {
    sent: usize,
    duplicate: usize,
    refused: usize,
    unknown: usize,
    not_sent: usize,
}

impl Count {
    fn add(&mut self, result: &Result<Delivered, CommandError>) {
        let kind = match result {
            Ok(delivered) => {
                self.duplicate += usize::from(delivered.is_duplicate());
                &mut self.sent
            }
            Err(error) => match outcome(error) {
                "unknown" => &mut self.unknown,
                "not_sent" => &mut self.not_sent,
                _ => &mut self.refused,
            },
        };
        *kind += 1;
    }

    fn to_json(&self) -> Value {
        json!({
            "sent": self.sent,
            "duplicate": self.duplicate,
            "refused": self.refused,
            "unknown": self.unknown,
            "not_sent": self.not_sent,
        })
    }

    fn failed(&self) -> usize {
        self.refused + self.unknown + self.not_sent
    }
}

/// How a send ended that did not succeed.
fn outcome(error: &CommandError) -> &'static str {
    match (error.kind, error.subtype.as_str()) {
        (_, "outcome_unknown") => "unknown",
        (_, NOT_TRIED) | (Type::Network, _) => "not_sent",
        _ => "refused",
    }
}

/// A row a destination, in the order of the destinations; the counts stand in `meta`.
pub fn batch(
    context: &Context,
    destinations: &[Destination],
    results: Vec<Result<Delivered, CommandError>>,
    key: &SendKey,
) -> Output<'static> {
    let mut count = Count::default();
    results.iter().for_each(|result| count.add(result));
    warn_of_others(context, results.iter().flatten());
    if !context.global().dry_run {
        tell(context, &count, key);
    }
    let mut advised = 0;
    let rows = destinations.iter().zip(results).map(|(destination, result)| {
        let result = result.map_err(|error| {
            advised += 1;
            if advised <= ADVISED { advice::advise(context, error) } else { error }
        });
        row(destination.name(), result)
    });
    Output::Batch(Batch { results: rows.collect() })
}

fn tell(context: &Context, count: &Count, key: &SendKey) {
    context.fact("sends", count.to_json());
    context.fact("idempotency_key", key.as_str());
    let Count { sent, duplicate, .. } = count;
    if *duplicate > 0 {
        context.warn(&format!("{duplicate} of {sent} were sent before with the same key"));
    }
    if count.failed() > 0 {
        let total = sent + count.failed();
        let key = hints::quote(key.as_str());
        context.warn(&format!(
            "{} of {total} did not get it ({} refused, {} unknown, {} not sent): within the hour, \
             the same command with --idempotency-key {key} sends to those only",
            count.failed(),
            count.refused,
            count.unknown,
            count.not_sent
        ));
    }
}

fn row(target: &str, result: Result<Delivered, CommandError>) -> BatchRow {
    let mut row = Map::from_iter([("target".to_owned(), Value::from(target))]);
    row.insert("ok".to_owned(), result.is_ok().into());
    let (ok, human) = match result {
        Ok(delivered) => {
            let Value::Object(fields) = delivered.json() else { unreachable!("it is a struct") };
            row.extend(fields);
            (true, delivered.human())
        }
        Err(error) => {
            row.insert("outcome".to_owned(), outcome(&error).into());
            let word = outcome(&error).replace('_', " ");
            let hint = error.hint.iter().map(|hint| format!("\n  hint: {hint}"));
            let human = format!("{target} {word}: {error}{}", hint.collect::<String>());
            row.insert("error".to_owned(), json!(error));
            (false, human)
        }
    };
    BatchRow { ok, json: Value::Object(row), human }
}

/// Says where Lark answered with a message that does not say what was said.
pub fn warn_of_others<'a>(context: &Context, sent: impl IntoIterator<Item = &'a Delivered>) {
    let messages = sent.into_iter().flat_map(Delivered::messages);
    let (ours, others): (Vec<_>, Vec<_>) = messages
        .filter(|sent| sent.content_differs)
        .partition(|sent| sent.duplicate == Some(false));
    ours.iter().flat_map(|sent| &sent.lost).for_each(|lost| context.warn(lost));
    if let Some(first) = others.first() {
        context.warn(&format!(
            "{} message(s), such as {}, say something else than was to be sent: the idempotency key was \
             used for them before; send this with another key ({})",
            others.len(),
            first.message_id,
            first.lost.join("; ")
        ));
    }
}

/// Nobody was asked about this one: what went wrong before concerns it too.
pub fn not_tried(reason: &str) -> CommandError {
    let message = format!("not tried, for the one before failed: {reason}");
    CommandError::new(Type::Api, NOT_TRIED, message)
        .with_hint("put right what failed, and run the command again with the same key")
}

/// A part did not go out: what did is told, and nothing comes after it.
pub fn broken_off(error: CommandError, sent: &[Sent], parts: usize, key: &SendKey) -> CommandError {
    let part = sent.len() + 1;
    let ids: Vec<&str> = sent.iter().map(|sent| sent.message_id.as_str()).collect();
    let message = match parts - part {
        0 => format!("part {part} of {parts}: {}", error.message),
        left => format!("part {part} of {parts}: {}; {left} after it not sent", error.message),
    };
    let cause = error.cause.clone();
    let hint = match (&error.hint, error.subtype == "outcome_unknown") {
        (Some(hint), false) if !sent.is_empty() => {
            format!("{hint}; then, within the hour, {}", hints::go_on(key.as_str()))
        }
        (hint, _) => hint.clone().unwrap_or_default(),
    };
    let mut error = CommandError { message, ..error }
        .with_hint(hint)
        .with_fact("part", part)
        .with_fact("parts", parts)
        .with_fact("sent", json!(ids))
        .with_fact("idempotency_key", key.as_str());
    // With nothing sent the best hint is the one for the refusal itself.
    error.cause = cause.filter(|_| sent.is_empty());
    error
}
