//! What one does with messages that were sent: edit, replace, point to, pin, ask who has read.

use serde_json::{Value, json};

use crate::{
    refusals::group,
    tried::{Tried, http},
    workspace::{Served, Workspace, text},
};

const CARD: &str = r#"{"schema":"2.0","body":{"elements":[{"tag":"markdown","content":"WHAT"}]}}"#;

const DAY: u64 = 24 * 60 * 60;

/// Moves the sandbox's clock on; it stands still there.
pub fn advance(workspace: &Workspace, seconds: u64) {
    advance_served(&Served::of(workspace), seconds);
}

pub fn advance_served(served: &Served, seconds: u64) {
    let token = text(&served.line["admin_token"]);
    let body = json!({ "advance_seconds": seconds }).to_string();
    http(&served.address(), "POST /sandbox/clock", Some(&token), &body);
}

pub fn hint(error: &Value) -> String {
    text(&error["hint"])
}

pub fn content(workspace: &Workspace, message: &str) -> String {
    let line = format!("im get-message --message-id {message} --as bot");
    text(&workspace.data(&line)["messages"][0]["content"])
}

pub fn send_card(workspace: &Workspace, chat: &str, card: &str) -> String {
    let file = workspace.file("sent.json", card.as_bytes());
    let sent = std::fs::read(&file).unwrap();
    let line =
        format!("im send-message --chat-id {chat} --msg-type interactive --content - --as bot");
    text(&workspace.run_with_input(&line, &sent).ok()["data"]["message_id"])
}

fn send_as_user(workspace: &Workspace, chat: &str, what: &str) -> String {
    let line = format!("im send-message --chat-id {chat} --text '{what}' --as user");
    text(&workspace.data(&line)["message_id"])
}

#[test]
fn an_edit_says_something_else_in_the_same_place() {
    let workspace = Workspace::new();
    let message = workspace.send(&workspace.first_chat(), "standup at ten");
    let line =
        format!("im edit-message --message-id {message} --text 'standup at half past' --as bot");
    let dry = workspace.run(&format!("{line} --dry-run")).ok();
    assert_eq!(dry["data"]["api"].as_array().unwrap().len(), 1, "{dry}");
    assert_eq!(content(&workspace, &message), "standup at ten");
    let edited = workspace.data(&line);
    assert_eq!((&edited["message_id"], &edited["updated"]), (&json!(message), &json!(true)));
    assert_eq!(content(&workspace, &message), "standup at half past");
    let post = r#"{"zh_cn":{"title":"T","content":[[{"tag":"text","text":"as a post"}]]}}"#;
    workspace
        .run_with_input(
            &format!("im edit-message --message-id {message} --content - --msg-type post --as bot"),
            post.as_bytes(),
        )
        .ok();
    assert!(content(&workspace, &message).contains("as a post"));
    let shown = workspace.run(&format!("{line} --format pretty"));
    assert!(shown.stdout.starts_with(&format!("Edited {message} in oc_")), "{shown:?}");
}

#[test]
fn an_edit_out_of_a_pipe_mentions_nobody() {
    let workspace = Workspace::new();
    let message = workspace.send(&workspace.first_chat(), "who is next?");
    let line = format!("im edit-message --message-id {message} --text - --as bot");
    let ran = workspace.run_with_input(&line, b"<at user_id=\"all\">everybody</at>").ok();
    assert!(ran["meta"]["warnings"].to_string().contains("mentions"), "{ran}");
    let line = format!("im messages get --message-id {message} --as bot");
    let raw = workspace.data(&line);
    assert!(raw["items"][0].get("mentions").is_none(), "{raw}");
}

#[test]
fn what_cannot_be_edited_is_refused_with_the_way_there_is() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "a text");
    let card = send_card(&workspace, &chat, CARD);
    let edit = |message: &str, what: &str| format!("im edit-message --message-id {message} {what}");

    let update = format!("lark-cli im update-card --message-id {message}");
    let line = edit(&message, "--msg-type interactive --content {} --as bot");
    let error = workspace.error(&line, 2);
    assert!(hint(&error).starts_with(&update), "{error}");
    let line = edit(&message, "--msg-type image --content {\"image_key\":\"img_1\"} --as bot");
    assert!(hint(&workspace.error(&line, 2)).contains("im delete-message"));

    let error = workspace.error(&edit(&card, "--text hi --as bot"), 1);
    assert_eq!(error["subtype"], "unsupported");
    assert!(hint(&error).contains(&format!("im update-card --message-id {card}")), "{error}");

    let theirs = send_as_user(&workspace, &chat, "theirs");
    let error = workspace.error(&edit(&theirs, "--text hi --as bot"), 1);
    assert_eq!((&error["code"], &error["subtype"]), (&json!(230_071), &json!("no_permission")));
    assert!(hint(&error).contains("nobody else may"), "{error}");
    let error = workspace.error(&edit(&theirs, "--text hi --as user"), 2);
    assert_eq!((&error["param"], &error["hint"]), (&json!("--as"), &json!("use --as bot")));
    assert_eq!(content(&workspace, &theirs), "theirs");

    workspace.data(&format!("im delete-message --message-id {message} --as bot --yes"));
    let error = workspace.error(&edit(&message, "--text hi --as bot"), 1);
    assert_eq!(error["subtype"], "recalled");
}

