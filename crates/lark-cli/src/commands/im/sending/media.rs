//! Images, files, audio and video, by their key, from this machine or from the web; and what else a
//! message is that has no text: stickers, chats, people.

use std::path::PathBuf;

use clap::Args;
use lark_api::{
    content::{Content, File, Image, Media, SharedChat, SharedUser},
    ids::{ChatId, FileKey, ImageKey, OpenId},
    im::files::ImageType,
};
use lark_client::Client;
use lark_client::fetch::Reach;

use super::sources::{Companion, check_companions};
use crate::{
    commands::im::uploading::{AsFile, Attachment, Playable, ReachArgs, upload_file, upload_image},
    context::Context,
    error::CommandError,
};

/// What is sent that is not text.
#[derive(Args)]
#[group(skip)]
pub struct MediaArgs {
    /// An image: a path, an http(s) address or an image key
    #[arg(long, group = "said", value_name = "PATH|URL|KEY")]
    image: Option<PathBuf>,

    /// A file: a path, an http(s) address or a file key
    #[arg(long, group = "said", value_name = "PATH|URL|KEY")]
    file: Option<PathBuf>,

    /// An audio to be played, in Opus: a path, an http(s) address or a file key
    #[arg(long, group = "said", value_name = "PATH|URL|KEY")]
    audio: Option<PathBuf>,

    /// A video to be played, in MPEG-4: a path, an http(s) address or a file key
    #[arg(long, group = "said", value_name = "PATH|URL|KEY")]
    video: Option<PathBuf>,

    /// The picture that is shown before the video plays
    #[arg(long, value_name = "PATH|URL|KEY", requires = "video")]
    video_cover: Option<PathBuf>,

    /// How long the audio or the video is, in milliseconds; read out of the file unless given
    #[arg(long, value_name = "MS")]
    duration: Option<u64>,

    /// The name receivers see; the file's own unless given
    #[arg(long, value_name = "NAME", requires = "file")]
    file_name: Option<String>,

    /// A sticker that the bot has received, by its key
    #[arg(long, group = "said", value_name = "KEY")]
    sticker: Option<FileKey>,

    /// A group's card, by the group's id; the sender is in it
    #[arg(long, group = "said", value_name = "OC_ID")]
    share_chat: Option<ChatId>,

    /// A person's card, by their open id
    #[arg(long, group = "said", value_name = "OU_ID")]
    share_user: Option<OpenId>,

    #[command(flatten)]
    reach: ReachArgs,
}

/// Something that is not text, as it was asked for.
pub enum GivenMedia {
    Image(PathBuf),
    File { file: PathBuf, name: Option<String> },
    Audio { file: PathBuf, duration: Option<u64> },
    Video { file: PathBuf, cover: Option<PathBuf>, duration: Option<u64> },
    Sticker(FileKey),
    Chat(ChatId),
    User(OpenId),
}

impl MediaArgs {
    pub fn check(&self) -> Result<(), CommandError> {
        let plays = self.audio.is_some() || self.video.is_some();
        let companion =
            |flag, is_given, of, is_at_home| Companion { flag, is_given, of, is_at_home };
        check_companions(&[
            companion("--video-cover", self.video_cover.is_some(), "--video", self.video.is_some()),
            companion("--file-name", self.file_name.is_some(), "--file", self.file.is_some()),
            companion("--duration", self.duration.is_some(), "--audio or --video", plays),
        ])
    }

    pub fn given(self) -> Option<(GivenMedia, Reach)> {
        let reach = self.reach.reach();
        let (name, cover, duration) = (self.file_name, self.video_cover, self.duration);
        let given = if let Some(image) = self.image {
            GivenMedia::Image(image)
        } else if let Some(file) = self.file {
            GivenMedia::File { file, name }
        } else if let Some(file) = self.audio {
            GivenMedia::Audio { file, duration }
        } else if let Some(file) = self.video {
            GivenMedia::Video { file, cover, duration }
        } else if let Some(key) = self.sticker {
            GivenMedia::Sticker(key)
        } else if let Some(chat) = self.share_chat {
            GivenMedia::Chat(chat)
        } else {
            GivenMedia::User(self.share_user?)
        };
        Some((given, reach))
    }
}

/// What has a key already, or gets one by being uploaded.
pub enum Part<K> {
    Key(K),
    Upload(Attachment),
}

/// A message that may have to wait for uploads.
pub enum MediaDraft {
    Image(Part<ImageKey>),
    File { file: Part<FileKey>, name: Option<String> },
    Audio { file: Part<FileKey>, duration: Option<u64> },
    Video { file: Part<FileKey>, cover: Option<Part<ImageKey>>, duration: Option<u64> },
    Ready(Content),
}

impl GivenMedia {
    /// Looks at what is on this machine, and at the form of the rest.
    pub fn read(self, context: &Context, reach: Reach) -> Result<MediaDraft, CommandError> {
        Ok(match self {
            Self::Image(image) => MediaDraft::Image(image_part("--image", image, reach)?),
            Self::File { file, name } => {
                MediaDraft::File { file: file_part("--file", file, reach)?, name }
            }
            Self::Audio { file, duration } => {
                let file = file_part("--audio", file, reach)?;
                check_playable(context, "--audio", Playable::Audio, &file)?;
                MediaDraft::Audio { file, duration }
            }
            Self::Video { file, cover, duration } => {
                let file = file_part("--video", file, reach)?;
                check_playable(context, "--video", Playable::Video, &file)?;
                let cover = cover.map(|cover| image_part("--video-cover", cover, reach));
                MediaDraft::Video { file, cover: cover.transpose()?, duration }
            }
            Self::Sticker(file_key) => MediaDraft::Ready(Content::Sticker(File { file_key })),
            Self::Chat(chat_id) => MediaDraft::Ready(Content::ShareChat(SharedChat { chat_id })),
            Self::User(user_id) => MediaDraft::Ready(Content::ShareUser(SharedUser { user_id })),
        })
    }
}

