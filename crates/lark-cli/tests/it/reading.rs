//! Reading conversations: whose, from when to when, what of them, and what is around a message.

use std::fs;

use serde_json::{Value, json};

use crate::{
    tried::Tried,
    workspace::{Workspace, pdf, text},
};

fn messages(data: &Value) -> &Vec<Value> {
    data["messages"].as_array().unwrap()
}

fn all_of(data: &Value, field: &str) -> Vec<String> {
    messages(data).iter().map(|message| text(&message[field])).collect()
}

/// A chat whose messages the test sends itself, and its people.
struct Room {
    workspace: Workspace,
    chat: String,
}

impl Room {
    fn new() -> Self {
        let workspace = Workspace::new();
        let members = workspace.data("sandbox info")["users"].as_array().unwrap().clone();
        let ids: Vec<_> = members.iter().take(2).map(|user| text(&user["open_id"])).collect();
        let line = format!("im create-chat --name Room --user-id {} --as bot", ids.join(","));
        let chat = text(&workspace.data(&line)["chat_id"]);
        Self { workspace, chat }
    }

    fn list(&self, flags: &str) -> Value {
        let chat = &self.chat;
        self.workspace.run(&format!("im list-messages --chat-id {chat} --as bot {flags}")).ok()
    }

    fn say(&self, what: &str) -> String {
        self.workspace.send(&self.chat, what)
    }

    fn reply(&self, to: &str, what: &str) -> Value {
        self.workspace.data(&format!(
            "im reply-message --message-id {to} --text '{what}' --reply-in-thread --as bot"
        ))
    }
}

#[test]
fn a_conversation_with_a_person_is_found_by_id_and_by_name() {
    let workspace = Workspace::new();
    let people = workspace.data("sandbox info")["users"].as_array().unwrap().clone();
    // Nothing was said between them before.
    let name = "Tom Becker";
    let id = text(&people.iter().find(|person| person["name"] == name).unwrap()["open_id"]);
    let none = workspace.error(&format!("im list-messages --user-id {id} --as user"), 2);
    assert_eq!(none["subtype"], "not_found");
    assert!(text(&none["hint"]).contains("im send-message --user-id"), "{none}");
    let line = format!("im send-message --user-id {id} --text 'just us' --as user");
    let chat = text(&workspace.data(&line)["chat_id"]);
    for who in [format!("--user-id {id}"), format!("--user '{name}'")] {
        let listed = workspace.run(&format!("im list-messages {who} --as user")).ok();
        assert_eq!(all_of(&listed["data"], "content"), ["just us"]);
        assert_eq!(listed["meta"]["resolved"]["chat_id"], chat);
    }
    let refused = workspace.error(&format!("im list-messages --user-id {id} --as bot"), 2);
    assert!(text(&refused["hint"]).contains("--as user"), "{refused}");
}

#[test]
fn a_stretch_of_time_is_cut_on_both_sides_and_told_with_its_zone() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let listed = |flags: &str| {
        let line = format!("im list-messages --chat-id {chat} --as bot {flags}");
        workspace.run(&line).ok()
    };
    let day = listed("--since 2026-01-04 --until 2026-01-04");
    let times = all_of(&day["data"], "create_time");
    assert!(!times.is_empty() && times.iter().all(|time| time.starts_with("2026-01-04")));
    assert_eq!(day["meta"]["period"]["since"], "2026-01-04T00:00:00+00:00");
    assert_eq!(day["meta"]["period"]["until"], "2026-01-04T23:59:59+00:00");
    assert_eq!(day["meta"]["period"]["zone"], "UTC");
    assert_eq!(day["meta"]["pagination"]["complete"], true);
    let all = listed("");
    let of_that_day =
        all_of(&all["data"], "create_time").iter().filter(|t| t.starts_with("2026-01-04")).count();
    assert_eq!(times.len(), of_that_day);
    // The seed is older than what a clock that goes says is an hour ago.
    assert_eq!(listed("--since 1h")["data"]["messages"], json!([]));
    let older = listed("--until '2 hours ago' --limit 1");
    assert_eq!(
        all_of(&older["data"], "message_id"),
        all_of(&listed("--limit 1")["data"], "message_id")
    );
}

