//! `lark-cli im upload-image`

use std::{fmt, path::PathBuf};

use clap::Args;
use lark_api::{
    Endpoint,
    content::{Content, Image},
    ids::{ChatId, ImageKey, MessageId},
    im::files::{ImageType, UploadImage},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    upload_file::share,
    uploading::{Attachment, ReachArgs, upload_image},
};
use crate::{context::Context, error::CommandError, output::Output};

/// Upload an image, and share it in a chat
///
/// Answers the image's key. With --chat-id the image is also sent there.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im upload-image --image ./chart.png --as bot\n  \
    lark-cli im upload-image --image ./chart.png --chat-id oc_… --as bot")]
pub struct UploadImageArgs {
    /// The image, at most 10 MB; an http(s) address is fetched
    #[arg(long, value_name = "PATH|URL", visible_alias = "file")]
    image: PathBuf,

    /// The chat to share it in
    #[arg(long, value_name = "OC_ID")]
    chat_id: Option<ChatId>,

    /// What it is for: `message`, or `avatar` for a chat's picture
    #[arg(long, value_name = "TYPE", default_value = "message", value_parser = ["message", "avatar"])]
    image_type: String,

    #[command(flatten)]
    reach: ReachArgs,
}

/// An image that was uploaded, and maybe shared.
#[derive(Serialize, JsonSchema)]
struct Uploaded {
    image_key: ImageKey,
    size_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_id: Option<ChatId>,
}

pub fn run(context: &Context, args: UploadImageArgs) -> Result<Output<'_>, CommandError> {
    let attachment = Attachment::image("--image", &args.image, args.reach.reach())?;
    let client = context.client(UploadImage::META.auth)?;
    let source = attachment.hold(context)?;
    let image_type = ImageType::from(args.image_type.as_str());
    let image_key = upload_image(client, &source, image_type)?;
    let shared = match &args.chat_id {
        Some(chat) => {
            let content = Content::Image(Image { image_key: image_key.clone() });
            let shared = share(client, chat, &content);
            Some(shared.map_err(|error| error.with_fact("image_key", image_key.as_str()))?)
        }
        None => None,
    };
    Ok(Output::value(Uploaded {
        image_key,
        size_bytes: source.length,
        message_id: shared,
        chat_id: args.chat_id,
    }))
}

impl fmt::Display for Uploaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uploaded {} bytes as {}", self.size_bytes, self.image_key)?;
        match (&self.message_id, &self.chat_id) {
            (Some(message), Some(chat)) => write!(f, "\nShared in {chat} with {message}"),
            _ => Ok(()),
        }
    }
}
