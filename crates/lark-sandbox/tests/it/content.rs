//! What messages may say, and how it is read back.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        MsgType, ReceiveIdType,
        batch_messages::BatchSend,
        messages::{CardContent, Container, GetMessage, ListMessages, Message, SendMessage},
    },
};
use serde_json::{Value, json};

use crate::{
    files::{PNG, upload_file, upload_image},
    harness::{World, content_to, text_of, text_to},
};

fn send(world: &World, msg_type: MsgType, content: &Value) -> Message {
    world.ask(&world.bot, &content_to(&world.group(), msg_type, content)).unwrap()
}

fn refused(world: &World, msg_type: MsgType, content: &Value) -> (i64, String) {
    let request = content_to(&world.group(), msg_type, content);
    let refused = world.ask(&world.bot, &request).unwrap_err();
    let detail = refused.msg.split_once(", ext=").map(|(_, detail)| detail.to_owned());
    (refused.code, detail.unwrap_or_default())
}

fn read(message: &Message) -> Value {
    serde_json::from_str(&message.body.content).unwrap()
}

/// The conversation of the default bot and person.
fn private(world: &World) -> ChatId {
    let chat = world.info.chats.iter().find(|chat| chat.chat_mode == "p2p").unwrap();
    ChatId::unchecked(&chat.chat_id)
}

#[test]
fn content_is_a_json_object_with_what_its_type_needs() {
    let world = World::new();
    let mut broken = text_to(&world.group(), "x");
    for content in ["", "{", "\"text\"", "[]"] {
        content.clone_into(&mut broken.content);
        let refused = world.ask(&world.bot, &broken).unwrap_err();
        assert!(refused.msg.contains("content is not a string in json format"), "{content:?}");
    }
    let detail = |msg_type, content| refused(&world, msg_type, &content).1;
    assert_eq!(detail(MsgType::Text, json!({})), "content cannot be empty");
    assert_eq!(detail(MsgType::Text, json!({ "text": "" })), "content cannot be empty");
    assert!(detail(MsgType::Text, json!({ "text": 1 })).contains("text type is incorrect"));
    assert!(detail(MsgType::Image, json!({})).contains("image type is incorrect"));
    let unknown = MsgType::Other("hologram".to_owned());
    assert_eq!(detail(unknown, json!({})), "invalid msg_type");
    assert_eq!(detail(MsgType::Vote, json!({})), "invalid msg_type");
}

#[test]
fn a_mention_becomes_a_placeholder_and_is_listed() {
    let world = World::new();
    let (chen, bot) = (&world.person("chen").open_id, &world.info.apps[0].app_id);
    let text =
        format!("<at user_id=\"{chen}\">Chen</at> and <at user_id=\"{chen}\"></at>: <b>go</b>");
    let sent = world.send(&world.bot, &world.group(), &text);
    assert_eq!(text_of(&sent), "@_user_1 and @_user_2: go");
    assert_eq!(sent.mentions.len(), 2);
    assert_eq!((sent.mentions[0].key.as_str(), &sent.mentions[0].id), ("@_user_1", chen));
    assert_eq!(
        (sent.mentions[0].id_type.as_str(), sent.mentions[0].name.as_str()),
        ("open_id", "陈伟")
    );
    let all = world.send(&world.bot, &world.group(), "<at user_id=\"all\"></at> lunch");
    assert_eq!((text_of(&all).as_str(), all.mentions.len()), ("@_all lunch", 0));
    assert!(bot.starts_with("cli_"));
}

#[test]
fn who_is_not_in_the_chat_is_named_but_not_mentioned() {
    let world = World::new();
    let sun = &world.person("sun").open_id;
    let sent = world.send(&world.bot, &world.group(), &format!("<at user_id=\"{sun}\"></at> hi"));
    assert_eq!((text_of(&sent).as_str(), sent.mentions.len()), ("@孙倩 hi", 0));
    let tag = "<at user_id=\"ou_nobody\">X</at> <at user_id=>";
    assert_eq!(text_of(&world.send(&world.bot, &world.group(), tag)), tag);
}

