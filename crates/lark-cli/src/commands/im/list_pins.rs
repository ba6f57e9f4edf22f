//! `lark-cli im list-pins`

use clap::Args;
use lark_api::{
    Endpoint, Page,
    im::pins::{ListPins, Pin},
    limits,
};

use super::{
    listing::{self, ListArgs, Plan},
    pin::PinnedMessage,
    targets::ChatOrDefault,
};
use crate::{
    context::Context,
    error::CommandError,
    output::{Order, Output, Row},
};

/// List the pinned messages of a chat, the last pinned first
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli im list-pins --chat-id oc_… --as bot")]
pub struct ListPinsArgs {
    #[command(flatten)]
    chat: ChatOrDefault,

    #[command(flatten)]
    list: ListArgs,
}

pub fn run(context: &Context, args: ListPinsArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(ListPins::META.auth)?;
    let chat_id = args.chat.resolve(context, client)?;
    let plan = Plan {
        key: "pins",
        columns: &["message_id", "pin_time", "operator_id_type", "operator_id"],
        command: format!("lark-cli im list-pins --chat-id {chat_id}"),
        order: Order::AsListed,
        request: ListPins {
            chat_id,
            start_time: None,
            end_time: None,
            page_size: Some(args.list.page_size(limits::PINS_PAGE)),
            page_token: args.list.page_token(),
        },
        args: args.list,
    };
    let rows = |page: Page<Pin>| page.items.into_iter().map(PinnedMessage::new).map(Row::new).map(Ok);
    Ok(Output::Rows(listing::read(client, plan, move |page| rows(page).collect())?))
}
