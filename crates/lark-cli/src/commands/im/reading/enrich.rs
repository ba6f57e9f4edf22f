//! Messages with what stands around them: names, replies in threads, reactions, what was forwarded.

use jiff::tz::TimeZone;
use lark_api::im::messages::Message;
use lark_client::Client;

use crate::{context::Context, error::CommandError, readable::ReadableMessage, zone};

/// How many replies of each thread are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Threads {
    #[default]
    None,
    /// Only how many there are.
    Count,
    /// The first ones.
    First(u32),
    All,
}

/// What is added to messages.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    pub threads: Threads,
    pub reactions: bool,
    pub read_state: bool,
    /// The messages inside forwarded bundles.
    pub bundles: bool,
}

pub struct Enricher<'a> {
    #[allow(dead_code)]
    context: &'a Context,
    #[allow(dead_code)]
    client: &'a Client,
    #[allow(dead_code)]
    additions: Additions,
    zone: TimeZone,
}

impl<'a> Enricher<'a> {
    pub fn new(context: &'a Context, client: &'a Client, additions: Additions) -> Self {
        Self { context, client, additions, zone: zone::local() }
    }

    /// The messages of a page, in their order. What could not be had beside them is warned of.
    pub fn enrich(&self, messages: Vec<Message>) -> Result<Vec<ReadableMessage>, CommandError> {
        Ok(messages.into_iter().map(|message| ReadableMessage::new(message, &self.zone)).collect())
    }
}
