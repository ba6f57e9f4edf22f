//! Spellings of flags.

use std::ffi::OsString;

/// Writes every flag the canonical way; what follows `--` and all values stay as they are.
pub fn spell(words: Vec<OsString>) -> Vec<OsString> {
    let mut ended = false;
    let mut is_value = false;
    let mut spelled = Vec::with_capacity(words.len());
    for word in words {
        let here_is_value = std::mem::take(&mut is_value);
        match word.to_str() {
            Some(flag) if !ended && !here_is_value && flag.starts_with("--") => {
                ended = flag == "--";
                is_value = takes_value(&flag[2..]);
                spelled.push(dashed(flag).into());
            }
            Some("-q") if !ended && !here_is_value => {
                is_value = true;
                spelled.push(word);
            }
            _ => spelled.push(word),
        }
    }
    spelled
}

/// `im export --format html` is `im export --to html`: an export has forms of its own, and those of
/// results are what `--format` means anywhere else.
pub fn of_export(mut words: Vec<OsString>) -> Vec<OsString> {
    const FORMS: &[&str] = &["md", "markdown", "html", "jsonl", "csv"];
    if !super::command_words(&words).starts_with(&["im", "export"]) {
        return words;
    }
    for at in 0..words.len() {
        let next = words.get(at + 1).and_then(|word| word.to_str());
        let spelled = match words[at].to_str() {
            Some("--") => break,
            Some("--format") if next.is_some_and(|form| FORMS.contains(&form)) => "--to".to_owned(),
            Some(word) => match word.strip_prefix("--format=") {
                Some(form) if FORMS.contains(&form) => format!("--to={form}"),
                _ => continue,
            },
            None => continue,
        };
        words[at] = spelled.into();
    }
    words
}

/// `--chat_id=x_y` is `--chat-id=x_y`.
fn dashed(flag: &str) -> String {
    match flag.split_once('=') {
        Some((name, value)) => format!("{}={value}", name.replace('_', "-")),
        None => flag.replace('_', "-"),
    }
}

/// Whether the word after a flag belongs to it. All flags but the switches take a value.
pub fn takes_value(flag: &str) -> bool {
    const SWITCHES: &[&str] = &[
        "json",
        "dry-run",
        "yes",
        "help",
        "version",
        "memory",
        "reply-in-thread",
        "overwrite",
        "restart",
        "scan",
        "mentions-me",
        "names-only",
        "managed",
        "public",
        "topic",
        "set-bot-manager",
        "app-secret-stdin",
        "origin",
        "revoke",
        "new",
        "no-wait",
        "recommend",
        "verify",
        "all",
        "own",
        // Its value can be left out.
        "code",
        "stream",
        "update-in-place",
        "mentions",
        "split",
        "at-all",
        "fetch-images",
        "preview",
        "allow-private-urls",
    ];
    !flag.is_empty() && !flag.contains('=') && !SWITCHES.contains(&flag.replace('_', "-").as_str())
}
