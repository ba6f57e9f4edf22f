//! Which of Lark's SDKs call an endpoint in the conformance tests, by the names of their methods.

use std::{collections::BTreeSet, path::Path};

use crate::shell::Result;

/// The methods that each SDK's tests call, in one spelling.
pub(super) struct Sdks {
    python: BTreeSet<String>,
    node: BTreeSet<String>,
}

impl Sdks {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let pending = std::fs::read_to_string(folder.join("pending.txt"))?;
        let is_pending = |sdk: &str, test: &str| {
            let mut lines = pending.lines().filter_map(|line| line.strip_prefix(sdk));
            lines.any(|line| line.trim().split('[').next() == Some(test))
        };
        let python = texts(&folder.join("python/tests"), ".py")?;
        let node = texts(&folder.join("node/tests"), ".mjs")?;
        Ok(Self {
            python: calls(&python, "\ndef ", '(', |test| is_pending("python ", test)),
            node: calls(&node, "\nworkflow('", '\'', |test| is_pending("node ", test)),
        })
    }

    /// The SDKs that call the endpoint.
    pub(super) fn callers(&self, endpoint: &str) -> String {
        let Some(method) = of_endpoint(endpoint) else { return String::new() };
        // The SDKs say `messageReaction` where the endpoint is in `im.reactions`.
        let calls = |set: &BTreeSet<String>| {
            set.contains(&method) || set.contains(&format!("message{method}"))
        };
        let sdks = [("Python", calls(&self.python)), ("Node", calls(&self.node))];
        let callers: Vec<&str> =
            sdks.iter().filter(|(_, calls)| *calls).map(|(name, _)| *name).collect();
        callers.join(", ")
    }
}

fn texts(folder: &Path, end: &str) -> Result<String> {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(end) {
            all += &std::fs::read_to_string(path)?;
            all.push('\n');
        }
    }
    Ok(all)
}

/// The methods called in `text`, but for those inside tests that are pending. A test begins with
/// `start`, its name and `end`.
fn calls(
    text: &str,
    start: &str,
    end: char,
    is_pending: impl Fn(&str) -> bool,
) -> BTreeSet<String> {
    let mut blocks = text.split(start);
    let head = blocks.next().unwrap_or_default();
    let done = blocks.filter(|block| !is_pending(block.split(end).next().unwrap_or_default()));
    std::iter::once(head).chain(done).flat_map(methods).collect()
}

/// `chatmember.create` for `im.v1.chat_members.create` and `im.v1.chatMembers.create`.
fn methods(text: &str) -> impl Iterator<Item = String> {
    ["v1", "v2"].into_iter().flat_map(move |version| {
        let calls = text.split(&format!("im.{version}.")).skip(1).collect::<Vec<_>>();
        calls.into_iter().filter_map(move |rest| {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let (resource, rest) = rest.split_once('.')?;
            let method = rest.split(|c| !is_part(c)).next()?;
            let method = method.strip_suffix("WithIterator").unwrap_or(method);
            let version = if version == "v2" { "v2" } else { "" };
            resource
                .chars()
                .all(is_part)
                .then(|| format!("{}.{}{version}", singular(&plain(resource)), plain(method)))
        })
    })
}

/// `chatmember.create` for `im.chat.members.create`; `None` for what is no messaging.
fn of_endpoint(name: &str) -> Option<String> {
    let (resources, method) = name.strip_prefix("im.")?.rsplit_once('.')?;
    let resource: String = resources.split('.').map(|part| singular(&plain(part))).collect();
    Some(format!("{resource}.{}", plain(method)))
}

fn plain(word: &str) -> String {
    word.replace('_', "").to_lowercase()
}

fn singular(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_spellings_of_a_method_are_one() {
        for (endpoint, python, node) in [
            ("im.chat.members.create", "im.v1.chat_members.create", "im.v1.chatMembers.create"),
            ("im.messages.list", "im.v1.message.list", "im.v1.message.listWithIterator"),
            ("im.chat_tabs.list_tabs", "im.v1.chat_tab.list_tabs", "im.v1.chatTab.listTabs"),
            ("im.chats.search_v2", "im.v2.chat.search", "im.v2.chat.search"),
        ] {
            let expected = vec![of_endpoint(endpoint).unwrap()];
            assert_eq!(methods(python).collect::<Vec<_>>(), expected, "{python}");
            assert_eq!(methods(node).collect::<Vec<_>>(), expected, "{node}");
        }
    }

    #[test]
    fn a_reaction_is_one_of_a_message_for_the_sdks() {
        let python = methods("im.v1.message_reaction.create").collect();
        let sdks = Sdks { python, node: BTreeSet::new() };
        assert_eq!(sdks.callers("im.reactions.create"), "Python");
        assert_eq!(sdks.callers("contact.users.batch"), "");
    }

    #[test]
    fn a_pending_test_proves_nothing() {
        let text = "\nworkflow('a', im.v1.pin.create(x))\nworkflow('b', im.v1.pin.list(x))";
        let calls = calls(text, "\nworkflow('", '\'', |test| test == "a");
        assert_eq!(calls.into_iter().collect::<Vec<_>>(), ["pin.list"]);
    }
}
