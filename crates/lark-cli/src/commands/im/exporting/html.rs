//! A conversation as one page that opens without a network and looks like a chat.
//!
//! Everything from messages is text in it: escaped, and kept apart from what stands around it where
//! it is written from right to left. The page's own style and script are the only ones that run.

mod blocks;
mod escape;
mod files;

use std::{
    collections::VecDeque,
    io::{self, Write},
    path::PathBuf,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use lark_api::{emoji::EmojiType, ids::MessageId, im::MsgType};
use ring::digest::{SHA256, digest};

use self::escape::{attribute, text};
use super::form::{Form, Head};
use crate::readable::{ReadableMessage, ReadableReaction, document::Block};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// Messages that can still be quoted by the ones that answer them.
const QUOTABLE: usize = 2000;

pub struct Html {
    /// Where the saved files are.
    base: PathBuf,
    me: Option<String>,
    day: String,
    spoken: VecDeque<(MessageId, String)>,
}

impl Html {
    pub fn new(base: PathBuf, me: Option<String>) -> Self {
        Self { base, me, day: String::new(), spoken: VecDeque::new() }
    }
}

impl Form for Html {
    fn begin(&mut self, out: &mut dyn Write, head: &Head) -> io::Result<()> {
        let hash = |source: &str| STANDARD.encode(digest(&SHA256, source.as_bytes()));
        let (title, id) = (text(&head.title), text(&head.id));
        let days = head.days.iter().map(|(first, last)| match first == last {
            true => format!("{first} · "),
            false => format!("{first} – {last} · "),
        });
        let days: String = days.collect();
        write!(
            out,
            "<!doctype html>\n<html lang=\"und\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             img-src data: 'self'; media-src data: 'self'; style-src 'sha256-{}'; \
             script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <header><div><h1 dir=\"auto\">{title}</h1>\
             <p>{days}{} messages, {} replies · <code>{id}</code></p></div>\
             <input type=\"search\" id=\"find\" placeholder=\"Find\" aria-label=\"Find in the conversation\" hidden>\
             </header>\n<main>\n",
            hash(STYLE),
            hash(SCRIPT),
            head.messages,
            head.replies
        )
    }

    fn message(&mut self, out: &mut dyn Write, message: &ReadableMessage) -> io::Result<()> {
        let day = message.time.strftime("%A, %-d %B %Y").to_string();
        if day != self.day {
            writeln!(out, "<h2><span>{}</span></h2>", text(&day))?;
            self.day = day;
        }
        self.bubble(out, message)?;
        let said: String = message.content.chars().take(90).collect();
        let name = message.sender.name.as_deref().unwrap_or(&message.sender.id);
        self.spoken.push_back((message.message_id.clone(), format!("{name}: {said}")));
        if self.spoken.len() > QUOTABLE {
            self.spoken.pop_front();
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")
    }
}

impl Html {
    fn bubble(&self, out: &mut dyn Write, message: &ReadableMessage) -> io::Result<()> {
        let id = attribute(message.message_id.as_str());
        if let (MsgType::System, [Block::Notice(said)]) =
            (&message.msg_type, message.document.blocks.as_slice())
        {
            return writeln!(
                out,
                "<p class=\"notice\" id=\"{id}\" dir=\"auto\">{}</p>",
                text(said)
            );
        }
        let is_mine = self.me.as_ref() == Some(&message.sender.id);
        let name = message.sender.name.as_deref().unwrap_or(&message.sender.id);
        let hue = message.sender.id.bytes().map(usize::from).sum::<usize>() % 8;
        write!(
            out,
            "<article id=\"{id}\"{}>\n<span class=\"avatar c{hue}\" aria-hidden=\"true\">{}</span>\n\
             <div class=\"said\"><p class=\"by\"><b dir=\"auto\">{}</b>{} <time datetime=\"{}\">{}</time>{}</p>\n",
            if is_mine { " class=\"mine\"" } else { "" },
            text(&initials(name)),
            text(name),
            if message.sender.sender_type == "app" { " <i>bot</i>" } else { "" },
            message.time.strftime("%Y-%m-%dT%H:%M:%S%:z"),
            message.time.strftime("%H:%M"),
            if message.updated && !message.deleted { " · edited" } else { "" },
        )?;
        self.quote(out, message)?;
        match message.deleted {
            true => writeln!(out, "<div class=\"body gone\">This message was recalled</div>")?,
            false => {
                writeln!(out, "<div class=\"body{}\" dir=\"auto\">", blocks::class(message))?;
                let files = files::Files { base: &self.base, message };
                blocks::write(out, &message.document.blocks, &files)?;
                self.inner(out, "forwarded", message.forwarded.as_deref())?;
                writeln!(out, "</div>")?;
            }
        }
        reactions(out, message.reactions.as_deref().unwrap_or_default())?;
        self.inner(out, "thread", message.thread_replies.as_deref())?;
        writeln!(out, "</div>\n</article>")
    }

    /// What is answered, where it is not far above.
    fn quote(&self, out: &mut dyn Write, message: &ReadableMessage) -> io::Result<()> {
        let Some(parent) = &message.reply_to else { return Ok(()) };
        let said = self.spoken.iter().rev().find(|(id, _)| id == parent);
        let said = said.map_or("an earlier message", |(_, said)| said.as_str());
        let (id, said) = (attribute(parent.as_str()), text(said));
        writeln!(out, "<a class=\"quote\" href=\"#{id}\" dir=\"auto\">{said}</a>")
    }

    /// Replies, or what was forwarded, folded up where they are many.
    fn inner(
        &self,
        out: &mut dyn Write,
        kind: &str,
        messages: Option<&[ReadableMessage]>,
    ) -> io::Result<()> {
        let messages = messages.unwrap_or_default();
        if messages.is_empty() {
            return Ok(());
        }
        let what = match (kind, messages.len()) {
            ("thread", 1) => "1 reply".to_owned(),
            ("thread", many) => format!("{many} replies"),
            (_, 1) => "1 forwarded message".to_owned(),
            (_, many) => format!("{many} forwarded messages"),
        };
        let open = if messages.len() <= 5 { " open" } else { "" };
        writeln!(out, "<details class=\"{kind}\"{open}><summary>{what}</summary>")?;
        messages.iter().try_for_each(|message| self.bubble(out, message))?;
        writeln!(out, "</details>")
    }
}

fn reactions(out: &mut dyn Write, all: &[ReadableReaction]) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    write!(out, "<ul class=\"reactions\">")?;
    for reaction in all {
        let emoji = EmojiType::unchecked(reaction.emoji_type.as_str());
        let (shown, by) = (text(emoji.character()), attribute(&reaction.by.join(", ")));
        write!(
            out,
            "<li title=\"{by}\"><span dir=\"auto\">{shown}</span> {}</li>",
            reaction.count
        )?;
    }
    writeln!(out, "</ul>")
}

/// The first letters of the first two words, or the last two signs of a name without spaces.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.as_slice() {
        [first, second, ..] => first.chars().take(1).chain(second.chars().take(1)).collect(),
        [word] if word.is_ascii() => word.chars().take(2).collect(),
        [word] => word.chars().skip(word.chars().count().saturating_sub(2)).collect(),
        [] => String::new(),
    }
}
