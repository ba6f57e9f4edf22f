//! Markdown: read, and turned into messages that show it as it is written.

mod people;
mod pictures;
mod preview;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use lark_api::{content::Content, ids::ChatId};
use lark_client::Client;
use lark_markdown::{
    Document, Everybody, ImageAnswer, Length, Loss, Mentions, NoPeople, Options, Rendered, Shape,
    TooLong, Warning,
};

use super::sources::{self, Companion, Muted, Origin, ReadArgs, check_companions};
use crate::{context::Context, error::CommandError};
use people::Directory;
use pictures::Pictures;
pub use preview::Preview;

/// Markdown, and how it is shown.
#[derive(Args)]
#[group(skip)]
pub struct MarkdownArgs {
    /// Markdown, shown as it is written: @name and @e-mail mention; `-` reads standard input
    #[arg(long, group = "said", allow_hyphen_values = true, value_name = "TEXT")]
    markdown: Option<String>,

    /// The Markdown of a file, with the images below its folder; `-` reads standard input
    #[arg(long, group = "said", value_name = "PATH")]
    markdown_file: Option<String>,

    /// A title above the Markdown
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// What the Markdown becomes: a post, or a card where it has tables, unless told
    #[arg(long, value_name = "KIND", default_value = "auto")]
    render: Render,

    /// Send Markdown that is too long for one message as several, cut between its blocks
    #[arg(long)]
    split: bool,

    /// Mention everybody, where the Markdown says @all or else at its beginning
    #[arg(long)]
    at_all: bool,

    /// Fetch the images that the Markdown names by a web address, and show them
    #[arg(long)]
    fetch_images: bool,

    /// Show what readers would see, with a warning for all that is shown otherwise; sends nothing
    #[arg(long)]
    preview: bool,
}

/// What Markdown becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Render {
    #[default]
    Auto,
    Post,
    Card,
    Text,
}

impl Render {
    fn shape(self) -> Option<Shape> {
        match self {
            Self::Auto => None,
            Self::Post => Some(Shape::Post),
            Self::Card => Some(Shape::Card),
            Self::Text => Some(Shape::Text),
        }
    }
}

/// Markdown as it was asked for.
pub struct GivenMarkdown {
    flag: &'static str,
    given: String,
    args: MarkdownArgs,
}

impl MarkdownArgs {
    pub fn check(&self) -> Result<(), CommandError> {
        let is_at_home = self.markdown.is_some() || self.markdown_file.is_some();
        let flags = [
            ("--title", self.title.is_some()),
            ("--render", self.render != Render::Auto),
            ("--split", self.split),
            ("--at-all", self.at_all),
            ("--fetch-images", self.fetch_images),
            ("--preview", self.preview),
        ];
        let of = "--markdown or --markdown-file";
        check_companions(&flags.map(|(flag, is_given)| Companion {
            flag,
            is_given,
            of,
            is_at_home,
        }))
    }

    pub fn given(mut self) -> Option<GivenMarkdown> {
        let (flag, given) = match (self.markdown.take(), self.markdown_file.take()) {
            (Some(text), _) => ("--markdown", text),
            (None, Some(place)) => ("--markdown-file", place),
            (None, None) => return None,
        };
        Some(GivenMarkdown { flag, given, args: self })
    }
}

/// Markdown that was read and can be shown, before whom and what it names is looked for.
pub struct MarkdownDraft {
    flag: &'static str,
    document: Document,
    options: Options,
    mentions: Mentions,
    everybody: Everybody,
    pictures: Pictures,
    is_preview: bool,
}

impl GivenMarkdown {
    pub fn read(self, read: &ReadArgs) -> Result<MarkdownDraft, CommandError> {
        let Self { flag, given, args } = self;
        let is_typed = flag == "--markdown" && given != "-";
        let (origin, text) = match is_typed {
            true => (Origin::Typed, given.clone()),
            false => (Origin::Read, sources::text(flag, &given)?),
        };
        let silences = read.silences(origin);
        let length = if args.split { Length::Split } else { Length::Whole };
        let document = lark_markdown::parse(&text);
        if document.is_empty() {
            return Err(CommandError::invalid(flag, "the Markdown says nothing")
                .with_hint("say something: --markdown \"# Release\n\n- built\n- tested\""));
        }
        let draft = MarkdownDraft {
            flag,
            document,
            options: Options { shape: args.render.shape(), title: args.title, length },
            mentions: if silences { Mentions::Inert } else { Mentions::Made },
            everybody: if args.at_all { Everybody::Mentioned } else { Everybody::Never },
            pictures: Pictures::new(folder(is_typed, &given), args.fetch_images),
            is_preview: args.preview,
        };
        draft.check_length()?;
        Ok(draft)
    }
}

