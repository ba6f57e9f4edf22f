//! What is to be said, before what it refers to is uploaded.

use lark_api::content::Content;
use lark_client::Client;

use super::media::MediaDraft;
use crate::{context::Context, error::CommandError};

pub enum Draft {
    Ready(Content),
    Media(MediaDraft),
}

impl Draft {
    /// What is known before anything is uploaded.
    pub fn ready(&self) -> Option<&Content> {
        match self {
            Self::Ready(content) => Some(content),
            Self::Media(_) => None,
        }
    }

    /// The messages where nothing can be uploaded; `None` where something has to be.
    pub fn without_uploads(self) -> Option<Vec<Content>> {
        match self {
            Self::Ready(content) => Some(vec![content]),
            Self::Media(draft) => Some(vec![draft.without_uploads()?]),
        }
    }

    /// Uploads what has to be, once for all targets, and gives the messages in their order.
    pub fn finish(self, context: &Context, client: &Client) -> Result<Vec<Content>, CommandError> {
        match self {
            Self::Ready(content) => Ok(vec![content]),
            Self::Media(draft) => Ok(vec![draft.finish(context, client)?]),
        }
    }
}
