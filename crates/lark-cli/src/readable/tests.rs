//! What content of each kind and form says in words.

use lark_api::im::messages::{Mention, MessageBody};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

fn readable(msg_type: &str, wire: &str, mentions: Vec<Mention>) -> ReadableMessage {
    let body = MessageBody { content: wire.to_owned() };
    let message = Message { msg_type: msg_type.into(), body, mentions, ..Message::default() };
    ReadableMessage::new(message, &TimeZone::UTC)
}

fn read(msg_type: &str, content: &Value) -> String {
    readable(msg_type, &content.to_string(), Vec::new()).content
}

#[test]
fn each_kind_is_read_in_words() {
    for (kind, content, expected) in [
        ("image", json!({ "image_key": "img_1" }), "[Image: img_1]"),
        (
            "file",
            json!({ "file_key": "file_1", "file_name": "a \"b\".txt" }),
            "<file key=\"file_1\" name=\"a &quot;b&quot;.txt\"/>",
        ),
        (
            "audio",
            json!({ "file_key": "file_1", "duration": 2100 }),
            "<audio key=\"file_1\" duration=\"3s\"/>",
        ),
        (
            "media",
            json!({ "file_key": "f", "file_name": "v.mp4", "duration": "2000", "image_key": "i" }),
            "<video key=\"f\" name=\"v.mp4\" duration=\"2s\" cover_image_key=\"i\"/>",
        ),
        (
            "system",
            json!({ "template": "{from_user} invited {to_chatters}.", "from_user": ["Bot"], "to_chatters": ["Tom", "Bob"] }),
            "Bot invited Tom, Bob.",
        ),
        ("system", json!({ "divider_text": { "text": "today" } }), "── today ──"),
        (
            "general_calendar",
            json!({ "summary": "Review", "start_time": "1608265395000", "end_time": "soon" }),
            "<event summary=\"Review\" start=\"2020-12-18 04:23\" end=\"soon\"/>",
        ),
        (
            "video_chat",
            json!({ "topic": "Stand-up", "start_time": 1608265395000_i64 }),
            "<meeting topic=\"Stand-up\" start=\"2020-12-18 04:23\"/>",
        ),
        (
            "todo",
            json!({ "task_id": "t", "summary": { "title": "", "content": [[{ "tag": "text", "text": "Ship" }]] }, "due_time": "1608265395000" }),
            "<todo due=\"2020-12-18 04:23\"/>\nShip",
        ),
        (
            "vote",
            json!({ "topic": "Lunch?", "options": ["Rice", "Noodles"], "status": 0 }),
            "<vote topic=\"Lunch?\" options=\"Rice / Noodles\"/>",
        ),
        ("share_chat", json!({ "chat_id": "oc_1" }), "<chat id=\"oc_1\"/>"),
        ("hongbao", json!({ "text": "[红包]" }), "[红包]"),
        ("telepathy", json!({ "x": 1 }), "{\"x\":1}"),
    ] {
        assert_eq!(read(kind, &content), expected, "{kind}");
    }
    let recalled = "This message was recalled";
    assert_eq!(readable("text", recalled, Vec::new()).content, recalled);
}

#[test]
fn what_is_null_or_of_another_type_loses_nothing_else() {
    let file = json!({ "file_key": null, "file_name": "a.txt", "duration": [], "more": {} });
    assert_eq!(read("file", &file), "<file name=\"a.txt\"/>");
    assert_eq!(read("text", &json!({ "text": 5 })), "5");
    assert_eq!(read("text", &json!({ "words": "hi" })), "{\"words\":\"hi\"}");
    assert_eq!(read("text", &json!({ "text": "" })), "");
    assert_eq!(read("post", &json!({ "title": "T", "content": null })), "**T**");
    assert_eq!(read("post", &json!([1])), "[1]");
}

#[test]
fn a_mention_is_read_as_its_name_and_the_tenth_is_not_the_first() {
    let mention = |key: &str, name: &str| Mention {
        key: key.to_owned(),
        name: name.to_owned(),
        ..Mention::default()
    };
    let mentions = vec![mention("@_user_1", "Wei"), mention("@_user_10", "Li")];
    let wire = json!({ "text": "@_user_1 and @_user_10, @_all @_x" }).to_string();
    assert_eq!(readable("text", &wire, mentions).content, "@Wei and @Li, @all @_x");
}

#[test]
fn a_post_reads_as_markdown_with_or_without_a_locale() {
    let post = json!({"title": "T", "content": [
        [{"tag": "text", "text": "a ", "style": ["bold"]}, {"tag": "a", "text": "b", "href": "https://x"}],
        [{"tag": "hr"}],
        [],
        [{"tag": "code_block", "language": "GO", "text": "x\n"}],
        [{"tag": "emotion", "emoji_type": "SMILE"}, {"tag": "hologram", "depth": 3}],
    ]});
    let expected = "**T**\n**a **[b](https://x)\n---\n\n```go\nx\n```\n:SMILE:\n{\"depth\":3,\"tag\":\"hologram\"}";
    assert_eq!(read("post", &post), expected);
    assert_eq!(read("post", &json!({ "en_us": post })), expected);
}

