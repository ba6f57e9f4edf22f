//! What a request is about, as far as its ids say: for whoever explains a refusal.

use lark_api::{
    Meta,
    wire::{Parts, PartsBody},
};
use serde_json::Value;

/// The first id of each sort that a request names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    pub chat_id: Option<String>,
    pub message_id: Option<String>,
    /// An open id.
    pub person: Option<String>,
}

impl Subject {
    pub(crate) fn of(meta: &Meta, parts: &Parts) -> Self {
        let mut subject = Self::default();
        let segments = meta.path.split('/').zip(parts.path.split('/'));
        for (_, segment) in segments.filter(|(expected, _)| expected.starts_with('{')) {
            subject.note(segment);
        }
        parts.query.iter().for_each(|(_, value)| subject.note(value));
        if let PartsBody::Json(body) = &parts.body {
            body.values().for_each(|value| subject.note_value(value));
        }
        subject
    }

    /// Only whole ids count: what a message says is no id of what it is about.
    fn note(&mut self, text: &str) {
        let is_id = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let place = match text.get(..3) {
            Some("oc_") => &mut self.chat_id,
            Some("om_") => &mut self.message_id,
            Some("ou_") => &mut self.person,
            _ => return,
        };
        if is_id && place.is_none() {
            *place = Some(text.to_owned());
        }
    }

    fn note_value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.note(text),
            Value::Array(values) => values.iter().for_each(|value| self.note_value(value)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use lark_api::{Endpoint, im::messages::SendMessage, wire};
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_found_where_a_request_has_them_and_not_in_what_it_says() {
        let request: SendMessage = serde_json::from_value(json!({
            "receive_id_type": "chat_id", "receive_id": "oc_1", "msg_type": "text",
            "content": "{\"text\":\"om_2\"}",
        }))
        .unwrap();
        let parts = wire::split(&request).unwrap();
        let subject = Subject::of(&SendMessage::META, &parts);
        assert_eq!(subject, Subject { chat_id: Some("oc_1".to_owned()), ..Subject::default() });
    }
}
