//! The local time zone.
//!
//! `TimeZone::system` makes a list of all zones there are first, which takes as long as sending a
//! message. The file that has the local one is at a place everybody knows.

use std::sync::OnceLock;

use jiff::tz::TimeZone;

/// What `TZ` names, else the machine's own.
pub fn local() -> TimeZone {
    static LOCAL: OnceLock<TimeZone> = OnceLock::new();
    LOCAL.get_or_init(|| quick().unwrap_or_else(TimeZone::system)).clone()
}

/// Its name, such as `Asia/Shanghai`, where it has one.
pub fn name() -> Option<String> {
    match local().iana_name() {
        Some("Local") => {
            let link = std::fs::read_link("/etc/localtime").ok()?;
            let (_, name) = link.to_str()?.split_once("zoneinfo/")?;
            Some(name.to_owned())
        }
        name => name.map(str::to_owned),
    }
}

#[cfg(unix)]
fn quick() -> Option<TimeZone> {
    if std::env::var_os("TZDIR").is_some() {
        return None;
    }
    let Some(named) = std::env::var_os("TZ") else {
        return read("Local", "/etc/localtime");
    };
    let named = named.to_str()?;
    let name = named.strip_prefix(':').unwrap_or(named);
    if name == "UTC" {
        return Some(TimeZone::UTC);
    }
    is_name(name).then(|| read(name, &format!("/usr/share/zoneinfo/{name}")))?
}

#[cfg(not(unix))]
fn quick() -> Option<TimeZone> {
    None
}

/// Whether it leads to a file of the database; others are rules of their own, or places.
#[cfg(unix)]
fn is_name(name: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    };
    name.split('/').all(is_plain)
}

#[cfg(unix)]
fn read(name: &str, path: &str) -> Option<TimeZone> {
    TimeZone::tzif(name, &std::fs::read(path).ok()?).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn only_names_lead_into_the_database() {
        for name in ["Asia/Shanghai", "America/Argentina/Buenos_Aires", "Etc/GMT+8", "PRC"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["", "/etc/localtime", "../x", "Asia//Tokyo", "CST6CDT,M3.2.0"] {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn a_zone_read_by_itself_is_the_one_of_the_list() {
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        for name in ["Asia/Shanghai", "America/New_York", "Europe/Berlin"] {
            let Ok(listed) = TimeZone::get(name) else { continue };
            let read = read(name, &format!("/usr/share/zoneinfo/{name}")).unwrap();
            assert_eq!(read.to_offset(at), listed.to_offset(at), "{name}");
        }
    }
}
