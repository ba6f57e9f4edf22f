//! Messages: bubbles under the bot's last one that answer it with a tap.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Auth, Endpoint, Meta, Retry, errors::Family, ids::MessageId, im::Nothing, scopes::Scopes,
};

/// Put bubbles under the bot's last message to a person; a tap on one sends its text.
///
/// Within 600 seconds of sending, and once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PushFollowUp {
    /// The message, the last in the conversation.
    pub message_id: MessageId,
    /// The bubbles.
    pub follow_ups: Vec<FollowUp>,
}

impl Endpoint for PushFollowUp {
    const META: Meta = Meta::post(
        "im.messages.push_follow_up",
        "/open-apis/im/v1/messages/{message_id}/push_follow_up",
    )
    .auth(&[Auth::Bot])
    .scopes(Scopes::both(&[&["im:message", "im:message:send_as_bot"]]))
    .retry(Retry::Natural)
    .family(Family::FollowUp);
    type Response = Nothing;
}

/// One bubble.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUp {
    /// What a tap sends.
    pub content: String,
    /// The same in other languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub i18n_contents: Vec<I18nContent>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct I18nContent {
    pub content: String,
    /// Such as `en_us`.
    pub language: String,
}
