//! Many connections that ask the same, as fast as they can or at an even pace.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use super::{connection::Connection, server::Server};
use crate::shell::Result;

pub(super) struct Load<'a> {
    pub(super) server: &'a Server,
    pub(super) connections: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Pace {
    /// As many as possible for so long.
    Most(Duration),
    /// So many calls per second for so long; all connections together.
    Even { rate: f64, over: Duration },
    /// So many calls, as fast as possible.
    Count(u64),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// How long each answer took, the shortest first.
    pub(super) micros: Vec<u32>,
    pub(super) seconds: f64,
}

impl Outcome {
    pub(super) fn per_second(&self) -> f64 {
        self.micros.len() as f64 / self.seconds.max(f64::EPSILON)
    }

    /// The milliseconds within which this share of the answers came.
    pub(super) fn within(&self, share: f64) -> f64 {
        let index = (self.micros.len() as f64 * share) as usize;
        let micros = self.micros.get(index.min(self.micros.len().saturating_sub(1)));
        micros.map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

impl Load<'_> {
    pub(super) fn run(&self, request: &[u8], pace: Pace) -> Result<Outcome> {
        let address = self.server.address()?;
        let left = AtomicU64::new(if let Pace::Count(count) = pace { count } else { u64::MAX });
        let start = Instant::now();
        let worker = |index: usize| {
            let schedule = Schedule { start, index, connections: self.connections, pace };
            // An error of another thread cannot be handed over as it is.
            work(address, request, &schedule, &left).map_err(|error| error.to_string())
        };
        let parts: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..self.connections).map(|index| scope.spawn(move || worker(index))).collect();
            threads.into_iter().map(|thread| thread.join()).collect()
        });
        let seconds = start.elapsed().as_secs_f64();
        let mut micros = Vec::new();
        for part in parts {
            micros.extend(part.map_err(|_| "a connection's thread panicked")??);
        }
        micros.sort_unstable();
        Ok(Outcome { micros, seconds })
    }
}

/// When one connection asks.
struct Schedule {
    start: Instant,
    index: usize,
    connections: usize,
    pace: Pace,
}

impl Schedule {
    /// Waits for the turn of call `number`; the time at which it was due, or `None` at the end.
    fn turn(&self, number: u32) -> Option<Instant> {
        match self.pace {
            Pace::Count(_) => Some(Instant::now()),
            Pace::Most(over) => {
                let now = Instant::now();
                (now < self.start + over).then_some(now)
            }
            Pace::Even { rate, over } => {
                let between = Duration::from_secs_f64(self.connections as f64 / rate);
                let offset = between.mul_f64(self.index as f64 / self.connections as f64);
                let due = self.start + offset + between * number;
                if due >= self.start + over {
                    return None;
                }
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                // Lateness counts: who waited for the call before this one waited too.
                Some(due)
            }
        }
    }
}

fn work(address: &str, request: &[u8], schedule: &Schedule, left: &AtomicU64) -> Result<Vec<u32>> {
    let mut connection = Connection::open(address)?;
    let mut micros = Vec::new();
    let mut number = 0;
    while let Some(due) = schedule.turn(number) {
        if left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_err() {
            break;
        }
        connection.ask(request)?;
        micros.push(due.elapsed().as_micros().try_into()?);
        number += 1;
    }
    Ok(micros)
}

/// Sends until the server is gone; the ids of the messages it had answered for.
pub(super) fn send_until_cut_off(server: &Server, request: &[u8]) -> Vec<String> {
    let mut ids = Vec::new();
    let Ok(mut connection) = server.address().and_then(Connection::open) else { return ids };
    while let Ok(answer) = connection.ask(request) {
        ids.extend(message_id(answer));
    }
    ids
}

/// The first `message_id` of an answer; parsing all of it would cost the server its processor.
fn message_id(answer: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(answer).ok()?;
    let (_, rest) = text.split_once(r#""message_id":""#)?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_read_off_the_sorted_answers() {
        let outcome = Outcome { micros: (1..=1000).map(|n| n * 10).collect(), seconds: 2.0 };
        assert_eq!((outcome.within(0.5), outcome.within(0.99)), (5.01, 9.91));
        assert!((outcome.per_second() - 500.0).abs() < 1e-9);
        assert!(Outcome::default().within(0.99).abs() < 1e-9);
    }

    #[test]
    fn an_even_pace_ends_and_gives_each_connection_its_own_moments() {
        let pace = Pace::Even { rate: 2000.0, over: Duration::from_millis(4) };
        let start = Instant::now();
        let due = |index| {
            let schedule = Schedule { start, index, connections: 2, pace };
            let turns = (0..).map_while(|number| schedule.turn(number));
            turns.map(|due| (due - start).as_micros()).collect::<Vec<_>>()
        };
        assert_eq!(due(0), [0, 1000, 2000, 3000]);
        assert_eq!(due(1), [500, 1500, 2500, 3500]);
    }

    #[test]
    fn the_id_of_a_sent_message_is_found() {
        let answer = br#"{"code":0,"data":{"body":{},"message_id":"om_1"}}"#;
        assert_eq!(message_id(answer).unwrap(), "om_1");
    }
}
