//! Posts: paragraphs of nodes, in one language or in several.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A post in each of its languages, as it is sent: `zh_cn`, `en_us`, `ja_jp` and others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PostToSend(pub BTreeMap<String, Post>);

/// A post in one language, as it is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<Vec<Node>>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Node {
    Known(KnownNode),
    /// As it came.
    Other(Value),
}

/// The nodes there are; `md` is only sent, it is read back as others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "tag", rename_all = "snake_case", deny_unknown_fields)]
pub enum KnownNode {
    Text {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        un_escape: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        style: Option<Vec<String>>,
    },
    A {
        text: String,
        href: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        style: Option<Vec<String>>,
    },
    /// Somebody's id, or `all`; read back as a placeholder such as `@_user_1`.
    At {
        user_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        style: Option<Vec<String>>,
    },
    Img {
        image_key: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        width: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        height: Option<i64>,
    },
    Media {
        file_key: String,
        /// The cover.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        image_key: Option<String>,
    },
    Emotion {
        emoji_type: String,
    },
    CodeBlock {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
    },
    Hr {},
    Md {
        text: String,
    },
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nodes_are_told_apart_by_their_tag_and_unknown_ones_are_kept() {
        let post = json!({ "title": "T", "content": [
            [
                { "tag": "text", "text": "a", "style": ["bold"] },
                { "tag": "at", "user_id": "@_user_1", "user_name": "Tom", "style": [] },
                { "tag": "code_block", "text": "x", "language": "GO" },
            ],
            [{ "tag": "hr" }],
            [{ "tag": "hologram", "depth": 3 }, { "tag": "img", "image_key": "k", "alt": "?" }],
        ] });
        let read: Post = serde_json::from_value(post.clone()).unwrap();
        let content = read.content.as_ref().unwrap();
        assert!(matches!(&content[0][2], Node::Known(KnownNode::CodeBlock { .. })));
        assert!(matches!(&content[1][0], Node::Known(KnownNode::Hr {})));
        assert!(
            matches!(&content[2][0], Node::Other(_)) && matches!(&content[2][1], Node::Other(_))
        );
        assert_eq!(serde_json::to_value(&read).unwrap(), post);
        let sent =
            json!({ "zh_cn": post, "en_us": { "content": [[{ "tag": "md", "text": "*" }]] } });
        let read: PostToSend = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), sent);
    }
}
