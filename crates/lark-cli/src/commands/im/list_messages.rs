//! `lark-cli im list-messages`

use clap::Args;
use lark_api::{
    Endpoint, Page,
    ids::{ChatId, ThreadId},
    im::messages::{Container, ListMessages, Message, SortType},
    limits,
};

use super::{
    listing::{self, ListArgs, Plan},
    targets::default_chat,
};
use crate::{
    context::Context,
    error::CommandError,
    output::{Order, Output, Row},
    readable::{COLUMNS, ReadableMessage},
    resolve, zone,
};

/// Read the messages of a chat or a thread, newest first
///
/// On a terminal they read as a conversation, the newest last. Of a thread in a group only the
/// first message is listed; --thread-id reads the thread.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im list-messages --chat-id oc_… --limit 20 --as user\n  \
    lark-cli im list-messages --thread-id omt_… --as bot --format table")]
pub struct ListMessagesArgs {
    #[command(flatten)]
    from: From,
    #[command(flatten)]
    list: ListArgs,
}

#[derive(Args)]
#[group(multiple = false)]
struct From {
    /// The chat, by its id; the default chat unless anything is told
    #[arg(long, value_name = "OC_ID")]
    chat_id: Option<ChatId>,

    /// The chat, by its exact name or id
    #[arg(long, value_name = "NAME")]
    chat: Option<String>,

    /// The thread
    #[arg(long, value_name = "OMT_ID")]
    thread_id: Option<ThreadId>,
}

pub fn run(context: &Context, args: ListMessagesArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(ListMessages::META.auth)?;
    let (flag, container_id_type, container_id) = match args.from {
        From { chat_id: Some(id), .. } => ("--chat-id", Container::Chat, id.as_str().to_owned()),
        From { chat: Some(name), .. } => {
            let id = resolve::chat(context, client, &name)?;
            ("--chat-id", Container::Chat, id.as_str().to_owned())
        }
        From { thread_id: Some(id), .. } => {
            ("--thread-id", Container::Thread, id.as_str().to_owned())
        }
        From { .. } => {
            let id = default_chat(context, &["--chat-id", "--chat", "--thread-id"])?;
            ("--chat-id", Container::Chat, id.as_str().to_owned())
        }
    };
    let plan = Plan {
        key: "messages",
        columns: COLUMNS,
        command: format!("lark-cli im list-messages {flag} {container_id}"),
        order: Order::Reversed,
        request: ListMessages {
            only_thread_root_messages: (container_id_type == Container::Chat).then_some(true),
            container_id_type,
            container_id,
            start_time: None,
            end_time: None,
            sort_type: Some(SortType::ByCreateTimeDesc),
            page_size: Some(args.list.page_size(limits::MESSAGES_PAGE)),
            page_token: args.list.page_token(),
            card_msg_content_type: None,
            with_sender_name: Some(true),
        },
        args: args.list,
    };
    let zone = zone::local();
    let rows = move |page: Page<Message>| {
        let messages = page.items.into_iter().map(|message| ReadableMessage::new(message, &zone));
        Ok(messages.map(row).collect())
    };
    Ok(Output::Rows(listing::read(client, plan, rows)?))
}

fn row(message: ReadableMessage) -> Row {
    let day = message.day();
    Row::said(message).under(day)
}
