//! How a card is read that no form was asked for: lines of pieces.

use lark_api::content::markup::{self, At, Piece};
use rusqlite::Result;
use serde_json::{Map, Value, json};

use super::{Colleagues, elements, markdown, text_in};

pub(super) fn read(people: Colleagues<'_>, card: &Map<String, Value>) -> Result<Value> {
    let title = text_in(&card.get("header").unwrap_or(&Value::Null)["title"]);
    let mut lines = Vec::new();
    for element in elements(card) {
        if element["tag"] == "table" {
            lines.extend(table(people, element)?);
            continue;
        }
        let mut line = Line { people, pieces: Vec::new() };
        line.add(element)?;
        if !line.pieces.is_empty() {
            lines.push(Value::Array(line.pieces));
        }
    }
    Ok(json!({ "title": title, "elements": lines }))
}

/// A line for the header and for every row.
fn table(people: Colleagues<'_>, table: &Value) -> Result<Vec<Value>> {
    let columns: Vec<&Value> = table["columns"].as_array().into_iter().flatten().collect();
    let header = columns.iter().map(|column| text_in(&column["display_name"]));
    let header = header.collect::<Vec<_>>().join(" | ");
    let mut lines = vec![json!([{ "tag": "text", "text": header }])];
    for row in table["rows"].as_array().into_iter().flatten() {
        let mut line = Line { people, pieces: Vec::new() };
        for (at, column) in columns.iter().enumerate() {
            line.add_text(if at > 0 { " | " } else { "" });
            let cell = &row[column["name"].as_str().unwrap_or_default()];
            match (cell.as_str(), column["data_type"].as_str()) {
                (Some(text), Some("markdown" | "lark_md")) => line.add_markdown(text)?,
                (Some(text), _) => line.add_text(text),
                (None, _) if cell.is_null() => {}
                (None, _) => line.add_text(&cell.to_string()),
            }
        }
        lines.push(Value::Array(line.pieces));
    }
    Ok(lines)
}

/// One element of a card.
struct Line<'a> {
    people: Colleagues<'a>,
    pieces: Vec<Value>,
}

impl Line<'_> {
    fn add(&mut self, element: &Value) -> Result<()> {
        let tag = element["tag"].as_str().unwrap_or_default();
        match tag {
            "hr" => self.pieces.push(json!({ "tag": "hr" })),
            "img" => {
                self.pieces.push(json!({ "tag": "img", "image_key": element["img_key"] }));
            }
            "button" => self.pieces.push(json!({
                "tag": "button",
                "text": text_in(&element["text"]),
                "type": element["type"].as_str().unwrap_or("default"),
            })),
            "plain_text" => self.add_text(text_in(element)),
            "markdown" | "lark_md" => self.add_markdown(text_in(element))?,
            "select_static" | "overflow" | "date_picker" => self.pieces.push(choice(tag, element)),
            "note" => {
                let mut note = Line { people: self.people, pieces: Vec::new() };
                note.add_inside(element)?;
                self.pieces.push(json!({ "tag": "note", "elements": note.pieces }));
            }
            _ => self.add_container(element)?,
        }
        Ok(())
    }

    fn add_container(&mut self, element: &Value) -> Result<()> {
        match &element["text"] {
            text if text["tag"] == "lark_md" => self.add_markdown(text_in(text))?,
            text => self.add_text(text_in(text)),
        }
        self.add_inside(element)
    }

    fn add_inside(&mut self, element: &Value) -> Result<()> {
        for inside in ["fields", "elements", "columns", "actions"] {
            for element in element[inside].as_array().into_iter().flatten() {
                self.add(element)?;
            }
        }
        if element["extra"].is_object() { self.add(&element["extra"]) } else { Ok(()) }
    }

    fn add_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.pieces.push(json!({ "tag": "text", "text": text }));
        }
    }

    /// Links and mentions are pieces of their own, other marks stay.
    fn add_markdown(&mut self, text: &str) -> Result<()> {
        for piece in markup::of_card(text) {
            match piece {
                Piece::At(at) => self.add_at(&at)?,
                Piece::Plain(text) => self.add_links(text),
            }
        }
        Ok(())
    }

    fn add_links(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, link)) = markdown::next_link(rest) {
            self.add_text(&markup::without_entities(before));
            let text = markup::without_entities(link.text);
            self.pieces.push(json!({ "tag": "a", "text": text, "href": link.to }));
            rest = link.after;
        }
        self.add_text(&markup::without_entities(rest));
    }

    fn add_at(&mut self, at: &At<'_>) -> Result<()> {
        for id in at.id.split(',') {
            let named = self.people.find(id)?;
            let name = named.map_or_else(|| at.name.to_owned(), |actor| actor.name);
            self.pieces.push(json!({ "tag": "at", "user_id": id, "user_name": name }));
        }
        Ok(())
    }
}