#[test]
fn a_flattened_card_reads_line_by_line() {
    let card = json!({"title": "Build", "elements": [[{"tag": "text", "text": "green"}, {"tag": "button", "text": "Open"}]]});
    assert_eq!(read("interactive", &card), "**Build**\ngreen\n[Open]");
    let card = json!({"title": "", "elements": [
        [{"tag": "note", "elements": [{"tag": "text", "text": "by "}, {"tag": "img", "image_key": "img_1"}]}],
        [{"tag": "select_static", "placeholder": "Who?", "options": [{"text": "A"}, {"text": "B"}]}],
        [{"tag": "overflow", "options": [{"text": "Later"}]}, {"tag": "date_picker", "placeholder": "When?"}],
    ]});
    let expected = "by [Image: img_1]\n[Who?: A / B] [Later] [When?]";
    assert_eq!(read("interactive", &card), expected);
}

#[test]
fn a_sent_card_reads_as_its_readers_see_it() {
    let card = json!({ "schema": "2.0", "header": { "title": { "content": "Build" } }, "body": { "elements": [
        { "tag": "markdown", "content": "**a** &#42; <at id=ou_1></at> &#60;at id=all&#62;" },
        { "tag": "hr" },
        { "tag": "img", "img_key": "img_1", "alt": { "content": "chart" } },
        { "tag": "table", "columns": [
            { "name": "c0", "display_name": "品名", "data_type": "text" },
            { "name": "c1", "display_name": "n", "data_type": "markdown", "horizontal_align": "right" },
        ], "rows": [{ "c0": "&#42;", "c1": "&#42;" }, { "c0": "茶", "c1": "10" }] },
    ] } });
    let expected = "**Build**\n**a** * @ou_1 <at id=all>\n---\n[Image: img_1] chart\n\
        品名  │  n\n──────┼───\n&#42; │  *\n茶    │ 10";
    assert_eq!(read("interactive", &card), expected);
    let event = json!({ "user_dsl": card.to_string() });
    assert_eq!(read("interactive", &event), expected);
}

/// Of each form that a card has, what it says.
#[test]
fn a_card_in_the_normal_form_reads_like_one_that_is_sent() {
    let normal = json!({ "json_card": json!({
        "schema": 1,
        "header": { "tag": "card_header", "property": {
            "title": { "tag": "plain_text", "property": { "content": "Deploy" } },
            "subtitle": { "tag": "plain_text", "property": { "content": "to production" } },
        } },
        "body": { "tag": "body", "property": { "elements": [
            { "tag": "markdown_v1", "property": { "content": "ignored", "elements": [
                { "tag": "plain_text", "property": { "content": "done", "textStyle": { "attributes": ["bold"] } } },
                { "tag": "br", "property": {} },
                { "tag": "at", "property": { "userID": "ou_1" } },
                { "tag": "list", "property": { "items": [
                    { "level": 0, "type": "ul", "elements": [{ "tag": "plain_text", "property": { "content": "one" } }] },
                    { "level": 1, "type": "ol", "order": 3, "elements": [{ "tag": "link", "property": { "content": "two", "url": { "url": "https://x" } } }] },
                ] } },
            ] } },
            { "tag": "div", "property": { "fields": [
                { "isShort": true, "text": { "tag": "markdown_v1", "property": { "elements": [{ "tag": "plain_text", "property": { "content": "L" } }] } } },
                { "isShort": true, "text": { "tag": "plain_text", "property": { "content": "R" } } },
            ] } },
            { "tag": "actions", "property": { "actions": [
                { "tag": "button", "property": { "text": { "tag": "plain_text", "property": { "content": "Log" } }, "actions": [{ "type": "open_url", "action": { "url": "https://log" } }] } },
                { "tag": "select_static", "property": { "placeholder": { "tag": "plain_text", "property": { "content": "Who" } }, "options": [{ "value": "a", "text": { "tag": "plain_text", "property": { "content": "A" } } }] } },
            ] } },
            { "tag": "collapsible_panel", "property": { "header": { "title": { "tag": "plain_text", "property": { "content": "More" } } }, "elements": [
                { "tag": "img", "property": { "imageID": "img_1", "alt": { "tag": "plain_text", "property": { "content": "graph" } } } },
            ] } },
            { "tag": "chart", "property": { "chartSpec": { "type": "bar", "title": { "text": "Load" } } } },
            { "tag": "person_list", "property": { "persons": [{ "id": "ou_1" }, { "id": "ou_2" }] } },
            { "tag": "table", "property": { "columns": [{ "name": "a", "displayName": "A" }], "rows": [{ "a": { "data": 1.5 } }] } },
            { "tag": "hologram", "property": { "x": 1 } },
        ] } },
    }).to_string(), "json_attachment": json!({
        "at_users": { "ou_1": { "content": "Chen Wei" } }, "images": { "img_1": { "token": "img_v3" } },
    }).to_string(), "card_schema": 1 });
    let expected = "**Deploy**\nto production\n**done**\n@Chen Wei\n- one\n    3. [two](https://x)\n\
        L | R\n[Log](https://log) [Who: A]\n**More**\n[Image: img_v3] graph\n<chart title=\"Load\"/>\n\
        @Chen Wei, @ou_2\nA\n───\n1.5\n{\"property\":{\"x\":1},\"tag\":\"hologram\"}";
    assert_eq!(read("interactive", &normal), expected);
}

