//! The content of messages: what is sent, and beside it what is read back.

pub mod card;
pub mod markup;
pub mod post;
pub mod received;
pub mod sent;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    ids::FileKey,
    im::{MsgType, files::FileType},
    limits,
};
pub use card::Card;
pub use post::PostToSend;
pub use sent::{Divider, File, Image, Media, SharedChat, SharedUser, Text};

/// What a message says that is sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Text(Text),
    Post(PostToSend),
    Image(Image),
    File(File),
    Audio(File),
    Media(Media),
    /// One that was received before, by its key.
    Sticker(File),
    Card(Card),
    ShareChat(SharedChat),
    ShareUser(SharedUser),
    /// A system message of the only kind that can be sent.
    Divider(Divider),
    /// JSON of the caller's own: of a kind that cannot be sent, or not as its kind should be.
    Raw(MsgType, Map<String, Value>),
}

impl Content {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text { text: text.into() })
    }

    /// The message that carries an uploaded file: audio and video play, the rest is a file.
    pub fn of_file(file_type: &FileType, file_key: FileKey) -> Self {
        match file_type {
            FileType::Opus => Self::Audio(File { file_key }),
            FileType::Mp4 => Self::Media(Media { file_key, image_key: None }),
            _ => Self::File(File { file_key }),
        }
    }

    /// Reads what somebody composed. What its type could not give back unchanged, such as a field
    /// this version does not know, is sent as it came.
    pub fn of_json(msg_type: MsgType, json: Map<String, Value>) -> Self {
        let typed = match &msg_type {
            MsgType::Text => typed(&json).map(Self::Text),
            MsgType::Post => typed(&json).map(Self::Post),
            MsgType::Image => typed(&json).map(Self::Image),
            MsgType::File => typed(&json).map(Self::File),
            MsgType::Audio => typed(&json).map(Self::Audio),
            MsgType::Media => typed(&json).map(Self::Media),
            MsgType::Sticker => typed(&json).map(Self::Sticker),
            MsgType::ShareChat => typed(&json).map(Self::ShareChat),
            MsgType::ShareUser => typed(&json).map(Self::ShareUser),
            MsgType::System => typed(&json).map(Self::Divider),
            MsgType::Interactive => return Self::Card(Card::read(json)),
            _ => None,
        };
        typed.unwrap_or(Self::Raw(msg_type, json))
    }

    pub fn msg_type(&self) -> MsgType {
        match self {
            Self::Text(_) => MsgType::Text,
            Self::Post(_) => MsgType::Post,
            Self::Image(_) => MsgType::Image,
            Self::File(_) => MsgType::File,
            Self::Audio(_) => MsgType::Audio,
            Self::Media(_) => MsgType::Media,
            Self::Sticker(_) => MsgType::Sticker,
            Self::Card(_) => MsgType::Interactive,
            Self::ShareChat(_) => MsgType::ShareChat,
            Self::ShareUser(_) => MsgType::ShareUser,
            Self::Divider(_) => MsgType::System,
            Self::Raw(msg_type, _) => msg_type.clone(),
        }
    }

    /// The string that `content` is on the wire; its fields are in the order of their names.
    pub fn to_wire(&self) -> String {
        self.to_json().to_string()
    }

    /// Bytes it takes in a request's body, where it is a string with its quotes escaped. To be held
    /// against [`body_limit`].
    pub fn size_in_body(&self) -> usize {
        Value::String(self.to_wire()).to_string().len()
    }

    fn to_json(&self) -> Value {
        let json = match self {
            Self::Text(said) => serde_json::to_value(said),
            Self::Post(said) => serde_json::to_value(said),
            Self::Image(said) => serde_json::to_value(said),
            Self::File(said) | Self::Audio(said) | Self::Sticker(said) => {
                serde_json::to_value(said)
            }
            Self::Media(said) => serde_json::to_value(said),
            Self::ShareChat(said) => serde_json::to_value(said),
            Self::ShareUser(said) => serde_json::to_value(said),
            Self::Divider(said) => serde_json::to_value(said),
            Self::Card(card) => return Value::Object(card.to_json()),
            Self::Raw(_, json) => return Value::Object(json.clone()),
        };
        json.expect("texts, numbers and JSON values always serialize")
    }
}