#[test]
fn times_that_are_none_and_stretches_that_end_before_they_begin_are_refused() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let line = |flags: &str| format!("im list-messages --chat-id {chat} --as bot {flags}");
    let error = workspace.error(&line("--since someday"), 2);
    assert_eq!(
        (&error["param"], &error["subtype"]),
        (&json!("--since"), &json!("invalid_argument"))
    );
    assert!(text(&error["hint"]).contains("yesterday"), "{error}");
    let error = workspace.error(&line("--since 2026-01-04 --until 2026-01-03"), 2);
    assert_eq!(error["param"], "--until");
}

#[test]
fn the_oldest_come_first_where_that_is_asked_for() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let list = |order: &str| {
        let line = format!("im list-messages --chat-id {chat} --order {order} --as bot");
        all_of(&workspace.data(&line), "message_id")
    };
    let mut oldest_first = list("asc");
    let newest_first = list("desc");
    assert_ne!(oldest_first, newest_first);
    oldest_first.sort();
    let mut sorted = newest_first;
    sorted.sort();
    assert_eq!(oldest_first, sorted);
    // What a limit cut goes on in the same order.
    let line = format!("im list-messages --chat-id {chat} --order asc --limit 53 --as bot");
    let some = workspace.run(&line).ok();
    let go_on = text(&some["meta"]["pagination"]["go_on"]);
    let rest = workspace.data(&format!("{} --as bot", go_on.trim_start_matches("lark-cli ")));
    assert_eq!(messages(&rest)[0], messages(&some["data"])[52]);
}

#[test]
fn every_filter_lets_through_what_it_names() {
    let room = Room::new();
    room.say("Deploy is DONE");
    let workspace = &room.workspace;
    let chat = &room.chat;
    let sent =
        workspace.data(&format!("im send-message --chat-id {chat} --text 'a cat' --as user"));
    let me = text(&sent["message_id"]);
    let own = workspace.run(&format!("im list-messages --chat-id {chat} --from me --as user")).ok();
    assert_eq!(all_of(&own["data"], "message_id"), [me]);
    let name = text(&messages(&own["data"])[0]["sender"]["name"]);
    let by_name = room.list(&format!("--from '{name}'"));
    assert_eq!(all_of(&by_name["data"], "content"), ["a cat"]);
    let bot = room.list("--from me --type text");
    assert_eq!(all_of(&bot["data"], "content"), ["Deploy is DONE"]);
    let app = text(&messages(&bot["data"])[0]["sender"]["id"]);
    assert_eq!(room.list(&format!("--from {app} --type text"))["data"], bot["data"]);
    assert_eq!(all_of(&room.list("--contains done")["data"], "content"), ["Deploy is DONE"]);
    let at = "<at user_id=\"all\"></at> lunch";
    workspace.data(&format!("im send-message --chat-id {chat} --text '{at}' --as bot"));
    let line = format!("im list-messages --chat-id {chat} --mentions-me --as user");
    assert_eq!(messages(&workspace.data(&line)).len(), 1);
    let kinds = room.list("--type video,card");
    assert_eq!(kinds["data"]["messages"], json!([]));
    assert!(kinds["meta"]["scanned"].as_u64().unwrap() >= 3, "{kinds}");
    let error =
        workspace.error(&format!("im list-messages --chat-id {chat} --type vidoe --as bot"), 2);
    assert!(text(&error["message"]).contains("vidoe"), "{error}");
}

#[test]
fn recalled_messages_are_marked_and_not_found_by_what_they_said() {
    let room = Room::new();
    let gone = room.say("the old secret");
    room.workspace.data(&format!("im delete-message --message-id {gone} --as bot --yes"));
    let edited = room.say("frist");
    room.workspace.data(&format!("im edit-message --message-id {edited} --text first --as bot"));
    let listed = room.list("--limit 2");
    let [newer, older] = messages(&listed["data"]).as_slice() else { panic!("{listed}") };
    assert_eq!((&newer["updated"], &newer["content"]), (&json!(true), &json!("first")));
    assert_eq!(older["deleted"], true);
    assert_eq!(room.list("--contains recalled")["data"]["messages"], json!([]));
}

