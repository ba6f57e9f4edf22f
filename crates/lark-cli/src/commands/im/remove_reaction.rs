//! `lark-cli im remove-reaction`

use clap::Args;
use lark_api::{
    Endpoint,
    ids::{MessageId, ReactionId},
    im::reactions::RemoveReaction,
};

use super::add_reaction::Reacted;
use crate::{context::Context, error::CommandError, output::Output};

/// Take one's own reaction back
#[derive(Args)]
#[command(after_help = "Example:\n  \
    lark-cli im remove-reaction --message-id om_… --reaction-id ZCaCIjUBVVWSrm5L-3ZTw --as user")]
pub struct RemoveReactionArgs {
    /// The message
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    /// The reaction, as add-reaction and list-reactions show it
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    reaction_id: ReactionId,
}

pub fn run(context: &Context, args: RemoveReactionArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(RemoveReaction::META.auth)?;
    let request = RemoveReaction { message_id: args.message_id, reaction_id: args.reaction_id };
    let reaction = client.call(&request)?;
    Ok(Output::value(Reacted::new(request.message_id, reaction)))
}
