//! The files of a stretch of history: of its messages, of replies in their threads, of what was
//! forwarded in them.

use std::collections::HashSet;

use lark_api::{
    Paged,
    im::{
        MsgType,
        messages::{GetMessage, ListMessages, Message, SortType},
    },
};
use lark_client::Client;

use crate::{
    commands::im::reading::{conversation::Conversation, history::Stretch, period::Period},
    error::CommandError,
    readable::{self, Resource, document::ResourceKind},
};

pub struct Found {
    pub resource: Resource,
    /// When the message was sent, in milliseconds since 1970.
    pub create_time: i64,
}

impl Found {
    pub fn key(&self) -> &str {
        self.resource.key.as_str()
    }
}

pub struct Search<'a> {
    pub client: &'a Client,
    /// All where there are none.
    pub kinds: &'a [String],
    /// An id or a name.
    pub from: Option<&'a str>,
    pub limit: usize,
    pub found: Vec<Found>,
    /// What was met: the keys of files, and threads. A thread has its first message in it, which
    /// leads to the thread.
    pub met: HashSet<String>,
}

impl Search<'_> {
    /// Reads the stretch; answers whether it was read to its end. A dry run reads it too, for what
    /// would be downloaded depends on it.
    pub fn run(&mut self, stretch: Stretch) -> Result<bool, CommandError> {
        let mut request = stretch.request();
        let mut tokens = HashSet::new();
        loop {
            let page = self.client.look_up(&request)?;
            let next = ListMessages::next_page_token(&page).filter(|token| !token.is_empty());
            let next = next.map(str::to_owned);
            for message in page.items {
                if !self.take(message)? {
                    return Ok(false);
                }
            }
            // A page that was there already would come for ever.
            match next.filter(|token| tokens.insert(token.clone())) {
                Some(token) => request.set_page_token(token),
                None => return Ok(true),
            }
        }
    }

    /// False when there is no room for all of it.
    fn take(&mut self, message: Message) -> Result<bool, CommandError> {
        let thread = message.thread_id.clone();
        if message.msg_type == MsgType::MergeForward && !message.deleted {
            if !self.take_bundle(&message)? {
                return Ok(false);
            }
        } else if !self.add(&message, &message) {
            return Ok(false);
        }
        match thread.filter(|thread| self.met.insert(thread.as_str().to_owned())) {
            Some(thread) => self.run(Stretch {
                conversation: Conversation::Thread(thread),
                period: Period::default(),
                order: SortType::ByCreateTimeAsc,
                page_size: 50,
                page_token: None,
            }),
            None => Ok(true),
        }
    }

    /// What is in a bundle is had with the bundle's id.
    fn take_bundle(&mut self, bundle: &Message) -> Result<bool, CommandError> {
        let request = GetMessage {
            message_id: bundle.message_id.clone(),
            user_id_type: None,
            card_msg_content_type: None,
            with_sender_name: None,
        };
        let inner = self.client.look_up(&request)?.items;
        Ok(inner.iter().all(|inner| self.add(inner, bundle)))
    }

    /// The files of `message`, which `outer` gives out; false when there is no room for all of them.
    fn add(&mut self, message: &Message, outer: &Message) -> bool {
        let sender = &outer.sender;
        let is_from = |from: &str| sender.id == from || sender.sender_name.as_deref() == Some(from);
        if message.deleted || !self.from.is_none_or(is_from) {
            return true;
        }
        for resource in readable::files_of(message) {
            let key = resource.key.as_str();
            if self.met.contains(key) || !self.is_wanted(resource.kind) {
                continue;
            }
            if self.found.len() == self.limit {
                return false;
            }
            self.met.insert(key.to_owned());
            let resource = Resource { message_id: outer.message_id.clone(), ..resource };
            self.found.push(Found { resource, create_time: outer.create_time.0 });
        }
        true
    }

    /// Stickers and folders are not given out.
    fn is_wanted(&self, kind: ResourceKind) -> bool {
        let name = match kind {
            ResourceKind::Image => "image",
            ResourceKind::File => "file",
            ResourceKind::Audio => "audio",
            ResourceKind::Video => "video",
            ResourceKind::Sticker | ResourceKind::Folder => return false,
        };
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == name)
    }
}
