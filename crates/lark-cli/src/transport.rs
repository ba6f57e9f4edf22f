//! Transports this program brings itself.

pub mod admin;
pub mod in_process;
