//! What of a stored message people read: for searches.

use serde_json::Value;

/// What a message has in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// In small letters, one line a text.
    pub(crate) text: String,
    pub(crate) has_link: bool,
    pub(crate) has_image: bool,
    pub(crate) has_video: bool,
    pub(crate) has_file: bool,
}

impl Said {
    pub(crate) fn read(msg_type: &str, content: &str) -> Self {
        let mut said = Self::default();
        match serde_json::from_str::<Value>(content) {
            Ok(content) => said.add("", &content),
            Err(_) => said.add_text(content),
        }
        said.has_video |= msg_type == "media";
        said.has_image &= msg_type != "media";
        said.has_file |= msg_type == "file";
        said
    }

    fn add(&mut self, field: &str, value: &Value) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| self.add(name, value)),
            Value::Array(items) => items.iter().for_each(|value| self.add(field, value)),
            Value::String(text) => match field {
                "image_key" => self.has_image |= !text.is_empty(),
                "href" => self.has_link = true,
                "tag" => self.has_video |= text == "media",
                "file_key" | "user_id" | "style" | "type" | "language" | "emoji_type"
                | "chat_id" => {}
                _ => self.add_text(text),
            },
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str) {
        self.has_link |= text.contains("http://") || text.contains("https://");
        self.text.push_str(&text.to_lowercase());
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_read_is_text() {
        let post = r#"{"title":"Plan","content":[[{"tag":"text","text":"Read","style":["bold"]},
            {"tag":"a","text":"This","href":"https://example.com"},
            {"tag":"img","image_key":"img_v3_x"}]]}"#;
        let said = Said::read("post", post);
        assert_eq!(said.text.lines().collect::<Vec<_>>(), ["read", "this", "plan"]);
        assert!(said.has_link && said.has_image && !said.has_file && !said.has_video);
    }

    #[test]
    fn what_is_no_json_is_text_as_it_is() {
        assert_eq!(Said::read("merge_forward", "Merged").text, "merged\n");
    }
}
