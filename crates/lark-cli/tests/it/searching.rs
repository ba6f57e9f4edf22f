//! Searches: for messages, for chats, for people.

use serde_json::{Value, json};

use crate::workspace::{Workspace, text};

fn contents(data: &Value) -> Vec<String> {
    data["messages"].as_array().unwrap().iter().map(|message| text(&message["content"])).collect()
}

fn chat_called(workspace: &Workspace, name: &str) -> String {
    let chats = workspace.data("im list-chats --as user");
    let chats = chats["chats"].as_array().unwrap();
    text(&chats.iter().find(|chat| chat["name"] == name).unwrap()["chat_id"])
}

#[test]
fn a_search_reads_what_it_finds_and_says_where_it_is() {
    let workspace = Workspace::new();
    let found = workspace.run("im search-messages --query rollback --as user").ok();
    assert_eq!(found["meta"]["found"], 1);
    let message = &found["data"]["messages"][0];
    assert!(text(&message["content"]).contains("rollback"), "{message}");
    assert_eq!(message["chat_name"], "Orbit 2.0 发布组");
    assert_eq!(message["chat_type"], "group");
    assert_eq!(message["sender"]["name"], "Tom Becker");
    let nothing = workspace.run("im search-messages --query xyzzy --as user").ok();
    assert_eq!(nothing["data"]["messages"], json!([]));
    assert_eq!(nothing["meta"]["pagination"]["complete"], true);
}

#[test]
fn a_conversation_between_two_is_named_after_the_other_one() {
    let workspace = Workspace::new();
    let found = workspace.data("im search-messages --chat-type p2p --from me --as user");
    let messages = found["messages"].as_array().unwrap();
    let with = |prefix: &str| {
        let is_with = |message: &&Value| text(&message["chat_partner"]["id"]).starts_with(prefix);
        messages.iter().find(is_with).unwrap_or_else(|| panic!("none with {prefix}: {found}"))
    };
    let message = with("ou_");
    assert_eq!(message["chat_type"], "p2p");
    assert!(!text(&message["chat_partner"]["name"]).is_empty(), "{message}");
    assert!(message.get("chat_name").is_none(), "{message}");
    assert_eq!(with("cli_")["chat_type"], "p2p");
}

#[test]
fn every_filter_narrows_what_is_found() {
    let workspace = Workspace::new();
    let chat = chat_called(&workspace, "Orbit 2.0 发布组");
    let search = |filters: &str| {
        let line = format!("im search-messages --chat-id {chat} {filters} --as user");
        workspace.run(&line).ok()
    };
    let all = search("");
    let many = all["meta"]["count"].as_u64().unwrap();
    let from = search("--from 'Tom Becker'");
    let messages = from["data"]["messages"].as_array().unwrap();
    assert!(!messages.is_empty() && messages.len() < usize::try_from(many).unwrap());
    assert!(messages.iter().all(|message| message["sender"]["name"] == "Tom Becker"));
    for (filter, holds) in [
        (
            "--has link",
            (&|m: &Value| text(&m["content"]).contains("https://")) as &dyn Fn(&Value) -> bool,
        ),
        ("--has image", &|m| text(&m["content"]).contains("[Image: ")),
        ("--from-type bot", &|m| m["sender"]["sender_type"] == "app"),
        ("--from-type user", &|m| m["sender"]["sender_type"] == "user"),
        ("--since 2026-01-05T00:00:00Z", &|m| text(&m["create_time"]).starts_with("2026-01-05")),
        ("--until 2026-01-01T00:00:00Z", &|m| text(&m["create_time"]).as_str() < "2026-01-01"),
    ] {
        let found = search(filter);
        let messages = found["data"]["messages"].as_array().unwrap();
        assert!(!messages.is_empty() && (messages.len() as u64) < many, "{filter}: {found}");
        assert!(messages.iter().all(holds), "{filter}: {found}");
    }
}

