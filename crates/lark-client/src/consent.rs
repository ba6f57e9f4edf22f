//! Waiting until a person has decided on a page elsewhere (RFC 8628).

use std::time::Duration;

use lark_api::{
    limits::{DEVICE_CODE_SECONDS, DEVICE_INTERVAL_SECONDS, SLOW_DOWN_SECONDS},
    oauth::failure::ErrorWord,
};

use crate::{Error, clock::Clock};

/// How often to ask, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub interval: Duration,
    pub patience: Duration,
}

/// No answer to a question about a login takes longer to come.
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);

/// What a lost answer makes the pauses longer by.
const AFTER_LOSS: Duration = Duration::from_secs(1);

impl Pace {
    /// Of what the answer that began the login said, in seconds.
    pub fn of(interval: Option<i64>, expires_in: Option<i64>) -> Self {
        let seconds = |given: Option<i64>, otherwise: i64| {
            let given = given.filter(|seconds| *seconds >= 1).unwrap_or(otherwise);
            Duration::from_secs(given.unsigned_abs())
        };
        Self {
            interval: seconds(interval, DEVICE_INTERVAL_SECONDS),
            patience: seconds(expires_in, DEVICE_CODE_SECONDS),
        }
    }
}

/// Nothing was granted.
#[derive(Debug, thiserror::Error)]
pub enum NotGranted {
    #[error("the person said no")]
    Denied,
    /// The codes are no good any more.
    #[error("nobody confirmed in time")]
    Expired,
    /// The person may still confirm: asking on is possible.
    #[error("nobody has confirmed yet")]
    Pending,
    #[error(transparent)]
    Refused(Error),
}

/// Asks until there is an answer or the time is over; the first question comes at once. `None` is an
/// answer that says nothing yet.
pub fn wait_for<T>(
    clock: &dyn Clock,
    pace: Pace,
    mut ask: impl FnMut() -> Result<Option<T>, Error>,
) -> Result<T, NotGranted> {
    let begun = clock.elapsed();
    let mut interval = pace.interval;
    loop {
        let longer = match ask() {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => Duration::ZERO,
            Err(error) => after(error)?,
        };
        interval = (interval + longer).min(LONGEST_INTERVAL);
        let waited = Duration::from_millis(clock.elapsed().saturating_sub(begun));
        if waited + interval > pace.patience {
            return Err(NotGranted::Pending);
        }
        clock.sleep(interval);
    }
}

/// How much longer the pauses are from now on; an error where asking on is of no use.
fn after(error: Error) -> Result<Duration, NotGranted> {
    let word = match &error {
        Error::Api(api) => api.word.as_ref(),
        // Who asks for a token that is lost on the way can ask again.
        Error::Network(_) | Error::OutcomeUnknown(_) | Error::Http { .. } => return Ok(AFTER_LOSS),
        _ => None,
    };
    match word {
        Some(ErrorWord::AuthorizationPending) => Ok(Duration::ZERO),
        Some(ErrorWord::SlowDown) => Ok(Duration::from_secs(SLOW_DOWN_SECONDS.unsigned_abs())),
        Some(ErrorWord::AccessDenied) => Err(NotGranted::Denied),
        Some(ErrorWord::ExpiredToken | ErrorWord::InvalidGrant) => Err(NotGranted::Expired),
        _ => Err(NotGranted::Refused(error)),
    }
}
