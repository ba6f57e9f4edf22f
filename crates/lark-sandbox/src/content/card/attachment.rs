//! Who and what the elements of a card name, beside the card.

use rusqlite::Result;
use serde_json::{Map, Value, json};

use super::Colleagues;

/// Filled as the elements are read.
pub(super) struct Attachment<'a> {
    people: Colleagues<'a>,
    persons: Map<String, Value>,
    at_users: Map<String, Value>,
    images: Map<String, Value>,
}

impl<'a> Attachment<'a> {
    pub(super) fn new(people: Colleagues<'a>) -> Self {
        Self { people, persons: Map::new(), at_users: Map::new(), images: Map::new() }
    }

    /// Somebody who is shown. Nobody there is has no entry.
    pub(super) fn add_person(&mut self, id: &str) -> Result<()> {
        if let Some(actor) = self.people.find(id)? {
            self.persons.insert(id.to_owned(), json!({ "content": actor.name }));
        }
        Ok(())
    }

    /// Somebody who is mentioned.
    pub(super) fn add_at(&mut self, id: &str) -> Result<()> {
        if let Some(actor) = self.people.find(id)? {
            let named = json!({ "content": actor.name, "user_id": actor.user_id });
            self.at_users.insert(id.to_owned(), named);
        }
        Ok(())
    }

    pub(super) fn add_image(&mut self, key: &str) {
        self.images.insert(key.to_owned(), json!({ "token": key }));
    }

    pub(super) fn into_json(self) -> Value {
        let all = [("persons", self.persons), ("at_users", self.at_users), ("images", self.images)];
        let used = all.into_iter().filter(|(_, entries)| !entries.is_empty());
        used.map(|(name, entries)| (name.to_owned(), Value::Object(entries))).collect()
    }
}
