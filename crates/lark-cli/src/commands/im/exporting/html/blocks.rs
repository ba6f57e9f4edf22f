//! What a message says, as elements.

use std::io::{self, Write};

use lark_api::{emoji::EmojiType, im::MsgType};
use lark_markdown::Align;

use super::{
    escape::{address, attribute, text},
    files::Files,
};
use crate::readable::{
    ReadableMessage,
    document::{Block, Control, ControlKind, Inline, Style},
};

/// Cards are drawn in a frame, and media without a bubble.
pub fn class(message: &ReadableMessage) -> &'static str {
    match message.msg_type {
        MsgType::Interactive => " card",
        MsgType::Image | MsgType::Media | MsgType::Sticker => " bare",
        _ => "",
    }
}

pub fn write(out: &mut dyn Write, blocks: &[Block], files: &Files<'_>) -> io::Result<()> {
    blocks.iter().try_for_each(|block| one(out, block, files))
}

fn one(out: &mut dyn Write, block: &Block, files: &Files<'_>) -> io::Result<()> {
    match block {
        Block::Paragraph(pieces) => writeln!(out, "<p dir=\"auto\">{}</p>", line(pieces, files)),
        Block::Title(pieces) => {
            writeln!(out, "<p class=\"title\" dir=\"auto\">{}</p>", line(pieces, files))
        }
        Block::Heading { level, line: pieces } => {
            let level = level.clamp(&1, &6) + 2;
            writeln!(out, "<p class=\"h{level}\" dir=\"auto\">{}</p>", line(pieces, files))
        }
        Block::Quote(inside) => within(out, "blockquote", inside, files),
        Block::List { start, items } => list(out, *start, items, files),
        Block::Code { language, text: code } => {
            let label = attribute(language);
            writeln!(
                out,
                "<pre dir=\"ltr\" data-language=\"{label}\"><code>{}</code></pre>",
                text(code)
            )
        }
        Block::Rule => writeln!(out, "<hr>"),
        Block::Table { header, align, rows } => {
            writeln!(out, "<div class=\"scroll\"><table>")?;
            row(out, ("th", header), align, files)?;
            rows.iter().try_for_each(|cells| row(out, ("td", cells), align, files))?;
            writeln!(out, "</table></div>")
        }
        Block::Group(inside) => {
            writeln!(out, "<div class=\"group\">")?;
            write(out, inside, files)?;
            writeln!(out, "</div>")
        }
        Block::Columns(columns) => {
            writeln!(out, "<div class=\"columns\">")?;
            columns.iter().try_for_each(|inside| within(out, "div", inside, files))?;
            writeln!(out, "</div>")
        }
        Block::Controls(controls) => {
            let drawn: String = controls.iter().map(control).collect();
            writeln!(out, "<p class=\"controls\">{drawn}</p>")
        }
        Block::Resource(resource) => writeln!(out, "{}", files.block(resource)),
        Block::Fact { kind, facts } => {
            write!(
                out,
                "<dl class=\"fact\"><dt class=\"kind\">{}</dt>",
                text(&kind.replace('_', " "))
            )?;
            for (name, fact) in facts {
                write!(
                    out,
                    "<dt>{}</dt><dd dir=\"auto\">{}</dd>",
                    text(&name.replace('_', " ")),
                    text(fact)
                )?;
            }
            writeln!(out, "</dl>")
        }
        Block::Notice(said) => writeln!(out, "<p dir=\"auto\">{}</p>", text(said)),
        Block::Raw(json) => writeln!(out, "<pre dir=\"ltr\"><code>{}</code></pre>", text(json)),
    }
}

fn within(out: &mut dyn Write, name: &str, inside: &[Block], files: &Files<'_>) -> io::Result<()> {
    write!(out, "<{name}>")?;
    write(out, inside, files)?;
    writeln!(out, "</{name}>")
}

