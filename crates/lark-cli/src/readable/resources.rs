//! The files a message has: its own, and those that stand in a post.

use lark_api::{
    content::{
        post::{KnownNode, Node, Post},
        received::{Received, ReceivedFile},
    },
    ids::ResourceKey,
    im::messages::Message,
};

use super::document::{Resource, ResourceKind};

/// In the order in which they stand in it. What a card shows is none of them: Lark does not give
/// it out.
pub fn of(message: &Message) -> Vec<Resource> {
    let single = |kind, file: ReceivedFile| {
        let Some(key) = file.file_key else { return Vec::new() };
        vec![Resource {
            name: file.file_name.filter(|name| !name.is_empty()),
            duration: file.duration.and_then(|millis| u64::try_from(millis).ok()),
            cover: file.image_key.filter(|key| !key.is_empty()),
            ..resource(message, kind, &key)
        }]
    };
    match Received::read(&message.msg_type, &message.body.content) {
        Received::Image(image) => {
            let key = image.image_key.into_iter();
            key.map(|key| resource(message, ResourceKind::Image, &key)).collect()
        }
        Received::File(file) => single(ResourceKind::File, file),
        Received::Folder(file) => single(ResourceKind::Folder, file),
        Received::Audio(file) => single(ResourceKind::Audio, file),
        Received::Media(file) => single(ResourceKind::Video, file),
        Received::Sticker(file) => single(ResourceKind::Sticker, file),
        Received::Post(post) => of_post(message, &post),
        _ => Vec::new(),
    }
}

fn of_post(message: &Message, post: &Post) -> Vec<Resource> {
    let nodes = post.content.iter().flatten().flatten();
    let resources = nodes.filter_map(|node| match node {
        Node::Known(KnownNode::Img { image_key, .. }) => {
            Some(resource(message, ResourceKind::Image, image_key))
        }
        Node::Known(KnownNode::Media { file_key, image_key }) => Some(Resource {
            cover: image_key.clone(),
            ..resource(message, ResourceKind::Video, file_key)
        }),
        // With something beside that this version does not know.
        Node::Other(node) if node["tag"] == "img" => {
            Some(resource(message, ResourceKind::Image, node["image_key"].as_str()?))
        }
        Node::Other(node) if node["tag"] == "media" => {
            Some(resource(message, ResourceKind::Video, node["file_key"].as_str()?))
        }
        _ => None,
    });
    resources.collect()
}

fn resource(message: &Message, kind: ResourceKind, key: &str) -> Resource {
    Resource {
        kind,
        message_id: message.message_id.clone(),
        key: ResourceKey::unchecked(key),
        name: None,
        duration: None,
        cover: None,
        size: None,
        saved_path: None,
        error: None,
    }
}

#[cfg(test)]
mod tests {
    use lark_api::im::messages::MessageBody;
    use serde_json::{Value, json};

    use super::*;

    fn keys(msg_type: &str, content: &Value) -> Vec<(ResourceKind, String)> {
        let body = MessageBody { content: content.to_string() };
        let message = Message { msg_type: msg_type.into(), body, ..Message::default() };
        of(&message).into_iter().map(|found| (found.kind, found.key.as_str().to_owned())).collect()
    }

    #[test]
    fn the_files_of_every_kind_of_message_are_found_in_their_order() {
        let one = |kind, key: &str| vec![(kind, key.to_owned())];
        assert_eq!(keys("image", &json!({ "image_key": "i" })), one(ResourceKind::Image, "i"));
        let file = json!({ "file_key": "f", "file_name": "n" });
        assert_eq!(keys("file", &file), one(ResourceKind::File, "f"));
        assert_eq!(keys("media", &file), one(ResourceKind::Video, "f"));
        assert_eq!(keys("audio", &json!({ "file_key": "f" })), one(ResourceKind::Audio, "f"));
        let post = json!({ "title": "", "content": [
            [{ "tag": "text", "text": "a" }, { "tag": "img", "image_key": "i", "alt": "new" }],
            [{ "tag": "media", "file_key": "v", "image_key": "c" }],
            [{ "tag": "img", "image_key": "j", "width": 3, "height": 4 }],
        ] });
        let found = keys("post", &post);
        let kinds = [ResourceKind::Image, ResourceKind::Video, ResourceKind::Image];
        let names = ["i", "v", "j"].map(str::to_owned);
        assert_eq!(found, kinds.into_iter().zip(names).collect::<Vec<_>>());
        assert!(keys("text", &json!({ "text": "img_1" })).is_empty());
    }
}
