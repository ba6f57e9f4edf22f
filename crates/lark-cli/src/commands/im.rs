//! `lark-cli im …`

mod forwarding;
mod listing;
mod message_ids;
mod receivers;
mod sending;
mod streaming;
mod target_file;
mod targets;
mod templating;
mod uploading;

super::leaves::leaves! {
    "send-message" => send_message::SendMessageArgs,
    "reply-message" => reply_message::ReplyMessageArgs,
    "get-message" => get_message::GetMessageArgs,
    "list-messages" => list_messages::ListMessagesArgs,
    "edit-message" => edit_message::EditMessageArgs,
    "update-card" => update_card::UpdateCardArgs,
    "delete-message" => delete_message::DeleteMessageArgs,
    "forward-message" => forward_message::ForwardMessageArgs,
    "merge-forward" => merge_forward::MergeForwardArgs,
    "forward-thread" => forward_thread::ForwardThreadArgs,
    "urgent" => urgent::UrgentArgs,
    "pin" => pin::PinArgs,
    "unpin" => unpin::UnpinArgs,
    "list-pins" => list_pins::ListPinsArgs,
    "read-status" => read_status::ReadStatusArgs,
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
