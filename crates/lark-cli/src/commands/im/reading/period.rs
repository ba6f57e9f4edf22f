//! From when to when: `--since` and `--until`.

use clap::Args;
use jiff::{Timestamp, Zoned};
use lark_api::time::Seconds;
use serde_json::json;

use crate::{
    context::Context,
    error::CommandError,
    times::{self, End},
    zone,
};

#[derive(Args, Clone, Debug, Default)]
pub struct PeriodArgs {
    /// Not before: 2026-11-24, 2026-11-24T09:00, 2h (ago), yesterday, 昨天
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, aliases = ["start", "start-time"])]
    since: Option<String>,

    /// Not after; a day is in it whole
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, aliases = ["end", "end-time"])]
    until: Option<String>,
}

/// A stretch of time; both ends are in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Period {
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
}

impl PeriodArgs {
    /// As they were typed: what is counted back from now is another time with each minute.
    pub fn words(&self) -> String {
        format!("{:?}..{:?}", self.since, self.until)
    }

    /// Reads the times, and says in `meta` what they were understood as.
    pub fn resolve(&self, context: &Context) -> Result<Period, CommandError> {
        let now = Timestamp::now().to_zoned(zone::local());
        let moment = |flag: &str, text: &Option<String>, end: End| {
            text.as_deref().map(|text| moment((flag, text), &now, end)).transpose()
        };
        let start = moment("--since", &self.since, End::Since)?;
        let end = moment("--until", &self.until, End::Until)?;
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            let message = format!("{} is before {}", shown(end, &now), shown(start, &now));
            return Err(CommandError::invalid("--until", message)
                .with_hint("put the earlier time into --since"));
        }
        if start.is_some() || end.is_some() {
            let shown = |time: Option<Timestamp>| time.map(|time| shown(time, &now));
            context.fact(
                "period",
                json!({ "since": shown(start), "until": shown(end), "zone": zone::name() }),
            );
        }
        Ok(Period { start, end })
    }
}

fn moment((flag, text): (&str, &str), now: &Zoned, end: End) -> Result<Timestamp, CommandError> {
    times::read(text, now, end).ok_or_else(|| {
        CommandError::invalid(flag, format!("`{}` is no time", text.escape_debug()))
            .with_hint(times::EXAMPLES)
    })
}

/// With its offset, so that nobody has to guess the zone.
fn shown(time: Timestamp, now: &Zoned) -> String {
    time.to_zoned(now.time_zone().clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

impl Period {
    /// As the history takes it: in whole seconds.
    pub fn start_time(&self) -> Option<Seconds> {
        self.start.map(|time| Seconds(time.as_second()))
    }

    pub fn end_time(&self) -> Option<Seconds> {
        self.end.map(|time| Seconds(time.as_second()))
    }

    pub fn has(&self, millis: i64) -> bool {
        !self.is_before_at(millis) && !self.is_over_at(millis)
    }

    /// Whether its end is over at that time.
    pub fn is_over_at(&self, millis: i64) -> bool {
        self.end.is_some_and(|end| millis > end.as_millisecond())
    }

    /// Whether it has not begun at that time.
    pub fn is_before_at(&self, millis: i64) -> bool {
        self.start.is_some_and(|start| millis < start.as_millisecond())
    }

    /// The flags that mean it, whenever they are read.
    pub fn flags(&self) -> String {
        let flag = |name: &str, time: Option<Timestamp>| {
            time.map(|time| format!(" --{name} {time}")).unwrap_or_default()
        };
        flag("since", self.start) + &flag("until", self.end)
    }
}