#[test]
fn a_post_is_read_without_its_language_and_its_markdown() {
    let world = World::new();
    let chen = &world.person("chen").open_id;
    let post = json!({
        "en_us": { "title": "Plan", "content": [] },
        "zh_cn": { "title": "计划", "content": [
            [{ "tag": "text", "text": "你好 " }, { "tag": "at", "user_id": chen }],
            [{ "tag": "a", "text": "docs", "href": "https://example.com" },
             { "tag": "emotion", "emoji_type": "SMILE" }],
            [{ "tag": "md", "text": "**now**\n```rust\nlet x = 1;\n```\n---" }],
        ] },
    });
    let sent = send(&world, MsgType::Post, &post);
    assert_eq!(
        read(&sent),
        json!({ "title": "计划", "content": [
        [{ "tag": "text", "text": "你好 ", "style": [] },
         { "tag": "at", "user_id": "@_user_1", "user_name": "陈伟", "style": [] }],
        [{ "tag": "a", "text": "docs", "href": "https://example.com", "style": [] },
         { "tag": "emotion", "emoji_type": "SMILE" }],
        [{ "tag": "text", "text": "now", "style": ["bold"] }],
        [{ "tag": "code_block", "language": "RUST", "text": "let x = 1;" }],
        [{ "tag": "hr" }],
    ] })
    );
    assert_eq!(sent.mentions.len(), 1);
}

#[test]
fn a_post_is_refused_for_what_is_missing_in_it() {
    let world = World::new();
    let detail = |node: Value| {
        let post = json!({ "zh_cn": { "content": [[node]] } });
        refused(&world, MsgType::Post, &post).1
    };
    let missing = |tag: &str, field: &str| {
        format!("invalid message content. message_content_{tag}_tag's {field} field can't be nil")
    };
    assert_eq!(detail(json!({ "tag": "text" })), missing("text", "text"));
    assert_eq!(detail(json!({ "tag": "a", "text": "x" })), missing("a", "href"));
    assert_eq!(detail(json!({ "tag": "at" })), missing("at", "user_id"));
    assert_eq!(detail(json!({ "tag": "md" })), missing("md", "text"));
    assert!(detail(json!({ "tag": "blink" })).ends_with("message_content has wrong tag"));
    assert!(detail(json!({ "tag": "emotion", "emoji_type": "NO" })).ends_with("is invalid"));
    assert_eq!(detail(json!({ "tag": "img", "image_key": "img_no" })), "invalid image_key");
    let outer = json!({ "post": { "zh_cn": { "content": [] } } });
    assert_eq!(refused(&world, MsgType::Post, &outer).0, codes::MESSAGE_PARAM);
}

#[test]
fn files_go_only_into_messages_of_their_kind() {
    let world = World::new();
    let pdf = upload_file(&world, &world.bot, ("pdf", "计划.pdf"), b"%PDF-1.4");
    let voice = upload_file(&world, &world.bot, ("opus", "voice.opus"), b"OggS");
    let video = upload_file(&world, &world.bot, ("mp4", "clip.mp4"), b"ftyp");
    let image = upload_image(&world, &world.bot, PNG);
    let file = |key: &str| json!({ "file_key": key });
    assert_eq!(
        read(&send(&world, MsgType::File, &file(&pdf))),
        json!({ "file_key": pdf, "file_name": "计划.pdf" })
    );
    assert_eq!(
        read(&send(&world, MsgType::Audio, &file(&voice))),
        json!({ "file_key": voice, "duration": 2000 })
    );
    let media = json!({ "file_key": video, "image_key": image });
    assert_eq!(read(&send(&world, MsgType::Media, &media))["file_name"], "clip.mp4");
    assert_eq!(
        read(&send(&world, MsgType::Image, &json!({ "image_key": image })))["image_key"],
        image
    );
    for (msg_type, key) in [
        (MsgType::File, &voice),
        (MsgType::Audio, &pdf),
        (MsgType::Media, &pdf),
        (MsgType::File, &video),
    ] {
        assert_eq!(refused(&world, msg_type, &file(key)).0, codes::FILE_TYPE_MISMATCH);
    }
    let image_as_file = refused(&world, MsgType::File, &file(&image));
    assert_eq!(image_as_file, (codes::MESSAGE_PARAM, "invalid file_key".to_owned()));
}

