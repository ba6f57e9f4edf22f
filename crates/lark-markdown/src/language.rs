//! The languages that Lark colours code in.

const KNOWN: &[(&str, &[&str])] = &[
    ("PYTHON", &["py", "python3"]),
    ("C", &["h"]),
    ("CPP", &["c++", "cc", "cxx", "hpp"]),
    ("GO", &["golang"]),
    ("JAVA", &[]),
    ("KOTLIN", &["kt", "kts"]),
    ("SWIFT", &[]),
    ("PHP", &[]),
    ("RUBY", &["rb"]),
    ("RUST", &["rs"]),
    ("JAVASCRIPT", &["js", "mjs", "cjs", "jsx", "node"]),
    ("TYPESCRIPT", &["ts", "tsx"]),
    ("BASH", &["sh", "zsh", "console"]),
    ("SHELL", &["shellsession"]),
    ("SQL", &[]),
    ("JSON", &["jsonc", "json5"]),
    ("XML", &["svg"]),
    ("YAML", &["yml"]),
    ("HTML", &["htm"]),
    ("THRIFT", &[]),
];

/// Lark's name for a language.
pub(crate) fn known(word: &str) -> Option<&'static str> {
    let is = |name: &str| name.eq_ignore_ascii_case(word);
    let found = KNOWN.iter().find(|(name, others)| is(name) || others.iter().any(|name| is(name)));
    found.map(|(name, _)| *name)
}

/// What a fence says of its code: Lark's name for the language, and what Lark cannot show of it.
pub(crate) fn of_info(info: &str) -> (Option<&'static str>, &str) {
    let info = info.trim();
    let (word, rest) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
    match known(word) {
        Some(language) => (Some(language), rest.trim()),
        None => (None, info),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_usual_names_and_the_rest_is_kept() {
        assert_eq!(of_info("rs"), (Some("RUST"), ""));
        assert_eq!(of_info(" Python  title=\"a.py\""), (Some("PYTHON"), "title=\"a.py\""));
        assert_eq!(of_info("mermaid"), (None, "mermaid"));
        assert_eq!(of_info(""), (None, ""));
    }
}
