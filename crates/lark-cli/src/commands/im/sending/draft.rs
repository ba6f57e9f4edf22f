//! What is to be said, before what it refers to is uploaded.

use lark_api::content::Content;
use lark_client::Client;

use crate::{context::Context, error::CommandError};

pub enum Draft {
    Ready(Content),
}

impl Draft {
    /// What is known before anything is uploaded.
    pub fn ready(&self) -> Option<&Content> {
        match self {
            Self::Ready(content) => Some(content),
        }
    }

    /// Uploads what has to be, once for all targets, and gives the messages in their order.
    pub fn finish(self, _: &Context, _: &Client) -> Result<Vec<Content>, CommandError> {
        match self {
            Self::Ready(content) => Ok(vec![content]),
        }
    }
}
