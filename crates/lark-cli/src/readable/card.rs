//! Cards as they are sent, in the newer form: their text without its escapes, their tables in lines.

use lark_api::content::markup::{self, Piece};
use lark_markdown::{Align, fixed_width};
use serde_json::Value;

use super::content::text_of;

/// The header's title, and below it one element after another.
pub fn readable(card: &Value) -> String {
    let title = text_in(&card["header"]["title"]);
    let body = body(card["body"]["elements"].as_array().map_or(&[][..], Vec::as_slice));
    match title.is_empty() {
        true => body,
        false => format!("**{title}**\n{body}").trim_end().to_owned(),
    }
}

/// Two texts have room between them.
fn body(elements: &[Value]) -> String {
    let is_text = |at: usize| elements.get(at).is_some_and(|element| element["tag"] == "markdown");
    let shown = elements.iter().enumerate().map(|(at, value)| {
        let gap = if at > 0 && is_text(at - 1) && is_text(at) { "\n" } else { "" };
        format!("{gap}{}", element(value))
    });
    shown.collect::<Vec<_>>().join("\n")
}

fn element(element: &Value) -> String {
    match element["tag"].as_str().unwrap_or_default() {
        "markdown" => markdown(&text_of(element, "content")),
        "hr" => "---".to_owned(),
        "img" => {
            let alt = text_in(&element["alt"]);
            let key = text_of(element, "img_key");
            if alt.is_empty() { format!("[Image: {key}]") } else { format!("[Image: {key}] {alt}") }
        }
        "table" => table(element),
        "div" => text_in(&element["text"]),
        "button" => format!("[{}]", text_in(&element["text"])),
        // What this program does not make is shown as it is.
        _ => element.to_string(),
    }
}

fn text_in(text: &Value) -> String {
    match text {
        Value::String(text) => text.clone(),
        text => text_of(text, "content"),
    }
}

fn table(table: &Value) -> String {
    let columns: Vec<&Value> = table["columns"].as_array().into_iter().flatten().collect();
    let header: Vec<String> =
        columns.iter().map(|column| text_of(column, "display_name")).collect();
    let aligned = columns.iter().map(|column| match column["horizontal_align"].as_str() {
        Some("right") => Align::Right,
        Some("center") => Align::Center,
        _ => Align::Left,
    });
    let rows = table["rows"].as_array().into_iter().flatten().map(|row| {
        let cell = |column: &&Value| {
            let text = text_of(row, &text_of(column, "name"));
            if column["data_type"] == "text" { text } else { markdown(&text) }
        };
        columns.iter().map(cell).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    fixed_width(&header, &aligned.collect::<Vec<_>>(), &rows).join("\n")
}

/// A card's Markdown as its readers see it; marks of emphasis stay.
fn markdown(text: &str) -> String {
    let pieces = markup::of_card(text).map(|piece| match piece {
        Piece::Plain(text) => markup::without_entities(text).into_owned(),
        Piece::At(at) if at.name.is_empty() => {
            at.id.split(',').map(|id| format!("@{id}")).collect::<Vec<_>>().join(" ")
        }
        Piece::At(at) => format!("@{}", at.name),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sent_card_reads_as_its_readers_see_it() {
        let card = json!({ "schema": "2.0", "header": { "title": { "content": "Build" } }, "body": { "elements": [
            { "tag": "markdown", "content": "**a** &#42; <at id=ou_1></at> &#60;at id=all&#62;" },
            { "tag": "hr" },
            { "tag": "img", "img_key": "img_1", "alt": { "content": "chart" } },
            { "tag": "table", "columns": [
                { "name": "c0", "display_name": "品名", "data_type": "text" },
                { "name": "c1", "display_name": "n", "data_type": "markdown", "horizontal_align": "right" },
            ], "rows": [{ "c0": "&#42;", "c1": "&#42;" }, { "c0": "茶", "c1": "10" }] },
        ] } });
        let expected = "**Build**\n**a** * @ou_1 <at id=all>\n---\n[Image: img_1] chart\n\
            品名  │  n\n──────┼───\n&#42; │  *\n茶    │ 10";
        assert_eq!(readable(&card), expected);
    }
}