#[test]
fn edits_end_after_twenty_and_after_a_day() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let (worn, old) = (workspace.send(&chat, "0"), workspace.send(&chat, "old"));
    for edit in 1..=20 {
        workspace.data(&format!("im edit-message --message-id {worn} --text {edit} --as bot"));
    }
    let error =
        workspace.error(&format!("im edit-message --message-id {worn} --text 21 --as bot"), 1);
    assert_eq!((&error["code"], &error["subtype"]), (&json!(230_072), &json!("limit_reached")));
    assert!(hint(&error).contains("20 edits") && hint(&error).contains("im reply-message"));
    assert_eq!(content(&workspace, &worn), "20");

    let line = format!("im edit-message --message-id {old} --text new --as bot");
    advance(&workspace, DAY);
    workspace.data(&line);
    advance(&workspace, 1);
    let error = workspace.error(&line, 1);
    assert_eq!((&error["code"], &error["subtype"]), (&json!(230_075), &json!("too_late")));
    let reply = format!("lark-cli im reply-message --message-id {old}");
    assert!(hint(&error).contains(&reply), "{error}");
}

#[test]
fn a_card_is_replaced_from_a_file_a_pipe_or_the_line() {
    let workspace = Workspace::new();
    let card = send_card(&workspace, &workspace.first_chat(), CARD);
    let line = format!("im update-card --message-id {card} --as bot --card");
    let file = workspace.file("card.json", CARD.replace("WHAT", "from a file").as_bytes());
    let updated = workspace.data(&format!("{line} @{file}"));
    assert_eq!(updated, json!({ "message_id": card, "updated": true }));
    let shown = |text: &str| {
        let sent = format!("im messages get --message-id {card} --as bot");
        let sent = workspace.data(&format!("{sent} --card-msg-content-type user_card_content"));
        assert!(sent.to_string().contains(text), "{sent}");
    };
    shown("from a file");
    let piped = CARD.replace("WHAT", "from a pipe");
    workspace.run_with_input(&format!("{line} -"), piped.as_bytes()).ok();
    shown("from a pipe");
    let mention = CARD.replace("WHAT", "<at id=all></at> read");
    let quiet = workspace.run_with_input(&format!("{line} -"), mention.as_bytes()).ok();
    assert!(quiet["meta"]["warnings"].to_string().contains("mention"), "{quiet}");
    shown("<\u{2060}at id=all></at> read");
    workspace.data(&format!("{line} '{}'", CARD.replace("WHAT", "typed")));
    shown("typed");
}

