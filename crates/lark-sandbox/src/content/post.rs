//! Posts: paragraphs of nodes. What is read back has one language and no Markdown.

use lark_api::{emoji::EmojiType, im::MsgType};
use serde_json::{Map, Value, json};

use super::{
    files, markdown,
    mentions::{Mentioned, Mentions},
    text::wrong_form,
    text_of,
};
use crate::{failure::Failure, model::files::FileKind, store::Call};

/// The languages in the order they are looked for.
const LOCALES: [&str; 3] = ["zh_cn", "en_us", "ja_jp"];

pub(super) fn read(
    call: &Call<'_>,
    mentions: &mut Mentions<'_>,
    content: &Map<String, Value>,
) -> Result<Value, Failure> {
    let wrong = || wrong_form(&MsgType::Post);
    // The outer key of webhooks and batches is not taken here.
    if content.contains_key("post") {
        return Err(wrong());
    }
    let preferred = LOCALES.iter().find_map(|locale| content.get(*locale));
    let post = preferred.or_else(|| content.values().find(|value| value.is_object()));
    let post = post.and_then(Value::as_object).ok_or_else(wrong)?;
    let title = post.get("title").and_then(Value::as_str).unwrap_or_default();
    let sent = post.get("content").and_then(Value::as_array).ok_or_else(wrong)?;
    let mut paragraphs = Vec::new();
    for paragraph in sent {
        let nodes = paragraph.as_array().ok_or_else(wrong)?;
        add_paragraph(call, mentions, nodes, &mut paragraphs)?;
    }
    if title.is_empty() && paragraphs.is_empty() {
        return Err(Failure::param("content cannot be empty"));
    }
    Ok(json!({ "title": title, "content": paragraphs }))
}

fn add_paragraph(
    call: &Call<'_>,
    mentions: &mut Mentions<'_>,
    sent: &[Value],
    paragraphs: &mut Vec<Vec<Value>>,
) -> Result<(), Failure> {
    let mut nodes = Vec::new();
    for node in sent {
        let node = node.as_object().ok_or_else(|| wrong_form(&MsgType::Post))?;
        if text_of(node, "tag") == Some("md") {
            if !nodes.is_empty() {
                paragraphs.push(std::mem::take(&mut nodes));
            }
            paragraphs.extend(markdown::paragraphs(mentions, required(node, "md", "text")?)?);
        } else {
            nodes.push(read_node(call, mentions, node)?);
        }
    }
    if !nodes.is_empty() {
        paragraphs.push(nodes);
    }
    Ok(())
}

fn read_node(
    call: &Call<'_>,
    mentions: &mut Mentions<'_>,
    node: &Map<String, Value>,
) -> Result<Value, Failure> {
    let styles = || node.get("style").filter(|style| style.is_array()).cloned();
    let style = styles().unwrap_or_else(|| json!([]));
    match text_of(node, "tag").unwrap_or_default() {
        "text" => match node.get("text").and_then(Value::as_str) {
            Some(text) => Ok(json!({ "tag": "text", "text": text, "style": style })),
            None => Err(missing("text", "text")),
        },
        "a" => {
            let (text, href) = (required(node, "a", "text")?, required(node, "a", "href")?);
            Ok(json!({ "tag": "a", "text": text, "href": href, "style": style }))
        }
        "at" => read_at(mentions, required(node, "at", "user_id")?, &style),
        "img" => {
            let key = required(node, "img", "image_key")?;
            files::own(call, FileKind::Image, key)?;
            Ok(json!({ "tag": "img", "image_key": key }))
        }
        "media" => {
            let key = required(node, "media", "file_key")?;
            files::own(call, FileKind::File, key)?;
            let cover = text_of(node, "image_key").unwrap_or_default();
            Ok(json!({ "tag": "media", "file_key": key, "image_key": cover }))
        }
        "emotion" => {
            let emoji = required(node, "emotion", "emoji_type")?;
            match EmojiType::unchecked(emoji).is_known() {
                true => Ok(json!({ "tag": "emotion", "emoji_type": emoji })),
                false => Err(Failure::content(
                    "message_content_emotion_tag's emoji_type field is invalid",
                )),
            }
        }
        "code_block" => {
            let text = required(node, "code_block", "text")?;
            let language = text_of(node, "language").unwrap_or_default().to_ascii_uppercase();
            Ok(json!({ "tag": "code_block", "language": language, "text": text }))
        }
        "hr" => Ok(json!({ "tag": "hr" })),
        _ => Err(Failure::content("message_content has wrong tag")),
    }
}

fn read_at(mentions: &mut Mentions<'_>, id: &str, style: &Value) -> Result<Value, Failure> {
    match mentions.add(id)? {
        Mentioned::Key(key) => {
            let name = mentions.name_of(&key).unwrap_or_default();
            Ok(json!({ "tag": "at", "user_id": key, "user_name": name, "style": style }))
        }
        Mentioned::Outside(name) => {
            Ok(json!({ "tag": "text", "text": format!("@{name}"), "style": style }))
        }
        Mentioned::Nobody => {
            Err(Failure::content("message_content_at_tag's user_id field is invalid"))
        }
    }
}

fn required<'v>(node: &'v Map<String, Value>, tag: &str, field: &str) -> Result<&'v str, Failure> {
    text_of(node, field).ok_or_else(|| missing(tag, field))
}

fn missing(tag: &str, field: &str) -> Failure {
    Failure::content(format!("message_content_{tag}_tag's {field} field can't be nil"))
}
