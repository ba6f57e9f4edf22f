//! What a message says, as it is typed.

use clap::Args;
use lark_api::{
    content::{Content, body_limit},
    im::MsgType,
};
use lark_client::fetch::Reach;
use serde_json::Value;

use super::{
    SendOptions,
    cards::{CardArgs, GivenCard},
    code::{Code, CodeArgs},
    draft::Draft,
    inert,
    markdown::{GivenMarkdown, MarkdownArgs},
    media::{GivenMedia, MediaArgs, MediaDraft},
    posts,
    sources::{self, Companion, Muted, Origin, ReadArgs, check_companions},
};
use crate::{context::Context, error::CommandError};

/// What the message says. A group does not take its arguments up by itself where some are flattened in.
#[derive(Args)]
#[group(id = "said", required = true, multiple = false)]
pub struct ContentArgs {
    /// Text as it is; `-` reads it from standard input
    #[arg(long, group = "said", allow_hyphen_values = true)]
    text: Option<String>,

    /// The text of a file; `-` reads it from standard input
    #[arg(long, group = "said", value_name = "PATH")]
    text_file: Option<String>,

    /// A post in Lark's JSON, in one language or in several; `@file` reads a file, `-` standard input
    #[arg(long, group = "said", allow_hyphen_values = true, value_name = "JSON|@FILE")]
    post: Option<String>,

    /// Content in Lark's own JSON, its kind in --msg-type; other text is sent as text
    #[arg(long, group = "said", allow_hyphen_values = true, value_name = "JSON|TEXT|@FILE")]
    content: Option<String>,

    #[command(flatten)]
    code: CodeArgs,

    #[command(flatten)]
    markdown: MarkdownArgs,

    #[command(flatten)]
    card: CardArgs,

    #[command(flatten)]
    media: MediaArgs,

    #[command(flatten)]
    read: ReadArgs,
}

/// The one thing that is said.
enum Said {
    Text(String),
    TextFile(String),
    Post(String),
    Content(String),
    Markdown(GivenMarkdown),
    Card(GivenCard),
    Media(GivenMedia, Reach),
}

/// What else may say something, in the content's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    Nothing,
    /// The lines of standard input.
    Stream,
}

impl ContentArgs {
    /// Whether the text is code.
    pub fn code(&self) -> Option<Code> {
        self.code.given()
    }

    /// Whom what is read may not mention.
    pub fn muted(&self) -> Muted {
        self.read.muted(Origin::Read)
    }

    pub fn reads_standard_input(&self) -> bool {
        let places = [&self.text, &self.text_file, &self.post, &self.content];
        places.into_iter().any(|given| given.as_deref() == Some("-"))
            || self.card.reads_standard_input()
    }

    fn said(self) -> (Said, ReadArgs) {
        let said = (self.text.map(Said::Text))
            .or(self.text_file.map(Said::TextFile))
            .or(self.post.map(Said::Post))
            .or(self.content.map(Said::Content))
            .or_else(|| self.markdown.given().map(Said::Markdown))
            .or_else(|| self.card.given().map(Said::Card))
            .or_else(|| self.media.given().map(|(media, reach)| Said::Media(media, reach)));
        (said.expect("the group is required"), self.read)
    }

    /// Refuses what goes with another content than is given.
    pub fn check(&self, options: &SendOptions, beside: Beside) -> Result<(), CommandError> {
        let is_text = self.text.is_some() || self.text_file.is_some() || self.content.is_some();
        let is_text = is_text || beside == Beside::Stream;
        check_companions(&[
            Companion {
                flag: "--msg-type",
                is_given: options.msg_type.is_some(),
                of: "--content",
                is_at_home: self.content.is_some(),
            },
            Companion {
                flag: "--code",
                is_given: self.code.given().is_some(),
                of: "--text",
                is_at_home: is_text,
            },
        ])?;
        self.markdown.check()?;
        self.card.check()?;
        self.media.check()
    }

