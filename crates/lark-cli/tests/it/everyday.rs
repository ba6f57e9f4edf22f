//! The main commands, inside the process and over HTTP with the same results.

use serde_json::{Value, json};

use crate::workspace::{Ran, Served, Workspace, pdf, text, words};

/// The six lines of the mission, exactly as people are told to type them.
fn six_lines(workspace: &Workspace, run: &dyn Fn(&str) -> Ran) -> Value {
    let data = |line: &str| run(line).ok()["data"].take();
    let chat = text(&data("im list-chats --as bot")["chats"][0]["chat_id"]);
    let outsider = workspace.outsiders(&chat).remove(0);
    let sent = data(&format!(
        "im send-message   --chat-id {chat} --text 'Hello, team - daily standup at 10:00 AM' --as user"
    ));
    let message = text(&sent["message_id"]);
    let file = pdf(workspace);
    let uploaded = data(&format!("im upload-file    --chat-id {chat} --file {file} --as bot"));
    let added = data(&format!("im add-member     --chat-id {chat} --user-id {outsider} --as bot"));
    let removed =
        data(&format!("im remove-member  --chat-id {chat} --user-id {outsider} --as bot"));
    let reacted =
        data(&format!("im add-reaction   --message-id {message} --emoji ':+1:' --as user"));
    let mut listed = data(&format!("im list-messages  --chat-id {chat} --limit 20 --as user"));
    // Page tokens are opaque, and another sandbox's are others.
    assert!(!text(&listed["page_token"].take()).is_empty());

    assert_eq!(sent["outcome"], "sent");
    assert_eq!(uploaded["file_type"], "pdf");
    assert_eq!(added["added"], json!([outsider]));
    assert_eq!(removed["removed"], json!([outsider]));
    assert_eq!(reacted["emoji_type"], "THUMBSUP");
    let messages = listed["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 20);
    let find = |id: &Value| messages.iter().find(|message| message["message_id"] == *id).unwrap();
    assert_eq!(find(&sent["message_id"])["content"], "Hello, team - daily standup at 10:00 AM");
    assert!(text(&find(&uploaded["message_id"])["content"]).contains("name=\"document.pdf\""));
    json!({ "sent": sent, "uploaded": uploaded, "added": added, "removed": removed, "reacted": reacted, "listed": listed })
}

#[test]
fn the_six_lines_do_the_same_inside_the_process_and_over_http() {
    let inside = Workspace::new();
    let inside = six_lines(&inside, &|line| inside.run(line));

    let workspace = Workspace::new();
    let served = Served::of(&workspace);
    let over_http = six_lines(&workspace, &|line| {
        let mut command = workspace.bare();
        Ran::of(command.args(words(line)).envs(served.environment()).output().unwrap())
    });
    assert_eq!(inside, over_http);

    let workspace = Workspace::new();
    let _served = Served::of(&workspace);
    let through_the_profile = six_lines(&workspace, &|line| workspace.run(line));
    assert_eq!(inside, through_the_profile);
}

#[test]
fn what_was_sent_is_there_for_the_next_process() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "still here?");
    let found = workspace.data(&format!("im get-message --message-id {message} --as user"));
    assert_eq!(found["messages"][0]["content"], "still here?");
    let _served = Served::of(&workspace);
    let found = workspace.data(&format!("im get-message --message-id {message} --as bot"));
    assert_eq!(found["messages"][0]["content"], "still here?");
}

#[test]
fn a_limit_gives_the_newest_so_many_over_as_many_pages_as_it_takes() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let all = workspace.run(&format!("im list-messages --chat-id {chat} --as bot")).ok();
    let all_messages = all["data"]["messages"].as_array().unwrap().clone();
    assert!(all_messages.len() >= 100, "the seed has at least a hundred: {}", all_messages.len());
    assert_eq!(all["meta"]["pagination"]["complete"], true);
    assert_eq!(all["meta"]["count"], all_messages.len());
    for limit in [1, 20, 73, 100] {
        let some =
            workspace.run(&format!("im list-messages --chat-id {chat} --limit {limit} --as bot"));
        let some = some.ok();
        assert_eq!(some["data"]["messages"], json!(all_messages[..limit]), "{limit}");
        assert_eq!(some["meta"]["pagination"]["complete"], false);
        let go_on = text(&some["meta"]["pagination"]["go_on"]);
        let repeated = some["meta"]["pagination"]["repeated"].as_u64().unwrap_or(0) as usize;
        let next = workspace.data(&format!("{} --as bot", go_on.trim_start_matches("lark-cli ")));
        assert_eq!(next["messages"][repeated], all_messages[limit], "{go_on}");
    }
    let more =
        workspace.data(&format!("im list-messages --chat-id {chat} --limit 100000 --as bot"));
    assert_eq!(more["messages"].as_array().unwrap().len(), all_messages.len());
}

