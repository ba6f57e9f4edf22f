//! Reactions: an emoji under a message.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserIdType;
use crate::{
    Effect, Endpoint, Meta, Page, Retry,
    emoji::EmojiType,
    errors::Family,
    ids::{MessageId, ReactionId},
    page::paged,
    scopes::Scopes,
    time::Millis,
};

const WRITE: Scopes = Scopes::both(&[&["im:message.reactions:write_only", "im:message"]]);
const READ: Scopes =
    Scopes::both(&[&["im:message.reactions:read", "im:message:readonly", "im:message"]]);

/// React to a message.
///
/// A second reaction of the same caller with the same emoji answers the first one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AddReaction {
    /// The message.
    pub message_id: MessageId,
    /// The emoji.
    pub reaction_type: ReactionType,
}

impl Endpoint for AddReaction {
    const META: Meta =
        Meta::post("im.reactions.create", "/open-apis/im/v1/messages/{message_id}/reactions")
            .scopes(WRITE)
            .retry(Retry::Natural)
            .family(Family::Reaction);
    type Response = Reaction;

    fn placeholder(&self) -> Reaction {
        Reaction {
            reaction_id: ReactionId::unchecked("<reaction_id>"),
            reaction_type: self.reaction_type.clone(),
            ..Reaction::default()
        }
    }
}

/// List the reactions to a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListReactions {
    /// The message.
    pub message_id: MessageId,
    /// Only this emoji.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaction_type: Option<String>,
    /// Reactions on a page, 20 unless told, 50 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
}

impl Endpoint for ListReactions {
    const META: Meta =
        Meta::get("im.reactions.list", "/open-apis/im/v1/messages/{message_id}/reactions")
            .scopes(READ)
            .family(Family::Reaction);
    type Response = Page<Reaction>;
}

paged!(ListReactions);

/// Take one's own reaction back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemoveReaction {
    /// The message.
    pub message_id: MessageId,
    /// The reaction, as creating or listing answered it.
    pub reaction_id: ReactionId,
}

impl Endpoint for RemoveReaction {
    const META: Meta = Meta::delete(
        "im.reactions.delete",
        "/open-apis/im/v1/messages/{message_id}/reactions/{reaction_id}",
    )
    .scopes(WRITE)
    .family(Family::Reaction);
    type Response = Reaction;

    fn placeholder(&self) -> Reaction {
        Reaction { reaction_id: self.reaction_id.clone(), ..Reaction::default() }
    }
}

/// Someone's reaction to a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reaction {
    pub reaction_id: ReactionId,
    pub operator: Operator,
    pub action_time: Millis,
    pub reaction_type: ReactionType,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReactionType {
    /// Lark's name of the emoji, such as `SMILE`; case matters.
    pub emoji_type: EmojiType,
}

/// Who reacted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Operator {
    pub operator_id: String,
    /// `user`, or `app` for a bot.
    pub operator_type: String,
}

/// List the reactions to up to 20 messages at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchQueryReactions {
    /// The messages, each with its own page.
    pub queries: Vec<ReactionQuery>,
    /// Reactions to each message, 20 unless told, 50 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size_per_message: Option<u32>,
    /// Only this emoji.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaction_type: Option<String>,
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
}

impl Endpoint for BatchQueryReactions {
    const META: Meta =
        Meta::post("im.reactions.batch_query", "/open-apis/im/v1/messages/reactions/batch_query")
            .query(&["user_id_type"])
            .scopes(READ)
            .effect(Effect::Read)
            .retry(Retry::Safe)
            .family(Family::Reaction);
    type Response = ReactionsOfMany;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReactionQuery {
    pub message_id: MessageId,
    /// Where the message's last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReactionsOfMany {
    pub success_msg_reaction_details: Vec<ReactionsOfOne>,
    pub success_msg_reaction_counts: Vec<ReactionCounts>,
    pub fail_msg_reaction_details: Vec<ReactionsFailed>,
}

/// A page of one message's reactions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReactionsOfOne {
    pub message_id: MessageId,
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
    pub message_reaction_items: Vec<FlatReaction>,
}

/// A reaction whose emoji is not in an object of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FlatReaction {
    pub reaction_id: ReactionId,
    pub operator: Operator,
    pub action_time: Millis,
    pub emoji_type: EmojiType,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReactionCounts {
    pub message_id: MessageId,
    pub reaction_count: Vec<ReactionCount>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReactionCount {
    /// The emoji.
    pub reaction_type: String,
    /// A number, as text.
    pub count: String,
}

/// A message whose reactions could not be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReactionsFailed {
    pub message_id: MessageId,
    /// `invalid`, `invalid_page_token` or `no_permission`.
    pub fail_reason: String,
}
