//! What a profile lets its user do; asked before anything else.

mod recipients;

use lark_api::{
    Answer, Effect, Host, Meta,
    errors::Family,
    ids::{ChatId, MessageId},
    registry,
    wire::Parts,
};

pub(crate) use recipients::{ids, is_id};

/// The profile forbids the call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the policy forbids {endpoint}: {reason}")]
pub struct Denied {
    pub endpoint: &'static str,
    pub reason: String,
    /// The file or the variable that says so.
    pub set_by: String,
}

pub trait Policy: Send + Sync {
    /// What a call may do is told by its request alone, but for the chat that a message is in.
    fn check(&self, meta: &Meta, parts: &Parts, chats: &dyn ChatOf) -> Result<(), Denied>;
}

/// Tells where a message is.
pub trait ChatOf {
    /// `None` where that cannot be told.
    fn chat_of(&self, message: &MessageId) -> Option<ChatId>;
}

/// What is forbidden, each with who said so. Nothing is unless something says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Nothing may be changed.
    pub read_only: Option<String>,
    /// Every one of them has to allow whom a write reaches.
    pub allowed: Vec<Allowed>,
    pub denied: Vec<DeniedEndpoints>,
}

/// Whom writes may reach: these chats and these people, and nobody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    pub chats: Vec<String>,
    pub people: Vec<String>,
    pub set_by: String,
}

/// Endpoints that may not be called: one by its name, or `im.chats.*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeniedEndpoints {
    pub pattern: String,
    pub set_by: String,
}

impl DeniedEndpoints {
    fn covers(&self, endpoint: &str) -> bool {
        match self.pattern.strip_suffix('*') {
            Some(beginning) => endpoint.starts_with(beginning),
            None => endpoint == self.pattern,
        }
    }
}

impl Rules {
    /// Who restricts anything at all.
    fn anyone(&self) -> Option<&str> {
        let allowed = self.allowed.iter().map(|allowed| &allowed.set_by);
        let denied = self.denied.iter().map(|denied| &denied.set_by);
        self.read_only.iter().chain(allowed).chain(denied).map(String::as_str).next()
    }
}

impl Policy for Rules {
    fn check(&self, meta: &Meta, parts: &Parts, chats: &dyn ChatOf) -> Result<(), Denied> {
        let Some(anyone) = self.anyone() else { return Ok(()) };
        if is_sign_in(meta) {
            return Ok(());
        }
        let refuse = |set_by: &str, reason: String| {
            Err(Denied { endpoint: meta.name, reason, set_by: set_by.to_owned() })
        };
        let Some(entry) = registry::find(meta.name) else {
            // What it does is not known, so it could be what is forbidden under another name.
            return refuse(anyone, "what an undeclared endpoint does is not known".to_owned());
        };
        if let Some(denied) = self.denied.iter().find(|denied| denied.covers(meta.name)) {
            return refuse(&denied.set_by, "it may not be called".to_owned());
        }
        if meta.effect == Effect::Read {
            return Ok(());
        }
        if let Some(set_by) = &self.read_only {
            return refuse(set_by, "nothing may be changed".to_owned());
        }
        if meta.effect == Effect::Upload || self.allowed.is_empty() {
            return Ok(());
        }
        let reached = recipients::of(&entry.meta, parts);
        for allowed in &self.allowed {
            if let Err(reason) = recipients::check(&reached, allowed, chats) {
                return refuse(&allowed.set_by, reason);
            }
        }
        Ok(())
    }
}

/// Getting a token changes nothing in a workspace.
pub(crate) fn is_sign_in(meta: &Meta) -> bool {
    let is_for_tokens =
        meta.family == Family::Token || meta.host == Host::Accounts || meta.answer == Answer::OAuth;
    meta.auth.is_empty() && is_for_tokens
}
