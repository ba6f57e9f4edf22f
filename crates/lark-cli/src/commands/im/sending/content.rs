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
    draft::Draft,
    inert,
    markdown::{GivenMarkdown, MarkdownArgs},
    media::{GivenMedia, MediaArgs, MediaDraft},
    posts,
    sources::{self, Companion, Origin, ReadArgs, check_companions},
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

impl ContentArgs {
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

    fn check(&self, options: &SendOptions) -> Result<(), CommandError> {
        check_companions(&[Companion {
            flag: "--msg-type",
            is_given: options.msg_type.is_some(),
            of: "--content",
            is_at_home: self.content.is_some(),
        }])?;
        self.markdown.check()?;
        self.card.check()?;
        self.media.check()
    }

    /// Reads the content and checks what can be checked before anything is sent.
    pub fn read(self, context: &Context, options: &SendOptions) -> Result<Draft, CommandError> {
        self.check(options)?;
        let (said, read) = self.said();
        let (flag, content) = match said {
            Said::Text(text) if text == "-" => {
                ("--text", of_text(context, "--text", &text, &read)?)
            }
            Said::Text(text) => ("--text", Content::text(text)),
            Said::TextFile(place) => {
                ("--text-file", of_text(context, "--text-file", &place, &read)?)
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
        check(flag, &content)?;
        Ok(Draft::Ready(content))
    }
}

fn of_text(
    context: &Context,
    flag: &str,
    place: &str,
    read: &ReadArgs,
) -> Result<Content, CommandError> {
    let text = sources::text(flag, place)?;
    Ok(Content::text(if read.silences(Origin::Read) { inert::text(context, text) } else { text }))
}

fn of_post(context: &Context, given: &str, read: &ReadArgs) -> Result<Content, CommandError> {
    let (mut json, origin) = sources::object("--post", given, posts::example())?;
    if read.silences(origin) {
        inert::content(context, &mut json);
    }
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
    let silences = read.silences(origin);
    let msg_type = msg_type.map_or(MsgType::Text, MsgType::from);
    if msg_type == MsgType::Text && !given.trim_start().starts_with('{') {
        return Ok(Content::text(if silences { inert::text(context, given) } else { given }));
    }
    let value: Value = serde_json::from_str(&given).map_err(|error| {
        CommandError::invalid("--content", format!("--content is not valid JSON: {error}"))
            .with_hint("such as --content '{\"text\":\"hello\"}', or --text hello")
    })?;
    let Value::Object(mut json) = value else {
        return Err(CommandError::invalid("--content", "--content is not a JSON object")
            .with_hint("such as --content '{\"text\":\"hello\"}', or --text hello"));
    };
    if silences {
        inert::content(context, &mut json);
    }
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
    let size = content.to_wire().len();
    if size <= limit {
        return Ok(());
    }
    let message = format!("the content has {size} bytes, Lark takes at most {limit}");
    Err(CommandError::invalid(flag, message)
        .with_hint("send it in parts, or as a file: --file <path>"))
}
