//! From Markdown to the blocks it says.

use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, OffsetIter, Options, Parser, Tag,
    TagEnd,
};

use crate::{
    gaps::Gaps,
    inline::{Run, Source, literal_spans},
    model::{Align, Block, BlockKind, Code, Document, Item, List, Span, Table},
    warning::{Loss, Warnings},
};

/// Lists, quotes and notes in one another; what is deeper is shown as deep as this.
const DEPTH: usize = 12;

/// Reads CommonMark with GitHub's tables, task lists, strikethrough and footnotes.
pub fn parse(source: &str) -> Document {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES;
    let mut events = Parser::new_ext(source, options).into_offset_iter();
    let mut builder = Builder::new(source);
    while let Some((event, range)) = events.next() {
        builder.note_definition(&event, &events);
        builder.event(event, range);
    }
    builder.finish()
}

struct Builder<'s> {
    source: &'s str,
    /// Where each line begins.
    lines: Vec<usize>,
    frames: Vec<Frame>,
    /// Containers that are open but too deep to count.
    skipped: usize,
    run: Option<(usize, Run)>,
    leaf: Option<Leaf>,
    table: Option<Table>,
    gaps: Gaps<'s>,
    warnings: Warnings,
}

/// A container that is open.
struct Frame {
    line: usize,
    kind: FrameKind,
    blocks: Vec<Block>,
}

enum FrameKind {
    Root,
    Quote,
    List(List),
    Item { done: Option<bool> },
    Note { label: String },
}

/// A block of literal text that is open.
struct Leaf {
    line: usize,
    /// `None` for HTML.
    info: Option<String>,
    text: String,
}

