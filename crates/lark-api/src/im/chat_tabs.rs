//! The tabs of a chat.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Endpoint, Meta, Retry, errors::Family, ids::ChatId, open_enum::open_enum,
    scopes::Scopes,
};

const WRITE: Scopes = Scopes::both(&[&["im:chat.tabs:write_only", "im:chat"]]);

/// Add tabs to a chat: documents and links, at most 20.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreateTabs {
    /// The chat.
    pub chat_id: ChatId,
    /// The tabs, without ids.
    pub chat_tabs: Vec<ChatTab>,
}

impl Endpoint for CreateTabs {
    const META: Meta =
        Meta::post("im.chat_tabs.create", "/open-apis/im/v1/chats/{chat_id}/chat_tabs")
            .scopes(WRITE)
            .family(Family::Chat);
    type Response = ChatTabs;
}

/// List the tabs of a chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListTabs {
    /// The chat.
    pub chat_id: ChatId,
}

impl Endpoint for ListTabs {
    const META: Meta =
        Meta::get("im.chat_tabs.list_tabs", "/open-apis/im/v1/chats/{chat_id}/chat_tabs/list_tabs")
            .scopes(Scopes::both(&[&["im:chat.tabs:read", "im:chat:readonly", "im:chat"]]))
            .effect(Effect::Read)
            .family(Family::Chat);
    type Response = ChatTabs;
}

/// Change documents and links among the tabs of a chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateTabs {
    /// The chat.
    pub chat_id: ChatId,
    /// The tabs, by their ids.
    pub chat_tabs: Vec<ChatTab>,
}

impl Endpoint for UpdateTabs {
    const META: Meta = Meta::post(
        "im.chat_tabs.update_tabs",
        "/open-apis/im/v1/chats/{chat_id}/chat_tabs/update_tabs",
    )
    .scopes(WRITE)
    .retry(Retry::Natural)
    .family(Family::Chat);
    type Response = ChatTabs;
}

/// Remove documents and links from the tabs of a chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteTabs {
    /// The chat.
    pub chat_id: ChatId,
    /// Ids of the tabs.
    pub tab_ids: Vec<String>,
}

impl Endpoint for DeleteTabs {
    const META: Meta = Meta::delete(
        "im.chat_tabs.delete_tabs",
        "/open-apis/im/v1/chats/{chat_id}/chat_tabs/delete_tabs",
    )
    .scopes(WRITE)
    .family(Family::Chat);
    type Response = ChatTabs;
}

/// Order the tabs of a chat; the messages stay first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SortTabs {
    /// The chat.
    pub chat_id: ChatId,
    /// Ids of all the tabs, in their new order.
    pub tab_ids: Vec<String>,
}

impl Endpoint for SortTabs {
    const META: Meta = Meta::post(
        "im.chat_tabs.sort_tabs",
        "/open-apis/im/v1/chats/{chat_id}/chat_tabs/sort_tabs",
    )
    .scopes(WRITE)
    .retry(Retry::Natural)
    .family(Family::Chat);
    type Response = ChatTabs;
}

/// All tabs of a chat, in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChatTabs {
    pub chat_tabs: Vec<ChatTab>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChatTab {
    /// A string of digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tab_id: Option<String>,
    /// At most 30 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tab_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tab_type: Option<TabType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tab_content: Option<TabContent>,
    /// Only of links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tab_config: Option<TabConfig>,
}

open_enum! {
    /// What a tab shows. Only documents and links can be made and changed.
    TabType {
        Message = "message",
        DocList = "doc_list",
        Doc = "doc",
        Pin = "pin",
        MeetingMinute = "meeting_minute",
        ChatAnnouncement = "chat_announcement",
        Url = "url",
        File = "file",
        FilesResources = "files_resources",
        ImagesVideos = "images_videos",
        Task = "task",
    }
}

/// Where a tab leads, by its type; a document and a link are addresses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TabContent {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting_minute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TabConfig {
    /// The key of an image of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_key: Option<String>,
    /// Opens inside Lark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_built_in: Option<bool>,
}
