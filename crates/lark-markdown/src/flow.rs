//! Blocks laid out as what follows one another: lines, code, rules, images and tables.

use crate::{
    fixed::at_name,
    language,
    model::{Block, BlockKind, Code, Document, Image, Item, List, Piece, Span, Style, Table},
    parse::task_mark,
    render::Shape,
    warning::{Loss, TableReason, Warnings},
};

/// What was a block of its own in the source; kept together where that is possible.
pub(crate) type Part = Vec<Flow>;

#[derive(Clone, Debug)]
pub(crate) enum Flow {
    Line(Line),
    Blank,
    Code(CodeFlow),
    Rule,
    Image(ShownImage),
    Table(Table),
    /// A table that is none.
    Fixed(Fixed),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Marks of the lists and quotes it is in.
    pub(crate) prefix: String,
    pub(crate) spans: Vec<Span>,
    pub(crate) heading: Option<u8>,
}

#[derive(Clone, Debug)]
pub(crate) struct CodeFlow {
    pub(crate) prefix: String,
    pub(crate) language: Option<&'static str>,
    pub(crate) text: String,
    pub(crate) line: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Fixed {
    pub(crate) prefix: String,
    pub(crate) table: Table,
    pub(crate) line: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct ShownImage {
    pub(crate) alt: String,
    pub(crate) title: String,
    pub(crate) key: String,
}

/// How tables are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tables {
    Native,
    Fixed(TableReason),
}

/// How many columns a card's table takes.
pub(crate) const COLUMNS: usize = 50;

/// What a document comes to in one kind of message.
pub(crate) fn lay_out(
    document: &Document,
    shape: Shape,
    tables: Tables,
    warnings: &mut Warnings,
) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(document.blocks.len());
    for (at, block) in document.blocks.iter().enumerate() {
        let mut layout = Layout::new(shape, tables, warnings);
        layout.block(block);
        let before = at.checked_sub(1).and_then(|at| document.blocks.get(at));
        if before.is_some_and(|before| are_apart(before, block)) {
            layout.flow.insert(0, Flow::Blank);
        }
        parts.push(layout.flow);
    }
    parts
}

/// Whether a blank line stands between two blocks; headings stand at their text, and what is a
/// box of its own needs no room around it.
fn are_apart(before: &Block, block: &Block) -> bool {
    let is_box = |block: &Block| {
        matches!(block.kind, BlockKind::Code(_) | BlockKind::Rule | BlockKind::Table(_))
    };
    !is_box(before) && !is_box(block) && !matches!(before.kind, BlockKind::Heading { .. })
}

struct Layout<'a> {
    shape: Shape,
    tables: Tables,
    warnings: &'a mut Warnings,
    flow: Vec<Flow>,
    /// What the next line begins with, where that is another than the following ones.
    first: Option<String>,
    rest: String,
    /// How many lists one is in.
    lists: usize,
}

impl<'a> Layout<'a> {
    fn new(shape: Shape, tables: Tables, warnings: &'a mut Warnings) -> Self {
        let (flow, rest) = (Vec::new(), String::new());
        Self { shape, tables, warnings, flow, first: None, rest, lists: 0 }
    }

