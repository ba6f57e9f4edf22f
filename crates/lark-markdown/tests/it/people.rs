//! Mentions: made where somebody typed them, inert everywhere else.

use lark_markdown::{
    Everybody, Found, Length, Mentions, Options, People, Person, Shape, parse, render,
};

use crate::{json, post_lines};

/// Knows one person by name and one by address.
struct Team;

impl People for Team {
    fn find(&mut self, after: &str, word: &str) -> Found {
        let person = |id: &str, name: &str, length| {
            Found::Person(Person { id: id.to_owned(), name: name.to_owned() }, length)
        };
        if after.starts_with("Chen Wei") {
            return person("ou_wei", "Chen Wei", "Chen Wei".len());
        }
        if word == "li@example.com" {
            return person("ou_li", "Li", word.len());
        }
        Found::Nobody("nobody is called that".to_owned())
    }
}

fn settled(source: &str, mentions: Mentions, everybody: Everybody) -> (Vec<String>, Vec<String>) {
    let mut document = parse(source);
    document.settle_people(mentions, everybody, &mut Team);
    let options = Options { shape: Some(Shape::Post), title: None, length: Length::Whole };
    let rendered = render(&document, &options).unwrap();
    let warnings = rendered.warnings.iter().map(ToString::to_string).collect();
    (post_lines(&json(&rendered.contents[0])), warnings)
}

fn typed(source: &str) -> (Vec<String>, Vec<String>) {
    settled(source, Mentions::Made, Everybody::Never)
}

#[test]
fn names_addresses_and_tags_mention() {
    let source = "@Chen Wei, 请@Chen Wei看 @li@example.com <at user_id=\"ou_2\">T</at> <at id=ou_3></at> <at email=li@example.com></at> <at ids=ou_4,ou_5></at>";
    let (lines, warnings) = typed(source);
    assert_eq!(
        lines,
        ["@<ou_wei>, 请@<ou_wei>看 @<ou_li> @<ou_2> @<ou_3> @<ou_li> @<ou_4> @<ou_5>"]
    );
    assert_eq!(warnings, [""; 0]);
    assert_eq!(typed("<at id=ou_1></at>").0, ["@<ou_1>"]);
}

#[test]
fn what_is_no_name_mentions_nobody() {
    for source in
        ["`@Chen Wei`", "mail li@example.com", "```\n@Chen Wei\n```", "a/@Chen Wei", "@ x"]
    {
        let (lines, warnings) = typed(source);
        assert!(!lines[0].contains("@<"), "{lines:?}");
        assert_eq!(warnings.iter().filter(|warning| warning.contains("nobody")).count(), 0);
    }
    let (lines, warnings) = typed("@nobody [@Chen Wei](https://e.com)");
    assert_eq!(lines, ["@nobody [@Chen Wei](https://e.com)"]);
    assert_eq!(warnings, ["line 1: @nobody mentions nobody: nobody is called that"]);
}

#[test]
fn text_from_elsewhere_shows_mentions_and_makes_none() {
    let source = "@Chen Wei <at id=ou_1>T</at> @all";
    let (lines, warnings) = settled(source, Mentions::Inert, Everybody::Never);
    assert_eq!(lines, [source]);
    assert_eq!(warnings.len(), 2, "{warnings:?}");
}

#[test]
fn everybody_is_mentioned_only_when_that_is_asked_for() {
    for source in ["@all hi", "@everyone hi", "@所有人 hi", "<at user_id=\"all\"></at> hi"] {
        let (lines, warnings) = typed(source);
        assert_eq!(lines, [source]);
        assert_eq!(warnings.len(), 1);
        let (lines, _) = settled(source, Mentions::Inert, Everybody::Mentioned);
        assert_eq!(lines, ["@<all> hi"]);
    }
    let (lines, _) = settled("hi", Mentions::Inert, Everybody::Mentioned);
    assert_eq!(lines, ["@<all>", " ", "hi"]);
}
