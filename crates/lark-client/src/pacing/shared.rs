//! The pacer that all processes of a machine share, through a file.

use std::{
    fmt,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use lark_api::{Meta, errors::Kind, wire::Parts};
use sha2::{Digest, Sha256};

use super::{
    Heard, Pacer, Rate,
    bounds::{Bounds, SLACK},
    file::ScheduleFile,
    schedule::Schedule,
};
use crate::{
    clock::{Clock, SystemClock},
    token::hex,
};

/// Holds calls back as Lark's limits ask for. It never fails a call.
pub struct SharedPacer {
    rate: Rate,
    app: String,
    place: Mutex<Place>,
    clock: Box<dyn Clock>,
}

struct Place {
    /// What this process knows; all there is where there is no file.
    own: Schedule,
    file: Option<ScheduleFile>,
}

/// After a refusal that says no time, in milliseconds.
const BREATH: i64 = 1000;

/// A time that is longer concerns only who was told it (in seconds).
const LONGEST_HOLD: u64 = 60;

impl SharedPacer {
    /// Paces the calls of `app` to the host at `base_url`, together with all who have the same
    /// `directory`; alone where there is none.
    pub fn new(directory: Option<&Path>, base_url: &str, app: &str, rate: Rate) -> Self {
        let name = hex(&Sha256::digest(base_url)[..8]);
        let file = directory.map(|directory| ScheduleFile::new(directory.join(name)));
        let place = Mutex::new(Place { own: Schedule::default(), file });
        Self { rate, app: app.to_owned(), place, clock: Box::new(SystemClock::default()) }
    }

    pub fn with_clock(mut self, clock: Box<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    fn bounds(&self, meta: &Meta, parts: &Parts) -> Bounds {
        Bounds::of(&self.app, self.rate, meta, parts)
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn change<T>(&mut self, change: impl FnOnce(&mut Schedule) -> T) -> T {
        match &mut self.file {
            Some(file) => file.change(&mut self.own, change),
            None => change(&mut self.own),
        }
    }
}

impl Pacer for SharedPacer {
    fn wait(&self, meta: &Meta, parts: &Parts) {
        let bounds = self.bounds(meta, parts);
        if bounds.list.is_empty() {
            return;
        }
        // The lock is held while the time is chosen, not while it is waited for.
        let now = self.clock.now();
        let at = self.place().change(|schedule| schedule.reserve(now, &bounds));
        if let Ok(pause @ 1..) = u64::try_from(at - now) {
            self.clock.sleep(Duration::from_millis(pause));
        }
    }

    fn heard(&self, meta: &Meta, parts: &Parts, heard: Heard<'_>) {
        let limited = heard.refusal.filter(|api| api.kind == Some(Kind::RateLimited));
        let was_late = heard.took > SLACK.unsigned_abs();
        if limited.is_none() && !was_late {
            return;
        }
        let (bounds, now) = (self.bounds(meta, parts), self.clock.now());
        if bounds.list.is_empty() {
            return;
        }
        self.place().change(|schedule| {
            if was_late {
                schedule.arrived(now, &bounds);
            }
            let Some(api) = limited else { return };
            match (api.retry_after, bounds.endpoint, bounds.target) {
                (Some(seconds), Some(endpoint), _) if seconds <= LONGEST_HOLD => {
                    schedule.hold(endpoint, now + seconds.cast_signed() * 1000);
                }
                // The gateway in front counts calls, the service behind it counts whom they reach.
                (None, Some(endpoint), None) => schedule.hold(endpoint, now + BREATH),
                (None, Some(endpoint), _) if api.status == 429 => {
                    schedule.hold(endpoint, now + BREATH);
                }
                (None, _, Some(target)) => schedule.hold(target, now + BREATH),
                _ => {}
            }
        });
    }
}

impl fmt::Debug for SharedPacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedPacer").field("rate", &self.rate).finish_non_exhaustive()
    }
}
