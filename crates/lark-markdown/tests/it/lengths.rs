//! Too long: refused with the size, or cut at the blocks.

use lark_api::content::body_limit;
use lark_markdown::{Length, Options, Shape, parse, render};

use crate::{json, post_lines, rendered};

const SHAPES: [Shape; 3] = [Shape::Post, Shape::Card, Shape::Text];

fn split(source: &str, shape: Shape) -> Vec<serde_json::Value> {
    let rendered = rendered(source, Some(shape), Length::Split);
    for content in &rendered.contents {
        // As it travels: a string in the body's JSON.
        let size = serde_json::to_string(&content.to_wire()).unwrap().len() + 300;
        assert!(size <= body_limit(&content.msg_type()), "{shape:?}: {size}");
    }
    rendered.contents.iter().map(json).collect()
}

#[test]
fn one_that_is_too_long_is_refused_with_its_size() {
    let document = parse(&"word \"quoted\" \\\\ 字\n\n".repeat(2000));
    let options = Options { shape: None, title: None, length: Length::Whole };
    let too_long = render(&document, &options).unwrap_err();
    assert_eq!((too_long.shape, too_long.limit), (Shape::Post, 30 * 1024));
    assert!(too_long.size > too_long.limit);
}

#[test]
fn messages_end_where_blocks_do_and_code_stays_whole() {
    let code = format!("```rust\n{}```\n\n", "let x = 1;\n".repeat(800));
    let source = format!("# Title\n\n{}{code}{code}{code}end", "some text\n\n".repeat(500));
    for shape in SHAPES {
        let messages = split(&source.repeat(4), shape);
        assert!(messages.len() > 1);
        let all = messages.iter().map(ToString::to_string).collect::<String>();
        assert_eq!(all.matches("let x = 1;").count(), 4 * 3 * 800, "{shape:?}");
    }
    let posts = split(&source, Shape::Post);
    let blocks = posts.iter().flat_map(post_lines).filter(|line| line.starts_with("```RUST|"));
    assert!(blocks.map(|block| block.matches("let").count()).all(|lines| lines == 800));
}

#[test]
fn code_that_alone_is_too_long_is_cut_between_lines() {
    let source = format!("```go\n{}```", "line of code \"x\"\n".repeat(4000));
    let posts = split(&source, Shape::Post);
    let blocks: Vec<String> = posts.iter().flat_map(post_lines).collect();
    assert!(blocks.len() > 1);
    for block in &blocks {
        let code = block.strip_prefix("```GO|").unwrap();
        assert!(code.lines().all(|line| line == "line of code \"x\""));
    }
    let lines: usize = blocks.iter().map(|block| block.lines().count()).sum();
    assert_eq!(lines, 4000);
}

#[test]
fn a_long_table_is_cut_between_rows_and_every_part_has_its_header() {
    let rows: String = (0..3000).map(|row| format!("| {row} | some words |\n")).collect();
    let cards = split(&format!("| n | words |\n|---|---|\n{rows}"), Shape::Card);
    assert!(cards.len() > 1);
    let mut next = 0;
    for card in &cards {
        for table in card["body"]["elements"].as_array().unwrap() {
            assert_eq!(table["columns"][1]["display_name"], "words");
            for row in table["rows"].as_array().unwrap() {
                assert_eq!(row["c0"], next.to_string());
                next += 1;
            }
        }
    }
    assert_eq!(next, 3000);
}

#[test]
fn a_card_has_no_more_tables_and_elements_than_lark_takes() {
    let cards = split(&"a\n\n---\n\n| a |\n|---|\n| 1 |\n\n".repeat(150), Shape::Card);
    for card in &cards {
        let elements = card["body"]["elements"].as_array().unwrap();
        let tables = elements.iter().filter(|element| element["tag"] == "table").count();
        assert!(tables <= 4 && elements.len() <= 200);
    }
    let whole = rendered(&"a\n\n".repeat(600), Some(Shape::Card), Length::Whole);
    let elements = json(&whole.contents[0])["body"]["elements"].as_array().unwrap().len();
    assert!(elements <= 200, "{elements}");
}

#[test]
fn one_endless_line_is_cut_too() {
    for shape in SHAPES {
        let messages = split(&"字".repeat(100_000), shape);
        let all: String = messages.iter().map(ToString::to_string).collect();
        assert_eq!(all.matches('字').count(), 100_000);
    }
}
