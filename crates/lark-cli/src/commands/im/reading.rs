//! What the commands that read messages have in common.

mod bundles;
pub mod conversation;
pub mod enrich;
pub mod history;
pub mod period;
mod reacted;
pub mod threads;
