//! Messages: edit a text or a post, replace a card.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Message;
use crate::{
    Auth, Endpoint, Meta,
    errors::Family,
    ids::MessageId,
    im::{MsgType, Nothing},
    scopes::Scopes,
};

const CHANGE: Scopes =
    Scopes::both(&[&["im:message:update", "im:message", "im:message:send_as_bot"]]);

/// Edit a text or a post that the bot sent.
///
/// At most 20 times, and only while the tenant's window for edits is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EditMessage {
    /// The message.
    pub message_id: MessageId,
    /// `text` or `post`.
    pub msg_type: MsgType,
    /// The new content, a JSON object written as a string.
    pub content: String,
}

impl Endpoint for EditMessage {
    const META: Meta = Meta::put("im.messages.update", "/open-apis/im/v1/messages/{message_id}")
        .auth(&[Auth::Bot])
        .scopes(CHANGE)
        .family(Family::Edit);
    type Response = Message;

    fn placeholder(&self) -> Message {
        Message { message_id: self.message_id.clone(), ..Message::placeholder() }
    }
}

/// Replace a card that the caller sent.
///
/// The card must be shared by all who see it, before and after, and at most 14 days old.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatchCard {
    /// The message.
    pub message_id: MessageId,
    /// The new card, JSON written as a string.
    pub content: String,
}

impl Endpoint for PatchCard {
    const META: Meta =
        Meta::patch("im.messages.patch", "/open-apis/im/v1/messages/{message_id}").scopes(CHANGE);
    type Response = Nothing;
}
