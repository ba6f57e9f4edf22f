//! `lark-cli im context`

use std::{collections::VecDeque, fmt};

use clap::Args;
use jiff::Timestamp;
use lark_api::{
    Endpoint,
    ids::MessageId,
    im::messages::{ListMessages, Message, SortType},
    limits,
};
use lark_client::Client;
use schemars::JsonSchema;
use serde::Serialize;

use super::reading::{
    bundles,
    conversation::Conversation,
    enrich::Enricher,
    history::Stretch,
    period::Period,
    shown::{ShownArgs, ThreadArgs},
};
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::{Output, Row, Rows, Said},
    readable::{COLUMNS, ReadableMessage},
};

/// Read what came before and after a message, in its chat or its thread
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im context --message-id om_… --as user\n  \
    lark-cli im context --message-id om_… --before 20 --after 0 --as bot")]
pub struct ContextArgs {
    /// The message
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    /// How many messages before it, 0 to 500
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=500))]
    before: u32,

    /// How many messages after it, 0 to 500
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=500))]
    after: u32,

    #[command(flatten)]
    threads: ThreadArgs,

    #[command(flatten)]
    shown: ShownArgs,
}

/// A message, and whether it is the one that was asked for.
#[derive(Serialize, JsonSchema)]
struct ContextRow {
    #[serde(flatten)]
    message: ReadableMessage,
    is_anchor: bool,
}

/// The messages on one side, from near to far.
#[derive(Default)]
struct Side {
    near: Vec<Message>,
    has_more: bool,
    pages: usize,
}

pub fn run(context: &Context, args: ContextArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(ListMessages::META.auth)?;
    args.shown.check(client)?;
    if args.shown.is_raw() {
        return Err(CommandError::invalid("--raw", "context shows messages as they are read")
            .with_hint("the message as Lark answers it: lark-cli im get-message --raw"));
    }
    let found = client.look_up(&bundles::get(args.message_id.clone()))?.items;
    let anchor = found.into_iter().next().ok_or_else(|| not_there(&args.message_id))?;
    let conversation = conversation_of(&anchor);
    let (before, after) = match conversation {
        Conversation::Chat(_) => (
            side(client, (&anchor, &conversation), SortType::ByCreateTimeDesc, args.before)?,
            side(client, (&anchor, &conversation), SortType::ByCreateTimeAsc, args.after)?,
        ),
        Conversation::Thread(_) => in_thread(client, (&anchor, &conversation), &args)?,
    };
    note(context, (&anchor, &conversation), &before, &after);
    let pages = 1 + before.pages + after.pages;
    let anchor_id = anchor.message_id.clone();
    let mut all: Vec<Message> = before.near.into_iter().rev().collect();
    all.push(anchor);
    all.extend(after.near);
    let enricher = Enricher::new(context, client, args.shown.additions(args.threads.wanted()));
    let mut messages = enricher.enrich(all);
    args.shown.save(context, client, &mut messages);
    let rows = messages.into_iter().map(|message| {
        let (day, is_anchor) = (message.day(), message.message_id == anchor_id);
        Row::said(ContextRow { message, is_anchor }).under(day)
    });
    Ok(Output::Rows(Rows::whole("messages", COLUMNS, rows.collect(), pages)))
}

/// A reply in a thread is in no list of its chat.
fn conversation_of(message: &Message) -> Conversation {
    match (&message.thread_id, &message.parent_id) {
        (Some(thread), Some(_)) => Conversation::Thread(thread.clone()),
        _ => Conversation::Chat(message.chat_id.clone()),
    }
}

