//! From what is said to the messages that say it: every content to every destination.

use std::sync::{Mutex, PoisonError};

use lark_api::content::Content;
use lark_client::Client;

use super::{
    SendKey, SendOptions,
    destination::{Destination, Part},
    draft::Draft,
    outcome::{Delivered, Sent},
    pool, report, staleness,
};
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::{Output, Progress},
};

/// Sends a draft to one destination or to many. Nothing is sent before all of them are known and
/// allowed, and what has to be uploaded is.
pub fn deliver<'a>(
    context: &'a Context,
    client: &Client,
    destinations: &[Destination],
    draft: Draft,
    options: &SendOptions,
) -> Result<Output<'a>, CommandError> {
    destinations.iter().try_for_each(|destination| destination.check(client))?;
    let contents = draft.finish(context, client)?;
    let key = options.key();
    if key.was_given && client.plan().is_none() {
        staleness::warn(context, destinations, contents.len(), &key);
    }
    let delivery = Delivery { client, contents: &contents, key: &key, over: Mutex::new(None) };
    if let [only] = destinations {
        let delivered = delivery.to(only)?;
        report::warn_of_others(context, [&delivered]);
        return Ok(Output::value(delivered));
    }
    let progress = Progress::counting("Sending", destinations.len());
    let threads = if client.plan().is_some() { 1 } else { pool::THREADS };
    let results = pool::each(destinations, threads, |destination| {
        let result = delivery.unless_over(destination);
        progress.one_more();
        result
    });
    drop(progress);
    Ok(report::batch(context, destinations, results, &key))
}

struct Delivery<'a> {
    client: &'a Client,
    contents: &'a [Content],
    key: &'a SendKey,
    /// What went wrong for everybody, if something did.
    over: Mutex<Option<String>>,
}

impl Delivery<'_> {
    fn unless_over(&self, destination: &Destination) -> Result<Delivered, CommandError> {
        let over = || self.over.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reason) = over().as_ref() {
            return Err(report::not_tried(reason));
        }
        let result = self.to(destination);
        if let Err(error) = &result
            && concerns_all(error)
        {
            over().get_or_insert_with(|| error.message.clone());
        }
        result
    }

    /// The messages follow each other; where one fails, those after it would stand without it.
    fn to(&self, destination: &Destination) -> Result<Delivered, CommandError> {
        let parts = self.contents.len();
        let mut sent: Vec<Sent> = Vec::with_capacity(parts);
        for (ordinal, content) in self.contents.iter().enumerate() {
            let part = Part { content, ordinal };
            match destination.send(self.client, &part, self.key) {
                Ok(one) => sent.push(one),
                Err(error) if parts == 1 => return Err(error),
                Err(error) => return Err(report::broken_off(error, &sent, parts, self.key)),
            }
        }
        Ok(Delivered::new(sent))
    }
}

/// Whether the next one would fail in the same way.
fn concerns_all(error: &CommandError) -> bool {
    let is_nobodys =
        |subtype: &str| ["dns", "tls", "proxy", "transport", "timeout"].contains(&subtype);
    match error.kind {
        Type::Authentication | Type::Authorization | Type::Config | Type::Internal => true,
        Type::Network => is_nobodys(&error.subtype),
        _ => false,
    }
}
