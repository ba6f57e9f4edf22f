//! Spellings of commands: what people type, and the canonical command it means.

/// The most words a spelling has.
pub const LONGEST: usize = 3;

type Spelling = (&'static [&'static str], &'static [&'static str]);

/// Typed words on the left, canonical ones on the right; longer ones first where one begins another.
const TABLE: &[Spelling] = &[
    (&["version"], &["--version"]),
    (&["whoami"], &["auth", "status"]),
    (&["auth", "whoami"], &["auth", "status"]),
    (&["login", "status"], &["auth", "status"]),
    (&["auth", "users"], &["auth", "list"]),
    (&["login"], &["auth", "login"]),
    (&["im", "send"], &["im", "send-message"]),
    (&["im", "reply"], &["im", "reply-message"]),
    (&["im", "history"], &["im", "list-messages"]),
    (&["im", "message", "send"], &["im", "send-message"]),
    (&["im", "message", "reply"], &["im", "reply-message"]),
    (&["im", "message", "list"], &["im", "list-messages"]),
    (&["im", "message", "get"], &["im", "get-message"]),
    (&["im", "messages", "send"], &["im", "send-message"]),
    (&["im", "chat", "list"], &["im", "list-chats"]),
    (&["im", "chat", "get"], &["im", "get-chat"]),
    (&["im", "chat", "create"], &["im", "create-chat"]),
    (&["im", "thread"], &["im", "list-thread"]),
    (&["im", "get-thread"], &["im", "list-thread"]),
    (&["im", "get-messages"], &["im", "get-message"]),
    (&["im", "edit"], &["im", "edit-message"]),
    (&["im", "message", "edit"], &["im", "edit-message"]),
    (&["im", "messages", "edit"], &["im", "edit-message"]),
    (&["im", "update-message"], &["im", "edit-message"]),
    (&["im", "forward"], &["im", "forward-message"]),
    (&["im", "message", "forward"], &["im", "forward-message"]),
    (&["im", "pin-message"], &["im", "pin"]),
    (&["im", "message", "pin"], &["im", "pin"]),
    (&["im", "messages", "pin"], &["im", "pin"]),
    (&["im", "pin", "list"], &["im", "list-pins"]),
    (&["im", "message-read-users"], &["im", "read-status"]),
    (&["im", "read-users"], &["im", "read-status"]),
    (&["im", "list-readers"], &["im", "read-status"]),
    (&["im", "upload"], &["im", "upload-file"]),
    (&["message", "send"], &["im", "send-message"]),
    (&["message", "reply"], &["im", "reply-message"]),
    (&["message", "list"], &["im", "list-messages"]),
    (&["message", "get"], &["im", "get-message"]),
    (&["message", "edit"], &["im", "edit-message"]),
    (&["message", "forward"], &["im", "forward-message"]),
    (&["message", "pin"], &["im", "pin"]),
    (&["chat", "list"], &["im", "list-chats"]),
    (&["chat", "get"], &["im", "get-chat"]),
    (&["chat", "create"], &["im", "create-chat"]),
    (&["send-message"], &["im", "send-message"]),
    (&["reply-message"], &["im", "reply-message"]),
    (&["edit-message"], &["im", "edit-message"]),
    (&["update-card"], &["im", "update-card"]),
    (&["forward-message"], &["im", "forward-message"]),
    (&["forward-thread"], &["im", "forward-thread"]),
    (&["merge-forward"], &["im", "merge-forward"]),
    (&["list-pins"], &["im", "list-pins"]),
    (&["read-status"], &["im", "read-status"]),
    (&["list-messages"], &["im", "list-messages"]),
    (&["list-thread"], &["im", "list-thread"]),
    (&["get-message"], &["im", "get-message"]),
    (&["list-chats"], &["im", "list-chats"]),
    (&["get-chat"], &["im", "get-chat"]),
    (&["create-chat"], &["im", "create-chat"]),
    (&["list-members"], &["im", "list-members"]),
    (&["add-member"], &["im", "add-member"]),
    (&["add-reaction"], &["im", "add-reaction"]),
    (&["list-reactions"], &["im", "list-reactions"]),
    (&["upload-file"], &["im", "upload-file"]),
    (&["upload-image"], &["im", "upload-image"]),
    (&["download-resource"], &["im", "download-resource"]),
];

/// The canonical words for what `typed` begins with, and how many of its words they stand for.
pub fn find(typed: &[&str]) -> Option<(&'static [&'static str], usize)> {
    let begins = |spelling: &&Spelling| {
        typed.len() >= spelling.0.len() && spelling.0.iter().zip(typed).all(|(a, b)| a == b)
    };
    let longest = TABLE.iter().filter(begins).max_by_key(|spelling| spelling.0.len())?;
    Some((longest.1, longest.0.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_stands_twice_and_none_is_too_long() {
        for (at, (typed, _)) in TABLE.iter().enumerate() {
            assert!(typed.len() <= LONGEST, "{typed:?}");
            assert!(TABLE[at + 1..].iter().all(|(other, _)| other != typed), "{typed:?}");
        }
    }

    #[test]
    fn no_guess_leads_to_a_destructive_command() {
        for (typed, canonical) in TABLE {
            let word = canonical.last().unwrap();
            let destructive = ["delete", "remove", "disband", "recall", "unpin", "urgent"];
            assert!(!destructive.iter().any(|verb| word.starts_with(verb)), "{typed:?}");
        }
    }
}
