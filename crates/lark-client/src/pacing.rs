//! Holding calls back, so that Lark need not refuse them.

mod bounds;
mod file;
mod schedule;
mod shared;

use lark_api::{Meta, wire::Parts};

pub use bounds::Rate;
pub use shared::SharedPacer;

use crate::ApiError;

/// Decides when a call may go, and learns from how calls went.
pub trait Pacer: Send + Sync {
    /// Returns when the call may go.
    fn wait(&self, meta: &Meta, parts: &Parts);

    /// Is told how each call went.
    fn heard(&self, _: &Meta, _: &Parts, _: Heard<'_>) {}
}

/// How a call went.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Milliseconds until something came back.
    pub took: u64,
    /// What Lark refused it with, if it did.
    pub refusal: Option<&'a ApiError>,
}

/// Calls go at once.
#[derive(Debug, Default)]
pub struct Unpaced;

impl Pacer for Unpaced {
    fn wait(&self, _: &Meta, _: &Parts) {}
}
