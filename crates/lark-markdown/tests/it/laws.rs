//! What holds for every text: no panic, no word lost, nobody mentioned.

use std::collections::BTreeSet;

use lark_markdown::{Length, Shape};
use proptest::prelude::*;

use crate::rendered;

const SHAPES: [Option<Shape>; 4] = [None, Some(Shape::Post), Some(Shape::Card), Some(Shape::Text)];

/// Everything a reader of the messages sees, and the addresses behind it.
fn result(source: &str, shape: Option<Shape>) -> String {
    let mut all = String::new();
    for content in rendered(source, shape, Length::Split).contents {
        let value = serde_json::from_str(&content.to_wire()).unwrap();
        collect(&value, &mut all);
    }
    all.to_lowercase()
}

fn collect(value: &serde_json::Value, all: &mut String) {
    match value {
        serde_json::Value::String(text) => {
            all.push_str(text);
            all.push('\n');
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, all)),
        serde_json::Value::Object(fields) => fields.values().for_each(|item| collect(item, all)),
        _ => {}
    }
}

/// The words of a source: runs of letters, in small letters.
fn words(source: &str) -> BTreeSet<String> {
    // The name of an entity is no word.
    let source = source.replace("&amp;", " ");
    let words = source.split(|c: char| !c.is_alphabetic());
    words.filter(|word| word.chars().count() > 1).map(str::to_lowercase).collect()
}

fn lost(source: &str, of: &str) -> Vec<String> {
    SHAPES
        .iter()
        .flat_map(|shape| {
            let result = result(source, *shape);
            let lost = words(of).into_iter().filter(move |word| !result.contains(word));
            lost.map(move |word| format!("{shape:?}: {word}"))
        })
        .collect()
}

/// Markdown whose every word is one that is shown: what is only a name within the source (labels
/// of links, names of entities) has no letters of its own.
fn inline() -> impl Strategy<Value = String> {
    let word = "[a-z]{2,6}|[群周报茶]{2,3}|é[a-z]{2}";
    let leaf = prop_oneof![
        word,
        word.prop_map(|word| format!("`{word}`")),
        word.prop_map(|word| format!("<https://{word}.example>")),
        word.prop_map(|word| format!("@{word}")),
        word.prop_map(|word| format!("<at id=ou_{word}>{word}</at>")),
        word.prop_map(|word| format!("<{word}>")),
        word.prop_map(|word| format!("\\*{word}_")),
        (word, word, word).prop_map(|(a, b, c)| format!("![{a}](https://{b}.example \"{c}\")")),
        (word, word).prop_map(|(a, b)| format!("![{a}](img_v3_{b})")),
        Just("&amp;".to_owned()),
        Just("  \n".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            inner.clone().prop_map(|text| format!("**{text}**")),
            inner.clone().prop_map(|text| format!("*{text}*")),
            inner.clone().prop_map(|text| format!("~~{text}~~")),
            (inner.clone(), word).prop_map(|(text, to)| format!("[{text}](https://{to}.example)")),
            (inner.clone(), word).prop_map(|(text, to)| format!("[{text}](docs/{to}.md '{to}')")),
            prop::collection::vec(inner, 1..4).prop_map(|texts| texts.join(" ")),
        ]
    })
}

fn indented(text: &str, first: &str, rest: &str) -> String {
    let mut lines = text.lines().enumerate();
    let line =
        |(at, line): (usize, &str)| format!("{}{line}\n", if at == 0 { first } else { rest });
    lines.by_ref().map(line).collect()
}

