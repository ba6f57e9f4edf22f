//! Where messages are read from: a chat, a conversation with somebody, a thread.

use clap::Args;
use lark_api::{
    ids::{ChatId, ThreadId},
    im::messages::Container,
};
use lark_client::Client;

use crate::{commands::im::targets::default_chat, context::Context, error::CommandError, resolve};

#[derive(Args)]
#[group(id = "conversation", multiple = false)]
pub struct ConversationArgs {
    /// The chat, by its id; the default chat unless anything is told
    #[arg(long, value_name = "OC_ID")]
    chat_id: Option<ChatId>,

    /// The chat, by its exact name or id
    #[arg(long, value_name = "NAME")]
    chat: Option<String>,

    /// The thread
    #[arg(long, value_name = "OMT_ID")]
    thread_id: Option<ThreadId>,
}

/// A list of messages that can be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Conversation {
    Chat(ChatId),
    Thread(ThreadId),
}

impl ConversationArgs {
    pub fn resolve(self, context: &Context, client: &Client) -> Result<Conversation, CommandError> {
        match self {
            Self { chat_id: Some(id), .. } => Ok(Conversation::Chat(id)),
            Self { chat: Some(name), .. } => {
                resolve::chat(context, client, &name).map(Conversation::Chat)
            }
            Self { thread_id: Some(id), .. } => Ok(Conversation::Thread(id)),
            Self { .. } => default_chat(context, &["--chat-id", "--chat", "--thread-id"])
                .map(Conversation::Chat),
        }
    }
}

impl Conversation {
    pub fn container(&self) -> Container {
        match self {
            Self::Chat(_) => Container::Chat,
            Self::Thread(_) => Container::Thread,
        }
    }

    pub fn id(&self) -> &str {
        match self {
            Self::Chat(id) => id.as_str(),
            Self::Thread(id) => id.as_str(),
        }
    }

    /// The flag and its value that name it on a line.
    pub fn flags(&self) -> String {
        match self {
            Self::Chat(id) => format!("--chat-id {id}"),
            Self::Thread(id) => format!("--thread-id {id}"),
        }
    }
}
