//! Markdown as the content of Lark messages: nothing is lost, what is written is what is shown.
//!
//! CommonMark with GitHub's tables, task lists, strikethrough and footnotes is parsed into a
//! [`Document`], whose people and images the caller settles, and rendered as a post, a card or a
//! text. Text is never handed to Lark's own Markdown unescaped, so that nothing in it can mention
//! anybody by itself. What a kind of message cannot carry is shown otherwise, with a [`Warning`].

mod card;
mod cjk;
mod escape;
mod fixed;
mod flow;
mod gaps;
mod images;
mod inline;
mod language;
mod links;
mod mentions;
mod model;
mod parse;
mod people;
mod post;
mod render;
mod split;
mod text;
mod warning;

pub use fixed::fixed_width;
pub use images::{ImageAnswer, PLACEHOLDER};
pub use mentions::{Everybody, Mentions};
pub use model::{Align, Document};
pub use parse::parse;
pub use people::{Found, NoPeople, People, Person};
pub use render::{Length, Options, Rendered, Shape, TooLong, render};
pub use warning::{Loss, Warning};