    /// Reads the content and checks what can be checked before anything is sent.
    pub fn read(self, context: &Context, options: &SendOptions) -> Result<Draft, CommandError> {
        self.check(options, Beside::Nothing)?;
        let code = self.code.clone();
        let (said, read) = self.said();
        // Code mentions nobody, and is sent as it is.
        let muted = match code.given() {
            Some(_) => Muted::Nobody,
            None => read.muted(Origin::Read),
        };
        let (flag, content) = match said {
            Said::Text(text) if text == "-" => {
                ("--text", of_text(context, "--text", &text, muted)?)
            }
            Said::Text(text) => ("--text", Content::text(text)),
            Said::TextFile(place) => {
                ("--text-file", of_text(context, "--text-file", &place, muted)?)
            }
            Said::Post(given) => ("--post", of_post(context, &given, &read)?),
            Said::Content(given) => {
                let msg_type = options.msg_type.as_deref();
                ("--content", of_content(context, &given, msg_type, &read)?)
            }
            Said::Markdown(given) => return Ok(Draft::Markdown(Box::new(given.read(&read)?))),
            Said::Card(card) => ("--card", card.read(context, &read)?),
            Said::Media(media, reach) => match media.read(context, reach)? {
                MediaDraft::Ready(content) => return Ok(Draft::Ready(content)),
                draft => return Ok(Draft::Media(draft)),
            },
        };
        let content = code.wrap(content)?;
        check(flag, &content)?;
        Ok(Draft::Ready(content))
    }
}

fn of_text(
    context: &Context,
    flag: &str,
    place: &str,
    muted: Muted,
) -> Result<Content, CommandError> {
    let text = sources::text(flag, place)?;
    Ok(Content::text(inert::text(context, text, muted)))
}

fn of_post(context: &Context, given: &str, read: &ReadArgs) -> Result<Content, CommandError> {
    let (mut json, origin) = sources::object("--post", given, posts::example())?;
    inert::content(context, &mut json, read.muted(origin));
    posts::read(json)
}

fn of_content(
    context: &Context,
    given: &str,
    msg_type: Option<&str>,
    read: &ReadArgs,
) -> Result<Content, CommandError> {
    let is_place = given == "-" || given.strip_prefix('@').is_some_and(|path| !path.contains(' '));
    let (given, origin) = match is_place && (given == "-" || msg_type.is_some()) {
        true => sources::given("--content", given)?,
        false => (given.to_owned(), Origin::Typed),
    };
    let muted = read.muted(origin);
    let msg_type = msg_type.map_or(MsgType::Text, MsgType::from);
    if msg_type == MsgType::Text && !given.trim_start().starts_with('{') {
        return Ok(Content::text(inert::text(context, given, muted)));
    }
    let value: Value = serde_json::from_str(&given).map_err(|error| {
        CommandError::invalid("--content", format!("--content is not valid JSON: {error}"))
            .with_hint("such as --content '{\"text\":\"hello\"}', or --text hello")
    })?;
    let Value::Object(mut json) = value else {
        return Err(CommandError::invalid("--content", "--content is not a JSON object")
            .with_hint("such as --content '{\"text\":\"hello\"}', or --text hello"));
    };
    inert::content(context, &mut json, muted);
    Ok(Content::of_json(msg_type, json))
}

fn check(flag: &str, content: &Content) -> Result<(), CommandError> {
    if let Content::Text(text) = content
        && text.text.is_empty()
    {
        return Err(CommandError::invalid(flag, "the text is empty")
            .with_hint("say something: --text \"Hello, team\""));
    }
    let limit = body_limit(&content.msg_type());
    let size = content.size_in_body();
    if size <= limit {
        return Ok(());
    }
    let message = format!("the content has {size} bytes, Lark takes at most {limit}");
    Err(CommandError::invalid(flag, message)
        .with_hint("send it in parts, or as a file: --file <path>"))
}