#[test]
fn what_another_app_uploaded_cannot_be_sent() {
    let world = World::altered("UPDATE apps SET scopes = NULL");
    let notifier = world.bot_token(1);
    let key = upload_file(&world, &notifier, ("pdf", "x.pdf"), b"%PDF");
    let (code, _) = refused(&world, MsgType::File, &json!({ "file_key": key }));
    assert_eq!(code, codes::NOT_RESOURCE_OWNER);
}

#[test]
fn a_sticker_is_sent_on_by_who_received_it() {
    let world = World::new();
    let history = world.ask_bot(&ListMessages {
        container_id_type: Container::Chat,
        container_id: private(&world).as_str().to_owned(),
        start_time: None,
        end_time: None,
        sort_type: None,
        page_size: None,
        page_token: None,
        card_msg_content_type: None,
        only_thread_root_messages: None,
        with_sender_name: None,
    });
    let sticker = history.items.iter().find(|message| message.msg_type == MsgType::Sticker);
    let sticker = read(sticker.unwrap());
    assert_eq!(read(&send(&world, MsgType::Sticker, &sticker)), sticker);
    let invalid = (codes::MESSAGE_PARAM, "invalid file_key".to_owned());
    assert_eq!(refused(&world, MsgType::File, &sticker).0, codes::FILE_TYPE_MISMATCH);
    let uploaded = upload_file(&world, &world.bot, ("stream", "a.gif"), b"GIF89a");
    for key in ["file_no", &uploaded] {
        assert_eq!(refused(&world, MsgType::Sticker, &json!({ "file_key": key })), invalid);
    }
    let request = content_to(&world.group(), MsgType::Sticker, &sticker);
    let world = World::altered("UPDATE messages SET deleted = 1 WHERE msg_type = 'sticker'");
    assert_eq!(world.refused(&world.bot, &request), codes::MESSAGE_PARAM);
}

#[test]
fn an_app_reaches_only_who_it_is_available_to() {
    let world = World::altered(
        "UPDATE apps SET available_to = (SELECT json_array(id) FROM actors WHERE email LIKE 'chen%')",
    );
    let (chen, sun) = (world.person("chen"), world.person("sun"));
    let send = |id: &str| {
        let to = ChatId::unchecked(id);
        let request = SendMessage { receive_id_type: ReceiveIdType::OpenId, ..text_to(&to, "hi") };
        world.ask(&world.bot, &request).map(drop).map_err(|refused| refused.code)
    };
    assert_eq!(send(&chen.open_id), Ok(()));
    assert_eq!(send(&sun.open_id), Err(codes::NO_AVAILABILITY));
    // Also where they have talked before.
    let answer = text_to(&private(&world), "hi");
    assert_eq!(world.refused(&world.bot, &answer), codes::NO_AVAILABILITY);
    let card = |id: &str| json!({ "user_id": id });
    assert_eq!(refused(&world, MsgType::ShareUser, &card(&sun.open_id)).0, codes::NO_AVAILABILITY);
    let batch: BatchSend = serde_json::from_value(json!({
        "msg_type": "text", "content": { "text": "hi" }, "open_ids": [chen.open_id, sun.open_id],
    }))
    .unwrap();
    assert_eq!(world.ask_bot(&batch).invalid_open_ids, [sun.open_id.as_str()]);
    world.send(&world.bot, &world.group(), "groups are not asked");
}

