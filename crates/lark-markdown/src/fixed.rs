//! Tables as lines of fixed width.

use unicode_width::UnicodeWidthStr;

use crate::model::{Align, Cell, Piece, Span, Table};

/// The table's lines.
pub(crate) fn lines(table: &Table) -> Vec<String> {
    let text = |row: &Vec<Cell>| row.iter().map(|cell| plain(cell)).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(text).collect();
    fixed_width(&text(&table.header), &table.columns, &rows)
}

/// A table as lines of fixed width; what is wide takes two columns, as on a terminal.
pub fn fixed_width(header: &[String], columns: &[Align], rows: &[Vec<String>]) -> Vec<String> {
    let rows: Vec<Vec<Vec<String>>> = std::iter::once(header)
        .chain(rows.iter().map(Vec::as_slice))
        .map(|row| row.iter().map(|cell| cell_lines(cell)).collect())
        .collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.flatten().map(|line| line.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let height = row.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            let cells = widths.iter().enumerate().map(|(column, width)| {
                let text = row.get(column).and_then(|cell| cell.get(line));
                let align = columns.get(column).copied().unwrap_or(Align::Left);
                padded(text.map_or("", String::as_str), *width, align)
            });
            lines.push(cells.collect::<Vec<_>>().join(" │ ").trim_end().to_owned());
        }
        if number == 0 {
            let rules = widths.iter().map(|width| "─".repeat(*width));
            lines.push(rules.collect::<Vec<_>>().join("─┼─"));
        }
    }
    lines
}

fn padded(text: &str, width: usize, align: Align) -> String {
    let blanks = width.saturating_sub(text.width());
    let before = match align {
        Align::Left => 0,
        Align::Center => blanks / 2,
        Align::Right => blanks,
    };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(blanks - before))
}

fn cell_lines(cell: &str) -> Vec<String> {
    cell.split('\n').map(|line| line.replace(['\t', '\r'], " ")).collect()
}

/// Spans without their styles; where a link leads stands behind it.
pub(crate) fn plain(spans: &[Span]) -> String {
    let mut text = String::new();
    let mut spans = spans.iter().peekable();
    while let Some(span) = spans.next() {
        match &span.piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Code(code) => text.push_str(&format!("`{code}`")),
            Piece::Break => text.push('\n'),
            Piece::Tag(tag) => text.push_str(&tag.source),
            Piece::Mention(mention) => text.push_str(&at_name(&mention.name, &mention.id)),
            Piece::Image(image) => text.push_str(&image_name(image.alt.as_str())),
        }
        let Some(link) = &span.link else { continue };
        let goes_on = spans.peek().is_some_and(|next| next.link.as_ref() == Some(link));
        if !goes_on && !text.ends_with(link.as_ref()) {
            text.push_str(&format!(" ({link})"));
        }
    }
    text
}

pub(crate) fn at_name(name: &str, id: &str) -> String {
    format!("@{}", if name.is_empty() { id } else { name })
}

fn image_name(alt: &str) -> String {
    if alt.is_empty() { "[image]".to_owned() } else { format!("[image: {alt}]") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_and_lines_stay_apart() {
        let cell = |text: &str| vec![Span::plain(1, text)];
        let table = Table {
            columns: vec![Align::Left, Align::Right],
            header: vec![cell("品名"), cell("n")],
            rows: vec![vec![cell("tea"), cell("3")], vec![cell("a\nb"), cell("12")]],
        };
        assert_eq!(lines(&table), ["品名 │  n", "─────┼───", "tea  │  3", "a    │ 12", "b    │"]);
    }
}
