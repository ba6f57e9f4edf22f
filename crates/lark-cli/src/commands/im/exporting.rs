//! A whole chat in a file: gathered piece by piece, so that it can be gone on with, then written in one form.

pub mod form;
pub mod gather;
mod html;
mod markdown;
pub mod parts;
mod rows;
