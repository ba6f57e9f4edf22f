//! The images that Markdown names: which of them are uploaded, and why the others are not.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use lark_api::ids::ImageKey;
use lark_client::{Client, fetch::Reach};
use lark_markdown::{ImageAnswer, PLACEHOLDER};

use crate::{
    commands::im::{
        sending::media::{Part, image_key},
        uploading::Attachment,
    },
    context::Context,
    error::CommandError,
    files::refuse_own,
};

const FLAG: &str = "--markdown-file";

/// Where images may come from.
pub struct Pictures {
    /// Those of this machine only from below here.
    folder: Option<PathBuf>,
    fetches: bool,
    /// Each is uploaded once.
    uploaded: BTreeMap<String, ImageKey>,
}

/// What shows an image.
enum Place {
    Key(ImageKey),
    File(PathBuf),
    Web,
}

impl Pictures {
    pub fn new(folder: Option<PathBuf>, fetches: bool) -> Self {
        Self { folder, fetches, uploaded: BTreeMap::new() }
    }

    /// As it will be, with a key as long as any.
    pub fn measured(&self, source: &str) -> ImageAnswer {
        match self.place(source) {
            Ok(Place::Key(key)) => ImageAnswer::Shown(key),
            Ok(_) => ImageAnswer::Shown(ImageKey::unchecked(PLACEHOLDER)),
            Err(reason) => ImageAnswer::Address(reason),
        }
    }

    /// As it will be, its address for a key.
    pub fn named(&self, source: &str) -> ImageAnswer {
        match self.place(source) {
            Ok(_) => ImageAnswer::Shown(ImageKey::unchecked(source)),
            Err(reason) => ImageAnswer::Address(reason),
        }
    }

    pub fn needs_upload(&self, source: &str) -> bool {
        matches!(self.place(source), Ok(Place::File(_) | Place::Web))
    }

    pub fn uploaded(
        &mut self,
        context: &Context,
        client: &Client,
        source: &str,
    ) -> Result<ImageAnswer, CommandError> {
        if let Some(key) = self.uploaded.get(source) {
            return Ok(ImageAnswer::Shown(key.clone()));
        }
        let path = match self.place(source) {
            Err(reason) => return Ok(ImageAnswer::Address(reason)),
            Ok(Place::Key(key)) => return Ok(ImageAnswer::Shown(key)),
            Ok(Place::File(path)) => path,
            Ok(Place::Web) => PathBuf::from(source),
        };
        let attachment = Attachment::image(FLAG, &path, Reach::Public)?;
        let key = image_key(context, client, Part::Upload(attachment))?;
        self.uploaded.insert(source.to_owned(), key.clone());
        Ok(ImageAnswer::Shown(key))
    }

    fn place(&self, source: &str) -> Result<Place, String> {
        if let Ok(key) = source.parse() {
            return Ok(Place::Key(key));
        }
        let is_web = ["http://", "https://"].iter().any(|scheme| {
            source.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        match (is_web, self.fetches) {
            (true, true) => Ok(Place::Web),
            (true, false) => Err("it is on the web; --fetch-images fetches it".to_owned()),
            (false, _) => self.file(source).map(Place::File),
        }
    }

    /// A file of this machine, where it may be shown: an image, and below the folder whatever
    /// links lead to it.
    fn file(&self, source: &str) -> Result<PathBuf, String> {
        let Some(folder) = &self.folder else {
            return Err("text from a pipe shows no files of this machine".to_owned());
        };
        let given = [source.to_owned(), percent_decoded(source)];
        let found = given.iter().find_map(|path| folder.join(path).canonicalize().ok());
        let path = found.ok_or("there is no such file")?;
        if !path.starts_with(folder) {
            return Err("only images below the Markdown's own folder are shown".to_owned());
        }
        let is_ours = refuse_own(FLAG, &path).is_err();
        if is_ours || !is_image(&path) {
            return Err("it is no image that Lark shows".to_owned());
        }
        Attachment::image(FLAG, &path, Reach::Public).map_err(|error| error.message)?;
        Ok(path)
    }
}

/// What is sent as an image begins like one: a file is not uploaded because of its name.
fn is_image(path: &Path) -> bool {
    let mut head = [0; 12];
    let read = File::open(path).and_then(|mut file| file.read(&mut head)).unwrap_or(0);
    let head = &head[..read];
    let starts: [&[u8]; 7] =
        [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"\0\0\x01\0", b"II*\0", b"MM\0*"];
    let is_webp = head.starts_with(b"RIFF") && head.ends_with(b"WEBP");
    let is_heic =
        head.get(4..8) == Some(b"ftyp") && matches!(head.get(8..11), Some(b"hei" | b"mif"));
    starts.iter().any(|start| head.starts_with(start)) || is_webp || is_heic
}

fn percent_decoded(source: &str) -> String {
    let mut bytes = Vec::with_capacity(source.len());
    let mut rest = source.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *byte == b'%');
        let decoded = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(decoded.unwrap_or(*byte));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| source.to_owned())
}
