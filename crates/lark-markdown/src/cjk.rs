//! Emphasis beside Chinese, Japanese and Korean text.
//!
//! `**重要：**请看` is no emphasis by the letter of CommonMark, for a mark after punctuation and
//! before a letter does not close. Nobody who writes it means asterisks, so such marks are paired.

use crate::model::{Piece, Span};

/// How long a mark is.
pub(crate) const MARK: usize = 2;

/// Where a text has marks of emphasis that the parser left alone: two of a sign, not more.
pub(crate) fn marks_in(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(sign) = bytes.get(at) {
            let run = bytes[at..].iter().take_while(|byte| *byte == sign).count();
            at += run;
            if run == MARK && matches!(sign, b'*' | b'~') {
                return Some(at - MARK);
            }
        }
        None
    })
}

/// Styles what stands between two equal marks, and leaves them out.
pub(crate) fn pair(mut spans: Vec<Span>, marks: &[usize]) -> Vec<Span> {
    let mut paired = Vec::new();
    let mut open: Option<usize> = None;
    for &at in marks {
        match open {
            Some(start) if closes(&spans, start, at) => {
                paired.extend([start, at]);
                open = None;
            }
            _ => open = Some(at),
        }
    }
    if paired.is_empty() {
        return spans;
    }
    for pair in paired.chunks(2) {
        let is_bold = text(&spans[pair[0]]) == "**";
        for span in &mut spans[pair[0]..pair[1]] {
            span.style.bold |= is_bold;
            span.style.strike |= !is_bold;
        }
    }
    let mut at = 0;
    spans.retain(|_| {
        at += 1;
        paired.binary_search(&(at - 1)).is_err()
    });
    spans
}

fn closes(spans: &[Span], start: usize, end: usize) -> bool {
    let (open, close) = (&spans[start], &spans[end]);
    if text(open) != text(close) || open.style != close.style || open.link != close.link {
        return false;
    }
    let inside = &spans[start + 1..end];
    if inside.is_empty() || inside.iter().any(|span| span.piece == Piece::Break) {
        return false;
    }
    let first = text(&inside[0]).chars().next();
    let last = text(&inside[inside.len() - 1]).chars().next_back();
    let before = start.checked_sub(1).and_then(|at| text(&spans[at]).chars().next_back());
    let after = spans.get(end + 1).and_then(|span| text(span).chars().next());
    let is_tight = ![first, last].into_iter().flatten().any(char::is_whitespace);
    is_tight && [first, last, before, after].into_iter().flatten().any(is_wide)
}

fn text(span: &Span) -> &str {
    match &span.piece {
        Piece::Text(text) | Piece::Code(text) => text,
        _ => "",
    }
}

/// Letters and punctuation of scripts that have no blanks between words.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’')
}
