//! What to do where a message that was sent cannot be changed, forwarded or asked about any more.

use lark_api::{
    errors::{Family, codes},
    limits,
};
use lark_client::ApiError;

/// Better than what the kind of failure alone says.
pub fn hint(error: &ApiError) -> Option<String> {
    let message = error.subject.message_id.as_deref().unwrap_or("om_…");
    let reply = format!("lark-cli im reply-message --message-id {message}");
    let hint = match (error.code, error.family) {
        (codes::EDIT_TOO_LATE, Family::Edit) => {
            format!("it can no longer be edited; say it in a reply: {reply} --text …")
        }
        (codes::EDITS_USED_UP, Family::Edit) => format!(
            "a message takes {} edits; say it in a reply: {reply} --text …",
            limits::EDITS
        ),
        (codes::CARD_TOO_OLD, _) => format!(
            "a card can be replaced for {} days; send the new one: {reply} --msg-type interactive --content …",
            days(limits::CARD_SECONDS)
        ),
        (codes::READERS_TOO_OLD, _) => format!(
            "who has read a message is told for {} days; whether you have read it: \
             lark-cli im read-status --message-id {message} --own --as user",
            days(limits::READERS_SECONDS)
        ),
        (codes::FORWARD_CHATS_DIFFER, _) => {
            "a bundle has messages of one chat; make one for each, or forward them one by one: \
             lark-cli im forward-message"
                .to_owned()
        }
        (codes::FORWARD_UNSUPPORTED, _) => {
            "audio, system messages and cards that forbid it stay in their chat; say there what they \
             are about, or send the file anew: lark-cli im upload-file"
                .to_owned()
        }
        (codes::FORWARD_RECALLED, _) => "it was recalled; nothing is left to forward".to_owned(),
        (codes::UNREAD_URGENT, _) => format!(
            "somebody has {} of these unread and gets no more; leave them out, or reply: {reply} --text …",
            limits::UNREAD_URGENT
        ),
        _ => return None,
    };
    Some(hint)
}

fn days(seconds: i64) -> i64 {
    seconds / (24 * 60 * 60)
}
