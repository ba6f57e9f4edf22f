//! Cards in a group that one person sees.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{MsgType, Nothing};
use crate::{
    Auth, Endpoint, Meta,
    ids::{ChatId, MessageId},
    scopes::Scopes,
};

const SEND: Scopes = Scopes::both(&[&["im:message:send_as_bot", "im:message"]]);

/// Show a card to one person in a group; for others, and in its history, it is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SendEphemeral {
    /// The group; both the bot and the person are in it.
    pub chat_id: ChatId,
    /// The person, by one of three ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_id: Option<String>,
    /// See `open_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// See `open_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `interactive`.
    pub msg_type: MsgType,
    /// The card: an object, not a string.
    pub card: Value,
}

impl Endpoint for SendEphemeral {
    const META: Meta = Meta::post("im.ephemeral.send", "/open-apis/ephemeral/v1/send")
        .auth(&[Auth::Bot])
        .scopes(SEND);
    type Response = EphemeralSent;

    fn placeholder(&self) -> EphemeralSent {
        EphemeralSent { message_id: MessageId::unchecked("<message_id>") }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EphemeralSent {
    pub message_id: MessageId,
}

/// Take back a card that one person sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteEphemeral {
    /// The card, as sending answered it.
    pub message_id: MessageId,
}

impl Endpoint for DeleteEphemeral {
    const META: Meta = Meta::post("im.ephemeral.delete", "/open-apis/ephemeral/v1/delete")
        .auth(&[Auth::Bot])
        .scopes(SEND)
        .retry(crate::Retry::Natural)
        .irreversible();
    type Response = Nothing;
}
