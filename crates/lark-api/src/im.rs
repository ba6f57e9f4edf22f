//! Instant messaging: `im/v1`.

pub mod announcement;
pub mod batch_messages;
pub mod chat_menu;
pub mod chat_tabs;
pub mod chats;
pub mod ephemeral;
pub mod feed_groups;
pub mod feed_shortcuts;
pub mod files;
pub mod flags;
pub mod hooks;
pub mod join_requests;
pub mod managers;
pub mod members;
pub mod messages;
pub mod moderation;
pub mod own;
pub mod pins;
pub mod reactions;

use crate::open_enum::open_enum;

open_enum! {
    /// What kind of id a person has in a request and its answer.
    UserIdType {
        OpenId = "open_id",
        UnionId = "union_id",
        UserId = "user_id",
    }
}

open_enum! {
    /// What kind of id somebody has who is shown; `app_id` for bots.
    ShownIdType {
        OpenId = "open_id",
        UnionId = "union_id",
        UserId = "user_id",
        AppId = "app_id",
    }
}

impl Default for ShownIdType {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

impl From<&UserIdType> for ShownIdType {
    fn from(id_type: &UserIdType) -> Self {
        Self::from(id_type.as_str())
    }
}

open_enum! {
    /// What sends a message.
    SenderType {
        User = "user",
        App = "app",
        Anonymous = "anonymous",
        Unknown = "unknown",
    }
}

impl Default for SenderType {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

open_enum! {
    /// What kind of id a member has in a request; `app_id` for bots.
    MemberIdType {
        OpenId = "open_id",
        UnionId = "union_id",
        UserId = "user_id",
        AppId = "app_id",
    }
}

open_enum! {
    /// What kind of id a `receive_id` is.
    ReceiveIdType {
        ChatId = "chat_id",
        OpenId = "open_id",
        UnionId = "union_id",
        UserId = "user_id",
        Email = "email",
        /// Only where messages are forwarded.
        ThreadId = "thread_id",
    }
}

open_enum! {
    /// The kind of a message; decides what its `content` is.
    MsgType {
        Text = "text",
        Post = "post",
        Image = "image",
        File = "file",
        Audio = "audio",
        Media = "media",
        Sticker = "sticker",
        Interactive = "interactive",
        ShareChat = "share_chat",
        ShareUser = "share_user",
        System = "system",
        MergeForward = "merge_forward",
        Folder = "folder",
        Location = "location",
        Hongbao = "hongbao",
        Todo = "todo",
        Vote = "vote",
        VideoChat = "video_chat",
        Calendar = "calendar",
        GeneralCalendar = "general_calendar",
        ShareCalendarEvent = "share_calendar_event",
    }
}

/// A name in several languages.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(default)]
pub struct I18nNames {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub zh_cn: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub en_us: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ja_jp: String,
}

/// The answer of a call that has nothing to say: `{}`.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
pub struct Nothing {}
