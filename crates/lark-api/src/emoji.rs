//! Emoji of reactions: from what people type to Lark's own names.

mod table;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lark's name of an emoji, such as `THUMBSUP`. Case matters on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct EmojiType(String);

impl EmojiType {
    /// Takes a name as Lark gave it; checks nothing.
    pub fn unchecked(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether reactions can be this emoji.
    pub fn is_known(&self) -> bool {
        table::ALL.iter().any(|emoji| emoji.name == self.0)
    }

    /// The character that comes nearest to it, or its name.
    pub fn character(&self) -> &str {
        match table::ALL.iter().find(|emoji| emoji.name == self.0) {
            Some(emoji) if !emoji.character.is_empty() => emoji.character,
            _ => &self.0,
        }
    }
}

impl fmt::Display for EmojiType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known of one emoji.
#[derive(Debug)]
struct Emoji {
    name: &'static str,
    character: &'static str,
    shortcodes: &'static [&'static str],
}

/// Not an emoji that a reaction can be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an emoji that Lark has", given.escape_debug())]
pub struct UnknownEmoji {
    pub given: String,
    /// The names that look most like it, best first.
    pub nearest: Vec<&'static str>,
}

impl std::str::FromStr for EmojiType {
    type Err = UnknownEmoji;

    /// Takes a shortcode (`:+1:` or `+1`), a character (`👍`) or Lark's own name in any case.
    fn from_str(given: &str) -> Result<Self, UnknownEmoji> {
        let bare = strip_brackets(given.trim());
        let found = table::ALL
            .iter()
            .find(|emoji| emoji.name == bare)
            .or_else(|| table::ALL.iter().find(|emoji| emoji.is_called(bare)));
        match found {
            Some(emoji) => Ok(Self(emoji.name.to_owned())),
            None => Err(UnknownEmoji { given: given.to_owned(), nearest: nearest(bare) }),
        }
    }
}

impl Emoji {
    fn is_called(&self, bare: &str) -> bool {
        let character = strip_variation(bare);
        (!self.character.is_empty() && self.character == character)
            || self.shortcodes.iter().any(|code| code.eq_ignore_ascii_case(bare))
            || self.name.eq_ignore_ascii_case(bare)
    }
}

/// `:name:` and `[name]` are `name`.
fn strip_brackets(text: &str) -> &str {
    let colons = text.strip_prefix(':').and_then(|text| text.strip_suffix(':'));
    let square = || text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    colons.or_else(square).unwrap_or(text)
}

/// A character without skin tone and without the mark that asks for its coloured form.
fn strip_variation(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
        .collect()
}

fn nearest(bare: &str) -> Vec<&'static str> {
    let wanted = bare.to_ascii_lowercase();
    let mut scored: Vec<(usize, &'static str)> = table::ALL
        .iter()
        .map(|emoji| {
            let names = std::iter::once(emoji.name).chain(emoji.shortcodes.iter().copied());
            let score = names.map(|name| unlikeness(&wanted, &name.to_ascii_lowercase())).min();
            (score.unwrap_or(usize::MAX), emoji.name)
        })
        .collect();
    scored.sort();
    scored.into_iter().take(5).map(|(_, name)| name).collect()
}

/// Edits from one to the other; a name that contains the other is nearer than any edit.
fn unlikeness(wanted: &str, name: &str) -> usize {
    if wanted.len() > 2 && (name.contains(wanted) || wanted.contains(name)) {
        return 0;
    }
    1 + edits(wanted, name)
}

fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(given: &str) -> String {
        given.parse::<EmojiType>().unwrap().as_str().to_owned()
    }

    #[test]
    fn shortcodes_characters_and_names_mean_the_same() {
        for given in [":+1:", "+1", "👍", "👍🏽", "THUMBSUP", "thumbsup", ":ThumbsUp:", "[ThumbsUp]"]
        {
            assert_eq!(parse(given), "THUMBSUP", "{given}");
        }
        assert_eq!(parse("-1"), "ThumbsDown");
        assert_eq!(parse("❤️"), "HEART");
        assert_eq!(parse(":tada:"), "PARTY");
        assert_eq!(parse("lgtm"), "LGTM");
    }

    #[test]
    fn an_unknown_one_is_refused_with_the_nearest_names() {
        let error = "thumbsupp".parse::<EmojiType>().unwrap_err();
        assert_eq!(error.nearest[0], "THUMBSUP");
        assert!("".parse::<EmojiType>().is_err());
        assert!("::".parse::<EmojiType>().is_err());
    }

    #[test]
    fn no_two_emoji_share_a_name_a_shortcode_or_a_character() {
        let mut seen = std::collections::BTreeMap::new();
        for emoji in table::ALL {
            let codes =
                emoji.shortcodes.iter().copied().filter(|c| !c.eq_ignore_ascii_case(emoji.name));
            let names = [emoji.name, emoji.character].into_iter().chain(codes);
            for name in names.filter(|name| !name.is_empty()) {
                let other = seen.insert(name.to_ascii_lowercase(), emoji.name);
                assert!(other.is_none(), "{name}: {} and {other:?}", emoji.name);
            }
        }
    }
}
