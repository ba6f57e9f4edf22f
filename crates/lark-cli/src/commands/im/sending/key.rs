//! Idempotency keys: one for a command, and out of it one for each message that it sends.

use lark_client::clock::{OsRandom, Random};
use ring::digest::{SHA256, digest};

use crate::settings::trust::hex;

/// Makes the messages of a command the same ones when the command is repeated.
pub struct SendKey {
    text: String,
    pub was_given: bool,
}

const MOST: usize = 256;

pub fn parse(given: &str) -> Result<String, String> {
    match given.chars().count() {
        0 => Err("an idempotency key is not empty".to_owned()),
        length if length > MOST => {
            Err(format!("an idempotency key has at most {MOST} characters, this has {length}"))
        }
        _ => Ok(given.to_owned()),
    }
}

impl SendKey {
    /// The key that was given, else one that nobody has used.
    pub fn new(given: Option<&str>) -> Self {
        match given {
            Some(text) => Self { text: text.to_owned(), was_given: true },
            None => Self { text: fresh(), was_given: false },
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// For a part of what the key is for, which is known by what it says.
    pub fn of_part(&self, part: &str) -> Self {
        Self { text: self.uuid(part, 0), was_given: self.was_given }
    }

    /// The uuid of one message: the same whenever the same command is run with the same key.
    pub fn uuid(&self, target: &str, ordinal: usize) -> String {
        // The lengths keep ("ab", "c") and ("a", "bc") apart.
        let key = &self.text;
        let whole = format!("{}:{key}{}:{target}{ordinal}", key.len(), target.len());
        hex(&digest(&SHA256, whole.as_bytes()).as_ref()[..16])
    }
}

fn fresh() -> String {
    let mut bytes = [0; 12];
    OsRandom.fill(&mut bytes);
    hex(&bytes)
}

#[cfg(test)]
mod tests {
    use lark_api::limits;

    use super::*;

    #[test]
    fn every_message_has_a_uuid_of_its_own_and_keeps_it() {
        let key = SendKey::new(Some("nightly"));
        let uuid = key.uuid("chat_id:oc_1", 0);
        assert!(uuid.len() <= limits::UUID_CHARS);
        assert_eq!(uuid, SendKey::new(Some("nightly")).uuid("chat_id:oc_1", 0));
        let others = [
            key.uuid("chat_id:oc_1", 1),
            key.uuid("chat_id:oc_2", 0),
            key.uuid("chat_id:oc_10", 0),
            SendKey::new(Some("nightly2")).uuid("chat_id:oc_1", 0),
            SendKey::new(None).uuid("chat_id:oc_1", 0),
        ];
        assert!(others.iter().all(|other| *other != uuid), "{others:?}");
    }

    #[test]
    fn where_one_part_ends_and_the_next_begins_matters() {
        let uuid = |key: &str, target: &str, ordinal| SendKey::new(Some(key)).uuid(target, ordinal);
        assert_ne!(uuid("ab", "c", 0), uuid("a", "bc", 0));
        assert_ne!(uuid("a", "1", 11), uuid("a", "11", 1));
    }
}
