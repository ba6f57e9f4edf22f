//! Webhooks: no token, perhaps a signature.

use lark_api::{
    errors::codes,
    im::{
        chats::ListChats,
        hooks::PostToHook,
        messages::{Container, ListMessages, Message, SortType},
    },
};
use lark_sandbox::Limits;
use serde_json::json;

use crate::harness::{NOW, World, request, text_of};

fn text(token: &str, text: &str) -> PostToHook {
    PostToHook {
        token: token.to_owned(),
        msg_type: "text".to_owned(),
        content: Some(json!({ "text": text })),
        ..PostToHook::default()
    }
}

fn newest(world: &World) -> Message {
    let request = ListMessages {
        container_id_type: Container::Chat,
        container_id: world.group().to_string(),
        start_time: None,
        end_time: None,
        sort_type: Some(SortType::ByCreateTimeDesc),
        page_size: Some(1),
        page_token: None,
        card_msg_content_type: None,
        only_thread_root_messages: None,
        with_sender_name: Some(true),
    };
    world.ask_bot(&request).items.remove(0)
}

#[test]
fn what_is_posted_to_a_webhook_is_its_bots_message() {
    let world = World::new();
    let hook = &world.info.webhooks[0];
    assert_eq!(hook.chat_id, world.group().as_str());
    let path = format!("/open-apis/bot/v2/hook/{}", hook.token);
    let body = r#"{"msg_type":"text","content":{"text":"Build 421 is green"}}"#;
    let answer = world.raw(request("POST", &path, "", body)).json();
    let expected = json!({
        "code": 0, "msg": "success", "data": {}, "StatusCode": 0, "StatusMessage": "success",
    });
    assert_eq!(answer, expected);
    let message = newest(&world);
    assert_eq!(text_of(&message), "Build 421 is green");
    assert_eq!(message.sender.sender_name.as_deref(), Some("Build Hook"));
    assert_eq!(message.sender.sender_type.as_str(), "app");
    let lin = &world.info.users[0].open_id;
    let mention = format!("<at user_id=\"{lin}\">Lin</at> look");
    world.ask("", &text(&hook.token, &mention)).unwrap();
    assert_eq!(text_of(&newest(&world)), "@_user_1 look");
    let post = PostToHook {
        msg_type: "post".to_owned(),
        content: Some(json!({ "post": { "zh_cn": { "title": "T", "content": [] } } })),
        ..text(&hook.token, "")
    };
    world.ask("", &post).unwrap();
    let card = PostToHook {
        msg_type: "interactive".to_owned(),
        content: None,
        card: Some(json!({ "elements": [{ "tag": "hr" }] })),
        ..text(&hook.token, "")
    };
    world.ask("", &card).unwrap();
}

#[test]
fn a_webhook_that_wants_signatures_takes_only_recent_and_right_ones() {
    let world = World::new();
    let hook = &world.info.webhooks[1];
    let unsigned = text(&hook.token, "x");
    assert_eq!(world.refused("", &unsigned), codes::WEBHOOK_SIGNATURE);
    let signed = |at: i64, sign: &str| PostToHook {
        timestamp: Some(at.to_string()),
        sign: Some(sign.to_owned()),
        ..text(&hook.token, "x")
    };
    let wrong = signed(NOW / 1000, "NFJGTfNTgDsUCqXjtzkRKzYjd9fFgXO4u0bqyLpIB8U=");
    assert_eq!(world.refused("", &wrong), codes::WEBHOOK_SIGNATURE);
    let world = World::altered("UPDATE webhooks SET secret = 'demo' WHERE secret IS NOT NULL");
    let now = signed(NOW / 1000, SIGN_NOW);
    assert!(world.ask("", &now).is_ok());
    let old = signed(NOW / 1000 - 3601, SIGN_OLD);
    assert_eq!(world.refused("", &old), codes::WEBHOOK_SIGNATURE);
}

/// By `demo`, at `NOW` and an hour and a second before.
const SIGN_NOW: &str = "L4W//oO42VpKkGXEteRWCf3esOxVLGsVY7Fbt8sb2Ec=";
const SIGN_OLD: &str = "Zu4wk2l6Ksu42LrsQmIN5fL3KIaveojHlHjSSRMbxVI=";

#[test]
fn an_unknown_webhook_a_wrong_body_and_a_missing_keyword_are_told_apart() {
    let world = World::altered("UPDATE webhooks SET keyword = 'Build' WHERE secret IS NULL");
    let token = &world.info.webhooks[0].token;
    assert_eq!(world.refused("", &text("nope", "x")), codes::WEBHOOK_PARAM);
    assert_eq!(world.refused("", &text(token, "deploy")), codes::WEBHOOK_KEYWORD);
    assert!(world.ask("", &text(token, "The build is green")).is_ok());
    let as_string = PostToHook { content: Some(json!("{\"text\":\"build\"}")), ..text(token, "") };
    assert_eq!(world.refused("", &as_string), codes::BAD_REQUEST);
    let audio = PostToHook { msg_type: "audio".to_owned(), ..text(token, "build") };
    assert_eq!(world.refused("", &audio), codes::BAD_REQUEST);
}

#[test]
fn a_webhook_is_called_five_times_a_second_and_is_no_app_one_can_be() {
    let world = World::limited(Limits::Real);
    let token = &world.info.webhooks[0].token;
    assert!((0..5).all(|_| world.ask("", &text(token, "x")).is_ok()));
    assert_eq!(world.refused("", &text(token, "x")), codes::LEGACY_RATE);
    assert!(world.info.apps.iter().all(|app| app.name != "Build Hook"));
    assert!(world.ask_bot(&ListChats::default()).items.len() > 1);
    world.sandbox.reset().unwrap();
    let after = world.sandbox.info().unwrap();
    assert_eq!(after.webhooks, world.info.webhooks);
}
