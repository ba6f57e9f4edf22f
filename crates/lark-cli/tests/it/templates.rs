//! Templates: one message out of an object, or one for each row of JSON or CSV.

use serde_json::{Value, json};

use crate::{
    after_sending::{advance, content, hint},
    workspace::{Workspace, text},
};

fn results(answer: &Value) -> &Vec<Value> {
    answer["data"]["results"].as_array().unwrap()
}

fn chats(workspace: &Workspace) -> [String; 2] {
    let chats = workspace.data("im list-chats --as bot");
    [0, 1].map(|at| text(&chats["chats"][at]["chat_id"]))
}

#[test]
fn an_object_fills_one_message() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let template = workspace.file("t.txt", b"Release {{ version }} by {{ people | join(', ') }}\n");
    let line = format!("im send-message --chat-id {chat} --template {template} --as bot");
    let vars = r#"{"version":"2.0","people":["Ada","林晓"]}"#;
    let sent = workspace.data(&format!("{line} --vars '{vars}'"));
    assert_eq!(content(&workspace, &text(&sent["message_id"])), "Release 2.0 by Ada, 林晓");
    let file = workspace.file("vars.json", vars.as_bytes());
    for vars in [file.clone(), format!("@{file}")] {
        workspace.data(&format!("{line} --vars {vars}"));
    }
    let piped = workspace.run_with_input(&format!("{line} --vars -"), vars.as_bytes()).ok();
    assert_eq!(piped["data"]["outcome"], "sent");
}

#[test]
fn rows_make_a_message_each_for_the_target_that_is_told_or_their_own() {
    let workspace = Workspace::new();
    let [here, there] = chats(&workspace);
    let template = workspace.file("t.txt", b"Hello {{ name }}");
    let csv = format!("name,chat_id,email\n\"Li, Ming\",{here},\nAda,,chen.wei@example.com\n");
    let rows = workspace.file("rows.csv", csv.as_bytes());
    let line = format!("im send-message --template {template} --vars {rows} --as bot");
    let sent = workspace.run(&line).ok();
    let own = results(&sent);
    assert_eq!((&own[0]["row"], &own[0]["chat_id"]), (&json!("1"), &json!(here)));
    assert_ne!(own[1]["chat_id"], json!(here), "a conversation of two");
    assert_eq!(content(&workspace, &text(&own[0]["message_id"])), "Hello Li, Ming");
    let told = workspace.run(&format!("{line} --chat-id {there}")).ok();
    assert!(results(&told).iter().all(|row| row["chat_id"] == json!(there)), "{told}");
    let both = workspace.run(&format!("{line} --chat-id {here},{there}")).ok();
    let went: Vec<_> = results(&both).iter().map(|row| (&row["row"], &row["chat_id"])).collect();
    let [one, two] = [json!("1"), json!("2")];
    let [first, second] = [json!(here), json!(there)];
    assert_eq!(went, [(&one, &first), (&one, &second), (&two, &first), (&two, &second)]);
    let dry = workspace.run(&format!("{line} --dry-run")).ok();
    assert_eq!(dry["data"]["api"].as_array().unwrap().len(), 2);
    let error = workspace.error(&line.replace(&rows, "- --to-file -"), 2);
    assert_eq!(error["param"], "--to-file");

    let list = r#"[{"name":"one"},{"name":"two"}]"#;
    let line = format!("im send-message --template {template} --vars - --as bot");
    let error = workspace.run_with_input(&line, list.as_bytes()).error(2);
    assert!(text(&error["message"]).ends_with("in row 1"), "{error}");
    let sent = workspace.run_with_input(&format!("{line} --chat-id {here}"), list.as_bytes()).ok();
    assert_eq!(results(&sent).len(), 2);
}

#[test]
fn the_same_key_sends_no_row_twice_wherever_it_stands() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let template = workspace.file("t.txt", b"{{ n }}");
    let line = format!(
        "im send-message --chat-id {chat} --template {template} --vars - --idempotency-key k --as bot"
    );
    let first = workspace.run_with_input(&line, b"n\n1\n2\n2\n").ok();
    let ids = |answer: &Value| -> Vec<Value> {
        results(answer).iter().map(|row| row["message_id"].clone()).collect()
    };
    let first = ids(&first);
    assert_ne!(first[1], first[2], "two rows that say the same are two messages");
    advance(&workspace, 60);
    let second = ids(&workspace.run_with_input(&line, b"n\n0\n1\n2\n2\n").ok());
    assert_eq!(second[1..], first);
}

