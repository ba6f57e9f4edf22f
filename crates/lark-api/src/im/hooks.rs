//! Custom bots: whoever knows a group's webhook may write there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Nothing;
use crate::{Answer, Endpoint, Meta, errors::Family};

/// Post a message to a group by its webhook, without a token of an app.
///
/// Calling twice posts twice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PostToHook {
    /// The last part of the webhook's address.
    pub token: String,
    /// When the call was signed, in seconds; only where the webhook wants signatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The signature: of nothing, by HMAC-SHA256 with `{timestamp}\n{secret}` as its key, in Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<String>,
    /// `text`, `post`, `image`, `share_chat` or `interactive`.
    pub msg_type: String,
    /// The content: an object, not a string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Value>,
    /// The card, where `msg_type` is `interactive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Value>,
}

impl Endpoint for PostToHook {
    const META: Meta = Meta::post("bot.hook.post", "/open-apis/bot/v2/hook/{token}")
        .auth(&[])
        .answer(Answer::TopLevel)
        .tier(3)
        .family(Family::Hook);
    type Response = HookAnswer;
}

impl PostToHook {
    /// The path of a webhook's address.
    pub fn path(token: &str) -> String {
        Self::META.path.replace("{token}", token)
    }

    /// The token in the path of a webhook's address; `None` where it is no webhook's.
    pub fn token_in(path: &str) -> Option<&str> {
        let token = path.strip_prefix(Self::META.path.trim_end_matches("{token}"))?;
        let is_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        (!token.is_empty() && token.bytes().all(is_token)).then_some(token)
    }
}

/// The result as these answers have had it from their first version on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HookAnswer {
    #[serde(rename = "StatusCode")]
    pub status_code: i64,
    #[serde(rename = "StatusMessage")]
    pub status_message: String,
    pub data: Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_the_last_part_of_a_webhooks_path_and_of_no_other() {
        assert_eq!(PostToHook::token_in(&PostToHook::path("a-B_1")), Some("a-B_1"));
        for path in [
            "",
            "/",
            "/a",
            "/open-apis/bot/v2/hook/",
            "/open-apis/bot/v2/hook/a/b",
            "/open-apis/bot/v2/hook/..",
        ] {
            assert_eq!(PostToHook::token_in(path), None, "{path}");
        }
    }
}
