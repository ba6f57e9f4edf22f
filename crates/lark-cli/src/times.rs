//! Points in time as people type them.

use jiff::{
    Span, Timestamp, ToSpan, Zoned,
    civil::{Date, DateTime},
};

/// Which end of a stretch a time is: a day begins one and ends the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Since,
    Until,
}

/// What is understood, for those who typed something else.
pub const EXAMPLES: &str = "such as 2026-11-24, 2026-11-24T09:30, 2026-11-24T09:30:00+08:00, \
    1795485600 (Unix seconds), 2h, 30m, 3d, 1w (ago), today, yesterday, 昨天, now";

/// Reads a time; what names no zone is in the zone of `now`. A day that ends a stretch is in it whole.
pub fn read(text: &str, now: &Zoned, end: End) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(day) = day(text, now) {
        return edge(day, now, end);
    }
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "now" | "现在") {
        return Some(now.timestamp());
    }
    instant(text, now).or_else(|| ago(&lower, now))
}

fn day(text: &str, now: &Zoned) -> Option<Date> {
    let back = match text.to_lowercase().as_str() {
        "today" | "今天" => 0,
        "yesterday" | "昨天" => 1,
        "前天" => 2,
        _ => return text.parse::<Date>().ok().filter(|_| is_a_mere_day(text)),
    };
    now.date().checked_sub(back.days()).ok()
}

/// The parser of dates also takes times, and leaves them away.
fn is_a_mere_day(text: &str) -> bool {
    !text.contains(['T', 't', ' ', ':'])
}

fn edge(day: Date, now: &Zoned, end: End) -> Option<Timestamp> {
    let zone = now.time_zone().clone();
    let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|start| start.timestamp());
    match end {
        End::Since => start(day),
        End::Until => start(day.tomorrow().ok()?)?.checked_sub(1.milliseconds()).ok(),
    }
}

/// With an offset, without one, or as a number of seconds or milliseconds.
fn instant(text: &str, now: &Zoned) -> Option<Timestamp> {
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = text.parse::<i64>().ok()?;
        // Seconds reach this number of digits in some thousand years.
        return match text.len() {
            ..=11 => Timestamp::from_second(number).ok(),
            _ => Timestamp::from_millisecond(number).ok(),
        };
    }
    text.parse::<Timestamp>().ok().or_else(|| {
        let civil = text.parse::<DateTime>().ok().filter(|_| !is_a_mere_day(text))?;
        civil.to_zoned(now.time_zone().clone()).ok().map(|time| time.timestamp())
    })
}

/// `2h`, `30 min`, `3 days ago`, `2小时前`: counted back from now, by the calendar from days on.
fn ago(lower: &str, now: &Zoned) -> Option<Timestamp> {
    let text = lower.strip_suffix("ago").or_else(|| lower.strip_suffix('前')).unwrap_or(lower);
    let text = text.trim().trim_start_matches('-');
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = text.split_at(digits);
    let count: i64 = count.parse().ok()?;
    let span = match unit.trim() {
        "s" | "sec" | "second" | "seconds" | "秒" => Span::new().try_seconds(count),
        "m" | "min" | "minute" | "minutes" | "分钟" => Span::new().try_minutes(count),
        "h" | "hour" | "hours" | "小时" => Span::new().try_hours(count),
        "d" | "day" | "days" | "天" => Span::new().try_days(count),
        "w" | "week" | "weeks" | "周" => Span::new().try_weeks(count),
        _ => return None,
    };
    now.checked_sub(span.ok()?).ok().map(|time| time.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::tz::{TimeZone, offset};

    use super::*;

    fn now() -> Zoned {
        let zone = TimeZone::fixed(offset(8));
        "2026-11-24T02:30:00Z".parse::<Timestamp>().unwrap().to_zoned(zone)
    }

    fn since(text: &str) -> Option<String> {
        read(text, &now(), End::Since).map(|time| time.to_string())
    }

    #[test]
    fn days_begin_and_end_where_the_reader_is() {
        assert_eq!(since("2026-11-24").unwrap(), "2026-11-23T16:00:00Z");
        let until = |text: &str| read(text, &now(), End::Until).unwrap().to_string();
        assert_eq!(until("2026-11-24"), "2026-11-24T15:59:59.999Z");
        for text in ["yesterday", "Yesterday", "昨天"] {
            assert_eq!(since(text).unwrap(), "2026-11-22T16:00:00Z");
            assert_eq!(until(text), "2026-11-23T15:59:59.999Z");
        }
        assert_eq!(since("今天"), since("today"));
        assert_eq!(since("前天").unwrap(), "2026-11-21T16:00:00Z");
    }

    #[test]
    fn instants_are_exact_and_without_a_zone_local() {
        assert_eq!(since("2026-11-24T09:30").unwrap(), "2026-11-24T01:30:00Z");
        assert_eq!(since("2026-11-24 09:30:15").unwrap(), "2026-11-24T01:30:15Z");
        assert_eq!(since("2026-11-24T09:30:00+01:00").unwrap(), "2026-11-24T08:30:00Z");
        assert_eq!(since("2026-11-24T09:30:00Z").unwrap(), "2026-11-24T09:30:00Z");
        assert_eq!(since("1795485600").unwrap(), "2026-11-24T02:00:00Z");
        assert_eq!(since("1795485600000"), since("1795485600"));
    }

    #[test]
    fn spans_are_counted_back() {
        for text in ["2h", "2 hours ago", "-2h", "2小时前", "120m", "7200s"] {
            assert_eq!(since(text).unwrap(), "2026-11-24T00:30:00Z", "{text}");
        }
        assert_eq!(since("3d").unwrap(), "2026-11-21T02:30:00Z");
        assert_eq!(since("1w").unwrap(), "2026-11-17T02:30:00Z");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "tomorrowish",
            "2h30",
            "2026-13-01",
            "12",
            "99999999999999d",
            "h",
            "2026-02-30T10:00",
        ] {
            assert_eq!(since(text), None, "{text}");
        }
    }
}
