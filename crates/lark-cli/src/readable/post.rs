//! Posts and flattened cards as Markdown-like text.

use serde_json::Value;

use super::{card, content::text_of};

/// A title and paragraphs of nodes. As sent, a locale stands around them; as read, none does.
pub fn readable(content: &Value) -> String {
    let post = localized(content);
    let title = text_of(post, "title");
    let paragraphs = lines(&post["content"]);
    match title.is_empty() {
        true => paragraphs,
        false if paragraphs.is_empty() => format!("**{title}**"),
        false => format!("**{title}**\n{paragraphs}"),
    }
}

/// A card as reading flattens it, or as it was sent in the newer form; another is shown as its JSON.
pub fn readable_card(content: &Value) -> String {
    if content["body"]["elements"].is_array() {
        return card::readable(content);
    }
    if !content["elements"].is_array() {
        return content.to_string();
    }
    let title = text_of(content, "title");
    let body = lines(&content["elements"]);
    match title.is_empty() {
        true => body,
        false => format!("**{title}**\n{body}").trim_end().to_owned(),
    }
}

fn localized(content: &Value) -> &Value {
    if content["content"].is_array() {
        return content;
    }
    let first = || content.as_object().into_iter().flatten().map(|(_, post)| post).next();
    ["zh_cn", "en_us", "ja_jp"]
        .iter()
        .find_map(|locale| content.get(locale))
        .or_else(first)
        .unwrap_or(content)
}

fn lines(paragraphs: &Value) -> String {
    let paragraphs = paragraphs.as_array().into_iter().flatten();
    let lines = paragraphs.map(|nodes| match nodes {
        Value::Array(nodes) => nodes.iter().map(node).collect(),
        single => node(single),
    });
    lines.collect::<Vec<String>>().join("\n")
}

fn node(node: &Value) -> String {
    let text = |key: &str| text_of(node, key);
    match node["tag"].as_str().unwrap_or_default() {
        "text" => styled(&text("text"), &node["style"]),
        "a" if node["text"] == node["href"] => text("href"),
        "a" => format!("[{}]({})", text("text"), text("href")),
        "at" => match (text("user_name"), text("user_id")) {
            (name, id) if name.is_empty() => {
                if id.starts_with('@') {
                    id
                } else {
                    format!("@{id}")
                }
            }
            (_, id) if id.starts_with("@_") => id,
            (name, _) => format!("@{name}"),
        },
        "img" => format!("[Image: {}]", text("image_key")),
        "media" => format!("<video key=\"{}\"/>", text("file_key")),
        "emotion" => format!(":{}:", text("emoji_type")),
        "code_block" => {
            format!("```{}\n{}\n```", text("language").to_lowercase(), text("text").trim_end())
        }
        "hr" => "---".to_owned(),
        "note" if node["elements"].is_array() => {
            lines(&Value::Array(vec![node["elements"].clone()]))
        }
        "md" | "markdown" | "note" | "plain_text" | "lark_md" => {
            let own = text("text");
            if own.is_empty() { text("content") } else { own }
        }
        "button" => format!("[{}]", text("text")),
        "select_static" | "overflow" | "date_picker" => choice(node),
        _ => {
            let own = text("text");
            if own.is_empty() { node.to_string() } else { own }
        }
    }
}

/// What is asked, and what one can choose from.
fn choice(node: &Value) -> String {
    let options = node["options"].as_array().into_iter().flatten();
    let options: Vec<String> = options.map(|option| text_of(option, "text")).collect();
    let asked = text_of(node, "placeholder");
    match (asked.is_empty(), options.is_empty()) {
        (_, true) => format!("[{asked}]"),
        (true, false) => format!("[{}]", options.join(" / ")),
        (false, false) => format!("[{asked}: {}]", options.join(" / ")),
    }
}

fn styled(text: &str, styles: &Value) -> String {
    let has = |name: &str| styles.as_array().into_iter().flatten().any(|style| style == name);
    let marks = [("bold", "**"), ("italic", "*"), ("lineThrough", "~~")];
    marks.iter().filter(|(style, _)| has(style)).fold(text.to_owned(), |text, (_, mark)| {
        if text.trim().is_empty() { text } else { format!("{mark}{text}{mark}") }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_post_reads_as_markdown_with_or_without_a_locale() {
        let post = json!({"title": "T", "content": [
            [{"tag": "text", "text": "a ", "style": ["bold"]}, {"tag": "a", "text": "b", "href": "https://x"}],
            [{"tag": "hr"}],
            [{"tag": "code_block", "language": "GO", "text": "x\n"}],
        ]});
        let expected = "**T**\n**a **[b](https://x)\n---\n```go\nx\n```";
        assert_eq!(readable(&post), expected);
        assert_eq!(readable(&json!({ "en_us": post })), expected);
    }

    #[test]
    fn a_flattened_card_reads_line_by_line() {
        let card = json!({"title": "Build", "elements": [[{"tag": "text", "text": "green"}, {"tag": "button", "text": "Open"}]]});
        assert_eq!(readable_card(&card), "**Build**\ngreen[Open]");
        let card = json!({"title": "", "elements": [
            [{"tag": "note", "elements": [{"tag": "text", "text": "by "}, {"tag": "img", "image_key": "img_1"}]}],
            [{"tag": "select_static", "placeholder": "Who?", "options": [{"text": "A"}, {"text": "B"}]}],
            [{"tag": "overflow", "options": [{"text": "Later"}]}, {"tag": "date_picker", "placeholder": "When?"}],
        ]});
        let expected = "by [Image: img_1]\n[Who?: A / B]\n[Later][When?]";
        assert_eq!(readable_card(&card), expected);
    }
}