/// Reads away from the message. Others of the same second may come first, on either side.
fn side(
    client: &Client,
    (anchor, conversation): (&Message, &Conversation),
    order: SortType,
    count: u32,
) -> Result<Side, CommandError> {
    let mut side = Side::default();
    if count == 0 {
        return Ok(side);
    }
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    let at = anchor.create_time.0;
    let edge = Timestamp::from_millisecond(at).ok();
    let period = match order {
        SortType::ByCreateTimeAsc => Period { start: edge, end: None },
        _ => Period { start: None, end: edge },
    };
    // One more tells whether there are more, and the message itself comes along.
    let page_size = count.saturating_add(2).min(limits::MESSAGES_PAGE);
    let stretch =
        Stretch { conversation: conversation.clone(), period, order, page_size, page_token: None };
    // Those of its very millisecond that come before it in this order are on the other side.
    let mut same: Vec<Message> = Vec::new();
    let mut is_passed = false;
    for page in stretch.pages(client) {
        let page = page?;
        side.pages += 1;
        for message in page.messages {
            if message.message_id == anchor.message_id {
                is_passed = true;
                same.clear();
            } else if is_passed || message.create_time.0 != at {
                // A message that its own list leaves away is passed where its time is.
                is_passed = true;
                take_same(&mut side, &mut same, &stretch.order);
                side.near.push(message);
            } else {
                same.push(message);
            }
        }
        if side.near.len() > most {
            break;
        }
    }
    take_same(&mut side, &mut same, &stretch.order);
    side.has_more = side.near.len() > most;
    side.near.truncate(most);
    Ok(side)
}

/// Where the message was not met with, those of its millisecond count as earlier ones.
fn take_same(side: &mut Side, same: &mut Vec<Message>, order: &SortType) {
    if *order == SortType::ByCreateTimeDesc {
        side.near.append(same);
    } else {
        same.clear();
    }
}

/// A thread takes no times, and is read from its beginning.
fn in_thread(
    client: &Client,
    (anchor, conversation): (&Message, &Conversation),
    args: &ContextArgs,
) -> Result<(Side, Side), CommandError> {
    let count = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    let (most_before, most_after) = (count(args.before), count(args.after));
    let stretch = Stretch {
        conversation: conversation.clone(),
        period: Period::default(),
        order: SortType::ByCreateTimeAsc,
        page_size: limits::MESSAGES_PAGE,
        page_token: None,
    };
    let mut earlier = VecDeque::new();
    let (mut before, mut after) = (Side::default(), Side::default());
    let mut is_passed = false;
    for page in stretch.pages(client) {
        before.pages += 1;
        for message in page?.messages {
            if message.message_id == anchor.message_id {
                is_passed = true;
            } else if is_passed {
                after.near.push(message);
            } else {
                earlier.push_front(message);
                before.has_more |= earlier.len() > most_before;
                earlier.truncate(most_before);
            }
        }
        if after.near.len() > most_after {
            break;
        }
    }
    before.near = earlier.into();
    after.has_more = after.near.len() > most_after;
    after.near.truncate(most_after);
    Ok((before, after))
}

/// Says what is further away, and how to get there.
fn note(
    context: &Context,
    (anchor, conversation): (&Message, &Conversation),
    before: &Side,
    after: &Side,
) {
    let go_on = |side: &Side, flag: &str, order: &str| {
        let millis = side.near.last().unwrap_or(anchor).create_time.0;
        let at = Timestamp::from_millisecond(millis).unwrap_or_default();
        let flags = conversation.flags();
        format!("lark-cli im list-messages {flags} --{flag} {at} --order {order} --limit 50")
    };
    let add = |name: &str, side: &Side, command: String| {
        context.fact(name, side.has_more);
        if side.has_more {
            context.fact(&format!("go_on_{}", name.trim_start_matches("has_more_")), command);
        }
    };
    add("has_more_before", before, go_on(before, "until", "desc"));
    add("has_more_after", after, go_on(after, "since", "asc"));
}

fn not_there(id: &MessageId) -> CommandError {
    CommandError::new(Type::Api, "not_found", format!("nothing is answered for {id}"))
        .with_hint("check the id: lark-cli im list-messages --chat-id oc_…")
}

impl fmt::Display for ContextRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_anchor { "▶ " } else { "" };
        write!(f, "{mark}{}", self.message)
    }
}

impl Said for ContextRow {
    fn message(&self) -> &ReadableMessage {
        &self.message
    }

    fn mark(&self) -> Option<&str> {
        self.is_anchor.then_some("this one")
    }
}
