//! `lark-cli im …`

mod add_member;
mod add_reaction;
mod create_chat;
mod delete_message;
mod download_resource;
mod get_chat;
mod get_message;
mod list_chats;
mod list_members;
mod list_messages;
mod list_reactions;
mod listing;
mod remove_member;
mod remove_reaction;
mod reply_message;
mod send_message;
mod sending;
mod targets;
mod upload_file;
mod upload_image;

use clap::Subcommand;

use crate::{context::Context, error::CommandError, output::Output};

#[derive(Subcommand)]
pub enum Command {
    SendMessage(send_message::SendMessageArgs),
    ReplyMessage(reply_message::ReplyMessageArgs),
    GetMessage(get_message::GetMessageArgs),
    ListMessages(list_messages::ListMessagesArgs),
    DeleteMessage(delete_message::DeleteMessageArgs),
    UploadFile(upload_file::UploadFileArgs),
    UploadImage(upload_image::UploadImageArgs),
    DownloadResource(download_resource::DownloadResourceArgs),
    ListChats(list_chats::ListChatsArgs),
    GetChat(get_chat::GetChatArgs),
    CreateChat(create_chat::CreateChatArgs),
    ListMembers(list_members::ListMembersArgs),
    AddMember(add_member::AddMemberArgs),
    RemoveMember(remove_member::RemoveMemberArgs),
    ListReactions(list_reactions::ListReactionsArgs),
    AddReaction(add_reaction::AddReactionArgs),
    RemoveReaction(remove_reaction::RemoveReactionArgs),
}

pub fn run(context: &Context, command: Command) -> Result<Output<'_>, CommandError> {
    match command {
        Command::SendMessage(args) => send_message::run(context, args),
        Command::ReplyMessage(args) => reply_message::run(context, args),
        Command::GetMessage(args) => get_message::run(context, args),
        Command::ListMessages(args) => list_messages::run(context, args),
        Command::DeleteMessage(args) => delete_message::run(context, args),
        Command::UploadFile(args) => upload_file::run(context, args),
        Command::UploadImage(args) => upload_image::run(context, args),
        Command::DownloadResource(args) => download_resource::run(context, args),
        Command::ListChats(args) => list_chats::run(context, args),
        Command::GetChat(args) => get_chat::run(context, args),
        Command::CreateChat(args) => create_chat::run(context, args),
        Command::ListMembers(args) => list_members::run(context, args),
        Command::AddMember(args) => add_member::run(context, args),
        Command::RemoveMember(args) => remove_member::run(context, args),
        Command::ListReactions(args) => list_reactions::run(context, args),
        Command::AddReaction(args) => add_reaction::run(context, args),
        Command::RemoveReaction(args) => remove_reaction::run(context, args),
    }
}
