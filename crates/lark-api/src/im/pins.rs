//! Pins: messages kept at hand in their chat.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, Meta, Page, Retry,
    ids::{ChatId, MessageId},
    im::Nothing,
    page::paged,
    scopes::Scopes,
    time::Millis,
};

const WRITE: Scopes =
    Scopes::both(&[&["im:message.pins:write_only", "im:message", "im:message:send_as_bot"]]);
const READ: Scopes =
    Scopes::both(&[&["im:message.pins:read", "im:message:readonly", "im:message"]]);

/// Pin a message in its chat; one that is pinned stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PinMessage {
    /// The message.
    pub message_id: MessageId,
}

impl Endpoint for PinMessage {
    const META: Meta =
        Meta::post("im.pins.create", "/open-apis/im/v1/pins").scopes(WRITE).retry(Retry::Natural);
    type Response = Pinned;

    fn placeholder(&self) -> Pinned {
        Pinned { pin: Pin { message_id: self.message_id.clone(), ..Pin::default() } }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Pinned {
    pub pin: Pin,
}

/// Take a message's pin away, whoever put it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnpinMessage {
    /// The message.
    pub message_id: MessageId,
}

impl Endpoint for UnpinMessage {
    const META: Meta = Meta::delete("im.pins.delete", "/open-apis/im/v1/pins/{message_id}")
        .scopes(WRITE)
        .irreversible();
    type Response = Nothing;
}

/// List the pinned messages of a chat, the last pinned first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListPins {
    /// The chat.
    pub chat_id: ChatId,
    /// Pinned at this time or later, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Millis>,
    /// Pinned at this time or earlier, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Millis>,
    /// Pins on a page, 20 unless told, 50 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for ListPins {
    const META: Meta = Meta::get("im.pins.list", "/open-apis/im/v1/pins").scopes(READ).tier(9);
    type Response = Page<Pin>;
}

paged!(ListPins);

/// Who pinned which message, and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Pin {
    pub message_id: MessageId,
    pub chat_id: ChatId,
    pub operator_id: String,
    /// `open_id`, or `app_id` for a bot.
    pub operator_id_type: String,
    pub create_time: Millis,
}
