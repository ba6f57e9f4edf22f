//! Rules about a file as a whole: its name, its length, its first line, how its lines end.

use super::{Finding, source::Source};

const MAX_LINES: usize = 500;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "misc"];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let rules: [fn(&Source) -> Option<Finding>; 6] =
        [name, length, first_line, last_line, carriage_return, trailing_whitespace];
    rules.iter().filter_map(|rule| rule(source)).collect()
}

fn name(source: &Source) -> Option<Finding> {
    let parts = source.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    let empty = parts.filter(|_| source.is_program()).find(|part| {
        EMPTY_NAMES.iter().any(|name| part.rsplit('_').next().is_some_and(|last| last == *name))
    })?;
    let what = format!("the name `{empty}` says nothing");
    finding(source, 1, what, "name it after the one idea in it")
}

fn length(source: &Source) -> Option<Finding> {
    let lines = source.text.lines().count();
    let is_ours = source.is_program() && !source.path.contains("/vendor/");
    (is_ours && lines > MAX_LINES).then_some(())?;
    let what = format!("{lines} lines, at most {MAX_LINES} are allowed");
    finding(source, MAX_LINES + 1, what, "split it: one idea a file")
}

fn first_line(source: &Source) -> Option<Finding> {
    let is_wanted = source.is_rust() && source.path.contains("src/");
    (is_wanted && !source.text.starts_with("//! ")).then_some(())?;
    let hint = "begin the file with a `//!` line that says what it knows";
    finding(source, 1, "the file does not say what it knows".to_owned(), hint)
}

fn last_line(source: &Source) -> Option<Finding> {
    (!source.text.is_empty() && !source.text.ends_with('\n')).then_some(())?;
    let last = source.text.lines().count();
    finding(source, last, "no newline at the end".to_owned(), "end the file with a newline")
}

fn carriage_return(source: &Source) -> Option<Finding> {
    let line = source.lines().find(|line| line.text.ends_with('\r'))?;
    finding(source, line.number, "a carriage return".to_owned(), "end lines with `\\n` alone")
}

fn trailing_whitespace(source: &Source) -> Option<Finding> {
    let mut lines = source.lines().filter(|_| source.is_rust());
    let line = lines.find(|line| line.text.ends_with([' ', '\t']))?;
    finding(source, line.number, "whitespace at the end".to_owned(), "run `cargo fmt`")
}

fn finding(source: &Source, line: usize, what: String, hint: &'static str) -> Option<Finding> {
    Some(Finding { path: source.path.clone(), line, what, hint })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the rules say about a file, as `line: what`.
    fn said(path: &str, text: &str) -> Vec<String> {
        let source = Source::new(path, text.into()).unwrap();
        check(&source).into_iter().map(|f| format!("{}: {}", f.line, f.what)).collect()
    }

    #[test]
    fn a_good_file_passes() {
        assert!(said("crates/a/src/lib.rs", "//! What it knows.\n\nfn f() {}\n").is_empty());
    }

    #[test]
    fn a_name_that_says_nothing_is_found_in_files_and_folders() {
        let text = "//! A.\n";
        let expected = ["1: the name `utils` says nothing"];
        assert_eq!(said("crates/a/src/utils.rs", text), expected);
        assert_eq!(said("crates/a/src/utils/text.rs", text), expected);
        assert_eq!(said("web/text_helpers.mjs", ""), ["1: the name `text_helpers` says nothing"]);
        assert!(said("crates/a/src/commonplace.rs", text).is_empty());
    }

    #[test]
    fn a_file_may_have_five_hundred_lines_and_not_one_more() {
        let most = format!("//! A.\n{}", "\n".repeat(MAX_LINES - 1));
        assert!(said("crates/a/src/lib.rs", &most).is_empty());
        let more = format!("{most}\n");
        let expected = ["501: 501 lines, at most 500 are allowed"];
        assert_eq!(said("crates/a/src/lib.rs", &more), expected);
        assert!(said("crates/a/web/vendor/preact.mjs", &more).is_empty());
    }

    #[test]
    fn a_source_file_says_what_it_knows() {
        let expected = ["1: the file does not say what it knows"];
        assert_eq!(said("xtask/src/main.rs", "fn main() {}\n"), expected);
    }

    #[test]
    fn a_missing_last_newline_is_found_in_any_text() {
        assert_eq!(said("docs/a.md", "one\ntwo"), ["2: no newline at the end"]);
        assert!(said("docs/empty.md", "").is_empty());
    }

    #[test]
    fn carriage_returns_are_found_in_any_text() {
        assert_eq!(said("docs/a.md", "one\ntwo\r\n"), ["2: a carriage return"]);
    }

    #[test]
    fn whitespace_at_the_end_of_a_line_is_found_in_rust() {
        assert_eq!(said("tests/a.rs", "fn f() {}\n \n"), ["2: whitespace at the end"]);
        assert!(said("docs/a.md", "a hard break  \n").is_empty());
    }
}