#[test]
fn replies_stand_under_the_message_that_began_their_thread() {
    let room = Room::new();
    let root = room.say("who?");
    for number in 1..=5 {
        room.reply(&root, &format!("answer {number}"));
    }
    let of = |flags: &str| messages(&room.list(flags)["data"])[0].clone();
    let plain = of("");
    assert!(plain.get("thread_replies").is_none() && plain.get("thread_total").is_none());
    let counted = of("--threads count");
    assert_eq!(counted["thread_total"], 5);
    assert!(counted.get("thread_replies").is_none());
    let some = of("--threads 2");
    let replies = |message: &Value| -> Vec<String> {
        message["thread_replies"].as_array().unwrap().iter().map(|r| text(&r["content"])).collect()
    };
    assert_eq!(replies(&some), ["answer 1", "answer 2"]);
    assert_eq!(some["thread_has_more"], true);
    let all = of("--threads all");
    assert_eq!(replies(&all).len(), 5);
    assert!(all.get("thread_has_more").is_none());
    let cut = room.list("--threads 2");
    assert!(cut["meta"]["warnings"].to_string().contains("im list-thread"), "{cut}");
}

#[test]
fn a_thread_is_read_from_its_beginning_by_its_id_or_a_message_in_it() {
    let room = Room::new();
    let root = room.say("who?");
    let reply = room.reply(&root, "me");
    room.reply(&root, "or me");
    let (thread, reply) = (text(&reply["thread_id"]), text(&reply["message_id"]));
    let list = |of: &str| room.workspace.run(&format!("im list-thread {of} --as bot")).ok();
    let read = list(&format!("--thread-id {thread}"));
    assert_eq!(all_of(&read["data"], "content"), ["who?", "me", "or me"]);
    for id in [&root, &reply] {
        assert_eq!(list(&format!("--message-id {id}"))["data"], read["data"]);
    }
    let newest = list(&format!("--thread-id {thread} --order desc --limit 1"));
    assert_eq!(all_of(&newest["data"], "content"), ["or me"]);
    // Lark takes no times for a thread.
    let none = list(&format!("--thread-id {thread} --since 2026-01-06"));
    assert_eq!(none["data"]["messages"], json!([]));
    let alone = room.say("nobody answers");
    let error = room.workspace.error(&format!("im list-thread --message-id {alone} --as bot"), 2);
    assert!(text(&error["hint"]).contains("im context"), "{error}");
}

#[test]
fn what_is_around_a_message_is_told_even_where_all_were_sent_in_the_same_second() {
    let room = Room::new();
    // The clock stands still: all have the same time.
    let sent: Vec<_> = (0..120).map(|number| room.say(&number.to_string())).collect();
    for (at, before, after) in [(60, 5, 5), (60, 55, 55), (3, 500, 2), (119, 1, 4), (0, 0, 3)] {
        let line = format!(
            "im context --message-id {} --before {before} --after {after} --as bot",
            sent[at]
        );
        let around = room.workspace.run(&line).ok();
        let ids = all_of(&around["data"], "message_id");
        let own: Vec<_> = ids.iter().filter(|id| sent.contains(id)).cloned().collect();
        let last = (at + after + 1).min(sent.len());
        assert_eq!(own, sent[at.saturating_sub(before)..last], "{at} {before} {after}");
        let anchors = messages(&around["data"]).iter().filter(|m| m["is_anchor"] == true);
        assert_eq!(anchors.map(|m| text(&m["message_id"])).collect::<Vec<_>>(), [sent[at].clone()]);
        assert_eq!(around["meta"]["has_more_after"], at + after + 1 < sent.len());
    }
}

#[test]
fn what_is_around_a_reply_is_its_thread() {
    let room = Room::new();
    let root = room.say("who?");
    let replies: Vec<_> =
        (1..=9).map(|number| text(&room.reply(&root, &number.to_string())["message_id"])).collect();
    let line = format!("im context --message-id {} --before 2 --after 3 --as bot", replies[4]);
    let around = room.workspace.run(&line).ok();
    assert_eq!(all_of(&around["data"], "content"), ["3", "4", "5", "6", "7", "8"]);
    assert_eq!(around["meta"]["has_more_before"], true);
    assert_eq!(around["meta"]["has_more_after"], true);
    let root = room.workspace.data(&format!("im context --message-id {root} --before 1 --as bot"));
    assert!(all_of(&root, "content").contains(&"who?".to_owned()), "{root}");
}

