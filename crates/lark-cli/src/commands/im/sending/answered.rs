//! Whether the message that came about says what was asked to be said.
//!
//! Lark answers with the message as it stands in the chat, and rewrites what it is sent: mentions become
//! placeholders, Markdown becomes nodes, one language is left of several, styles go. None of that is a
//! loss. A word that is gone, a mention that was not made or a file that is not there is one, and so is the
//! other message that an idempotency key had sent before. Keys of uploads are not compared: a command that
//! is run again uploads again, and the message it finds has the first key.

use lark_api::{
    content::{
        Content,
        markup::{self, Piece},
        post::{KnownNode, Node, Post},
    },
    im::messages::Message,
};
use serde_json::Value;

/// What of `asked` is not in the message, in words; nothing where all is.
pub fn lost(asked: &Content, answer: &Message) -> Vec<String> {
    // A dry run has no answer, and some deployments answer with less.
    if answer.body.content.is_empty() {
        return Vec::new();
    }
    let asked_type = asked.msg_type();
    if answer.msg_type != asked_type {
        return vec![format!(
            "a message of type {asked_type} was asked for, and one of type {} is there",
            answer.msg_type
        )];
    }
    let Ok(content) = serde_json::from_str::<Value>(&answer.body.content) else {
        return Vec::new();
    };
    let wanted = match asked {
        Content::Text(text) => vec![Wanted::of_text(&text.text)],
        Content::Post(post) => post.0.values().map(Wanted::of_post).collect(),
        Content::Image(_)
        | Content::File(_)
        | Content::Audio(_)
        | Content::Media(_)
        | Content::Sticker(_)
        | Content::ShareChat(_)
        | Content::ShareUser(_) => vec![Wanted::of_others(asked)],
        // Cards are flattened, of 2.0 next to nothing is left; other JSON has rules of its own.
        Content::Card(_) | Content::Divider(_) | Content::Raw(..) => return Vec::new(),
    };
    let found = Found::of(&content, answer);
    // Of several languages one is read: the one that most of is there.
    let compared = wanted.iter().map(|wanted| wanted.compare(&found));
    let best = compared.max_by_key(|one| (one.lacking.is_empty(), one.kept));
    best.map(|one| one.lacking).unwrap_or_default()
}

/// What was asked for.
#[derive(Default)]
struct Wanted {
    text: String,
    /// Ids that were to be mentioned; that of everybody is shown in ways that differ.
    people: Vec<String>,
    /// Ids of what was not uploaded for the message.
    ids: Vec<String>,
    /// Images and files.
    uploads: usize,
}

impl Wanted {
    fn of_text(text: &str) -> Self {
        let mut wanted = Self::default();
        wanted.add_marked(text);
        for tag in ["<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<s>", "</s>"] {
            wanted.text = wanted.text.replace(tag, "");
        }
        wanted
    }

    fn of_others(content: &Content) -> Self {
        let mut wanted = Self::default();
        match content {
            Content::Sticker(sticker) => wanted.ids.push(sticker.file_key.as_str().to_owned()),
            Content::ShareChat(shared) => wanted.ids.push(shared.chat_id.as_str().to_owned()),
            Content::ShareUser(shared) => wanted.ids.push(shared.user_id.as_str().to_owned()),
            Content::Media(media) => wanted.uploads = 1 + usize::from(media.image_key.is_some()),
            _ => wanted.uploads = 1,
        }
        wanted
    }

    fn of_post(post: &Post) -> Self {
        let mut wanted = Self::default();
        wanted.add(post.title.as_deref().unwrap_or_default());
        for node in post.content.iter().flatten().flatten() {
            match node {
                Node::Known(node) => wanted.add_node(node),
                Node::Other(_) => {}
            }
        }
        wanted
    }

    fn add_node(&mut self, node: &KnownNode) {
        match node {
            KnownNode::Text { text, .. }
            | KnownNode::A { text, .. }
            | KnownNode::CodeBlock { text, .. } => self.add(text),
            KnownNode::At { user_id, .. } => self.add_person(user_id),
            KnownNode::Img { .. } | KnownNode::Media { .. } => self.uploads += 1,
            KnownNode::Md { text } => {
                let readable = readable(text);
                self.add_marked(&readable);
            }
            KnownNode::Emotion { .. } | KnownNode::Hr {} => {}
        }
    }

