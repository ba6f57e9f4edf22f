//! Images and files: upload, and download out of a message.

use axum::body::Bytes;
use lark_api::{
    errors::codes,
    ids::{FileKey, ImageKey},
    im::files::{
        FileType, FolderList, GetFile, GetImage, GetResource, ImageType, ListFolder, ResourceType,
        UploadFile, UploadImage, UploadedFile, UploadedImage,
    },
    limits::{AVATAR_SIDE, DOWNLOAD_BYTES, FILE_BYTES, GIF_SIDE, IMAGE_BYTES, IMAGE_SIDE},
};

use crate::{
    content::{self, Keys},
    download::Resource,
    failure::Failure,
    image::{Format, Size},
    keys::MessageKey,
    model::{
        bundles, chats,
        files::{self, Content, FileKind, NewFile, StoredFile},
        members,
        messages::{self, Message},
    },
    store::Call,
};

pub(super) fn create_file(
    call: &Call<'_>,
    request: UploadFile,
    file: Option<Bytes>,
) -> Result<UploadedFile, Failure> {
    let bytes = checked(file, FILE_BYTES)?;
    if matches!(request.file_type, FileType::Other(_)) || request.file_name.is_empty() {
        return Err(Failure::code(codes::RESOURCE_PARAM));
    }
    let duration = request.duration.and_then(|millis| i64::try_from(millis).ok());
    let key = files::insert(
        &call.store,
        &NewFile {
            app: call.caller.app,
            actor: call.caller.actor,
            kind: FileKind::File,
            file_type: request.file_type.as_str(),
            name: &request.file_name,
            duration,
            content: Content::Bytes(&bytes),
        },
    )?;
    call.record("file.uploaded", &[("file_key", &key)])?;
    Ok(UploadedFile { file_key: FileKey::unchecked(key) })
}

pub(super) fn create_image(
    call: &Call<'_>,
    request: UploadImage,
    image: Option<Bytes>,
) -> Result<UploadedImage, Failure> {
    let bytes = checked(image, IMAGE_BYTES)?;
    if matches!(request.image_type, ImageType::Other(_)) {
        return Err(Failure::code(codes::RESOURCE_PARAM));
    }
    check_image(&bytes, &request.image_type)?;
    let key = files::insert(
        &call.store,
        &NewFile {
            app: call.caller.app,
            actor: call.caller.actor,
            kind: FileKind::Image,
            file_type: request.image_type.as_str(),
            name: "",
            duration: None,
            content: Content::Bytes(&bytes),
        },
    )?;
    call.record("image.uploaded", &[("image_key", &key)])?;
    Ok(UploadedImage { image_key: ImageKey::unchecked(key) })
}

fn checked(file: Option<Bytes>, limit: u64) -> Result<Bytes, Failure> {
    let bytes = file.ok_or(Failure::code(codes::RESOURCE_PARAM))?;
    match bytes.len() as u64 {
        0 => Err(Failure::code(codes::RESOURCE_EMPTY)),
        length if length > limit => Err(Failure::code(codes::RESOURCE_TOO_LARGE)),
        _ => Ok(bytes),
    }
}

/// Refuses what is no image, or has more pixels than Lark takes.
fn check_image(bytes: &[u8], image_type: &ImageType) -> Result<(), Failure> {
    let format = Format::of(bytes).ok_or(Failure::code(codes::IMAGE_FORMAT))?;
    let side = match (image_type, format) {
        (ImageType::Avatar, _) => AVATAR_SIDE,
        (_, Format::Gif) => GIF_SIDE,
        _ => IMAGE_SIDE,
    };
    let fits = |size: Size| size.width <= side && size.height <= side;
    match format.size(bytes).is_none_or(fits) {
        true => Ok(()),
        false => Err(Failure::code(codes::IMAGE_RESOLUTION)),
    }
}

