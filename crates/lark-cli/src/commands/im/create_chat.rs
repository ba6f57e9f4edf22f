//! `lark-cli im create-chat`

use clap::Args;
use lark_api::{
    Endpoint,
    ids::{AppId, OpenId},
    im::chats::{ChatMode, ChatType, CreateChat},
};

use super::get_chat::ShownChat;
use crate::{context::Context, error::CommandError, output::Output};

/// Create a group
///
/// The bot that creates it is in it, and owns it unless --owner-id names a person.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    lark-cli im create-chat --name \"Release team\" --user-id ou_…,ou_… --as bot")]
pub struct CreateChatArgs {
    /// The group's name
    #[arg(long)]
    name: Option<String>,

    /// What the group is for
    #[arg(long)]
    description: Option<String>,

    /// A person to start with, by their open id; several with commas or by repeating
    #[arg(long, value_name = "OU_ID", value_delimiter = ',')]
    user_id: Vec<OpenId>,

    /// A bot to start with, by its app id; several with commas or by repeating
    #[arg(long, value_name = "CLI_ID", value_delimiter = ',')]
    bot_id: Vec<AppId>,

    /// The person who owns it
    #[arg(long, value_name = "OU_ID")]
    owner_id: Option<OpenId>,

    /// Make the bot an administrator when a person owns it
    #[arg(long, requires = "owner_id")]
    set_bot_manager: bool,

    /// Let everybody in the company find and join it
    #[arg(long)]
    public: bool,

    /// Make it a group of topics
    #[arg(long)]
    topic: bool,
}

pub fn run(context: &Context, args: CreateChatArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(CreateChat::META.auth)?;
    let chat = client.call(&CreateChat {
        set_bot_manager: args.set_bot_manager.then_some(true),
        name: args.name,
        description: args.description,
        owner_id: args.owner_id.map(|id| id.to_string()),
        user_id_list: args.user_id.iter().map(ToString::to_string).collect(),
        bot_id_list: args.bot_id.iter().map(ToString::to_string).collect(),
        chat_mode: args.topic.then_some(ChatMode::Topic),
        chat_type: args.public.then_some(ChatType::Public),
        ..CreateChat::default()
    })?;
    Ok(Output::value(ShownChat::new(chat)))
}
