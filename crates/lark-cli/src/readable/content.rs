//! What a message says in words, per kind. A kind this version does not know is shown as its JSON.

use lark_api::im::{
    MsgType,
    messages::{Mention, Message},
};
use serde_json::Value;

use super::post;

pub fn readable(message: &Message) -> String {
    let wire = &message.body.content;
    // Recalled messages and bundles carry plain sentences.
    let Ok(content) = serde_json::from_str::<Value>(wire) else { return wire.clone() };
    let text = |key: &str| text_of(&content, key);
    let written = match &message.msg_type {
        MsgType::Text => text("text"),
        MsgType::Post => post::readable(&content),
        MsgType::Image => format!("[Image: {}]", text("image_key")),
        MsgType::File => tag("file", &[("key", text("file_key")), ("name", text("file_name"))]),
        MsgType::Folder => tag("folder", &[("key", text("file_key")), ("name", text("file_name"))]),
        MsgType::Audio => {
            tag("audio", &[("key", text("file_key")), ("duration", seconds(&content))])
        }
        MsgType::Media => tag(
            "video",
            &[
                ("key", text("file_key")),
                ("name", text("file_name")),
                ("duration", seconds(&content)),
                ("cover_image_key", text("image_key")),
            ],
        ),
        MsgType::Sticker => tag("sticker", &[("key", text("file_key"))]),
        MsgType::Interactive => post::readable_card(&content),
        MsgType::ShareChat => tag("chat", &[("id", text("chat_id"))]),
        MsgType::ShareUser => tag("user", &[("id", text("user_id"))]),
        MsgType::System => system(&content),
        MsgType::Location => tag(
            "location",
            &[
                ("name", text("name")),
                ("longitude", text("longitude")),
                ("latitude", text("latitude")),
            ],
        ),
        MsgType::Hongbao => text("text"),
        _ => wire.clone(),
    };
    with_names(&written, &message.mentions)
}

pub fn text_of(value: &Value, key: &str) -> String {
    match &value[key] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `<name key="value"/>` with the attributes that have a value.
fn tag(name: &str, attributes: &[(&str, String)]) -> String {
    let quoted = |value: &str| value.replace('&', "&amp;").replace('"', "&quot;");
    let attributes = attributes.iter().filter(|(_, value)| !value.is_empty());
    let attributes: String =
        attributes.map(|(name, value)| format!(" {name}=\"{}\"", quoted(value))).collect();
    format!("<{name}{attributes}/>")
}

/// A duration in milliseconds, in seconds.
fn seconds(content: &Value) -> String {
    let millis = &content["duration"];
    match millis.as_u64().or_else(|| millis.as_str()?.parse().ok()) {
        Some(millis) => format!("{}s", millis.div_ceil(1000)),
        None => String::new(),
    }
}

/// A sentence with its blanks filled in.
fn system(content: &Value) -> String {
    let divider = text_of(&content["divider_text"], "text");
    if !divider.is_empty() {
        return format!("── {divider} ──");
    }
    let mut sentence = text_of(content, "template");
    for (name, value) in content.as_object().into_iter().flatten() {
        let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        let names = names.collect::<Vec<_>>().join(", ");
        sentence = sentence.replace(&format!("{{{name}}}"), &names);
    }
    sentence
}

/// `@_user_1` becomes `@name`; longer keys first, for one may begin another.
fn with_names(text: &str, mentions: &[Mention]) -> String {
    let mut mentions: Vec<_> = mentions.iter().collect();
    mentions.sort_by_key(|mention| std::cmp::Reverse(mention.key.len()));
    let named = mentions.iter().fold(text.to_owned(), |text, mention| {
        text.replace(&mention.key, &format!("@{}", mention.name))
    });
    named.replace("@_all", "@all")
}

#[cfg(test)]
mod tests {
    use lark_api::im::messages::MessageBody;
    use serde_json::json;

    use super::*;

    fn read(msg_type: &str, content: &Value) -> String {
        let body = MessageBody { content: content.to_string() };
        readable(&Message { msg_type: msg_type.into(), body, ..Message::default() })
    }

    #[test]
    fn each_kind_is_read_in_words() {
        assert_eq!(read("image", &json!({"image_key": "img_1"})), "[Image: img_1]");
        let file = json!({"file_key": "file_1", "file_name": "a \"b\".txt"});
        assert_eq!(read("file", &file), "<file key=\"file_1\" name=\"a &quot;b&quot;.txt\"/>");
        let audio = json!({"file_key": "file_1", "duration": 2100});
        assert_eq!(read("audio", &audio), "<audio key=\"file_1\" duration=\"3s\"/>");
        let system = json!({"template": "{from_user} invited {to_chatters}.", "from_user": ["Bot"], "to_chatters": ["Tom", "Bob"]});
        assert_eq!(read("system", &system), "Bot invited Tom, Bob.");
        assert_eq!(read("telepathy", &json!({"x": 1})), "{\"x\":1}");
    }

    #[test]
    fn a_mention_is_read_as_its_name_and_the_tenth_is_not_the_first() {
        let mention = |key: &str, name: &str| Mention {
            key: key.to_owned(),
            name: name.to_owned(),
            ..Mention::default()
        };
        let text = with_names(
            "@_user_1 and @_user_10, @_all",
            &[mention("@_user_1", "Wei"), mention("@_user_10", "Li")],
        );
        assert_eq!(text, "@Wei and @Li, @all");
    }
}