    fn add(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn add_marked(&mut self, text: &str) {
        for piece in markup::of_text(text) {
            match piece {
                Piece::Plain(text) => self.text.push_str(text),
                Piece::At(at) => {
                    self.add_person(at.id);
                    self.text.push(' ');
                }
            }
        }
        self.text.push('\n');
    }

    fn add_person(&mut self, id: &str) {
        if id != "all" && !self.people.iter().any(|known| known == id) {
            self.people.push(id.to_owned());
        }
    }

    fn compare(&self, found: &Found) -> Compared {
        let mut lacking = Vec::new();
        if self.people.len() > found.people {
            lacking.push(format!(
                "{} of {} mentions were not made: who is not in the chat is not mentioned",
                self.people.len() - found.people,
                self.people.len()
            ));
        }
        let (kept, missing) = found.look_for(&self.text);
        if !missing.is_empty() {
            lacking.push(format!("the message lacks what was to be said: {}", listed(&missing)));
        }
        let ids: Vec<_> = self.ids.iter().filter(|id| !found.strings.contains(*id)).collect();
        if !ids.is_empty() {
            lacking.push(format!("the message does not carry {}", listed(&ids)));
        }
        if self.uploads > found.uploads {
            let (there, wanted) = (found.uploads, self.uploads);
            lacking.push(format!("{there} of {wanted} images and files are in the message"));
        }
        Compared { kept, lacking }
    }
}

struct Compared {
    /// Words that are there.
    kept: usize,
    lacking: Vec<String>,
}

/// The first few.
fn listed(items: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<_> =
        items.iter().take(SHOWN).map(|item| format!("`{}`", item.as_ref())).collect();
    match items.len() {
        0..=SHOWN => shown.join(", "),
        more => format!("{} and {} more", shown.join(", "), more - SHOWN),
    }
}

/// What of a post's Markdown is there for people to read: neither marks nor targets of links.
fn readable(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let line = line.trim_start();
        if line.starts_with("```") {
            continue;
        }
        // Items are numbered anew.
        let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let line = if after.starts_with(['.', ')']) { after } else { line };
        let mut rest = line;
        while let Some(at) = rest.find("](") {
            let (label, target) = (&rest[..at], &rest[at + 2..]);
            let is_image = label.rfind('[').is_some_and(|open| label[..open].ends_with('!'));
            let open = label.rfind('[').unwrap_or(label.len());
            out.push_str(if is_image { &label[..open] } else { label });
            out.push(' ');
            rest = target.split_once(')').map_or("", |(_, after)| after);
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

/// What is there.
struct Found {
    /// All letters and digits, small: the borders of words may differ.
    letters: String,
    people: usize,
    strings: Vec<String>,
    uploads: usize,
}

impl Found {
    fn of(content: &Value, answer: &Message) -> Self {
        // `@_user_1` is the beginning of `@_user_10`, which comes after it.
        let keys = answer.mentions.iter().rev().map(|mention| mention.key.as_str());
        let keys: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
        let (mut said, mut all, mut uploads) = (String::new(), Vec::new(), 0);
        strings(content, &mut |name, text| {
            if matches!(name, "image_key" | "file_key") && !text.is_empty() {
                uploads += 1;
            }
            if !matches!(name, "tag" | "style" | "language" | "href") {
                said.push_str(
                    &keys.iter().fold(text.to_owned(), |text, key| text.replace(key, " ")),
                );
            }
            all.push(text.to_owned());
        });
        let mut people: Vec<&str> = Vec::new();
        for mention in &answer.mentions {
            if !people.contains(&mention.id.as_str()) {
                people.push(&mention.id);
            }
        }
        Self { letters: letters(&said), people: people.len(), strings: all, uploads }
    }

    /// How many words of a text are there, and which are not. Those that are come in their order, so
    /// that each is looked for from where the last one was.
    fn look_for(&self, text: &str) -> (usize, Vec<String>) {
        let (mut kept, mut missing, mut at) = (0, Vec::new(), 0);
        let text = without_entities(text);
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let word = letters(word);
            if let Some(found) = self.letters[at..].find(&word) {
                at += found + word.len();
                kept += 1;
            } else if missing.len() >= MOST_MISSING || !self.letters.contains(&word) {
                missing.push(word);
            } else {
                kept += 1;
            }
        }
        (kept, missing)
    }
}

/// Beyond it, nothing more is looked for at length.
const MOST_MISSING: usize = 20;

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `&lt;` is read back as what it stands for.
fn without_entities(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';').filter(|(name, _)| {
            (1..9).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        });
        out.push(' ');
        out.push_str(entity.map_or(part, |(_, after)| after));
    }
    out
}

/// Every text of a JSON value, with the field it is in.
fn strings(value: &Value, see: &mut impl FnMut(&str, &str)) {
    fn walk(name: &str, value: &Value, see: &mut impl FnMut(&str, &str)) {
        match value {
            Value::String(text) => see(name, text),
            Value::Array(items) => items.iter().for_each(|item| walk(name, item, see)),
            Value::Object(fields) => fields.iter().for_each(|(name, value)| walk(name, value, see)),
            _ => {}
        }
    }
    walk("", value, see);
}

