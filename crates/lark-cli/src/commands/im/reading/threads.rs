//! The replies in a thread.

use std::str::FromStr;

use lark_api::{
    ids::ThreadId,
    im::messages::{Message, SortType},
    limits,
};
use lark_client::Client;

use super::{conversation::Conversation, history::Stretch, period::Period};
use crate::error::CommandError;

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

pub const TAKES: &str = "none, count, all, or how many replies of each thread, 1 to 1000";

impl FromStr for Threads {
    type Err = &'static str;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        match given.to_lowercase().as_str() {
            "none" => Ok(Self::None),
            "count" => Ok(Self::Count),
            "all" => Ok(Self::All),
            number => match number.parse() {
                Ok(count @ 1..=1000) => Ok(Self::First(count)),
                _ => Err(TAKES),
            },
        }
    }
}

/// Replies, the oldest first, without the message they answer.
pub struct Replies {
    pub messages: Vec<Message>,
    /// How many there are, where they were all read.
    pub total: Option<u64>,
}

pub fn replies(
    client: &Client,
    thread: &ThreadId,
    wanted: Threads,
) -> Result<Replies, CommandError> {
    let most = match wanted {
        Threads::First(count) => usize::try_from(count).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    // The message that began the thread is its first.
    let page_size = u32::try_from(most.saturating_add(1)).unwrap_or(u32::MAX);
    let stretch = Stretch {
        conversation: Conversation::Thread(thread.clone()),
        period: Period::default(),
        order: SortType::ByCreateTimeAsc,
        page_size: page_size.min(limits::MESSAGES_PAGE),
        page_token: None,
    };
    let mut messages = Vec::new();
    for page in stretch.pages(client) {
        messages.extend(page?.messages.into_iter().filter(|message| message.parent_id.is_some()));
        if messages.len() > most {
            break;
        }
    }
    Ok(first(messages, most))
}

fn first(mut messages: Vec<Message>, most: usize) -> Replies {
    let total = (messages.len() <= most).then_some(messages.len() as u64);
    messages.truncate(most);
    Replies { messages, total }
}