#[test]
fn a_search_that_was_cut_goes_on_where_it_stopped() {
    let workspace = Workspace::new();
    let all = workspace.data("im search-messages --from-type user --as user");
    let all = all["messages"].as_array().unwrap();
    let some = workspace.run("im search-messages --from-type user --limit 7 --as user").ok();
    assert_eq!(some["data"]["messages"], json!(all[..7]));
    assert_eq!(some["meta"]["pagination"]["complete"], false);
    let go_on = text(&some["meta"]["pagination"]["go_on"]);
    let next = workspace.data(&format!("{} --as user", go_on.trim_start_matches("lark-cli ")));
    assert_eq!(next["messages"], json!(all[7..14]), "{go_on}");
}

#[test]
fn a_search_for_everything_is_refused_before_it_is_asked() {
    let workspace = Workspace::new();
    let error = workspace.error("im search-messages --query '  ' --as user", 2);
    assert_eq!(error["subtype"], "missing_argument");
    let error = workspace.error("im search-messages --query x --from 'Nobody At All' --as user", 2);
    assert_eq!(error["subtype"], "not_found");
}

#[test]
fn what_lark_s_search_finds_a_scan_finds_in_the_history_too() {
    let workspace = Workspace::new();
    let chat = chat_called(&workspace, "Orbit 2.0 发布组");
    let own = workspace.data(&format!("im search-messages --chat-id {chat} --from me --as user"));
    let me = text(&own["messages"][0]["sender"]["id"]);
    let at = format!("<at user_id=\"{me}\"></at> are you there?");
    workspace.data(&format!("im send-message --chat-id {chat} --text '{at}' --as bot"));
    for filters in [
        "--query rollback",
        "--query 回滚",
        "--query the --from 'Tom Becker'",
        "--from-type bot",
        "--mentions-me",
        "--mentioning 'Tom Becker'",
        "--has link",
        "--query deploy --since 2025-12-20T00:00:00Z --until 2026-01-04T00:00:00Z",
    ] {
        let ids = |flags: &str| {
            let line = format!("im search-messages --chat-id {chat} {filters} {flags} --as user");
            let found = workspace.data(&line);
            let found = found["messages"].as_array().unwrap();
            let mut ids: Vec<_> = found.iter().map(|found| text(&found["message_id"])).collect();
            ids.sort();
            ids
        };
        let scanned = ids("--scan");
        assert_eq!(scanned, ids(""), "{filters}");
        assert!(!scanned.is_empty(), "{filters}");
    }
}

#[test]
fn a_scan_reads_replies_in_threads_and_the_words_in_any_order() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let root = workspace.send(&chat, "who takes the release?");
    let reply = "im reply-message --reply-in-thread --as bot --text 'the Canary sings at dawn'";
    workspace.data(&format!("{reply} --message-id {root}"));
    let scan = |query: &str| {
        let line = format!("im search-messages --chat-id {chat} --scan --as bot --query '{query}'");
        contents(&workspace.data(&line))
    };
    assert_eq!(scan("dawn canary"), ["the Canary sings at dawn"]);
    assert_eq!(scan("\"canary sings\""), ["the Canary sings at dawn"]);
    assert!(scan("\"dawn canary\"").is_empty());
}

