//! `lark-cli im get-message`

use std::{collections::HashMap, fmt};

use clap::Args;
use lark_api::{
    Endpoint,
    ids::MessageId,
    im::messages::GetMessage,
    limits, wire,
};
use lark_client::{Client, Error};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{
    message_ids,
    reading::{
        bundles, by_ids,
        enrich::{Additions, Enricher},
        shown::{ShownArgs, ThreadArgs},
    },
};
use crate::{
    context::Context,
    error::CommandError,
    output::{Output, Show},
    readable::ReadableMessage,
};

/// Read messages by their ids; of a forwarded bundle also the messages in it
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im get-message --message-id om_… --as bot\n  \
    lark-cli im get-message --message-id om_…,om_… --reactions --as user\n  \
    … | lark-cli im get-message --message-id - --as bot")]
pub struct GetMessageArgs {
    /// The message; several with commas or by repeating, - for a line each on standard input
    #[arg(long, value_name = "OM_ID", value_delimiter = ',', required = true, alias = "message-ids")]
    message_id: Vec<String>,

    #[command(flatten)]
    threads: ThreadArgs,

    #[command(flatten)]
    shown: ShownArgs,
}

/// The messages, in the order they were asked for.
#[derive(Serialize, JsonSchema)]
struct Found<T> {
    messages: Vec<T>,
    total: usize,
}

pub fn run(context: &Context, args: GetMessageArgs) -> Result<Output<'_>, CommandError> {
    let ids = message_ids::read(&args.message_id)?;
    let client = context.client(GetMessage::META.auth)?;
    args.shown.check(client)?;
    if args.shown.is_raw() {
        return raw(context, client, &ids);
    }
    // Bundles say nothing by themselves.
    let threads = args.threads.wanted();
    let additions = Additions { bundles: ids.len() > 1, ..args.shown.additions(threads) };
    let enricher = Enricher::new(context, client, additions);
    let (mut messages, missing) = match ids.as_slice() {
        [id] => (enricher.enrich_whole(client.call(&bundles::get(id.clone()))?.items), Vec::new()),
        _ => {
            let (found, missing) = by_ids::several(client, &ids)?;
            (enricher.enrich(found), missing)
        }
    };
    args.shown.save(context, client, &mut messages);
    let found = Found { total: messages.len(), messages };
    Ok(answer(context, found, &missing))
}

/// Those that are not there make the answer one that is not whole.
fn answer<'a, T>(context: &Context, found: Found<T>, missing: &[MessageId]) -> Output<'a>
where
    Found<T>: Show + 'static,
{
    if missing.is_empty() {
        return Output::value(found);
    }
    context.fact("missing", missing.iter().map(MessageId::as_str).collect::<Vec<_>>());
    context.warn(&format!(
        "{} of the messages cannot be read: they do not exist, or are out of sight",
        missing.len()
    ));
    Output::verdict(false, found)
}

/// The messages as Lark answers them.
fn raw<'a>(
    context: &Context,
    client: &Client,
    ids: &[MessageId],
) -> Result<Output<'a>, CommandError> {
    let (messages, missing) = match ids {
        [id] => (raw_items(client, &bundles::get(id.clone()))?, Vec::new()),
        _ => {
            let mut found = HashMap::new();
            for ids in ids.chunks(limits::MESSAGES_PER_CALL) {
                for value in raw_items(client, &by_ids::batch(ids))? {
                    let id = value["message_id"].as_str().unwrap_or_default();
                    found.insert(MessageId::unchecked(id), value);
                }
            }
            by_ids::in_order(ids, found)
        }
    };
    Ok(answer(context, Found { total: messages.len(), messages }, &missing))
}

fn raw_items<E: Endpoint>(client: &Client, request: &E) -> Result<Vec<Value>, CommandError> {
    let parts = wire::split(request).map_err(Error::from)?;
    let mut answer = client.call_raw(&E::META, parts, None)?.unwrap_or_default();
    match answer["items"].take() {
        Value::Array(items) => Ok(items),
        _ => Ok(Vec::new()),
    }
}

impl Show for Found<ReadableMessage> {
    fn json(&self) -> Value {
        serde_json::to_value(self).expect("results are structs of plain fields")
    }

    fn human(&self) -> String {
        self.messages.iter().map(|message| format!("{message}\n")).collect()
    }

    fn messages(&self) -> &[ReadableMessage] {
        &self.messages
    }
}

impl fmt::Display for Found<Value> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.messages.iter().try_for_each(|message| writeln!(f, "{message:#}"))
    }
}
