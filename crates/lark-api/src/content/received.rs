//! Content as it is read back, one type a kind; what is not known is kept as it came.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{card::ReadCard, post::Post, sent::DividerText};
use crate::{im::MsgType, time::Millis};

/// What stands where the content of a recalled message was.
pub const RECALLED: &str = "This message was recalled";
/// What stands for the messages that were forwarded together.
pub const BUNDLED: &str = "Merged and Forwarded Message";

/// What a message that was read says.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    Text(ReceivedText),
    Post(Post),
    Image(ReceivedImage),
    File(ReceivedFile),
    Folder(ReceivedFile),
    Audio(ReceivedFile),
    Media(ReceivedFile),
    Sticker(ReceivedFile),
    Card(ReadCard),
    ShareChat(SharedChat),
    ShareUser(SharedUser),
    System(System),
    Location(Location),
    /// A calendar's event, of any of the three kinds there are.
    Event(Event),
    VideoChat(VideoChat),
    Todo(Todo),
    Vote(Vote),
    RedPacket(ReceivedText),
    /// Messages that were forwarded together.
    Bundle(Bundle),
    /// Of a message of any kind.
    Recalled,
    /// No JSON, not as its kind should be, or of a kind this version does not know.
    Other(String),
}

macro_rules! kind {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            $($(#[$field_doc])* #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,)*
            /// What this version does not know.
            #[serde(flatten)]
            pub rest: Map<String, Value>,
        }
    };
}

kind! {
    /// Text; mentions are placeholders such as `@_user_1`.
    ReceivedText { text: String, }
}
kind! {
    ReceivedImage { image_key: String, }
}
kind! {
    /// A file, a folder, an audio, a video or a sticker.
    ReceivedFile {
        file_key: String,
        file_name: String,
        /// A video's cover.
        image_key: String,
        /// In milliseconds.
        duration: i64,
    }
}
kind! {
    SharedChat { chat_id: String, }
}
kind! {
    SharedUser { user_id: String, }
}
kind! {
    /// What Lark says itself; `template` has `{names}` of lists of names.
    System {
        template: String,
        from_user: Vec<String>,
        to_chatters: Vec<String>,
        divider_text: DividerText,
    }
}
kind! {
    /// A place; its coordinates are texts.
    Location { name: String, longitude: String, latitude: String, }
}
kind! {
    Event {
        summary: String,
        start_time: Millis,
        end_time: Millis,
        open_calendar_id: String,
        open_event_id: String,
    }
}
kind! {
    VideoChat { topic: String, start_time: Millis, }
}
kind! {
    Todo { task_id: String, summary: Post, due_time: Millis, }
}
kind! {
    Vote {
        topic: String,
        options: Vec<String>,
        /// 0 while it is open.
        status: i64,
    }
}

kind! {
    /// What older data has of a bundle.
    BundledIds { create_message_ids: Vec<String>, }
}

/// The messages themselves are read with the bundle's own id.
#[derive(Clone, Debug, PartialEq)]
pub enum Bundle {
    /// [`BUNDLED`]
    Remark,
    Ids(BundledIds),
}

impl Received {
    /// Reads a message's content. One that is not as its kind should be is kept as it is, and so
    /// is one that could not be given back unchanged, such as a time that is no text.
    pub fn read(msg_type: &MsgType, content: &str) -> Self {
        let value = |text: &str| serde_json::from_str::<Value>(text).ok();
        match Self::parse(msg_type, content) {
            Ok(said) if value(&said.to_wire()) == value(content) => said,
            _ => Self::Other(content.to_owned()),
        }
    }

    fn parse(msg_type: &MsgType, read: &str) -> serde_json::Result<Self> {
        if read == RECALLED {
            return Ok(Self::Recalled);
        }
        Ok(match msg_type {
            MsgType::Text => Self::Text(serde_json::from_str(read)?),
            MsgType::Post => Self::Post(serde_json::from_str(read)?),
            MsgType::Image => Self::Image(serde_json::from_str(read)?),
            MsgType::File => Self::File(serde_json::from_str(read)?),
            MsgType::Folder => Self::Folder(serde_json::from_str(read)?),
            MsgType::Audio => Self::Audio(serde_json::from_str(read)?),
            MsgType::Media => Self::Media(serde_json::from_str(read)?),
            MsgType::Sticker => Self::Sticker(serde_json::from_str(read)?),
            MsgType::Interactive => Self::Card(ReadCard::read(serde_json::from_str(read)?)),
            MsgType::ShareChat => Self::ShareChat(serde_json::from_str(read)?),
            MsgType::ShareUser => Self::ShareUser(serde_json::from_str(read)?),
            MsgType::System => Self::System(serde_json::from_str(read)?),
            MsgType::Location => Self::Location(serde_json::from_str(read)?),
            MsgType::Calendar | MsgType::GeneralCalendar | MsgType::ShareCalendarEvent => {
                Self::Event(serde_json::from_str(read)?)
            }
            MsgType::VideoChat => Self::VideoChat(serde_json::from_str(read)?),
            MsgType::Todo => Self::Todo(serde_json::from_str(read)?),
            MsgType::Vote => Self::Vote(serde_json::from_str(read)?),
            MsgType::Hongbao => Self::RedPacket(serde_json::from_str(read)?),
            MsgType::MergeForward if read == BUNDLED => Self::Bundle(Bundle::Remark),
            MsgType::MergeForward => Self::Bundle(Bundle::Ids(serde_json::from_str(read)?)),
            // What older data calls a video.
            MsgType::Other(kind) if kind == "video" => Self::Media(serde_json::from_str(read)?),
            MsgType::Other(_) => Self::Other(read.to_owned()),
        })
    }

