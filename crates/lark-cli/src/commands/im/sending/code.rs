//! `--code`: a text as a code block, in which nothing is a mention, a link or a style.

use clap::Args;
use lark_api::content::{
    Content, PostToSend,
    post::{KnownNode, Node, Post},
};

use crate::error::CommandError;

/// Whether the text is code, and in which language.
#[derive(Args, Clone)]
#[group(skip)]
pub struct CodeArgs {
    /// Send the text as a code block, in a language such as python, go or json
    #[arg(
        long,
        value_name = "LANG",
        num_args = 0..=1,
        default_missing_value = "",
        value_parser = language,
        conflicts_with = "msg_type"
    )]
    code: Option<Code>,
}

/// A code block's language, as Lark spells it; none where it is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(Option<&'static str>);

/// What Lark colours.
const LANGUAGES: &[&str] = &[
    "PYTHON",
    "C",
    "CPP",
    "GO",
    "JAVA",
    "KOTLIN",
    "SWIFT",
    "PHP",
    "RUBY",
    "RUST",
    "JAVASCRIPT",
    "TYPESCRIPT",
    "BASH",
    "SHELL",
    "SQL",
    "JSON",
    "XML",
    "YAML",
    "HTML",
    "THRIFT",
];

const OTHER_NAMES: &[(&str, &str)] = &[
    ("C++", "CPP"),
    ("GOLANG", "GO"),
    ("JS", "JAVASCRIPT"),
    ("KT", "KOTLIN"),
    ("PY", "PYTHON"),
    ("RB", "RUBY"),
    ("RS", "RUST"),
    ("SH", "SHELL"),
    ("TS", "TYPESCRIPT"),
    ("YML", "YAML"),
];

fn language(given: &str) -> Result<Code, String> {
    if given.is_empty() {
        return Ok(Code(None));
    }
    let upper = given.to_ascii_uppercase();
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == upper).map(|(_, lark)| *lark);
    let known = other.or_else(|| LANGUAGES.iter().find(|name| **name == upper).copied());
    known.map(|name| Code(Some(name))).ok_or_else(|| {
        let all = LANGUAGES.join(", ").to_ascii_lowercase();
        format!("Lark has no code block in {given}; without a language any text will do: {all}")
    })
}

impl CodeArgs {
    pub fn given(&self) -> Option<Code> {
        self.code
    }

    /// The content with its text as code, where that is asked for.
    pub fn wrap(&self, content: Content) -> Result<Content, CommandError> {
        match (self.code, content) {
            (None, content) => Ok(content),
            (Some(code), Content::Text(text)) if !text.text.is_empty() => Ok(code.block(text.text)),
            (Some(_), Content::Text(text)) => Ok(Content::Text(text)),
            (Some(_), _) => Err(CommandError::invalid("--code", "--code is for text")
                .with_hint("give the text with --text, `-` for standard input")),
        }
    }
}

impl Code {
    /// A post of nothing but a code block.
    pub fn block(self, text: String) -> Content {
        let language = self.0.map(str::to_owned);
        let node = Node::Known(KnownNode::CodeBlock { text, language });
        let post = Post { content: Some(vec![vec![node]]), ..Post::default() };
        Content::Post(PostToSend([("zh_cn".to_owned(), post)].into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_larks_names_and_by_the_usual_short_ones() {
        assert_eq!(language("rust"), Ok(Code(Some("RUST"))));
        assert_eq!(language("Py"), Ok(Code(Some("PYTHON"))));
        assert_eq!(language(""), Ok(Code(None)));
        assert!(language("cobol").unwrap_err().contains("thrift"));
        assert!(OTHER_NAMES.iter().all(|(_, lark)| LANGUAGES.contains(lark)));
    }

    #[test]
    fn code_is_sent_as_it_is() {
        let content =
            language("go").unwrap().block("if a < b { <at user_id=\"all\"></at> }".into());
        let wire = content.to_wire();
        assert!(
            wire.contains(r#""language":"GO""#) && wire.contains(r#"<at user_id=\"all\"></at>"#)
        );
    }
}
