//! From when to when: `--since` and `--until`.

use clap::Args;
use jiff::Timestamp;
use lark_api::time::Seconds;

use crate::{context::Context, error::CommandError};

#[derive(Args, Clone, Debug, Default)]
pub struct PeriodArgs {
    /// Not before then: 2026-11-24, 2026-11-24T09:00, 2h (ago), yesterday
    #[arg(long, value_name = "TIME")]
    since: Option<String>,

    /// Not after then
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

/// A stretch of time; both ends are in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Period {
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
}

impl PeriodArgs {
    pub fn resolve(&self, _context: &Context) -> Result<Period, CommandError> {
        Ok(Period {
            start: self.since.as_deref().map(|text| moment("--since", text)).transpose()?,
            end: self.until.as_deref().map(|text| moment("--until", text)).transpose()?,
        })
    }
}

fn moment(flag: &str, text: &str) -> Result<Timestamp, CommandError> {
    text.parse().map_err(|_| {
        CommandError::invalid(flag, format!("`{}` is no time", text.escape_debug()))
            .with_hint("such as 2026-11-24T09:00:00+08:00")
    })
}

impl Period {
    /// As the history takes it: whole seconds, not ending before the last of them is over.
    pub fn start_time(&self) -> Option<Seconds> {
        self.start.map(|time| Seconds(time.as_second()))
    }

    pub fn end_time(&self) -> Option<Seconds> {
        self.end.map(|time| Seconds(time.as_second()))
    }
}