#[test]
fn a_mistake_in_the_last_row_sends_nothing() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let template = workspace.file("t.txt", b"Dear {{ name }},\nyour code is {{ code }}");
    let before = workspace.state();
    let line = format!("im send-message --chat-id {chat} --template {template} --vars - --as bot");
    let rows = br#"[{"name":"A","code":1},{"name":"B"}]"#;
    let error = workspace.run_with_input(&line, rows).error(2);
    assert_eq!(
        (&error["subtype"], &error["param"]),
        (&json!("undefined_variable"), &json!("--template"))
    );
    assert_eq!((&error["line"], &error["variable"]), (&json!(2), &json!("code")));
    assert!(text(&error["message"]).ends_with("there is no `code` in row 2"), "{error}");
    assert!(hint(&error).contains("there is: name"), "{error}");
    for (rows, param) in [
        (&br#"[{"name":"A","code":1},2]"#[..], "--vars"),
        (b"name,code\nA\n", "--vars"),
        (b"name,code\n", "--vars"),
        (b"{\"name\":", "--vars"),
    ] {
        assert_eq!(workspace.run_with_input(&line, rows).error(2)["param"], param);
    }
    let empty = workspace.file("empty.txt", b"{{ name }}");
    let line = line.replace(&template, &empty);
    let error = workspace.run_with_input(&line, b"name\nA\n\" \"\n").error(2);
    assert!(text(&error["message"]).ends_with("empty message in row 2"), "{error}");
    let large = format!("[{{\"name\":\"{}\"}}]", "x".repeat(160_000));
    workspace.run_with_input(&line, large.as_bytes()).error(2);
    for bad in ["{{ name", "{% include 'secret.txt' %}", "{{ name | shell }}"] {
        let bad = workspace.file("bad.txt", bad.as_bytes());
        let error = workspace.run_with_input(&line.replace(&empty, &bad), b"name\nA\n").error(2);
        assert_eq!(error["subtype"], "invalid_template");
    }
    for flag in ["--vars {}", "--template-as text"] {
        let error = workspace
            .error(&format!("im send-message --chat-id {chat} --text x {flag} --as bot"), 2);
        assert_eq!(error["param"], json!(flag.split(' ').next()));
    }
    let error = workspace.run_with_input(&line.replace(&empty, "nowhere.txt"), b"n\n1\n").error(2);
    assert_eq!(error["param"], "--template");
    assert_eq!(workspace.state(), before);
}

#[test]
fn what_fills_a_template_mentions_nobody() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let vars = r#"{"name":"<at user_id=\"all\"></at> {{ name }}"}"#;
    for file in ["t.txt", "t.md"] {
        let template = workspace.file(file, b"**Hi** {{ name }}");
        let line =
            format!("im send-message --chat-id {chat} --template {template} --vars - --as bot");
        let sent = workspace.run_with_input(&line, vars.as_bytes()).ok();
        assert!(sent["meta"]["warnings"].to_string().contains("mention"), "{sent}");
        let message = text(&sent["data"]["message_id"]);
        let raw = workspace.data(&format!("im messages get --message-id {message} --as bot"));
        assert!(raw["items"][0].get("mentions").is_none(), "{raw}");
        assert!(raw.to_string().contains("{{ name }}"), "what is filled in is no template: {raw}");
        let kind = if file == "t.md" { "post" } else { "text" };
        assert_eq!(raw["items"][0]["msg_type"], kind);
    }
}

#[test]
fn a_row_that_fails_does_not_stop_the_others() {
    let workspace = Workspace::new();
    let [here, _] = chats(&workspace);
    let template = workspace.file("t.txt", b"{{ n }}");
    let line = format!("im send-message --template {template} --vars - --as bot");
    let rows = format!("n,chat_id\n1,oc_nowhere\n2,{here}\n");
    let ran = workspace.run_with_input(&line, rows.as_bytes());
    assert_eq!(ran.code, 1, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let outcomes: Vec<_> = results(&answer).iter().map(|row| row["ok"].clone()).collect();
    assert_eq!(outcomes, [json!(false), json!(true)], "{answer}");
}
