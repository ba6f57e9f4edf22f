//! `lark-cli im export`

use std::{
    fmt,
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
};

use clap::Args;
use jiff::Timestamp;
use lark_api::{Auth, Endpoint, Host, authen::GetUserInfo, im::messages::ListMessages};
use lark_client::Client;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    exporting::{
        form::{FormName, Head},
        gather::{Files, Gathering},
        parts::{self, Parts, State},
    },
    places::Places,
    reading::{
        conversation::{Conversation, ConversationArgs},
        period::PeriodArgs,
    },
};
use crate::{
    context::Context,
    error::CommandError,
    files,
    names::Names,
    output::Output,
    zone,
};

/// Write a whole chat into a file: threads, reactions and files with it
///
/// An export that was interrupted goes on when the same command is run again. Files are saved in a
/// folder beside it.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im export --chat-id oc_… --format html --as user\n  \
    lark-cli im export --chat 'Release' --since 30d --to csv --output release.csv --as bot")]
pub struct ExportArgs {
    #[command(flatten)]
    conversation: ConversationArgs,

    #[command(flatten)]
    period: PeriodArgs,

    /// The form; that of the file's extension unless told, else md. --format with one of these is the same
    #[arg(long, value_name = "FORM")]
    to: Option<FormName>,

    /// The file, or `-` for standard output; named after the chat, in this directory, unless told
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// Which files to save beside it
    #[arg(long, value_name = "WHICH", default_value = "all")]
    files: Files,

    /// Replace a file that is there
    #[arg(long)]
    overwrite: bool,

    /// Begin anew, whatever an earlier export left
    #[arg(long)]
    restart: bool,
}

/// A chat that was exported.
#[derive(Serialize, JsonSchema)]
struct Exported {
    saved_path: String,
    size_bytes: u64,
    messages: u64,
    replies: u64,
    files: u64,
    /// Files that could not be had.
    failed_files: u64,
    /// Whether it went on where an earlier one had stopped.
    resumed: bool,
}

pub fn run(context: &Context, args: ExportArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(ListMessages::META.auth)?;
    let form = form_of(&args);
    let of = args.period.words();
    let period = args.period.resolve(context)?;
    let conversation = args.conversation.resolve(context, client)?;
    let title = title(context, client, &conversation);
    let is_streamed = args.output.as_deref() == Some(Path::new("-"));
    let output = args.output.as_deref().filter(|_| !is_streamed);
    let target = target(output, &title, form);
    if target.exists() && !args.overwrite && !is_streamed {
        return Err(files::exists(&target));
    }
    let fresh = State {
        of: identity(client, &conversation, &format!("{of} {:?}", args.files)),
        title,
        me: me(client),
        start: period.start.map(Timestamp::as_millisecond),
        end: Some(period.end.unwrap_or_else(Timestamp::now).as_millisecond()),
        ..State::default()
    };
    let gathering = Gathering {
        context,
        client,
        conversation,
        files: args.files,
        directory: &folder(&target),
    };
    if context.global().dry_run {
        gathering.plan(&fresh)?;
        return Ok(Output::Text(String::new()));
    }
    let work = work(&target);
    if args.restart {
        parts::forget(&work)?;
    }
    let mut parts = Parts::open(&work, fresh)?;
    gathering.run(&mut parts)?;
    let id = gathering.conversation.id();
    if is_streamed {
        let written = streamed(&target, form, &parts, id)?;
        parts.remove();
        return Ok(Output::stream(Some(written)));
    }
    let size_bytes = write(&target, form, &parts, id)?;
    let State { messages, replies, files, failed_files, .. } = parts.state;
    if failed_files > 0 {
        context.warn(&format!("{failed_files} files could not be had; the export says which"));
    }
    let resumed = parts.is_resumed;
    parts.remove();
    let saved_path = target.canonicalize().unwrap_or(target).to_string_lossy().into_owned();
    Ok(Output::value(Exported {
        saved_path,
        size_bytes,
        messages,
        replies,
        files,
        failed_files,
        resumed,
    }))
}

fn form_of(args: &ExportArgs) -> FormName {
    let extension = args.output.as_deref().and_then(Path::extension);
    let named = extension.and_then(|extension| FormName::of_extension(&extension.to_string_lossy()));
    args.to.or(named).unwrap_or(FormName::Markdown)
}

/// What another export is told apart by.
fn identity(client: &Client, conversation: &Conversation, asked: &str) -> String {
    let app = client.app_id().unwrap_or_default();
    let base = client.base_url(Host::Open);
    format!("{base} {app} {:?} {} {asked}", client.identity(), conversation.id())
}

/// Who exports, as a sender of messages. Where nobody knows, nobody's messages stand apart.
fn me(client: &Client) -> Option<String> {
    match client.identity() {
        _ if client.plan().is_some() => None,
        Auth::User => client.glance(&GetUserInfo {}).map(|user| user.open_id.to_string()),
        Auth::Bot => client.app_id().map(str::to_owned),
    }
}

fn title(context: &Context, client: &Client, conversation: &Conversation) -> String {
    let Conversation::Chat(id) = conversation else { return conversation.id().to_owned() };
    let places = Places::new(context, client);
    places.look_up(&Names::new(context, client), std::iter::once(id));
    let place = places.get(id);
    let partner = place.chat_partner.map(|partner| partner.name.unwrap_or(partner.id));
    place.chat_name.or(partner).unwrap_or_else(|| id.to_string())
}

fn target(given: Option<&Path>, title: &str, form: FormName) -> PathBuf {
    let name = || {
        let name = files::safe_name(title).unwrap_or_else(|| "chat".to_owned());
        format!("{name}.{}", form.extension())
    };
    match given {
        None => PathBuf::from(name()),
        Some(path) if path.is_dir() => path.join(name()),
        Some(path) => path.to_owned(),
    }
}

/// Where files go; exports of one chat in several forms share them.
fn folder(target: &Path) -> PathBuf {
    let name = target.file_stem().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!("{name}.files"))
}

/// Where the parts are until the export is whole.
fn work(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.part"))
}

/// Writes the form whole or not at all.
fn write(target: &Path, form: FormName, parts: &Parts, id: &str) -> Result<u64, CommandError> {
    let partial = work(target).join("written");
    let written = write_form((&partial, target), form, parts, id).and_then(|size| {
        fs::rename(&partial, target)?;
        Ok(size)
    });
    written.map_err(|error| parts::unwritable(target, &error))
}

/// The form for standard output, which it is copied to when it is whole.
fn streamed(target: &Path, form: FormName, parts: &Parts, id: &str) -> Result<File, CommandError> {
    let partial = work(target).join("written");
    let written = write_form((&partial, target), form, parts, id);
    written.and_then(|_| File::open(&partial)).map_err(|error| parts::unwritable(&partial, &error))
}

fn write_form(
    (partial, target): (&Path, &Path),
    form: FormName,
    parts: &Parts,
    id: &str,
) -> io::Result<u64> {
    let state = &parts.state;
    let head = Head {
        title: state.title.clone(),
        id: id.to_owned(),
        days: state.days.clone(),
        messages: state.messages,
        replies: state.replies,
    };
    let mut out = BufWriter::new(File::create(partial)?);
    let base = target.parent().unwrap_or(Path::new(""));
    let mut form = form.form(base, state.me.clone());
    form.begin(&mut out, &head)?;
    for message in parts.read(zone::local())? {
        form.message(&mut out, &message?)?;
    }
    form.end(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

impl fmt::Display for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { saved_path, messages, replies, files, .. } = self;
        write!(f, "Saved {saved_path}: {messages} messages, {replies} replies, {files} files")
    }
}