#[test]
fn a_card_that_cannot_take_anothers_place_is_refused() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "a text");
    let card = send_card(&workspace, &chat, CARD);
    let alone = send_card(&workspace, &chat, r#"{"elements":[{"tag":"hr"}]}"#);
    let update = |message: &str, card: &str, who: &str| {
        format!("im update-card --message-id {message} --card '{card}' --as {who}")
    };
    let error = workspace.error(&update(&card, r#"{"elements":[]}"#, "bot"), 2);
    assert!(hint(&error).contains("\"update_multi\": true"), "{error}");
    for given in ["nonsense", "[]", "@nowhere.json"] {
        let error = workspace.error(&update(&card, given, "bot"), 2);
        assert_eq!(error["param"], "--card", "{given}");
    }
    let large = workspace.file("large.json", CARD.replace("WHAT", &"x".repeat(31_000)).as_bytes());
    let error = workspace.error(&update(&card, &format!("@{large}"), "bot"), 2);
    assert!(text(&error["message"]).contains("30720"), "{error}");

    let error = workspace.error(&update(&message, CARD, "bot"), 1);
    assert!(hint(&error).contains(&format!("im edit-message --message-id {message}")), "{error}");
    let error = workspace.error(&update(&alone, CARD, "bot"), 1);
    assert!(hint(&error).contains("im send-message"), "{error}");
    let error = workspace.error(&update(&card, CARD, "user"), 1);
    assert!(hint(&error).contains("only who sent the card"), "{error}");

    advance(&workspace, 14 * DAY);
    workspace.data(&update(&card, CARD, "bot"));
    advance(&workspace, 1);
    let error = workspace.error(&update(&card, CARD, "bot"), 1);
    assert_eq!((&error["code"], &error["subtype"]), (&json!(230_031), &json!("too_late")));
    assert!(hint(&error).contains("14 days"), "{error}");
}

#[test]
fn people_are_pointed_to_a_message_only_after_a_yes() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "the build is red");
    let members = workspace.data(&format!("im list-members --chat-id {chat} --as bot"));
    let member = text(&members["users"][0]["member_id"]);
    let outsider = workspace.outsiders(&chat).remove(0);
    for by in ["app", "sms", "phone"] {
        let line = format!(
            "im urgent --message-id {message} --by {by} --user-id {member},{outsider} --as bot"
        );
        let error = workspace.error(&line, 10);
        assert_eq!(error["subtype"], "confirmation_required");
        assert_eq!(text(&error["message"]).contains("money"), by != "app", "{error}");
        let dry = workspace.run(&format!("{line} --dry-run")).ok();
        assert!(text(&dry["data"]["api"][0]["url"]).ends_with(&format!("urgent_{by}")), "{dry}");
        let pointed = workspace.data(&format!("{line} --yes"));
        assert_eq!(pointed["user_ids"], json!([member]));
        assert_eq!(pointed["invalid_user_id_list"], json!([outsider]));
    }
    let line = format!("im urgent --message-id {message} --as bot --yes");
    let error = workspace.error(&format!("{line} --user-id {outsider}"), 1);
    assert!(hint(&error).contains("im list-members"), "{error}");
    workspace.error(&line, 2);
    let theirs = send_as_user(&workspace, &chat, "mine");
    let line = format!("im urgent --message-id {theirs} --user-id {member} --as bot --yes");
    let error = workspace.error(&line, 1);
    assert_eq!(error["code"], 230_012);
    assert!(hint(&error).contains("nobody else may"), "{error}");
}

#[test]
fn more_than_one_call_takes_are_pointed_to_it_by_several() {
    let workspace = Workspace::new();
    let message = workspace.send(&workspace.first_chat(), "everybody");
    let many: Vec<_> = (0..401).map(|at| format!("ou_{at:032}")).collect();
    let line = format!("im urgent --message-id {message} --user-id {} --as bot", many.join(","));
    let dry = workspace.run(&format!("{line} --dry-run")).ok();
    let calls = dry["data"]["api"].as_array().unwrap();
    let sizes = calls.iter().map(|call| call["body"]["user_id_list"].as_array().unwrap().len());
    assert_eq!(sizes.collect::<Vec<_>>(), [200, 200, 1]);
}

#[test]
fn those_who_were_reached_before_a_failure_are_told() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "everybody");
    let members = workspace.data(&format!("im list-members --chat-id {chat} --as bot"));
    let member = text(&members["users"][0]["member_id"]);
    // The second call names nobody who is there, and is refused whole.
    let mut ids = vec![member.clone()];
    ids.extend((0..209).map(|at| format!("ou_{at:032}")));
    let line =
        format!("im urgent --message-id {message} --user-id {} --as bot --yes", ids.join(","));
    let error = workspace.error(&line, 1);
    assert_eq!(error["pointed"], json!([member]));
    assert_eq!(error["not_pointed"], json!(ids[200..]));
    assert!(hint(&error).ends_with("name only those in not_pointed"), "{error}");
}

#[test]
fn pins_are_put_listed_page_by_page_and_taken_away() {
    let workspace = Workspace::new();
    let chat = text(&workspace.data("im create-chat --name Pins --as bot")["chat_id"]);
    let ids: Vec<_> = (0..3).map(|at| workspace.send(&chat, &format!("note {at}"))).collect();
    let one = workspace.data(&format!("im pin --message-id {} --as bot", ids[0]));
    assert_eq!((&one["message_id"], &one["chat_id"]), (&json!(ids[0]), &json!(chat)));
    let rest = workspace.data(&format!("im pin --message-id {},{} --as bot", ids[1], ids[2]));
    assert_eq!(rest["results"].as_array().unwrap().len(), 2);

    let list = format!("im list-pins --chat-id {chat} --as bot");
    let first = workspace.run(&format!("{list} --limit 2")).ok();
    assert_eq!(first["data"]["pins"].as_array().unwrap().len(), 2);
    let go_on = text(&first["meta"]["pagination"]["go_on"]);
    let last = workspace.data(&format!("{} --as bot", go_on.trim_start_matches("lark-cli ")));
    assert_eq!(last["pins"][0]["message_id"], json!(ids[0]), "{last}");
    let shown = workspace.run(&format!("{list} --format pretty"));
    assert_eq!(shown.stdout.lines().count(), 3, "{shown:?}");

    let unpin = format!("im unpin --message-id {} --as bot", ids[0]);
    assert_eq!(workspace.error(&unpin, 10)["subtype"], "confirmation_required");
    let gone = workspace.data(&format!("{unpin} --yes"));
    assert_eq!(gone, json!({ "message_id": ids[0], "pinned": false }));
    workspace.data(&format!("{unpin} --yes"));
    assert_eq!(workspace.data(&list)["total"], 2);
}