    // As deep as the parser lets blocks be nested.
    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Paragraph(spans) => self.spans(spans, None),
            BlockKind::Heading { level, spans } => self.heading(*level, spans, block.line),
            BlockKind::Quote(blocks) => self.quote(blocks),
            BlockKind::List(list) => self.list(list),
            BlockKind::Code(code) => self.code(code, block.line),
            BlockKind::Table(table) => self.table(table, block.line),
            BlockKind::Rule => {
                self.use_first();
                self.flow.push(Flow::Rule);
            }
            BlockKind::Note { label, blocks } => {
                let mark = format!("[{label}] ");
                self.nested(&mark, INDENT, |layout| layout.blocks(blocks, Gap::Blank));
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block], gap: Gap) {
        for (at, block) in blocks.iter().enumerate() {
            let is_sublist = gap == Gap::Item && matches!(block.kind, BlockKind::List(_));
            if at > 0 && gap != Gap::None && !is_sublist && are_apart(&blocks[at - 1], block) {
                self.blank();
            }
            self.block(block);
        }
    }

    /// Lays out what stands behind a mark; one with nothing behind it has a line of its own.
    fn nested(&mut self, first: &str, rest: &str, inside: impl FnOnce(&mut Self)) {
        let before = self.rest.clone();
        let begin = self.first.take().unwrap_or_else(|| before.clone());
        self.first = Some(begin + first);
        self.rest.push_str(rest);
        inside(self);
        self.use_first();
        self.rest = before;
    }

    /// Every line of a quote has its mark, so only an empty one needs a line for it.
    fn quote(&mut self, blocks: &[Block]) {
        let before = self.rest.clone();
        self.rest.push_str("│ ");
        self.first = self.first.take().map(|first| first + "│ ");
        if blocks.is_empty() {
            self.line(Vec::new(), None);
        }
        self.blocks(blocks, Gap::Blank);
        self.rest = before;
    }

    fn list(&mut self, list: &List) {
        self.lists += 1;
        for (at, item) in list.items.iter().enumerate() {
            if at > 0 && list.is_loose {
                self.blank();
            }
            let number = list.start.map(|start| start.saturating_add(at as u64));
            let mark = self.mark(number, item);
            let gap = if list.is_loose { Gap::Item } else { Gap::None };
            self.nested(&mark, INDENT, |layout| layout.blocks(&item.blocks, gap));
        }
        self.lists -= 1;
    }

    fn mark(&self, number: Option<u64>, item: &Item) -> String {
        let task = item.done.map(task_mark);
        match (number, task) {
            (Some(number), task) => format!("{number}. {}", task.unwrap_or_default()),
            (None, Some(task)) => task.to_owned(),
            (None, None) => BULLETS[(self.lists - 1) % BULLETS.len()].to_owned(),
        }
    }

    fn prefix(&mut self) -> String {
        self.first.take().unwrap_or_else(|| self.rest.clone())
    }

    /// A mark that nothing stands behind gets a line of its own.
    fn use_first(&mut self) {
        if let Some(prefix) = self.first.take() {
            self.flow.push(Flow::Line(Line { prefix, ..Line::default() }));
        }
    }

    fn blank(&mut self) {
        let prefix = self.rest.trim_end().to_owned();
        self.flow.push(match prefix.is_empty() {
            true => Flow::Blank,
            false => Flow::Line(Line { prefix, ..Line::default() }),
        });
    }

    fn heading(&mut self, level: u8, spans: &[Span], line: usize) {
        if self.shape == Shape::Post && level > 3 {
            self.warnings.add(Loss::HeadingLevel, line);
        }
        let style = |style: Style| match self.shape {
            Shape::Text => style,
            Shape::Card => Style { bold: true, ..style },
            Shape::Post => Style {
                bold: true,
                underline: style.underline || level == 1,
                italic: style.italic || level > 2,
                ..style
            },
        };
        let spans = spans.iter().map(|span| Span { style: style(span.style), ..span.clone() });
        self.spans(&spans.collect::<Vec<_>>(), Some(level));
    }

    fn spans(&mut self, spans: &[Span], heading: Option<u8>) {
        let has_text = |span: &Span| match &span.piece {
            Piece::Image(_) | Piece::Break => false,
            Piece::Text(text) => !text.trim().is_empty(),
            _ => true,
        };
        let stands_alone = !spans.iter().any(has_text);
        let mut line = Vec::new();
        for span in spans {
            match &span.piece {
                Piece::Break => self.line(std::mem::take(&mut line), heading),
                Piece::Image(image) if image.key.is_some() && self.shape != Shape::Text => {
                    if !stands_alone {
                        self.warnings.add(Loss::ImageLine, span.line);
                    }
                    if line.iter().any(has_text) {
                        self.line(std::mem::take(&mut line), heading);
                    }
                    self.use_first();
                    self.image(span, image);
                }
                // The blank between an image and what follows it is the break of the line.
                Piece::Text(text) if line.is_empty() && self.ends_with_image() => {
                    line.push(span.with(Piece::Text(text.trim_start().to_owned())));
                }
                _ => line.push(span.clone()),
            }
        }
        let has_image = |span: &Span| matches!(span.piece, Piece::Image(_));
        let is_rest =
            line.iter().any(|span| has_text(span) || has_image(span)) || self.flow.is_empty();
        if is_rest || self.first.is_some() {
            self.line(line, heading);
        }
    }

    fn ends_with_image(&self) -> bool {
        let last_but_one = self.flow.iter().rev().nth(1);
        let is_image = |flow: Option<&Flow>| matches!(flow, Some(Flow::Image(_)));
        is_image(self.flow.last()) || is_image(last_but_one)
    }

    fn line(&mut self, spans: Vec<Span>, heading: Option<u8>) {
        let prefix = self.prefix();
        self.flow.push(Flow::Line(Line { prefix, spans, heading }));
    }

    /// An image, and below it what it says about itself and leads to.
    fn image(&mut self, span: &Span, image: &Image) {
        let key = image.key.as_ref().map(ToString::to_string).unwrap_or_default();
        let (alt, title) = (image.alt.clone(), image.title.clone());
        let own_alt = self.shape == Shape::Card;
        self.flow.push(Flow::Image(ShownImage { alt: alt.clone(), title: title.clone(), key }));
        let mut caption = if own_alt { String::new() } else { alt };
        if !title.is_empty() && !own_alt {
            caption = format!("{caption} ({title})").trim_start().to_owned();
        }
        if let Some(link) = &span.link
            && caption.is_empty()
        {
            caption = link.to_string();
        }
        if !caption.is_empty() {
            let style = Style { italic: true, ..span.style };
            let span = Span { style, ..span.with(Piece::Text(caption)) };
            self.line(vec![span], None);
        }
    }

    fn code(&mut self, code: &Code, line: usize) {
        let (language, rest) = language::of_info(&code.info);
        if language.is_none() && !rest.is_empty() && self.shape != Shape::Text {
            self.warnings.add(Loss::Language(rest.to_owned()), line);
        }
        if !rest.is_empty() {
            self.line(vec![Span::plain(line, rest)], None);
        }
        self.use_first();
        if !self.rest.is_empty() && self.shape != Shape::Text {
            self.warnings.add(Loss::NestedCode, line);
        }
        let (prefix, text) = (self.rest.clone(), code.text.clone());
        self.flow.push(Flow::Code(CodeFlow { prefix, language, text, line }));
    }

    fn table(&mut self, table: &Table, line: usize) {
        let is_root = self.rest.is_empty() && self.first.is_none();
        self.use_first();
        let how = match self.tables {
            Tables::Native if !is_root => Tables::Fixed(TableReason::Nested),
            Tables::Native if table.columns.len() > COLUMNS => Tables::Fixed(TableReason::Limits),
            how => how,
        };
        match how {
            Tables::Native => self.flow.push(Flow::Table(table.clone())),
            Tables::Fixed(reason) => {
                self.warnings.add(Loss::Table(reason), line);
                let (prefix, table) = (self.rest.clone(), table.clone());
                self.flow.push(Flow::Fixed(Fixed { prefix, table, line }));
            }
        }
        self.beside_table(table, how == Tables::Native);
    }

    /// What a cell cannot carry stands below the table: images, and without cells mentions too.
    fn beside_table(&mut self, table: &Table, has_cells: bool) {
        let mut mentions: Vec<Span> = Vec::new();
        for span in table.header.iter().chain(table.rows.iter().flatten()).flatten() {
            match &span.piece {
                Piece::Image(image) if image.key.is_some() => {
                    self.warnings.add(Loss::ImageLine, span.line);
                    match self.shape {
                        Shape::Text => self.line(vec![span.clone()], None),
                        _ => self.image(span, image),
                    }
                }
                Piece::Mention(mention) if !has_cells && !is_among(&mentions, &mention.id) => {
                    if !mentions.is_empty() {
                        mentions.push(Span::plain(span.line, " "));
                    }
                    mentions.push(Span::plain(span.line, "").with(span.piece.clone()));
                }
                _ => {}
            }
        }
        if !mentions.is_empty() {
            self.line(mentions, None);
        }
    }
}

fn is_among(mentions: &[Span], id: &str) -> bool {
    let is = |span: &Span| matches!(&span.piece, Piece::Mention(mention) if mention.id == id);
    mentions.iter().any(is)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Blank,
    /// A list stands at the text of the item it is in.
    Item,
    None,
}

const INDENT: &str = "    ";
const BULLETS: [&str; 3] = ["• ", "◦ ", "▪ "];

impl Line {
    /// Its text alone, to see what stands there.
    pub(crate) fn is_empty(&self) -> bool {
        self.prefix.trim().is_empty()
            && self.spans.iter().all(|span| match &span.piece {
                Piece::Text(text) => text.trim().is_empty(),
                Piece::Mention(mention) => at_name(&mention.name, &mention.id).is_empty(),
                _ => false,
            })
    }
}