#[test]
fn many_messages_are_read_in_the_order_asked_for_and_missing_ones_are_named() {
    let room = Room::new();
    let sent: Vec<_> = (0..60).map(|number| room.say(&number.to_string())).collect();
    let mut asked: Vec<_> = sent.iter().rev().cloned().collect();
    let line = "im get-message --message-id - --as bot";
    let read = room.workspace.run_with_input(line, asked.join("\n").as_bytes()).ok();
    assert_eq!(all_of(&read["data"], "message_id"), asked);
    assert_eq!(read["data"]["total"], 60);
    let nobody = "om_00000000000000000000000000000bad";
    asked.truncate(2);
    asked.insert(1, nobody.to_owned());
    let ran =
        room.workspace.run(&format!("im get-message --message-id {} --as bot", asked.join(",")));
    assert_eq!(ran.code, 1);
    let read: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&read["ok"], &read["data"]["total"]), (&json!(false), &json!(2)));
    assert_eq!(read["meta"]["missing"], json!([nobody]));
    room.workspace.error(&format!("im get-message --message-id {nobody} --as bot"), 1);
    let raw =
        room.workspace.data(&format!("im get-message --message-id {} --raw --as bot", sent[0]));
    assert_eq!(messages(&raw)[0]["body"]["content"], "{\"text\":\"0\"}");
}

#[test]
fn bundles_are_unfolded_wherever_they_are_read() {
    let room = Room::new();
    let ids = [room.say("one"), room.say("two")].join(",");
    let chat = &room.chat;
    let forward = |ids: &str| {
        let line = format!("im merge-forward --message-id {ids} --chat-id {chat} --as bot");
        text(&room.workspace.data(&line)["message_id"])
    };
    let inner = forward(&ids);
    let outer = forward(&inner);
    let expect = |bundle: &Value| {
        let within = bundle["forwarded"][0]["forwarded"].as_array().expect("a bundle in a bundle");
        let contents: Vec<_> = within.iter().map(|message| text(&message["content"])).collect();
        assert_eq!(contents, ["one", "two"]);
    };
    expect(
        &messages(&room.workspace.data(&format!("im get-message --message-id {outer} --as bot")))
            [0],
    );
    let both = format!("im get-message --message-id {ids},{outer} --as bot");
    expect(&messages(&room.workspace.data(&both))[2]);
    let listed = room.list("--forwarded --limit 1");
    expect(&messages(&listed["data"])[0]);
    assert!(messages(&room.list("--limit 1")["data"])[0].get("forwarded").is_none());
    let names = &messages(&listed["data"])[0]["forwarded"][0]["forwarded"][0]["sender"]["name"];
    assert!(names.is_string(), "{listed}");
}

#[test]
fn reactions_and_read_state_come_along_where_they_are_asked_for() {
    let room = Room::new();
    let message = room.say("done");
    room.workspace.data(&format!("im add-reaction --message-id {message} --emoji OK --as user"));
    room.workspace.data(&format!("im add-reaction --message-id {message} --emoji OK --as bot"));
    let listed = room.list("--reactions --limit 1");
    let reactions = &messages(&listed["data"])[0]["reactions"];
    assert_eq!((&reactions[0]["emoji_type"], &reactions[0]["count"]), (&json!("OK"), &json!(2)));
    let by = reactions[0]["by"].as_array().unwrap();
    assert!(by.iter().all(|name| !text(name).starts_with("ou_")), "{reactions}");
    let chat = &room.chat;
    let line = format!("im list-messages --chat-id {chat} --read-state --limit 1 --as user");
    assert!(messages(&room.workspace.data(&line))[0]["is_read"].is_boolean());
    let error = room
        .workspace
        .error(&format!("im list-messages --chat-id {chat} --read-state --as bot"), 2);
    assert_eq!(error["param"], "--read-state");
}

#[test]
fn files_of_messages_are_saved_where_that_is_asked_for() {
    let room = Room::new();
    let file = pdf(&room.workspace);
    let chat = &room.chat;
    room.say("here it comes");
    fs::create_dir(room.workspace.path("saved")).unwrap();
    room.workspace.data(&format!("im upload-file --chat-id {chat} --file {file} --as bot"));
    let listed = room.list("--limit 1 --download-resources saved");
    let resource = &messages(&listed["data"])[0]["resources"][0];
    let path = room.workspace.path(&text(&resource["saved_path"]));
    assert_eq!(fs::read(path).unwrap(), fs::read(file).unwrap());
    assert_eq!(resource["kind"], "file");
    let go_on = text(&listed["meta"]["pagination"]["go_on"]);
    assert!(go_on.contains("--download-resources saved"), "{go_on}");
}

/// The file of names, if there is one.
fn names_of(tried: &Tried) -> Option<std::path::PathBuf> {
    let directory = fs::read_dir(tried.workspace.path("data/names")).ok()?;
    directory.map(|entry| entry.unwrap().path()).next()
}

