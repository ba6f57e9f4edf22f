//! Addresses: which of them Lark opens, and those that stand in a text by themselves.

use std::rc::Rc;

use crate::model::{Piece, Span};

const SCHEMES: &[&str] = &["https://", "http://", "mailto:", "lark://", "feishu://"];

/// Whether Lark can open it.
pub(crate) fn is_address(target: &str) -> bool {
    let starts = |scheme: &&str| {
        let start = target.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && target.len() > scheme.len()
    };
    SCHEMES.iter().any(starts)
}

/// Links the addresses that stand in plain text.
pub(crate) fn link(spans: Vec<Span>) -> Vec<Span> {
    let has_bare = |span: &Span| match &span.piece {
        Piece::Text(text) => span.link.is_none() && text.contains("://"),
        _ => false,
    };
    if !spans.iter().any(has_bare) {
        return spans;
    }
    let mut linked = Vec::with_capacity(spans.len() + 2);
    for span in spans {
        match &span.piece {
            Piece::Text(text) if has_bare(&span) => split(&span, text, &mut linked),
            _ => linked.push(span),
        }
    }
    linked
}

fn split(span: &Span, text: &str, linked: &mut Vec<Span>) {
    let mut rest = text;
    while let Some((before, address, after)) = next(rest) {
        if !before.is_empty() {
            linked.push(span.with(Piece::Text(before.to_owned())));
        }
        let mut link = span.with(Piece::Text(address.to_owned()));
        link.link = Some(Rc::from(address));
        linked.push(link);
        rest = after;
    }
    if !rest.is_empty() {
        linked.push(span.with(Piece::Text(rest.to_owned())));
    }
}

/// The first address, and what stands around it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices("://").find_map(|(at, _)| {
        let scheme = ["https", "http"].into_iter().find(|scheme| text[..at].ends_with(scheme))?;
        let start = at - scheme.len();
        if text[..start].ends_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        // Chinese text goes on without a blank, so an address is ASCII.
        let is_part = |c: char| c.is_ascii_graphic() && !"<>\"`{}|\\^".contains(c);
        let end = text[at..].find(|c| !is_part(c)).map_or(text.len(), |length| at + length);
        let address = without_punctuation(&text[start..end]);
        let has_host = address.len() > at + 3 - start;
        has_host.then(|| (&text[..start], address, &text[start + address.len()..]))
    })
}

/// What ends a sentence does not belong to the address in it.
fn without_punctuation(address: &str) -> &str {
    let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
    let opens = trimmed.matches('(').count();
    if trimmed.ends_with(')') && trimmed.matches(')').count() > opens {
        return without_punctuation(&trimmed[..trimmed.len() - 1]);
    }
    trimmed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        for (text, address) in [
            ("see https://example.com/a_b?c=1.", "https://example.com/a_b?c=1"),
            ("(https://example.com/a(b))", "https://example.com/a(b)"),
            ("见https://example.com/文档", "https://example.com/"),
            ("见http://example.com。谢谢", "http://example.com"),
        ] {
            assert_eq!(next(text).map(|(_, address, _)| address), Some(address), "{text}");
        }
        for text in ["https://", "xhttp://a", "://", "ftp://a"] {
            assert_eq!(next(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_lark_opens_is_an_address() {
        assert!(is_address("HTTPS://example.com") && is_address("mailto:a@b.c"));
        for target in ["docs/a.md", "#top", "javascript:alert(1)", "file:///etc/passwd", "https://"]
        {
            assert!(!is_address(target), "{target}");
        }
    }
}
