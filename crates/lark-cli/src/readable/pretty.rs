//! A message as people read it: who and when on one line, below it what it says.

use lark_api::emoji::EmojiType;

use crate::settings::environment::variable;

use super::{
    ReadableMessage, ReadableReaction, screen,
    wrap::{Look, Looks, Text},
};

/// What messages are set on.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub width: usize,
    pub looks: Looks,
}

impl Page {
    /// One that nobody looks at.
    pub const PLAIN: Self = Self { width: 100, looks: Looks::Hidden };

    /// Standard output: as wide as the terminal is, or as `COLUMNS` says.
    pub fn of_output() -> Self {
        let told = variable("COLUMNS").and_then(|columns| columns.trim().parse().ok());
        let (width, looks) = crate::output::terminal();
        let width = told.filter(|columns| (1..=10_000).contains(columns)).or(width);
        Self { width: width.unwrap_or(Self::PLAIN.width).max(NARROWEST), looks }
    }
}

/// Stands before and after the id of a message that is answered, until it is known what that said.
/// No text of others has it in it.
pub const ANSWERED: char = '\u{1}';

/// Columns that a page has at least.
const NARROWEST: usize = 30;
/// How far in stands what is said.
const INDENT: &str = "       ";
/// Beside what stands below another message.
const BELOW: &str = "     │ ";
/// Levels of such that are set further in.
const DEEPEST: usize = 6;

/// The message, its replies and what was forwarded in it; every line with its end.
pub fn record(message: &ReadableMessage, mark: Option<&str>, page: Page) -> String {
    let mut pen = Pen { page, out: String::new(), before: Text::default(), depth: 0 };
    pen.message(message, (mark, "%H:%M"));
    pen.out
}

/// What an answered message said, on one line.
pub fn excerpt(message: &ReadableMessage, page: Page) -> String {
    let mut text = Text::of("↩ ", Look::DIM);
    text.append(Text::of(&format!("{}: ", name(message)), Look::DIM).flat());
    let said = match message.deleted {
        true => Text::of("recalled", Look::DIM),
        false => screen::excerpt(&message.document),
    };
    text.append(said.with(Look::DIM));
    let mut line = String::new();
    let room = page.width.saturating_sub(INDENT.len());
    text.cut(room.min(72)).write(page.looks, &mut line);
    line
}

/// A record with something in place of each message that is answered.
pub fn answered(record: &str, shown: &dyn Fn(&str) -> String) -> String {
    let parts = record.split(ANSWERED).enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { part.to_owned() } else { shown(part) }).collect()
}

/// The same where that message is not there.
pub fn unknown(id: &str, page: Page) -> String {
    let mut line = String::new();
    Text::of(&format!("↩ {id}"), Look::DIM).flat().write(page.looks, &mut line);
    line
}

/// A day, or a place and a day.
pub fn heading(text: &str, page: Page) -> String {
    let mut line = String::new();
    Text::of(text, Look::DIM).flat().write(page.looks, &mut line);
    line
}

pub fn name(message: &ReadableMessage) -> &str {
    let sender = &message.sender;
    sender.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&sender.id)
}

struct Pen {
    page: Page,
    out: String,
    /// What every line begins with.
    before: Text,
    depth: usize,
}

impl Pen {
    fn put(&mut self, indent: &str, line: &Text) {
        self.before.write(self.page.looks, &mut self.out);
        if !line.is_empty() {
            self.out.push_str(indent);
        }
        line.write(self.page.looks, &mut self.out);
        self.out.push('\n');
    }

    fn room(&self) -> usize {
        self.page.width.saturating_sub(self.before.width() + INDENT.len())
    }

