//! Who is mentioned: typed names and tags become mentions, other text only shows them.

use crate::{
    model::{AtTag, Block, BlockKind, Document, Mention, Piece, Span},
    people::{Found, People, Person},
    warning::{Loss, Warnings},
};

/// Whether a text may mention people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mentions {
    Made,
    /// What would be a mention is shown as it is written.
    Inert,
}

/// Whether everybody is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Everybody {
    /// Where the text names all; at its beginning where it does not.
    Mentioned,
    Never,
}

/// The id that stands for everybody.
const ALL: &str = "all";

impl Document {
    /// Decides about every name and tag; to be done once, before rendering.
    pub fn settle_people(
        &mut self,
        mentions: Mentions,
        everybody: Everybody,
        people: &mut dyn People,
    ) {
        let mut warnings = std::mem::take(&mut self.warnings);
        let mut mentioned = Vec::new();
        let mut settling =
            Settling { mentions, everybody, people, warnings: &mut warnings, has_all: false };
        self.for_each_spans(&mut |spans| {
            if spans.iter().any(is_candidate) {
                *spans = settling.run(std::mem::take(spans));
                mentioned.extend(spans.iter().filter_map(person));
            }
        });
        if everybody == Everybody::Mentioned && !settling.has_all {
            let all = Mention { id: ALL.to_owned(), name: String::new() };
            let span = Span::plain(1, "").with(Piece::Mention(all));
            let kind = BlockKind::Paragraph(vec![span]);
            self.blocks.insert(0, Block { line: 1, kind });
        }
        self.warnings = warnings;
        self.mentioned = mentioned;
    }
}

fn person(span: &Span) -> Option<Person> {
    match &span.piece {
        Piece::Mention(Mention { id, name }) => Some(Person { id: id.clone(), name: name.clone() }),
        _ => None,
    }
}

fn is_candidate(span: &Span) -> bool {
    match &span.piece {
        Piece::Tag(_) => true,
        Piece::Text(text) => span.link.is_none() && text.contains('@'),
        _ => false,
    }
}

struct Settling<'a> {
    mentions: Mentions,
    everybody: Everybody,
    people: &'a mut dyn People,
    warnings: &'a mut Warnings,
    has_all: bool,
}

