//! Where messages are forwarded to, and what keeps a repeat from doing it twice.

use clap::Args;
use lark_api::{
    ids::{ChatId, OpenId, ThreadId},
    im::ReceiveIdType,
};
use lark_client::Client;

use super::{
    sending::{SendKey, idempotency_key},
    targets::ReceiveId,
};
use crate::{context::Context, error::CommandError, resolve};

/// A chat, a person or a thread. What is forwarded leaves its chat, so that nothing is assumed here.
#[derive(Args)]
#[group(id = "forward_to", required = true, multiple = false)]
pub struct ForwardTo {
    /// To a chat, by its id
    #[arg(long, value_name = "OC_ID")]
    chat_id: Option<ChatId>,

    /// To a chat, by its exact name or id
    #[arg(long, value_name = "NAME")]
    chat: Option<String>,

    /// To a person, by their open id
    #[arg(long, value_name = "OU_ID")]
    user_id: Option<OpenId>,

    /// To a person, by their exact name, e-mail address or id
    #[arg(long, value_name = "NAME")]
    user: Option<String>,

    /// Into a thread
    #[arg(long, value_name = "OMT_ID")]
    to_thread_id: Option<ThreadId>,
}

impl ForwardTo {
    pub fn resolve(&self, context: &Context, client: &Client) -> Result<ReceiveId, CommandError> {
        if let Some(id) = &self.chat_id {
            return Ok(ReceiveId::chat(id));
        }
        if let Some(id) = &self.user_id {
            return Ok(ReceiveId::person(id));
        }
        if let Some(id) = &self.to_thread_id {
            return Ok(ReceiveId { kind: ReceiveIdType::ThreadId, id: id.as_str().to_owned() });
        }
        match (&self.chat, &self.user) {
            (Some(name), _) => Ok(ReceiveId::chat(&resolve::chat(context, client, name)?)),
            (None, Some(name)) => Ok(ReceiveId::person(&resolve::user(context, client, name)?)),
            (None, None) => unreachable!("the group is required"),
        }
    }
}

/// What makes a forward safe to repeat.
#[derive(Args)]
pub struct OnceArgs {
    /// Within an hour, forwarding the same to the same receiver with the same key sends once
    #[arg(long, value_name = "KEY", value_parser = idempotency_key)]
    idempotency_key: Option<String>,
}

impl OnceArgs {
    /// The uuid of what is forwarded; Lark remembers it for each receiver.
    pub fn uuid(&self, what: &str) -> Option<String> {
        let key = SendKey::new(Some(self.idempotency_key.as_deref()?));
        Some(key.uuid(what, 0))
    }
}
