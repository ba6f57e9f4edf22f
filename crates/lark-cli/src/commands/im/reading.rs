//! What the commands that read messages have in common.

pub mod conversation;
pub mod enrich;
pub mod history;
pub mod period;
