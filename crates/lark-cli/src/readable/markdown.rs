//! The Markdown of cards, read as their readers see it. What is not closed is text.

use lark_api::{
    content::markup::{self, Piece},
    emoji::EmojiType,
};
use lark_markdown::Align;

use super::{
    content::{Around, push_text},
    document::{Block, Inline, Style},
    lists::{self, Item},
};

/// Quotes and marks inside one another that are told apart.
const DEEPEST: usize = 6;
/// How far the end of something is looked for, in bytes.
const FARTHEST: usize = 2000;

/// The blocks of a text.
pub fn blocks(text: &str, around: Around<'_>) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    Reader { around, depth: 0 }.blocks(&lines)
}

/// A text that is all in one line.
pub fn line(text: &str, around: Around<'_>) -> Vec<Inline> {
    let mut line = Vec::new();
    for (at, part) in text.split('\n').enumerate() {
        if at > 0 {
            line.push(Inline::Break);
        }
        Reader { around, depth: 0 }.line(part, Style::default(), &mut line);
    }
    line
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    around: Around<'a>,
    depth: usize,
}

impl Reader<'_> {
    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    fn blocks(self, lines: &[&str]) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let (mut next, mut text_from) = (0, 0);
        while next < lines.len() {
            match self.block(&lines[next..]) {
                Some((block, length)) => {
                    blocks.extend(self.paragraph(&lines[text_from..next]));
                    blocks.push(block);
                    next += length;
                    text_from = next;
                }
                None => next += 1,
            }
        }
        blocks.extend(self.paragraph(&lines[text_from..]));
        blocks
    }

    fn paragraph(self, lines: &[&str]) -> Option<Block> {
        let mut paragraph = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                paragraph.push(Inline::Break);
            }
            self.line(line, Style::default(), &mut paragraph);
        }
        (!lines.is_empty()).then_some(Block::Paragraph(paragraph))
    }

    /// The block that the first line begins, and how many lines it has.
    fn block(self, lines: &[&str]) -> Option<(Block, usize)> {
        let line = lines[0].trim();
        match line.as_bytes().first()? {
            b'`' => code(line.strip_prefix("```")?.trim(), lines),
            b'-' | b'*' | b'<' if matches!(line, "---" | "***" | "<hr>") => Some((Block::Rule, 1)),
            b'#' => self.heading(line),
            b'>' if self.depth < DEEPEST => {
                let quoted = lines.iter().map_while(|line| line.trim_start().strip_prefix('>'));
                let quoted: Vec<&str> =
                    quoted.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
                Some((Block::Quote(self.deeper().blocks(&quoted)), quoted.len()))
            }
            b'|' => self.table(lines),
            b'-' | b'*' | b'+' | b'0'..=b'9' => {
                let items: Vec<Item> = lines.iter().map_while(|line| self.item(line)).collect();
                let length = items.len();
                (length > 0).then(|| (lists::nested(items), length))
            }
            _ => None,
        }
    }

    fn heading(self, line: &str) -> Option<(Block, usize)> {
        let text = line.trim_start_matches('#');
        let level = u8::try_from(line.len() - text.len()).ok().filter(|level| *level <= 6)?;
        let line = self.whole_line(text.strip_prefix(' ')?);
        Some((Block::Heading { level, line }, 1))
    }

    fn item(self, line: &str) -> Option<Item> {
        let text = line.trim_start();
        let level = (line.len() - text.len()).div_ceil(4);
        if let Some(text) = ["- ", "* ", "+ "].iter().find_map(|mark| text.strip_prefix(mark)) {
            return Some(Item { level, number: None, line: self.whole_line(text) });
        }
        let (number, text) = text.split_once(". ")?;
        let number: u32 = number.parse().ok()?;
        Some(Item { level, number: Some(u64::from(number)), line: self.whole_line(text) })
    }

    /// A header, a line of dashes, and rows.
    fn table(self, lines: &[&str]) -> Option<(Block, usize)> {
        let align = cells(lines.get(1)?)?.map(alignment).collect::<Option<Vec<_>>>()?;
        let row = |line: &str| -> Option<Vec<Vec<Inline>>> {
            Some(cells(line)?.map(|cell| self.whole_line(cell)).collect())
        };
        let header = row(lines[0])?;
        let rows: Vec<_> = lines[2..].iter().map_while(|line| row(line)).collect();
        let length = rows.len() + 2;
        Some((Block::Table { header, align, rows }, length))
    }

    fn whole_line(self, text: &str) -> Vec<Inline> {
        let mut line = Vec::new();
        self.line(text, Style::default(), &mut line);
        line
    }

    fn line(self, text: &str, style: Style, line: &mut Vec<Inline>) {
        for piece in markup::of_card(text) {
            match piece {
                Piece::Plain(text) => self.marked(text, style, line),
                Piece::At(at) => {
                    let ids = at.id.split(',').filter(|id| !id.is_empty());
                    for (number, id) in ids.enumerate() {
                        if number > 0 {
                            push_text(" ", style, line);
                        }
                        line.push(self.around.mention(id, at.name));
                    }
                }
            }
        }
    }

    fn marked(self, text: &str, style: Style, line: &mut Vec<Inline>) {
        let (mut plain, mut at) = (0, 0);
        while let Some(found) = text[at..].find(['*', '~', '`', '[', '!', ':', '<']) {
            at += found;
            let mut pieces = Vec::new();
            match self.piece(&text[at..], style, &mut pieces) {
                Some(length) => {
                    self.plain(&text[plain..at], style, line);
                    line.append(&mut pieces);
                    at += length;
                    plain = at;
                }
                None => at += 1,
            }
        }
        self.plain(&text[plain..], style, line);
    }

    fn plain(self, text: &str, style: Style, line: &mut Vec<Inline>) {
        self.around.mentioned(&markup::without_entities(text), style, line);
    }

    /// What the text begins with, and how long it is.
    fn piece(self, text: &str, style: Style, line: &mut Vec<Inline>) -> Option<usize> {
        let text = &text[..text.floor_char_boundary(FARTHEST)];
        match text.as_bytes()[0] {
            b'*' | b'~' if self.depth < DEEPEST => self.styled(text, style, line),
            b'`' => {
                let (code, _) = text[1..].split_once('`')?;
                line.push(Inline::Code(code.to_owned()));
                (!code.is_empty()).then_some(code.len() + 2)
            }
            b'!' => {
                let link = link(text.strip_prefix('!')?)?;
                line.push(Inline::Image(self.around.image(link.to)));
                if !link.label.is_empty() {
                    push_text(&format!(" {}", link.label), style, line);
                }
                Some(link.length + 1)
            }
            b'[' => {
                let link = link(text)?;
                let label = match self.depth < DEEPEST {
                    true => {
                        let mut label = Vec::new();
                        self.deeper().marked(link.label, style, &mut label);
                        label
                    }
                    false => vec![Inline::Text { text: link.label.to_owned(), style }],
                };
                line.push(Inline::Link { text: label, href: link.to.to_owned() });
                Some(link.length)
            }
            b':' => {
                let (name, _) = text[1..].split_once(':')?;
                let is_known = EmojiType::unchecked(name).is_known();
                line.push(Inline::Emoji(name.to_owned()));
                is_known.then_some(name.len() + 2)
            }
            b'<' => tag(text, line),
            _ => None,
        }
    }

    fn styled(self, text: &str, style: Style, line: &mut Vec<Inline>) -> Option<usize> {
        let marks = [("***", true, true), ("**", true, false), ("*", false, true)];
        let bold_or_italic = marks.iter().find_map(|(mark, bold, italic)| {
            let inner = enclosed(text, mark)?;
            let bold = style.bold || *bold;
            Some((inner, mark.len(), Style { bold, italic: style.italic || *italic, ..style }))
        });
        let struck = || Some((enclosed(text, "~~")?, 2, Style { struck: true, ..style }));
        let (inner, mark, style) = bold_or_italic.or_else(struck)?;
        self.deeper().line(inner, style, line);
        Some(inner.len() + 2 * mark)
    }
}