#[test]
fn markdown_of_cards_is_taken_apart() {
    let markdown = "# Plan\n***all*** ~~of~~ <font color='red'>it</font>\n\n> quoted\n> - **a**\n\
        | x | y |\n|---|--:|\n| 1 | 22 |\n```rust\nlet x;\n```\n1. one\n    - two\n2. three\n\
        [a](https://b) ![alt](img_1) `c*d*` :OK: ** not ** [x](y z) 2 * 3";
    let card = json!({ "schema": "2.0", "body": { "elements": [{ "tag": "markdown", "content": markdown }] } });
    let expected = "# Plan\n***all*** ~~of~~ it\n\n> quoted\n> - **a**\n\
        x │  y\n──┼───\n1 │ 22\n```rust\nlet x;\n```\n1. one\n    - two\n2. three\n\
        [a](https://b) [Image: img_1] alt `c*d*` :OK: ** not ** [x](y z) 2 * 3";
    assert_eq!(read("interactive", &card), expected);
    let message = readable("interactive", &card.to_string(), Vec::new());
    let keys: Vec<_> = message.document.resources().iter().map(|it| it.key.to_string()).collect();
    assert_eq!(keys, ["img_1"]);
}

/// What a message of the conversation is shown as, in both forms of text.
fn texts(message: &ReadableMessage) -> String {
    let page = pretty::Page { width: 60, looks: wrap::Looks::Hidden };
    let mut people = concise::People::default();
    let mut text = pretty::record(message, None, page);
    text += &pretty::excerpt(message, page);
    text += &concise::record(message, None, &mut people);
    text += &people.legend();
    text
}

#[test]
fn cards_without_end_and_words_of_a_megabyte_are_read_in_time() {
    for sign in ["[", "*", "<", "`", "> ", "- ", "|", "群", "@_", "![](", "**a *b"] {
        let text = sign.repeat(200_000);
        let card = json!({ "elements": [{ "tag": "markdown", "content": text }] });
        texts(&readable("interactive", &card.to_string(), Vec::new()));
        texts(&readable("text", &json!({ "text": text }).to_string(), Vec::new()));
    }
    for (depth, tag) in [(40, "column"), (60, "form"), (60, "note"), (60, "blockquote")] {
        let mut card = json!({ "tag": "markdown", "content": "innermost" });
        for _ in 0..depth {
            card = json!({ "tag": tag, "elements": [card] });
        }
        texts(&readable(
            "interactive",
            &json!({ "schema": "2.0", "body": card }).to_string(),
            Vec::new(),
        ));
    }
    let endless = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(readable("post", &endless, Vec::new()).content, endless);
}

/// JSON that looks a little like content, with what terminals act on.
fn any_content() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "(\u{1b}\\[31m|\u{9b}|\u{202e}|\u{200b}|\u{200d}|\u{7}|\u{1}|\r|\n|[a-z群*`>#|~:<!\\[\\]() -]){0,12}".prop_map(Value::from),
        prop::sample::select(vec!["markdown", "div", "table", "column_set", "note", "a", "text", "at", "img", "list", "code_block", "plain_text", "button", "chart", "md"]).prop_map(Value::from),
    ];
    let names = vec![
        "tag",
        "text",
        "content",
        "title",
        "elements",
        "columns",
        "rows",
        "property",
        "items",
        "options",
        "header",
        "body",
        "fields",
        "actions",
        "href",
        "user_id",
        "name",
        "summary",
        "topic",
        "file_key",
        "file_name",
        "duration",
        "start_time",
        "template",
        "json_card",
        "schema",
        "level",
        "contents",
    ];
    leaf.prop_recursive(5, 48, 5, move |inner| {
        let field = prop::sample::select(names.clone());
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((field, inner), 0..6).prop_map(|fields| {
                let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
                Value::Object(fields.collect::<Map<_, _>>())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_content_says_nothing_of_it_acts_on_a_terminal(
        content in any_content(),
        kind in 0..MsgType::KNOWN.len(),
        in_form in 0..4,
        name in "[a-z\u{1b}\u{202e}\n]{0,6}",
    ) {
        let wire = match in_form {
            0 => json!({ "json_card": json!({ "body": { "property": { "elements": [content] } } }).to_string() }),
            1 => json!({ "elements": [content] }),
            2 => json!({ "content": [[content]], "summary": content }),
            _ => content,
        };
        let mut message = readable(MsgType::KNOWN[kind], &wire.to_string(), Vec::new());
        message.sender.name = Some(name);
        let resources = message.document.resources().into_iter().cloned().collect();
        message.resources = resources;
        let shown = texts(&message);
        let acting = shown.chars().find(|c| *c != '\n' && crate::output::is_unsafe(*c));
        prop_assert!(acting.is_none(), "{acting:?} in {shown:?}");
    }
}
