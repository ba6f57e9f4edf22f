//! Identifiers. What a person types is checked by [`FromStr`](std::str::FromStr); what Lark answers is taken as it is.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a text is not an id of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    #[error("{kind} is empty")]
    Empty { kind: &'static str },
    #[error("{kind} starts with `{prefix}`, `{given}` does not")]
    Prefix { kind: &'static str, prefix: &'static str, given: String },
    #[error("{kind} has only letters, digits, `-` and `_`, `{given}` has other characters")]
    Characters { kind: &'static str, given: String },
    #[error("{kind} has at most {MAX_LENGTH} characters, this has {length}")]
    Length { kind: &'static str, length: usize },
}

/// Longer than any id Lark is known to give out.
const MAX_LENGTH: usize = 256;

fn check(kind: &'static str, prefix: &'static str, given: &str) -> Result<(), InvalidId> {
    if given.is_empty() {
        return Err(InvalidId::Empty { kind });
    }
    if given.len() > MAX_LENGTH {
        return Err(InvalidId::Length { kind, length: given.chars().count() });
    }
    if !given.starts_with(prefix) || given.len() == prefix.len() {
        return Err(InvalidId::Prefix { kind, prefix, given: printable(given) });
    }
    if !given.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        return Err(InvalidId::Characters { kind, given: printable(given) });
    }
    Ok(())
}

fn printable(given: &str) -> String {
    given.escape_debug().collect()
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub const PREFIX: &str = $prefix;

            /// Takes a text as Lark gave it, or as a placeholder stands for it; checks nothing.
            pub fn unchecked(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(given: &str) -> Result<Self, InvalidId> {
                check($kind, $prefix, given)?;
                Ok(Self(given.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A message, `om_…`.
    MessageId, "a message id", "om_"
}
id! {
    /// A chat: a group, a topic group or a conversation between two; `oc_…`.
    ChatId, "a chat id", "oc_"
}
id! {
    /// A thread, `omt_…`.
    ThreadId, "a thread id", "omt_"
}
id! {
    /// A person or a bot as one app sees them, `ou_…`. Another app sees another id.
    OpenId, "an open id", "ou_"
}
id! {
    /// A person as all apps of one developer see them, `on_…`.
    UnionId, "a union id", "on_"
}
id! {
    /// An app, and as a member of a chat its bot; `cli_…`.
    AppId, "an app id", "cli_"
}
id! {
    /// An uploaded image, `img_…`.
    ImageKey, "an image key", "img_"
}
id! {
    /// An uploaded file, `file_…`.
    FileKey, "a file key", "file_"
}
id! {
    /// A group of a person's feed, `ofg_…`.
    FeedGroupId, "a feed group id", "ofg_"
}
id! {
    /// One person's or bot's reaction to one message; opaque.
    ReactionId, "a reaction id", ""
}
id! {
    /// An image or a file inside a message: [`ImageKey`] or [`FileKey`].
    ResourceKey, "a resource key", ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_the_right_shape_is_taken() {
        assert_eq!("oc_5ad11d72b830411d72b836c20".parse::<ChatId>().unwrap().as_str().len(), 28);
        assert!("img_v2_a-b".parse::<ImageKey>().is_ok());
        assert!("ZCaCIjUBVVWSrm5L-3ZTw".parse::<ReactionId>().is_ok());
    }

    #[test]
    fn an_id_of_another_shape_is_refused_with_the_reason() {
        for bad in
            ["", "oc_", "ou_1", "oc_a/b", "oc_..", "oc_%2E%2E", "oc_a\u{1b}[0m", "oc_群", "oc_a b"]
        {
            assert!(bad.parse::<ChatId>().is_err(), "{bad:?}");
        }
        let message = "foo".parse::<ChatId>().unwrap_err().to_string();
        assert_eq!(message, "a chat id starts with `oc_`, `foo` does not");
        let message = "oc_\u{1b}x".parse::<ChatId>().unwrap_err().to_string();
        assert!(!message.contains('\u{1b}'), "{message}");
    }
}
