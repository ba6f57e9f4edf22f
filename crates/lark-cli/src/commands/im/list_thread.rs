//! `lark-cli im list-thread`

use clap::Args;
use lark_api::{
    Endpoint,
    ids::{MessageId, ThreadId},
    im::messages::ListMessages,
};
use lark_client::Client;

use super::{
    list_messages::order,
    listing::ListArgs,
    reading::{
        bundles,
        conversation::Conversation,
        filter::FilterArgs,
        history::Stretch,
        period::PeriodArgs,
        rows::{self, Reading},
        shown::{ShownArgs, ThreadArgs},
    },
};
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::Output,
};

/// Read a thread from its first message on
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im list-thread --thread-id omt_… --as bot\n  \
    lark-cli im list-thread --message-id om_… --reactions --as user")]
pub struct ListThreadArgs {
    #[command(flatten)]
    thread: ThreadOf,

    #[command(flatten)]
    period: PeriodArgs,

    /// asc for the oldest first, desc for the newest
    #[arg(long, value_name = "ORDER", hide_possible_values = true, value_parser = ["asc", "desc"])]
    order: Option<String>,

    #[command(flatten)]
    filter: FilterArgs,

    #[command(flatten)]
    shown: ShownArgs,

    /// Messages a request asks for, 1 to 50
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=50))]
    page_size: Option<u32>,

    #[command(flatten)]
    list: ListArgs,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct ThreadOf {
    /// The thread
    #[arg(long, value_name = "OMT_ID")]
    thread_id: Option<ThreadId>,

    /// The thread that this message is in
    #[arg(long, value_name = "OM_ID")]
    message_id: Option<MessageId>,
}

const COMMAND: &str = "lark-cli im list-thread";

pub fn run(context: &Context, args: ListThreadArgs) -> Result<Output<'_>, CommandError> {
    let period = args.period.resolve(context)?;
    let client = context.client(ListMessages::META.auth)?;
    args.shown.check(client)?;
    let thread = args.thread.resolve(context, client)?;
    let filter = args.filter.resolve(context, client)?;
    let stretch = Stretch {
        conversation: Conversation::Thread(thread),
        period,
        order: order(COMMAND, args.order.as_deref()),
        page_size: args.page_size.unwrap_or_else(|| rows::usual_page_size(&filter, &args.list)),
        page_token: None,
    };
    let (shown, list) = (args.shown, args.list);
    let threads = ThreadArgs::default();
    let reading = Reading { command: COMMAND, stretch, filter, shown, threads, list };
    Ok(Output::Rows(reading.rows(context, client)?))
}

impl ThreadOf {
    fn resolve(self, context: &Context, client: &Client) -> Result<ThreadId, CommandError> {
        let Self { thread_id, message_id } = self;
        let Some(message_id) = message_id else {
            return Ok(thread_id.expect("the group is required"));
        };
        let found = client.look_up(&bundles::get(message_id.clone()))?.items;
        let Some(thread) = found.into_iter().next().and_then(|message| message.thread_id) else {
            let message = format!("{message_id} is in no thread");
            let failure = CommandError::new(Type::Validation, "not_found", message);
            return Err(CommandError { param: Some("--message-id".to_owned()), ..failure }
                .with_hint(format!("see what is around it: lark-cli im context --message-id {message_id}")));
        };
        context.fact("resolved", serde_json::json!({ "thread_id": thread }));
        Ok(thread)
    }
}
