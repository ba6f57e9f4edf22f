//! A document as it is read on a screen.

use lark_api::emoji::EmojiType;
use lark_markdown::fixed_width;

use super::{
    document::{Block, Control, ControlKind, Document, Inline, Resource, ResourceKind, Style},
    words,
    wrap::{Look, Looks, Text},
};

/// Narrower than this, nothing is set side by side or further in.
const NARROWEST: usize = 20;

/// The lines of a document, none wider than asked for but for words that are.
pub fn lines(document: &Document, saved: &[Resource], width: usize) -> Vec<Text> {
    Screen { saved }.blocks(&document.blocks, width.max(NARROWEST))
}

/// What it says on one line.
pub fn excerpt(document: &Document) -> Text {
    let mut text = Text::default();
    for line in lines(document, &[], 400).into_iter().take(2) {
        if !text.is_empty() {
            text.push(" ", Look::DIM);
        }
        text.append(line);
    }
    text
}

struct Screen<'a> {
    /// What is known of files beside their content.
    saved: &'a [Resource],
}

impl Screen<'_> {
    fn blocks(&self, blocks: &[Block], width: usize) -> Vec<Text> {
        blocks.iter().flat_map(|block| self.block(block, width)).collect()
    }

    fn block(&self, block: &Block, width: usize) -> Vec<Text> {
        match block {
            Block::Paragraph(pieces) => self.line(pieces, Look::default()).wrap(width),
            Block::Title(pieces) | Block::Heading { line: pieces, .. } => {
                self.line(pieces, Look::BOLD).wrap(width)
            }
            Block::Quote(inside) => self.hung(inside, ("│ ", "│ "), width),
            Block::List { start, items } => self.list(*start, items, width),
            Block::Code { text, .. } => {
                let lines = text.split('\n').map(|line| Text::of(line, Look::default()));
                let lines = lines.flat_map(|line| line.chop(width.saturating_sub(2).max(2)));
                lines.map(|line| after("  ", line)).collect()
            }
            Block::Rule => vec![Text::of(&"─".repeat(width.min(24)), Look::DIM)],
            Block::Table { header, align, rows } => {
                let text = |row: &Vec<Vec<Inline>>| row.iter().map(|it| self.plain(it)).collect();
                let rows: Vec<Vec<String>> = rows.iter().map(text).collect();
                let header = text(header);
                let lines = fixed_width(&header, align, &rows);
                let lines: Vec<_> =
                    lines.iter().map(|line| Text::of(line, Look::default())).collect();
                match lines.iter().all(|line| line.width() <= width) {
                    true => lines,
                    false => as_records(&header, &rows, width),
                }
            }
            Block::Group(inside) => self.hung(inside, ("  ", "  "), width),
            Block::Columns(columns) => self.columns(columns, width),
            Block::Controls(controls) => packed(controls.iter().map(of_control), width),
            Block::Resource(resource) => self.resource(resource).wrap(width),
            Block::Fact { kind, facts } => of_facts(kind, facts).wrap(width),
            Block::Notice(text) => Text::of(text, Look::DIM).wrap(width),
            Block::Raw(text) => Text::of(text, Look::DIM).chop(width),
        }
    }

    /// Blocks behind a mark, all their lines as far in.
    fn hung(&self, blocks: &[Block], (first, further): (&str, &str), width: usize) -> Vec<Text> {
        let mark = Text::of(first, Look::DIM).width();
        let lines = self.blocks(blocks, width.saturating_sub(mark).max(NARROWEST)).into_iter();
        lines
            .enumerate()
            .map(|(at, line)| after(if at == 0 { first } else { further }, line))
            .collect()
    }

    fn list(&self, start: Option<u64>, items: &[Vec<Block>], width: usize) -> Vec<Text> {
        let item = |(at, inside): (u64, &Vec<Block>)| {
            let mark = match start {
                Some(first) => format!("{}. ", first.saturating_add(at)),
                None => "• ".to_owned(),
            };
            self.hung(inside, (&mark, &" ".repeat(mark.chars().count())), width)
        };
        (0..).zip(items).flat_map(item).collect()
    }

    /// Side by side where there is room, else one below the other.
    fn columns(&self, columns: &[Vec<Block>], width: usize) -> Vec<Text> {
        const GAP: usize = 3;
        let count = columns.len().max(1);
        let each = (width.saturating_sub(GAP * (count - 1))) / count;
        if each < NARROWEST || count == 1 {
            return columns.iter().flat_map(|column| self.blocks(column, width)).collect();
        }
        let columns: Vec<Vec<Text>> =
            columns.iter().map(|column| self.blocks(column, each)).collect();
        let widest = columns.iter().flatten().map(Text::width).max().unwrap_or(0);
        if widest > each {
            return columns.into_iter().flatten().collect();
        }
        let height = columns.iter().map(Vec::len).max().unwrap_or(0);
        let row = |at: usize| {
            let mut line = Text::default();
            for (number, column) in columns.iter().enumerate() {
                line.pad(number * (widest.max(NARROWEST) + GAP));
                line.append(column.get(at).cloned().unwrap_or_default());
            }
            line
        };
        let in_room = (count - 1) * (widest.max(NARROWEST) + GAP) + widest <= width;
        match in_room {
            true => (0..height).map(row).collect(),
            false => columns.into_iter().flatten().collect(),
        }
    }

    fn line(&self, pieces: &[Inline], look: Look) -> Text {
        let mut text = Text::default();
        pieces.iter().for_each(|piece| self.push(piece, look, &mut text));
        text
    }

    fn plain(&self, pieces: &[Inline]) -> String {
        let mut text = String::new();
        self.line(pieces, Look::default()).write(Looks::Hidden, &mut text);
        text
    }

    fn push(&self, piece: &Inline, look: Look, text: &mut Text) {
        match piece {
            Inline::Text { text: plain, style } => text.push(plain, styled(look, *style)),
            Inline::Code(code) => text.push(code, look),
            Inline::Link { text: label, href } => {
                let label_look = Look { underline: true, ..look };
                match words::line(label) {
                    plain if plain.is_empty() || plain == *href => text.push(href, label_look),
                    _ => {
                        label.iter().for_each(|piece| self.push(piece, label_look, text));
                        text.push(&format!(" ({href})"), Look { dim: true, ..look });
                    }
                }
            }
            Inline::Mention { name, id } => {
                let name = if name.is_empty() { id } else { name };
                text.append(Text::of(&format!("@{name}"), Look { bold: true, ..look }).flat());
            }
            Inline::Emoji(name) => text.push(EmojiType::unchecked(name).character(), look),
            Inline::Image(image) => text.append(self.resource(image)),
            Inline::Break => text.push("\n", look),
        }
    }

    /// `[file] name · duration · size`
    fn resource(&self, resource: &Resource) -> Text {
        let kind = match resource.kind {
            ResourceKind::Image => "image",
            ResourceKind::File => "file",
            ResourceKind::Folder => "folder",
            ResourceKind::Audio => "audio",
            ResourceKind::Video => "video",
            ResourceKind::Sticker => "sticker",
        };
        let saved = self.saved.iter().find(|saved| saved.key == resource.key);
        let size = saved.and_then(|saved| saved.size).or(resource.size);
        let mut facts = Vec::new();
        facts.extend(resource.name.clone());
        facts.extend(resource.duration.map(duration));
        facts.extend(size.map(bytes));
        let mut text = Text::of(&format!("[{kind}]"), Look::DIM);
        text.append(Text::of(&spaced(&facts), Look::default()).flat());
        if let Some(path) = saved.and_then(|saved| saved.saved_path.as_deref()) {
            text.append(Text::of(&format!(" → {path}"), Look::DIM).flat());
        }
        text
    }
}

