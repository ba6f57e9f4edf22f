//! What is to be said, before what it refers to is uploaded.

use lark_api::content::Content;
use lark_client::Client;

use super::{
    markdown::{MarkdownDraft, Preview, Readers},
    media::MediaDraft,
};
use crate::{context::Context, error::CommandError};

pub enum Draft {
    Ready(Content),
    Media(MediaDraft),
    Markdown(Box<MarkdownDraft>),
}

impl Draft {
    /// What is known before anything is uploaded.
    pub fn ready(&self) -> Option<&Content> {
        match self {
            Self::Ready(content) => Some(content),
            Self::Media(_) | Self::Markdown(_) => None,
        }
    }

    /// The messages where nothing can be uploaded; `None` where something has to be.
    pub fn without_uploads(self, context: &Context) -> Option<Vec<Content>> {
        match self {
            Self::Ready(content) => Some(vec![content]),
            Self::Media(draft) => Some(vec![draft.without_uploads()?]),
            Self::Markdown(draft) => draft.without_uploads(context),
        }
    }

    /// Uploads what has to be, once for all targets, and gives the messages in their order.
    pub fn finish(
        self,
        client: &Client,
        readers: &Readers<'_>,
    ) -> Result<Vec<Content>, CommandError> {
        match self {
            Self::Ready(content) => Ok(vec![content]),
            Self::Media(draft) => Ok(vec![draft.finish(readers.context, client)?]),
            Self::Markdown(draft) => draft.finish(client, readers),
        }
    }

    /// What readers would see, where that was asked for instead of sending.
    pub fn preview(&mut self, readers: &Readers<'_>) -> Option<Result<Preview, CommandError>> {
        match self {
            Self::Markdown(draft) => draft.preview(readers),
            _ => None,
        }
    }
}