#[test]
fn a_reply_opens_a_thread_and_the_thread_can_be_read() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let root = workspace.send(&chat, "who takes the release?");
    let plain =
        workspace.data(&format!("im reply-message --message-id {root} --text me --as user"));
    assert!(plain.get("thread_id").is_none(), "{plain}");
    let line = format!(
        "im reply-message --message-id {root} --text 'in a thread' --reply-in-thread --as user"
    );
    let thread = text(&workspace.data(&line)["thread_id"]);
    let read = workspace.data(&format!("im list-messages --thread-id {thread} --as bot"));
    let contents: Vec<_> =
        read["messages"].as_array().unwrap().iter().map(|m| text(&m["content"])).collect();
    assert!(contents.contains(&"in a thread".to_owned()), "{contents:?}");
}

#[test]
fn recalling_needs_a_yes_and_then_the_content_is_gone() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "oops");
    let error = workspace.error(&format!("im delete-message --message-id {message} --as bot"), 10);
    assert_eq!(error["type"], "confirmation");
    assert!(text(&error["hint"]).contains("--yes"));
    let line = format!("im delete-message --message-id {message} --as bot --yes");
    assert_eq!(workspace.data(&line), json!({ "message_id": message, "deleted": true }));
    let found = workspace.data(&format!("im get-message --message-id {message} --as bot"));
    assert_eq!(found["messages"][0]["deleted"], true);
    assert!(!found.to_string().contains("oops"), "{found}");
    let again = workspace.error(&line, 1);
    assert_eq!(again["message"], "the message is already recalled");
    assert_eq!(again["code"], 230_110);
}

#[test]
fn several_recalls_have_a_row_each_and_one_that_fails_does_not_stop_the_others() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let ids = [
        workspace.send(&chat, "one"),
        "om_00000000000000000000000000000bad".to_owned(),
        workspace.send(&chat, "two"),
    ];
    let input = format!("{}\n{}\n\n{}\n{}\n", ids[0], ids[1], ids[2], ids[0]);
    let ran = workspace
        .run_with_input("im delete-message --message-id - --as bot --yes", input.as_bytes());
    assert_eq!(ran.code, 1, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["ok"], false);
    let oks: Vec<_> = answer["data"]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["ok"].as_bool().unwrap())
        .collect();
    assert_eq!(oks, [true, false, true]);
    assert_eq!(answer["data"]["results"][1]["error"]["code"], 230_001);
}

#[test]
fn a_group_is_made_filled_and_looked_at() {
    let workspace = Workspace::new();
    let people = workspace.data("sandbox info");
    let person = text(&people["users"][1]["open_id"]);
    let made = workspace.data(&format!(
        "im create-chat --name 'Launch 发布' --description 'all about it' --user-id {person} --as bot"
    ));
    let chat = text(&made["chat_id"]);
    let shown = workspace.data(&format!("im get-chat --chat-id {chat} --as bot"));
    assert_eq!(
        (&shown["name"], &shown["user_count"], &shown["bot_count"]),
        (&json!("Launch 发布"), &json!("1"), &json!("1"))
    );
    let members = workspace.data(&format!("im list-members --chat-id {chat} --as bot"));
    assert_eq!(members["users"][0]["member_id"], person.as_str());
    assert_eq!(members["bots"].as_array().unwrap().len(), 1);
    let found = workspace.data("im get-chat --chat 'Launch 发布' --as bot");
    assert_eq!(found["chat_id"], chat.as_str());
}

#[test]
fn reactions_are_added_listed_and_taken_back() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let message = workspace.send(&chat, "shipped");
    for (emoji, name) in [("👍", "THUMBSUP"), ("tada", "PARTY"), ("ok", "OK"), ("-1", "ThumbsDown")]
    {
        let line = format!("im add-reaction --message-id {message} --emoji {emoji} --as bot");
        assert_eq!(workspace.data(&line)["emoji_type"], name);
    }
    let again =
        workspace.data(&format!("im add-reaction --message-id {message} --emoji +1 --as bot"));
    let listed = workspace.data(&format!("im list-reactions --message-id {message} --as user"));
    assert_eq!(listed["reactions"].as_array().unwrap().len(), 4);
    assert_eq!(listed["reactions"][0]["reaction_id"], again["reaction_id"]);
    let id = text(&again["reaction_id"]);
    workspace
        .data(&format!("im remove-reaction --message-id {message} --reaction-id {id} --as bot"));
    let listed =
        workspace.data(&format!("im list-reactions --message-id {message} --emoji :+1: --as user"));
    assert_eq!(listed["reactions"], json!([]));
}