    fn message(&mut self, message: &ReadableMessage, (mark, time): (Option<&str>, &str)) {
        let header = header(message, mark, time);
        for (at, line) in header.wrap(self.room() + INDENT.len()).iter().enumerate() {
            self.put(if at == 0 { "" } else { INDENT }, line);
        }
        if let (Some(id), 0) = (&message.reply_to, self.depth) {
            let id = super::clean(id.as_str());
            self.out.push_str(&format!("{INDENT}{ANSWERED}{id}{ANSWERED}\n"));
        }
        self.said(message);
        let reacted = reactions(message.reactions.as_deref().unwrap_or_default());
        if !reacted.is_empty() {
            reacted.wrap(self.room()).iter().for_each(|line| self.put(INDENT, line));
        }
        self.below(message.thread_replies.as_deref().unwrap_or_default(), "%H:%M");
        if message.thread_has_more {
            let line = message.thread_id.as_ref().map_or_else(String::new, |id| {
                format!("… more replies: lark-cli im list-thread --thread-id {id}")
            });
            self.put(INDENT, &Text::of(&line, Look::DIM).flat());
        }
        self.below(message.forwarded.as_deref().unwrap_or_default(), "%Y-%m-%d %H:%M");
    }

    fn said(&mut self, message: &ReadableMessage) {
        let lines = match (message.deleted, &message.forwarded) {
            (true, _) => vec![Text::of("[recalled]", Look::DIM)],
            (false, Some(inside)) => {
                let plural = if inside.len() == 1 { "" } else { "s" };
                vec![Text::of(&format!("[{} message{plural} forwarded]", inside.len()), Look::DIM)]
            }
            _ => screen::lines(&message.document, &message.resources, self.room()),
        };
        if lines.is_empty() {
            self.put(INDENT, &Text::of("[nothing]", Look::DIM));
        }
        lines.iter().for_each(|line| self.put(INDENT, line));
    }

    fn below(&mut self, messages: &[ReadableMessage], time: &str) {
        if messages.is_empty() {
            return;
        }
        let outer = self.before.clone();
        if self.depth < DEEPEST && self.room() > 40 {
            self.before.push(BELOW, Look::DIM);
        }
        self.depth += 1;
        messages.iter().for_each(|message| self.message(message, (None, time)));
        self.depth -= 1;
        self.before = outer;
    }
}

fn header(message: &ReadableMessage, mark: Option<&str>, time: &str) -> Text {
    let mut line = Text::of(&message.time.strftime(time).to_string(), Look::DIM);
    line.push("  ", Look::default());
    line.append(Text::of(name(message), Look::BOLD).flat());
    if message.sender.sender_type == "app" {
        line.push(" (bot)", Look::DIM);
    }
    let mut marks = Vec::new();
    marks.extend(mark.map(str::to_owned));
    if message.is_read == Some(false) {
        marks.push("unread".to_owned());
    }
    if message.updated && !message.deleted {
        marks.push("edited".to_owned());
    }
    if message.thread_id.is_some()
        && message.thread_message_position.as_deref().unwrap_or("0") == "0"
    {
        marks.push(match message.thread_total {
            Some(1) => "thread, 1 reply".to_owned(),
            Some(total) => format!("thread, {total} replies"),
            None => "thread".to_owned(),
        });
    }
    if !marks.is_empty() {
        line.push(&format!(" ({})", marks.join(", ")), Look::DIM);
    }
    line.append(Text::of(&format!("  {}", message.message_id), Look::DIM).flat());
    line
}

/// Names where all are known and few, else how many.
fn reactions(reactions: &[ReadableReaction]) -> Text {
    let mut line = Text::default();
    for reaction in reactions {
        if !line.is_empty() {
            line.push("   ", Look::default());
        }
        line.push(EmojiType::unchecked(&*reaction.emoji_type).character(), Look::default());
        line.append(Text::of(&format!(" {}", by(reaction)), Look::DIM).flat());
    }
    line
}

/// Who reacted, or how many did.
pub fn by(reaction: &ReadableReaction) -> String {
    let all = usize::try_from(reaction.count).unwrap_or(usize::MAX);
    match reaction.by.len() {
        known if known == all && known <= 3 => reaction.by.join(", "),
        _ => all.to_string(),
    }
}
