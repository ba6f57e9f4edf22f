//! `lark-cli im …`

mod downloading;
mod exporting;
mod forwarding;
mod listing;
mod message_ids;
mod places;
mod pool;
mod reading;
mod receivers;
mod searching;
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
    "list-thread" => list_thread::ListThreadArgs,
    "context" => context::ContextArgs,
    "search-messages" => search_messages::SearchMessagesArgs,
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
    "download" => download::DownloadArgs,
    "export" => export::ExportArgs,
    "list-chats" => list_chats::ListChatsArgs,
    "search-chats" => search_chats::SearchChatsArgs,
    "get-chat" => get_chat::GetChatArgs,
    "create-chat" => create_chat::CreateChatArgs,
    "list-members" => list_members::ListMembersArgs,
    "add-member" => add_member::AddMemberArgs,
    "remove-member" => remove_member::RemoveMemberArgs,
    "find-user" => find_user::FindUserArgs,
    "list-reactions" => list_reactions::ListReactionsArgs,
    "add-reaction" => add_reaction::AddReactionArgs,
    "remove-reaction" => remove_reaction::RemoveReactionArgs,
}
