//! Lark's own search: it answers ids, and what they are of is read by them.

use std::fmt;

use lark_api::{
    ids::MessageId,
    im::messages::find::{FoundMessage, FoundMessages},
    limits,
};
use lark_client::Client;
use schemars::JsonSchema;
use serde::Serialize;

use super::wanted::Wanted;
use crate::{
    commands::im::{
        listing::{self, ListArgs, Plan},
        places::{Place, Places},
        reading::{
            by_ids,
            enrich::{Additions, Enricher},
        },
    },
    context::Context,
    error::CommandError,
    output::{Order, Row, Rows, Said},
    readable::{COLUMNS, ReadableMessage},
};

/// A message that was found, and where.
#[derive(Serialize, JsonSchema)]
pub struct FoundRow {
    #[serde(flatten)]
    message: ReadableMessage,
    #[serde(flatten)]
    place: Place,
}

pub fn read<'a>(
    context: &'a Context,
    client: &'a Client,
    wanted: &Wanted,
    (list, additions): (ListArgs, Additions),
) -> Result<Rows<'a>, CommandError> {
    let mut request = wanted.request();
    request.page_size = Some(list.page_size(limits::MESSAGES_PAGE));
    request.page_token = list.page_token();
    let plan = Plan {
        key: "messages",
        columns: COLUMNS,
        command: wanted.command(),
        order: Order::AsListed,
        request,
        args: list,
    };
    let enricher = Enricher::new(context, client, additions);
    let places = Places::new(context, client);
    let mut unread: Vec<String> = Vec::new();
    listing::read(client, plan, move |page: FoundMessages| {
        context.fact("found", page.total);
        if !page.notice.is_empty() {
            context.warn(&page.notice);
        }
        let (messages, missing) = details(client, &enricher, page.items)?;
        places.look_up(enricher.names(), messages.iter().map(|message| &message.chat_id));
        if !missing.is_empty() {
            unread.extend(missing);
            context.fact("unreadable", unread.clone());
        }
        Ok(messages.into_iter().map(|message| FoundRow::row(message, &places)).collect())
    })
}

/// The messages by their ids, in the order they were found; and the ids nothing is read of.
fn details(
    client: &Client,
    enricher: &Enricher<'_>,
    found: Vec<FoundMessage>,
) -> Result<(Vec<ReadableMessage>, Vec<String>), CommandError> {
    let ids: Vec<MessageId> = found.into_iter().map(|found| found.meta_data.message_id).collect();
    let (messages, missing) = by_ids::several(client, &ids)?;
    let missing = missing.iter().map(ToString::to_string).collect();
    Ok((enricher.enrich(messages), missing))
}

impl FoundRow {
    pub fn row(message: ReadableMessage, places: &Places<'_>) -> Row {
        let place = places.get(&message.chat_id);
        let day = message.time.strftime("%-d %B %Y");
        let heading = format!("── {} · {day} ──", place.title(&message.chat_id));
        Row::said(Self { message, place }).under(heading)
    }
}

impl Said for FoundRow {
    fn message(&self) -> &ReadableMessage {
        &self.message
    }
}

impl fmt::Display for FoundRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}
