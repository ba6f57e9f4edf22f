//! What a command asks of the app and of the person: the identities and permissions of what it calls.

use lark_api::{
    Auth, Endpoint, Meta,
    im::{
        chats::{CreateChat, GetChat, ListChats, find::SearchChatsV2},
        files::{GetResource, UploadFile, UploadImage},
        members::{AddMembers, ListMembers, RemoveMembers},
        messages::{
            DeleteMessage, GetMessage, ListMessages, ReplyMessage, SendMessage,
            change::{EditMessage, PatchCard},
            find::{BatchGetMessages, SearchMessages},
            forward::{ForwardMessage, ForwardThread, MergeForward},
            readers::ListReaders,
            urgent::UrgentApp,
        },
        pins::{ListPins, PinMessage, UnpinMessage},
        reactions::{AddReaction, BatchQueryReactions, ListReactions, RemoveReaction},
    },
    registry,
    scopes::AnyOf,
    search::SearchUsers,
};

use crate::{error::CommandError, hints, spelling};

/// What each command calls. Looking a name up (`--chat`, `--user`) comes on top where one is given.
const CALLS: &[(&str, &[Meta])] = &[
    ("im send-message", &[SendMessage::META]),
    ("im reply-message", &[ReplyMessage::META]),
    ("im get-message", &[GetMessage::META]),
    ("im list-messages", &[ListMessages::META]),
    ("im list-thread", &[ListMessages::META]),
    ("im context", &[GetMessage::META, ListMessages::META]),
    ("im search-messages", &[SearchMessages::META, BatchGetMessages::META]),
    ("im edit-message", &[EditMessage::META]),
    ("im update-card", &[PatchCard::META]),
    ("im delete-message", &[DeleteMessage::META]),
    ("im forward-message", &[ForwardMessage::META]),
    ("im merge-forward", &[MergeForward::META]),
    ("im forward-thread", &[ForwardThread::META]),
    // By SMS and by phone need permissions of their own, as --own of read-status needs the other call.
    ("im urgent", &[UrgentApp::META]),
    ("im pin", &[PinMessage::META]),
    ("im unpin", &[UnpinMessage::META]),
    ("im list-pins", &[ListPins::META]),
    ("im read-status", &[ListReaders::META]),
    ("im upload-file", &[UploadFile::META, SendMessage::META]),
    ("im upload-image", &[UploadImage::META]),
    ("im download-resource", &[GetResource::META]),
    ("im download", &[ListMessages::META, GetResource::META]),
    ("im export", &[ListMessages::META, BatchQueryReactions::META, GetResource::META]),
    ("im list-chats", &[ListChats::META]),
    ("im search-chats", &[SearchChatsV2::META]),
    ("im get-chat", &[GetChat::META]),
    ("im create-chat", &[CreateChat::META]),
    ("im list-members", &[ListMembers::META]),
    ("im add-member", &[AddMembers::META]),
    ("im remove-member", &[RemoveMembers::META]),
    ("im find-user", &[SearchUsers::META]),
    ("im list-reactions", &[ListReactions::META]),
    ("im add-reaction", &[AddReaction::META]),
    ("im remove-reaction", &[RemoveReaction::META]),
];

/// The commands whose needs are known.
pub fn commands() -> impl Iterator<Item = &'static str> {
    CALLS.iter().map(|(name, _)| *name)
}

/// The commands that cannot do without one of these endpoints.
pub fn without<'a>(missing: &'a [&str]) -> impl Iterator<Item = &'static str> + 'a {
    let is_lost = |calls: &[Meta]| calls.iter().any(|meta| missing.contains(&meta.name));
    CALLS.iter().filter(move |(_, calls)| is_lost(calls)).map(|(name, _)| *name)
}

/// Every requirement that an endpoint may have; those that depend on the chat count too.
pub fn requirements(meta: &Meta, auth: Auth) -> impl Iterator<Item = AnyOf> {
    let takes = meta.auth.contains(&auth);
    meta.scopes.every(auth).filter(move |_| takes)
}

