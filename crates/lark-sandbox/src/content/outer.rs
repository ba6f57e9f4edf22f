//! Content as batches and webhooks send it: an object, some of its keys other ones.

use lark_api::im::MsgType;
use serde_json::{Value, json};

/// The same as other calls send it; `None` where it is nothing they take.
pub(crate) fn read(
    msg_type: &str,
    content: Option<&Value>,
    card: Option<&Value>,
) -> Option<(MsgType, String)> {
    let msg_type = MsgType::from(msg_type);
    let content = match msg_type {
        MsgType::Interactive => card.or(content).filter(|card| card.is_object())?.clone(),
        MsgType::Text | MsgType::Image => content.filter(|content| content.is_object())?.clone(),
        MsgType::Post => content?.get("post").filter(|post| post.is_object())?.clone(),
        MsgType::ShareChat => json!({ "chat_id": content?.get("share_chat_id")?.as_str()? }),
        _ => return None,
    };
    Some((msg_type, content.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_other_ones_here_are_renamed() {
        let share = json!({ "share_chat_id": "oc_1" });
        let read = |kind: &str, content: &Value| super::read(kind, Some(content), None);
        assert_eq!(
            read("share_chat", &share),
            Some((MsgType::ShareChat, "{\"chat_id\":\"oc_1\"}".to_owned()))
        );
        let post = json!({ "post": { "zh_cn": {} } });
        assert_eq!(read("post", &post), Some((MsgType::Post, "{\"zh_cn\":{}}".to_owned())));
        assert_eq!(read("text", &json!("{\"text\":\"x\"}")), None);
        assert_eq!(read("audio", &share), None);
    }
}
