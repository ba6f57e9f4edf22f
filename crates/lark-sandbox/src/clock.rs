//! What time it is in a sandbox.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::{Timestamp, tz::Offset};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Real,
    /// So many milliseconds ahead of the real one.
    Ahead(i64),
    /// Milliseconds since 1970.
    Frozen(i64),
}

/// How a sandbox's clock is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// Forward; it goes on, or stands still, as before.
    Advance(Duration),
    /// Stands still at so many milliseconds since 1970.
    Freeze(i64),
    /// Goes with the real time again.
    Real,
}

impl Clock {
    /// Milliseconds since 1970.
    pub(crate) fn now(self) -> i64 {
        match self {
            Self::Frozen(at) => at,
            Self::Real => real(),
            Self::Ahead(by) => real().saturating_add(by),
        }
    }

    pub(crate) fn changed(self, change: ClockChange) -> Self {
        let by = match change {
            ClockChange::Real => return Self::Real,
            ClockChange::Freeze(at) => return Self::Frozen(at),
            ClockChange::Advance(by) => i64::try_from(by.as_millis()).unwrap_or(i64::MAX),
        };
        match self {
            Self::Real => Self::Ahead(by),
            Self::Ahead(before) => Self::Ahead(before.saturating_add(by)),
            Self::Frozen(at) => Self::Frozen(at.saturating_add(by)),
        }
    }

    pub(crate) fn from_setting(text: &str) -> Self {
        let number = |prefix| text.strip_prefix(prefix).and_then(|number| number.parse().ok());
        let frozen = number("frozen:").map(Self::Frozen);
        frozen.or(number("ahead:").map(Self::Ahead)).unwrap_or(Self::Real)
    }

    pub(crate) fn to_setting(self) -> String {
        match self {
            Self::Real => "real".to_owned(),
            Self::Ahead(by) => format!("ahead:{by}"),
            Self::Frozen(at) => format!("frozen:{at}"),
        }
    }
}

fn real() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
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
        for clock in [Clock::Real, Clock::Ahead(5), Clock::Frozen(1_700_000_000_000)] {
            assert_eq!(Clock::from_setting(&clock.to_setting()), clock);
        }
        assert!(Clock::Real.now() > 1_700_000_000_000);
    }

    #[test]
    fn a_clock_that_is_advanced_goes_on_as_it_did() {
        let advance = |ms| ClockChange::Advance(Duration::from_millis(ms));
        assert_eq!(Clock::Frozen(1000).changed(advance(500)), Clock::Frozen(1500));
        let ahead = Clock::Real.changed(advance(7)).changed(advance(3));
        assert_eq!(ahead, Clock::Ahead(10));
        assert_eq!(ahead.changed(ClockChange::Freeze(9)), Clock::Frozen(9));
        assert_eq!(ahead.changed(ClockChange::Real), Clock::Real);
    }

    #[test]
    fn times_are_written_as_http_and_as_lark_write_them() {
        let at = 1_700_000_000_123;
        assert_eq!(http_date(at), "Tue, 14 Nov 2023 22:13:20 GMT");
        assert_eq!(log_stamp(at), "20231115061320");
    }
}