/// `None` where something of it would be lost or changed.
pub(crate) fn typed<T: DeserializeOwned + Serialize>(json: &Map<String, Value>) -> Option<T> {
    let json = Value::Object(json.clone());
    let read = serde_json::from_value(json.clone()).ok()?;
    (serde_json::to_value(&read).ok()? == json).then_some(read)
}

/// Bytes that the body of a request with such content may have; what is beyond them is refused.
pub fn body_limit(msg_type: &MsgType) -> usize {
    match msg_type {
        MsgType::Post | MsgType::Interactive => limits::RICH_BODY,
        _ => limits::TEXT_BODY,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::content::received::any_json;

    fn read(msg_type: &str, json: &Value) -> Content {
        Content::of_json(msg_type.into(), json.as_object().unwrap().clone())
    }

    #[test]
    fn every_kind_that_can_be_sent_has_a_type_and_is_sent_as_it_was_composed() {
        let divider = json!({ "type": "divider", "params": { "divider_text": {
            "text": "today", "i18n_text": { "zh_CN": "今天" } } }, "options": { "need_rollup": true } });
        for (kind, json) in [
            ("text", json!({ "text": "hi <at user_id=\"ou_1\"></at> &lt;b> <b>" })),
            ("post", json!({ "zh_cn": { "title": "T", "content": [[{ "tag": "hologram" }]] } })),
            ("image", json!({ "image_key": "img_1" })),
            ("file", json!({ "file_key": "file_1" })),
            ("audio", json!({ "file_key": "file_1" })),
            ("media", json!({ "file_key": "file_1", "image_key": "img_1" })),
            ("sticker", json!({ "file_key": "file_1" })),
            ("share_chat", json!({ "chat_id": "oc_1" })),
            ("share_user", json!({ "user_id": "ou_1" })),
            ("system", divider),
            ("interactive", json!({ "elements": [], "hue": 3 })),
        ] {
            let content = read(kind, &json);
            assert!(!matches!(content, Content::Raw(..)), "{kind}");
            assert_eq!(content.msg_type().as_str(), kind);
            assert_eq!(content.to_wire(), json.to_string());
        }
    }

    #[test]
    fn what_has_to_be_escaped_counts_as_it_is_sent() {
        assert_eq!(Content::text("ab").size_in_body(), r#""{\"text\":\"ab\"}""#.len());
        let quoted = Content::text("\"\"").size_in_body();
        assert_eq!(quoted, Content::text("").size_in_body() + 8, "a quote takes four bytes");
    }

    #[test]
    fn what_a_type_would_lose_is_sent_as_it_came() {
        for (kind, json) in [
            ("text", json!({ "text": "hi", "hue": 3 })),
            ("image", json!({ "image_key": 3 })),
            ("file", json!({})),
            ("telepathy", json!({ "x": 1 })),
        ] {
            let content = read(kind, &json);
            assert!(matches!(content, Content::Raw(..)), "{kind}");
            assert_eq!((content.msg_type().as_str(), content.to_wire()), (kind, json.to_string()));
        }
    }

    proptest! {
        #[test]
        fn nothing_of_what_is_sent_is_changed(
            json in prop::collection::btree_map("[a-z_]{1,9}", any_json(), 0..4),
            kind in 0..MsgType::KNOWN.len(),
        ) {
            let json: Map<String, Value> = json.into_iter().collect();
            let content = Content::of_json(MsgType::KNOWN[kind].into(), json.clone());
            prop_assert_eq!(content.to_wire(), Value::Object(json).to_string());
            prop_assert_eq!(content.msg_type(), MsgType::from(MsgType::KNOWN[kind]));
        }
    }
}
