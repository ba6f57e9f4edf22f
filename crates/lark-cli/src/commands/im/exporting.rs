//! A whole chat in a file: gathered piece by piece, so that it can be gone on with, then written in one form.

pub mod form;
pub mod gather;
pub mod markdown;
pub mod parts;
pub mod rows;
