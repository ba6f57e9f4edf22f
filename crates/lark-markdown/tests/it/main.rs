//! Markdown in, messages out.

mod laws;
mod lengths;
mod people;
mod shown;

use lark_api::content::Content;
use lark_markdown::{
    Everybody, ImageAnswer, Length, Mentions, NoPeople, Options, Rendered, Shape, parse, render,
};
use serde_json::Value;

/// Renders with nobody to mention; images with a key are shown.
fn rendered(source: &str, shape: Option<Shape>, length: Length) -> Rendered {
    let mut document = parse(source);
    document.settle_people(Mentions::Inert, Everybody::Never, &mut NoPeople);
    document.settle_images(&mut |source| match source.parse() {
        Ok(key) => ImageAnswer::Shown(key),
        Err(_) => ImageAnswer::Address("it is elsewhere".to_owned()),
    });
    render(&document, &Options { shape, title: None, length }).expect("it is short enough")
}

fn json(content: &Content) -> Value {
    serde_json::from_str(&content.to_wire()).unwrap()
}

fn whole(source: &str, shape: Shape) -> Value {
    json(&rendered(source, Some(shape), Length::Whole).contents[0])
}

/// The paragraphs of a post, in short: `text`, `text{bold}`, `[text](href)`, …
fn post(source: &str) -> Vec<String> {
    post_lines(&whole(source, Shape::Post))
}

fn post_lines(post: &Value) -> Vec<String> {
    let paragraphs = post["zh_cn"]["content"].as_array().unwrap();
    paragraphs.iter().map(|nodes| nodes.as_array().unwrap().iter().map(node).collect()).collect()
}

fn node(node: &Value) -> String {
    let text = |name: &str| node[name].as_str().unwrap_or_default().to_owned();
    let styles: Vec<&str> =
        node["style"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let style = if styles.is_empty() { String::new() } else { format!("{{{}}}", styles.join(" ")) };
    match node["tag"].as_str().unwrap() {
        "text" => format!("{}{style}", text("text")),
        "a" => format!("[{}]({}){style}", text("text"), text("href")),
        "at" => format!("@<{}>", text("user_id")),
        "img" => format!("!<{}>", text("image_key")),
        "code_block" => format!("```{}|{}", text("language"), text("text")),
        "hr" => "---".to_owned(),
        other => panic!("no post has {other}"),
    }
}

fn card(source: &str) -> Vec<Value> {
    whole(source, Shape::Card)["body"]["elements"].as_array().unwrap().clone()
}

fn card_text(source: &str) -> String {
    let elements = card(source);
    assert_eq!(elements.len(), 1, "{elements:?}");
    elements[0]["content"].as_str().unwrap().to_owned()
}

fn text(source: &str) -> String {
    whole(source, Shape::Text)["text"].as_str().unwrap().to_owned()
}

fn warnings(source: &str, shape: Shape) -> Vec<String> {
    let rendered = rendered(source, Some(shape), Length::Whole);
    rendered.warnings.iter().map(ToString::to_string).collect()
}