#[test]
fn names_are_looked_up_once_and_kept_for_the_next_command() {
    let tried = Tried::new();
    let chat = text(&tried.data("im list-chats --as bot")["chats"][0]["chat_id"]);
    let line = format!("im send-message --chat-id {chat} --text done --as bot");
    let message = text(&tried.data(&line)["message_id"]);
    let react = format!("im add-reaction --message-id {message} --emoji OK --as user");
    tried.workspace.data(&react);
    // Nobody else's name comes along with the one message.
    let line = format!("im list-messages --chat-id {chat} --limit 1 --reactions --as bot");
    let cost = || {
        let before = tried.requests();
        let listed = tried.run(&line).ok();
        (tried.requests() - before, messages(&listed["data"])[0]["reactions"].clone())
    };
    let (cold, first) = cost();
    assert!(!text(&first[0]["by"][0]).starts_with("ou_"), "{first}");
    let (warm, second) = cost();
    assert_eq!(first, second);
    assert_eq!((cold, warm), (3, 2), "the page, the reactions, and once the name");
    let path = names_of(&tried).expect("names were kept");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Names that are broken or old are looked up anew.
    let kept = fs::read_to_string(&path).unwrap();
    for spoilt in ["{\"ou_".to_owned(), kept.replace("\"at\":", "\"at\":-")] {
        assert_ne!(spoilt, kept);
        fs::write(&path, spoilt).unwrap();
        assert_eq!(cost(), (3, first.clone()));
        assert_eq!(cost(), (2, first.clone()));
    }
}

#[test]
fn a_list_of_fifty_with_all_names_is_one_request() {
    let tried = Tried::new();
    let chat = text(&tried.data("im list-chats --as bot")["chats"][0]["chat_id"]);
    let line = format!("im list-messages --chat-id {chat} --limit 50 --as bot");
    let before = tried.requests();
    let listed = tried.data(&line);
    assert_eq!(tried.requests() - before, 1);
    let is_named = |m: &Value| m["msg_type"] == "system" || m["sender"]["name"].is_string();
    assert!(messages(&listed).iter().all(is_named), "{listed}");
}

#[test]
fn names_that_cannot_be_had_stay_ids_and_are_asked_for_once() {
    let tried = Tried::new();
    let chat = text(&tried.data("im list-chats --as bot")["chats"][0]["chat_id"]);
    let line = format!("im send-message --chat-id {chat} --text done --as bot");
    for _ in 0..3 {
        let message = text(&tried.data(&line)["message_id"]);
        let react = format!("im add-reaction --message-id {message} --emoji OK --as user");
        tried.workspace.data(&react);
    }
    let app = tried.app_id();
    let scopes = ["im:message", "im:message.group_msg", "im:chat:readonly"];
    tried.admin(&format!("PUT /sandbox/apps/{app}/scopes"), &json!({ "scopes": scopes }));
    let line =
        format!("im list-messages --chat-id {chat} --limit 3 --page-size 1 --reactions --as bot");
    let before = tried.requests();
    let listed = tried.run(&line).ok();
    for message in messages(&listed["data"]) {
        assert!(text(&message["reactions"][0]["by"][0]).starts_with("ou_"), "{message}");
    }
    // Three pages with their reactions, and the names once.
    assert_eq!(tried.requests() - before, 7);
    assert!(listed["meta"]["warnings"].to_string().contains("names"), "{listed}");
}

#[test]
fn a_person_whose_card_was_sent_is_named() {
    let room = Room::new();
    let people = room.workspace.data("sandbox info")["users"].as_array().unwrap().clone();
    let (id, name) = (text(&people[3]["open_id"]), text(&people[3]["name"]));
    let content = format!("{{\"user_id\":\"{id}\"}}");
    let chat = &room.chat;
    let line = format!("im messages create --receive-id-type chat_id --receive-id {chat}");
    let line = format!("{line} --msg-type share_user --content '{content}' --as bot");
    room.workspace.data(&line);
    let content = text(&messages(&room.list("--limit 1")["data"])[0]["content"]);
    assert!(content.contains(&id) && content.contains(&name), "{content}");
}

#[test]
fn inside_the_process_no_names_are_kept() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    workspace.data(&format!("im list-messages --chat-id {chat} --reactions --as bot"));
    assert!(!workspace.path("data/names").exists());
}
