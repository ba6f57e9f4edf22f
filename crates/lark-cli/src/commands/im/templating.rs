//! `--template`: one message out of a text with blanks, or one for each row that fills them.

mod render;
mod rows;

use std::{collections::HashMap, fs, path::PathBuf};

use clap::{Args, ValueEnum};
use lark_api::{
    content::{Content, body_limit},
    limits,
};
use lark_client::Client;

use self::{
    render::Template,
    rows::{Row, Vars},
};
use super::{
    pool,
    sending::{Destination, Muted, Part, Rest, SendKey, SendOptions, inert, of_template},
};
use crate::{
    context::Context,
    error::CommandError,
    hints,
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
    pub to: Option<Destination>,
}

/// Whether the command line says where the messages go. If it does, columns are no targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Told,
    OfRows,
}

impl TemplateArgs {
    pub fn reads_standard_input(&self) -> bool {
        self.vars.as_deref() == Some("-")
    }

    /// Renders everything, so that a mistake in the last row is found before the first is sent.
    pub fn make(
        &self,
        context: &Context,
        (target, muted): (Target, Muted),
    ) -> Result<Option<Made>, CommandError> {
        match &self.template {
            Some(path) => self.made(context, path, (target, muted)).map(Some),
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
        (target, muted): (Target, Muted),
    ) -> Result<Made, CommandError> {
        let source = fs::read_to_string(path).map_err(|error| {
            let message = format!("{} cannot be read: {error}", path.display());
            CommandError::invalid("--template", message).with_hint("check the path")
        })?;
        let kind = self.template_as.unwrap_or_else(|| TemplateAs::of(path));
        let template = Template::new(&source, &path.display().to_string())?;
        let make = |row: &Row| {
            let text = template.render(row)?;
            let content = kind.content(context, text, muted)?;
            checked(content, row)
        };
        match rows::read(self.vars.as_deref())? {
            Vars::One(row) => Ok(Made::One(make(&row)?)),
            Vars::Rows(rows) => {
                let messages = rows.iter().enumerate().map(|(at, row)| {
                    let to = match target {
                        Target::Told => None,
                        Target::OfRows => Some(Destination::To(row.target()?)),
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

    /// What was filled in may have come from anywhere: it mentions nobody unless that was allowed.
    fn content(
        self,
        context: &Context,
        text: String,
        muted: Muted,
    ) -> Result<Content, CommandError> {
        match self {
            Self::Text => Ok(Content::text(inert(context, text, muted))),
            Self::Markdown => of_template(context, &text, muted),
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
    let (size, limit) = (content.size_in_body(), body_limit(&content.msg_type()));
    if size <= limit {
        return Ok(content);
    }
    let message =
        format!("the template makes {size} bytes{}, Lark takes at most {limit}", row.place());
    Err(CommandError::invalid("--template", message).with_hint("shorten it, or send a file"))
}

/// Sends each row's message to whom the row names, or to all that were told. One that fails does not
/// stop the others, unless all would.
pub fn deliver_rows(
    context: &Context,
    client: &Client,
    (messages, told): (Vec<RowMessage>, &[Destination]),
    options: &SendOptions,
) -> Result<Output<'static>, CommandError> {
    let key = options.key();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut sends = Vec::new();
    for message in &messages {
        let own = message.to.as_ref().map(std::slice::from_ref);
        for destination in own.unwrap_or(told) {
            destination.check(client)?;
            // A row that was sent before is known by what it says to whom, wherever it stands now.
            let part = format!("{} {}", destination.identity(), message.content.to_wire());
            let again = seen.entry(part.clone()).or_default();
            *again += 1;
            sends.push((message, destination, key.of_part(&format!("{again} {part}"))));
        }
    }
    let rest = Rest::default();
    let threads = if client.plan().is_some() { 1 } else { pool::THREADS };
    let results = pool::each(&sends, threads, |(message, destination, part_key)| {
        let part = Part { content: &message.content, ordinal: 0 };
        rest.try_one(|| destination.send(client, &part, part_key))
            .map_err(|error| settled_by(error, &key))
    });
    if client.plan().is_none() {
        context.fact("idempotency_key", key.as_str());
    }
    let rows = sends.iter().map(|(message, ..)| message.number.to_string());
    Batch::of("row", rows.zip(results).collect())
}

/// The same rows under the whole command's key settle it.
fn settled_by(error: CommandError, key: &SendKey) -> CommandError {
    if error.subtype != "outcome_unknown" {
        return error;
    }
    error.with_hint(hints::settle_by_key(key.as_str())).with_fact("idempotency_key", key.as_str())
}

/// More rows than anybody sends by one command.
const MOST_ROWS: usize = 100_000;

/// Bytes of rows; far more than a template can be filled with by hand.
const MOST_BYTES: u64 = limits::FILE_BYTES;
