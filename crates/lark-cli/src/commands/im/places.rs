//! The chats that found messages are in: their names, or whom one talks with there.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use lark_api::{
    ids::ChatId,
    im::chats::{ChatMode, find::BatchQueryChats},
    limits,
};
use lark_client::Client;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{context::Context, names::Names};

/// What is known of a chat.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Place {
    /// `group`, `topic` or `p2p`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_name: Option<String>,
    /// Whom a conversation between two is with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_partner: Option<Partner>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Partner {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Chats that were looked up.
pub struct Places<'a> {
    context: &'a Context,
    client: &'a Client,
    known: RefCell<HashMap<ChatId, Place>>,
}

impl<'a> Places<'a> {
    pub fn new(context: &'a Context, client: &'a Client) -> Self {
        Self { context, client, known: RefCell::default() }
    }

    /// Looks up those that are not known, fifty a call. Without their names messages are as good.
    pub fn look_up<'c>(&self, names: &Names<'_>, chats: impl Iterator<Item = &'c ChatId>) {
        let wanted: BTreeSet<&ChatId> = chats.collect();
        let is_new = |chat: &&&ChatId| !self.known.borrow().contains_key(**chat);
        let missing: Vec<ChatId> =
            wanted.iter().filter(is_new).map(|chat| (*chat).clone()).collect();
        for chat_ids in missing.chunks(limits::CHATS_PER_CALL) {
            let request = BatchQueryChats { chat_ids: chat_ids.to_vec(), user_id_type: None };
            let found = match self.client.call(&request) {
                Ok(answer) => answer.items,
                Err(error) => {
                    self.context.warn(&format!("the chats' names could not be read: {error}"));
                    Vec::new()
                }
            };
            names.look_up(found.iter().filter_map(|chat| chat.p2p_target_id.as_deref()));
            let mut known = self.known.borrow_mut();
            // What was not found is not asked for again.
            known.extend(chat_ids.iter().map(|id| (id.clone(), Place::default())));
            known.extend(found.into_iter().map(|chat| {
                let with = chat.p2p_target_id.filter(|id| !id.is_empty());
                let place = Place {
                    chat_type: match (&with, chat.chat_mode) {
                        (Some(_), _) => Some("p2p".to_owned()),
                        (None, mode) => mode.as_ref().map(ChatMode::as_str).map(str::to_owned),
                    },
                    chat_name: Some(chat.name).filter(|name| !name.is_empty()),
                    chat_partner: with.map(|id| Partner { name: names.get(&id), id }),
                };
                (chat.chat_id, place)
            }));
        }
    }

    pub fn get(&self, chat: &ChatId) -> Place {
        self.known.borrow().get(chat).cloned().unwrap_or_default()
    }
}

impl Place {
    /// As a heading has it.
    pub fn title(&self, id: &ChatId) -> String {
        let partner = self.chat_partner.as_ref();
        let with = partner.map(|partner| partner.name.as_deref().unwrap_or(&partner.id));
        match (&self.chat_name, with) {
            (Some(name), _) => format!("{name}  {id}"),
            (None, Some(with)) => format!("with {with}  {id}"),
            (None, None) => id.to_string(),
        }
    }
}
