//! What time it is in a sandbox.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::{Timestamp, tz::Offset};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Real,
    /// Milliseconds since 1970.
    Frozen(i64),
}

impl Clock {
    /// Milliseconds since 1970.
    pub(crate) fn now(self) -> i64 {
        match self {
            Self::Frozen(at) => at,
            Self::Real => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
        }
    }

    pub(crate) fn from_setting(text: &str) -> Self {
        text.strip_prefix("frozen:").and_then(|at| at.parse().ok()).map_or(Self::Real, Self::Frozen)
    }

    pub(crate) fn to_setting(self) -> String {
        match self {
            Self::Real => "real".to_owned(),
            Self::Frozen(at) => format!("frozen:{at}"),
        }
    }
}

/// `Sun, 22 Nov 2026 13:48:00 GMT`, as the `Date` header has it.
pub(crate) fn http_date(at: i64) -> String {
    format_at(at, Offset::UTC, "%a, %d %b %Y %H:%M:%S GMT")
}

/// `20261122214800`: the beginning of a log id, in Lark's own time zone.
pub(crate) fn log_stamp(at: i64) -> String {
    format_at(at, Offset::constant(8), "%Y%m%d%H%M%S")
}

fn format_at(at: i64, offset: Offset, format: &str) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    offset.to_datetime(at).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_survives_its_setting() {
        for clock in [Clock::Real, Clock::Frozen(1_700_000_000_000)] {
            assert_eq!(Clock::from_setting(&clock.to_setting()), clock);
        }
        assert!(Clock::Real.now() > 1_700_000_000_000);
    }

    #[test]
    fn times_are_written_as_http_and_as_lark_write_them() {
        let at = 1_700_000_000_123;
        assert_eq!(http_date(at), "Tue, 14 Nov 2023 22:13:20 GMT");
        assert_eq!(log_stamp(at), "20231115061320");
    }
}
