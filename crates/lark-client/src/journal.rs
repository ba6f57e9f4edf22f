//! What is told of every write that went out: who did what to whom, and how it ended.

use lark_api::{Auth, Effect, Meta};
use serde_json::Value;

use crate::{ApiError, Error, policy, transport::Sent};

/// Is told of writes. It never fails a call, and hears of each call once, however often it was tried.
pub trait Journal: Send + Sync {
    fn record(&self, entry: &Entry);
}

/// Keeps nothing.
#[derive(Debug, Default)]
pub struct NoJournal;

impl Journal for NoJournal {
    fn record(&self, _: &Entry) {}
}

/// One write. There is nothing in it of what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub endpoint: &'static str,
    pub identity: Auth,
    /// The person's open id, where it is known.
    pub person: Option<String>,
    pub app_id: Option<String>,
    /// The ids of the chats, people and messages that the request names.
    pub targets: Vec<String>,
    pub outcome: Outcome,
    /// The message or the chat that the answer names.
    pub answered: Option<String>,
    pub log_id: Option<String>,
    pub uuid: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// The answer names some that were left out.
    Partial,
    Refused {
        code: i64,
    },
    Unknown,
}

/// Whether a call is one to tell of. Getting and giving back a token is none.
pub(crate) fn concerns(meta: &Meta) -> bool {
    meta.effect != Effect::Read && !policy::is_sign_in(meta)
}

impl Outcome {
    /// What a failure means; `None` where nothing went out.
    pub(crate) fn of_failure(error: &Error, refused: Option<i64>) -> Option<Self> {
        match error {
            Error::Api(api) => Some(Self::of_refusal(api)),
            Error::Http { status: status @ 300..500, .. } => {
                Some(Self::Refused { code: i64::from(*status) })
            }
            Error::Http { .. } | Error::OutcomeUnknown(_) | Error::Decode { .. } => {
                Some(Self::Unknown)
            }
            Error::Network(network) => (network.sent == Sent::Maybe).then_some(Self::Unknown),
            // A refused token, and then none to try again with.
            _ => refused.map(|code| Self::Refused { code }),
        }
    }

    fn of_refusal(api: &ApiError) -> Self {
        Self::Refused { code: api.code }
    }
}

/// What an answer says beside its result.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub is_partial: bool,
    pub answered: Option<String>,
}

impl Told {
    pub(crate) fn of(body: &[u8]) -> Self {
        let Ok(answer) = serde_json::from_slice::<Value>(body) else { return Self::default() };
        let Some(data) = answer.get("data").and_then(Value::as_object) else {
            return Self::default();
        };
        let is_left_out = |name: &str, value: &Value| {
            LEFT_OUT.iter().any(|beginning| name.starts_with(beginning))
                && value.as_array().is_some_and(|list| !list.is_empty())
        };
        let named = |name| data.get(name).and_then(Value::as_str).filter(|id| policy::is_id(id));
        Self {
            is_partial: data.iter().any(|(name, value)| is_left_out(name, value)),
            answered: named("message_id").or_else(|| named("chat_id")).map(str::to_owned),
        }
    }
}

/// How lists of what an answer left out are called.
const LEFT_OUT: &[&str] = &["invalid_", "not_existed_", "pending_approval_"];