#[test]
fn a_scan_goes_from_chat_to_chat_and_on_where_it_stopped() {
    let workspace = Workspace::new();
    let chats = workspace.data("im list-chats --as user --types group --limit 3");
    let ids: Vec<_> =
        chats["chats"].as_array().unwrap().iter().map(|chat| text(&chat["chat_id"])).collect();
    let chats = ids.join(",");
    let all = workspace.run(&format!("im search-messages --chat-id {chats} --scan --as user")).ok();
    let all_rows = all["data"]["messages"].as_array().unwrap();
    assert_eq!(all["meta"]["scanned"], all["meta"]["count"]);
    let mut seen: Vec<_> = all_rows.iter().map(|row| text(&row["chat_id"])).collect();
    seen.dedup();
    assert_eq!(seen, ids);
    let mut line = format!("im search-messages --chat-id {chats} --scan --limit 40");
    let mut read: Vec<Value> = Vec::new();
    loop {
        let mut some = workspace.run(&format!("{line} --as user")).ok();
        let repeated = some["meta"]["pagination"]["repeated"].as_u64().unwrap_or(0);
        let rows = some["data"]["messages"].take();
        read.extend(rows.as_array().unwrap().iter().cloned());
        if some["meta"]["pagination"]["complete"] == true {
            break;
        }
        read.truncate(read.len() - usize::try_from(repeated).unwrap());
        line = text(&some["meta"]["pagination"]["go_on"]).replacen("lark-cli ", "", 1);
        line = line.replace("--limit 40", &format!("--limit {}", 40 + repeated));
    }
    assert_eq!(&read, all_rows);
}

#[test]
fn a_scan_wants_chats_and_tokens_of_its_own() {
    let workspace = Workspace::new();
    let error = workspace.error("im search-messages --query x --scan --as bot", 2);
    assert!(text(&error["hint"]).contains("--scan"), "{error}");
    let chat = workspace.first_chat();
    let line = format!("im search-messages --chat-id {chat} --scan --as bot");
    let error = workspace.error(&format!("{line} --page-token oc_other/abc"), 2);
    assert_eq!(error["param"], "--page-token");
    let error = workspace.error(&format!("{line} --chat-type p2p"), 2);
    assert_eq!(error["param"], "--chat-type");
}

#[test]
fn groups_are_found_by_name_by_member_and_by_what_one_is_in_them() {
    let workspace = Workspace::new();
    let names = |flags: &str| {
        let found = workspace.data(&format!("im search-chats {flags} --as user"));
        let chats = found["chats"].as_array().unwrap().iter();
        chats.map(|chat| text(&chat["name"])).collect::<Vec<_>>()
    };
    assert_eq!(names("--query Orbit --names-only"), ["Orbit 2.0 发布组"]);
    let with_tom = names("--member 'Tom Becker'");
    assert!(with_tom.contains(&"Orbit 2.0 发布组".to_owned()), "{with_tom:?}");
    let managed = names("--managed");
    assert!(!managed.is_empty() && managed.len() < names("--kinds private").len(), "{managed:?}");
    let topics = names("--modes topic");
    assert!(!topics.is_empty() && !topics.contains(&"Orbit 2.0 发布组".to_owned()), "{topics:?}");
    workspace.error("im search-chats --as user", 2);
}

#[test]
fn people_are_found_by_name_by_address_and_by_number() {
    let workspace = Workspace::new();
    let found = workspace.data("im find-user --query Priya --as user");
    let priya = &found["users"][0];
    assert_eq!(priya["name"], "Priya Nair");
    let (email, mobile) = (text(&priya["email"]), text(&priya["mobile"]));
    let line =
        format!("im find-user --email {email},nobody@example.com --mobile {mobile} --as bot");
    let found = workspace.run(&line).ok();
    let rows = found["data"]["users"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "one by the address, one by the number");
    assert!(rows.iter().all(|row| row["open_id"] == priya["open_id"]));
    assert_eq!(found["meta"]["not_found"], json!(["nobody@example.com"]));
    let found = workspace.data(&format!("im find-user --query {email} --as bot"));
    assert_eq!(found["users"][0]["open_id"], priya["open_id"]);
    let found = workspace.run(&format!("im find-user --email {email},no@example.com --as user"));
    assert_eq!(found.ok()["data"]["users"][0]["open_id"], priya["open_id"]);
    let error = workspace.error("im find-user --query Priya --as bot", 2);
    assert_eq!(error["param"], "--query");
    workspace.error(&format!("im find-user --mobile {mobile} --as user"), 2);
}
