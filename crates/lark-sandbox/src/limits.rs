//! How often an app may call; in memory, by the sandbox's own clock.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use lark_api::{
    Meta,
    errors::codes,
    limits::{
        CHANGES_PER_MESSAGE_PER_SECOND, EPHEMERALS_PER_CHAT_PER_SECOND, HOOK_PER_MINUTE,
        HOOK_PER_SECOND, SENDS_PER_TARGET_PER_SECOND,
    },
};

use crate::{
    failure::Failure,
    keys::{AppKey, ChatKey, MessageKey},
    options::Limits,
};

pub(crate) struct RateLimiter {
    limits: Limits,
    windows: Mutex<HashMap<Key, Window>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Call { app: AppKey, endpoint: &'static str, length: i64 },
    SendTo(ChatKey),
    ShowIn(ChatKey),
    Hook { app: AppKey, length: i64 },
    Change { message: MessageKey, code: i64 },
}

#[derive(Clone, Copy, Default)]
struct Window {
    start: i64,
    calls: u32,
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
/// Windows that nobody uses any more are dropped when there are more than so many.
const KEPT: usize = 4096;

impl RateLimiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, windows: Mutex::default() }
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// Counts a call of an endpoint, or refuses it.
    pub(crate) fn call(&self, app: AppKey, meta: &Meta, now: i64) -> Result<(), Failure> {
        let (per_minute, per_second) = match self.limits {
            Limits::Off => return Ok(()),
            Limits::Real => meta.tier.quota(),
            Limits::PerSecond(calls) => (None, Some(calls)),
        };
        for (length, limit) in [(SECOND, per_second), (MINUTE, per_minute)] {
            let Some(limit) = limit else { continue };
            let key = Key::Call { app, endpoint: meta.name, length };
            if !self.count(key, length, limit, now) {
                let reset = (length - now.rem_euclid(length) + SECOND - 1) / SECOND;
                return Err(Failure::Limited { limit, reset });
            }
        }
        Ok(())
    }

    /// Counts a message to a chat, or refuses it; all apps share what a chat takes.
    pub(crate) fn send_to(&self, chat: ChatKey, now: i64) -> Result<(), Failure> {
        let limit = SENDS_PER_TARGET_PER_SECOND;
        if self.limits == Limits::Real && !self.count(Key::SendTo(chat), SECOND, limit, now) {
            return Err(Failure::code(codes::SEND_RATE));
        }
        Ok(())
    }

    /// Counts a card for one person in a chat, or refuses it.
    pub(crate) fn show_in(&self, chat: ChatKey, now: i64) -> Result<(), Failure> {
        let limit = EPHEMERALS_PER_CHAT_PER_SECOND;
        match self.limits == Limits::Real && !self.count(Key::ShowIn(chat), SECOND, limit, now) {
            true => Err(Failure::code(codes::LEGACY_RATE)),
            false => Ok(()),
        }
    }

    /// Counts a call of a webhook, or refuses it.
    pub(crate) fn hook(&self, app: AppKey, now: i64) -> Result<(), Failure> {
        if self.limits != Limits::Real {
            return Ok(());
        }
        for (length, limit) in [(SECOND, HOOK_PER_SECOND), (MINUTE, HOOK_PER_MINUTE)] {
            if !self.count(Key::Hook { app, length }, length, limit, now) {
                return Err(Failure::code(codes::LEGACY_RATE));
            }
        }
        Ok(())
    }

    /// Counts a change of a message, or refuses it with `code`.
    pub(crate) fn change(&self, message: MessageKey, code: i64, now: i64) -> Result<(), Failure> {
        let (key, limit) = (Key::Change { message, code }, CHANGES_PER_MESSAGE_PER_SECOND);
        match self.limits == Limits::Real && !self.count(key, SECOND, limit, now) {
            true => Err(Failure::code(code)),
            false => Ok(()),
        }
    }

    fn count(&self, key: Key, length: i64, limit: u32, now: i64) -> bool {
        let start = now - now.rem_euclid(length);
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > KEPT {
            windows.retain(|_, window| window.start + MINUTE > now);
        }
        let window = windows.entry(key).or_default();
        if window.start != start {
            *window = Window { start, calls: 0 };
        }
        window.calls += 1;
        window.calls <= limit
    }
}

#[cfg(test)]
mod tests {
    use lark_api::{Endpoint, im::messages::SendMessage};

    use super::*;

    #[test]
    fn a_call_too_many_waits_for_its_second_to_end() {
        let limiter = RateLimiter::new(Limits::PerSecond(2));
        let call = |now| limiter.call(AppKey(1), &SendMessage::META, now);
        assert!(call(10_000).is_ok() && call(10_999).is_ok());
        let refused = call(10_500);
        assert!(matches!(refused, Err(Failure::Limited { limit: 2, reset: 1 })), "{refused:?}");
        assert!(call(11_000).is_ok());
    }

    #[test]
    fn larks_own_limits_hold_per_second_and_per_minute() {
        let limiter = RateLimiter::new(Limits::Real);
        let call = |now| limiter.call(AppKey(1), &SendMessage::META, now);
        let allowed = |now| (0..60).filter(|_| call(now).is_ok()).count();
        assert_eq!(allowed(0), 50);
        let minute: usize = (1..30).map(|second| allowed(second * SECOND)).sum();
        assert_eq!(minute + 50, 1000);
        assert_eq!((0..9).filter(|_| limiter.send_to(ChatKey(1), 0).is_ok()).count(), 5);
    }
}
