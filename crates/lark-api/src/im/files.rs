//! Images and files: upload, and download out of a message.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Auth, Body, Effect, Endpoint, Meta, Retry,
    errors::Family,
    ids::{FileKey, ImageKey, MessageId, ResourceKey},
    open_enum::open_enum,
    scopes::Scopes,
};

const UPLOAD: Scopes = Scopes::both(&[&["im:resource", "im:resource:upload"]]);

/// Upload a file of at most 30 MB, to send it afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UploadFile {
    /// What the file is; decides which kind of message can carry it.
    pub file_type: FileType,
    /// The name receivers see.
    pub file_name: String,
    /// How long an audio or a video is, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
}

impl Endpoint for UploadFile {
    const META: Meta = Meta::post("im.files.create", "/open-apis/im/v1/files")
        .body(Body::Multipart { file: "file" })
        .scopes(UPLOAD)
        .effect(Effect::Upload)
        .retry(Retry::Safe)
        .family(Family::Resource);
    type Response = UploadedFile;

    fn placeholder(&self) -> UploadedFile {
        UploadedFile { file_key: FileKey::unchecked("<file_key>") }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UploadedFile {
    pub file_key: FileKey,
}

/// Upload an image of at most 10 MB, to send it afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UploadImage {
    /// What it is for.
    pub image_type: ImageType,
}

impl Endpoint for UploadImage {
    const META: Meta = Meta::post("im.images.create", "/open-apis/im/v1/images")
        .body(Body::Multipart { file: "image" })
        .scopes(UPLOAD)
        .effect(Effect::Upload)
        .retry(Retry::Safe)
        .family(Family::Resource);
    type Response = UploadedImage;

    fn placeholder(&self) -> UploadedImage {
        UploadedImage { image_key: ImageKey::unchecked("<image_key>") }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UploadedImage {
    pub image_key: ImageKey,
}

/// Download an image or a file out of a message, at most 100 MB; a `Range` header asks for a part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetResource {
    /// The message that has it.
    pub message_id: MessageId,
    /// The image's or the file's key, as the message's content has it.
    pub file_key: ResourceKey,
    /// Whether the key is an image's, or a file's, an audio's or a video's.
    #[serde(rename = "type")]
    pub resource_type: ResourceType,
}

impl Endpoint for GetResource {
    const META: Meta = Meta::get(
        "im.message.resources.get",
        "/open-apis/im/v1/messages/{message_id}/resources/{file_key}",
    )
    .answer(Answer::Binary)
    .scopes(Scopes::both(&[&["im:message:readonly", "im:message", "im:message.history:readonly"]]))
    .family(Family::Resource);
    type Response = super::Nothing;
}

/// Download an image that the same bot uploaded for messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetImage {
    /// The image's key.
    pub image_key: ImageKey,
}

impl Endpoint for GetImage {
    const META: Meta = Meta::get("im.images.get", "/open-apis/im/v1/images/{image_key}")
        .answer(Answer::Binary)
        .auth(&[Auth::Bot])
        .family(Family::Resource);
    type Response = super::Nothing;
}

/// Download a file that the same bot uploaded, at most 100 MB.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetFile {
    /// The file's key.
    pub file_key: FileKey,
}

impl Endpoint for GetFile {
    const META: Meta = Meta::get("im.files.get", "/open-apis/im/v1/files/{file_key}")
        .answer(Answer::Binary)
        .auth(&[Auth::Bot])
        .family(Family::Resource);
    type Response = super::Nothing;
}

/// List what is in a folder that a message carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListFolder {
    /// The folder's key.
    pub file_key: FileKey,
    /// What `srcid` is the id of.
    pub srctype: String,
    /// What the folder is in.
    pub srcid: String,
    /// Also lists what is in the folders in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recursive: Option<bool>,
}

impl Endpoint for ListFolder {
    const META: Meta = Meta::get("im.files.folder", "/open-apis/im/v1/files/{file_key}/folder")
        .scopes(Scopes::both(&[&[
            "im:message:readonly",
            "im:message",
            "im:message.history:readonly",
        ]]))
        .family(Family::Resource);
    type Response = FolderList;
}

/// Lark publishes no form for this answer, so entries are kept as they come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FolderList {
    pub items: Vec<serde_json::Value>,
}

open_enum! {
    /// What an uploaded file is.
    FileType {
        Opus = "opus",
        Mp4 = "mp4",
        Pdf = "pdf",
        Doc = "doc",
        Xls = "xls",
        Ppt = "ppt",
        Stream = "stream",
    }
}

impl FileType {
    /// The type of a file with this name, after its extension; `stream` where none fits.
    pub fn of_name(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension.to_ascii_lowercase().as_str() {
            "opus" | "ogg" => Self::Opus,
            "mp4" | "mov" | "avi" | "mkv" | "webm" => Self::Mp4,
            "pdf" => Self::Pdf,
            "doc" | "docx" => Self::Doc,
            "xls" | "xlsx" | "csv" => Self::Xls,
            "ppt" | "pptx" => Self::Ppt,
            _ => Self::Stream,
        }
    }
}

open_enum! {
    /// What an uploaded image is for.
    ImageType {
        Message = "message",
        Avatar = "avatar",
    }
}

open_enum! {
    /// What a key inside a message is a key of.
    ResourceType {
        Image = "image",
        File = "file",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_type_follows_its_extension_in_any_case() {
        assert_eq!(FileType::of_name("Report.PDF"), FileType::Pdf);
        assert_eq!(FileType::of_name("voice.ogg"), FileType::Opus);
        assert_eq!(FileType::of_name("table.csv"), FileType::Xls);
        assert_eq!(FileType::of_name("archive.tar.gz"), FileType::Stream);
        assert_eq!(FileType::of_name("pdf"), FileType::Stream);
    }
}
