//! How people, bots and messages look to who asks: ids differ from app to app.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use lark_api::{
    content::received::RECALLED,
    ids::{ChatId, MessageId, ThreadId},
    im::{
        MsgType, SenderType, ShownIdType, UserIdType,
        messages::{CardContent, Mention, Message, MessageBody, Sender},
    },
    time::Millis,
};
use rusqlite::{Connection, Result};
use serde_json::{Value, json};

use crate::{
    caller::Caller,
    content::card,
    keys::{ActorKey, AppKey, ChatKey, TenantKey},
    model::{
        actors::{self, Actor},
        chats,
        messages::{self, Message as Stored},
    },
    store::Call,
};

/// One app's way to look at the state.
pub(crate) struct View<'a> {
    db: &'a Connection,
    app: AppKey,
    tenant: TenantKey,
    id_type: UserIdType,
    /// Most messages of a page are from the same few.
    parties: RefCell<HashMap<ActorKey, Rc<Party>>>,
    /// The chat of the last message, which most often is that of the next.
    chat: RefCell<Option<(ChatKey, ChatId)>>,
}

/// A person or a bot in what is shown.
struct Party {
    actor: Actor,
    /// See [`View::id`].
    id: (String, ShownIdType),
    tenant_key: String,
}

/// Whether senders come with their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Hidden,
    Shown,
}

impl Names {
    pub(crate) fn when(asked: Option<bool>) -> Self {
        if asked == Some(true) { Self::Shown } else { Self::Hidden }
    }
}

/// How to show messages.
#[derive(Clone, Debug)]
pub(crate) struct Show {
    pub(crate) names: Names,
    pub(crate) cards: Option<CardContent>,
}

impl Show {
    pub(crate) const PLAIN: Self = Self { names: Names::Hidden, cards: None };
}

impl<'a> View<'a> {
    pub(crate) fn new(call: &Call<'a>, id_type: Option<UserIdType>) -> Self {
        let id_type = id_type.unwrap_or(UserIdType::OpenId);
        let Caller { app, tenant, .. } = call.caller;
        Self {
            db: call.store.db,
            app,
            tenant,
            id_type,
            parties: RefCell::default(),
            chat: RefCell::default(),
        }
    }

    pub(crate) fn id_type(&self) -> &str {
        self.id_type.as_str()
    }

    /// A person's id of the kind that was asked for.
    pub(crate) fn person_id(&self, actor: &Actor) -> Result<String> {
        match self.id_type {
            UserIdType::UnionId => Ok(actor.union_id.clone()),
            UserIdType::UserId => Ok(actor.user_id.clone()),
            _ => actors::open_id(self.db, self.app, actor.key),
        }
    }

    /// The id of a person, or the app id of a bot, and what kind it is.
    pub(crate) fn id(&self, actor: &Actor) -> Result<(String, String)> {
        let (id, id_type) = self.shown_id(actor)?;
        Ok((id, id_type.as_str().to_owned()))
    }

    fn shown_id(&self, actor: &Actor) -> Result<(String, ShownIdType)> {
        if actor.is_bot {
            return Ok((actors::app_id(self.db, actor.key)?, ShownIdType::AppId));
        }
        Ok((self.person_id(actor)?, ShownIdType::from(&self.id_type)))
    }

    pub(crate) fn open_id(&self, actor: ActorKey) -> Result<String> {
        actors::open_id(self.db, self.app, actor)
    }

    /// Takes the message: its texts go into the answer without being copied.
    pub(crate) fn message(&self, mut stored: Stored, show: &Show) -> Result<Message> {
        let text = |number: i64| itoa::Buffer::new().format(number).to_owned();
        let message_id = |key| messages::id(self.db, key).map(MessageId::unchecked);
        let thread_id = |first| messages::thread_id(self.db, first).map(ThreadId::unchecked);
        let mentions = if stored.deleted { &[][..] } else { &stored.mentions };
        let mentions = mentions.iter().map(|mention| self.mention(mention));
        Ok(Message {
            mentions: mentions.collect::<Result<_>>()?,
            body: MessageBody { content: self.body(&mut stored, show)? },
            msg_type: stored.msg_type,
            message_id: MessageId::unchecked(stored.message_id),
            root_id: stored.root.map(message_id).transpose()?,
            parent_id: stored.parent.map(message_id).transpose()?,
            thread_id: stored.thread.map(thread_id).transpose()?,
            create_time: Millis(stored.created_at),
            update_time: Millis(stored.updated_at),
            deleted: stored.deleted,
            updated: stored.edits > 0,
            chat_id: self.chat_id(stored.chat)?,
            sender: self.sender(stored.sender, show.names)?,
            upper_message_id: None,
            message_app_link: None,
            message_position: stored.position.map(text),
            thread_message_position: stored.thread_position.map(text),
        })
    }

    fn body(&self, stored: &mut Stored, show: &Show) -> Result<String> {
        if stored.deleted {
            return Ok(RECALLED.to_owned());
        }
        match (&stored.msg_type, &stored.source) {
            (MsgType::Interactive, Some(source)) => {
                let colleagues = card::Colleagues { db: self.db, tenant: self.tenant };
                card::show(colleagues, source, show.cards.as_ref())
            }
            // Stored by its number, since every app knows the person by another id.
            (MsgType::ShareUser, _) => {
                let content: Value = serde_json::from_str(&stored.content).unwrap_or_default();
                let actor = ActorKey(content["actor"].as_i64().unwrap_or_default());
                Ok(json!({ "user_id": self.open_id(actor)? }).to_string())
            }
            _ => Ok(std::mem::take(&mut stored.content)),
        }
    }

    fn chat_id(&self, key: ChatKey) -> Result<ChatId> {
        let mut last = self.chat.borrow_mut();
        if let Some((chat, id)) = &*last
            && *chat == key
        {
            return Ok(id.clone());
        }
        let id = ChatId::unchecked(chats::id(self.db, key)?);
        *last = Some((key, id.clone()));
        Ok(id)
    }

    fn party(&self, key: ActorKey) -> Result<Rc<Party>> {
        if let Some(party) = self.parties.borrow().get(&key) {
            return Ok(Rc::clone(party));
        }
        let (actor, tenant_key) = actors::get_with_tenant(self.db, key)?;
        let id = self.shown_id(&actor)?;
        let party = Rc::new(Party { actor, id, tenant_key });
        self.parties.borrow_mut().insert(key, Rc::clone(&party));
        Ok(party)
    }

    fn sender(&self, key: ActorKey, names: Names) -> Result<Sender> {
        let party = self.party(key)?;
        let Party { actor, id: (id, id_type), tenant_key } = &*party;
        let shown = names == Names::Shown;
        let open_bot_id = if shown && actor.is_bot { Some(self.open_id(key)?) } else { None };
        Ok(Sender {
            id: id.clone(),
            id_type: id_type.clone(),
            sender_type: if actor.is_bot { SenderType::App } else { SenderType::User },
            tenant_key: tenant_key.clone(),
            sender_name: shown.then(|| actor.name.clone()),
            open_bot_id,
        })
    }

    fn mention(&self, stored: &crate::model::messages::StoredMention) -> Result<Mention> {
        let party = self.party(ActorKey(stored.actor))?;
        // A bot is mentioned by its open id.
        let (id, id_type) = if party.actor.is_bot {
            (self.open_id(party.actor.key)?, ShownIdType::OpenId)
        } else {
            party.id.clone()
        };
        Ok(Mention {
            key: stored.key.clone(),
            id,
            id_type,
            name: stored.name.clone(),
            tenant_key: party.tenant_key.clone(),
        })
    }
}
