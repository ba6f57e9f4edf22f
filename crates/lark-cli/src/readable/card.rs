//! Cards in every form they come in: flattened, in Lark's normal form, as sent, and from events.
//!
//! The normal form has the same elements as what is sent, their fields inside `property` and in
//! camel case, so that both are read by the same rules.

mod controls;
mod pieces;

use lark_markdown::Align;
use serde_json::Value;

use super::{
    content::{Around, fact, push_text, text_of},
    document::{Block, Inline, ResourceKind, Style},
    markdown, post,
};

pub fn blocks(content: &Value, around: Around<'_>) -> Vec<Block> {
    let inner = |key: &str| {
        let json = content[key].as_str()?;
        Some(serde_json::from_str::<Value>(json).unwrap_or_else(|_| json.into()))
    };
    if let Some(card) = inner("json_card") {
        let attachment = inner("json_attachment").unwrap_or_default();
        return Reader { around, attachment: &attachment }.card(&card);
    }
    let reader = Reader { around, attachment: &Value::Null };
    if let Some(card) = inner("user_dsl") {
        return reader.card(&card);
    }
    let of_its_own = ["schema", "config", "header", "body"];
    match of_its_own.iter().any(|part| content.get(part).is_some()) {
        false if is_flat(&content["elements"]) => post::flat_card(content, around),
        _ => reader.card(content),
    }
}

/// A flattened card has lines of pieces, any other has elements.
fn is_flat(elements: &Value) -> bool {
    elements.as_array().is_some_and(|lines| lines.iter().any(Value::is_array) || lines.is_empty())
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    around: Around<'a>,
    /// Whom and what a card in the normal form names.
    attachment: &'a Value,
}

/// An element of a card, whichever form it has.
#[derive(Clone, Copy)]
struct Element<'v> {
    tag: &'v str,
    inside: &'v Value,
    whole: &'v Value,
}

impl<'v> Element<'v> {
    fn of(whole: &'v Value) -> Self {
        let property = &whole["property"];
        let inside = if property.is_object() { property } else { whole };
        Self { tag: whole["tag"].as_str().unwrap_or_default(), inside, whole }
    }

    /// A field by the name it is sent with.
    fn get(&self, name: &str) -> &'v Value {
        match &self.inside[name] {
            Value::Null if name.contains('_') => &self.inside[camel(name)],
            value => value,
        }
    }

    fn text(&self, name: &str) -> String {
        match self.get(name) {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    fn list(&self, name: &str) -> &'v [Value] {
        self.get(name).as_array().map_or(&[], Vec::as_slice)
    }
}