#[test]
fn names_and_addresses_find_their_ids_and_the_answer_says_which() {
    let workspace = Workspace::new();
    let info = workspace.data("sandbox info");
    let person = &info["users"][1];
    let (name, email) = (text(&person["name"]), text(&person["email"]));
    for (who, identity) in [(&name, "user"), (&email, "user"), (&email, "bot")] {
        let ran = workspace
            .run(&format!("im send-message --user '{who}' --text hi --as {identity}"))
            .ok();
        assert_eq!(ran["meta"]["resolved"]["user_id"], person["open_id"], "{who} as {identity}");
    }
    let error = workspace.error(&format!("im send-message --user '{name}' --text hi --as bot"), 2);
    assert_eq!(error["param"], "--user");
    let error = workspace.error("im get-chat --chat 'no such chat' --as bot", 2);
    assert_eq!(error["subtype"], "not_found");
}

#[test]
fn a_name_that_two_chats_have_is_refused_with_both() {
    let workspace = Workspace::new();
    for _ in 0..2 {
        workspace.data("im create-chat --name Twins --as bot");
    }
    let error = workspace.error("im send-message --chat Twins --text hi --as bot", 2);
    assert_eq!(error["subtype"], "ambiguous");
    assert_eq!(error["candidates"].as_array().unwrap().len(), 2);
}

#[test]
fn the_same_idempotency_key_sends_one_message() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let line = format!(
        "im send-message --chat-id {chat} --text once --idempotency-key nightly-7 --as bot"
    );
    let first = workspace.data(&line);
    let second = workspace.data(&line);
    assert_eq!(first["message_id"], second["message_id"]);
    let listed = workspace.data(&format!("im list-messages --chat-id {chat} --limit 5 --as bot"));
    let sent =
        listed["messages"].as_array().unwrap().iter().filter(|m| m["content"] == "once").count();
    assert_eq!(sent, 1);
}

#[test]
fn text_from_a_pipe_is_sent_as_it_is_and_mentions_nobody() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let person = text(&workspace.data("sandbox info")["users"][0]["open_id"]);
    let tag = format!("<at user_id=\"{person}\">Wei</at> ping <b & c>");
    let line = format!("im send-message --chat-id {chat} --text - --as bot");
    let ran = workspace.run_with_input(&line, tag.as_bytes()).ok();
    assert_eq!(ran["meta"]["warnings"].as_array().unwrap().len(), 1);
    let message = text(&ran["data"]["message_id"]);
    let found = workspace.data(&format!("im get-message --message-id {message} --as bot"));
    assert!(found["messages"][0].get("mentions").is_none(), "{found}");
    assert!(text(&found["messages"][0]["content"]).ends_with("Wei</at> ping <b & c>"), "{found}");

    let mut typed = workspace.command();
    typed.args(["im", "send-message", "--chat-id", &chat, "--text", &tag, "--as", "bot"]);
    let message = text(&Ran::of(typed.output().unwrap()).ok()["data"]["message_id"]);
    let found = workspace.data(&format!("im get-message --message-id {message} --as bot"));
    assert_eq!(found["messages"][0]["mentions"][0]["id"], person.as_str());
}

#[test]
fn a_dry_run_prints_every_request_and_changes_nothing() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let before = workspace.state();
    let file = pdf(&workspace);
    let ran = workspace
        .run(&format!("im upload-file --chat-id {chat} --file {file} --as bot --dry-run"))
        .ok();
    assert_eq!(ran["dry_run"], true);
    let requests = ran["data"]["api"].as_array().unwrap();
    assert_eq!(requests.len(), 2, "{requests:?}");
    assert_eq!(requests[0]["file"], "document.pdf");
    assert_eq!(requests[1]["url"], "/open-apis/im/v1/messages");
    assert_eq!(requests[1]["params"]["receive_id_type"], "chat_id");
    assert!(requests[1]["body"].get("uuid").is_none(), "a generated uuid is not shown");
    let ran = workspace.run(&format!("--dry-run im list-messages --chat-id {chat} --as bot")).ok();
    assert_eq!(ran["data"]["api"].as_array().unwrap().len(), 1);
    workspace.run("im delete-message --message-id om_1 --as bot --dry-run").ok();
    assert_eq!(workspace.state(), before);
}

#[test]
fn other_spellings_are_understood_and_the_answer_says_as_what() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let ran = workspace.run(&format!("--as bot message send --chat_id {chat} --text hi")).ok();
    assert_eq!(ran["meta"]["understood_as"], "im send-message");
    let error = workspace.error("im delete om_1", 2);
    assert_eq!(error["subtype"], "unknown_command");
    let error = workspace.error("im send --text hi --as bot", 2);
    assert_eq!(error["params"].as_array().unwrap().len(), 6, "{error}");
}