pub(super) fn resource(call: &Call<'_>, request: GetResource) -> Result<Resource, Failure> {
    let db = call.store.db;
    let Some(message) = messages::find(db, call.caller.tenant, request.message_id.as_str())? else {
        // What is in a bundle is had by the bundle's own id.
        let bundled = bundles::has(db, call.caller.tenant, request.message_id.as_str())?;
        let code = if bundled { codes::RESOURCE_MESSAGE_TYPE } else { codes::RESOURCE_PARAM };
        return Err(Failure::code(code));
    };
    let chat = chats::get(db, message.chat)?;
    if members::role(db, chat.key, call.caller.actor)?.is_none() {
        return Err(Failure::code(codes::RESOURCE_NOT_IN_CHAT));
    }
    if message.deleted {
        return Err(Failure::code(codes::MESSAGE_GONE));
    }
    if chat.settings.restricted_mode.status
        && chat.settings.restricted_mode.download_has_permission_setting == "not_anyone"
    {
        return Err(Failure::code(codes::RESOURCE_RESTRICTED));
    }
    if matches!(message.msg_type.as_str(), "interactive" | "sticker") {
        return Err(Failure::code(codes::RESOURCE_MESSAGE_TYPE));
    }
    let key = request.file_key.as_str();
    let keys = all_keys(call, &message)?;
    let (kind, keys) = match &request.resource_type {
        ResourceType::Image => (FileKind::Image, keys.images),
        ResourceType::File => (FileKind::File, keys.files),
        ResourceType::Other(_) => return Err(Failure::code(codes::RESOURCE_PARAM)),
    };
    if !keys.iter().any(|known| known == key) {
        return Err(Failure::code(codes::RESOURCE_NOT_IN_MESSAGE));
    }
    let file = files::find(db, call.caller.tenant, kind, key)?
        .ok_or(Failure::code(codes::RESOURCE_DELETED))?;
    if file.size > DOWNLOAD_BYTES {
        return Err(Failure::code(codes::DOWNLOAD_TOO_LARGE));
    }
    stored(call, kind, key, file)
}

pub(super) fn own_image(call: &Call<'_>, request: GetImage) -> Result<Resource, Failure> {
    own(call, FileKind::Image, request.image_key.as_str())
}

pub(super) fn own_file(call: &Call<'_>, request: GetFile) -> Result<Resource, Failure> {
    own(call, FileKind::File, request.file_key.as_str())
}

/// What the bot itself uploaded; an avatar is not given back, and a sticker is nobody's.
fn own(call: &Call<'_>, kind: FileKind, key: &str) -> Result<Resource, Failure> {
    let db = call.store.db;
    let file = files::find(db, call.caller.tenant, kind, key)?
        .ok_or(Failure::code(codes::RESOURCE_PARAM))?;
    if file.app != call.caller.app || matches!(file.file_type.as_str(), "avatar" | "sticker") {
        return Err(Failure::code(codes::RESOURCE_NOT_SENDER));
    }
    if file.size > DOWNLOAD_BYTES {
        return Err(Failure::code(codes::DOWNLOAD_TOO_LARGE));
    }
    stored(call, kind, key, file)
}

/// Folders come only from the apps of people, so no key here is one's.
pub(super) fn folder(_: &Call<'_>, _: ListFolder) -> Result<FolderList, Failure> {
    Err(Failure::code(codes::RESOURCE_PARAM))
}

/// Those of a bundle are in its messages, and in the bundles among them.
fn all_keys(call: &Call<'_>, message: &Message) -> Result<Keys, Failure> {
    let mut keys = content::keys(&message.content);
    let mut bundles: Vec<MessageKey> = message.bundle.into_iter().collect();
    let mut next = 0;
    while let Some(bundle) = bundles.get(next).copied() {
        next += 1;
        for inner in bundles::messages(call.store.db, bundle)? {
            let Keys { images, files } = content::keys(&inner.content);
            keys.images.extend(images);
            keys.files.extend(files);
            bundles.extend(inner.bundle.filter(|bundle| !bundles.contains(bundle)));
        }
    }
    Ok(keys)
}

fn stored(
    call: &Call<'_>,
    kind: FileKind,
    key: &str,
    file: StoredFile,
) -> Result<Resource, Failure> {
    let (content_type, name) = match kind {
        FileKind::Image => {
            let begin = files::read(call.store.db, file.key, 0, file.size.min(16))?;
            let format = Format::of(&begin);
            let extension = format.map_or("bin", Format::extension);
            (format.map_or(BYTES, Format::content_type), format!("{key}.{extension}"))
        }
        FileKind::File => (BYTES, file.name),
    };
    Ok(Resource { blob: file.key, name, content_type, size: file.size, etag: key.to_owned() })
}

const BYTES: &str = "application/octet-stream";