#[test]
fn a_card_is_read_as_it_is_asked_for() {
    let world = World::new();
    let card = json!({
        "schema": "2.0",
        "header": { "title": { "tag": "plain_text", "content": "Deploy" } },
        "body": { "elements": [{ "tag": "markdown", "content": "**done**" }] },
    });
    let sent = send(&world, MsgType::Interactive, &card);
    let flat = json!({ "title": "Deploy", "elements": [[{ "tag": "text", "text": "**done**" }]] });
    assert_eq!(read(&sent), flat);
    let show = |card_msg_content_type| {
        let request = GetMessage {
            message_id: sent.message_id.clone(),
            user_id_type: None,
            card_msg_content_type,
            with_sender_name: None,
        };
        read(&world.ask_bot(&request).items[0])
    };
    assert_eq!(show(None), flat);
    assert_eq!(show(Some(CardContent::User)), card);
    let raw = show(Some(CardContent::Raw));
    assert_eq!(raw["card_schema"], 2);
    let normal: Value = serde_json::from_str(raw["json_card"].as_str().unwrap()).unwrap();
    let markdown = &normal["body"]["property"]["elements"][0];
    assert_eq!(markdown["tag"], "markdown");
    assert_eq!(markdown["property"]["elements"][0]["property"]["content"], "done");
    assert_eq!(refused(&world, MsgType::Interactive, &json!({})).0, codes::CARD_CONTENT);
}

#[test]
fn whom_and_what_a_card_names_stands_beside_its_normal_form() {
    let world = World::new();
    let (sun, chen) = (world.person("sun"), world.person("chen"));
    let card = json!({ "elements": [
        { "tag": "markdown", "content": format!("<at id={}></at> ![a](img_v3_x)", sun.open_id) },
        { "tag": "person", "user_id": chen.open_id },
        { "tag": "person_list", "persons": [{ "id": "ou_nobody" }] },
    ] });
    let sent = send(&world, MsgType::Interactive, &card);
    let flat = read(&sent);
    assert_eq!(flat["elements"][0][0]["user_name"], sun.name);
    let request = GetMessage {
        message_id: sent.message_id,
        user_id_type: None,
        card_msg_content_type: Some(CardContent::Raw),
        with_sender_name: None,
    };
    let raw = read(&world.ask_bot(&request).items[0]);
    let beside: Value = serde_json::from_str(raw["json_attachment"].as_str().unwrap()).unwrap();
    assert_eq!(beside["at_users"][&sun.open_id]["content"], sun.name);
    assert_eq!(beside["persons"], json!({ &chen.open_id: { "content": chen.name } }));
    assert_eq!(beside["images"]["img_v3_x"]["token"], "img_v3_x");
}

#[test]
fn chats_and_people_are_shared_by_those_who_know_them() {
    let world = World::new();
    let chat = |id: &ChatId| json!({ "chat_id": id });
    let code = |msg_type, content| refused(&world, msg_type, &content).0;
    let shared = send(&world, MsgType::ShareChat, &chat(&world.group()));
    assert_eq!(read(&shared), chat(&world.group()));
    assert_eq!(code(MsgType::ShareChat, chat(&world.chat("运维"))), codes::NOT_IN_CHAT);
    assert_eq!(code(MsgType::ShareChat, chat(&private(&world))), codes::P2P_NOT_SHAREABLE);
    let user = json!({ "user_id": world.person("sun").open_id });
    assert_eq!(read(&send(&world, MsgType::ShareUser, &user)), user);
    assert_eq!(code(MsgType::ShareUser, json!({ "user_id": "ou_no" })), codes::MESSAGE_PARAM);
}

#[test]
fn a_bot_draws_dividers_in_conversations_only() {
    let world = World::new();
    let divider = |text: &str| {
        let params = json!({ "divider_text": { "text": text } });
        json!({ "type": "divider", "params": params })
    };
    let in_private = |token: &str, text: &str| {
        world.ask(token, &content_to(&private(&world), MsgType::System, &divider(text)))
    };
    assert_eq!(read(&in_private(&world.bot, "today").unwrap())["divider_text"]["text"], "today");
    let detail = in_private(&world.bot, "十一个中文字比二十宽啊").unwrap_err().msg;
    assert!(detail.ends_with("exceeds the specified length"), "{detail}");
    let detail = in_private(&world.user, "today").unwrap_err().msg;
    assert!(detail.ends_with("as a user is not supported"), "{detail}");
    let (_, detail) = refused(&world, MsgType::System, &divider("today"));
    assert!(detail.ends_with("in group chats is not supported"), "{detail}");
}
