//! What permissions let an app do, in words.

/// The permission in words; its own name where there are none.
pub(super) fn words(scope: &str) -> Option<&'static str> {
    WORDS.iter().find(|(name, _)| *name == scope).map(|(_, words)| *words)
}

const WORDS: &[(&str, &str)] = &[
    ("contact:contact.base:readonly", "See who works here"),
    ("contact:user.base:readonly", "See people's names and pictures"),
    ("contact:user.basic_profile:readonly", "See people's names and pictures"),
    ("contact:user.email:readonly", "See people's e-mail addresses"),
    ("contact:user.employee:readonly", "See people's employment"),
    ("contact:user.employee_id:readonly", "See people's user ids"),
    ("contact:user.id:readonly", "Find people by e-mail address or phone number"),
    ("contact:user.phone:readonly", "See people's phone numbers"),
    ("contact:user:search", "Search for people"),
    ("im:chat", "See and change your groups"),
    ("im:chat.members:read", "See who is in your groups"),
    ("im:chat.members:write_only", "Add people to your groups and remove them"),
    ("im:chat:create", "Make groups"),
    ("im:chat:delete", "Dissolve your groups"),
    ("im:chat:read", "See your groups"),
    ("im:chat:readonly", "See your groups"),
    ("im:chat:update", "Change your groups"),
    ("im:message", "Read and send messages as you"),
    ("im:message.group_msg:get_as_user", "Read the messages of your groups"),
    ("im:message.p2p_msg:get_as_user", "Read your conversations with one other person"),
    ("im:message.pins:read", "See pinned messages"),
    ("im:message.pins:write_only", "Pin messages"),
    ("im:message.reactions:read", "See reactions to messages"),
    ("im:message.reactions:write_only", "React to messages as you"),
    ("im:message.send_as_user", "Send messages as you"),
    ("im:message:readonly", "Read your messages"),
    ("im:message:recall", "Recall your messages"),
    ("im:message:update", "Edit your messages"),
    ("im:resource", "Read and upload images and files"),
    ("offline_access", "Stay logged in for up to seven days without you"),
    ("search:message", "Search your messages"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted_and_each_is_for_a_permission_there_is() {
        for pair in WORDS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{}", pair[1].0);
        }
        assert_eq!(words("im:chat:create"), Some("Make groups"));
        assert_eq!(words("calendar:calendar"), None);
    }
}
