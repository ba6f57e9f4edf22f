//! What Lark would take for markup, written so that it is shown.

/// Breaks what it stands in, and takes no room.
pub(crate) const JOINER: char = '\u{2060}';

/// Text for a card's Markdown, every sign that means something there as an entity; `at_start` says
/// whether it begins a line.
pub(crate) fn card(text: &str, at_start: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut starts = at_start;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if starts {
            let taken = line_start(rest, &mut out);
            starts = false;
            if taken > 0 {
                rest = &rest[taken..];
                continue;
            }
        }
        match c {
            '*' | '_' | '~' | '`' | '<' | '>' | '[' | ']' | '\\' | '$' | '|' => entity(c, &mut out),
            '&' if after.starts_with(|c: char| c == '#' || c.is_ascii_alphanumeric()) => {
                entity(c, &mut out);
            }
            ':' if is_emoji(after) => entity(c, &mut out),
            '\n' => {
                out.push(c);
                starts = true;
            }
            _ => out.push(c),
        }
        rest = after;
    }
    out
}

fn entity(c: char, out: &mut String) {
    use std::fmt::Write;
    // Writing to a string cannot fail.
    let _ = write!(out, "&#{};", u32::from(c));
}

/// What begins a line and would make it a heading, a list or code. Says how many bytes it took.
fn line_start(text: &str, out: &mut String) -> usize {
    let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
    // A blank that is not trimmed away and makes no code.
    text[..blanks].chars().for_each(|_| out.push('\u{a0}'));
    let text = &text[blanks..];
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mark = text[digits..].chars().next();
    match mark {
        Some(c @ ('.' | ')')) if digits > 0 => {
            out.push_str(&text[..digits]);
            entity(c, out);
            blanks + digits + 1
        }
        Some(c @ ('#' | '-' | '+' | '=')) if digits == 0 => {
            entity(c, out);
            blanks + 1
        }
        _ => blanks,
    }
}

/// Whether a colon before this begins what cards show as an emoji.
fn is_emoji(after: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+');
    let length = after.find(|c| !is_part(c)).unwrap_or(after.len());
    length > 0 && after[length..].starts_with(':')
}

/// An address for a card's link: nothing in it ends the link.
pub(crate) fn address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '(' | ')' | '<' | '>' | '"' | '\\' | '[' | ']' | '`' | '*' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_whitespace() || c.is_control() => {
                let mut bytes = [0; 4];
                let bytes = c.encode_utf8(&mut bytes).bytes();
                bytes.for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
            c => out.push(c),
        }
    }
    out
}

/// Code for a card: what might mention somebody, or end the code, is broken. Says whether any was.
pub(crate) fn code(code: &str) -> (String, bool) {
    let broken = broken(code, |after| starts_with(after, "at") || starts_with(after, "/at"));
    let mut has_fence = false;
    let lines = broken.0.split('\n').map(|line| {
        if line.trim_start().starts_with("```") {
            has_fence = true;
            format!("{JOINER}{line}")
        } else {
            line.to_owned()
        }
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    (text, broken.1 || has_fence)
}

/// Text for a text message: no tag and no link in it is one. Says whether any was.
pub(crate) fn text(text: &str) -> (String, bool) {
    const TAGS: &[&str] = &["at", "/at", "b>", "/b>", "i>", "/i>", "u>", "/u>", "s>", "/s>"];
    let (text, has_tag) = broken(text, |after| TAGS.iter().any(|tag| starts_with(after, tag)));
    if !text.contains("](") {
        return (text, has_tag);
    }
    (text.replace("](", &format!("]{JOINER}(")), true)
}

fn broken(text: &str, is_tag: impl Fn(&str) -> bool) -> (String, bool) {
    let mut parts = text.split('<');
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut has_tag = false;
    for part in parts {
        out.push('<');
        if is_tag(part) {
            out.push(JOINER);
            has_tag = true;
        }
        out.push_str(part);
    }
    (out, has_tag)
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_means_something_to_a_card_is_left() {
        for (text, expected) in [
            ("<at id=all></at>", "&#60;at id=all&#62;&#60;/at&#62;"),
            ("2 * 3 & 4 &lt;", "2 &#42; 3 & 4 &#38;lt;"),
            ("# no\n1. no\n- no", "&#35; no\n1&#46; no\n&#45; no"),
            ("10:30:20 :OK:", "10&#58;30:20 &#58;OK:"),
            ("    code", "\u{a0}\u{a0}\u{a0}\u{a0}code"),
            ("3.14 and a-b", "3&#46;14 and a-b"),
        ] {
            assert_eq!(card(text, true), expected, "{text}");
        }
        assert_eq!(address("https://x/(a b)"), "https://x/%28a%20b%29");
    }

    #[test]
    fn tags_in_code_and_texts_are_broken() {
        assert_eq!(code("<AT id=all>\n```"), ("<\u{2060}AT id=all>\n\u{2060}```".to_owned(), true));
        assert_eq!(code("a < b"), ("a < b".to_owned(), false));
        assert_eq!(text("<b>[a](b)"), ("<\u{2060}b>[a]\u{2060}(b)".to_owned(), true));
        assert_eq!(text("1 < 2"), ("1 < 2".to_owned(), false));
    }
}
