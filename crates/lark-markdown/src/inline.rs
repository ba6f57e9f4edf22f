//! What stands in a line: the parser's events become spans.

use std::{ops::Range, rc::Rc};

use lark_api::content::markup::{self, At, Piece as MarkupPiece};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::{
    cjk, links,
    model::{AtTag, Image, Piece, Span, Style},
    warning::{Loss, Warnings},
};

/// A paragraph, a heading or a cell while it is read.
#[derive(Default)]
pub(crate) struct Run {
    spans: Vec<Span>,
    bold: usize,
    italic: usize,
    strike: usize,
    links: Vec<OpenLink>,
    images: Vec<OpenImage>,
    /// What belongs to a tag that names somebody, up to here.
    skip_until: usize,
    /// The spans that are marks of emphasis which the parser left alone.
    marks: Vec<usize>,
    pending: Option<Pending>,
}

/// Text as it is written; the parser may give it sign by sign.
struct Pending {
    end: usize,
    text: String,
    line: usize,
    is_escaped: bool,
}

struct OpenLink {
    target: String,
    title: String,
    /// Where its spans begin.
    first: usize,
    /// What its spans lead to, if Lark opens it.
    link: Option<Rc<str>>,
}

struct OpenImage {
    target: String,
    title: String,
    alt: String,
}

/// What a run is read from.
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) line: usize,
    pub(crate) warnings: &'a mut Warnings,
}

