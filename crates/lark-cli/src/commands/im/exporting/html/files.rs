//! Images, audio, video and files: in the page where they are small, else beside it.

use std::{fs, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::escape::{attribute, text};
use crate::readable::{ReadableMessage, Resource, bytes, document::ResourceKind};

/// A page with an image of this many bytes in it still opens at once.
const EMBEDDED: u64 = 2 * 1024 * 1024;
/// Other files are saved out of the page seldom, and only small ones are worth their place in it.
const EMBEDDED_FILE: u64 = 256 * 1024;

pub struct Files<'a> {
    /// The directory that paths of saved files start from.
    pub base: &'a Path,
    pub message: &'a ReadableMessage,
}

impl Files<'_> {
    pub fn block(&self, resource: &Resource) -> String {
        let saved = self.message.resources.iter().find(|saved| saved.key == resource.key);
        let Some((path, size)) =
            saved.and_then(|saved| Some((saved.saved_path.as_deref()?, saved.size?)))
        else {
            return self.missing(resource, saved.and_then(|saved| saved.error.as_deref()));
        };
        let name = resource.name.as_deref().unwrap_or(resource.key.as_str());
        let file = self.chip(name, path, size);
        let source = self.shown(path, size).unwrap_or_else(|| relative(path));
        match resource.kind {
            ResourceKind::Image | ResourceKind::Sticker => {
                let alt = attribute(if resource.name.is_some() { name } else { "image" });
                format!(
                    "<label class=\"image\"><input type=\"checkbox\" aria-label=\"Enlarge\">\
                     <img src=\"{source}\" alt=\"{alt}\" loading=\"lazy\"></label>"
                )
            }
            ResourceKind::Audio => {
                format!("<audio controls preload=\"none\" src=\"{source}\"></audio>{file}")
            }
            ResourceKind::Video => {
                format!("<video controls preload=\"none\" src=\"{source}\"></video>{file}")
            }
            ResourceKind::File | ResourceKind::Folder => file,
        }
    }

    /// What is shown in the page, where it may hold it and its first bytes say what it is.
    fn shown(&self, path: &str, size: u64) -> Option<String> {
        let bytes = self.read(path, size, EMBEDDED)?;
        let kind = kind_of(&bytes)?;
        Some(format!("data:{kind};base64,{}", STANDARD.encode(&bytes)))
    }

    fn read(&self, path: &str, size: u64, most: u64) -> Option<Vec<u8>> {
        (size <= most).then(|| fs::read(self.base.join(path)).ok()).flatten()
    }

    /// A file to save: out of the page, or from beside it. It is never opened as what it claims.
    fn chip(&self, name: &str, path: &str, size: u64) -> String {
        let embedded = self.read(path, size, EMBEDDED_FILE).map(|bytes| {
            format!("data:application/octet-stream;base64,{}", STANDARD.encode(bytes))
        });
        let href = embedded.unwrap_or_else(|| relative(path));
        let saved_as =
            attribute(Path::new(path).file_name().unwrap_or_default().to_string_lossy().as_ref());
        let (name, size) = (text(name), bytes(size));
        format!(
            "<a class=\"file\" href=\"{href}\" download=\"{saved_as}\"><bdi>{name}</bdi> <small>{size}</small></a>"
        )
    }

    fn missing(&self, resource: &Resource, error: Option<&str>) -> String {
        let kind = match resource.kind {
            ResourceKind::Image => "Image",
            ResourceKind::File => "File",
            ResourceKind::Folder => "Folder",
            ResourceKind::Audio => "Audio",
            ResourceKind::Video => "Video",
            ResourceKind::Sticker => "Sticker",
        };
        let name = resource.name.as_deref().unwrap_or_default();
        let why = attribute(error.unwrap_or("not saved"));
        format!("<span class=\"file gone\" title=\"{why}\">{kind} <bdi>{}</bdi></span>", text(name))
    }
}

/// A path as an address beside the page's own.
fn relative(path: &str) -> String {
    let parts = path.split('/').map(lark_api::wire::percent_encode);
    attribute(&format!("./{}", parts.collect::<Vec<_>>().join("/")))
}

/// Only what a browser shows without running it: no SVG.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 8] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"BM", "image/bmp"),
        (b"OggS", "audio/ogg"),
        (b"ID3", "audio/mpeg"),
        (b"\x1aE\xdf\xa3", "video/webm"),
        (b"\0\0\x01\0", "image/x-icon"),
    ];
    let starts = kinds.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind);
    starts.or_else(|| match bytes.get(4..12)? {
        [b'f', b't', b'y', b'p', ..] => Some("video/mp4"),
        [_, _, _, _, b'W', b'E', b'B', b'P'] if bytes.starts_with(b"RIFF") => Some("image/webp"),
        _ => None,
    })
}
