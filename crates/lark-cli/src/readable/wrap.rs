//! Text in lines of a width. What is wide takes two columns, as on a terminal, and may be parted
//! anywhere but before what closes and after what opens.

use unicode_width::UnicodeWidthChar;

use crate::output::sanitize;

/// How text stands out on a terminal that shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub struck: bool,
}

impl Look {
    pub const DIM: Self =
        Self { dim: true, bold: false, italic: false, underline: false, struck: false };
    pub const BOLD: Self =
        Self { bold: true, dim: false, italic: false, underline: false, struck: false };

    fn codes(self) -> String {
        let codes = [
            (self.bold, "1"),
            (self.dim, "2"),
            (self.italic, "3"),
            (self.underline, "4"),
            (self.struck, "9"),
        ];
        let codes: Vec<_> = codes.iter().filter(|(is_on, _)| *is_on).map(|(_, it)| *it).collect();
        codes.join(";")
    }
}

/// Whether looks are shown at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Looks {
    #[default]
    Hidden,
    Shown,
}

#[derive(Clone, Copy)]
struct Cell {
    c: char,
    width: usize,
    look: Look,
}

/// Text in one or more looks; nothing in it is for a terminal to act on.
#[derive(Clone, Default)]
pub struct Text {
    cells: Vec<Cell>,
}

/// Columns between which tabs stand.
const TAB: usize = 4;

impl Text {
    /// Adds what anybody may have written.
    pub fn push(&mut self, text: &str, look: Look) {
        let clean = sanitize(text);
        self.cells.reserve(clean.len());
        for c in clean.chars() {
            match c {
                ' '..='~' => self.cells.push(Cell { c, width: 1, look }),
                '\t' => self.cells.extend([Cell { c: ' ', width: 1, look }; TAB]),
                '\n' => self.cells.push(Cell { c, width: 0, look }),
                // The sign before it is shown as an emoji, in two columns.
                '\u{fe0f}' => {
                    let was = self.cells.last().map_or(0, |cell| cell.width);
                    self.cells.push(Cell { c, width: usize::from(was == 1), look });
                }
                c => self.cells.push(Cell { c, width: c.width().unwrap_or(0), look }),
            }
        }
    }

    pub fn of(text: &str, look: Look) -> Self {
        let mut made = Self::default();
        made.push(text, look);
        made
    }

    /// The same on one line.
    pub fn flat(mut self) -> Self {
        self.cells.iter_mut().filter(|cell| cell.c == '\n').for_each(|cell| {
            *cell = Cell { c: ' ', width: 1, look: cell.look };
        });
        self
    }

    /// The same in one look.
    pub fn with(mut self, look: Look) -> Self {
        self.cells.iter_mut().for_each(|cell| cell.look = look);
        self
    }

    /// No wider than this.
    pub fn cut(mut self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let mut left = width.saturating_sub(1);
        let fits = |cell: &&Cell| {
            let is_in = cell.width <= left;
            left = left.saturating_sub(cell.width);
            is_in
        };
        let count = self.cells.iter().take_while(fits).count();
        self.cells.truncate(count);
        self.push("…", Look::default());
        self
    }