/// What one is asked to choose, and from what.
fn choice(tag: &str, element: &Value) -> Value {
    let mut choice = json!({ "tag": tag });
    let placeholder = text_in(&element["placeholder"]);
    if !placeholder.is_empty() {
        choice["placeholder"] = json!(placeholder);
    }
    if let Some(options) = element["options"].as_array() {
        let texts = options.iter().map(|option| json!({ "text": text_in(&option["text"]) }));
        choice["options"] = texts.collect();
    }
    choice
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::TenantKey;

    fn flat(card: &Value) -> Value {
        let db = crate::storage::empty();
        read(Colleagues { db: &db, tenant: TenantKey(1) }, card.as_object().unwrap()).unwrap()
    }

    #[test]
    fn both_kinds_of_card_are_flattened_to_lines() {
        let old = json!({
            "header": { "title": { "tag": "plain_text", "content": "Deploy" } },
            "elements": [
                { "tag": "div", "text": { "tag": "lark_md", "content": "**done**" } },
                { "tag": "hr" },
                { "tag": "action", "actions": [
                    { "tag": "button", "text": { "tag": "plain_text", "content": "Open" } },
                ] },
            ],
        });
        let new = json!({
            "schema": "2.0",
            "header": { "title": { "content": "Deploy" } },
            "body": { "elements": [
                { "tag": "markdown", "content": "**done**" },
                { "tag": "hr" },
                { "tag": "button", "text": { "content": "Open" } },
            ] },
        });
        let expected = json!({ "title": "Deploy", "elements": [
            [{ "tag": "text", "text": "**done**" }],
            [{ "tag": "hr" }],
            [{ "tag": "button", "text": "Open", "type": "default" }],
        ] });
        for card in [old, new] {
            assert_eq!(flat(&card), expected);
        }
    }

    #[test]
    fn a_table_has_a_line_a_row_and_entities_are_the_signs_they_stand_for() {
        let card = json!({ "schema": "2.0", "body": { "elements": [
            { "tag": "markdown", "content": "2 &#42; 3 &#60;at id=ou_1&#62; `&#42;`" },
            { "tag": "table", "columns": [
                { "name": "c0", "display_name": "a", "data_type": "text" },
                { "name": "c1", "display_name": "b", "data_type": "markdown" },
            ], "rows": [{ "c0": "&#42;", "c1": "[x](https://y) &#42;" }, { "c0": 1 }] },
        ] } });
        let expected = json!([
            [{ "tag": "text", "text": "2 * 3 <at id=ou_1> `&#42;`" }],
            [{ "tag": "text", "text": "a | b" }],
            [
                { "tag": "text", "text": "&#42;" },
                { "tag": "text", "text": " | " },
                { "tag": "a", "text": "x", "href": "https://y" },
                { "tag": "text", "text": " *" },
            ],
            [{ "tag": "text", "text": "1" }, { "tag": "text", "text": " | " }],
        ]);
        assert_eq!(flat(&card)["elements"], expected);
    }

    #[test]
    fn links_mentions_notes_and_choices_are_pieces_of_their_own() {
        let card = json!({ "elements": [
            { "tag": "div",
              "text": { "tag": "lark_md", "content": "see [docs](https://x) <at id=ou_1>Tom</at> [torn](" },
              "extra": { "tag": "overflow", "options": [{ "text": { "content": "Later" } }] } },
            { "tag": "note", "elements": [{ "tag": "plain_text", "content": "by CI" }] },
            { "tag": "column_set", "columns": [{ "tag": "column", "elements": [
                { "tag": "select_static", "placeholder": { "content": "Who?" } },
            ] }] },
        ] });
        let expected = json!([
            [
                { "tag": "text", "text": "see " },
                { "tag": "a", "text": "docs", "href": "https://x" },
                { "tag": "text", "text": " " },
                { "tag": "at", "user_id": "ou_1", "user_name": "Tom" },
                { "tag": "text", "text": " [torn](" },
                { "tag": "overflow", "options": [{ "text": "Later" }] },
            ],
            [{ "tag": "note", "elements": [{ "tag": "text", "text": "by CI" }] }],
            [{ "tag": "select_static", "placeholder": "Who?" }],
        ]);
        assert_eq!(flat(&card)["elements"], expected);
    }
}
