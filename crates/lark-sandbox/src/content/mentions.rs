//! Who a message mentions: `<at user_id="ou_…">name</at>` becomes `@_user_1`.

use lark_api::errors::codes;

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
        let mut rest = text;
        while let Some(at) = rest.find("<at ") {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let taken = match AtTag::at_start(rest) {
                Some(tag) => {
                    let literal = &rest[..tag.length];
                    match self.add(tag.id)? {
                        Mentioned::Key(key) => out.push_str(&key),
                        Mentioned::Outside(name) => {
                            out.push('@');
                            out.push_str(if tag.name.is_empty() { &name } else { tag.name });
                        }
                        Mentioned::Nobody => out.push_str(literal),
                    }
                    tag.length
                }
                None => {
                    out.push_str("<at ");
                    "<at ".len()
                }
            };
            rest = &rest[taken..];
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// A well-formed mention.
#[derive(Debug, PartialEq, Eq)]
struct AtTag<'t> {
    id: &'t str,
    name: &'t str,
    /// Bytes of the whole tag.
    length: usize,
}

impl<'t> AtTag<'t> {
    fn at_start(text: &'t str) -> Option<Self> {
        let attributes = text.strip_prefix("<at ")?.trim_start();
        let value = attributes.strip_prefix("user_id=")?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (id, after) = match quote {
            Some(quote) => value[1..].split_once(quote)?,
            None => {
                let end = value.find(['>', ' '])?;
                value.split_at(end)
            }
        };
        let inner = after.trim_start().strip_prefix('>')?;
        let (name, after) = inner.split_once("</at>")?;
        let plain = !id.is_empty() && !id.contains(['<', '>']) && !name.contains('<');
        plain.then(|| Self { id, name, length: text.len() - after.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_with_either_quote_and_without() {
        for text in [
            "<at user_id=\"ou_1\">Tom</at>!",
            "<at user_id='ou_1'>Tom</at>!",
            "<at user_id=ou_1>Tom</at>!",
        ] {
            let tag = AtTag::at_start(text).unwrap();
            assert_eq!((tag.id, tag.name, &text[tag.length..]), ("ou_1", "Tom", "!"), "{text}");
        }
        assert_eq!(AtTag::at_start("<at user_id=\"all\"></at>").unwrap().id, "all");
    }

    #[test]
    fn a_tag_that_is_not_closed_or_has_no_id_is_text() {
        for text in [
            "<at user_id=\"ou_1\">Tom",
            "<at user_id=\"ou_1>Tom</at>",
            "<at user_id=\"\">Tom</at>",
            "<at name=\"Tom\">Tom</at>",
            "<at user_id=\"ou_1\"><b>Tom</b></at>",
            "<at user_id=\"ou_1\" /></at>",
            "<at id=\"ou_1\">Tom</at>",
        ] {
            assert_eq!(AtTag::at_start(text), None, "{text}");
        }
    }
}