#[cfg(test)]
mod tests {
    use lark_api::im::{
        MsgType,
        messages::{Mention, MessageBody},
    };
    use serde_json::json;

    use super::*;

    fn answer(msg_type: MsgType, content: &Value, people: &[&str]) -> Message {
        let mention = |(at, id): (usize, &&str)| Mention {
            key: format!("@_user_{}", at + 1),
            id: (*id).to_owned(),
            ..Mention::default()
        };
        Message {
            msg_type,
            body: MessageBody { content: content.to_string() },
            mentions: people.iter().enumerate().map(mention).collect(),
            ..Message::default()
        }
    }

    fn of_text(asked: &str, answered: &str, people: &[&str]) -> Vec<String> {
        lost(&Content::text(asked), &answer(MsgType::Text, &json!({ "text": answered }), people))
    }

    fn of_post(asked: Value, answered: &Value, people: &[&str]) -> Vec<String> {
        let Value::Object(asked) = asked else { panic!("an object") };
        let asked = Content::of_json(MsgType::Post, asked);
        lost(&asked, &answer(MsgType::Post, answered, people))
    }

    #[test]
    fn what_lark_rewrites_in_a_text_is_not_lost() {
        for (asked, answered, people) in [
            ("hi there", "hi there", &[][..]),
            ("<b>bold</b>ly <i>go</i>", "boldly go", &[]),
            ("hi<at user_id=\"ou_1\">Tom</at>2pm", "hi@_user_12pm", &["ou_1"]),
            (
                "<at user_id=\"ou_1\"></at> <at user_id=\"ou_1\"></at>",
                "@_user_1 @_user_1",
                &["ou_1"],
            ),
            ("<at user_id=\"all\"></at> lunch", "@_all lunch", &[]),
            ("a &lt;b&gt; &amp; c", "a <b> & c", &[]),
            ("[docs](https://x.y/z?a=b)", "[docs](https://x.y/z?a=b)", &[]),
            ("spaces   and\r\n\nlines", "spaces and\nlines", &[]),
            ("群里的 各位", "群里的各位", &[]),
            ("Straße STRASSE İ", "Straße STRASSE İ", &[]),
        ] {
            assert_eq!(of_text(asked, answered, people), Vec::<String>::new(), "{asked}");
        }
    }

    #[test]
    fn a_word_a_mention_and_another_kind_of_message_are() {
        let lost_words = of_text("the build is red", "the build is", &[]);
        assert_eq!(lost_words, ["the message lacks what was to be said: `red`"]);
        let twice = of_text("no no no", "no", &[]);
        assert!(
            twice.is_empty(),
            "a word that is there in part is not told from one that is split"
        );
        let unmade = of_text("<at user_id=\"ou_1\">Tom</at> look", "@Tom look", &[]);
        assert!(unmade[0].starts_with("1 of 1 mentions were not made"), "{unmade:?}");
        let other = answer(MsgType::Image, &json!({ "image_key": "img_1" }), &[]);
        assert!(lost(&Content::text("x"), &other)[0].contains("of type image"));
        assert!(lost(&Content::text("x"), &Message::default()).is_empty());
    }

    #[test]
    fn a_post_is_read_in_one_language_and_its_markdown_as_nodes() {
        let asked = json!({
            "en_us": { "content": [[{ "tag": "text", "text": "Hello" }]] },
            "zh_cn": { "title": "发布", "content": [
                [{ "tag": "text", "text": "看", "style": ["bold"] }, { "tag": "at", "user_id": "ou_1" }],
                [{ "tag": "md", "text": "1. **a** [docs](https://x.y)\n1. b ![alt](img_1)\n```rust\nfn x() {}\n```" }],
                [{ "tag": "img", "image_key": "img_2" }],
            ] },
        });
        let answered = json!({ "title": "发布", "content": [
            [{ "tag": "text", "text": "看", "style": ["bold"] }, { "tag": "at", "user_id": "@_user_1", "user_name": "Tom" }],
            [{ "tag": "text", "text": "1. " }, { "tag": "text", "text": "a" }, { "tag": "a", "text": "docs", "href": "https://x.y" }],
            [{ "tag": "text", "text": "2. b" }],
            [{ "tag": "code_block", "language": "RUST", "text": "fn x() {}" }],
            [{ "tag": "img", "image_key": "img_2" }],
        ] });
        assert_eq!(of_post(asked.clone(), &answered, &["ou_1"]), Vec::<String>::new());
        let mut less = answered;
        less["content"].as_array_mut().unwrap().pop();
        assert_eq!(
            of_post(asked, &less, &["ou_1"]),
            ["0 of 1 images and files are in the message"]
        );
    }
}