/// The message of Markdown that a template has made: nobody and nothing is looked up for it.
pub fn of_template(context: &Context, text: &str, muted: Muted) -> Result<Content, CommandError> {
    let mut document = lark_markdown::parse(text);
    let mentions = if muted == Muted::Anybody { Mentions::Inert } else { Mentions::Made };
    document.settle_people(mentions, Everybody::Never, &mut NoPeople);
    let pictures = Pictures::new(None, false);
    document.settle_images(&mut |source| pictures.measured(source));
    let options = Options { shape: None, title: None, length: Length::Whole };
    let mut rendered = lark_markdown::render(&document, &options).map_err(|error| {
        too_long("--template", &error).with_hint("make it shorter, or send it as a file: --file")
    })?;
    rendered.warnings.iter().for_each(|warning| {
        // No flag lets a template mention everybody.
        let is_everybody = warning.loss == Loss::Everybody;
        context.warn(&if is_everybody { warning.to_string() } else { worded(warning) });
    });
    match rendered.contents.is_empty() {
        true => Ok(Content::text("")),
        false => Ok(rendered.contents.remove(0)),
    }
}

/// Below where images are looked for: for what is typed, here; for a file, where it is.
fn folder(is_typed: bool, place: &str) -> Option<PathBuf> {
    let folder = match (is_typed, place) {
        (true, _) => Path::new(".").to_owned(),
        (false, "-") => return None,
        (false, file) => Path::new(file).canonicalize().ok()?.parent()?.to_owned(),
    };
    folder.canonicalize().ok()
}

/// Whom and what a draft names, and where that is known.
pub struct Readers<'a> {
    pub context: &'a Context,
    /// The chats it goes to, asked only if somebody is named.
    pub chats: &'a dyn Fn(&Client) -> Vec<ChatId>,
}

impl MarkdownDraft {
    /// What can be refused is refused before anything is asked of Lark.
    fn check_length(&self) -> Result<(), CommandError> {
        let mut document = self.document.clone();
        document.settle_people(Mentions::Inert, self.everybody, &mut NoPeople);
        document.settle_images(&mut |source| self.pictures.measured(source));
        self.render(&document).map(drop)
    }

    fn render(&self, document: &Document) -> Result<Rendered, CommandError> {
        lark_markdown::render(document, &self.options).map_err(|error| {
            too_long(self.flag, &error)
                .with_hint("add --split to send it as several messages, cut between its blocks")
        })
    }

    fn settle_people(&mut self, readers: &Readers<'_>) {
        let mut directory = Directory::new(readers);
        self.document.settle_people(self.mentions, self.everybody, &mut directory);
    }

    /// Looks people up, uploads images and gives the messages in their order.
    pub fn finish(
        mut self,
        client: &Client,
        readers: &Readers<'_>,
    ) -> Result<Vec<Content>, CommandError> {
        self.settle_people(readers);
        // Once more, with the names: nothing is uploaded for what is then refused.
        let mut measured = self.document.clone();
        measured.settle_images(&mut |source| self.pictures.measured(source));
        self.render(&measured)?;
        let mut failure = None;
        let mut document = std::mem::take(&mut self.document);
        document.settle_images(&mut |source| {
            let shown = match failure {
                None => self.pictures.uploaded(readers.context, client, source),
                Some(_) => Ok(ImageAnswer::Address(String::new())),
            };
            shown.unwrap_or_else(|error| {
                failure = Some(error);
                ImageAnswer::Address(String::new())
            })
        });
        if let Some(error) = failure {
            return Err(error);
        }
        let rendered = self.render(&document)?;
        rendered.warnings.iter().for_each(|warning| readers.context.warn(&worded(warning)));
        Ok(rendered.contents)
    }

    /// The messages where nothing has to be looked up or uploaded; `None` where something has to be.
    pub fn without_uploads(mut self, context: &Context) -> Option<Vec<Content>> {
        let mut uploads = false;
        self.document.settle_people(self.mentions, self.everybody, &mut NoPeople);
        self.document.settle_images(&mut |source| {
            let answer = self.pictures.measured(source);
            uploads |= self.pictures.needs_upload(source);
            answer
        });
        let rendered = self.render(&self.document).ok().filter(|_| !uploads)?;
        rendered.warnings.iter().for_each(|warning| context.warn(&worded(warning)));
        Some(rendered.contents)
    }

    /// What readers would see, if that is what was asked for.
    pub fn preview(&mut self, readers: &Readers<'_>) -> Option<Result<Preview, CommandError>> {
        if !self.is_preview {
            return None;
        }
        self.settle_people(readers);
        self.document.settle_images(&mut |source| self.pictures.named(source));
        let rendered = self.render(&self.document);
        Some(rendered.map(|rendered| Preview::new(&rendered, self.document.mentioned())))
    }
}

fn too_long(flag: &str, TooLong { shape, size, limit }: &TooLong) -> CommandError {
    let what = match shape {
        Shape::Post => "a post",
        Shape::Card => "a card",
        Shape::Text => "a text",
    };
    let message = format!("the Markdown makes {what} of {size} bytes, Lark takes at most {limit}");
    CommandError::invalid(flag, message)
}

/// A warning, and the flag that has it otherwise.
fn worded(warning: &Warning) -> String {
    let otherwise = match &warning.loss {
        Loss::Inert => "; --mentions makes them",
        Loss::Everybody => ": --at-all",
        _ => "",
    };
    format!("{warning}{otherwise}")
}
