//! Markdown: shown as it is written, in previews and in the sandbox.

use serde_json::{Value, json};

use crate::{
    material,
    workspace::{Ran, Workspace, text},
};

/// The smallest PNG that is one.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D',
    0xae, 0x42, 0x60, 0x82,
];

const GFM: &str = include_str!("material/gfm.md");

struct Place {
    workspace: Workspace,
    chat: String,
}

impl Place {
    fn new() -> Self {
        let workspace = Workspace::new();
        let chat = workspace.first_chat();
        Self { workspace, chat }
    }

    fn send(&self, words: &[&str]) -> Ran {
        let mut command = self.workspace.command();
        command.args(["im", "send-message", "--as", "bot", "--chat-id", &self.chat]).args(words);
        Ran::of(command.output().unwrap())
    }

    /// The messages that were sent, as they are read, oldest first.
    fn read(&self, ran: &Ran) -> Vec<Value> {
        let data = &ran.ok()["data"];
        let several = data["messages"].as_array().or_else(|| data["results"].as_array());
        let sent = several.cloned().unwrap_or_else(|| vec![data.clone()]);
        let ids = sent.iter().map(|message| text(&message["message_id"]));
        let get = |id| format!("im get-message --message-id {id} --as bot");
        ids.map(|id| self.workspace.data(&get(id))["messages"][0].clone()).collect()
    }

    fn content(&self, words: &[&str]) -> String {
        text(&self.read(&self.send(words))[0]["content"])
    }

    fn preview(&self, words: &[&str]) -> Value {
        self.send(&[words, &["--preview"]].concat()).ok()["data"].take()
    }

    /// The material, in a folder with its image and another file beside the folder.
    fn material(&self) -> String {
        std::fs::create_dir(self.workspace.path("notes")).unwrap();
        self.workspace.file("secret.png", PNG);
        self.workspace.file("notes/chart.png", PNG);
        self.workspace.file("notes/gfm.md", GFM.as_bytes())
    }
}

fn warnings(ran: &Ran) -> Vec<String> {
    let answer = ran.ok();
    answer["meta"]["warnings"].as_array().into_iter().flatten().map(text).collect()
}

/// Compares with a file beside the tests, whatever keys images have got.
#[track_caller]
fn assert_material(name: &str, shown: &str) {
    let lines = shown.lines().map(|line| {
        // A key is another one in another version of the sandbox.
        let Some((before, key)) = line.split_once("img_v3_") else { return line.to_owned() };
        format!("{before}img_…{}", key.find(']').map_or("", |end| &key[end..]))
    });
    material::assert_same(name, &(lines.collect::<Vec<_>>().join("\n") + "\n"));
}

#[test]
fn the_material_is_previewed_and_read_back_as_it_is_written() {
    let place = Place::new();
    let file = place.material();
    for kind in ["auto", "post", "text"] {
        let words = ["--markdown-file", file.as_str(), "--render", kind, "--title", "Weekly"];
        let preview = place.send(&[&words[..], &["--preview", "--format", "pretty"]].concat());
        assert_eq!((preview.code, preview.stderr.as_str()), (0, ""));
        assert_material(&format!("gfm.{kind}.preview.txt"), &preview.stdout);
        assert_material(&format!("gfm.{kind}.read.txt"), &place.content(&words));
    }
}

#[test]
fn a_preview_sends_nothing_and_says_what_would_be_sent() {
    let place = Place::new();
    let before = place.workspace.state();
    let preview = place.preview(&["--markdown", "**a** @nobody\n\n| t |\n|---|\n| 1 |"]);
    assert_eq!(preview["messages"][0]["msg_type"], "interactive");
    assert_eq!(preview["messages"][0]["content"]["body"]["elements"][1]["tag"], "table");
    assert_eq!(preview["messages"][0]["text"], "**a** @nobody\nt\n─\n1");
    assert_eq!(preview["warnings"][0]["line"], 1);
    assert_eq!(place.workspace.state(), before);
    // Neither a chat nor a login is needed for it.
    let bare = ["im", "send-message", "--markdown", "hi", "--preview"].map(str::to_owned);
    let alone = place.workspace.bare_with_input(&bare, b"").ok();
    assert_eq!(alone["data"]["messages"][0]["text"], "hi");
}

#[test]
fn names_that_were_typed_mention_who_is_in_the_chat() {
    let place = Place::new();
    let line = format!("im list-members --chat-id {} --as bot", place.chat);
    let members = place.workspace.data(&line);
    let (name, id) = (text(&members["users"][0]["name"]), text(&members["users"][0]["member_id"]));
    for kind in ["post", "card", "text"] {
        let said = format!("请 @{name}, **now** and @nobody");
        let ran = place.send(&["--markdown", &said, "--render", kind]);
        assert_eq!(warnings(&ran).iter().filter(|text| text.contains("@nobody")).count(), 1);
        let message = &place.read(&ran)[0];
        assert!(text(&message["content"]).contains(&format!("@{name}")), "{message}");
        if kind != "card" {
            assert_eq!(message["mentions"][0]["id"], id.as_str(), "{message}");
        }
    }
    let reply = place.workspace.send(&place.chat, "question");
    let line = format!("im reply-message --message-id {reply} --markdown '@{name} yes' --as bot");
    let message = &place.read(&place.workspace.run(&line))[0];
    assert_eq!(message["mentions"][0]["id"], id.as_str());
}

