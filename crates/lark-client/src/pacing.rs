//! Holding calls back, so that Lark need not refuse them.

use lark_api::{Meta, wire::Parts};

pub trait Pacer: Send + Sync {
    /// Returns when the call may go.
    fn wait(&self, meta: &Meta, parts: &Parts);
}

/// Calls go at once.
#[derive(Debug, Default)]
pub struct Unpaced;

impl Pacer for Unpaced {
    fn wait(&self, _: &Meta, _: &Parts) {}
}
