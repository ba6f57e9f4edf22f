//! `lark-cli im download-resource`

use std::{
    fmt,
    path::{Path, PathBuf},
};

use clap::Args;
use lark_api::{
    Endpoint,
    errors::codes,
    ids::{ImageKey, MessageId, ResourceKey},
    im::files::{GetResource, ResourceType},
};
use lark_client::Asked;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    context::Context,
    error::CommandError,
    files::{self, Replace, Target},
    output::Output,
};

/// Download an image or a file out of a message
///
/// Written under the name the server gives, unless --output says where; nothing is overwritten
/// unless told.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im download-resource --message-id om_… --file-key file_… --as bot\n  \
    lark-cli im download-resource --message-id om_… --file-key img_… --output - --as bot > chart.png")]
pub struct DownloadResourceArgs {
    /// The message that has it
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    /// The image's or the file's key, as the message shows it
    #[arg(long, value_name = "KEY")]
    file_key: ResourceKey,

    /// What the key is of; told by the key unless given
    #[arg(long = "type", value_name = "TYPE", value_parser = ["image", "file"])]
    resource_type: Option<String>,

    /// Where to write it: a file, a directory, or `-` for standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// Replace a file that is there
    #[arg(long)]
    overwrite: bool,
}

/// A file that was downloaded.
#[derive(Serialize, JsonSchema)]
struct Downloaded {
    saved_path: String,
    size_bytes: u64,
    /// As the server calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    /// How many bytes were there from an earlier command.
    #[serde(skip_serializing_if = "Option::is_none")]
    resumed_from: Option<u64>,
}

pub fn run(context: &Context, args: DownloadResourceArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(GetResource::META.auth)?;
    let resource_type = match &args.resource_type {
        Some(name) => ResourceType::from(name.as_str()),
        None if args.file_key.as_str().starts_with(ImageKey::PREFIX) => ResourceType::Image,
        None => ResourceType::File,
    };
    let request =
        GetResource { message_id: args.message_id, file_key: args.file_key, resource_type };
    let asked = Asked::new(&request)?;
    if args.output.as_deref() == Some(Path::new("-")) {
        let stream = client.stream(asked).map_err(|error| advised(error.into()))?;
        return Ok(Output::stream(stream));
    }
    let target = Target {
        output: args.output.as_deref(),
        fallback: request.file_key.as_str(),
        replace: if args.overwrite { Replace::Allowed } else { Replace::Never },
    };
    let Some(saved) = files::receive(client, &asked, &target).map_err(advised)? else {
        return Ok(Output::Text(String::new()));
    };
    Ok(Output::value(Downloaded {
        saved_path: saved.path.to_string_lossy().into_owned(),
        size_bytes: saved.size,
        file_name: saved.file_name,
        resumed_from: saved.resumed_from,
    }))
}

/// What Lark says of a key that is not the message's does not say where it is good.
fn advised(error: CommandError) -> CommandError {
    match error.code {
        Some(codes::RESOURCE_NOT_IN_MESSAGE | codes::RESOURCE_MESSAGE_TYPE) => error.with_hint(
            "a file of a forwarded message is had with the --message-id of the bundle it came in; \
             stickers and what cards show are not given out",
        ),
        _ => error,
    }
}

impl fmt::Display for Downloaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Saved {} ({} bytes)", self.saved_path, self.size_bytes)?;
        match self.resumed_from {
            Some(bytes) => write!(f, ", {bytes} of them from before"),
            None => Ok(()),
        }
    }
}