fn list(
    out: &mut dyn Write,
    start: Option<u64>,
    items: &[Vec<Block>],
    files: &Files<'_>,
) -> io::Result<()> {
    let (open, close) = match start {
        Some(first) => (format!("ol start=\"{first}\""), "ol"),
        None => ("ul".to_owned(), "ul"),
    };
    writeln!(out, "<{open}>")?;
    items.iter().try_for_each(|item| within(out, "li", item, files))?;
    writeln!(out, "</{close}>")
}

fn row(
    out: &mut dyn Write,
    (cell, cells): (&str, &[Vec<Inline>]),
    align: &[Align],
    files: &Files<'_>,
) -> io::Result<()> {
    write!(out, "<tr>")?;
    for (at, pieces) in cells.iter().enumerate() {
        let side = match align.get(at) {
            Some(Align::Right) => " class=\"right\"",
            Some(Align::Center) => " class=\"middle\"",
            _ => "",
        };
        write!(out, "<{cell}{side} dir=\"auto\">{}</{cell}>", line(pieces, files))?;
    }
    writeln!(out, "</tr>")
}

fn line(pieces: &[Inline], files: &Files<'_>) -> String {
    pieces.iter().map(|piece| inline(piece, files)).collect()
}

fn inline(piece: &Inline, files: &Files<'_>) -> String {
    match piece {
        Inline::Text { text: said, style } => styled(&linked(said), *style),
        Inline::Code(code) => format!("<code dir=\"ltr\">{}</code>", text(code)),
        Inline::Link { text: shown, href } => {
            let shown = line(shown, files);
            match address(href) {
                Some(href) => format!("<a href=\"{href}\" rel=\"noreferrer noopener\">{shown}</a>"),
                None => format!("{shown} <code>{}</code>", text(href)),
            }
        }
        Inline::Mention { name, id } => {
            let shown = if name.is_empty() { id } else { name };
            format!("<bdi class=\"at\" title=\"{}\">@{}</bdi>", attribute(id), text(shown))
        }
        Inline::Emoji(name) => {
            let emoji = EmojiType::unchecked(name.as_str());
            format!("<span title=\"{}\">{}</span>", attribute(name), text(emoji.character()))
        }
        Inline::Image(resource) => files.block(resource),
        Inline::Break => "<br>".to_owned(),
    }
}

/// Lines of text stay lines, and addresses in it lead there.
fn linked(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    let mut rest = said;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min()
    {
        out.push_str(&text(&rest[..at]));
        let is_end =
            |c: char| c.is_whitespace() || c.is_control() || "<>\"'，。；）」】".contains(c);
        let length = rest[at..].find(is_end).unwrap_or(rest.len() - at);
        let found =
            rest[at..at + length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '*']);
        match address(found) {
            Some(href) => {
                out +=
                    &format!("<a href=\"{href}\" rel=\"noreferrer noopener\">{}</a>", text(found));
            }
            None => out.push_str(&text(found)),
        }
        rest = &rest[at + found.len()..];
    }
    out.push_str(&text(rest));
    out.replace('\n', "<br>")
}

fn styled(said: &str, style: Style) -> String {
    let marks =
        [(style.bold, "b"), (style.italic, "i"), (style.underline, "u"), (style.struck, "s")];
    let marks = marks.iter().filter(|(is_on, _)| *is_on);
    marks.fold(said.to_owned(), |said, (_, mark)| format!("<{mark}>{said}</{mark}>"))
}

/// What could be pressed there cannot here; a button that only led somewhere still does.
fn control(control: &Control) -> String {
    let label = text(&control.label);
    match (control.kind, control.href.as_deref().and_then(address)) {
        (ControlKind::Button, Some(href)) => {
            format!("<a class=\"button\" href=\"{href}\" rel=\"noreferrer noopener\">{label}</a>")
        }
        (ControlKind::Button, None) => format!("<span class=\"button\">{label}</span>"),
        (ControlKind::Choice, _) => {
            let options = text(&control.options.join(" / "));
            format!("<span class=\"field\">{label} <small>{options}</small> ▾</span>")
        }
        (ControlKind::Input, _) => format!("<span class=\"field\">{label}</span>"),
    }
}
