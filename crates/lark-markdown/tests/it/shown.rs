//! What becomes of each thing that Markdown has.

use lark_markdown::{Length, Shape};
use serde_json::json;

use crate::{card, card_text, post, rendered, text, warnings};

#[test]
fn styles_links_and_breaks_are_a_posts_own() {
    let source = "**bold *both*** ~~gone~~ [site](https://e.com) <https://a.b>\nnext  \nlast";
    assert_eq!(
        post(source),
        [
            "bold {bold}both{bold italic} gone{lineThrough} [site](https://e.com) [https://a.b](https://a.b)",
            "next",
            "last",
        ]
    );
    assert_eq!(warnings(source, Shape::Post), [""; 0]);
}

#[test]
fn paragraphs_have_a_blank_line_between_them_and_headings_stand_at_their_text() {
    let source = "# One\ntext\n\nmore\n## Two\n### Three\n##### Five";
    assert_eq!(
        post(source),
        [
            "One{bold underline}",
            "text",
            " ",
            "more",
            " ",
            "Two{bold}",
            "Three{bold italic}",
            "Five{bold italic}"
        ]
    );
    assert_eq!(warnings(source, Shape::Post).len(), 1);
    assert_eq!(card_text("# One\n## Two"), "# One\n## Two");
    assert_eq!(text("## Two"), "## Two");
}

#[test]
fn lists_keep_their_bullets_numbers_tasks_and_levels() {
    let source =
        "- a\n  - b\n    - c\n\n7. seven\n8. eight\n   1. [ ] todo\n\n- [x] done\n- [ ] open\n-";
    assert_eq!(
        post(source),
        [
            "• a",
            "    ◦ b",
            "        ▪ c",
            " ",
            "7. seven",
            "8. eight",
            "    1. ☐ todo",
            " ",
            "☑ done",
            "☐ open",
            "• "
        ]
    );
    let card = card_text("7. seven\n   - sub");
    assert_eq!(card, "7&#46; seven\n\u{a0}\u{a0}\u{a0}\u{a0}◦ sub");
}

#[test]
fn loose_items_have_blank_lines_and_their_paragraphs_are_indented() {
    assert_eq!(post("1. a\n\n   b\n\n2. c"), ["1. a", " ", "    b", " ", "2. c"]);
}

#[test]
fn quotes_are_marked_and_code_in_them_stands_out() {
    let source = "> a\n> > b\n>\n> ```rs\n> let x;\n> ```\n> c";
    assert_eq!(post(source), ["│ a", "│", "│ │ b", "```RUST|let x;", "│ c"]);
    assert_eq!(warnings(source, Shape::Post).len(), 1);
    assert_eq!(text("> ```\n> x\n> ```"), "│ ```\n│ x\n│ ```");
}

#[test]
fn code_keeps_its_language_and_a_language_lark_does_not_know_is_named() {
    assert_eq!(
        post("```python\nx = '<at id=all>'\n\ny\n```"),
        ["```PYTHON|x = '<at id=all>'\n\ny"]
    );
    let source = "```mermaid\ngraph\n```";
    assert_eq!(post(source), ["mermaid", "```|graph"]);
    assert!(warnings(source, Shape::Post)[0].contains("mermaid"));
    assert_eq!(post("    indented"), ["```|indented"]);
    assert_eq!(post("see `a*b`"), ["see `a*b`"]);
    assert_eq!(card_text("see `a*b`"), "see `a*b`");
}

#[test]
fn a_table_makes_a_card_unless_told_otherwise() {
    let source = "| a | 品名 |\n|:-:|--:|\n| **1** | 茶<br>水 |\n| [l](https://e.com) | 2 |";
    let auto = rendered(source, None, Length::Whole);
    assert_eq!(auto.shape, Shape::Card);
    let table = &card(source)[0];
    assert_eq!(table["tag"], "table");
    let columns = table["columns"].as_array().unwrap();
    assert_eq!(
        (&columns[0]["data_type"], &columns[1]["data_type"]),
        (&json!("markdown"), &json!("text"))
    );
    assert_eq!(columns[1]["horizontal_align"], "right");
    assert_eq!(table["rows"][0], json!({ "c0": "**1**", "c1": "茶\n水" }));
    assert_eq!(
        post(source),
        [[
            "```|        a         │ 品名",
            "──────────────────┼─────",
            "        1         │   茶",
            "                  │   水",
            "l (https://e.com) │    2",
        ]
        .join("\n")]
    );
}

#[test]
fn a_table_in_a_list_and_more_than_a_card_takes_are_lines_of_fixed_width() {
    let nested = "- x\n\n  | a |\n  |---|\n  | 1 |";
    assert_eq!(rendered(nested, None, Length::Whole).shape, Shape::Post);
    assert_eq!(post(nested), ["• x", "```|a\n─\n1"]);
    let many = "| a |\n|---|\n| 1 |\n\n".repeat(5);
    let auto = rendered(&many, None, Length::Whole);
    assert_eq!(auto.shape, Shape::Post);
    let card = card(&many);
    assert!(card.iter().all(|element| element["tag"] != "table"), "{card:?}");
}

