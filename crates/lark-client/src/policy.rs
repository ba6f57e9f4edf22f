//! What a profile lets its user do; asked before anything else.

use lark_api::{Effect, Meta, wire::Parts};

/// The profile forbids the call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the profile's policy forbids {endpoint}: {reason}")]
pub struct Denied {
    pub endpoint: &'static str,
    pub reason: String,
}

pub trait Policy: Send + Sync {
    fn check(&self, meta: &Meta, parts: &Parts) -> Result<(), Denied>;
}

/// Everything is allowed.
#[derive(Debug, Default)]
pub struct Unrestricted;

impl Policy for Unrestricted {
    fn check(&self, _: &Meta, _: &Parts) -> Result<(), Denied> {
        Ok(())
    }
}

/// Nothing may be changed.
#[derive(Debug, Default)]
pub struct ReadOnly;

impl Policy for ReadOnly {
    fn check(&self, meta: &Meta, _: &Parts) -> Result<(), Denied> {
        if meta.effect == Effect::Read || meta.auth.is_empty() {
            return Ok(());
        }
        Err(Denied { endpoint: meta.name, reason: "it is read-only".to_owned() })
    }
}
