//! `lark-cli im upload-file`

use std::{fmt, path::PathBuf};

use clap::Args;
use lark_api::{
    Endpoint,
    content::Content,
    ids::{ChatId, FileKey, MessageId},
    im::{
        ReceiveIdType,
        files::{FileType, UploadFile},
        messages::SendMessage,
    },
};
use lark_client::Client;
use schemars::JsonSchema;
use serde::Serialize;

use super::uploading::{AsFile, Attachment, ReachArgs, upload_file};
use crate::{context::Context, error::CommandError, hints, output::Output, resolve};

/// Upload a file, and share it in a chat
///
/// Answers the file's key. With --chat-id or --chat the file is also sent there; audio and video
/// play in the chat. If only the sending fails, the error has the file's key.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im upload-file --chat-id oc_… --file /path/to/document.pdf --as bot\n  \
    lark-cli im upload-file --file ./recording.opus --duration 12000 --as bot")]
pub struct UploadFileArgs {
    /// The file, at most 30 MB; an http(s) address is fetched
    #[arg(long, value_name = "PATH|URL")]
    file: PathBuf,

    /// The chat to share it in, by its id
    #[arg(long, value_name = "OC_ID", conflicts_with = "chat")]
    chat_id: Option<ChatId>,

    /// The chat to share it in, by its exact name or id
    #[arg(long, value_name = "NAME")]
    chat: Option<String>,

    /// What it is; told by its extension unless given: opus, mp4, pdf, doc, xls, ppt, stream
    #[arg(long, value_name = "TYPE", value_parser = file_type)]
    file_type: Option<FileType>,

    /// The name receivers see; the file's own unless given
    #[arg(long, value_name = "NAME")]
    file_name: Option<String>,

    /// How long an audio or a video is, in milliseconds; read out of the file unless given
    #[arg(long, value_name = "MS")]
    duration: Option<u64>,

    #[command(flatten)]
    reach: ReachArgs,
}

fn file_type(given: &str) -> Result<FileType, String> {
    match FileType::from(given.to_ascii_lowercase().as_str()) {
        FileType::Other(_) => Err(format!("a file type is one of: {}", FileType::KNOWN.join(", "))),
        known => Ok(known),
    }
}

/// A file that was uploaded, and maybe shared.
#[derive(Serialize, JsonSchema)]
struct Uploaded {
    file_key: FileKey,
    file_name: String,
    file_type: FileType,
    size_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_id: Option<ChatId>,
}

pub fn run(context: &Context, args: UploadFileArgs) -> Result<Output<'_>, CommandError> {
    let attachment = Attachment::file("--file", &args.file, args.reach.reach())?;
    let client = context.client(UploadFile::META.auth)?;
    let chat = match (args.chat_id, &args.chat) {
        (Some(id), _) => Some(id),
        (None, Some(name)) => Some(resolve::chat(context, client, name)?),
        (None, None) => None,
    };
    let source = attachment.hold(context)?;
    let how = AsFile::of(&source, args.file_name, args.file_type);
    let (file_name, file_type) = (how.name.clone(), how.file_type.clone());
    let how = AsFile { duration: args.duration, ..how };
    let file_key = upload_file(client, &source, how)?;
    let shared = match &chat {
        Some(chat) => {
            let content = Content::of_file(&file_type, file_key.clone());
            Some(
                share(client, chat, &content)
                    .map_err(|error| not_shared(error, &content, chat, &file_key))?,
            )
        }
        None => None,
    };
    Ok(Output::value(Uploaded {
        file_key,
        file_name,
        file_type,
        size_bytes: source.length,
        message_id: shared,
        chat_id: chat,
    }))
}

/// Sends what was uploaded to a chat.
pub fn share(client: &Client, chat: &ChatId, content: &Content) -> Result<MessageId, CommandError> {
    let message = client.call(&SendMessage {
        receive_id_type: ReceiveIdType::ChatId,
        receive_id: chat.as_str().to_owned(),
        msg_type: content.msg_type(),
        content: content.to_wire(),
        uuid: None,
    })?;
    Ok(message.message_id)
}

/// The upload is not lost: the error says what it was and how to go on.
fn not_shared(
    error: CommandError,
    content: &Content,
    chat: &ChatId,
    file_key: &FileKey,
) -> CommandError {
    let hint = format!(
        "it is uploaded; share it with: lark-cli im send-message --chat-id {chat} --msg-type {} --content {}",
        content.msg_type(),
        hints::quote(&content.to_wire())
    );
    let hint = match &error.hint {
        // What lost its answer is settled by its key, not by sending it anew.
        Some(settle) if error.subtype == "outcome_unknown" => settle.clone(),
        Some(first) => format!("{first}; {hint}"),
        None => hint,
    };
    error.with_hint(hint).with_fact("file_key", file_key.as_str())
}

impl fmt::Display for Uploaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uploaded {} ({} bytes) as {}", self.file_name, self.size_bytes, self.file_key)?;
        match (&self.message_id, &self.chat_id) {
            (Some(message), Some(chat)) => write!(f, "\nShared in {chat} with {message}"),
            _ => Ok(()),
        }
    }
}
