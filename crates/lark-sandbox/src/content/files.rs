//! Images and files in messages: the key must be the sender's own, of a file of the right kind.

use lark_api::{errors::codes, im::MsgType};
use serde_json::{Map, Value, json};

use super::{text::wrong_form, text_of};
use crate::{
    failure::Failure,
    model::{
        files::{self, FileKind, StoredFile},
        messages,
    },
    store::Call,
};

pub(super) fn image(call: &Call<'_>, content: &Map<String, Value>) -> Result<Value, Failure> {
    let key = text_of(content, "image_key").ok_or_else(|| wrong_form(&MsgType::Image))?;
    own(call, FileKind::Image, key)?;
    Ok(json!({ "image_key": key }))
}

pub(super) fn file(call: &Call<'_>, content: &Map<String, Value>) -> Result<Value, Failure> {
    let (key, file) =
        typed(call, content, &MsgType::File, |kind| !matches!(kind, "opus" | "mp4" | "sticker"))?;
    Ok(json!({ "file_key": key, "file_name": file.name }))
}

pub(super) fn audio(call: &Call<'_>, content: &Map<String, Value>) -> Result<Value, Failure> {
    let (key, file) = typed(call, content, &MsgType::Audio, |kind| kind == "opus")?;
    Ok(json!({ "file_key": key, "duration": file.duration.unwrap_or_default() }))
}

pub(super) fn media(call: &Call<'_>, content: &Map<String, Value>) -> Result<Value, Failure> {
    let (key, file) = typed(call, content, &MsgType::Media, |kind| kind == "mp4")?;
    let cover = text_of(content, "image_key").unwrap_or_default();
    if !cover.is_empty() {
        own(call, FileKind::Image, cover)?;
    }
    Ok(json!({
        "file_key": key,
        "image_key": cover,
        "file_name": file.name,
        "duration": file.duration.unwrap_or_default(),
    }))
}

/// One that came to the sender in a message.
pub(super) fn sticker(call: &Call<'_>, content: &Map<String, Value>) -> Result<Value, Failure> {
    let key = text_of(content, "file_key").ok_or_else(|| wrong_form(&MsgType::Sticker))?;
    let stored = files::find(call.store.db, call.caller.tenant, FileKind::File, key)?;
    let is_sticker = stored.is_some_and(|file| file.file_type == "sticker");
    let content = json!({ "file_key": key });
    let came = || messages::has_received(call.store.db, call.caller.actor, &content.to_string());
    match is_sticker && came()? {
        true => Ok(content),
        false => Err(Failure::param("invalid file_key")),
    }
}

fn typed<'v>(
    call: &Call<'_>,
    content: &'v Map<String, Value>,
    msg_type: &MsgType,
    fits: impl Fn(&str) -> bool,
) -> Result<(&'v str, StoredFile), Failure> {
    let key = text_of(content, "file_key").ok_or_else(|| wrong_form(msg_type))?;
    let file = own(call, FileKind::File, key)?;
    match fits(&file.file_type) {
        true => Ok((key, file)),
        false => Err(Failure::code(codes::FILE_TYPE_MISMATCH)),
    }
}

/// A file that the caller's app uploaded.
pub(super) fn own(call: &Call<'_>, kind: FileKind, key: &str) -> Result<StoredFile, Failure> {
    match files::find(call.store.db, call.caller.tenant, kind, key)? {
        Some(file) if file.app == call.caller.app => Ok(file),
        Some(_) => Err(Failure::code(codes::NOT_RESOURCE_OWNER)),
        None => Err(Failure::param(format!("invalid {}_key", kind.as_str()))),
    }
}
