//! `lark-cli im get-chat`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint,
    im::chats::{Chat, GetChat},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::targets::ChatOrDefault;
use crate::{context::Context, error::CommandError, output::Output};

/// Show a chat and its settings
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli im get-chat --chat-id oc_… --as bot")]
pub struct GetChatArgs {
    #[command(flatten)]
    chat: ChatOrDefault,
}

/// A chat.
#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
pub struct ShownChat(Chat);

impl ShownChat {
    pub fn new(chat: Chat) -> Self {
        Self(chat)
    }
}

pub fn run(context: &Context, args: GetChatArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(GetChat::META.auth)?;
    let chat_id = args.chat.resolve(context, client)?;
    let chat = client.call(&GetChat { chat_id: chat_id.clone(), user_id_type: None })?;
    Ok(Output::value(ShownChat(Chat { chat_id: Some(chat_id), ..chat })))
}

impl fmt::Display for ShownChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(chat) = self;
        let id = chat.chat_id.as_ref().map_or("", |id| id.as_str());
        writeln!(f, "{}  {id}", if chat.name.is_empty() { "(no title)" } else { &chat.name })?;
        let counts = [(&chat.user_count, "people"), (&chat.bot_count, "bots")];
        let counts: Vec<_> = counts
            .iter()
            .filter_map(|(count, what)| Some(format!("{} {what}", count.as_ref()?)))
            .collect();
        let lines = [
            ("description", chat.description.clone().unwrap_or_default()),
            ("members", counts.join(", ")),
            ("owner", chat.owner_id.clone().unwrap_or_default()),
            ("mode", chat.chat_mode.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("type", chat.chat_type.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("status", chat.chat_status.clone().unwrap_or_default()),
        ];
        let lines = lines.iter().filter(|(_, value)| !value.is_empty());
        let lines: Vec<_> = lines.map(|(name, value)| format!("  {name:<12} {value}")).collect();
        f.write_str(&lines.join("\n"))
    }
}
