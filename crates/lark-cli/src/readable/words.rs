//! A document as Markdown-like text, with files and other things as tags.

use lark_markdown::fixed_width;

use super::document::{Block, Control, Document, Inline, Resource, ResourceKind, Style};

pub fn of(document: &Document) -> String {
    blocks(&document.blocks)
}

fn blocks(all: &[Block]) -> String {
    match all {
        [one] => block(one),
        _ => all.iter().map(block).collect::<Vec<_>>().join("\n"),
    }
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(pieces) => line(pieces),
        Block::Title(pieces) => format!("**{}**", line(pieces)),
        Block::Heading { level, line: pieces } => {
            format!("{} {}", "#".repeat(usize::from(*level)), line(pieces))
        }
        Block::Quote(inside) => prefixed(&blocks(inside), "> ", "> "),
        Block::List { start, items } => list(*start, items),
        Block::Code { language, text } => {
            let fence = if text.contains("```") { "````" } else { "```" };
            format!("{fence}{language}\n{text}\n{fence}")
        }
        Block::Rule => "---".to_owned(),
        Block::Table { header, align, rows } => {
            let cells = |row: &Vec<Vec<Inline>>| row.iter().map(|cell| line(cell)).collect();
            let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
            fixed_width(&cells(header), align, &rows).join("\n")
        }
        Block::Group(inside) => blocks(inside),
        Block::Columns(columns) => side_by_side(columns.iter().map(|inside| blocks(inside))),
        Block::Controls(controls) => controls.iter().map(control).collect::<Vec<_>>().join(" "),
        Block::Resource(resource) => of_resource(resource),
        Block::Fact { kind, facts } => {
            let facts: Vec<_> = facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
            tag(kind, &facts)
        }
        Block::Notice(text) | Block::Raw(text) => text.clone(),
    }
}

/// On one line where each is short, else one below the other.
fn side_by_side(columns: impl Iterator<Item = String>) -> String {
    let columns: Vec<String> = columns.filter(|text| !text.is_empty()).collect();
    let is_short = columns.iter().all(|text| !text.contains('\n') && text.len() < 80);
    columns.join(if is_short { " | " } else { "\n" })
}

fn prefixed(text: &str, first: &str, further: &str) -> String {
    let mut shown = String::with_capacity(text.len() + first.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            shown.push('\n');
        }
        shown.push_str(if at == 0 { first } else { further });
        shown.push_str(line);
    }
    shown
}

fn list(start: Option<u64>, items: &[Vec<Block>]) -> String {
    let mut number = start;
    let item = |inside: &Vec<Block>| {
        let mark = match &mut number {
            Some(number) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            None => "- ".to_owned(),
        };
        prefixed(&blocks(inside), &mark, "    ")
    };
    items.iter().map(item).collect::<Vec<_>>().join("\n")
}

/// `[what it says]`, or what one is asked and can choose.
fn control(control: &Control) -> String {
    let Control { label, options, href, .. } = control;
    match (label.is_empty(), options.is_empty(), href) {
        (_, true, Some(href)) => format!("[{label}]({href})"),
        (_, true, None) => format!("[{label}]"),
        (true, false, _) => format!("[{}]", options.join(" / ")),
        (false, false, _) => format!("[{label}: {}]", options.join(" / ")),
    }
}

/// `<name key="value"/>` with the attributes that have a value.
fn tag(name: &str, attributes: &[(&str, &str)]) -> String {
    let mut shown = format!("<{name}");
    for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        shown.push_str(&format!(" {name}=\"{value}\""));
    }
    shown + "/>"
}

fn of_resource(resource: &Resource) -> String {
    let name = match resource.kind {
        ResourceKind::Image => return format!("[Image: {}]", resource.key),
        ResourceKind::File => "file",
        ResourceKind::Folder => "folder",
        ResourceKind::Audio => "audio",
        ResourceKind::Video => "video",
        ResourceKind::Sticker => "sticker",
    };
    let seconds = resource.duration.map(|millis| format!("{}s", millis.div_ceil(1000)));
    let attributes = [
        ("key", resource.key.as_str()),
        ("name", resource.name.as_deref().unwrap_or_default()),
        ("duration", seconds.as_deref().unwrap_or_default()),
        ("cover_image_key", resource.cover.as_deref().unwrap_or_default()),
    ];
    tag(name, &attributes)
}

pub fn line(pieces: &[Inline]) -> String {
    let mut text = String::new();
    pieces.iter().for_each(|piece| push(piece, &mut text));
    text
}

fn push(piece: &Inline, text: &mut String) {
    match piece {
        Inline::Text { text: plain, style } if *style == Style::default() => text.push_str(plain),
        Inline::Text { text: plain, style } => text.push_str(&styled(plain, *style)),
        Inline::Code(code) => text.push_str(&format!("`{code}`")),
        Inline::Link { text: label, href } => {
            let label = line(label);
            match label.is_empty() || label == *href {
                true => text.push_str(href),
                false => text.push_str(&format!("[{label}]({href})")),
            }
        }
        Inline::Mention { name, id } => {
            text.push('@');
            text.push_str(if name.is_empty() { id } else { name });
        }
        Inline::Emoji(name) => text.push_str(&format!(":{name}:")),
        Inline::Image(resource) => text.push_str(&of_resource(resource)),
        Inline::Break => text.push('\n'),
    }
}

fn styled(text: &str, style: Style) -> String {
    let marks = [(style.bold, "**"), (style.italic, "*"), (style.struck, "~~")];
    marks.iter().filter(|(is_on, _)| *is_on).fold(text.to_owned(), |text, (_, mark)| {
        if text.trim().is_empty() { text } else { format!("{mark}{text}{mark}") }
    })
}
