//! Messages with what stands around them: names, replies in threads, reactions, what was forwarded.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use lark_api::{
    ids::MessageId,
    im::{
        MsgType,
        messages::{Message, readers::QueryReadStatus},
    },
    limits,
};
use lark_client::Client;

use super::{
    bundles, reacted,
    threads::{self, Threads},
};
use crate::{
    commands::im::pool,
    context::Context,
    names::Names,
    readable::{self, ReadableMessage},
    zone,
};

/// What is added to messages.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    pub threads: Threads,
    pub reactions: bool,
    pub read_state: bool,
    /// The messages inside forwarded bundles.
    pub bundles: bool,
}

/// Calls for different messages that are under way at once.
pub const AT_ONCE: usize = 4;

pub struct Enricher<'a> {
    context: &'a Context,
    client: &'a Client,
    additions: Additions,
    names: Names<'a>,
    zone: TimeZone,
}

impl<'a> Enricher<'a> {
    pub fn new(context: &'a Context, client: &'a Client, additions: Additions) -> Self {
        let names = Names::new(context, client);
        Self { context, client, additions, names, zone: zone::local() }
    }

    /// What names it has met with.
    pub fn names(&self) -> &Names<'a> {
        &self.names
    }

    /// The messages of a page, in their order. What could not be had beside them is warned of.
    pub fn enrich(&self, messages: Vec<Message>) -> Vec<ReadableMessage> {
        let mut readable = self.read_all(messages);
        self.complete(&mut readable);
        readable
    }

    /// The messages alone.
    pub fn read_all(&self, messages: Vec<Message>) -> Vec<ReadableMessage> {
        messages.into_iter().map(|message| self.read(message)).collect()
    }

    /// Adds to messages what stands around them.
    pub fn complete(&self, readable: &mut [ReadableMessage]) {
        if self.additions.threads != Threads::None {
            self.add_replies(readable);
        }
        if self.additions.bundles {
            self.unfold(readable);
        }
        if self.additions.reactions {
            self.add_reactions(readable);
        }
        if self.additions.read_state {
            self.add_read_state(readable);
        }
        self.add_names(readable);
    }

    fn read(&self, message: Message) -> ReadableMessage {
        let sender = &message.sender;
        let name = sender.sender_name.as_deref().unwrap_or_default();
        self.names.learn(&sender.id, name);
        self.names.learn(sender.open_bot_id.as_deref().unwrap_or_default(), name);
        message.mentions.iter().for_each(|mention| self.names.learn(&mention.id, &mention.name));
        ReadableMessage::new(message, &self.zone)
    }

    /// A message, and of a bundle what is in it, as they are answered together.
    pub fn enrich_whole(&self, items: Vec<Message>) -> Vec<ReadableMessage> {
        let mut items = items.into_iter();
        let mut readable = self.enrich(items.next().into_iter().collect());
        let items: Vec<Message> = items.collect();
        if let [first] = readable.as_mut_slice()
            && first.msg_type == MsgType::MergeForward
        {
            first.forwarded = Some(self.read_bundle(&first.message_id, items));
            self.add_names(&mut readable);
        }
        readable
    }

    fn add_replies(&self, messages: &mut [ReadableMessage]) {
        let threads = messages.iter().filter_map(|message| message.thread_id.clone());
        let ids: Vec<_> = threads.collect();
        // What warns is no other thread's.
        let (client, wanted) = (self.client, self.additions.threads);
        let read = pool::each(&ids, AT_ONCE, |id| threads::replies(client, id, wanted));
        let mut found: HashMap<_, _> = ids.into_iter().zip(read).collect();
        for message in messages {
            let Some(id) = message.thread_id.clone() else { continue };
            match found.remove(&id) {
                Some(Ok(replies)) => {
                    message.thread_total = replies.total;
                    message.thread_has_more = replies.total.is_none();
                    if self.additions.threads != Threads::Count {
                        let replies = replies.messages.into_iter().map(|reply| self.read(reply));
                        message.thread_replies = Some(replies.collect());
                    }
                }
                Some(Err(error)) => {
                    self.context.warn(&format!("the thread {id} could not be read: {error}"));
                }
                None => {}
            }
        }
    }

    fn unfold(&self, messages: &mut [ReadableMessage]) {
        let is_bundle = |message: &ReadableMessage| {
            message.msg_type == MsgType::MergeForward && !message.deleted
        };
        let mut ids = Vec::new();
        readable::visit(messages, &mut |message| {
            ids.extend(is_bundle(message).then(|| message.message_id.clone()));
        });
        let client = self.client;
        let read = pool::each(&ids, AT_ONCE, |id| bundles::read(client, id));
        let mut found: HashMap<_, _> = ids.into_iter().zip(read).collect();
        readable::visit(messages, &mut |message| match found.remove(&message.message_id) {
            Some(Ok(items)) => {
                message.forwarded = Some(self.read_bundle(&message.message_id, items));
            }
            Some(Err(error)) => {
                let id = &message.message_id;
                self.context.warn(&format!("what is in {id} could not be read: {error}"));
            }
            None => {}
        });
    }

    /// What stands in a bundle in a bundle has its files from the outermost: Lark gives them out
    /// through that one only.
    fn read_bundle(&self, bundle: &MessageId, items: Vec<Message>) -> Vec<ReadableMessage> {
        let inner = items.into_iter().map(|mut message| {
            let upper = message.upper_message_id.replace(bundle.clone());
            (upper, self.read(message))
        });
        bundles::nested(bundle, inner.collect())
    }

    fn add_reactions(&self, messages: &mut [ReadableMessage]) {
        let ids = ids_of(messages);
        let chunks: Vec<_> = ids.chunks(limits::REACTED_MESSAGES_PER_CALL).collect();
        let client = self.client;
        let mut found = HashMap::new();
        for answer in pool::each(&chunks, AT_ONCE, |ids| reacted::read(client, ids)) {
            match answer {
                Ok(some) => found.extend(some),
                Err(error) => {
                    self.context.warn(&format!("the reactions could not be read: {error}"));
                    return;
                }
            }
        }
        self.names.look_up(found.values().flat_map(reacted::Reacted::operators));
        readable::visit(messages, &mut |message| {
            let reacted = found.remove(&message.message_id);
            message.reactions = Some(reacted.unwrap_or_default().summed(&self.names));
        });
    }

    fn add_read_state(&self, messages: &mut [ReadableMessage]) {
        let mut states: HashMap<MessageId, bool> = HashMap::new();
        for message_ids in ids_of(messages).chunks(limits::MESSAGES_PER_CALL) {
            match self.client.call(&QueryReadStatus { message_ids: message_ids.to_vec() }) {
                Ok(answer) => {
                    let read = answer.items.into_iter();
                    states.extend(read.map(|state| (state.message_id, state.is_read)));
                }
                Err(error) => {
                    self.context.warn(&format!("what was read could not be asked: {error}"));
                    return;
                }
            }
        }
        readable::visit(messages, &mut |message| {
            message.is_read = states.get(&message.message_id).copied();
        });
    }

    /// Of senders, of who is mentioned and of whose card was sent, where they came without one.
    fn add_names(&self, messages: &mut [ReadableMessage]) {
        let mut nameless = Vec::new();
        readable::visit_all(messages, &mut |message| {
            nameless.extend(message.sender.name.is_none().then(|| message.sender.id.clone()));
            let mentions = message.mentions.iter().filter(|mention| mention.name.is_empty());
            nameless.extend(mentions.map(|mention| mention.id.clone()));
            nameless.extend(message.nameless_person().map(str::to_owned));
        });
        if nameless.is_empty() {
            return;
        }
        self.names.look_up(nameless.iter().map(String::as_str));
        readable::visit_all(messages, &mut |message| {
            if message.sender.name.is_none() {
                message.sender.name = self.names.get(&message.sender.id);
            }
            for mention in message.mentions.iter_mut().filter(|mention| mention.name.is_empty()) {
                mention.name = self.names.get(&mention.id).unwrap_or_default();
            }
            let person = message.nameless_person().and_then(|id| self.names.get(id));
            person.iter().for_each(|name| message.name_person(name));
        });
    }
}

fn ids_of(messages: &mut [ReadableMessage]) -> Vec<MessageId> {
    let mut ids = Vec::new();
    readable::visit(messages, &mut |message| ids.push(message.message_id.clone()));
    ids
}
