//! What of a source the parser gave no event for: definitions of links, above all.

use std::{collections::BTreeSet, ops::Range};

/// Follows how far the source has been seen.
pub(crate) struct Gaps<'s> {
    source: &'s str,
    seen: usize,
    found: Vec<Range<usize>>,
    /// Where the definitions that links use are.
    used: BTreeSet<(usize, usize)>,
}

impl<'s> Gaps<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self { source, seen: 0, found: Vec::new(), used: BTreeSet::new() }
    }

    /// Up to here all was seen or is only a mark.
    pub(crate) fn see(&mut self, upto: usize) {
        self.seen = self.seen.max(upto);
    }

    /// What was not seen up to here says something of its own, if it says anything.
    pub(crate) fn close(&mut self, upto: usize) {
        if upto > self.seen {
            self.found.push(self.seen..upto);
            self.seen = upto;
        }
    }

    /// What of a table's row stands beyond its last column.
    pub(crate) fn rest_of_row(&mut self, end: usize) -> Option<&'s str> {
        let rest = self.source.get(self.seen..end)?;
        self.see(end);
        let rest = rest.trim().trim_matches('|').trim();
        rest.contains(|c: char| !c.is_whitespace() && c != '|').then_some(rest)
    }

    pub(crate) fn uses(&mut self, definition: &Range<usize>) {
        self.used.insert((definition.start, definition.end));
    }

    /// Where the texts that nothing shows begin, and the texts.
    pub(crate) fn texts(&self) -> Vec<(usize, String)> {
        self.found.iter().filter_map(|gap| Some((gap.start, self.text(gap)?))).collect()
    }

    fn text(&self, gap: &Range<usize>) -> Option<String> {
        let source = self.source.get(gap.clone())?;
        if !source.contains(char::is_alphanumeric) {
            return None;
        }
        let mut kept = String::new();
        let mut from = gap.start;
        for (start, end) in self.used.range((gap.start, 0)..(gap.end, 0)) {
            kept.push_str(self.source.get(from..*start).unwrap_or_default());
            from = *end;
        }
        kept.push_str(self.source.get(from..gap.end).unwrap_or_default());
        let lines = kept.lines().map(|line| line.trim_start_matches([' ', '\t', '>']).trim_end());
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        let text = lines.join("\n");
        text.contains(char::is_alphanumeric).then_some(text)
    }
}
