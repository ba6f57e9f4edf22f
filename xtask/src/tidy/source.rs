//! A text file as the rules see it: its lines, without comments, and which of them are tests.

pub(super) struct Source {
    /// From the repository's root, with `/` on every system.
    pub(super) path: String,
    pub(super) text: String,
    /// The number of the first line inside `#[cfg(test)] mod … {`.
    tests_from: usize,
}

pub(super) struct Line<'a> {
    pub(super) number: usize,
    pub(super) text: &'a str,
    /// In Rust, the line without its comment.
    pub(super) code: &'a str,
    pub(super) is_test: bool,
}

impl Source {
    /// `None` where the bytes are no text.
    pub(super) fn new(path: &str, bytes: Vec<u8>) -> Option<Self> {
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
        let tests_from = if is_test_path(path) { 0 } else { first_test_line(&text) };
        Some(Self { path: path.to_owned(), text, tests_from })
    }

    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub(super) fn is_program(&self) -> bool {
        [".rs", ".py", ".js", ".mjs"].iter().any(|end| self.path.ends_with(end))
    }

    /// Whether the file lies under one of these folders, or is one of these files.
    pub(super) fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| match place.ends_with('/') {
            true => self.path.starts_with(place),
            false => self.path == *place,
        })
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        (1..).zip(self.text.split('\n')).map(|(number, text)| Line {
            number,
            text,
            code: if self.is_rust() { without_comment(text) } else { text },
            is_test: number >= self.tests_from,
        })
    }
}

fn is_test_path(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

fn first_test_line(text: &str) -> usize {
    let mut lines = (1..).zip(text.lines()).skip_while(|(_, line)| line.trim() != "#[cfg(test)]");
    match (lines.next(), lines.next()) {
        (Some(_), Some((number, module))) if module.ends_with('{') => number,
        _ => usize::MAX,
    }
}

/// Cuts at the first `//` that is not part of a URL.
fn without_comment(line: &str) -> &str {
    let starts = line.match_indices("//").map(|(start, _)| start);
    let comment = starts.into_iter().find(|start| !line[..*start].ends_with([':', '/']));
    comment.map_or(line, |start| &line[..start])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_no_code_and_a_url_is_no_comment() {
        assert_eq!(without_comment("let a = 1; // tokio"), "let a = 1; ");
        assert_eq!(without_comment("//! tokio"), "");
        assert_eq!(without_comment(r#"get("http://host") // x"#), r#"get("http://host") "#);
    }

    #[test]
    fn what_follows_a_test_module_in_the_file_is_test() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        let source = Source::new("src/a.rs", text.into()).unwrap();
        let tests: Vec<bool> = source.lines().map(|line| line.is_test).collect();
        assert_eq!(tests, [false, false, true, true, true, true]);
    }

    #[test]
    fn a_test_module_in_another_file_leaves_the_rest_of_the_file_alone() {
        let source = Source::new("src/a.rs", "#[cfg(test)]\nmod tests;\nfn a() {}\n".into());
        assert!(source.unwrap().lines().all(|line| !line.is_test));
        let source = Source::new("src/a/tests.rs", "fn a() {}\n".into());
        assert!(source.unwrap().lines().all(|line| line.is_test));
    }

    #[test]
    fn a_binary_file_is_no_source() {
        assert!(Source::new("a.png", vec![0xff, 0xd8]).is_none());
        assert!(Source::new("a.bin", vec![b'a', 0]).is_none());
    }
}
