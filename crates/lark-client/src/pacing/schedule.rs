//! When calls may go: what was granted, and what follows from it. No clock, no file.

use super::bounds::{Bound, Bounds, Key, SECOND};

/// What was granted and is still to be reckoned with. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Schedule {
    marks: Vec<Mark>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    kind: Kind,
    key: Key,
    /// Of [`Kind::Even`] in microseconds.
    at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A call of a window goes then.
    Call = 1,
    /// With no bursts, the next call of an even row would go then.
    Even = 2,
    /// Nothing goes before.
    Hold = 3,
}

/// How much later than its place in an even row a call may go, in milliseconds.
const SPARE: i64 = 800;

/// No grant is further ahead: what is, comes from a clock that was set, or is damage.
const HORIZON: i64 = 10 * 60 * 1000;

/// No file with more in it is one of ours.
const MOST: usize = 20_000;

const MARK_BYTES: usize = 24;

impl Schedule {
    /// The earliest time at which all bounds let a call go; it is taken.
    pub(super) fn reserve(&mut self, now: i64, bounds: &Bounds) -> i64 {
        self.forget(now);
        let keys = [bounds.endpoint, bounds.target].into_iter().flatten();
        let held = keys.map(|key| self.held_until(key));
        let free = bounds.list.iter().map(|bound| self.free_at(*bound));
        let at = held.chain(free).fold(now, i64::max);
        bounds.list.iter().for_each(|bound| self.take(*bound, at, now));
        at
    }

    /// Nothing that concerns `key` goes before `until`.
    pub(super) fn hold(&mut self, key: Key, until: i64) {
        self.marks.push(Mark { kind: Kind::Hold, key, at: until });
    }

    /// A call was long on its way: it may have been counted as late as `now`.
    pub(super) fn arrived(&mut self, now: i64, bounds: &Bounds) {
        for bound in &bounds.list {
            if let Bound::Window { key, .. } = *bound {
                self.marks.push(Mark { kind: Kind::Call, key, at: now });
            }
        }
    }

    fn held_until(&self, key: Key) -> i64 {
        self.of(Kind::Hold, key).max().unwrap_or(i64::MIN)
    }

    fn free_at(&self, bound: Bound) -> i64 {
        match bound {
            Bound::Window { key, calls } => {
                let mut times: Vec<i64> = self.of(Kind::Call, key).collect();
                if times.len() < calls {
                    return i64::MIN;
                }
                // Only then are fewer than `calls` of them less than a second away.
                times.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
                times[calls - 1] + SECOND
            }
            Bound::Even { key, burst, interval } => {
                let next = self.of(Kind::Even, key).max().unwrap_or(i64::MIN / 2);
                (next - (burst - 1) * interval + 999).div_euclid(1000)
            }
        }
    }

    fn take(&mut self, bound: Bound, at: i64, now: i64) {
        match bound {
            Bound::Window { key, .. } => self.marks.push(Mark { kind: Kind::Call, key, at }),
            Bound::Even { key, interval, .. } => {
                // The row goes on before a call that waits for something else; the minute has a
                // second to spare for it.
                let from = now.max(at - SPARE) * 1000;
                let next = self.of(Kind::Even, key).fold(from, i64::max) + interval;
                self.marks.retain(|mark| !(mark.kind == Kind::Even && mark.key == key));
                self.marks.push(Mark { kind: Kind::Even, key, at: next });
            }
        }
    }

    fn of(&self, kind: Kind, key: Key) -> impl Iterator<Item = i64> {
        let same = move |mark: &&Mark| mark.kind == kind && mark.key == key;
        self.marks.iter().filter(same).map(|mark| mark.at)
    }

