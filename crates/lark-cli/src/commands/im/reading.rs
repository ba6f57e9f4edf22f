//! What the commands that read messages have in common.

pub mod bundles;
pub mod by_ids;
pub mod conversation;
pub mod enrich;
pub mod filter;
pub mod history;
pub mod period;
mod reacted;
pub mod rows;
pub mod shown;
pub mod threads;
