//! From a path or a web address to a key: what uploading and sending share.

use std::path::Path;

use lark_api::{
    ids::{FileKey, ImageKey},
    im::files::{FileType, ImageType, UploadFile, UploadImage},
    limits,
};
use lark_client::{
    Client,
    fetch::{Reach, WebUrl},
};

use crate::{
    context::Context,
    error::CommandError,
    fetch::Remote,
    files::{
        SourceFile,
        playing::{self, Playing},
    },
    hints,
    output::Progress,
};

/// What is to be uploaded: looked at where it is here, not yet fetched where it is not.
pub enum Attachment {
    Local(SourceFile),
    Remote(Remote),
}

impl Attachment {
    pub fn file(flag: &'static str, given: &Path, reach: Reach) -> Result<Self, CommandError> {
        Self::of(flag, given, limits::FILE_BYTES, reach)
    }

    pub fn image(flag: &'static str, given: &Path, reach: Reach) -> Result<Self, CommandError> {
        Self::of(flag, given, limits::IMAGE_BYTES, reach)
    }

    fn of(flag: &'static str, given: &Path, most: u64, reach: Reach) -> Result<Self, CommandError> {
        match given.to_str() {
            Some(url) if WebUrl::looks_like_one(url) => {
                Remote::parse(flag, url, most, reach).map(Self::Remote)
            }
            _ => SourceFile::check(flag, given, most).map(Self::Local),
        }
    }

    /// The file, fetched if it has to be.
    pub fn hold(self, context: &Context) -> Result<SourceFile, CommandError> {
        match self {
            Self::Local(file) => Ok(file),
            Self::Remote(remote) => remote.fetch(context),
        }
    }
}

pub fn upload_image(
    client: &Client,
    image: &SourceFile,
    image_type: ImageType,
) -> Result<ImageKey, CommandError> {
    let progress = Progress::new(&image.name, image.length);
    let upload = image.upload(&image.name, &progress);
    Ok(client.upload(&UploadImage { image_type }, &upload)?.image_key)
}

/// How a file is to be uploaded.
pub struct AsFile {
    pub name: String,
    pub file_type: FileType,
    /// In milliseconds; read out of the file unless given.
    pub duration: Option<u64>,
}

impl AsFile {
    /// As its name says, or as it is told.
    pub fn of(file: &SourceFile, name: Option<String>, file_type: Option<FileType>) -> Self {
        let name = name.unwrap_or_else(|| file.name.clone());
        let file_type = file_type.unwrap_or_else(|| FileType::of_name(&name));
        Self { name, file_type, duration: None }
    }

    /// As a file that is not played: Lark takes no other in a message that carries a file.
    pub fn into_mere_file(self) -> Self {
        let is_played = matches!(self.file_type, FileType::Opus | FileType::Mp4);
        Self { file_type: if is_played { FileType::Stream } else { self.file_type }, ..self }
    }
}

pub fn upload_file(
    client: &Client,
    file: &SourceFile,
    how: AsFile,
) -> Result<FileKey, CommandError> {
    let measured = || match (&how.file_type, playing::look(file.path())) {
        (FileType::Opus, Playing::Opus { millis }) | (FileType::Mp4, Playing::Mp4 { millis }) => {
            millis
        }
        _ => None,
    };
    let duration = how.duration.or_else(measured);
    let request = UploadFile { file_type: how.file_type, file_name: how.name.clone(), duration };
    let progress = Progress::new(&how.name, file.length);
    Ok(client.upload(&request, &file.upload(&how.name, &progress))?.file_key)
}

/// What a message can play.
#[derive(Clone, Copy)]
pub enum Playable {
    Audio,
    Video,
}

impl Playable {
    pub const fn file_type(self) -> FileType {
        match self {
            Self::Audio => FileType::Opus,
            Self::Video => FileType::Mp4,
        }
    }

    const fn form(self) -> &'static str {
        match self {
            Self::Audio => "Opus",
            Self::Video => "MPEG-4",
        }
    }

    /// Refuses what neither is playable nor says it is; warns of what only says so.
    pub fn check(
        self,
        context: &Context,
        flag: &str,
        file: &SourceFile,
    ) -> Result<(), CommandError> {
        let is_unfetched = file.path().as_os_str().is_empty();
        let is_so = match playing::look(file.path()) {
            Playing::Opus { .. } => matches!(self, Self::Audio),
            Playing::Mp4 { .. } => matches!(self, Self::Video),
            Playing::Neither => false,
        };
        if is_so || is_unfetched {
            return Ok(());
        }
        let message = format!("{} is not {}, which Lark plays", file.name, self.form());
        let hint = format!("convert it: {}; or send it with --file", self.conversion(file));
        let extension = file.name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let says_so = match self {
            Self::Audio => FileType::of_name(&file.name) == FileType::Opus,
            Self::Video => extension.eq_ignore_ascii_case("mp4"),
        };
        if says_so {
            context.warn(&format!("{message}; {hint}"));
            return Ok(());
        }
        Err(CommandError::invalid(flag, message).with_hint(hint))
    }

    fn conversion(self, file: &SourceFile) -> String {
        let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
        let from = hints::quote(&file.shown_path());
        let to = |extension: &str| hints::quote(&format!("./{stem}.{extension}"));
        match self {
            Self::Audio => {
                format!("ffmpeg -i {from} -c:a libopus -ac 1 -ar 16000 {}", to("opus"))
            }
            Self::Video => format!("ffmpeg -i {from} -c:v libx264 -c:a aac {}", to("mp4")),
        }
    }
}

/// Whether addresses of this machine and its network are fetched from.
#[derive(clap::Args)]
#[group(skip)]
pub struct ReachArgs {
    /// Fetch from addresses of this machine and of its network too
    #[arg(long)]
    allow_private_urls: bool,
}

impl ReachArgs {
    pub fn reach(&self) -> Reach {
        if self.allow_private_urls { Reach::Anywhere } else { Reach::Public }
    }
}