/// As the normal form calls what is sent under this name.
fn camel(name: &str) -> String {
    match name {
        "img_key" => return "imageID".to_owned(),
        "user_id" => return "userID".to_owned(),
        "file_key" => return "fileID".to_owned(),
        _ => {}
    }
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

impl Reader<'_> {
    /// A template's and a stored card's elements are not in it: it is shown as its JSON.
    fn card(self, card: &Value) -> Vec<Block> {
        let mut blocks = self.header(Element::of(&card["header"]));
        let body = Element::of(&card["body"]);
        let locales = card["i18n_elements"].as_object();
        let localized = || locales.and_then(|all| all.get("zh_cn").or_else(|| all.values().next()));
        let elements = card.get("elements").and_then(Value::as_array).map(Vec::as_slice);
        let elements = elements
            .or_else(|| localized()?.as_array().map(Vec::as_slice))
            .unwrap_or_else(|| body.list("elements"));
        blocks.extend(self.elements(elements));
        if blocks.is_empty() {
            blocks.extend(card.get("data").map(|_| Block::Raw(card.to_string())));
        }
        blocks
    }

    fn header(self, header: Element<'_>) -> Vec<Block> {
        let mut title = self.words(header.get("title"));
        for tag in header.list("text_tag_list") {
            let tag = self.words(Element::of(tag).get("text"));
            if !tag.is_empty() {
                push_text(" · ", Style::default(), &mut title);
                title.extend(tag);
            }
        }
        let subtitle = self.words(header.get("subtitle"));
        let title = (!title.is_empty()).then_some(Block::Title(title));
        let subtitle = (!subtitle.is_empty()).then_some(Block::Paragraph(subtitle));
        title.into_iter().chain(subtitle).collect()
    }

    /// Two texts have room between them, and what is pressed stands together.
    fn elements(self, elements: &[Value]) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut after_text = false;
        for value in elements {
            let element = Element::of(value);
            let is_text = is_markdown(element.tag);
            if is_text && after_text {
                blocks.push(Block::Paragraph(Vec::new()));
            }
            for block in self.element(element) {
                match (block, blocks.last_mut()) {
                    (Block::Controls(more), Some(Block::Controls(pressed))) => pressed.extend(more),
                    (block, _) => blocks.push(block),
                }
            }
            after_text = is_text;
        }
        blocks
    }

    fn element(self, element: Element<'_>) -> Vec<Block> {
        match element.tag {
            tag if is_markdown(tag) => self.markdown(element),
            "plain_text" | "text" | "at" | "at_all" | "a" | "link" | "person" | "person_v1" => {
                vec![Block::Paragraph(self.piece(element))]
            }
            "div" => self.div(element),
            "hr" => vec![Block::Rule],
            "img" => vec![Block::Paragraph(self.image(element))],
            "img_combination" => {
                let images = element.list("img_list").iter().map(Element::of);
                vec![Block::Paragraph(images.flat_map(|image| self.image(image)).collect())]
            }
            "column_set" => {
                let columns = element.list("columns").iter().map(Element::of);
                let columns = columns.map(|column| self.elements(column.list("elements")));
                vec![Block::Columns(columns.filter(|column| !column.is_empty()).collect())]
            }
            "column" | "form" | "interactive_container" | "body" => {
                self.elements(element.list("elements"))
            }
            "collapsible_panel" => {
                let title = Element::of(element.get("header")).get("title");
                let mut inside = vec![Block::Paragraph(bold(self.words(title)))];
                inside.extend(self.elements(element.list("elements")));
                vec![Block::Group(inside)]
            }
            "note" => {
                let pieces = element.list("elements").iter().map(Element::of);
                let line = pieces.flat_map(|piece| self.piece(piece)).collect();
                vec![Block::Group(vec![Block::Paragraph(line)])]
            }
            "person_list" => vec![Block::Paragraph(self.people(element))],
            "table" => vec![self.table(element)],
            "chart" => self.chart(element),
            "audio" => {
                let audio = self.around.resource(ResourceKind::Audio, &element.text("file_key"));
                vec![Block::Resource(audio)]
            }
            "standard_icon" | "custom_icon" => Vec::new(),
            _ => self.controls(element).unwrap_or_else(|| vec![raw(element)]),
        }
    }

    fn div(self, div: Element<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        if div.get("text").is_object() {
            blocks.extend(self.element(Element::of(div.get("text"))));
        }
        let fields = div.list("fields").iter().map(Element::of);
        let fields: Vec<_> = fields
            .map(|field| {
                let text = Element::of(field.get("text"));
                (field.get("is_short") == true, self.element(text))
            })
            .collect();
        let mut rest = fields.into_iter().peekable();
        while let Some((is_short, field)) = rest.next() {
            match rest.next_if(|(next, _)| is_short && *next) {
                Some((_, beside)) => blocks.push(Block::Columns(vec![field, beside])),
                None => blocks.extend(field),
            }
        }
        if div.get("extra").is_object() {
            blocks.extend(self.element(Element::of(div.get("extra"))));
        }
        blocks
    }

    fn image(self, image: Element<'_>) -> Vec<Inline> {
        let key = self.image_key(image.text("img_key"));
        let alt = self.words(image.get("alt"));
        let mut line = vec![Inline::Image(self.around.image(&key))];
        if !alt.is_empty() {
            push_text(" ", Style::default(), &mut line);
        }
        line.extend(alt);
        line
    }

    /// The key an image is had with.
    fn image_key(self, id: String) -> String {
        let image = &self.attachment["images"][&id];
        image["token"]
            .as_str()
            .or_else(|| image["image_key"].as_str())
            .map_or(id.clone(), str::to_owned)
    }

    /// A chart cannot be drawn in words.
    fn chart(self, chart: Element<'_>) -> Vec<Block> {
        let spec = chart.get("chart_spec");
        let title = match text_of(&spec["title"], "text") {
            text if text.is_empty() => text_of(spec, "type"),
            text => text,
        };
        match title.is_empty() {
            true => vec![Block::Fact { kind: "chart", facts: Vec::new() }],
            false => fact("chart", [("title", title)]),
        }
    }

    fn table(self, table: Element<'_>) -> Block {
        let columns: Vec<Element<'_>> = table.list("columns").iter().map(Element::of).collect();
        let header = columns.iter().map(|column| self.around.line(&column.text("display_name")));
        let align = columns.iter().map(|column| match column.get("horizontal_align").as_str() {
            Some("right") => Align::Right,
            Some("center") => Align::Center,
            _ => Align::Left,
        });
        let rows = table.list("rows").iter().map(|row| {
            columns.iter().map(|column| self.cell(*column, &row[column.text("name")])).collect()
        });
        Block::Table { header: header.collect(), align: align.collect(), rows: rows.collect() }
    }

    fn cell(self, column: Element<'_>, cell: &Value) -> Vec<Inline> {
        let data = cell.get("data").unwrap_or(cell);
        match (data, column.get("data_type").as_str().unwrap_or("text")) {
            (Value::String(text), "markdown" | "lark_md") => markdown::line(text, self.around),
            (Value::String(id), "persons") => vec![self.person(id)],
            (Value::String(text), _) => self.around.line(text),
            (Value::Null, _) => Vec::new(),
            (Value::Array(parts), _) => {
                let words = parts.iter().map(|part| match part {
                    Value::Object(_) => self.words(&part["text"]),
                    part => self.around.line(&plain(part)),
                });
                let words: Vec<_> = words.collect();
                words.join(&Inline::Text { text: ", ".to_owned(), style: Style::default() })
            }
            (other, _) => self.around.line(&other.to_string()),
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn raw(element: Element<'_>) -> Block {
    Block::Raw(element.whole.to_string())
}

fn is_markdown(tag: &str) -> bool {
    matches!(tag, "markdown" | "markdown_v1" | "lark_md")
}

fn bold(mut line: Vec<Inline>) -> Vec<Inline> {
    for piece in &mut line {
        if let Inline::Text { style, .. } = piece {
            style.bold = true;
        }
    }
    line
}