    /// The content as it was read, but for blanks and the order of its fields.
    pub fn to_wire(&self) -> String {
        let json = match self {
            Self::Text(said) | Self::RedPacket(said) => serde_json::to_string(said),
            Self::Post(said) => serde_json::to_string(said),
            Self::Image(said) => serde_json::to_string(said),
            Self::File(said)
            | Self::Folder(said)
            | Self::Audio(said)
            | Self::Media(said)
            | Self::Sticker(said) => serde_json::to_string(said),
            Self::Card(said) => return said.to_json().to_string(),
            Self::ShareChat(said) => serde_json::to_string(said),
            Self::ShareUser(said) => serde_json::to_string(said),
            Self::System(said) => serde_json::to_string(said),
            Self::Location(said) => serde_json::to_string(said),
            Self::Event(said) => serde_json::to_string(said),
            Self::VideoChat(said) => serde_json::to_string(said),
            Self::Todo(said) => serde_json::to_string(said),
            Self::Vote(said) => serde_json::to_string(said),
            Self::Bundle(Bundle::Ids(said)) => serde_json::to_string(said),
            Self::Bundle(Bundle::Remark) => return BUNDLED.to_owned(),
            Self::Recalled => return RECALLED.to_owned(),
            Self::Other(text) => return text.clone(),
        };
        json.expect("texts, numbers and JSON values always serialize")
    }
}

/// JSON that looks a little like content.
#[cfg(test)]
pub(crate) fn any_json() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z_@<>\" ]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let field = prop_oneof![
            Just("tag".to_owned()),
            Just("text".to_owned()),
            Just("content".to_owned()),
            Just("start_time".to_owned()),
            Just("elements".to_owned()),
            "[a-z]{1,4}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(field, inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn no_content_of_any_kind_is_changed_by_reading_it(content in any_json(), kind in 0..MsgType::KNOWN.len()) {
            let msg_type = MsgType::from(MsgType::KNOWN[kind]);
            let said = Received::read(&msg_type, &content.to_string());
            let again: Value = serde_json::from_str(&said.to_wire()).unwrap();
            prop_assert_eq!(again, content);
        }
    }

    #[test]
    fn what_is_known_of_a_kind_is_in_its_fields_and_the_rest_is_kept() {
        let vote = json!({ "topic": "Lunch", "options": ["A", "B"], "status": 0, "hue": 3 });
        let Received::Vote(vote) = Received::read(&MsgType::Vote, &vote.to_string()) else {
            panic!("a vote");
        };
        assert_eq!((vote.topic.as_deref(), vote.status), (Some("Lunch"), Some(0)));
        assert_eq!(vote.rest["hue"], 3);
        let event = r#"{"summary":"x","start_time":"1608265395000","end_time":"1608267015000"}"#;
        let Received::Event(event) = Received::read(&MsgType::Calendar, event) else {
            panic!("an event");
        };
        assert_eq!(event.start_time, Some(Millis(1_608_265_395_000)));
        assert_eq!(Received::read(&MsgType::Text, RECALLED), Received::Recalled);
        let torn = Received::read(&MsgType::Text, "{\"text\":");
        assert_eq!(torn, Received::Other("{\"text\":".to_owned()));
    }

    #[test]
    fn every_kind_lark_is_known_to_have_is_read_into_a_type_of_its_own() {
        let system = json!({ "template": "{from_user} left.", "from_user": ["Tom"], "divider_text":
            { "text": "t", "i18n_text": { "zh_cn": "x" } } });
        let todo = json!({ "task_id": "t", "summary": { "title": "T", "content": [[{ "tag": "hr" }]] },
            "due_time": "1623124318000" });
        let event = json!({ "summary": "s", "start_time": "1", "end_time": "2" });
        let file = json!({ "file_key": "f", "file_name": "n", "image_key": "i", "duration": 2000 });
        for (kind, content) in [
            ("text", json!({ "text": "@_user_1" })),
            ("post", json!({ "title": "T", "content": [[{ "tag": "hologram" }]] })),
            ("image", json!({ "image_key": "i" })),
            ("file", file.clone()),
            ("folder", json!({ "file_key": "f", "file_name": "dir" })),
            ("audio", json!({ "file_key": "f", "duration": 2000 })),
            ("media", file.clone()),
            ("video", file),
            ("sticker", json!({ "file_key": "f" })),
            ("interactive", json!({ "title": "T", "elements": [[{ "tag": "hr" }]] })),
            ("share_chat", json!({ "chat_id": "oc_1" })),
            ("share_user", json!({ "user_id": "ou_1" })),
            ("system", system),
            ("location", json!({ "name": "n", "longitude": "113.9", "latitude": "22.5" })),
            ("calendar", event.clone()),
            ("general_calendar", event.clone()),
            ("share_calendar_event", event),
            ("video_chat", json!({ "topic": "t", "start_time": "6125345000" })),
            ("todo", todo),
            ("vote", json!({ "topic": "t", "options": ["A"], "status": 0 })),
            ("hongbao", json!({ "text": "[红包]" })),
            ("merge_forward", json!({ "create_message_ids": ["om_1"] })),
        ] {
            let said = Received::read(&kind.into(), &content.to_string());
            assert!(!matches!(said, Received::Other(_)), "{kind}");
            let again: Value = serde_json::from_str(&said.to_wire()).unwrap();
            assert_eq!(again, content, "{kind}");
        }
        let bundle = Received::read(&MsgType::MergeForward, BUNDLED);
        assert_eq!(bundle, Received::Bundle(Bundle::Remark));
    }
}
