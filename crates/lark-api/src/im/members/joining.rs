//! Who is in a chat: oneself, and its bots.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BotMember, READ, WRITE};
use crate::{Endpoint, Meta, Page, errors::Family, ids::ChatId, im::Nothing, page::paged};

/// Tell whether one is in a chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IsInChat {
    /// The chat.
    pub chat_id: ChatId,
}

impl Endpoint for IsInChat {
    const META: Meta = Meta::get(
        "im.chat.members.is_in_chat",
        "/open-apis/im/v1/chats/{chat_id}/members/is_in_chat",
    )
    .scopes(READ)
    .family(Family::Chat);
    type Response = Presence;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Presence {
    pub is_in_chat: bool,
}

/// Join a public group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JoinChat {
    /// The group.
    pub chat_id: ChatId,
}

impl Endpoint for JoinChat {
    const META: Meta =
        Meta::patch("im.chat.members.me_join", "/open-apis/im/v1/chats/{chat_id}/members/me_join")
            .scopes(WRITE)
            .family(Family::Chat);
    type Response = Nothing;
}

/// List the bots of a chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListBots {
    /// The chat.
    pub chat_id: ChatId,
    /// Bots on a page, 20 unless told, 100 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for ListBots {
    const META: Meta =
        Meta::get("im.chat.members.bots", "/open-apis/im/v1/chats/{chat_id}/members/bots")
            .scopes(READ)
            .family(Family::Chat);
    type Response = Page<BotMember>;
}

paged!(ListBots);
