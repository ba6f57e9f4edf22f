//! `lark-cli im …`

mod listing;
mod sending;
mod targets;
mod uploading;

super::leaves::leaves! {
    "send-message" => send_message::SendMessageArgs,
    "reply-message" => reply_message::ReplyMessageArgs,
    "get-message" => get_message::GetMessageArgs,
    "list-messages" => list_messages::ListMessagesArgs,
    "delete-message" => delete_message::DeleteMessageArgs,
    "upload-file" => upload_file::UploadFileArgs,
    "upload-image" => upload_image::UploadImageArgs,
    "download-resource" => download_resource::DownloadResourceArgs,
    "list-chats" => list_chats::ListChatsArgs,
    "get-chat" => get_chat::GetChatArgs,
    "create-chat" => create_chat::CreateChatArgs,
    "list-members" => list_members::ListMembersArgs,
    "add-member" => add_member::AddMemberArgs,
    "remove-member" => remove_member::RemoveMemberArgs,
    "list-reactions" => list_reactions::ListReactionsArgs,
    "add-reaction" => add_reaction::AddReactionArgs,
    "remove-reaction" => remove_reaction::RemoveReactionArgs,
}