/// A key has the form of one: `./img_x` is a file of that name.
fn image_part(
    flag: &'static str,
    given: PathBuf,
    reach: Reach,
) -> Result<Part<ImageKey>, CommandError> {
    match given.to_str().and_then(|text| text.parse().ok()) {
        Some(key) => Ok(Part::Key(key)),
        None => Attachment::image(flag, &given, reach).map(Part::Upload),
    }
}

fn file_part(
    flag: &'static str,
    given: PathBuf,
    reach: Reach,
) -> Result<Part<FileKey>, CommandError> {
    match given.to_str().and_then(|text| text.parse().ok()) {
        Some(key) => Ok(Part::Key(key)),
        None => Attachment::file(flag, &given, reach).map(Part::Upload),
    }
}

fn check_playable(
    context: &Context,
    flag: &str,
    playable: Playable,
    file: &Part<FileKey>,
) -> Result<(), CommandError> {
    match file {
        Part::Upload(Attachment::Local(file)) => playable.check(context, flag, file),
        // What is not here yet is looked at when it is.
        Part::Upload(Attachment::Remote(_)) | Part::Key(_) => Ok(()),
    }
}

impl MediaDraft {
    /// The message, where all of it has its key.
    pub fn without_uploads(self) -> Option<Content> {
        match self {
            Self::Ready(content) => Some(content),
            Self::Image(Part::Key(image_key)) => Some(Content::Image(Image { image_key })),
            Self::File { file: Part::Key(file_key), .. } => Some(Content::File(File { file_key })),
            Self::Audio { file: Part::Key(file_key), .. } => {
                Some(Content::Audio(File { file_key }))
            }
            Self::Video { file: Part::Key(file_key), cover, .. } => {
                let image_key = match cover {
                    None => None,
                    Some(Part::Key(key)) => Some(key),
                    Some(Part::Upload(_)) => return None,
                };
                Some(Content::Media(Media { file_key, image_key }))
            }
            _ => None,
        }
    }

    pub fn finish(self, context: &Context, client: &Client) -> Result<Content, CommandError> {
        Ok(match self {
            Self::Ready(content) => content,
            Self::Image(image) => {
                Content::Image(Image { image_key: image_key(context, client, image)? })
            }
            Self::File { file, name } => {
                let file_key = match file {
                    Part::Key(key) => key,
                    Part::Upload(attachment) => {
                        let file = attachment.hold(context)?;
                        // What is sent as a file is one to Lark too, or it would not be taken as one.
                        let how = AsFile::of(&file, name, None).into_mere_file();
                        upload_file(client, &file, how)?
                    }
                };
                Content::File(File { file_key })
            }
            Self::Audio { file, duration } => {
                let playing = (Playable::Audio, "--audio", duration);
                Content::Audio(File { file_key: played_key(context, client, file, playing)? })
            }
            Self::Video { file, cover, duration } => {
                let cover = cover.map(|cover| image_key(context, client, cover)).transpose()?;
                let playing = (Playable::Video, "--video", duration);
                let file_key = played_key(context, client, file, playing)?;
                Content::Media(Media { file_key, image_key: cover })
            }
        })
    }
}

/// What was uploaded for a message that was not sent is not lost: the error has its keys.
pub fn keeping_keys(error: CommandError, said: &Content) -> CommandError {
    let (file, image) = match said {
        Content::Image(image) => (None, Some(&image.image_key)),
        Content::File(file) | Content::Audio(file) => (Some(&file.file_key), None),
        Content::Media(media) => (Some(&media.file_key), media.image_key.as_ref()),
        _ => (None, None),
    };
    let keys =
        [("file_key", file.map(FileKey::as_str)), ("image_key", image.map(ImageKey::as_str))];
    keys.iter().fold(error, |error, (name, key)| match key {
        Some(key) => error.with_fact(name, *key),
        None => error,
    })
}

/// The key of an image, uploading it if it has none.
pub fn image_key(
    context: &Context,
    client: &Client,
    image: Part<ImageKey>,
) -> Result<ImageKey, CommandError> {
    match image {
        Part::Key(key) => Ok(key),
        Part::Upload(attachment) => {
            upload_image(client, &attachment.hold(context)?, ImageType::Message)
        }
    }
}

fn played_key(
    context: &Context,
    client: &Client,
    file: Part<FileKey>,
    (playable, flag, duration): (Playable, &str, Option<u64>),
) -> Result<FileKey, CommandError> {
    let attachment = match file {
        Part::Key(key) => return Ok(key),
        Part::Upload(attachment) => attachment,
    };
    let is_new = matches!(attachment, Attachment::Remote(_));
    let file = attachment.hold(context)?;
    if is_new {
        playable.check(context, flag, &file)?;
    }
    let how = AsFile { duration, ..AsFile::of(&file, None, Some(playable.file_type())) };
    upload_file(client, &file, how)
}
