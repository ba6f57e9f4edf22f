//! Messages: several by their ids, and those that a search finds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CardContent, Messages, READ};
use crate::{
    Effect, Endpoint, Meta, Paged, Retry,
    ids::{ChatId, MessageId, ThreadId},
    im::UserIdType,
    open_enum::open_enum,
    scopes::Scopes,
};

/// Get up to 50 messages; those that cannot be read are missing from the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchGetMessages {
    /// The messages, 50 at most.
    #[serde(default)]
    pub message_ids: Vec<MessageId>,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// How cards are shown; flattened to text lines unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_msg_content_type: Option<CardContent>,
    /// Adds the senders' names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_sender_name: Option<bool>,
}

impl Endpoint for BatchGetMessages {
    const META: Meta = Meta::get("im.messages.mget", "/open-apis/im/v1/messages/mget").scopes(READ);
    type Response = Messages;
}

/// Search the messages one can see, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchMessages {
    /// What to look for; may be empty where there is a filter.
    #[serde(default)]
    pub query: String,
    /// Which messages to look at; all unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<MessageFilter>,
    /// Messages on a page, 20 unless told, 50 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
    /// What kind of id people have in the filter and the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
}

impl Endpoint for SearchMessages {
    const META: Meta = Meta::post("im.messages.search", "/open-apis/im/v1/messages/search")
        .query(&["page_size", "page_token", "user_id_type"])
        .scopes(Scopes::both(&[&["search:message"]]))
        .effect(Effect::Read)
        .retry(Retry::Safe);
    type Response = FoundMessages;
}

impl Paged for SearchMessages {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &FoundMessages) -> Option<&str> {
        (page.has_more && !page.page_token.is_empty()).then_some(page.page_token.as_str())
    }
}

/// Which messages a search looks at; a list takes any of its values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MessageFilter {
    /// Sent by these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from_ids: Vec<String>,
    /// In these chats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chat_ids: Vec<ChatId>,
    /// Mentioning these, or everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at_chatter_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_range: Option<TimeRange>,
    /// With something of these kinds in them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include_attachment_types: Vec<Attachment>,
    /// Sent by people or by bots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from_types: Vec<FromType>,
    /// Not sent by people or by bots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude_from_types: Vec<FromType>,
    /// In groups or in conversations between two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_type: Option<SearchedChats>,
    /// Mentioning the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_at_me: Option<bool>,
}

/// Points in time as ISO 8601 has them, such as `2026-03-24T00:00:00+08:00`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TimeRange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<String>,
}

open_enum! {
    /// What a message has in it.
    Attachment {
        Image = "image",
        Video = "video",
        File = "file",
        Link = "link",
    }
}

open_enum! {
    /// Who sent a message.
    FromType {
        User = "user",
        Bot = "bot",
    }
}

open_enum! {
    /// Which chats are searched.
    SearchedChats {
        Group = "group",
        P2p = "p2p",
    }
}

/// A page of what a search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundMessages {
    pub items: Vec<FoundMessage>,
    /// Of all pages.
    pub total: i64,
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
    /// Lark's remark on the search.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notice: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundMessage {
    /// The message's.
    pub id: String,
    /// What the app shows of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub display_info: String,
    pub meta_data: FoundMeta,
}

/// Where a found message is; its content is read by its id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundMeta {
    pub message_id: MessageId,
    /// The search's own name of the kind, such as `card` and `share_group_chat`.
    #[serde(rename = "type")]
    pub kind: String,
    pub create_time: String,
    pub update_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    pub chat_id: ChatId,
    pub from_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_position: Option<i64>,
    pub is_p2p_chat: bool,
}
