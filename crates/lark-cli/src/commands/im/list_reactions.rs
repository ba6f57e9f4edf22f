//! `lark-cli im list-reactions`

use clap::Args;
use lark_api::{
    Endpoint, Page,
    ids::MessageId,
    im::reactions::{ListReactions, Reaction},
    limits,
};

use super::{
    add_reaction::{Reacted, emoji},
    listing::{self, ListArgs, Plan},
};
use crate::{
    context::Context,
    error::CommandError,
    output::{Order, Output, Row},
};

/// List the reactions to a message
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli im list-reactions --message-id om_… --as bot")]
pub struct ListReactionsArgs {
    /// The message
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    /// Only this emoji: a shortcode, the emoji itself or Lark's own name for it
    #[arg(long, value_name = "EMOJI", visible_alias = "emoji-type", allow_hyphen_values = true)]
    emoji: Option<String>,

    #[command(flatten)]
    list: ListArgs,
}

pub fn run(context: &Context, args: ListReactionsArgs) -> Result<Output<'_>, CommandError> {
    let only = args.emoji.as_deref().map(emoji).transpose()?;
    let client = context.client(ListReactions::META.auth)?;
    let message_id = args.message_id;
    let plan = Plan {
        key: "reactions",
        columns: &["emoji_type", "operator_type", "operator_id", "reaction_id"],
        command: format!("lark-cli im list-reactions --message-id {message_id}"),
        order: Order::AsListed,
        request: ListReactions {
            message_id: message_id.clone(),
            reaction_type: only.map(|emoji| emoji.as_str().to_owned()),
            page_size: Some(args.list.page_size(limits::REACTIONS_PAGE)),
            page_token: args.list.page_token(),
            user_id_type: None,
        },
        args: args.list,
    };
    let rows = move |page: Page<Reaction>| {
        let reactions = page.items.into_iter();
        let row = |reaction| Ok(Row::new(Reacted::new(message_id.clone(), reaction)));
        reactions.map(row).collect()
    };
    Ok(Output::Rows(listing::read(client, plan, rows)?))
}
