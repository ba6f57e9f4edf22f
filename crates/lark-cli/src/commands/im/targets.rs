//! The chats and people a command is about, by id or by name.

use clap::Args;
use lark_api::{
    ids::{AppId, ChatId, OpenId},
    im::ReceiveIdType,
};
use lark_client::Client;

use crate::{context::Context, error::CommandError, resolve};

/// A chat.
#[derive(Args)]
#[group(id = "chat_target", required = true, multiple = false)]
pub struct ChatTarget {
    /// The chat, by its id
    #[arg(long, value_name = "OC_ID")]
    chat_id: Option<ChatId>,

    /// The chat, by its exact name or id
    #[arg(long, value_name = "NAME")]
    chat: Option<String>,
}

impl ChatTarget {
    pub fn resolve(&self, context: &Context, client: &Client) -> Result<ChatId, CommandError> {
        match (&self.chat_id, &self.chat) {
            (Some(id), _) => Ok(id.clone()),
            (None, Some(name)) => resolve::chat(context, client, name),
            (None, None) => unreachable!("the group is required"),
        }
    }
}

/// A chat, or the default one where that can do no harm.
#[derive(Args)]
#[group(id = "chat_or_default", multiple = false)]
pub struct ChatOrDefault {
    /// The chat, by its id; the default chat unless told
    #[arg(long, value_name = "OC_ID")]
    chat_id: Option<ChatId>,

    /// The chat, by its exact name or id
    #[arg(long, value_name = "NAME")]
    chat: Option<String>,
}

impl ChatOrDefault {
    pub fn resolve(&self, context: &Context, client: &Client) -> Result<ChatId, CommandError> {
        match (&self.chat_id, &self.chat) {
            (Some(id), _) => Ok(id.clone()),
            (None, Some(name)) => resolve::chat(context, client, name),
            (None, None) => default_chat(context, &["--chat-id", "--chat"]),
        }
    }
}

/// The chat the settings name, where none of `flags` was given.
pub fn default_chat(context: &Context, flags: &[&str]) -> Result<ChatId, CommandError> {
    let Some((id, origin)) = context.settings()?.default_chat() else {
        return Err(CommandError::missing_one_of(flags).with_hint(
            "or set a chat for always: lark-cli config set default_chat oc_…, LARK_CLI_DEFAULT_CHAT",
        ));
    };
    let fact = serde_json::json!({ "chat_id": id.as_str(), "from": origin.to_string() });
    context.fact("default_chat", fact);
    Ok(id)
}

/// What `receive_id` is to be.
pub struct ReceiveId {
    pub kind: ReceiveIdType,
    pub id: String,
}

impl ReceiveId {
    pub fn chat(id: &ChatId) -> Self {
        Self { kind: ReceiveIdType::ChatId, id: id.as_str().to_owned() }
    }

    pub fn person(id: &OpenId) -> Self {
        Self { kind: ReceiveIdType::OpenId, id: id.as_str().to_owned() }
    }
}

/// People or bots to add or remove. Lark takes one kind a call.
#[derive(Args)]
#[group(id = "people", required = true, multiple = false)]
pub struct People {
    /// A person, by their open id; several with commas or by repeating
    #[arg(long, value_name = "OU_ID", value_delimiter = ',')]
    user_id: Vec<OpenId>,

    /// A person, by their exact name, e-mail address or id; several by repeating
    #[arg(long, value_name = "NAME")]
    user: Vec<String>,

    /// A bot, by its app id; several with commas or by repeating
    #[arg(long, value_name = "CLI_ID", value_delimiter = ',')]
    bot_id: Vec<AppId>,
}

/// The ids of people, or of bots.
pub struct Members {
    pub ids: Vec<String>,
    pub are_bots: bool,
}

impl People {
    pub fn resolve(&self, context: &Context, client: &Client) -> Result<Members, CommandError> {
        if !self.bot_id.is_empty() {
            let ids = self.bot_id.iter().map(|id| id.as_str().to_owned());
            return Ok(Members { ids: distinct(ids), are_bots: true });
        }
        let mut ids: Vec<String> = self.user_id.iter().map(|id| id.as_str().to_owned()).collect();
        for name in &self.user {
            ids.push(resolve::user(context, client, name)?.as_str().to_owned());
        }
        Ok(Members { ids: distinct(ids), are_bots: false })
    }
}

/// Each id once, in the order they were given.
pub fn distinct(ids: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept = Vec::new();
    for id in ids {
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    kept
}
