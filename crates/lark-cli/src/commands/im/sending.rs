//! What sending and replying share: the content, and what became of it.

use std::{
    fmt,
    io::{self, Read},
};

use clap::Args;
use jiff::{Timestamp, tz::TimeZone};
use lark_api::{
    content::{Content, body_limit},
    ids::{ChatId, MessageId, ThreadId},
    im::{MsgType, messages::Message},
    limits,
};
use lark_client::Answered;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{context::Context, error::CommandError};

/// What the message says.
#[derive(Args)]
#[group(id = "said", required = true, multiple = false)]
pub struct ContentArgs {
    /// Text as it is; `-` reads it from standard input
    #[arg(long, allow_hyphen_values = true)]
    text: Option<String>,

    /// Content in Lark's own JSON, its kind in --msg-type; other text is sent as text
    #[arg(long, allow_hyphen_values = true, value_name = "JSON|TEXT")]
    content: Option<String>,
}

/// What kind of content it is, and what makes the send safe to repeat.
#[derive(Args)]
pub struct SendOptions {
    /// What --content is: text, post, image, file, audio, media, sticker, interactive, share_chat, share_user
    #[arg(long, value_name = "TYPE", requires = "content")]
    msg_type: Option<String>,

    /// At most 50 characters; within an hour, sends with the same key send one message
    #[arg(long, value_name = "KEY", value_parser = idempotency_key)]
    idempotency_key: Option<String>,
}

fn idempotency_key(given: &str) -> Result<String, String> {
    match given.chars().count() {
        0 => Err("an idempotency key is not empty".to_owned()),
        length if length > limits::UUID_CHARS => Err(format!(
            "an idempotency key has at most {} characters, this has {length}",
            limits::UUID_CHARS
        )),
        _ => Ok(given.to_owned()),
    }
}

impl SendOptions {
    pub fn uuid(&self) -> Option<String> {
        self.idempotency_key.clone()
    }
}

impl ContentArgs {
    /// Reads the content and checks what can be checked before anything is sent.
    pub fn read(&self, context: &Context, options: &SendOptions) -> Result<Content, CommandError> {
        let content = match (&self.text, &self.content) {
            (Some(text), _) if text == "-" => {
                Content::text(inert(context, &standard_input("--text")?))
            }
            (Some(text), _) => Content::text(text),
            (None, Some(content)) => of_content(context, content, options.msg_type.as_deref())?,
            (None, None) => unreachable!("the group is required"),
        };
        check(&content)?;
        Ok(content)
    }
}

fn of_content(
    context: &Context,
    given: &str,
    msg_type: Option<&str>,
) -> Result<Content, CommandError> {
    let from_pipe = given == "-";
    let given = if from_pipe { standard_input("--content")? } else { given.to_owned() };
    let msg_type = msg_type.map_or(MsgType::Text, MsgType::from);
    if msg_type == MsgType::Text && !given.trim_start().starts_with('{') {
        return Ok(Content::text(if from_pipe { inert(context, &given) } else { given }));
    }
    let value: Value = serde_json::from_str(&given).map_err(|error| {
        CommandError::invalid("--content", format!("--content is not valid JSON: {error}"))
            .with_hint("such as --content '{\"text\":\"hello\"}', or --text hello")
    })?;
    let Value::Object(json) = value else {
        return Err(CommandError::invalid("--content", "--content is not a JSON object")
            .with_hint("such as --content '{\"text\":\"hello\"}', or --text hello"));
    };
    Ok(Content::of_json(msg_type, json))
}

fn check(content: &Content) -> Result<(), CommandError> {
    if let Content::Text(text) = content
        && text.text.is_empty()
    {
        return Err(CommandError::invalid("--text", "the text is empty")
            .with_hint("say something: --text \"Hello, team\""));
    }
    let limit = body_limit(&content.msg_type());
    let size = content.to_wire().len();
    if size <= limit {
        return Ok(());
    }
    let message = format!("the content has {size} bytes, Lark takes at most {limit}");
    Err(CommandError::invalid("--content", message).with_hint(
        "send it in parts, or as a file: lark-cli im upload-file --chat-id <chat> --file <path>",
    ))
}

/// All of standard input, as text.
fn standard_input(flag: &str) -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    let most = limits::TEXT_BODY as u64 + 1;
    io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|error| {
        CommandError::invalid(flag, format!("standard input could not be read: {error}"))
            .with_hint(format!("pipe the text in, or give it: {flag} \"…\""))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        CommandError::invalid(flag, "standard input is not UTF-8 text")
            .with_hint("convert it first, such as with iconv, or send it as a file")
    })?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

/// Text out of a pipe mentions nobody: what would be a mention is shown as it is written.
fn inert(context: &Context, text: &str) -> String {
    let is_tag = |after: &str| after.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("at"));
    if !text.match_indices('<').any(|(at, _)| is_tag(&text[at + 1..])) {
        return text.to_owned();
    }
    let note = "mentions in text from standard input are shown, not made";
    context.warn(note);
    let mut parts = text.split('<');
    let mut inert = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        inert.push('<');
        if is_tag(part) {
            // Breaks the tag and takes no room.
            inert.push('\u{2060}');
        }
        inert.push_str(part);
    }
    inert
}

/// A message that was sent.
#[derive(Serialize, JsonSchema)]
pub struct Sent {
    message_id: MessageId,
    chat_id: ChatId,
    /// Local, to the second.
    create_time: String,
    /// Always `sent`: a refusal and an unknown outcome are errors.
    outcome: &'static str,
    /// Whether an earlier call with the same idempotency key had sent it; null where that cannot be told.
    duplicate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<ThreadId>,
}

impl Sent {
    pub fn new(answer: Answered<Message>, key_was_given: bool) -> Self {
        let duplicate = if key_was_given { is_duplicate(&answer) } else { Some(false) };
        let message = answer.value;
        Self {
            create_time: local_time(message.create_time.0, "%Y-%m-%d %H:%M:%S"),
            message_id: message.message_id,
            chat_id: message.chat_id,
            outcome: "sent",
            duplicate,
            thread_id: message.thread_id,
        }
    }
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.duplicate == Some(true) { "Sent before:" } else { "Sent" };
        write!(f, "{word} {} to {} at {}", self.message_id, self.chat_id, self.create_time)
    }
}

/// A message older than the call was there before it. The server's clock tells whole seconds only.
fn is_duplicate(answer: &Answered<Message>) -> Option<bool> {
    let answered = answer.date? * 1000;
    let began = answered - i64::try_from(answer.took).ok()?;
    let created = answer.value.create_time.0;
    if created < began - 1000 {
        return Some(true);
    }
    (created >= began + 1000).then_some(false)
}

/// Local time as text; an impossible one is empty.
pub fn local_time(millis: i64, format: &str) -> String {
    match Timestamp::from_millisecond(millis) {
        Ok(time) => time.to_zoned(TimeZone::system()).strftime(format).to_string(),
        Err(_) => String::new(),
    }
}
