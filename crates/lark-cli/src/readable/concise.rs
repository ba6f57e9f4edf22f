//! A message in few words that lose nothing one needs to go on: Markdown, with each id once.

use std::collections::BTreeMap;

use lark_api::emoji::EmojiType;

use super::{ReadableMessage, clean, pretty};
use crate::readable::pretty::ANSWERED;

/// Who is named, and by which id.
#[derive(Default)]
pub struct People {
    /// By id; what each is called here.
    called: BTreeMap<String, String>,
    is_bot: BTreeMap<String, bool>,
}

impl People {
    /// What somebody is called: of two with one name, the later one with the end of their id.
    fn call(&mut self, id: &str, name: &str) -> String {
        let (id, name) = (clean(id), clean(name));
        if id.is_empty() || name.is_empty() || name == id {
            return id;
        }
        if let Some(called) = self.called.get(&id) {
            return called.clone();
        }
        let is_taken = self.called.values().any(|called| *called == name);
        let called = if is_taken { format!("{name} {}", tail(&id)) } else { name };
        self.called.insert(id, called.clone());
        called
    }

    /// Names and their ids, on one line.
    pub fn legend(&self) -> String {
        if self.called.is_empty() {
            return String::new();
        }
        let mut named: Vec<(&String, &String)> =
            self.called.iter().map(|(id, name)| (name, id)).collect();
        named.sort();
        let entries = named.iter().map(|(name, id)| match self.is_bot.contains_key(*id) {
            true => format!("{name} = {id} (bot)"),
            false => format!("{name} = {id}"),
        });
        format!("people: {}\n", entries.collect::<Vec<_>>().join(", "))
    }
}

/// The message, its replies and what was forwarded in it; every line with its end.
pub fn record(message: &ReadableMessage, mark: Option<&str>, people: &mut People) -> String {
    let mut out = String::new();
    write(message, (mark, 0), people, &mut out);
    out
}

/// What is enough of an id that is there as a whole.
pub fn short(id: &str) -> String {
    format!("…{}", tail(id))
}

fn tail(id: &str) -> String {
    let count = id.chars().count();
    id.chars().skip(count.saturating_sub(6)).collect()
}

/// A day, or a place and a day.
pub fn heading(text: &str) -> String {
    format!("## {}", clean(text).trim_matches(['─', ' ']))
}

fn write(
    message: &ReadableMessage,
    (mark, depth): (Option<&str>, usize),
    people: &mut People,
    out: &mut String,
) {
    let indent = "  ".repeat(depth.min(8));
    let sender = &message.sender;
    let called = people.call(&sender.id, sender.name.as_deref().unwrap_or_default());
    if sender.sender_type == "app" {
        people.is_bot.insert(clean(&sender.id), true);
    }
    for mention in message.mentions.iter().filter(|mention| mention.id != "all") {
        people.call(&mention.id, &mention.name);
    }
    let time = message.time.strftime("%H:%M");
    let facts = facts(message, mark, depth).join(", ");
    out.push_str(&format!("{indent}{time} {called} ({facts}): "));
    said(message, &indent, out);
    for resource in &message.resources {
        let kept = match (&resource.saved_path, &resource.error) {
            (Some(path), _) => format!("saved: {path}"),
            (None, Some(error)) => format!("not saved: {error}"),
            (None, None) => continue,
        };
        out.push_str(&format!("{indent}  {}\n", clean(&kept)));
    }
    for reply in message.thread_replies.iter().flatten() {
        write(reply, (None, depth + 1), people, out);
    }
    if message.thread_has_more {
        out.push_str(&format!("{indent}  … more replies in the thread\n"));
    }
    for inner in message.forwarded.iter().flatten() {
        write(inner, (None, depth + 1), people, out);
    }
}

/// Its id first, then what is particular about it.
fn facts(message: &ReadableMessage, mark: Option<&str>, depth: usize) -> Vec<String> {
    let mut facts = vec![clean(message.message_id.as_str())];
    facts.extend(mark.map(str::to_owned));
    match (&message.reply_to, depth) {
        (Some(id), 0) => {
            facts.push(format!("re {ANSWERED}{}{ANSWERED}", clean(id.as_str())));
        }
        (Some(id), _) => facts.push(format!("re {}", clean(&short(id.as_str())))),
        (None, _) => {}
    }
    if let (Some(thread), 0) = (&message.thread_id, depth) {
        facts.push(match message.thread_total {
            Some(total) => format!("{} {total} replies", clean(thread.as_str())),
            None => clean(thread.as_str()),
        });
    }
    let marks = [
        (message.updated && !message.deleted, "edited"),
        (message.is_read == Some(false), "unread"),
    ];
    facts.extend(marks.iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| (*mark).to_owned()));
    facts
}

/// What it says; further lines stand further in, so that none can pass for a message.
fn said(message: &ReadableMessage, indent: &str, out: &mut String) {
    let text = match (message.deleted, &message.forwarded) {
        (true, _) => "[recalled]".to_owned(),
        (false, Some(inside)) => format!("[{} forwarded]", inside.len()),
        _ => crate::output::sanitize(&message.content),
    };
    for (at, line) in text.trim_end().split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
            out.push_str(indent);
            out.push_str("  ");
        }
        out.push_str(line.trim_end());
    }
    let reactions = message.reactions.iter().flatten().map(|reaction| {
        let emoji = EmojiType::unchecked(&*reaction.emoji_type);
        clean(&format!("{} {}", emoji.character(), pretty::by(reaction)))
    });
    let reactions: Vec<String> = reactions.collect();
    if !reactions.is_empty() {
        out.push_str(&format!(" {{{}}}", reactions.join(", ")));
    }
    out.push('\n');
}
