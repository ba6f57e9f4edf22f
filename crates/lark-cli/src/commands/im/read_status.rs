//! `lark-cli im read-status`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint, Page,
    ids::MessageId,
    im::{
        UserIdType,
        messages::readers::{ListReaders, QueryReadStatus, Reader},
    },
    limits,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    listing::{self, ListArgs, Plan},
    message_ids,
    sending::local_time,
};
use crate::{
    context::Context,
    error::CommandError,
    output::{Order, Output, Row, Rows},
};

/// Say who has read a message, or with --own which messages you have read
///
/// Who has read is told to who sent the message, for seven days; who has not read it is not told.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im read-status --message-id om_… --as bot\n  \
    lark-cli im read-status --message-id om_…,om_… --own --as user")]
pub struct ReadStatusArgs {
    /// The message; with --own several with commas or by repeating; `-` reads ids from standard input
    #[arg(long, value_name = "OM_ID", required = true, value_delimiter = ',')]
    message_id: Vec<String>,

    /// Whether you have read the messages yourself
    #[arg(long, conflicts_with_all = ["limit", "page_token"])]
    own: bool,

    #[command(flatten)]
    list: ListArgs,
}

/// Somebody who has read the message.
#[derive(Serialize, JsonSchema)]
struct HasRead {
    user_id: String,
    user_id_type: String,
    /// Local, to the second.
    read_time: String,
}

/// Whether one has read a message; null where it is unknown, out of sight or of a kind without that.
#[derive(Serialize, JsonSchema)]
struct OwnRead {
    message_id: String,
    is_read: Option<bool>,
}

pub fn run(context: &Context, args: ReadStatusArgs) -> Result<Output<'_>, CommandError> {
    let ids = message_ids::read(&args.message_id)?;
    match (args.own, <[MessageId; 1]>::try_from(ids)) {
        (true, Ok([id])) => own(context, &[id]),
        (true, Err(ids)) => own(context, &ids),
        (false, Ok([id])) => readers(context, id, args.list),
        (false, Err(_)) => Err(CommandError::invalid(
            "--message-id",
            "who has read is asked of one message at a time",
        )
        .with_hint("ask for each, or with --own which of them you have read yourself")),
    }
}

fn readers(
    context: &Context,
    message_id: MessageId,
    list: ListArgs,
) -> Result<Output<'_>, CommandError> {
    let client = context.client(ListReaders::META.auth)?;
    let plan = Plan {
        key: "readers",
        columns: &["user_id", "read_time"],
        command: format!("lark-cli im read-status --message-id {message_id}"),
        order: Order::AsListed,
        request: ListReaders {
            message_id,
            user_id_type: UserIdType::OpenId,
            page_size: Some(list.page_size(limits::READERS_PAGE)),
            page_token: list.page_token(),
        },
        args: list,
    };
    let rows = |page: Page<Reader>| page.items.into_iter().map(HasRead::new).map(Row::new).map(Ok);
    Ok(Output::Rows(listing::read(client, plan, move |page| rows(page).collect())?))
}

fn own<'a>(context: &'a Context, ids: &[MessageId]) -> Result<Output<'a>, CommandError> {
    let client = context.client(QueryReadStatus::META.auth)?;
    let mut rows: Vec<OwnRead> = Vec::new();
    let mut pages = 0;
    for ids in ids.chunks(limits::MESSAGES_PER_CALL) {
        let answer = client.call(&QueryReadStatus { message_ids: ids.to_vec() })?;
        pages += 1;
        rows.extend(ids.iter().map(|id| OwnRead {
            message_id: id.to_string(),
            is_read: answer.items.iter().find(|item| item.message_id == *id).map(|item| item.is_read),
        }));
    }
    let rows = rows.into_iter().map(Row::new).collect();
    Ok(Output::Rows(Rows::whole("messages", &["message_id", "is_read"], rows, pages)))
}

impl HasRead {
    fn new(reader: Reader) -> Self {
        Self {
            user_id: reader.user_id,
            user_id_type: reader.user_id_type,
            read_time: local_time(reader.timestamp.0, "%Y-%m-%d %H:%M:%S"),
        }
    }
}

impl fmt::Display for HasRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  read it {}", self.user_id, self.read_time)
    }
}

impl fmt::Display for OwnRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.is_read {
            Some(true) => "read",
            Some(false) => "not read",
            None => "cannot be told",
        };
        write!(f, "{}  {state}", self.message_id)
    }
}
