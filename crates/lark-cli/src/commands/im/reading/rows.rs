//! A stretch of history as rows: filtered, with what stands beside the messages, page by page.

use std::{collections::HashMap, rc::Rc};

use lark_api::{
    im::messages::{Message, SortType},
    limits,
};
use lark_client::Client;

use super::{
    enrich::Enricher,
    filter::Filter,
    history::{Given, Stretch},
    period::Period,
    shown::{ShownArgs, ThreadArgs},
};
use crate::{
    commands::im::listing::{self, Cut, ListArgs, PageOfRows, Pages},
    context::Context,
    error::CommandError,
    output::{Ended, Order, Row, Rows},
    readable::{COLUMNS, ReadableMessage},
};

/// What is read, and what is shown of it.
pub struct Reading {
    /// The command, up to its leaf.
    pub command: &'static str,
    pub stretch: Stretch,
    pub filter: Filter,
    pub shown: ShownArgs,
    pub threads: ThreadArgs,
    pub list: ListArgs,
}

struct Reader<'a> {
    context: &'a Context,
    client: &'a Client,
    enricher: Enricher<'a>,
    reading: Rc<Reading>,
    given: Given,
    scanned: u64,
}

impl Reading {
    /// The rows, read as they are taken.
    pub fn rows<'a>(
        self,
        context: &'a Context,
        client: &'a Client,
    ) -> Result<Rows<'a>, CommandError> {
        self.shown.check(client)?;
        let additions = self.shown.additions(self.threads.wanted());
        let order = match self.stretch.order {
            SortType::ByCreateTimeAsc => Order::AsListed,
            _ => Order::Reversed,
        };
        let (args, command) = (self.list.clone(), self.line(&self.stretch.period));
        let mut reader = Reader {
            context,
            client,
            enricher: Enricher::new(context, client, additions),
            reading: Rc::new(self),
            given: Given::default(),
            scanned: 0,
        };
        listing::rows(Pages {
            turn: Box::new(move |token| reader.page(token)),
            args,
            key: "messages",
            columns: COLUMNS,
            command,
            order,
        })
    }

    /// The command that reads the same of another period.
    fn line(&self, period: &Period) -> String {
        let Stretch { conversation, order, page_size, .. } = &self.stretch;
        let mut line = format!("{} {}{}", self.command, conversation.flags(), period.flags());
        if order != default_order(self.command) {
            let name = if *order == SortType::ByCreateTimeAsc { "asc" } else { "desc" };
            line += &format!(" --order {name}");
        }
        line += self.filter.flags();
        line += &self.threads.flags();
        line += &self.shown.flags();
        // Tokens are good for pages of the size they came with.
        if *page_size != self.usual_page_size() {
            line += &format!(" --page-size {page_size}");
        }
        line
    }

    /// The command that goes on after a message without a token; it gives that message again.
    fn resume(&self, millis: i64) -> String {
        let line = self.line(&self.stretch.rest_after(millis));
        match self.list.limit() {
            Some(limit) => format!("{line} --limit {limit}"),
            None => line,
        }
    }

    fn usual_page_size(&self) -> u32 {
        usual_page_size(&self.filter, &self.list)
    }
}

/// Whole pages where most of them may not be wanted.
pub fn usual_page_size(filter: &Filter, list: &ListArgs) -> u32 {
    match filter.is_open() {
        true => list.page_size(limits::MESSAGES_PAGE),
        false => limits::MESSAGES_PAGE,
    }
}

/// Threads are read from their beginning, chats from their end.
pub fn default_order(command: &str) -> &'static SortType {
    if command.ends_with("list-thread") {
        &SortType::ByCreateTimeAsc
    } else {
        &SortType::ByCreateTimeDesc
    }
}

impl Reader<'_> {
    fn page(&mut self, token: Option<&str>) -> Result<PageOfRows, CommandError> {
        let page_token = token.map(str::to_owned);
        let stretch = Stretch { page_token, ..self.reading.stretch.clone() };
        let (page, mut wire) = match self.reading.shown.is_raw() {
            true => stretch.raw_page(self.client)?,
            false => (stretch.page(self.client)?, HashMap::new()),
        };
        let (within, mut messages) = (page.messages.len(), page.messages);
        messages.retain(|message| self.given.is_new(&message.message_id));
        let ended = self.ended(within, messages.len()).filter(|_| page.next.is_some());
        let last = messages.last().map(|message| message.create_time.0);
        let resume = last.map(|millis| self.reading.resume(millis));
        let messages = self.wanted(messages);
        let cut = self.cut(&messages);
        let rows = match self.reading.shown.is_raw() {
            true => {
                let values = messages.iter().filter_map(|message| wire.remove(&message.message_id));
                values.map(Row::new).collect()
            }
            false => self.show(messages),
        };
        Ok(PageOfRows {
            rows,
            looked_at: page.came,
            next: page.next,
            resume,
            ended,
            cut: Some(cut),
        })
    }

    /// Whether to stop after a page, and notes how many were looked at.
    fn ended(&mut self, came: usize, new: usize) -> Option<Ended> {
        if new < came {
            self.context.warn("some messages came twice, and are given once");
        }
        self.scanned += new as u64;
        if !self.reading.filter.is_open() {
            self.context.fact("scanned", self.scanned);
        }
        if came > 0 && new == 0 {
            return Some(Ended::Repeats);
        }
        self.reading.filter.is_spent(self.scanned).then_some(Ended::ScanLimit)
    }

    fn cut(&self, messages: &[ReadableMessage]) -> Cut {
        let times: Vec<i64> = messages.iter().map(ReadableMessage::millis).collect();
        let reading = Rc::clone(&self.reading);
        Box::new(move |given| {
            let last = times[given - 1];
            let again = times[..given].iter().filter(|time| **time == last).count();
            (reading.resume(last), again)
        })
    }

    fn wanted(&self, mut messages: Vec<Message>) -> Vec<ReadableMessage> {
        let (filter, names) = (&self.reading.filter, self.enricher.names());
        if filter.is_by_name() {
            let nameless = messages.iter().filter(|m| m.sender.sender_name.is_none());
            names.look_up(nameless.map(|message| message.sender.id.as_str()));
        }
        messages.retain(|message| filter.takes(message, names));
        let mut messages = self.enricher.read_all(messages);
        messages.retain(|message| filter.takes_text(&message.content, message.deleted));
        messages
    }

    fn show(&self, mut messages: Vec<ReadableMessage>) -> Vec<Row> {
        self.enricher.complete(&mut messages);
        self.reading.shown.save(self.context, self.client, &mut messages);
        if messages.iter().any(|message| message.thread_has_more) {
            self.context
                .warn("some threads have more replies: lark-cli im list-thread --thread-id omt_…");
        }
        messages.into_iter().map(row).collect()
    }
}

fn row(message: ReadableMessage) -> Row {
    let day = message.day();
    Row::said(message).under(day)
}
