//! How a sandbox is set up: where its state lives, which limits hold, what time it is.

use std::{fmt, path::PathBuf, str::FromStr, sync::Arc};

use crate::random::{OsRandom, Random};

/// How to open a sandbox.
pub struct Options {
    pub location: Location,
    pub limits: Limits,
    pub clock: ClockSetting,
    pub random: Arc<dyn Random>,
}

impl Options {
    /// A sandbox at `location` with the real clock, no rate limits and secrets nobody can guess.
    pub fn new(location: Location) -> Self {
        Self {
            location,
            limits: Limits::Off,
            clock: ClockSetting::FromFile,
            random: Arc::new(OsRandom),
        }
    }
}

/// Where a sandbox keeps its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// Gone when the sandbox is closed.
    Memory,
    /// A SQLite file; made, with its directory, where there is none.
    File(PathBuf),
}

/// Which rate limits hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    Off,
    /// Lark's own.
    Real,
    /// So many calls per second for each app and endpoint.
    PerSecond(u32),
}

/// Not a setting of the limits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("limits are `off`, `real` or a number of calls per second, not `{}`", given.escape_debug())]
pub struct InvalidLimits {
    pub given: String,
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Real => f.write_str("real"),
            Self::PerSecond(calls) => write!(f, "{calls}"),
        }
    }
}

impl FromStr for Limits {
    type Err = InvalidLimits;

    fn from_str(given: &str) -> Result<Self, InvalidLimits> {
        match given {
            "off" => Ok(Self::Off),
            "real" => Ok(Self::Real),
            number => match number.parse() {
                Ok(per_second) if per_second > 0 => Ok(Self::PerSecond(per_second)),
                _ => Err(InvalidLimits { given: given.to_owned() }),
            },
        }
    }
}

/// What a new sandbox's clock is; the file remembers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockSetting {
    /// What the file says; the real time where it is new.
    FromFile,
    /// Always this many milliseconds since 1970. An existing file keeps its own clock.
    Frozen(i64),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_off_real_or_a_number_above_zero() {
        assert_eq!("off".parse(), Ok(Limits::Off));
        assert_eq!("real".parse(), Ok(Limits::Real));
        assert_eq!("5".parse(), Ok(Limits::PerSecond(5)));
        assert_eq!(Limits::PerSecond(5).to_string().parse(), Ok(Limits::PerSecond(5)));
        for bad in ["", "0", "-1", "OFF", "fast"] {
            assert!(bad.parse::<Limits>().is_err(), "{bad:?}");
        }
    }
}
