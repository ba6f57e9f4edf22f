//! What may not be done: the rules of every file and variable together. More only forbid more.

use lark_api::registry;
use lark_client::policy::{Allowed, DeniedEndpoints, Rules};

use super::{Key, Setting, effective::Settings};
use crate::{
    commands,
    error::{CommandError, Type},
};

/// The endpoints that make a command what it is: without them there is no way around denying it.
const ENDPOINTS: &[(&str, &str)] = &[
    ("add-member", "im.chat.members.create"),
    ("add-reaction", "im.reactions.create"),
    // Nothing tells its calls from those of im list-messages.
    ("context", "im.messages.list"),
    ("create-chat", "im.chats.create"),
    ("delete-message", "im.messages.delete"),
    ("download", "im.message.resources.get"),
    ("download-resource", "im.message.resources.get"),
    ("edit-message", "im.messages.update"),
    ("export", "im.messages.list"),
    ("find-user", "search.users.list"),
    ("forward-message", "im.messages.forward"),
    ("forward-thread", "im.threads.forward"),
    ("get-chat", "im.chats.get"),
    ("get-message", "im.messages.get"),
    ("list-chats", "im.chats.list"),
    ("list-members", "im.chat.members.list"),
    ("list-messages", "im.messages.list"),
    ("list-pins", "im.pins.list"),
    ("list-reactions", "im.reactions.list"),
    ("list-thread", "im.messages.list"),
    ("merge-forward", "im.messages.merge_forward"),
    ("pin", "im.pins.create"),
    ("read-status", "im.messages.read_*"),
    ("remove-member", "im.chat.members.delete"),
    ("remove-reaction", "im.reactions.delete"),
    ("reply-message", "im.messages.reply"),
    ("search-chats", "im.chats.search_v2"),
    ("search-messages", "im.messages.search"),
    ("send-message", "im.messages.create"),
    ("unpin", "im.pins.delete"),
    ("update-card", "im.messages.patch"),
    ("upload-file", "im.files.create"),
    ("upload-image", "im.images.create"),
    ("urgent", "im.messages.urgent_*"),
];

/// What an item of `deny_commands` stands for.
#[derive(Debug, PartialEq, Eq)]
enum Denied {
    /// A command or a group of them, and the endpoints behind it.
    Command(String, Option<String>),
    Endpoints(String),
}

fn understand(item: &str) -> Option<Denied> {
    let words: Vec<&str> = item.split_whitespace().collect();
    let dotted = words.join(".");
    match words.as_slice() {
        ["im"] => Some(Denied::Command("im".to_owned(), Some("im.*".to_owned()))),
        [group] if commands::is_command(group, None) => {
            Some(Denied::Command((*group).to_owned(), None))
        }
        [group, leaf] if commands::is_command(group, Some(leaf)) => {
            let endpoint = ENDPOINTS.iter().find(|(name, _)| *group == "im" && name == leaf);
            let endpoint = endpoint.map(|(_, endpoint)| (*endpoint).to_owned());
            Some(Denied::Command(words.join(" "), endpoint))
        }
        _ => is_known(&dotted).then_some(Denied::Endpoints(dotted)),
    }
}

/// Whether there is such an endpoint, or one that a pattern takes in.
fn is_known(endpoint: &str) -> bool {
    match endpoint.strip_suffix('*') {
        Some(beginning) => registry::ALL.iter().any(|entry| entry.meta.name.starts_with(beginning)),
        None => registry::find(endpoint).is_some(),
    }
}

/// A word that denies nothing would be taken for a rule that holds.
pub fn check_denied(item: &str) -> Result<(), String> {
    match understand(item) {
        Some(_) => Ok(()),
        None => Err(format!("there is no command and no endpoint `{}`", item.escape_debug())),
    }
}

/// The rules for calls.
pub fn rules(settings: &Settings) -> Rules {
    let mut rules = Rules::default();
    for setting in settings.all(Key::ReadOnly).filter(|setting| setting.is_on()) {
        rules.read_only.get_or_insert_with(|| set_by(setting));
    }
    for setting in settings.all(Key::DenyCommands) {
        for item in setting.list() {
            let pattern = match understand(item) {
                Some(Denied::Command(_, endpoint)) => endpoint,
                Some(Denied::Endpoints(pattern)) => Some(pattern),
                None => None,
            };
            let denied =
                pattern.map(|pattern| DeniedEndpoints { pattern, set_by: set_by(setting) });
            rules.denied.extend(denied);
        }
    }
    rules.allowed = allowed(settings);
    rules
}

/// Both lists of one place are one rule.
fn allowed(settings: &Settings) -> Vec<Allowed> {
    let mut rules: Vec<(&'static str, Allowed)> = Vec::new();
    for setting in settings.all(Key::AllowChats).chain(settings.all(Key::AllowUsers)) {
        let place = setting.origin.kind();
        let at = rules.iter().position(|(other, _)| *other == place).unwrap_or_else(|| {
            rules.push((place, Allowed::default()));
            rules.len() - 1
        });
        let rule = &mut rules[at].1;
        match setting.key {
            Key::AllowChats => rule.chats = setting.list().to_vec(),
            _ => rule.people = setting.list().to_vec(),
        }
        let joint = if rule.set_by.is_empty() { "" } else { " and " };
        rule.set_by = format!("{}{joint}{}", rule.set_by, set_by(setting));
    }
    rules.into_iter().map(|(_, rule)| rule).collect()
}

fn set_by(setting: &Setting) -> String {
    match &setting.origin {
        super::Origin::Variable(name) => (*name).to_owned(),
        origin => format!("{origin}: {}", setting.key.facts().name),
    }
}

/// Refuses a command that may not be used, before it does anything.
pub fn refuse_command(settings: &Settings, group: &str, leaf: &str) -> Result<(), CommandError> {
    let whole = format!("{group} {leaf}");
    for setting in settings.all(Key::DenyCommands) {
        for item in setting.list() {
            if let Some(Denied::Command(words, _)) = understand(item)
                && (words == group || words == whole.trim_end())
            {
                let message = format!("the policy forbids `{}`", whole.trim_end());
                return Err(CommandError::new(Type::Policy, "denied", message)
                    .with_hint(hint(&set_by(setting))));
            }
        }
    }
    Ok(())
}

/// What to do about a refusal: whoever made the rule can change it.
pub fn hint(set_by: &str) -> String {
    format!("it is forbidden by {set_by}; see all rules: lark-cli config show --origin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_for_messages_has_the_endpoint_that_makes_it() {
        for name in commands::im::NAMES {
            let (_, endpoint) = ENDPOINTS.iter().find(|(known, _)| known == name).expect(name);
            assert!(is_known(endpoint), "{endpoint}");
        }
    }

    #[test]
    fn commands_groups_endpoints_and_patterns_can_be_denied_and_nothing_else() {
        let command = |words: &str, endpoint: Option<&str>| {
            Some(Denied::Command(words.to_owned(), endpoint.map(str::to_owned)))
        };
        assert_eq!(understand("api"), command("api", None));
        assert_eq!(understand("im"), command("im", Some("im.*")));
        assert_eq!(
            understand("im delete-message"),
            command("im delete-message", Some("im.messages.delete"))
        );
        let endpoints = |pattern: &str| Some(Denied::Endpoints(pattern.to_owned()));
        assert_eq!(understand("im messages create"), endpoints("im.messages.create"));
        assert_eq!(understand("im.chats.*"), endpoints("im.chats.*"));
        for odd in ["", "im delete-mesage", "im.messages.crate", "imx.*", "delete-message"] {
            assert_eq!(understand(odd), None, "{odd}");
        }
    }
}