    pub fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.width).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub fn append(&mut self, mut more: Self) {
        self.cells.append(&mut more.cells);
    }

    pub fn pad(&mut self, width: usize) {
        let blanks = width.saturating_sub(self.width());
        let blank = Cell { c: ' ', width: 1, look: Look::default() };
        self.cells.extend(std::iter::repeat_n(blank, blanks));
    }

    /// In lines of at most this width; a word that is wider stays whole.
    pub fn wrap(&self, width: usize) -> Vec<Self> {
        let mut lines = Vec::new();
        let (mut start, mut may_end, mut taken) = (0, 0, 0);
        for (at, cell) in self.cells.iter().enumerate() {
            if cell.c == '\n' {
                lines.push(self.line(start, at));
                (start, may_end, taken) = (at + 1, at + 1, 0);
                continue;
            }
            if at > start && may_part(&self.cells[at - 1], cell) {
                may_end = at;
            }
            if taken + cell.width > width && cell.c != ' ' && may_end > start {
                lines.push(self.line(start, may_end));
                start = may_end;
                taken = self.cells[start..at].iter().map(|cell| cell.width).sum();
            }
            taken += cell.width;
        }
        lines.push(self.line(start, self.cells.len()));
        lines
    }

    /// In lines of exactly this width, as code is.
    pub fn chop(&self, width: usize) -> Vec<Self> {
        let mut lines = Vec::new();
        let (mut start, mut taken) = (0, 0);
        for (at, cell) in self.cells.iter().enumerate() {
            if taken + cell.width > width && at > start {
                lines.push(self.line(start, at));
                (start, taken) = (at, 0);
            }
            taken += cell.width;
        }
        lines.push(self.line(start, self.cells.len()));
        lines
    }

    fn line(&self, start: usize, end: usize) -> Self {
        let cells = &self.cells[start..end];
        let blanks = cells.iter().rev().take_while(|cell| cell.c == ' ').count();
        Self { cells: cells[..cells.len() - blanks].to_vec() }
    }

    pub fn write(&self, looks: Looks, out: &mut String) {
        let mut look = Look::default();
        for cell in &self.cells {
            if looks == Looks::Shown && cell.look != look {
                if look != Look::default() {
                    out.push_str("\u{1b}[0m");
                }
                look = cell.look;
                if look != Look::default() {
                    out.push_str(&format!("\u{1b}[{}m", look.codes()));
                }
            }
            out.push(cell.c);
        }
        if look != Look::default() {
            out.push_str("\u{1b}[0m");
        }
    }
}

/// Whether a line may end between two signs.
fn may_part(before: &Cell, after: &Cell) -> bool {
    if after.width == 0 || before.c == '\u{200d}' || after.c == ' ' {
        return false;
    }
    let is_wide = before.width == 2 || after.width == 2;
    before.c == ' ' || (is_wide && !closes(after.c) && !opens(before.c))
}

fn closes(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
        || "，。、；：？！）】》」』〉〕”’…—～·,.;:?!)]}%»".contains(c)
}

fn opens(c: char) -> bool {
    "（【《「『〈〔“‘([{«$¥#@".contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        Text::of(text, Look::default()).wrap(width).iter().map(shown).collect()
    }

    fn shown(line: &Text) -> String {
        let mut text = String::new();
        line.write(Looks::Hidden, &mut text);
        text
    }

    #[test]
    fn words_stay_whole_and_wide_signs_part_anywhere_but_at_what_closes() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("https://example.com/long is", 8), ["https://example.com/long", "is"]);
        assert_eq!(wrapped("群聊消息，好的", 8), ["群聊消", "息，好的"]);
        assert_eq!(wrapped("a\n\n  b  ", 8), ["a", "", "  b"]);
        assert_eq!(wrapped("👩\u{200d}💻👩\u{200d}💻", 5), ["👩\u{200d}💻", "👩\u{200d}💻"]);
    }

    #[test]
    fn looks_are_shown_only_where_they_may() {
        let mut text = Text::of("a", Look::BOLD);
        text.push(" b", Look::DIM);
        assert_eq!(shown(&text), "a b");
        let mut styled = String::new();
        text.write(Looks::Shown, &mut styled);
        assert_eq!(styled, "\u{1b}[1ma\u{1b}[0m\u{1b}[2m b\u{1b}[0m");
    }

    #[test]
    fn what_is_too_wide_is_cut_with_a_mark() {
        let cut = |text: &str, width| shown(&Text::of(text, Look::default()).cut(width));
        assert_eq!(
            (cut("abc", 3), cut("abcd", 3), cut("群聊群", 4)),
            ("abc".into(), "ab…".into(), "群…".into())
        );
    }

    proptest! {
        #[test]
        fn only_a_word_that_cannot_be_parted_is_wider_than_the_line(
            text in "([a-z]{1,9}|[ \n\t]|[群聊，。（]|👍|\u{1b}\\[31m|\u{202e}){0,40}",
            width in 4usize..30,
        ) {
            let source = Text::of(&text, Look::default());
            let lines = source.wrap(width);
            for line in &lines {
                let can_part = line.cells.windows(2).any(|pair| may_part(&pair[0], &pair[1]));
                prop_assert!(line.width() <= width || !can_part, "{:?}", shown(line));
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let all: String = lines.iter().map(shown).collect();
            prop_assert_eq!(letters(&all), letters(&sanitize(&text)));
        }
    }
}
