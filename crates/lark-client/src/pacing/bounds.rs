//! What bounds a call: the rates of its endpoint, and of whom it reaches.

use lark_api::{
    Effect, Meta,
    errors::Family,
    limits::{HOOK_PER_MINUTE, HOOK_PER_SECOND, SENDS_PER_TARGET_PER_SECOND},
    wire::{Parts, PartsBody},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// How fast an app calls an endpoint at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// As fast as the endpoint's tier allows.
    Tier,
    /// So many calls a second, one after another.
    PerSecond(u32),
}

/// Who is counted: a hash, because nothing but equality matters.
pub(super) type Key = u64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// At most so many calls in any time of that length.
    Window { key: Key, calls: usize },
    /// So many calls at once; after that one each interval (in microseconds).
    Even { key: Key, burst: i64, interval: i64 },
}

/// Calls are counted where they arrive, not where they leave: this much (in milliseconds) may one
/// take longer than another without the two being counted together.
pub(super) const SLACK: i64 = 200;

/// How long a second is, for whoever must not be early.
pub(super) const SECOND: i64 = 1000 + SLACK;

/// A minute, in microseconds, with a second to spare.
const MINUTE: i64 = 61_000_000;

/// The bounds of a call, and whom a refusal of it concerns.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) endpoint: Option<Key>,
    pub(super) target: Option<Key>,
    pub(super) list: Vec<Bound>,
}

impl Bounds {
    /// `app` is whose calls are counted together.
    pub(super) fn of(app: &str, rate: Rate, meta: &Meta, parts: &Parts) -> Self {
        if meta.family == Family::Hook {
            return Self::of_hook(parts);
        }
        if meta.auth.is_empty() {
            return Self::default();
        }
        let endpoint = key(&["call", app, meta.name]);
        let mut list = Vec::with_capacity(3);
        match rate {
            Rate::PerSecond(calls) => list.push(Bound::Even {
                key: endpoint,
                burst: 1,
                interval: 1_000_000 * 11 / 10 / i64::from(calls.max(1)),
            }),
            Rate::Tier => of_tier(endpoint, meta, &mut list),
        }
        let target = target(meta, parts).map(|target| key(&["target", target]));
        list.extend(
            target.map(|key| Bound::Window { key, calls: SENDS_PER_TARGET_PER_SECOND as usize }),
        );
        Self { endpoint: Some(endpoint), target, list }
    }

    fn of_hook(parts: &Parts) -> Self {
        let hook = key(&["hook", &parts.path]);
        let list = vec![
            Bound::Window { key: hook, calls: HOOK_PER_SECOND as usize },
            per_minute(hook, HOOK_PER_MINUTE, HOOK_PER_SECOND),
        ];
        Self { endpoint: None, target: Some(hook), list }
    }
}

fn of_tier(endpoint: Key, meta: &Meta, list: &mut Vec<Bound>) {
    let (minute, second) = meta.tier.quota();
    list.extend(second.map(|calls| Bound::Window { key: endpoint, calls: calls as usize }));
    list.extend(minute.map(|calls| per_minute(endpoint, calls, second.unwrap_or(calls / 2))));
}

/// `burst` calls at once and the rest of the quota evenly over the minute: whichever minute one
/// looks at, the two together are not more than the quota.
fn per_minute(key: Key, quota: u32, burst: u32) -> Bound {
    let rest = quota.saturating_sub(burst).max(1);
    Bound::Even { key, burst: i64::from(burst), interval: MINUTE / i64::from(rest) }
}

/// Whom a write reaches, as far as it is counted: a chat, a person, or the message it is about.
fn target<'a>(meta: &Meta, parts: &'a Parts) -> Option<&'a str> {
    if meta.effect != Effect::Write {
        return None;
    }
    if let PartsBody::Json(body) = &parts.body
        && let Some(receiver) = body.get("receive_id").and_then(Value::as_str)
    {
        return Some(receiver);
    }
    let mut segments = meta.path.split('/').zip(parts.path.split('/'));
    segments.find(|(name, _)| *name == "{message_id}").map(|(_, id)| id)
}

fn key(parts: &[&str]) -> Key {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
        hasher.update([0]);
    }
    let digest = hasher.finalize();
    Key::from_le_bytes(digest[..8].try_into().expect("a digest is longer"))
}

#[cfg(test)]
mod tests {
    use lark_api::{
        Endpoint,
        im::{
            chats::ListChats,
            messages::{ReplyMessage, SendMessage},
        },
        wire,
    };
    use serde_json::json;

    use super::*;

    fn bounds<E: Endpoint>(app: &str, request: serde_json::Value) -> Bounds {
        let request: E = serde_json::from_value(request).unwrap();
        Bounds::of(app, Rate::Tier, &E::META, &wire::split(&request).unwrap())
    }

    fn to(chat: &str) -> serde_json::Value {
        json!({ "receive_id_type": "chat_id", "receive_id": chat, "msg_type": "text", "content": "{}" })
    }

    #[test]
    fn apps_and_endpoints_are_counted_apart_and_a_chat_for_all_of_them() {
        let send = bounds::<SendMessage>("a", to("oc_1"));
        assert_ne!(send.endpoint, bounds::<SendMessage>("b", to("oc_1")).endpoint);
        assert_eq!(send.target, bounds::<SendMessage>("b", to("oc_1")).target);
        assert_ne!(send.target, bounds::<SendMessage>("a", to("oc_2")).target);
        let reply = json!({ "message_id": "om_1", "msg_type": "text", "content": "{}" });
        let reply = bounds::<ReplyMessage>("a", reply);
        assert_ne!(reply.endpoint, send.endpoint);
        assert!(reply.target.is_some());
        assert_eq!(bounds::<ListChats>("a", json!({})).target, None);
    }

    #[test]
    fn a_minute_of_any_tier_has_room_for_its_quota_and_not_more() {
        for (quota, burst) in [(1000, 50), (100, 50), (20, 10), (10, 5)] {
            let Bound::Even { burst, interval, .. } = per_minute(1, quota, burst) else { panic!() };
            assert!(burst + 60_000_000 / interval <= i64::from(quota), "{quota}");
            assert!(burst + MINUTE / interval + 1 >= i64::from(quota), "{quota}");
        }
    }
}