#[test]
fn who_may_pin_is_named_to_who_may_not() {
    let tried = Tried::new();
    tried.log_in("--domain im", None);
    let chat = group(&tried);
    let me = text(&tried.people()[0]["open_id"]);
    let only =
        format!("im chats update --chat-id {chat} --pin-manage-setting only_owner --as user");
    tried.data(&only);
    let line = format!("im send-message --chat-id {chat} --text 'pin me' --as bot");
    let message = text(&tried.data(&line)["message_id"]);
    let error = tried.error(&format!("im pin --message-id {message} --as bot"), 1);
    assert_eq!(error["code"], 230_046, "{error}");
    assert!(hint(&error).contains(&me) && hint(&error).contains("may pin here"), "{error}");
    tried.data(&format!("im pin --message-id {message} --as user"));
}

#[test]
fn readers_are_told_to_the_sender_for_seven_days() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "read me");
    let line = format!("im read-status --message-id {message} --as bot");
    assert_eq!(workspace.data(&line)["readers"], json!([]));
    // Who says something has seen what was said before.
    let me = text(&workspace.data("sandbox info")["users"][0]["open_id"]);
    let theirs = send_as_user(&workspace, &chat, "seen");
    let read = workspace.data(&line);
    assert_eq!(read["readers"][0]["user_id"], json!(me), "{read}");
    let shown = workspace.run(&format!("{line} --format pretty"));
    assert_eq!(shown.stdout, format!("{me}  read it 2026-01-05 09:00:00\n"));

    let error = workspace.error(&format!("im read-status --message-id {theirs} --as bot"), 1);
    assert!(hint(&error).contains("nobody else may"), "{error}");
    advance(&workspace, 7 * DAY);
    workspace.data(&line);
    advance(&workspace, 1);
    let error = workspace.error(&line, 1);
    assert_eq!((&error["code"], &error["subtype"]), (&json!(230_033), &json!("too_late")));
    assert!(hint(&error).contains("--own --as user"), "{error}");
    let error = workspace.error(&line.replace(&message, &format!("{message},{theirs}")), 2);
    assert!(hint(&error).contains("--own"), "{error}");
}

#[test]
fn what_one_has_read_oneself_is_asked_of_many_messages() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let theirs = send_as_user(&workspace, &chat, "mine");
    let unread = workspace.send(&chat, "later");
    let nobody = "om_00000000000000000000000000000bad";
    let line = format!("im read-status --own --message-id {theirs},{unread},{nobody} --as user");
    let told = workspace.data(&line);
    let states: Vec<_> =
        told["messages"].as_array().unwrap().iter().map(|row| &row["is_read"]).collect();
    assert_eq!(states, [&json!(true), &json!(false), &Value::Null], "{told}");
    let shown = workspace.run(&format!("{line} --format pretty"));
    assert!(shown.stdout.contains(&format!("{nobody}  cannot be told")), "{shown:?}");
    assert_eq!(workspace.error(&line.replace("--as user", "--as bot"), 2)["hint"], "use --as user");
    workspace.error(&format!("{line} --limit 3"), 2);
    let many: Vec<_> = (0..51).map(|at| format!("om_{at:032}")).collect();
    let dry = "im read-status --own --message-id - --as user --dry-run";
    let dry = workspace.run_with_input(dry, many.join(" ").as_bytes()).ok();
    assert_eq!(dry["data"]["api"].as_array().unwrap().len(), 2);
}

#[test]
fn other_spellings_lead_there_and_a_guess_at_what_cannot_be_undone_does_not() {
    let workspace = Workspace::new();
    let message = workspace.send(&workspace.first_chat(), "x");
    for (typed, meant) in [
        ("im edit", "im edit-message"),
        ("im pin-message", "im pin"),
        ("message forward", "im forward-message"),
        ("im read-users", "im read-status"),
    ] {
        let ran = workspace.run(&format!(
            "{typed} --message-id {message} --as bot --dry-run{}",
            match meant {
                "im edit-message" => " --text y",
                "im forward-message" => " --chat-id oc_1",
                _ => "",
            }
        ));
        assert_eq!(ran.ok()["meta"]["understood_as"], json!(meant), "{typed}");
    }
    for typed in ["im recall-message", "im unpin-message", "im urgent-message"] {
        let line = format!("{typed} --message-id {message} --as bot --yes");
        assert_eq!(workspace.error(&line, 2)["subtype"], "unknown_command", "{typed}");
    }
}
