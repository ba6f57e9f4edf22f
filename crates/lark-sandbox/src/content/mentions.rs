//! Who a message mentions: `<at user_id="ou_…">name</at>` becomes `@_user_1`.

use lark_api::{
    content::markup::{self, Piece},
    errors::codes,
};

use crate::{
    calls::access,
    failure::Failure,
    model::{
        actors::{self, Actor, IdKind},
        chats::Chat,
        members,
        messages::StoredMention,
    },
    store::Call,
};

/// The mentions of one message, numbered as they come.
pub(crate) struct Mentions<'a> {
    call: &'a Call<'a>,
    chat: &'a Chat,
    found: Vec<StoredMention>,
}

/// What stands for a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mentioned {
    /// `@_user_1` or `@_all`.
    Key(String),
    /// Somebody who is not in the chat: only a name.
    Outside(String),
    Nobody,
}

impl<'a> Mentions<'a> {
    pub(crate) fn new(call: &'a Call<'a>, chat: &'a Chat) -> Self {
        Self { call, chat, found: Vec::new() }
    }

    pub(crate) fn found(self) -> Vec<StoredMention> {
        self.found
    }

    /// The name behind a placeholder; `@_all` has none.
    pub(crate) fn name_of(&self, key: &str) -> Option<&str> {
        self.found.iter().find(|mention| mention.key == key).map(|mention| mention.name.as_str())
    }

    /// Takes somebody up by any of their ids.
    pub(crate) fn add(&mut self, id: &str) -> Result<Mentioned, Failure> {
        if id == "all" {
            return self.everybody();
        }
        let Some(actor) = self.find(id)? else {
            return Ok(Mentioned::Nobody);
        };
        if members::role(self.call.store.db, self.chat.key, actor.key)?.is_none() {
            return Ok(Mentioned::Outside(actor.name));
        }
        let key = format!("@_user_{}", self.found.len() + 1);
        self.found.push(StoredMention { key: key.clone(), actor: actor.key.0, name: actor.name });
        Ok(Mentioned::Key(key))
    }

    fn everybody(&self) -> Result<Mentioned, Failure> {
        let by_all = self.chat.settings.at_all_permission == "all_members";
        if !by_all && !access::is_administrator(self.call, self.chat)? {
            return Err(Failure::code(codes::SETTINGS_FORBID));
        }
        Ok(Mentioned::Key("@_all".to_owned()))
    }

    fn find(&self, id: &str) -> Result<Option<Actor>, Failure> {
        let (db, app) = (self.call.store.db, self.call.caller.app);
        for kind in [IdKind::OpenId, IdKind::UnionId, IdKind::UserId] {
            if let Some(actor) = actors::find(db, app, kind, id)?.actor() {
                return Ok(Some(actor));
            }
        }
        Ok(None)
    }

    /// Rewrites every mention in a text. A tag that is not well formed, or names nobody, stays.
    pub(crate) fn rewrite(&mut self, text: &str) -> Result<String, Failure> {
        let mut out = String::with_capacity(text.len());
        for piece in markup::of_text(text) {
            let at = match piece {
                Piece::Plain(text) => {
                    out.push_str(text);
                    continue;
                }
                Piece::At(at) => at,
            };
            match self.add(at.id)? {
                Mentioned::Key(key) => out.push_str(&key),
                Mentioned::Outside(name) => {
                    out.push('@');
                    out.push_str(if at.name.is_empty() { &name } else { at.name });
                }
                Mentioned::Nobody => out.push_str(at.source),
            }
        }
        Ok(out)
    }
}
