//! The messages of a conversation, page after page, as Lark gives them.

use lark_api::im::messages::{CardContent, ListMessages, Message, SortType};
use lark_client::Client;

use super::{conversation::Conversation, period::Period};
use crate::error::CommandError;

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
    /// Where the messages after these are.
    pub next: Option<String>,
}

impl Stretch {
    pub fn request(&self) -> ListMessages {
        let is_chat = matches!(self.conversation, Conversation::Chat(_));
        ListMessages {
            container_id_type: self.conversation.container(),
            container_id: self.conversation.id().to_owned(),
            start_time: self.period.start_time(),
            end_time: self.period.end_time(),
            sort_type: Some(self.order.clone()),
            page_size: Some(self.page_size),
            page_token: self.page_token.clone(),
            card_msg_content_type: Some(CardContent::Raw),
            only_thread_root_messages: is_chat.then_some(true),
            with_sender_name: Some(true),
        }
    }

    /// The pages, asked for as they are taken; ends after the first failure.
    pub fn pages(
        &self,
        client: &Client,
    ) -> impl Iterator<Item = Result<HistoryPage, CommandError>> {
        client.pages(self.request()).map(|page| {
            let page = page?;
            let next = page.next().map(str::to_owned);
            Ok(HistoryPage { messages: page.items, next })
        })
    }
}
