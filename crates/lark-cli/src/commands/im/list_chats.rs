//! `lark-cli im list-chats`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint, Page,
    im::chats::{ChatSort, ListChats, ListedChat},
    limits,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::listing::{self, ListArgs, Plan};
use crate::{
    context::Context,
    error::CommandError,
    output::{Order, Output, Row},
};

/// List the chats one is in, the oldest first
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im list-chats --as bot\n  \
    lark-cli im list-chats --types group,p2p --sort active --as user")]
pub struct ListChatsArgs {
    /// group, p2p (conversations between two; only --as user) or both
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = ["group", "p2p"])]
    types: Vec<String>,

    /// By when they were created, or by what happened last
    #[arg(long, value_name = "ORDER", value_parser = ["created", "active"])]
    sort: Option<String>,

    #[command(flatten)]
    list: ListArgs,
}

/// A chat in a list.
#[derive(Serialize, JsonSchema)]
struct ChatRow(ListedChat);

pub fn run(context: &Context, args: ListChatsArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(ListChats::META.auth)?;
    let sort_type = args.sort.map(|order| match order.as_str() {
        "active" => ChatSort::ByActiveTimeDesc,
        _ => ChatSort::ByCreateTimeAsc,
    });
    let plan = Plan {
        key: "chats",
        columns: &["chat_id", "name", "chat_mode", "description"],
        command: "lark-cli im list-chats".to_owned(),
        order: Order::AsListed,
        request: ListChats {
            sort_type,
            types: (!args.types.is_empty()).then(|| args.types.join(",")),
            page_size: Some(args.list.page_size(limits::CHATS_PAGE)),
            page_token: args.list.page_token(),
            user_id_type: None,
        },
        args: args.list,
    };
    let rows = |page: Page<ListedChat>| {
        page.items.into_iter().map(|chat| Ok(Row::new(ChatRow(chat)))).collect()
    };
    Ok(Output::Rows(listing::read(client, plan, rows)?))
}

impl fmt::Display for ChatRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(chat) = self;
        let name = match (chat.name.as_str(), &chat.p2p_target_id) {
            ("", Some(with)) => format!("with {with}"),
            ("", None) => "(no title)".to_owned(),
            (name, _) => name.to_owned(),
        };
        write!(f, "{}  {name}", chat.chat_id)
    }
}
