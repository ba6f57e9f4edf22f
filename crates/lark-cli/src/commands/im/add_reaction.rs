//! `lark-cli im add-reaction`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint,
    emoji::EmojiType,
    ids::{MessageId, ReactionId},
    im::reactions::{AddReaction, Reaction, ReactionType},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{context::Context, error::CommandError, output::Output};

/// React to a message with an emoji
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im add-reaction --message-id om_… --emoji \":+1:\" --as user\n  \
    lark-cli im add-reaction --message-id om_… --emoji DONE --as bot")]
pub struct AddReactionArgs {
    /// The message
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    /// A shortcode (`:+1:`), the emoji itself, or Lark's own name for it (`THUMBSUP`)
    #[arg(long, value_name = "EMOJI", visible_alias = "emoji-type", allow_hyphen_values = true)]
    emoji: String,
}

/// Somebody's reaction.
#[derive(Serialize, JsonSchema)]
pub struct Reacted {
    message_id: MessageId,
    reaction_id: ReactionId,
    emoji_type: EmojiType,
    operator_id: String,
    operator_type: String,
    /// Milliseconds since 1970, as Lark writes them.
    action_time: String,
}

impl Reacted {
    pub fn new(message_id: MessageId, reaction: Reaction) -> Self {
        Self {
            message_id,
            reaction_id: reaction.reaction_id,
            emoji_type: reaction.reaction_type.emoji_type,
            operator_id: reaction.operator.operator_id,
            operator_type: reaction.operator.operator_type,
            action_time: reaction.action_time.to_string(),
        }
    }
}

pub fn run(context: &Context, args: AddReactionArgs) -> Result<Output<'_>, CommandError> {
    let emoji_type = emoji(&args.emoji)?;
    let client = context.client(AddReaction::META.auth)?;
    let request =
        AddReaction { message_id: args.message_id, reaction_type: ReactionType { emoji_type } };
    let reaction = client.call(&request)?;
    Ok(Output::value(Reacted::new(request.message_id, reaction)))
}

/// The emoji somebody typed.
pub fn emoji(given: &str) -> Result<EmojiType, CommandError> {
    given.parse().map_err(|error: lark_api::emoji::UnknownEmoji| {
        CommandError::invalid("--emoji", error.to_string())
            .with_hint(format!("the nearest are: {}", error.nearest.join(", ")))
    })
}

impl fmt::Display for Reacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let emoji = self.emoji_type.character();
        write!(f, "{emoji}  {} {}  {}", self.operator_type, self.operator_id, self.reaction_id)
    }
}
