//! The messages of a conversation, page after page, as Lark gives them.

use std::{
    collections::{HashMap, HashSet},
    mem,
};

use lark_api::{
    Endpoint, Page,
    ids::MessageId,
    im::messages::{CardContent, ListMessages, Message, SortType},
    wire,
};
use lark_client::{Client, Error};
use serde::Deserialize;
use serde_json::Value;

use super::{conversation::Conversation, period::Period};
use crate::{
    commands::im::listing,
    error::{CommandError, Type},
};

/// What is read.
#[derive(Clone)]
pub struct Stretch {
    pub conversation: Conversation,
    pub period: Period,
    pub order: SortType,
    pub page_size: u32,
    /// Where an earlier reading ended.
    pub page_token: Option<String>,
}

pub struct HistoryPage {
    pub messages: Vec<Message>,
    /// How many came, those outside the period too.
    pub came: usize,
    /// Where the messages after these are.
    pub next: Option<String>,
}

impl Stretch {
    pub fn request(&self) -> ListMessages {
        let is_chat = matches!(self.conversation, Conversation::Chat(_));
        let only_in_chats = |time| if is_chat { time } else { None };
        ListMessages {
            container_id_type: self.conversation.container(),
            container_id: self.conversation.id().to_owned(),
            start_time: only_in_chats(self.period.start_time()),
            end_time: only_in_chats(self.period.end_time()),
            sort_type: Some(self.order.clone()),
            page_size: Some(self.page_size),
            page_token: self.page_token.clone(),
            card_msg_content_type: Some(CardContent::Raw),
            only_thread_root_messages: is_chat.then_some(true),
            with_sender_name: Some(true),
        }
    }

    /// The pages, asked for as they are taken; ends after the first failure.
    pub fn pages<'a>(
        &self,
        client: &'a Client,
    ) -> impl Iterator<Item = Result<HistoryPage, CommandError>> + use<'a> {
        let mut stretch = Some(self.clone());
        let mut given = Given::default();
        let mut taken = HashSet::new();
        let mut empty = 0;
        let mut failure = None;
        std::iter::from_fn(move || {
            if let Some(failure) = failure.take() {
                return Some(Err(failure));
            }
            let now = stretch.take()?;
            let mut page = match now.page(client) {
                Ok(page) => page,
                Err(error) => return Some(Err(error)),
            };
            let within = page.messages.len();
            page.messages.retain(|message| given.is_new(&message.message_id));
            empty = if page.came == 0 { empty + 1 } else { 0 };
            let brings_nothing = within > 0 && page.messages.is_empty() || empty >= listing::EMPTY;
            if let Some(next) = page.next.clone() {
                match brings_nothing || !taken.insert(next.clone()) {
                    true => failure = Some(repeats()),
                    false => stretch = Some(Self { page_token: Some(next), ..now }),
                }
            }
            Some(Ok(page))
        })
    }

    /// The page that the token starts, without what is outside the period.
    pub fn page(&self, client: &Client) -> Result<HistoryPage, CommandError> {
        let page = client.call(&self.request())?;
        let next = page.next().map(str::to_owned);
        Ok(self.within(page.items, next))
    }

    /// As [`Stretch::page`], and each message also as it came, with what this version does not know.
    pub fn raw_page(
        &self,
        client: &Client,
    ) -> Result<(HistoryPage, HashMap<MessageId, Value>), CommandError> {
        let parts = wire::split(&self.request()).map_err(Error::from)?;
        let answer = client.call_raw(&ListMessages::META, parts, None)?.unwrap_or_default();
        let page: Page<Value> =
            serde_json::from_value(answer).map_err(|error| unreadable(&error))?;
        let next = page.next().map(str::to_owned);
        let mut messages = Vec::new();
        let mut wire = HashMap::new();
        for value in page.items {
            let message = Message::deserialize(&value).map_err(|error| unreadable(&error))?;
            wire.insert(message.message_id.clone(), value);
            messages.push(message);
        }
        Ok((self.within(messages, next), wire))
    }

    /// Lark takes whole seconds, and of a thread no times at all. Beyond the far end nothing is
    /// asked for.
    fn within(&self, mut messages: Vec<Message>, next: Option<String>) -> HistoryPage {
        let is_beyond = |message: &Message| match self.order {
            SortType::ByCreateTimeAsc => self.period.is_over_at(message.create_time.0),
            _ => self.period.is_before_at(message.create_time.0),
        };
        let (came, is_over) = (messages.len(), messages.last().is_some_and(is_beyond));
        messages.retain(|message| self.period.has(message.create_time.0));
        HistoryPage { messages, came, next: next.filter(|_| !is_over) }
    }

    /// What is left of the period after a message.
    pub fn rest_after(&self, millis: i64) -> Period {
        let at = jiff::Timestamp::from_millisecond(millis).ok();
        match self.order {
            SortType::ByCreateTimeAsc => Period { start: at, ..self.period.clone() },
            _ => Period { end: at, ..self.period.clone() },
        }
    }
}

/// Messages that were given out, the latest some thousand of them: pages may overlap and repeat.
#[derive(Default)]
pub struct Given {
    young: HashSet<MessageId>,
    old: HashSet<MessageId>,
}

impl Given {
    const MANY: usize = 1000;

    pub fn is_new(&mut self, id: &MessageId) -> bool {
        if self.old.contains(id) || self.young.contains(id) {
            return false;
        }
        if self.young.len() >= Self::MANY {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(id.clone())
    }
}

fn unreadable(error: &serde_json::Error) -> CommandError {
    let message = format!("the answer is not a list of messages: {error}");
    CommandError::new(Type::Internal, "unexpected_answer", message)
        .with_hint("look at it as it is: lark-cli im messages list --help")
}

pub fn repeats() -> CommandError {
    let message = "the pages of the history repeat or are empty, and lead no further";
    CommandError::new(Type::Api, "pages_repeat", message)
        .with_hint("read on with --until, from the time of the last message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_new_once_and_memory_stays_small() {
        let id = |number: usize| MessageId::unchecked(format!("om_{number}"));
        let mut given = Given::default();
        assert!((0..5000).all(|number| given.is_new(&id(number))));
        assert!((4200..5000).all(|number| !given.is_new(&id(number))));
        assert!(given.young.len() + given.old.len() <= 2 * Given::MANY);
    }
}