impl<'s> Builder<'s> {
    fn new(source: &'s str) -> Self {
        let after_breaks = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            source,
            lines: after_breaks.map(|(at, _)| at + 1).collect(),
            frames: vec![Frame { line: 1, kind: FrameKind::Root, blocks: Vec::new() }],
            skipped: 0,
            run: None,
            leaf: None,
            table: None,
            gaps: Gaps::new(source),
            warnings: Warnings::default(),
        }
    }

    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at) + 1
    }

    /// Which definition a link uses.
    fn note_definition(&mut self, event: &Event<'_>, events: &OffsetIter<'_>) {
        let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) =
            event
        else {
            return;
        };
        let is_reference =
            matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
        if is_reference && let Some(definition) = events.reference_definitions().get(id) {
            self.gaps.uses(&definition.span);
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) if is_block(&tag) => self.start(tag, range),
            Event::End(tag) if is_block_end(tag) => self.end(tag, range),
            Event::Rule => {
                self.open_block(range.start);
                self.push(range.start, BlockKind::Rule);
                self.gaps.see(range.end);
            }
            Event::TaskListMarker(is_done) => {
                self.gaps.see(range.end);
                match self.frames.last_mut().map(|frame| &mut frame.kind) {
                    Some(FrameKind::Item { done }) if self.skipped == 0 => *done = Some(is_done),
                    _ => self.inline(Event::Text(task_mark(is_done).into()), range),
                }
            }
            Event::Text(text) | Event::Html(text) if self.leaf.is_some() => {
                self.leaf.as_mut().expect("it was looked for").text.push_str(&text);
                self.gaps.see(range.end);
            }
            inline => self.inline(inline, range),
        }
    }

    fn inline(&mut self, event: Event<'_>, range: Range<usize>) {
        let line = self.line(range.start);
        if self.run.is_none() {
            // The text of a tight list's item stands there without a paragraph.
            self.gaps.close(range.start);
            self.run = Some((range.start, Run::default()));
        }
        self.gaps.see(range.end);
        let mut source = Source { text: self.source, line, warnings: &mut self.warnings };
        if let Some((_, run)) = &mut self.run {
            run.event(event, range, &mut source);
        }
    }

    /// A block begins here: what was open without being closed by an event is closed.
    fn open_block(&mut self, at: usize) {
        self.close_run();
        self.gaps.close(at);
    }

    fn close_run(&mut self) {
        if let Some((at, spans)) = self.take_run() {
            self.push(at, BlockKind::Paragraph(spans));
        }
    }

    fn take_run(&mut self) -> Option<(usize, Vec<Span>)> {
        let (at, run) = self.run.take()?;
        Some((at, run.finish()))
    }

    fn push(&mut self, at: usize, kind: BlockKind) {
        let line = self.line(at);
        let frame = self.frames.last_mut().expect("the root is never closed");
        frame.blocks.push(Block { line, kind });
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if !matches!(tag, Tag::TableHead | Tag::TableRow | Tag::TableCell) {
            self.open_block(range.start);
        }
        match tag {
            Tag::Paragraph => {
                let frame = self.frames.len();
                if frame > 1
                    && matches!(self.frames[frame - 1].kind, FrameKind::Item { .. })
                    && let FrameKind::List(list) = &mut self.frames[frame - 2].kind
                {
                    list.is_loose = true;
                }
                self.run = Some((range.start, Run::default()));
            }
            Tag::Heading { .. } => self.run = Some((range.start, Run::default())),
            Tag::TableCell => self.run = Some((range.start, Run::default())),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.gaps.see(range.end);
                self.leaf = Some(Leaf {
                    line: self.line(range.start),
                    info: Some(info),
                    text: String::new(),
                });
            }
            Tag::HtmlBlock => {
                self.gaps.see(range.end);
                let line = self.line(range.start);
                self.leaf = Some(Leaf { line, info: None, text: String::new() });
            }
            Tag::Table(columns) => {
                let columns = columns.into_iter().map(Align::from).collect();
                self.table = Some(Table { columns, header: Vec::new(), rows: Vec::new() });
            }
            Tag::TableHead => self.gaps.see(range.start),
            Tag::TableRow => {
                self.gaps.see(range.start);
                self.table.iter_mut().for_each(|table| table.rows.push(Vec::new()));
            }
            container => self.start_container(container, range),
        }
    }

    fn start_container(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let marks = &self.source[range.start..];
        let mark = match &tag {
            Tag::Item => marks.len() - marks.trim_start().len() + item_mark(marks.trim_start()),
            Tag::FootnoteDefinition(_) => marks.find("]:").map_or(0, |at| at + 2),
            _ => 0,
        };
        self.gaps.see(range.start + mark);
        // An item goes with its list, so that no list is left without its items.
        let is_item_of_open = tag == Tag::Item && self.skipped == 0;
        if self.skipped > 0 || (self.frames.len() > DEPTH && !is_item_of_open) {
            self.skipped += 1;
            return self.warnings.add(Loss::Depth, self.line(range.start));
        }
        let kind = match tag {
            Tag::BlockQuote(_) => FrameKind::Quote,
            Tag::List(start) => FrameKind::List(List { start, is_loose: false, items: Vec::new() }),
            Tag::Item => FrameKind::Item { done: None },
            Tag::FootnoteDefinition(label) => FrameKind::Note { label: label.into_string() },
            _ => return,
        };
        let line = self.line(range.start);
        self.frames.push(Frame { line, kind, blocks: Vec::new() });
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                self.close_run();
                self.gaps.see(range.end);
            }
            TagEnd::Heading(level) => {
                if let Some((at, spans)) = self.take_run() {
                    self.push(at, BlockKind::Heading { level: level_of(level), spans });
                }
                self.gaps.see(range.end);
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.end_leaf(),
            TagEnd::TableCell => {
                self.gaps.see(range.end);
                let cell = self.take_run().map(|(_, spans)| spans).unwrap_or_default();
                if let Some(table) = &mut self.table {
                    table.rows.last_mut().unwrap_or(&mut table.header).push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(range),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push(range.start, BlockKind::Table(table));
                }
                self.gaps.see(range.end);
            }
            _ => self.end_container(range),
        }
    }

    fn end_row(&mut self, range: Range<usize>) {
        let line = self.line(range.start);
        let Some(rest) = self.gaps.rest_of_row(range.end) else { return };
        self.warnings.add(Loss::ExtraCells, line);
        if let Some(table) = &mut self.table {
            let row = table.rows.last_mut().unwrap_or(&mut table.header);
            let cell = row.last_mut();
            cell.into_iter().for_each(|cell| cell.push(Span::plain(line, format!(" | {rest}"))));
        }
    }

    fn end_leaf(&mut self) {
        let Some(Leaf { line, info, mut text }) = self.leaf.take() else { return };
        let kind = match info {
            Some(info) => {
                if text.ends_with('\n') {
                    text.pop();
                }
                BlockKind::Code(Code { info, text })
            }
            None => {
                let (spans, has_html) = literal_spans(&text, line);
                if has_html {
                    self.warnings.add(Loss::Html, line);
                }
                BlockKind::Paragraph(spans)
            }
        };
        let frame = self.frames.last_mut().expect("the root is never closed");
        frame.blocks.push(Block { line, kind });
    }

    fn end_container(&mut self, range: Range<usize>) {
        self.close_run();
        self.gaps.close(range.end);
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.frames.len() == 1 {
            return;
        }
        let Some(Frame { line, kind, blocks }) = self.frames.pop() else { return };
        let parent = self.frames.last_mut().expect("the root is never closed");
        let kind = match (kind, &mut parent.kind) {
            (FrameKind::Item { done }, FrameKind::List(list)) => {
                return list.items.push(Item { done, blocks });
            }
            (FrameKind::List(list), _) => BlockKind::List(list),
            (FrameKind::Note { label }, _) => BlockKind::Note { label, blocks },
            _ => BlockKind::Quote(blocks),
        };
        parent.blocks.push(Block { line, kind });
    }

    fn finish(mut self) -> Document {
        self.close_run();
        self.gaps.close(self.source.len());
        for (at, text) in self.gaps.texts() {
            let line = self.line(at);
            self.warnings.add(Loss::Definition, line);
            let mut run = Run::default();
            run.literal(&text, line);
            self.push(at, BlockKind::Paragraph(run.finish()));
        }
        let root = self.frames.swap_remove(0);
        Document { blocks: root.blocks, warnings: self.warnings, mentioned: Vec::new() }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn is_block_end(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// How long the bullet or the number of an item is.
fn item_mark(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits + usize::from(text[digits..].starts_with(['.', ')', '-', '*', '+']))
}

pub(crate) fn task_mark(is_done: bool) -> &'static str {
    if is_done { "☑ " } else { "☐ " }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

impl From<Alignment> for Align {
    fn from(alignment: Alignment) -> Self {
        match alignment {
            Alignment::Center => Self::Center,
            Alignment::Right => Self::Right,
            Alignment::None | Alignment::Left => Self::Left,
        }
    }
}
