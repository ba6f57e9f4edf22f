//! Text that others wrote, before it reaches a terminal.

const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Characters a terminal acts on, or that make text read as other text than it is.
pub fn is_unsafe(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Joins emoji, which fall apart without it; anywhere else it goes too.
        ZERO_WIDTH_JOINER => false,
        c if c.is_control() => true,
        // Nothing to see: a soft hyphen, a joiner of marks, fillers, marks of Mongolian.
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => true,
        '\u{61c}' | '\u{180b}'..='\u{180e}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// The text without them. Escape sequences go whole, so that nothing of them is left to read.
pub fn sanitize(text: &str) -> String {
    if text.is_ascii()
        && !text.bytes().any(|byte| byte.is_ascii_control() && !b"\n\t".contains(&byte))
    {
        return text.to_owned();
    }
    if !text.chars().any(|c| is_unsafe(c) || c == ZERO_WIDTH_JOINER) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => skip_sequence(&mut rest),
            '\u{9b}' => skip_control_sequence(&mut rest),
            '\u{9d}' | '\u{90}' | '\u{98}' | '\u{9e}' | '\u{9f}' => skip_string(&mut rest),
            ZERO_WIDTH_JOINER => {
                let is_between = clean.chars().next_back().is_some_and(is_emoji)
                    && rest.peek().copied().is_some_and(is_emoji);
                clean.extend(is_between.then_some(c));
            }
            c if is_unsafe(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

/// Signs of emoji, with what changes their colour or how they are shown.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2190}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0f}')
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_sequence(rest: &mut Rest<'_>) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_control_sequence(rest);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            rest.next();
            skip_string(rest);
        }
        Some(' '..='~') => {
            rest.next();
        }
        _ => {}
    }
}

/// Parameters, then one letter.
fn skip_control_sequence(rest: &mut Rest<'_>) {
    while let Some(' '..='?') = rest.peek() {
        rest.next();
    }
    if let Some('@'..='~') = rest.peek() {
        rest.next();
    }
}

/// A string up to its terminator; one without an end takes only its own line with it.
fn skip_string(rest: &mut Rest<'_>) {
    while let Some(&c) = rest.peek() {
        match c {
            '\n' => return,
            '\u{7}' | '\u{9c}' => {
                rest.next();
                return;
            }
            '\u{1b}' => {
                rest.next();
                if rest.peek() == Some(&'\\') {
                    rest.next();
                }
                return;
            }
            _ => {
                rest.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_go_and_text_stays() {
        assert_eq!(sanitize("a\u{1b}[31mred\u{1b}[0m b"), "ared b");
        assert_eq!(sanitize("\u{1b}]8;;http://evil\u{7}link\u{1b}]8;;\u{1b}\\!"), "link!");
        assert_eq!(sanitize("\u{9b}2Jx\u{90}q\u{9c}y"), "xy");
        assert_eq!(sanitize("\u{1b}]0;open\nnext"), "\nnext");
        assert_eq!(sanitize("rtl \u{202e}txt\u{202c} z\u{200b}w\r\u{8}"), "rtl txt zw");
        assert_eq!(sanitize("群聊 👩\u{200d}💻\n\tok"), "群聊 👩\u{200d}💻\n\tok");
        assert_eq!(sanitize("a\u{200d}b \u{200d}👩 \u{ad}x\u{3164}"), "ab 👩 x");
        assert_eq!(sanitize("❤\u{fe0f}\u{200d}🔥"), "❤\u{fe0f}\u{200d}🔥");
    }
}
