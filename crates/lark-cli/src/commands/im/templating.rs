//! `--template`: one message out of a text with blanks, or one for each row that fills them.

mod render;
mod rows;

use std::{collections::HashMap, fs, path::PathBuf};

use clap::{Args, ValueEnum};
use lark_api::{
    content::{
        Content, PostToSend, body_limit,
        post::{KnownNode, Node, Post},
    },
    limits,
};
use lark_client::Client;

use self::{
    render::Template,
    rows::{Row, Vars},
};
use super::{
    sending::{Destination, SendOptions, Sent, inert, part_key},
    targets::ReceiveId,
};
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::{Batch, Output},
};

/// A template, and what fills it.
#[derive(Args)]
#[group(skip)]
pub struct TemplateArgs {
    /// Send what a template makes of --vars: one message, or one for each row
    #[arg(long, group = "said", value_name = "FILE")]
    template: Option<PathBuf>,

    /// What fills the template: a JSON object, or rows as a JSON list or as CSV; `-` reads standard input
    #[arg(long, requires = "template", value_name = "JSON|FILE|-", allow_hyphen_values = true)]
    vars: Option<String>,

    /// What the template makes; by its name (.md) unless told
    #[arg(long, requires = "template", value_name = "KIND")]
    template_as: Option<TemplateAs>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TemplateAs {
    Text,
    Markdown,
}

/// What a template has made, before it is known where it goes.
pub enum Made {
    One(Content),
    Rows(Vec<RowMessage>),
}

/// The message of one row, and whom the row names.
pub struct RowMessage {
    pub number: usize,
    pub content: Content,
    pub to: Option<ReceiveId>,
}

/// Whether the command line says where the messages go. If it does, columns are no targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Told,
    OfRows,
}

impl TemplateArgs {
    /// Renders everything, so that a mistake in the last row is found before the first is sent.
    pub fn make(&self, context: &Context, target: Target) -> Result<Option<Made>, CommandError> {
        match &self.template {
            Some(path) => self.made(context, path, target).map(Some),
            None => self.without_template().map(|()| None),
        }
    }

    /// The grammar does not ask for --template where another content excludes it.
    fn without_template(&self) -> Result<(), CommandError> {
        let flag = match (&self.vars, self.template_as) {
            (Some(_), _) => "--vars",
            (None, Some(_)) => "--template-as",
            (None, None) => return Ok(()),
        };
        Err(CommandError::invalid(flag, format!("{flag} is for --template"))
            .with_hint("give the text as a file, in which {{ name }} is a blank: --template FILE"))
    }

    fn made(
        &self,
        context: &Context,
        path: &PathBuf,
        target: Target,
    ) -> Result<Made, CommandError> {
        let source = fs::read_to_string(path).map_err(|error| {
            let message = format!("{} cannot be read: {error}", path.display());
            CommandError::invalid("--template", message).with_hint("check the path")
        })?;
        let kind = self.template_as.unwrap_or_else(|| TemplateAs::of(path));
        let template = Template::new(&source, &path.display().to_string())?;
        let make = |row: &Row| {
            let text = template.render(row)?;
            let content = kind.content(context, text);
            checked(content, row)
        };
        match rows::read(self.vars.as_deref())? {
            Vars::One(row) => Ok(Made::One(make(&row)?)),
            Vars::Rows(rows) => {
                let messages = rows.iter().enumerate().map(|(at, row)| {
                    let to = match target {
                        Target::Told => None,
                        Target::OfRows => Some(row.target()?),
                    };
                    Ok(RowMessage { number: at + 1, content: make(row)?, to })
                });
                Ok(Made::Rows(messages.collect::<Result<_, CommandError>>()?))
            }
        }
    }
}

impl TemplateAs {
    fn of(path: &std::path::Path) -> Self {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("md" | "markdown") => Self::Markdown,
            _ => Self::Text,
        }
    }

    /// What was filled in may have come from anywhere: it mentions nobody.
    fn content(self, context: &Context, text: String) -> Content {
        let text = inert(context, &text);
        match self {
            Self::Text => Content::text(text),
            Self::Markdown => {
                let node = Node::Known(KnownNode::Md { text });
                let post = Post { content: Some(vec![vec![node]]), ..Post::default() };
                Content::Post(PostToSend([("zh_cn".to_owned(), post)].into()))
            }
        }
    }
}

fn checked(content: Content, row: &Row) -> Result<Content, CommandError> {
    let is_empty = match &content {
        Content::Text(text) => text.text.trim().is_empty(),
        _ => false,
    };
    if is_empty {
        let message = format!("the template makes an empty message{}", row.place());
        return Err(CommandError::invalid("--template", message)
            .with_hint("leave the row out, or let the template say something"));
    }
    let (size, limit) = (content.to_wire().len(), body_limit(&content.msg_type()));
    if size <= limit {
        return Ok(content);
    }
    let message =
        format!("the template makes {size} bytes{}, Lark takes at most {limit}", row.place());
    Err(CommandError::invalid("--template", message).with_hint("shorten it, or send a file"))
}

/// Sends each row's message; one that fails does not stop the others, unless all would.
pub fn deliver_rows(
    client: &Client,
    messages: Vec<RowMessage>,
    told: Option<&Destination>,
    options: &SendOptions,
) -> Result<Output<'static>, CommandError> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut over: Option<String> = None;
    let mut results: Vec<(String, Result<Sent, CommandError>)> = Vec::new();
    for message in messages {
        let own = message.to.map(Destination::To);
        let Some(destination) = own.as_ref().or(told) else { unreachable!("a target is checked") };
        // A row that was sent before is known by what it says to whom, wherever it stands now.
        let part = format!("{} {}", destination.name(), message.content.to_wire());
        let again = seen.entry(part.clone()).or_default();
        *again += 1;
        let uuid = options.uuid().map(|key| part_key(&key, &format!("{again} {part}")));
        let result = match &over {
            Some(reason) => Err(not_tried(reason)),
            None => destination.send(client, &message.content, uuid),
        };
        if let Err(error) = &result
            && concerns_all(error)
        {
            over.get_or_insert_with(|| error.message.clone());
        }
        results.push((message.number.to_string(), result));
    }
    Batch::of("row", results)
}

fn concerns_all(error: &CommandError) -> bool {
    use Type::{Authentication, Authorization, Config, Internal};
    matches!(error.kind, Authentication | Authorization | Config | Internal)
}

fn not_tried(reason: &str) -> CommandError {
    let message = format!("not tried, because an earlier row failed for all: {reason}");
    CommandError::new(Type::Api, "not_tried", message)
        .with_hint("put that right and send it again, with --idempotency-key where rows went")
}

/// More rows than anybody sends by one command.
const MOST_ROWS: usize = 100_000;

/// Bytes of rows; far more than a template can be filled with by hand.
const MOST_BYTES: u64 = limits::FILE_BYTES;
