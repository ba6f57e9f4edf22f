//! What was measured, next to what it may be, as a table of Markdown.

use std::fmt::Write;

/// One line of the table.
pub(super) struct Row {
    pub(super) what: String,
    pub(super) measured: String,
    pub(super) target: String,
    pub(super) is_met: bool,
}

pub(super) fn render(rows: &[Row]) -> String {
    let mut table = "| What | Measured | Target |\n|---|---:|---|\n".to_owned();
    for Row { what, measured, target, is_met } in rows {
        let verdict = if *is_met { "" } else { ": **missed**" };
        // Text takes every write.
        let _ = writeln!(table, "| {what} | {measured} | {target}{verdict} |");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misses_its_target_says_so() {
        let row = |is_met| Row {
            what: "a".to_owned(),
            measured: "1".to_owned(),
            target: "2".to_owned(),
            is_met,
        };
        let table = render(&[row(true), row(false)]);
        assert!(table.contains("| a | 1 | 2 |\n| a | 1 | 2: **missed** |\n"), "{table}");
    }
}
