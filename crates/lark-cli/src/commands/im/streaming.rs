//! `--stream`: the lines of standard input as they come, batch by batch.

mod in_place;
mod lines;
mod messages;
mod resend;

use std::{cell::RefCell, rc::Rc, time::Duration};

use clap::Args;
use lark_client::Client;

use self::{in_place::InPlace, lines::Lines, messages::Messages, resend::Sender};
use super::sending::{Code, Destination, Muted, SendOptions};
use crate::{
    context::Context,
    error::CommandError,
    output::{Output, Paging, Row, Rows},
};

/// Whether lines are sent as they come, and as what.
#[derive(Args)]
#[group(skip)]
pub struct StreamArgs {
    /// Send the lines of standard input as they come, a message for the lines of each second
    #[arg(long, group = "said")]
    stream: bool,

    /// With --stream: one card that is updated with the latest lines
    #[arg(long, requires = "stream", conflicts_with = "code")]
    update_in_place: bool,

    /// With --stream: for how many seconds lines are gathered, 1 unless told
    #[arg(long, requires = "stream", value_name = "SECONDS", value_parser = interval)]
    stream_interval: Option<Duration>,
}

/// Lark takes five messages a second for a chat, and five changes of a card.
const SHORTEST: Duration = Duration::from_millis(200);

fn interval(given: &str) -> Result<Duration, String> {
    let wrong = || format!("an interval is a number of seconds from 0.2 to 3600, not: {given}");
    let seconds: f64 = given.parse().map_err(|_| wrong())?;
    match (0.2..=3600.0).contains(&seconds) {
        true => Ok(Duration::from_secs_f64(seconds)),
        false => Err(wrong()),
    }
}

/// How lines are sent.
pub struct Stream {
    interval: Duration,
    way: Way,
}

enum Way {
    Messages(Said),
    InPlace,
}

/// As what lines are said.
#[derive(Clone, Copy)]
struct Said {
    code: Option<Code>,
    muted: Muted,
}

impl StreamArgs {
    pub fn reads_standard_input(&self) -> bool {
        self.stream
    }

    pub fn given(&self, code: Option<Code>, muted: Muted) -> Result<Option<Stream>, CommandError> {
        if !self.stream {
            return self.without_stream().map(|()| None);
        }
        let way =
            if self.update_in_place { Way::InPlace } else { Way::Messages(Said { code, muted }) };
        let interval = self.stream_interval.unwrap_or(Duration::from_secs(1));
        Ok(Some(Stream { interval, way }))
    }

    /// The grammar does not ask for --stream where another content excludes it.
    fn without_stream(&self) -> Result<(), CommandError> {
        let flag = match (self.update_in_place, self.stream_interval) {
            (true, _) => "--update-in-place",
            (false, Some(_)) => "--stream-interval",
            (false, None) => return Ok(()),
        };
        Err(CommandError::invalid(flag, format!("{flag} is for --stream"))
            .with_hint("pipe the lines in, with --stream in the place of the text"))
    }
}

/// Reads and sends while its rows are taken. The first message is sent when this returns, so that a
/// refusal is the whole answer.
pub fn run<'a>(
    context: &'a Context,
    client: &'a Client,
    destination: Destination,
    (stream, options): (Stream, &SendOptions),
) -> Result<Output<'a>, CommandError> {
    let lines = Lines::of_standard_input(stream.interval)?;
    let sender = Sender::new(client, destination, options);
    let mut rows: Box<dyn Iterator<Item = Result<Row, CommandError>> + 'a> = match stream.way {
        Way::Messages(said) => Box::new(Messages::new(context, lines, sender, said)),
        Way::InPlace => Box::new(InPlace::new(context, lines, sender)),
    };
    let first = rows.next().transpose()?;
    if context.global().dry_run {
        // What is planned is printed, and no row of it.
        rows.by_ref().try_for_each(|row| row.map(drop))?;
    }
    Ok(Output::Rows(Rows {
        key: "messages",
        columns: &["first_line", "last_line", "message_id", "create_time"],
        rows: Box::new(first.map(Ok).into_iter().chain(rows)),
        paging: Rc::new(RefCell::new(Paging::default())),
    }))
}

/// Numbers of lines, as a person reads them.
fn numbers(first: u64, last: u64) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_keeps_to_the_limits_of_a_chat() {
        assert_eq!(interval("0.2"), Ok(SHORTEST));
        assert_eq!(interval("10"), Ok(Duration::from_secs(10)));
        for wrong in ["0.1", "-1", "3601", "NaN", "inf", "soon", ""] {
            assert!(interval(wrong).is_err(), "{wrong}");
        }
    }
}
