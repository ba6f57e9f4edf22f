//! `lark-cli im list-messages`

use clap::Args;
use lark_api::{
    Endpoint,
    im::messages::{ListMessages, SortType},
};

use super::{
    listing::ListArgs,
    reading::{
        conversation::ConversationArgs,
        filter::FilterArgs,
        history::Stretch,
        period::PeriodArgs,
        rows::{self, Reading},
        shown::{ShownArgs, ThreadArgs},
    },
};
use crate::{context::Context, error::CommandError, output::Output};

/// Read the messages of a chat, of a conversation with somebody or of a thread, newest first
///
/// On a terminal they read as a conversation, the newest last. Of a thread in a group only the
/// first message is listed; --threads adds the replies, --thread-id reads the thread.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im list-messages --chat-id oc_… --limit 20 --as user\n  \
    lark-cli im list-messages --user 'Chen Wei' --since yesterday --as user\n  \
    lark-cli im list-messages --chat Orbit --from 'Chen Wei' --type file,image --since 7d --as user\n  \
    lark-cli im list-messages --chat-id oc_… --threads all --reactions --as bot")]
pub struct ListMessagesArgs {
    #[command(flatten)]
    conversation: ConversationArgs,

    #[command(flatten)]
    period: PeriodArgs,

    /// desc for the newest first, asc for the oldest
    #[arg(long, value_name = "ORDER", hide_possible_values = true, value_parser = ["desc", "asc"])]
    order: Option<String>,

    #[command(flatten)]
    filter: FilterArgs,

    #[command(flatten)]
    threads: ThreadArgs,

    #[command(flatten)]
    shown: ShownArgs,

    /// Messages a request asks for, 1 to 50
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=50))]
    page_size: Option<u32>,

    #[command(flatten)]
    list: ListArgs,
}

const COMMAND: &str = "lark-cli im list-messages";

pub fn run(context: &Context, args: ListMessagesArgs) -> Result<Output<'_>, CommandError> {
    let period = args.period.resolve(context)?;
    let client = context.client(ListMessages::META.auth)?;
    args.shown.check(client)?;
    let conversation = args.conversation.resolve(context, client)?;
    let filter = args.filter.resolve(context, client)?;
    let stretch = Stretch {
        conversation,
        period,
        order: order(COMMAND, args.order.as_deref()),
        page_size: args.page_size.unwrap_or_else(|| rows::usual_page_size(&filter, &args.list)),
        page_token: None,
    };
    let (shown, threads, list) = (args.shown, args.threads, args.list);
    let reading = Reading { command: COMMAND, stretch, filter, shown, threads, list };
    Ok(Output::Rows(reading.rows(context, client)?))
}

/// The order a word stands for.
pub fn order(command: &str, word: Option<&str>) -> SortType {
    match word {
        Some("asc") => SortType::ByCreateTimeAsc,
        Some(_) => SortType::ByCreateTimeDesc,
        None => rows::default_order(command).clone(),
    }
}
