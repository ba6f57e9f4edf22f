//! What a call works on: the state, the time, and who calls.

use lark_api::{Meta, errors::codes, scopes::When};
use rusqlite::{Connection, Result};
use serde_json::{Value, json};

use crate::{
    caller::Caller,
    failure::Failure,
    ids,
    limits::RateLimiter,
    model::{chats, messages::Message},
    random::Random,
};

/// The state as one call sees it.
#[derive(Clone, Copy)]
pub(crate) struct Store<'a> {
    pub(crate) db: &'a Connection,
    /// Milliseconds since 1970; stands still during a call.
    pub(crate) now: i64,
    pub(crate) random: &'a dyn Random,
    pub(crate) limits: &'a RateLimiter,
    /// Makes page tokens that only this sandbox can have given out.
    pub(crate) salt: u64,
}

impl Store<'_> {
    pub(crate) fn mint(&self, kind: ids::Kind) -> Result<String> {
        ids::mint(self.db, kind)
    }

    /// Writes down that something changed; in the transaction that changes it.
    pub(crate) fn record(&self, kind: &str, ids: &Value) -> Result<()> {
        self.db
            .prepare_cached("INSERT INTO changes (at, kind, ids) VALUES (?1, ?2, ?3)")?
            .execute((self.now, kind, ids.to_string()))?;
        Ok(())
    }
}

/// A call of an endpoint by a program that has no token yet.
pub(crate) struct Visit<'a> {
    pub(crate) store: Store<'a>,
    pub(crate) authorization: Option<&'a str>,
    pub(crate) host: Option<&'a str>,
}

impl Visit<'_> {
    /// What links to the sandbox's own pages begin with; nothing where it is not served.
    pub(crate) fn origin(&self) -> String {
        self.host.map(|host| format!("http://{host}")).unwrap_or_default()
    }
}

/// A call of an endpoint by somebody.
pub(crate) struct Call<'a> {
    pub(crate) store: Store<'a>,
    pub(crate) caller: Caller,
    pub(crate) meta: &'a Meta,
    /// Bytes of the request's body.
    pub(crate) body_len: usize,
}

impl Call<'_> {
    /// Refuses who lacks what the endpoint needs in such a chat.
    pub(crate) fn require(&self, when: When) -> std::result::Result<(), Failure> {
        let conditions = self.meta.scopes.conditional.iter();
        let lacking = conditions
            .filter(|condition| condition.when == when && condition.auth == self.caller.auth)
            .find(|condition| !self.caller.meets(condition.any_of));
        match lacking {
            Some(condition) => Err(Failure::ext(
                codes::LACKS_PERMISSION,
                format!("need scope: {}", condition.any_of.join(" or ")),
            )),
            None => Ok(()),
        }
    }

    /// Writes down that something was done to a message.
    pub(crate) fn record_of(&self, kind: &str, message: &Message) -> Result<()> {
        let chat_id = chats::id(self.store.db, message.chat)?;
        self.record(kind, &[("message_id", &message.message_id), ("chat_id", &chat_id)])
    }

    pub(crate) fn record(&self, kind: &str, ids: &[(&str, &str)]) -> Result<()> {
        let ids: serde_json::Map<String, Value> =
            ids.iter().map(|(name, id)| ((*name).to_owned(), json!(id))).collect();
        self.store.record(kind, &Value::Object(ids))
    }
}
