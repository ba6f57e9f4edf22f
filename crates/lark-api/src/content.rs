//! The content of messages: what is composed here to be sent, and beside it what is read back.

pub mod post;
pub mod received;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{FileKey, ImageKey},
    im::{MsgType, files::FileType},
};

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Text(Text),
    Image(Image),
    File(File),
    Audio(File),
    Media(File),
    /// JSON of the caller's own.
    Raw(MsgType, serde_json::Value),
}

impl Content {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text { text: text.into() })
    }

    /// The message that carries an uploaded file: audio and video play, the rest is a file.
    pub fn of_file(file_type: &FileType, file_key: FileKey) -> Self {
        let file = File { file_key };
        match file_type {
            FileType::Opus => Self::Audio(file),
            FileType::Mp4 => Self::Media(file),
            _ => Self::File(file),
        }
    }

    pub fn msg_type(&self) -> MsgType {
        match self {
            Self::Text(_) => MsgType::Text,
            Self::Image(_) => MsgType::Image,
            Self::File(_) => MsgType::File,
            Self::Audio(_) => MsgType::Audio,
            Self::Media(_) => MsgType::Media,
            Self::Raw(msg_type, _) => msg_type.clone(),
        }
    }

    /// The string that `content` is on the wire.
    pub fn to_wire(&self) -> String {
        let json = match self {
            Self::Text(text) => serde_json::to_string(text),
            Self::Image(image) => serde_json::to_string(image),
            Self::File(file) | Self::Audio(file) | Self::Media(file) => serde_json::to_string(file),
            Self::Raw(_, value) => serde_json::to_string(value),
        };
        json.expect("strings and JSON values always serialize")
    }
}

/// Text. `<at user_id="ou_…">name</at>` mentions, a little markup styles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Image {
    pub image_key: ImageKey,
}

/// An uploaded file, audio or video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct File {
    pub file_key: FileKey,
}
