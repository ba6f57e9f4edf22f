//! `--pace`: how fast calls go out; and how soon they are repeated.

use std::{num::NonZeroU32, str::FromStr, time::Duration};

use lark_api::Host;
use lark_client::{
    Client,
    pacing::{Rate, SharedPacer},
    retry::Patience,
};
use lark_sandbox::Limits;

use crate::{
    error::{CommandError, Type},
    profile::Directories,
    settings::environment::variable,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// As fast as who is called allows.
    #[default]
    Auto,
    Off,
    PerSecond(NonZeroU32),
}

/// What a pace may be.
pub const TAKES: &str = "auto, off, or a number of calls per second, 1 to 1000";

const MOST: u32 = 1000;

impl FromStr for Pace {
    type Err = &'static str;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        match given.trim().to_ascii_lowercase().as_str() {
            "auto" => Ok(Self::Auto),
            "off" => Ok(Self::Off),
            number => match number.parse::<NonZeroU32>() {
                Ok(calls) if calls.get() <= MOST => Ok(Self::PerSecond(calls)),
                _ => Err(TAKES),
            },
        }
    }
}

impl Pace {
    /// How fast an app may call each endpoint where `limits` hold; `None` for as fast as it can.
    fn rate(self, limits: Limits) -> Option<Rate> {
        match (self, limits) {
            (Self::Off, _) | (Self::Auto, Limits::Off) => None,
            (Self::PerSecond(calls), _) => Some(Rate::PerSecond(calls.get())),
            (Self::Auto, Limits::Real) => Some(Rate::Tier),
            (Self::Auto, Limits::PerSecond(calls)) => Some(Rate::PerSecond(calls)),
        }
    }
}

/// The client, held back together with what else calls from this machine.
pub fn paced(client: Client, pace: Pace, limits: Limits, directories: &Directories) -> Client {
    let Some(rate) = pace.rate(limits) else { return client };
    let directory = directories.data_if_any().map(|data| data.join("pace"));
    let base_url = client.base_url(Host::Open);
    let app = client.app_id().unwrap_or_default();
    let pacer = SharedPacer::new(directory.as_deref(), base_url, app, rate);
    client.with_pacer(Box::new(pacer))
}

/// The pause before the first repetition can be another where nobody's limits have to be met.
pub fn patience() -> Result<Patience, CommandError> {
    const NAME: &str = "LARK_CLI_RETRY_PAUSE";
    let Some(text) = variable(NAME) else {
        return Ok(Patience::default());
    };
    match text.trim().parse() {
        Ok(millis @ 0..=60_000) => {
            let first_pause = Duration::from_millis(millis);
            Ok(Patience { first_pause, ..Patience::default() })
        }
        _ => Err(CommandError::new(
            Type::Config,
            "invalid_setting",
            format!("{NAME} is not a setting"),
        )
        .with_hint("milliseconds before a call is repeated, 0 to 60000; 500 unless set")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_a_word_or_a_rate() {
        assert_eq!("AUTO".parse(), Ok(Pace::Auto));
        assert_eq!("off".parse(), Ok(Pace::Off));
        assert_eq!("5".parse(), Ok(Pace::PerSecond(NonZeroU32::new(5).unwrap())));
        for bad in ["", "0", "-1", "1.5", "1001", "fast"] {
            assert!(bad.parse::<Pace>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn unless_told_a_pace_is_that_of_who_is_called() {
        assert_eq!(Pace::Auto.rate(Limits::Real), Some(Rate::Tier));
        assert_eq!(Pace::Auto.rate(Limits::Off), None);
        assert_eq!(Pace::Auto.rate(Limits::PerSecond(3)), Some(Rate::PerSecond(3)));
        assert_eq!(Pace::Off.rate(Limits::Real), None);
    }
}