impl Run {
    pub(crate) fn event(&mut self, event: Event<'_>, range: Range<usize>, source: &mut Source<'_>) {
        let hidden = range.start < self.skip_until;
        if !matches!(event, Event::Text(_)) {
            self.flush();
        }
        match event {
            Event::Start(tag) => self.start(tag, source),
            Event::End(tag) => self.end(tag, source),
            _ if hidden => {}
            Event::Text(text) => self.text(&text, &range, source),
            Event::Code(code) => self.push_piece(Piece::Code(code.into_string()), source.line),
            Event::SoftBreak | Event::HardBreak => self.push_piece(Piece::Break, source.line),
            Event::FootnoteReference(label) => self.push_text(&format!("[{label}]"), source.line),
            Event::InlineHtml(html) | Event::Html(html) => self.html(&html, &range, source),
            other => {
                // Nothing else is switched on; should there be more one day, its text is kept.
                let text = source.text.get(range).unwrap_or_default().to_owned();
                debug_assert!(matches!(other, Event::Rule | Event::TaskListMarker(_)), "{other:?}");
                self.push_text(&text, source.line);
            }
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>, source: &mut Source<'_>) {
        let is_as_written = source.text.get(range.clone()) == Some(text);
        if !is_as_written || !self.images.is_empty() {
            self.flush();
            return self.push_text(text, source.line);
        }
        match &mut self.pending {
            Some(pending) if pending.end == range.start => {
                pending.text.push_str(text);
                pending.end = range.end;
            }
            _ => {
                self.flush();
                let is_escaped = source.text[..range.start].ends_with('\\');
                let (end, text, line) = (range.end, text.to_owned(), source.line);
                self.pending = Some(Pending { end, text, line, is_escaped });
            }
        }
    }

    fn flush(&mut self) {
        let Some(Pending { text, line, is_escaped, .. }) = self.pending.take() else { return };
        let mut shown = 0;
        // What is escaped is no mark: it is the first sign, behind its backslash.
        for at in cjk::marks_in(&text).filter(|at| *at >= usize::from(is_escaped)) {
            self.push_text(&text[shown..at], line);
            self.marks.push(self.spans.len());
            shown = at + cjk::MARK;
            self.push_text(&text[at..shown], line);
        }
        self.push_text(&text[shown..], line);
    }

    /// Text that stands as it is; lines in it break.
    pub(crate) fn literal(&mut self, text: &str, line: usize) {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                self.push_piece(Piece::Break, line + at);
            }
            self.push_text(part.trim_end_matches('\r'), line + at);
        }
    }

    fn start(&mut self, tag: Tag<'_>, source: &mut Source<'_>) {
        match tag {
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::Strikethrough => self.strike += 1,
            Tag::Link { link_type, dest_url, title, .. } => {
                let target = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                let is_web = links::is_address(&target);
                if !is_web && !target.is_empty() && self.images.is_empty() {
                    source.warnings.add(Loss::Address(target.clone()), source.line);
                }
                let link = if is_web { Some(Rc::from(target.as_str())) } else { None };
                let (title, first) = (title.into_string(), self.spans.len());
                self.links.push(OpenLink { target, title, first, link });
            }
            Tag::Image { dest_url, title, .. } => self.images.push(OpenImage {
                target: dest_url.into_string(),
                title: title.into_string(),
                alt: String::new(),
            }),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, source: &mut Source<'_>) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strikethrough => self.strike = self.strike.saturating_sub(1),
            TagEnd::Link => self.end_link(source),
            TagEnd::Image => self.end_image(source),
            _ => {}
        }
    }

    fn end_link(&mut self, source: &mut Source<'_>) {
        let Some(link) = self.links.last() else { return };
        let (first, target, title) = (link.first, link.target.clone(), link.title.clone());
        let to = link.link.clone();
        let behind = if title.is_empty() { String::new() } else { format!(" ({title})") };
        if !self.images.is_empty() {
            // A link in an image's description.
            self.links.pop();
            return self.push_text(&format!(" ({target}){behind}"), source.line);
        }
        let is_blank = |span: &Span| match &span.piece {
            Piece::Text(text) => text.trim().is_empty(),
            piece => *piece == Piece::Break,
        };
        let says_nothing = self.spans[first..].iter().all(is_blank);
        if says_nothing {
            self.push_text(&target, source.line);
        }
        self.links.pop();
        // An address in the text of a link is a link of its own.
        let leads = |span: &Span| to.is_some() && span.link == to;
        let is_carried = self.spans[first..].iter().any(leads) || self.shown_since(first) == target;
        if !says_nothing && !target.is_empty() && !is_carried {
            self.push_text(&format!(" ({target})"), source.line);
        }
        if !behind.is_empty() {
            source.warnings.add(Loss::Title, source.line);
            self.push_text(&behind, source.line);
        }
    }

    fn shown_since(&self, first: usize) -> String {
        let spans = self.spans[first..].iter();
        let texts = spans.filter_map(|span| match &span.piece {
            Piece::Text(text) | Piece::Code(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    fn end_image(&mut self, source: &mut Source<'_>) {
        let Some(image) = self.images.pop() else { return };
        if self.images.is_empty() {
            let OpenImage { target, title, alt } = image;
            let alt = alt.trim().to_owned();
            let image = Image { alt, title, source: target, key: None };
            let span = self.span(Piece::Image(image), source.line);
            self.spans.push(span);
            return;
        }
        let title =
            if image.title.is_empty() { String::new() } else { format!(" {}", image.title) };
        self.push_text(&format!("{} ({}{title})", image.alt, image.target), source.line);
    }

    fn html(&mut self, html: &str, range: &Range<usize>, source: &mut Source<'_>) {
        let name = html.trim_start_matches('<').trim_end_matches(['>', '/']).trim();
        if name.eq_ignore_ascii_case("br") {
            return self.push_piece(Piece::Break, source.line);
        }
        let rest = &source.text[range.start..];
        if let Some(MarkupPiece::At(at)) = first_at(html, rest) {
            self.skip_until = range.start + at.source.len();
            return self.push_piece(Piece::Tag(AtTag::of(&at)), source.line);
        }
        source.warnings.add(Loss::Html, source.line);
        self.literal(html, source.line);
    }

    fn push_piece(&mut self, piece: Piece, line: usize) {
        if let Some(image) = self.images.last_mut() {
            match piece {
                Piece::Text(text) | Piece::Code(text) => image.alt.push_str(&text),
                Piece::Tag(tag) => image.alt.push_str(&tag.source),
                _ => image.alt.push(' '),
            }
            return;
        }
        let span = self.span(piece, line);
        self.spans.push(span);
    }

    fn push_text(&mut self, text: &str, line: usize) {
        if !text.is_empty() {
            self.push_piece(Piece::Text(text.to_owned()), line);
        }
    }

    fn span(&self, piece: Piece, line: usize) -> Span {
        let style = Style {
            bold: self.bold > 0,
            italic: self.italic > 0,
            strike: self.strike > 0,
            underline: false,
        };
        let link = self.links.last().and_then(|link| link.link.clone());
        Span { line, style, link, piece }
    }

    /// The spans, neighbours in the same style together and bare addresses linked.
    pub(crate) fn finish(mut self) -> Vec<Span> {
        self.flush();
        links::link(merge(cjk::pair(self.spans, &self.marks)))
    }
}

/// A tag that names somebody, where `rest` begins with one and it is all on one line.
fn first_at<'t>(html: &str, rest: &'t str) -> Option<MarkupPiece<'t>> {
    if !html.starts_with("<at ") {
        return None;
    }
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    markup::of_card(line).next()
}

/// The parts of literal text: tags that name somebody, and what is between them.
pub(crate) fn literal_spans(text: &str, line: usize) -> (Vec<Span>, bool) {
    let mut run = Run::default();
    let mut has_other = false;
    for (at, text) in text.trim_end_matches(['\n', '\r']).split('\n').enumerate() {
        let line = line + at;
        if at > 0 {
            run.push_piece(Piece::Break, line);
        }
        for piece in markup::of_card(text.trim_end_matches('\r')) {
            match piece {
                MarkupPiece::At(at) => run.push_piece(Piece::Tag(AtTag::of(&at)), line),
                MarkupPiece::Plain(text) => {
                    has_other |= text.contains('<');
                    run.push_text(text, line);
                }
            }
        }
    }
    (run.finish(), has_other)
}

fn merge(spans: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        if let (Some(last), Piece::Text(text)) = (merged.last_mut(), &span.piece)
            && last.style == span.style
            && last.link == span.link
            && let Piece::Text(before) = &mut last.piece
        {
            before.push_str(text);
            continue;
        }
        merged.push(span);
    }
    merged
}

impl AtTag {
    fn of(at: &At<'_>) -> Self {
        let ids = at.id.split(',').map(str::trim).filter(|id| !id.is_empty());
        Self {
            ids: ids.map(str::to_owned).collect(),
            are_emails: at.attribute == "email",
            name: at.name.trim().to_owned(),
            source: at.source.to_owned(),
        }
    }
}