    /// Drops what says nothing any more, and what makes no sense.
    fn forget(&mut self, now: i64) {
        self.marks.retain(|mark| {
            let (at, lasts) = match mark.kind {
                Kind::Call => (mark.at, SECOND),
                Kind::Even => (mark.at / 1000, 0),
                Kind::Hold => (mark.at, 0),
            };
            at > now - lasts && at < now + HORIZON
        });
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.marks.len() * MARK_BYTES);
        for mark in &self.marks {
            bytes.extend((mark.kind as u64).to_le_bytes());
            bytes.extend(mark.key.to_le_bytes());
            bytes.extend(mark.at.to_le_bytes());
        }
        bytes
    }

    /// What can be made of a file; damaged marks are left out.
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        let marks = bytes.chunks_exact(MARK_BYTES).take(MOST).filter_map(|mark| {
            let number = |at: usize| mark[at..at + 8].try_into().map(u64::from_le_bytes).ok();
            let kind = match number(0)? {
                1 => Kind::Call,
                2 => Kind::Even,
                3 => Kind::Hold,
                _ => return None,
            };
            Some(Mark { kind, key: number(8)?, at: number(16)?.cast_signed() })
        });
        Self { marks: marks.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: Key = 1;

    fn bounds(target: Key) -> Bounds {
        let list = vec![
            Bound::Window { key: ENDPOINT, calls: 50 },
            Bound::Even { key: ENDPOINT, burst: 50, interval: 61_000_000 / 950 },
            Bound::Window { key: target, calls: 5 },
        ];
        Bounds { endpoint: Some(ENDPOINT), target: Some(target), list }
    }

    /// The most of `times` that lie within any time of that length.
    fn most_within(times: &[i64], length: i64) -> usize {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        let within = |first: &i64| {
            let window = *first..first + length;
            sorted.iter().filter(|at| window.contains(at)).count()
        };
        sorted.iter().map(within).max().unwrap_or(0)
    }

    #[test]
    fn a_thousand_sends_to_three_hundred_chats_take_a_minute_and_break_no_limit() {
        let (mut schedule, mut now) = (Schedule::default(), 1_000_000);
        let mut grants = Vec::new();
        for n in 0..1200_u64 {
            let target = 100 + n % 300;
            now = schedule.reserve(now, &bounds(target));
            grants.push((target, now));
        }
        let all: Vec<i64> = grants.iter().map(|(_, at)| *at).collect();
        let took = all[999] - all[0];
        assert!((60_000..62_000).contains(&took), "{took}");
        assert_eq!(most_within(&all, 1000), 50);
        assert!(most_within(&all, 60_000) <= 1000);
        assert!(schedule.to_bytes().len() < 8192, "{}", schedule.to_bytes().len());
    }

    #[test]
    fn a_chat_takes_five_a_second_whoever_asks() {
        let mut schedule = Schedule::default();
        // All at the same moment, as by as many processes.
        let grants: Vec<i64> = (0..23).map(|_| schedule.reserve(5000, &bounds(7))).collect();
        assert_eq!(grants.iter().filter(|at| **at == 5000).count(), 5);
        assert_eq!(most_within(&grants, 1000), 5);
        let other = schedule.reserve(5000, &bounds(8));
        assert!(other < grants[22] - SECOND, "a full chat takes others' turns: {other}");
    }

    #[test]
    fn what_is_held_waits_and_others_do_not() {
        let mut schedule = Schedule::default();
        schedule.hold(7, 9000);
        assert_eq!(schedule.reserve(5000, &bounds(7)), 9000);
        let mut other = Schedule::default();
        other.hold(7, 9000);
        assert_eq!(other.reserve(5000, &bounds(8)), 5000);
    }

    #[test]
    fn a_schedule_survives_its_bytes_and_damage_is_left_out() {
        let mut schedule = Schedule::default();
        for target in 0..9 {
            schedule.reserve(5000, &bounds(target));
        }
        let bytes = schedule.to_bytes();
        assert_eq!(Schedule::of_bytes(&bytes), schedule);
        let mut damaged = vec![0xff; 48];
        damaged.extend_from_slice(&bytes);
        damaged.extend_from_slice(&[1, 2, 3]);
        assert_eq!(Schedule::of_bytes(&damaged), schedule);
        // Times out of all reason hold nobody up.
        let mut mad = Schedule::default();
        mad.hold(7, i64::MAX);
        mad.arrived(i64::MAX, &bounds(7));
        assert_eq!(mad.reserve(5000, &bounds(7)), 5000);
    }
}