fn markdown() -> impl Strategy<Value = String> {
    let cell = inline().prop_map(|text| text.replace(['\n', '|'], " "));
    let row =
        prop::collection::vec(cell, 1..4).prop_map(|cells| format!("| {} |", cells.join(" | ")));
    let leaf = prop_oneof![
        inline(),
        inline(),
        (1usize..7, inline()).prop_map(|(level, text)| {
            format!("{} {}", "#".repeat(level), text.replace('\n', " "))
        }),
        ("rust|python|mermaid|[a-z]{3,8} title", "[a-z <>*`\n]{0,30}")
            .prop_map(|(info, code)| format!("~~~{info}\n{code}\n~~~")),
        Just("---".to_owned()),
        "[a-z]{2,6}".prop_map(|word| format!("<div>\n{word} <b>\n</div>")),
        "[a-z]{2,6}".prop_map(|word| format!("[{word}]: https://{word}.example '{word}'")),
        (inline(), inline()).prop_map(|(a, b)| format!("{a}[^1]\n\n[^1]: {b}")),
        prop::collection::vec(row, 2..5).prop_map(|mut rows| {
            let columns = rows[0].matches('|').count() - 1;
            rows.insert(1, format!("|{}", "---|".repeat(columns)));
            rows.join("\n")
        }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|block| indented(&block, "- ", "  ")),
            inner.clone().prop_map(|block| indented(&block, "- [x] ", "  ")),
            (1u32..99, inner.clone()).prop_map(|(number, block)| indented(
                &block,
                &format!("{number}. "),
                "    "
            )),
            inner.clone().prop_map(|block| indented(&block, "> ", "> ")),
            prop::collection::vec(inner, 1..4).prop_map(|blocks| blocks.join("\n\n")),
        ]
    })
}

/// Pieces of syntax in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = "[*_~`#>|:!()\\[\\]<\\-+ \n\t\\\\]{1,3}|[a-z]{2,5}|[0-9]\\. |\n\n|    |```|\\[\\^1\\]|\\]\\(|<at id=all>|</at>|<br>|@all|&lt;|[群！，]";
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Whether anything in the messages would notify somebody.
fn mentions(source: &str, shape: Shape) -> bool {
    let messages = rendered(source, Some(shape), Length::Split).contents;
    messages.iter().any(|content| {
        let wire = content.to_wire().to_lowercase();
        match shape {
            Shape::Post => wire.contains("\"tag\":\"at\"") || wire.contains("\"tag\":\"md\""),
            Shape::Card | Shape::Text => wire.contains("<at ") || wire.contains("<at\\"),
        }
    })
}

proptest! {
    #[test]
    fn every_word_of_a_markdown_text_is_in_the_messages(source in markdown()) {
        prop_assert_eq!(lost(&source, &source), Vec::<String>::new(), "{}", source);
    }

    #[test]
    fn any_text_converts_and_mentions_nobody(source in prop_oneof![soup(), any::<String>(), markdown()]) {
        for shape in [Shape::Post, Shape::Card, Shape::Text] {
            prop_assert!(!mentions(&source, shape), "{source}");
        }
    }

    #[test]
    fn any_bytes_convert_and_no_plain_word_is_lost(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let source = String::from_utf8_lossy(&bytes).into_owned();
        // What a label, an entity or a language's other name is, is no word.
        let plain = source.contains(['&', ']', '`', '~']);
        let of = if plain { "" } else { source.as_str() };
        prop_assert_eq!(lost(&source, of), Vec::<String>::new(), "{}", source);
    }

    #[test]
    fn words_in_a_soup_of_syntax_are_kept(source in soup()) {
        let has_names = source.contains(['&', ']', '`', '~']);
        let of = if has_names { "" } else { source.as_str() };
        // `<br>` is a break and no word.
        let of = of.replace("<br>", " ");
        prop_assert_eq!(lost(&source, &of), Vec::<String>::new(), "{}", source);
    }
}

#[test]
fn what_is_nested_without_end_is_only_less_deep() {
    for source in [
        ">".repeat(20_000) + " word",
        "- ".repeat(5_000) + "word",
        "1. ".repeat(5_000) + "word",
        "[".repeat(20_000) + "word",
        "*".repeat(20_000) + "word",
        "![".repeat(3_000) + "word" + &"](u)".repeat(3_000),
        "**a ".repeat(5_000) + "word",
    ] {
        for shape in SHAPES {
            assert!(result(&source, shape).contains("word"), "{shape:?}: {}", &source[..20]);
        }
    }
}
