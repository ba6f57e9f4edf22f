//! `lark-cli im search-messages`

use clap::Args;
use lark_api::{Endpoint, im::messages::find::SearchMessages};

use super::{
    listing::ListArgs,
    reading::enrich::Additions,
    searching::{self, WantedArgs},
};
use crate::{context::Context, error::CommandError, output::Output};

/// Search the messages one can see, newest first
///
/// Lark decides what is like the query. --scan reads the history of the chats that are named
/// instead, and finds what has all the words of the query in it, in any case; "words between
/// quotation marks" stand together.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im search-messages --query rollback --since 7d --as user\n  \
    lark-cli im search-messages --mentions-me --chat-type group --limit 20 --as user\n  \
    lark-cli im search-messages --query 回滚 --chat-id oc_… --scan --as bot")]
pub struct SearchMessagesArgs {
    #[command(flatten)]
    wanted: WantedArgs,

    /// Read the history of the chats that are named, where Lark's search is not allowed or not enough
    #[arg(long)]
    scan: bool,

    /// Also who reacted how
    #[arg(long)]
    reactions: bool,

    #[command(flatten)]
    list: ListArgs,
}

pub fn run(context: &Context, args: SearchMessagesArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(SearchMessages::META.auth)?;
    let wanted = args.wanted.resolve(context, client)?;
    let additions = Additions { reactions: args.reactions, ..Additions::default() };
    let rows = match args.scan {
        true => searching::scan(context, client, wanted, (args.list, additions))?,
        false if wanted.is_for_everything() => return Err(for_nothing()),
        false => searching::read(context, client, &wanted, (args.list, additions))?,
    };
    Ok(Output::Rows(rows))
}

fn for_nothing() -> CommandError {
    CommandError::missing_one_of(&["--query", "--from", "--mentions-me", "--has"]).with_hint(
        "say what to look for; the whole history of a chat: lark-cli im list-messages --chat-id oc_…",
    )
}
