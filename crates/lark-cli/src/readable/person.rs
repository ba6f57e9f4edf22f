//! A person whose card was sent: Lark gives only the id.

use super::{Document, ReadableMessage, document::Block, words};

impl ReadableMessage {
    /// The id, where the name is not there yet.
    pub fn nameless_person(&self) -> Option<&str> {
        match facts_of(&self.document)? {
            [("id", id)] if !self.deleted => Some(id),
            _ => None,
        }
    }

    /// The name, once it is there.
    pub fn person(&self) -> Option<&str> {
        match facts_of(&self.document)? {
            [_, ("name", name)] => Some(name),
            _ => None,
        }
    }

    pub fn name_person(&mut self, name: &str) {
        if let [Block::Fact { kind: "user", facts }] = self.document.blocks.as_mut_slice() {
            facts.push(("name", name.to_owned()));
            self.content = words::of(&self.document);
        }
    }
}

fn facts_of(document: &Document) -> Option<&[(&'static str, String)]> {
    match document.blocks.as_slice() {
        [Block::Fact { kind: "user", facts }] => Some(facts),
        _ => None,
    }
}