/// What stands between two marks, without blanks at its ends.
fn enclosed<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    let (inner, _) = text.strip_prefix(mark)?.split_once(mark)?;
    (!inner.is_empty() && inner.trim() == inner).then_some(inner)
}

/// A fence that is not closed is no code.
fn code(language: &str, lines: &[&str]) -> Option<(Block, usize)> {
    let inside = lines[1..].iter().position(|line| line.trim() == "```")?;
    let text = lines[1..=inside].join("\n");
    Some((Block::Code { language: language.to_owned(), text }, inside + 2))
}

/// The cells of a line that stands between bars.
fn cells(line: &str) -> Option<impl Iterator<Item = &str>> {
    let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inside.split('|').map(str::trim))
}

fn alignment(cell: &str) -> Option<Align> {
    let dashes = cell.trim_matches(':');
    let is_dashes = !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-');
    let align = match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Align::Center,
        (false, true) => Align::Right,
        _ => Align::Left,
    };
    is_dashes.then_some(align)
}

/// `[label](to)`
struct Link<'t> {
    label: &'t str,
    to: &'t str,
    length: usize,
}

fn link(text: &str) -> Option<Link<'_>> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (to, _) = after.split_once(')')?;
    let is_plain = !label.contains(['[', ']']) && !to.contains([' ', '\n']);
    is_plain.then_some(Link { label, to, length: label.len() + to.len() + 4 })
}

/// Tags that only colour what is in them are left out.
fn tag(text: &str, line: &mut Vec<Inline>) -> Option<usize> {
    let (inside, _) = text[1..].split_once('>')?;
    let name = inside.trim_start_matches('/').split([' ', '/']).next()?;
    match name {
        "br" => line.push(Inline::Break),
        "font" | "text_tag" | "number_tag" => {}
        _ => return None,
    }
    Some(inside.len() + 2)
}
