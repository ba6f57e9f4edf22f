//! Names of people and bots by their ids: learned from messages, looked up in batches, and kept on
//! the disk for a day.

mod kept;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, HashMap},
};

use lark_api::{
    contact::{BasicBatchUsers, BatchUsers},
    ids::OpenId,
    limits,
};
use lark_client::{Client, Error};

use crate::context::Context;
use kept::Kept;

/// The names known so far.
pub struct Names<'a> {
    context: &'a Context,
    client: &'a Client,
    /// An id without a name was asked for in vain.
    known: RefCell<HashMap<String, Option<String>>>,
    kept: Kept,
    /// Whether what is kept was read.
    is_read: Cell<bool>,
}

impl<'a> Names<'a> {
    pub fn new(context: &'a Context, client: &'a Client) -> Self {
        let kept = Kept::of(client);
        Self { context, client, known: RefCell::default(), kept, is_read: Cell::new(false) }
    }

    /// Keeps a name that came with something else.
    pub fn learn(&self, id: &str, name: &str) {
        let is_known = |known: &HashMap<String, Option<String>>| {
            known.get(id).is_some_and(|known| known.as_deref() == Some(name))
        };
        // A conversation is of few people.
        if !id.is_empty() && !name.is_empty() && !is_known(&self.known.borrow()) {
            self.known.borrow_mut().insert(id.to_owned(), Some(name.to_owned()));
        }
    }

    /// Looks those up that are not known, in as few calls as it takes. What cannot be found stays
    /// its id, and is not asked for again.
    pub fn look_up<'i>(&self, ids: impl IntoIterator<Item = &'i str>) {
        let ids: BTreeSet<&str> =
            ids.into_iter().filter(|id| id.starts_with(OpenId::PREFIX)).collect();
        let unknown = |known: &HashMap<String, Option<String>>| -> Vec<String> {
            ids.iter().filter(|id| !known.contains_key(**id)).map(|id| (*id).to_owned()).collect()
        };
        if unknown(&self.known.borrow()).is_empty() {
            return;
        }
        if !self.is_read.replace(true) {
            let mut known = self.known.borrow_mut();
            for (id, name) in self.kept.read() {
                known.entry(id).or_insert(Some(name));
            }
        }
        let missing = unknown(&self.known.borrow());
        let mut is_new = false;
        for ids in missing.chunks(limits::CONTACTS_PER_CALL) {
            let found = self.ask(ids).unwrap_or_else(|error| {
                self.context.warn(&format!("names could not be looked up: {error}"));
                Vec::new()
            });
            is_new |= !found.is_empty();
            let mut known = self.known.borrow_mut();
            known.extend(ids.iter().map(|id| (id.clone(), None)));
            known.extend(found.into_iter().map(|(id, name)| (id, Some(name))));
        }
        if is_new {
            self.kept.write(&self.known.borrow());
        }
    }

    /// Few are asked for where fewer scopes are enough.
    fn ask(&self, ids: &[String]) -> Result<Vec<(String, String)>, Error> {
        let user_ids = ids.to_vec();
        let named = |(id, name): &(String, String)| !id.is_empty() && !name.is_empty();
        if ids.len() <= limits::BASIC_CONTACTS_PER_CALL {
            let users =
                self.client.look_up(&BasicBatchUsers { user_ids, user_id_type: None })?.users;
            return Ok(users
                .into_iter()
                .map(|user| (user.user_id, user.name))
                .filter(named)
                .collect());
        }
        let people = self.client.look_up(&BatchUsers { user_ids, user_id_type: None })?.items;
        Ok(people
            .into_iter()
            .map(|user| (user.open_id.to_string(), user.name))
            .filter(named)
            .collect())
    }

    pub fn get(&self, id: &str) -> Option<String> {
        self.known.borrow().get(id).cloned().flatten()
    }

    /// The name, or where there is none the id.
    pub fn shown(&self, id: &str) -> String {
        self.get(id).unwrap_or_else(|| id.to_owned())
    }
}