#[test]
fn cells_beyond_the_last_column_are_kept() {
    let source = "| a |\n|---|\n| 1 | two | three |";
    assert_eq!(card(source)[0]["rows"][0]["c0"], "1 | two | three");
    assert_eq!(warnings(source, Shape::Card).len(), 1);
}

#[test]
fn an_image_stands_alone_with_its_words_below() {
    let source = "see ![a chart](img_v3_1) here";
    assert_eq!(post(source), ["see ", "!<img_v3_1>", "a chart{italic}", "here"]);
    assert_eq!(warnings(source, Shape::Post).len(), 1);
    let card = card(source);
    assert_eq!((&card[1]["tag"], &card[1]["alt"]["content"]), (&json!("img"), &json!("a chart")));
    assert_eq!(text("![a chart](img_v3_1)"), "a chart (img_v3_1)");
}

#[test]
fn an_image_that_is_not_shown_is_its_address() {
    assert_eq!(post("![x](https://e.com/x.png)"), ["[x](https://e.com/x.png)"]);
    assert_eq!(post("![x](../x.png \"t\")"), ["x (../x.png) (t)"]);
    assert_eq!(
        post("[![build](https://e.com/b.svg)](https://ci.com)"),
        ["[build](https://ci.com) ([https://e.com/b.svg](https://e.com/b.svg))"]
    );
    assert!(warnings("![x](a.png)", Shape::Post)[0].contains("it is elsewhere"));
}

#[test]
fn titles_definitions_footnotes_and_paths_are_not_lost() {
    let source = "[a][r] [b](docs/b.md) c[^n]\n\n[r]: https://e.com 'Title'\n[r]: https://twice.com\n[x]: /unused\n\n[^n]: the note";
    assert_eq!(
        post(source),
        [
            "[a](https://e.com) (Title) b (docs/b.md) c[n]",
            " ",
            "[n] the note",
            " ",
            "[r]: [https://twice.com](https://twice.com)",
            "[x]: /unused"
        ]
    );
    assert_eq!(warnings(source, Shape::Post).len(), 3);
}

#[test]
fn html_is_shown_and_entities_are_decoded() {
    assert_eq!(post("<b>a</b> &lt;&amp;&copy; \\*x\\*"), ["<b>a</b> <&© *x*"]);
    assert_eq!(post("<div>\n  x\n</div>"), ["<div>", "  x", "</div>"]);
    assert_eq!(post("a<br>b"), ["a", "b"]);
}

#[test]
fn emphasis_holds_beside_chinese_punctuation() {
    for (source, shown) in [
        ("**重要：**请看", "重要：{bold}请看"),
        ("请看**“这个”**吧", "请看“这个”{bold}吧"),
        ("~~（旧）~~新", "（旧）{lineThrough}新"),
        ("2**3", "2**3"),
        ("中 ** 文 ** 字", "中 ** 文 ** 字"),
        ("\\*\\*重要：\\*\\*请", "**重要：**请"),
        ("*** ：***请", "*** ：***请"),
    ] {
        assert_eq!(post(source), [shown]);
    }
    // Where the marks would not hold, they stand around the letters.
    assert_eq!(card_text("**重要：**请看"), "**重要**：请看");
}

#[test]
fn a_card_shows_what_was_text_as_text() {
    assert_eq!(
        card_text("1\\. \\# \\*a\\* <at id=all></at> \\<at id=all\\> [x] :OK: $a$ a_b_c"),
        "1&#46; # &#42;a&#42; &#60;at id=all&#62;&#60;/at&#62; &#60;at id=all&#62; &#91;x&#93; &#58;OK: &#36;a&#36; a&#95;b&#95;c"
    );
    assert_eq!(card_text("\\# a\n\\- b"), "&#35; a\n&#45; b");
    assert_eq!(
        card_text("```\n<at id=all></at>\n```"),
        "```\n<\u{2060}at id=all><\u{2060}/at>\n```"
    );
    assert_eq!(card_text("`<at id=all></at>`"), "&#96;&#60;at id=all&#62;&#60;/at&#62;&#96;");
}

#[test]
fn a_text_has_no_tags_and_no_links_of_its_own() {
    assert_eq!(text("`<at user_id=\"all\"></at>`"), "`<\u{2060}at user_id=\"all\"><\u{2060}/at>`");
    assert_eq!(
        text("a <b>b</b> \\[c](https://d.e)"),
        "a <\u{2060}b>b<\u{2060}/b> [c]\u{2060}(https://d.e)"
    );
    assert_eq!(text("[c](https://d.e)"), "c (https://d.e)");
}
