//! Batches: one message to many, each in their own conversation.

use lark_api::{
    errors::codes,
    im::{
        batch_messages::{BatchSend, DeleteBatch, GetBatchProgress, GetBatchReaders},
        chats::ListChats,
        messages::{Container, DeleteMessage, ListMessages, Message, SortType},
    },
};
use lark_sandbox::UserInfo;
use serde_json::json;

use crate::harness::{World, text_of, text_to};

fn batch(open_ids: &[&str]) -> BatchSend {
    BatchSend {
        msg_type: "text".to_owned(),
        content: Some(json!({ "text": "Lunch!" })),
        open_ids: open_ids.iter().map(|id| (*id).to_owned()).collect(),
        ..BatchSend::default()
    }
}

/// What a person last read from the bot.
fn received(world: &World, person: &UserInfo) -> Message {
    let token = &person.user_access_token;
    let types = Some("p2p".to_owned());
    let chats = ListChats { types, page_size: Some(100), ..ListChats::default() };
    let bot = &world.info.apps[0].app_id;
    let all = world.ask(token, &chats).unwrap().items.into_iter().filter_map(|chat| {
        let newest = ListMessages {
            container_id_type: Container::Chat,
            container_id: chat.chat_id.to_string(),
            start_time: None,
            end_time: None,
            sort_type: Some(SortType::ByCreateTimeDesc),
            page_size: Some(1),
            page_token: None,
            card_msg_content_type: None,
            only_thread_root_messages: None,
            with_sender_name: None,
        };
        world.ask(token, &newest).unwrap().items.pop()
    });
    all.into_iter()
        .filter(|message| message.sender.id == *bot)
        .max_by_key(|m| m.create_time)
        .unwrap()
}

fn progress(batch: &str) -> GetBatchProgress {
    GetBatchProgress { batch_message_id: batch.to_owned() }
}

#[test]
fn everybody_named_gets_it_once_in_their_conversation() {
    let world = World::new();
    let (chen, tom) = (world.person("chen"), world.person("tom"));
    let request = BatchSend {
        user_ids: vec!["7b2e91fa".to_owned(), "nobody".to_owned()],
        department_ids: vec!["od-1".to_owned()],
        ..batch(&[&chen.open_id, &tom.open_id, "ou_no"])
    };
    let sent = world.ask_bot(&request);
    assert!(sent.message_id.starts_with("bm-"));
    assert_eq!(
        (sent.invalid_open_ids, sent.invalid_user_ids),
        (vec!["ou_no".into()], vec!["nobody".into()])
    );
    assert_eq!(sent.invalid_department_ids, ["od-1"]);
    assert_eq!(text_of(&received(&world, chen)), "Lunch!");
    let counts = world.ask_bot(&progress(&sent.message_id)).batch_message_send_progress;
    assert_eq!((counts.valid_user_ids_count, counts.read_user_ids_count), (2, 0));
    let chat = received(&world, tom).chat_id;
    world.ask(&tom.user_access_token, &text_to(&chat, "Coming")).unwrap();
    let readers = GetBatchReaders { batch_message_id: sent.message_id };
    let readers = world.ask_bot(&readers).read_user;
    assert_eq!((readers.read_count.as_str(), readers.total_count.as_str()), ("1", "2"));
}

#[test]
fn a_batch_is_recalled_as_a_whole_by_the_app_that_sent_it() {
    let world = World::new();
    let chen = world.person("chen");
    let id = world.ask_bot(&batch(&[&chen.open_id])).message_id;
    let one = received(&world, chen).message_id;
    let single = DeleteMessage { message_id: one };
    assert_eq!(world.refused(&world.bot, &single), codes::MESSAGE_UNSUPPORTED);
    let delete = DeleteBatch { batch_message_id: id.clone() };
    world.ask_bot(&delete);
    world.ask_bot(&delete);
    assert!(received(&world, chen).deleted);
    let recall = world.ask_bot(&progress(&id)).batch_message_recall_progress;
    assert_eq!((recall.recall, recall.recall_count), (true, 1));
    assert_eq!(world.refused(&world.bot, &progress("bm-unknown")), codes::NO_SUCH_BATCH);
    assert_eq!(world.refused(&world.bot, &progress("bm-")), codes::MESSAGE_PARAM);
}

#[test]
fn a_refusal_comes_with_http_200_and_sends_to_nobody() {
    let world = World::new();
    let refused = world.ask(&world.bot, &batch(&[])).unwrap_err();
    assert_eq!((refused.status, refused.code), (200, codes::MESSAGE_PARAM));
    let chen = &world.person("chen").open_id;
    let many = batch(&[chen.as_str(); 201]);
    assert_eq!(world.refused(&world.bot, &many), codes::MESSAGE_PARAM);
    let text = BatchSend { content: Some(json!("{\"text\":\"x\"}")), ..batch(&[chen]) };
    assert_eq!(world.refused(&world.bot, &text), codes::BAD_REQUEST);
    let token = world.ask("t-unknown", &batch(&[chen])).unwrap_err();
    assert_eq!((token.status, token.code), (400, codes::TOKEN_INVALID));
}