/// A command and what it calls.
pub struct Needs {
    pub name: String,
    pub calls: Vec<&'static Meta>,
}

impl Needs {
    /// Of a command in any spelling, or of an endpoint by its name.
    pub fn of(typed: &str) -> Result<Self, CommandError> {
        let words: Vec<&str> =
            typed.split_whitespace().filter(|word| *word != "lark-cli").collect();
        let words = words.into_iter().take_while(|word| !word.starts_with('-'));
        let understood =
            spelling::understand(words.map(Into::into).collect()).unwrap_or_default().words;
        let words: Vec<_> = understood.iter().filter_map(|word| word.to_str()).collect();
        let known = |name: &str| CALLS.iter().find(|(known, _)| *known == name);
        if let Some((name, calls)) = words.get(..2).and_then(|words| known(&words.join(" "))) {
            return Ok(Self { name: (*name).to_owned(), calls: calls.iter().collect() });
        }
        let entry = registry::find(&words.join(".")).ok_or_else(|| unknown(typed))?;
        Ok(Self { name: entry.meta.name.to_owned(), calls: vec![&entry.meta] })
    }

    /// Whether the command can act as `auth` at all.
    pub fn takes(&self, auth: Auth) -> bool {
        self.calls.iter().all(|meta| meta.auth.contains(&auth))
    }

    pub fn requirements(&self, auth: Auth) -> impl Iterator<Item = AnyOf> {
        self.calls.iter().flat_map(move |meta| requirements(meta, auth))
    }

    /// The fewest and narrowest permissions that are missing.
    pub fn least(&self, auth: Auth, granted: &[&str]) -> Vec<&'static str> {
        let mut least: Vec<&'static str> = Vec::new();
        for any_of in self.requirements(auth) {
            let is_met = |scope: &&str| granted.contains(scope) || least.contains(scope);
            if !any_of.iter().any(is_met) {
                least.extend(narrowest(any_of));
            }
        }
        least
    }
}

/// `im:message` lets one do everything with messages; what has more words after it lets one do less.
pub fn narrowest<'a>(any_of: &[&'a str]) -> Option<&'a str> {
    let words = |scope: &str| scope.split([':', '.', '_']).count();
    any_of.iter().copied().rev().max_by_key(|scope| words(scope))
}

fn unknown(typed: &str) -> CommandError {
    let message = format!("there is no command `{}` whose needs are known", typed.escape_debug());
    CommandError::invalid("COMMAND", message).with_hint(format!(
        "such as {}, or an endpoint's name: lark-cli schema",
        hints::quote("im list-messages")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::im;

    #[test]
    fn the_needs_of_every_command_are_known() {
        let listed: Vec<_> = commands().filter_map(|name| name.strip_prefix("im ")).collect();
        assert_eq!(listed, im::NAMES);
    }

    #[test]
    fn any_spelling_and_any_endpoint_will_do() {
        for typed in ["im list-messages", "lark-cli message list", "im list-messages --limit 2"] {
            assert_eq!(Needs::of(typed).unwrap().name, "im list-messages", "{typed}");
        }
        assert_eq!(Needs::of("im.pins.list").unwrap().name, "im.pins.list");
        assert_eq!(Needs::of("im pins list").unwrap().name, "im.pins.list");
        assert!(Needs::of("im fly").is_err());
        assert!(Needs::of("").is_err());
    }

    #[test]
    fn what_is_granted_is_not_asked_for_again_and_the_rest_is_narrow() {
        let needs = Needs::of("im list-messages").unwrap();
        let least = needs.least(Auth::User, &[]);
        assert!(least.contains(&"im:message.group_msg:get_as_user"), "{least:?}");
        assert!(!least.contains(&"im:message"), "{least:?}");
        let more = needs.least(Auth::User, &["im:message"]);
        assert!(more.len() < least.len(), "{more:?}");
        assert!(needs.least(Auth::User, &least).is_empty());
    }
}
