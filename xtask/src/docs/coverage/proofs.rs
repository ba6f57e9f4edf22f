//! Which test of the sandbox calls an endpoint, read off the tests' own text.

use std::path::Path;

use lark_api::registry::Entry;

use crate::shell::Result;

/// The functions of the sandbox's tests.
pub(super) struct Proofs(Vec<Function>);

struct Function {
    /// The file's name without `.rs`.
    file: String,
    name: String,
    is_test: bool,
    /// From the signature to the next function.
    text: String,
}

/// What a function may mention.
struct Word {
    text: String,
    /// The only file in which the word means this.
    file: Option<String>,
}

/// Functions of this file are called from all others.
const HARNESS: &str = "harness";
/// How many functions may lie between a test and the request.
const DEPTH: usize = 3;

impl Proofs {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            paths.extend(path.extension().is_some_and(|end| end == "rs").then_some(path));
        }
        paths.sort();
        let mut all = Vec::new();
        for path in paths {
            let file = path.file_stem().unwrap_or_default().to_string_lossy();
            all.extend(functions(&file, &std::fs::read_to_string(&path)?));
        }
        Ok(Self(all))
    }

    /// The test that calls the endpoint most directly, as a link.
    pub(super) fn of(&self, entry: &Entry) -> Option<String> {
        let request = entry.request();
        let title = request.get("title")?.as_str()?.to_owned();
        let test = self.test_of(Word { text: title, file: None }, entry.meta.name)?;
        let Function { file, name, .. } = test;
        let sentence = name.replace('_', " ");
        Some(format!("[{sentence}](../crates/lark-sandbox/tests/it/{file}.rs)"))
    }

    fn test_of(&self, word: Word, endpoint: &str) -> Option<&Function> {
        let mut words = vec![word];
        for _ in 0..=DEPTH {
            let mentioning: Vec<&Function> =
                self.0.iter().filter(|function| function.mentions_any(&words)).collect();
            let tests: Vec<&&Function> = mentioning.iter().filter(|f| f.is_test).collect();
            // The file that is about the resource knows best.
            let about = tests.iter().find(|test| endpoint.contains(test.file.as_str()));
            if let Some(test) = about.or(tests.first()) {
                return Some(test);
            }
            words = mentioning.into_iter().map(Function::as_word).collect();
        }
        None
    }
}

impl Function {
    fn mentions_any(&self, words: &[Word]) -> bool {
        words.iter().any(|word| {
            let is_here = word.file.as_ref().is_none_or(|file| *file == self.file);
            is_here && word.text != self.name && has_word(&self.text, &word.text)
        })
    }

    fn as_word(&self) -> Word {
        let file = (self.file != HARNESS).then(|| self.file.clone());
        Word { text: self.name.clone(), file }
    }
}

fn functions(file: &str, text: &str) -> Vec<Function> {
    let mut functions: Vec<Function> = Vec::new();
    let mut is_test = false;
    for line in text.lines() {
        let code = line.trim_start();
        let declaration = code.strip_prefix("pub ").unwrap_or(code).strip_prefix("fn ");
        if let Some(rest) = declaration {
            let name = rest.split(['(', '<']).next().unwrap_or_default().to_owned();
            let file = file.to_owned();
            functions.push(Function { file, name, is_test, text: String::new() });
        }
        is_test = code == "#[test]";
        if let Some(function) = functions.last_mut() {
            function.text += code;
            function.text.push('\n');
        }
    }
    functions
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(start, _)| {
        !text[..start].ends_with(is_part) && !text[start + word.len()..].starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(files: &[(&str, &str)], word: &str, endpoint: &str) -> Option<String> {
        let all = files.iter().flat_map(|(file, text)| functions(file, text));
        let proofs = Proofs(all.collect());
        let word = Word { text: word.to_owned(), file: None };
        proofs.test_of(word, endpoint).map(|test| format!("{}::{}", test.file, test.name))
    }

    const PINS: &str = "fn pin(m: &Id) -> CreatePin {\n    CreatePin { m }\n}\n\n#[test]\n\
                        fn a_pin_stays() {\n    world.ask(&pin(&m));\n}\n";
    const OTHER: &str = "#[test]\nfn pin_names_differ() {\n    pin(&m);\n}\n";

    #[test]
    fn a_test_is_found_through_the_function_that_makes_the_request() {
        let files = [("other", OTHER), ("pins", PINS)];
        assert_eq!(find(&files, "CreatePin", "im.pins.create").unwrap(), "pins::a_pin_stays");
        assert_eq!(find(&files, "DeletePin", "im.pins.delete"), None);
    }

    #[test]
    fn a_test_in_the_file_about_the_resource_is_preferred() {
        let direct = "#[test]\nfn it_pins() {\n    CreatePin {};\n}\n";
        let files = [("chats", direct), ("pins", direct)];
        assert_eq!(find(&files, "CreatePin", "im.pins.create").unwrap(), "pins::it_pins");
    }

    #[test]
    fn what_the_harness_offers_is_called_from_any_file() {
        let harness = "    pub fn send(&self) {\n        SendMessage {}\n    }\n";
        let files = [("harness", harness), ("pins", "#[test]\nfn t() {\n    world.send(x);\n}\n")];
        assert_eq!(find(&files, "SendMessage", "im.messages.create").unwrap(), "pins::t");
    }
}