/// As many on a line as have room on it.
fn packed(parts: impl Iterator<Item = Text>, width: usize) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.width() + 2 + part.width() <= width => {
                line.push("  ", Look::default());
                line.append(part);
            }
            _ => lines.extend(part.wrap(width)),
        }
    }
    lines
}

fn spaced(facts: &[String]) -> String {
    if facts.is_empty() { String::new() } else { format!(" {}", facts.join(" · ")) }
}

fn after(mark: &str, line: Text) -> Text {
    let mut marked = Text::of(mark, Look::DIM);
    marked.append(line);
    marked
}

/// A table that is too wide: of each row its cells by their names.
fn as_records(header: &[String], rows: &[Vec<String>], width: usize) -> Vec<Text> {
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            lines.push(Text::of("─", Look::DIM));
        }
        for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let mut line = Text::default();
            if let Some(name) = header.get(at).filter(|name| !name.is_empty()) {
                line.push(&format!("{name}: "), Look::DIM);
            }
            line.push(cell, Look::default());
            lines.extend(line.wrap(width));
        }
    }
    lines
}

fn of_control(control: &Control) -> Text {
    let Control { kind, label, options, href } = control;
    let choices = options.join(" / ");
    let inside = match (label.is_empty(), options.is_empty()) {
        (_, true) => label.clone(),
        (true, false) => choices,
        (false, false) => format!("{label}: {choices}"),
    };
    let inside = match kind {
        ControlKind::Button => inside,
        ControlKind::Choice => format!("{inside} ▾"),
        ControlKind::Input => format!("{inside} …"),
    };
    let mut text = Text::of("[", Look::DIM);
    text.append(Text::of(&inside, Look::default()).flat());
    text.push("]", Look::DIM);
    if let Some(href) = href {
        text.append(Text::of(&format!(" ({href})"), Look::DIM).flat());
    }
    text
}

/// What a thing is called needs no name beside it.
const CALLED: [&str; 5] = ["id", "name", "summary", "title", "topic"];

/// `[event] Review · start 2026-01-05 09:00`
fn of_facts(kind: &str, facts: &[(&str, String)]) -> Text {
    let mut text = Text::of(&format!("[{kind}]"), Look::DIM);
    for (at, (name, fact)) in facts.iter().enumerate() {
        text.push(if at == 0 { " " } else { " · " }, Look::DIM);
        if !CALLED.contains(name) {
            text.push(&format!("{name} "), Look::DIM);
        }
        text.append(Text::of(fact, Look::default()).flat());
    }
    text
}

fn styled(look: Look, style: Style) -> Look {
    Look {
        bold: look.bold || style.bold,
        italic: look.italic || style.italic,
        underline: look.underline || style.underline,
        struck: look.struck || style.struck,
        ..look
    }
}

/// Minutes and seconds.
fn duration(millis: u64) -> String {
    let seconds = millis.div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// As people read a size.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 3] = ["KB", "MB", "GB"];
    if count < 1000 {
        return format!("{count} B");
    }
    let mut tenths = count / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}
