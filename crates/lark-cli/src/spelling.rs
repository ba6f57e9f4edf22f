//! One command, several spellings: what was typed becomes the canonical words before they are parsed.
//!
//! The table is data. A spelling that could mean two things is not in it, and neither is a guess at
//! anything that destroys: such words reach the parser as they are and are refused with a reason.

mod flags;
mod table;

use std::ffi::OsString;

use lark_api::registry;

use crate::error::CommandError;

/// The words as they will be parsed, and how they differ from what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    pub words: Vec<OsString>,
    /// The canonical command, where another spelling was typed.
    pub understood_as: Option<String>,
}

/// Turns words into canonical ones.
pub fn understand(words: Vec<OsString>) -> Result<Understood, CommandError> {
    let words = flags::of_export(flags::spell(words));
    let Some(span) = CommandWords::find(&words) else {
        return Ok(Understood { words, understood_as: None });
    };
    let typed: Vec<&str> = span.positions.iter().filter_map(|at| words[*at].to_str()).collect();
    // A method of the API is spelled as Lark has it; only the flags before it move behind.
    if let [service, resource, method, ..] = typed.as_slice()
        && registry::find(&format!("{service}.{resource}.{method}")).is_some()
    {
        let words = in_front(&[service, resource, method], &words, &span.positions[..3]);
        return Ok(Understood { words, understood_as: None });
    }
    let Some((canonical, used)) = table::find(&typed) else {
        return Ok(Understood { words, understood_as: None });
    };
    let words = in_front(canonical, &words, &span.positions[..used]);
    Ok(Understood { words, understood_as: Some(canonical.join(" ")) })
}

/// The words that may name a command; flags and their values stand before and between them.
pub fn command_words(words: &[OsString]) -> Vec<&str> {
    let positions = CommandWords::find(words).map(|span| span.positions).unwrap_or_default();
    positions.into_iter().filter_map(|at| words[at].to_str()).collect()
}

/// The command's words, then all others but the ones they stand for.
fn in_front(command: &[&str], words: &[OsString], used: &[usize]) -> Vec<OsString> {
    let rest = words.iter().enumerate().filter(|(at, _)| !used.contains(at));
    command.iter().map(OsString::from).chain(rest.map(|(_, word)| word.clone())).collect()
}

/// Where the words that name the command are; flags may stand before and between them.
struct CommandWords {
    positions: Vec<usize>,
}

impl CommandWords {
    fn find(words: &[OsString]) -> Option<Self> {
        let mut positions = Vec::new();
        let mut at = 0;
        while at < words.len() && positions.len() < table::LONGEST {
            let word = words[at].to_str()?;
            if word == "--" {
                break;
            }
            if let Some(flag) = word.strip_prefix("--") {
                at += if flags::takes_value(flag) { 2 } else { 1 };
                continue;
            }
            if word.starts_with('-') {
                at += if word == "-q" { 2 } else { 1 };
                continue;
            }
            positions.push(at);
            at += 1;
        }
        (!positions.is_empty()).then_some(Self { positions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spell(line: &str) -> (String, Option<String>) {
        let words = line.split(' ').map(OsString::from).collect();
        let understood = understand(words).unwrap();
        let words: Vec<_> = understood.words.iter().map(|word| word.to_str().unwrap()).collect();
        (words.join(" "), understood.understood_as)
    }

    #[test]
    fn canonical_words_stay_as_they_are() {
        let line = "im send-message --chat-id oc_1 --text hi --as user";
        assert_eq!(spell(line), (line.to_owned(), None));
    }

    #[test]
    fn a_known_spelling_becomes_the_canonical_command() {
        let (words, understood) = spell("--profile sandbox message send --chat_id oc_1 --text hi");
        assert_eq!(words, "im send-message --profile sandbox --chat-id oc_1 --text hi");
        assert_eq!(understood.as_deref(), Some("im send-message"));
        assert_eq!(spell("im chat list --as bot").0, "im list-chats --as bot");
    }

    #[test]
    fn a_guess_at_something_destructive_is_left_to_be_refused() {
        assert_eq!(spell("im delete om_1"), ("im delete om_1".to_owned(), None));
        assert_eq!(spell("message delete om_1").1, None);
    }

    #[test]
    fn values_are_never_taken_for_command_words() {
        let line = "im send-message --text list --chat-id oc_1";
        assert_eq!(spell(line), (line.to_owned(), None));
    }
}