impl Settling<'_> {
    fn run(&mut self, spans: Vec<Span>) -> Vec<Span> {
        let mut settled = Vec::with_capacity(spans.len());
        for span in spans {
            match &span.piece {
                Piece::Tag(tag) => self.tag(&span, tag, &mut settled),
                Piece::Text(text) if is_candidate(&span) => self.text(&span, text, &mut settled),
                _ => settled.push(span),
            }
        }
        settled
    }

    fn tag(&mut self, span: &Span, tag: &AtTag, settled: &mut Vec<Span>) {
        match self.of_tag(span, tag) {
            Ok(mentions) => {
                for (at, mention) in mentions.into_iter().enumerate() {
                    if at > 0 {
                        settled.push(span.with(Piece::Text(" ".to_owned())));
                    }
                    settled.push(span.with(Piece::Mention(mention)));
                }
            }
            Err(loss) => {
                self.warnings.add(loss, span.line);
                settled.push(span.with(Piece::Text(tag.source.clone())));
            }
        }
    }

    fn of_tag(&mut self, span: &Span, tag: &AtTag) -> Result<Vec<Mention>, Loss> {
        let name = || if tag.name.is_empty() { tag.ids.join(",") } else { tag.name.clone() };
        let nobody = |reason: &str| Loss::Nobody { name: name(), reason: reason.to_owned() };
        if tag.ids.iter().any(|id| id == ALL) {
            return self.all(span.link.is_some()).map(|all| vec![all]);
        }
        if self.mentions == Mentions::Inert {
            return Err(Loss::Inert);
        }
        if span.link.is_some() {
            return Err(nobody("it stands in a link"));
        }
        if tag.are_emails {
            let found = tag.ids.iter().map(|email| match self.people.find(email, email) {
                Found::Person(person, _) => Ok(Mention { id: person.id, name: person.name }),
                Found::Nobody(reason) => Err(Loss::Nobody { name: email.clone(), reason }),
            });
            return found.collect();
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if tag.ids.is_empty() || !tag.ids.iter().all(|id| id.chars().all(is_part)) {
            return Err(nobody("that is no id"));
        }
        let named = |id: &String| Mention { id: id.clone(), name: tag.name.clone() };
        Ok(tag.ids.iter().map(named).collect())
    }

    fn all(&mut self, is_in_link: bool) -> Result<Mention, Loss> {
        if self.everybody == Everybody::Never || is_in_link {
            return Err(Loss::Everybody);
        }
        self.has_all = true;
        Ok(Mention { id: ALL.to_owned(), name: String::new() })
    }

    fn text(&mut self, span: &Span, text: &str, settled: &mut Vec<Span>) {
        let mut shown = 0;
        for (at, _) in text.match_indices('@') {
            let after = &text[at + 1..];
            let word = word(after);
            if at < shown || word.is_empty() || !may_begin(&text[..at]) {
                continue;
            }
            match self.name(after, word) {
                Ok((mention, length)) => {
                    if at > shown {
                        settled.push(span.with(Piece::Text(text[shown..at].to_owned())));
                    }
                    settled.push(span.with(Piece::Mention(mention)));
                    shown = at + 1 + length;
                }
                Err(loss) => self.warnings.add(loss, span.line),
            }
        }
        if shown < text.len() {
            settled.push(span.with(Piece::Text(text[shown..].to_owned())));
        }
    }

    fn name(&mut self, after: &str, word: &str) -> Result<(Mention, usize), Loss> {
        if let Some(length) = all_in(after, word) {
            return Ok((self.all(false)?, length));
        }
        if self.mentions == Mentions::Inert {
            return Err(Loss::Inert);
        }
        match self.people.find(after, word) {
            Found::Person(person, length) if after.is_char_boundary(length) => {
                Ok((Mention { id: person.id, name: person.name }, length))
            }
            Found::Person(..) => Err(Loss::Inert),
            Found::Nobody(reason) => Err(Loss::Nobody { name: word.to_owned(), reason }),
        }
    }
}

/// How much of the text after an `@` stands for everybody.
fn all_in(after: &str, word: &str) -> Option<usize> {
    let is = |name: &&&str| word.eq_ignore_ascii_case(name);
    let word_for_all = ["all", "everyone", "_all"].iter().find(is).map(|name| name.len());
    word_for_all.or_else(|| after.starts_with("所有人").then_some("所有人".len()))
}

/// Whether an `@` after this begins a name: not in an address, a path or a word.
fn may_begin(before: &str) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || "_.@/-+=:\\".contains(c);
    !before.chars().next_back().is_some_and(joins)
}

/// A name as far as one word goes, or a whole e-mail address; empty where there is none.
fn word(after: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-' || c == '.';
    let local = after.find(|c| !is_part(c) && c != '+').unwrap_or(after.len());
    if let Some(domain) = after[local..].strip_prefix('@') {
        let is_host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let length = domain.find(|c| !is_host(c)).unwrap_or(domain.len());
        let host = domain[..length].trim_end_matches(['.', '-']);
        if local > 0 && host.contains('.') && after[..local].is_ascii() {
            return &after[..local + 1 + host.len()];
        }
    }
    let length = after.find(|c| !is_part(c)).unwrap_or(after.len());
    after[..length].trim_end_matches(['.', '-', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_or_a_whole_address() {
        for (after, expected) in [
            ("wei, please", "wei"),
            ("wei.chen@example.com.", "wei.chen@example.com"),
            ("wei@host", "wei"),
            ("陈伟 你好", "陈伟"),
            (" wei", ""),
            ("-x", "-x"),
        ] {
            assert_eq!(word(after), expected, "{after}");
        }
    }

    #[test]
    fn an_address_a_path_and_a_word_have_no_names_in_them() {
        for before in ["mail wei", "https://x/", "a.", "git@", "node_modules/"] {
            assert!(!may_begin(before), "{before}");
        }
        for before in ["", "hi ", "(", "请", "，"] {
            assert!(may_begin(before), "{before}");
        }
    }
}
