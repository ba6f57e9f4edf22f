//! What a message says, as it is typed.

use clap::Args;
use lark_api::{
    content::{Content, body_limit},
    im::MsgType,
};
use serde_json::Value;

use super::{
    SendOptions,
    code::{Code, CodeArgs},
    draft::Draft,
    text::{inert, standard_input},
};
use crate::{context::Context, error::CommandError};

/// What the message says. A group does not take its arguments up by itself where some are flattened in.
#[derive(Args)]
#[group(id = "said", required = true, multiple = false)]
pub struct ContentArgs {
    /// Text as it is; `-` reads it from standard input
    #[arg(long, group = "said", allow_hyphen_values = true)]
    text: Option<String>,

    /// Content in Lark's own JSON, its kind in --msg-type; other text is sent as text
    #[arg(long, group = "said", allow_hyphen_values = true, value_name = "JSON|TEXT")]
    content: Option<String>,

    #[command(flatten)]
    code: CodeArgs,
}

impl ContentArgs {
    /// Whether the text is code.
    pub fn code(&self) -> Option<Code> {
        self.code.given()
    }

    pub fn reads_standard_input(&self) -> bool {
        [&self.text, &self.content].into_iter().any(|given| given.as_deref() == Some("-"))
    }

    /// Reads the content and checks what can be checked before anything is sent.
    pub fn read(&self, context: &Context, options: &SendOptions) -> Result<Draft, CommandError> {
        let content = match (&self.text, &self.content) {
            // Code mentions nobody, and is sent as it is.
            (Some(text), _) if text == "-" && self.code.given().is_some() => {
                Content::text(standard_input("--text")?)
            }
            (Some(text), _) if text == "-" => {
                Content::text(inert(context, &standard_input("--text")?))
            }
            (Some(text), _) => Content::text(text),
            (None, Some(content)) => of_content(context, content, options.msg_type.as_deref())?,
            (None, None) => unreachable!("the group is required"),
        };
        let content = self.code.wrap(content)?;
        check(&content)?;
        Ok(Draft::Ready(content))
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
