//! When a call is repeated, and how long after.

use std::time::Duration;

use lark_api::{Effect, Meta, Retry, errors::Kind, limits::UUID_WINDOW_SECONDS};

use crate::{
    Error,
    clock::Random,
    transport::{Sent, TransportErrorKind},
};

/// How long after the first attempt (in milliseconds) a uuid still makes a repeat safe: the time it
/// is remembered for, less what the way there and two clocks may differ by.
pub(crate) const UUID_TRUSTED: i64 = (UUID_WINDOW_SECONDS - 5 * 60) * 1000;

/// How often and how long a call is tried.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub attempts: u32,
    /// The pause after the first failure; each further one is three times as long.
    pub first_pause: Duration,
    /// The longest pause that Lark may ask for.
    pub longest_pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(60),
        }
    }
}

impl Patience {
    /// Every failure is the last word.
    pub const NONE: Self =
        Self { attempts: 1, first_pause: Duration::ZERO, longest_pause: Duration::ZERO };

    /// How long to wait before trying again after `attempt` failed with `error`; `None` to give up.
    pub fn pause_after(
        &self,
        meta: &Meta,
        attempt: u32,
        error: &Error,
        random: &dyn Random,
    ) -> Option<Duration> {
        if attempt >= self.attempts || !may_repeat(meta, error) {
            return None;
        }
        let backoff = self.first_pause * 3_u32.saturating_pow(attempt - 1);
        let asked = match error {
            Error::Api(api) => api.retry_after.map(Duration::from_secs),
            _ => None,
        };
        let pause = asked.unwrap_or(backoff);
        (pause <= self.longest_pause).then(|| pause + jitter(pause.min(backoff), random))
    }
}

/// Up to a quarter of `pause`: who failed together does not come back together.
fn jitter(pause: Duration, random: &dyn Random) -> Duration {
    let mut byte = [0];
    random.fill(&mut byte);
    pause / 4 * u32::from(byte[0]) / 256
}

/// Whether repeating the call can help and cannot do it a second time.
fn may_repeat(meta: &Meta, error: &Error) -> bool {
    match error {
        // Refused before it was carried out, whatever it is.
        Error::Api(api) if matches!(api.kind, Some(Kind::RateLimited | Kind::InFlight)) => true,
        Error::Api(api) => {
            (api.kind == Some(Kind::Unavailable) || api.status >= 500) && repeats_safely(meta)
        }
        // Whoever cut Lark's answer short without a word may not do it again.
        Error::Http { status: 200..300, .. } => matches!(meta.retry, Retry::ByUuid(_)),
        Error::Http { status, .. } => *status >= 500 && repeats_safely(meta),
        Error::Network(network) => match network.kind {
            TransportErrorKind::Reset | TransportErrorKind::Timeout => repeats_safely(meta),
            // A half-read answer.
            TransportErrorKind::Protocol => network.sent == Sent::Maybe && repeats_safely(meta),
            _ => false,
        },
        _ => false,
    }
}

fn repeats_safely(meta: &Meta) -> bool {
    meta.retry != Retry::Never
}

/// Whether `error` leaves open that the call was carried out.
pub(crate) fn leaves_open(meta: &Meta, error: &Error) -> bool {
    if meta.effect != Effect::Write {
        return false;
    }
    match error {
        Error::Network(network) => network.sent == Sent::Maybe,
        // Half of Lark's own answer looks like a success that is somebody else's.
        Error::Http { status, .. } => *status >= 500 || *status < 300,
        Error::Decode { .. } => true,
        Error::Api(api) => api.kind == Some(Kind::Unavailable) || api.status >= 500,
        _ => false,
    }
}
