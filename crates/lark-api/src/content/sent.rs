//! Content as it is sent, one type a kind; posts and cards have files of their own.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{ChatId, FileKey, ImageKey, OpenId},
    limits::DIVIDER_WIDTH,
};

/// Text. `<at user_id="ou_…">name</at>` mentions, a little markup styles; see
/// [`markup`](super::markup).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Image {
    pub image_key: ImageKey,
}

/// An uploaded file or audio, or a sticker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct File {
    pub file_key: FileKey,
}

/// An uploaded video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Media {
    pub file_key: FileKey,
    /// The cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_key: Option<ImageKey>,
}

/// A group's card; the sender is in the group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SharedChat {
    pub chat_id: ChatId,
}

/// A person's card; an open id, no bot's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SharedUser {
    pub user_id: OpenId,
}

/// A line across a conversation, with a few words in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Divider {
    #[serde(rename = "type")]
    kind: DividerKind,
    pub params: DividerParams,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<DividerOptions>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DividerKind {
    Divider,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DividerParams {
    pub divider_text: DividerText,
}

/// What stands on the line, also in other languages: `zh_CN` where it is sent, `zh_cn` where it
/// is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DividerText {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub i18n_text: Option<BTreeMap<String, String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DividerOptions {
    /// Whether the conversation is moved up to the line.
    pub need_rollup: bool,
}

impl Divider {
    pub fn new(text: impl Into<String>) -> Self {
        let divider_text = DividerText { text: text.into(), i18n_text: None };
        Self { kind: DividerKind::Divider, params: DividerParams { divider_text }, options: None }
    }

    /// Whether a text fits on the line.
    pub fn fits(text: &str) -> bool {
        let width = |c: char| if c.is_ascii() { 1 } else { 2 };
        text.chars().map(width).sum::<usize>() <= DIVIDER_WIDTH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_room_for_twenty_letters_or_ten_characters() {
        assert!(Divider::fits("exactly twenty chars") && Divider::fits("十个汉字正好放得下了"));
        assert!(
            !Divider::fits("exactly twenty chars!") && !Divider::fits("十一个汉字就放不下了啊")
        );
        let wire = serde_json::to_string(&Divider::new("today")).unwrap();
        assert_eq!(wire, r#"{"type":"divider","params":{"divider_text":{"text":"today"}}}"#);
    }
}