#[test]
fn text_from_a_file_or_a_pipe_mentions_nobody_unless_that_is_asked_for() {
    let place = Place::new();
    let info = place.workspace.data("sandbox info");
    let id = text(&info["users"][0]["open_id"]);
    let source = format!("<at id={id}>x</at> `<at id={id}></at>` @all");
    let file = place.workspace.file("a.md", source.as_bytes());
    for kind in ["post", "card", "text"] {
        let ran = place.send(&["--markdown-file", &file, "--render", kind]);
        assert!(warnings(&ran).iter().any(|text| text.contains("--mentions")), "{ran:?}");
        let message = &place.read(&ran)[0];
        assert!(message.get("mentions").is_none(), "{message}");
        let content = text(&message["content"]).replace('\u{2060}', "");
        assert!(content.starts_with(&format!("<at id={id}>x</at>")), "{content}");
        assert!(!content.contains("@all") || content.ends_with("@all"), "{content}");
    }
    let ran = place.send(&["--markdown-file", &file, "--mentions"]);
    assert_eq!(place.read(&ran)[0]["mentions"].as_array().unwrap().len(), 1);
    let line = format!("im send-message --chat-id {} --markdown - --as bot", place.chat);
    let ran = place.workspace.run_with_input(&line, source.as_bytes());
    assert!(place.read(&ran)[0].get("mentions").is_none());
}

#[test]
fn everybody_is_mentioned_only_by_its_own_flag() {
    let place = Place::new();
    let everybody = |words: &[&str]| {
        let preview = place.preview(words);
        preview["messages"][0]["content"]["zh_cn"]["content"].to_string().contains("\"all\"")
    };
    assert!(!everybody(&["--markdown", "@all <at user_id=\"all\"></at>"]));
    assert!(everybody(&["--markdown", "@all", "--at-all"]));
    assert!(everybody(&["--markdown", "hello", "--at-all"]));
}

#[test]
fn images_of_the_files_own_folder_are_shown_and_others_are_addresses() {
    let place = Place::new();
    let file = place.material();
    place.workspace.file("notes/not-an-image.png", b"secret words");
    let mut sources = vec!["chart.png", "../secret.png", "not-an-image.png", "gone.png"];
    #[cfg(unix)]
    {
        let (secret, link) = ("notes/link.png", place.workspace.path("secret.png"));
        std::os::unix::fs::symlink(link, place.workspace.path(secret)).unwrap();
        sources.push("link.png");
    }
    let source: String = sources.iter().map(|source| format!("![pic]({source})\n\n")).collect();
    std::fs::write(&file, source).unwrap();
    let ran = place.send(&["--markdown-file", &file]);
    let content = text(&place.read(&ran)[0]["content"]);
    assert_eq!(content.matches("[Image: img_").count(), 1, "{content}");
    assert_eq!(warnings(&ran).len(), sources.len() - 1);
    let line = format!("im send-message --chat-id {} --markdown-file - --as bot", place.chat);
    let ran = place.workspace.run_with_input(&line, b"![pic](notes/chart.png)");
    assert_eq!(place.read(&ran)[0]["content"], "pic (notes/chart.png)");
    // What is typed is the user's own word: below the folder one is in.
    let content = place.content(&["--markdown", "![](notes/chart.png) ![](notes/chart.png)"]);
    assert_eq!(content.matches("[Image: img_").count(), 2);
}

#[test]
fn an_image_on_the_web_is_not_fetched_unless_told() {
    let place = Place::new();
    let words = ["--markdown", "![x](http://127.0.0.1:9/x.png)"];
    let ran = place.send(&words);
    assert_eq!(place.read(&ran)[0]["content"], "[x](http://127.0.0.1:9/x.png)");
    assert!(warnings(&ran)[0].contains("--fetch-images"));
    let error = place.send(&[&words[..], &["--fetch-images"]].concat()).error(2);
    assert_eq!(error["subtype"], "address_refused");
}

#[test]
fn what_is_too_long_is_refused_with_its_size_or_split() {
    let place = Place::new();
    let source = format!("# Log\n\n{}", "a paragraph of some words\n\n".repeat(1500));
    let file = place.workspace.file("long.md", source.as_bytes());
    let error = place.send(&["--markdown-file", &file]).error(2);
    assert!(text(&error["message"]).contains("bytes"), "{error}");
    assert!(text(&error["hint"]).contains("--split"), "{error}");
    let ran = place.send(&["--markdown-file", &file, "--split", "--title", "T"]);
    let messages = place.read(&ran);
    assert!(messages.len() > 1);
    let all: String = messages.iter().map(|message| text(&message["content"])).collect();
    assert_eq!(all.matches("a paragraph of some words").count(), 1500);
    assert_eq!(all.matches("**T**").count(), 1);
}

#[test]
fn a_dry_run_shows_the_uploads_and_the_message() {
    let place = Place::new();
    let file = place.material();
    let planned = place.send(&["--markdown-file", &file, "--dry-run"]).ok();
    let urls: Vec<&Value> =
        planned["data"]["api"].as_array().unwrap().iter().map(|call| &call["url"]).collect();
    assert_eq!(urls, [&json!("/open-apis/im/v1/images"), &json!("/open-apis/im/v1/messages")]);
}

#[test]
fn flags_of_markdown_go_with_markdown_only() {
    let place = Place::new();
    for flag in ["--split", "--preview", "--at-all", "--fetch-images"] {
        let error = place.send(&["--text", "hi", flag]).error(2);
        assert_eq!(error["param"], flag);
    }
    let error = place.send(&["--markdown", " \n"]).error(2);
    assert_eq!(error["param"], "--markdown");
    let error = place.send(&["--markdown", "a", "--text", "b"]).error(2);
    assert_eq!(error["type"], "validation");
}
