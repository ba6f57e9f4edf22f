//! The mentions in a text. What is not well formed, and every other tag and entity, is plain text.

use std::borrow::Cow;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it stands: nothing in it is decoded.
    Plain(&'t str),
    At(At<'t>),
}

/// A well-formed mention: `<at user_id="ou_…">name</at>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At<'t> {
    /// What the id is: `user_id` in texts; `id`, `ids` or `email` in cards.
    pub attribute: &'static str,
    /// Not empty; several in `ids`, with commas between.
    pub id: &'t str,
    /// May be empty.
    pub name: &'t str,
    /// The whole of it.
    pub source: &'t str,
}

/// The parts of a text message or of a post's Markdown, in their order and nothing left out.
pub fn of_text(text: &str) -> Pieces<'_> {
    Pieces { rest: text, attributes: &["user_id"] }
}

/// The parts of a card's Markdown.
pub fn of_card(text: &str) -> Pieces<'_> {
    Pieces { rest: text, attributes: &["user_id", "id", "ids", "email"] }
}

/// A card's text as it is shown: in cards, numbers and a few names of entities stand for signs that
/// would mean something, but not in code.
pub fn without_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '`']) {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(code) = code(rest) {
            shown.push_str(code);
            rest = &rest[code.len()..];
            continue;
        }
        let (sign, length) = entity(rest).unwrap_or((char::from(rest.as_bytes()[0]), 1));
        shown.push(sign);
        rest = &rest[length..];
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// Code at the start of a text, with its backticks: nothing in it stands for something else.
fn code(text: &str) -> Option<&str> {
    let marks = text.len() - text.trim_start_matches('`').len();
    let inside = text.get(marks..).filter(|_| marks > 0)?;
    let end = inside.find(&text[..marks])?;
    Some(&text[..marks + end + marks])
}

/// The sign that an entity at the start of a text stands for, and how long the entity is.
fn entity(text: &str) -> Option<(char, usize)> {
    // None is longer than `&#1114111;`.
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let sign = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "nbsp" => ' ',
        "ensp" => '\u{2002}',
        "emsp" => '\u{2003}',
        number => char::from_u32(number.strip_prefix('#')?.parse().ok()?)?,
    };
    Some((sign, end + 1))
}

/// See [`of_text`].
#[derive(Clone, Debug)]
pub struct Pieces<'t> {
    rest: &'t str,
    attributes: &'static [&'static str],
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        if self.rest.is_empty() {
            return None;
        }
        let starts = self.rest.match_indices("<at ");
        let found = starts.map(|(at, _)| (at, At::at_start(&self.rest[at..], self.attributes)));
        let first = found.into_iter().find_map(|(at, tag)| Some((at, tag?)));
        let (piece, length) = match first {
            Some((0, tag)) => (Piece::At(tag), tag.source.len()),
            Some((at, _)) => (Piece::Plain(&self.rest[..at]), at),
            None => (Piece::Plain(self.rest), self.rest.len()),
        };
        self.rest = &self.rest[length..];
        Some(piece)
    }
}

impl<'t> At<'t> {
    fn at_start(text: &'t str, attributes: &[&'static str]) -> Option<Self> {
        let given = text.strip_prefix("<at ")?.trim_start();
        let (attribute, value) = attributes.iter().find_map(|attribute| {
            Some((*attribute, given.strip_prefix(attribute)?.strip_prefix('=')?))
        })?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        // Neither an id nor a name has a bracket, so none is looked for beyond one.
        let (id, after) = match quote {
            Some(quote) => {
                let end = value[1..].find([quote, '<', '>'])? + 1;
                (&value[1..end], value[end..].strip_prefix(quote)?)
            }
            None => value.split_at(value.find(['>', ' ', '<'])?),
        };
        let inner = after.trim_start().strip_prefix('>')?;
        let (name, after) = inner.split_at(inner.find('<')?);
        let after = after.strip_prefix("</at>")?;
        let source = &text[..text.len() - after.len()];
        (!id.is_empty()).then_some(Self { attribute, id, name, source })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn only(text: &str) -> Option<At<'_>> {
        match of_text(text).next() {
            Some(Piece::At(at)) => Some(at),
            _ => None,
        }
    }

    #[test]
    fn a_mention_is_read_with_either_quote_and_without() {
        for text in [
            "<at user_id=\"ou_1\">Tom</at>!",
            "<at user_id='ou_1'>Tom</at>!",
            "<at user_id=ou_1>Tom</at>!",
        ] {
            let pieces: Vec<_> = of_text(text).collect();
            let [Piece::At(at), Piece::Plain("!")] = pieces.as_slice() else { panic!("{text}") };
            assert_eq!((at.id, at.name, at.attribute), ("ou_1", "Tom", "user_id"));
        }
        assert_eq!(only("<at user_id=\"all\"></at>").unwrap().id, "all");
    }

    #[test]
    fn a_tag_that_is_not_closed_or_has_no_id_is_text_and_so_is_an_entity() {
        for text in [
            "<at user_id=\"ou_1\">Tom",
            "<at user_id=\"ou_1>Tom</at>",
            "<at user_id=\"\">Tom</at>",
            "<at name=\"Tom\">Tom</at>",
            "<at user_id=\"ou_1\"><b>Tom</b></at>",
            "<at user_id=\"ou_1\" /></at>",
            "<at id=\"ou_1\">Tom</at>",
            "<b>bold &lt;at user_id=&quot;ou_1&quot;&gt;&amp;",
        ] {
            assert_eq!(of_text(text).collect::<Vec<_>>(), [Piece::Plain(text)], "{text}");
        }
    }

    #[test]
    fn a_card_names_people_in_its_own_ways() {
        let ids: Vec<_> = of_card("<at id=ou_1></at> <at ids=ou_1,ou_2></at><at email=a@b.c></at>")
            .filter_map(|piece| match piece {
                Piece::At(at) => Some((at.attribute, at.id)),
                Piece::Plain(_) => None,
            })
            .collect();
        assert_eq!(ids, [("id", "ou_1"), ("ids", "ou_1,ou_2"), ("email", "a@b.c")]);
    }

    #[test]
    fn entities_of_cards_stand_for_their_signs_and_others_are_text() {
        assert_eq!(without_entities("&#42;&#60;at&gt; a&nbsp;b &amp;lt;"), "*<at> a b &lt;");
        assert_eq!(
            without_entities("`&lt;` &lt; ```\n&lt;\n``` ` &lt;"),
            "`&lt;` < ```\n&lt;\n``` ` <"
        );
        for text in ["&", "&;", "&#;", "&#x41;", "&copy;", "a & b", "&#99999999;", "&字;"] {
            assert_eq!(without_entities(text), text);
        }
    }

    proptest! {
        #[test]
        fn the_pieces_of_a_text_are_the_text(
            text in "(<at user_id=|\"|'|ou_1|>|</at>|<|&lt;|[a-z群 ]){0,12}"
        ) {
            let whole: String = of_text(&text)
                .map(|piece| match piece {
                    Piece::Plain(text) => text,
                    Piece::At(at) => at.source,
                })
                .collect();
            prop_assert_eq!(whole, text);
        }
    }
}
