//! Where messages go: chats, people and threads, as many as one likes.

use std::collections::HashSet;

use clap::Args;
use lark_api::{
    ids::{ChatId, OpenId, ThreadId},
    im::{
        ReceiveIdType,
        messages::{Container, ListMessages},
    },
};
use lark_client::Client;
use serde_json::json;

use super::{
    sending::Destination,
    target_file,
    targets::{ReceiveId, default_chat},
};
use crate::{context::Context, error::CommandError, resolve};

/// Chats, people and threads; all of them get the message.
#[derive(Args)]
#[group(id = "receivers", multiple = true)]
pub struct Receivers {
    /// A chat, by its id; several with commas or by repeating; the default chat unless anything is told
    #[arg(long, value_name = "OC_ID", value_delimiter = ',')]
    chat_id: Vec<ChatId>,

    /// A chat, by its exact name or id; several by repeating
    #[arg(long, value_name = "NAME")]
    chat: Vec<String>,

    /// A person, by their open id; several with commas or by repeating
    #[arg(long, value_name = "OU_ID", value_delimiter = ',')]
    user_id: Vec<OpenId>,

    /// A person, by their exact name, e-mail address or id; several by repeating
    #[arg(long, value_name = "NAME")]
    user: Vec<String>,

    /// A person, by an e-mail address that Lark looks up itself; several with commas or by repeating
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',', value_parser = email)]
    email: Vec<Email>,

    /// A thread, by its id: the message is a reply in it; several with commas or by repeating
    #[arg(long, value_name = "OMT_ID", value_delimiter = ',')]
    thread_id: Vec<ThreadId>,

    /// Also whom a file names, a line each: an id, an e-mail address, chat:NAME or user:NAME; `-` reads standard input
    #[arg(long, value_name = "FILE|-")]
    to_file: Option<String>,
}

/// An address that can be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

pub fn email(given: &str) -> Result<Email, String> {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;\"".contains(c);
    let is_address = given.len() <= 254 && given.chars().all(is_plain);
    match given.split_once('@') {
        Some((local, domain))
            if is_address && !local.is_empty() && !domain.is_empty() && !domain.contains('@') =>
        {
            Ok(Email(given.to_owned()))
        }
        _ => Err(format!("`{}` is not an e-mail address", given.escape_debug())),
    }
}

/// Somebody to send to, before names are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    ChatId(ChatId),
    Chat(String),
    UserId(OpenId),
    User(String),
    Email(Email),
    ThreadId(ThreadId),
}

impl Receivers {
    /// Whether the receivers come from standard input, so that nothing else can.
    pub fn reads_standard_input(&self) -> bool {
        self.to_file.as_deref() == Some("-")
    }

    /// All that were named. A file is read and checked to its end.
    pub fn read(self) -> Result<Vec<Given>, CommandError> {
        let mut given: Vec<Given> = self.chat_id.into_iter().map(Given::ChatId).collect();
        given.extend(self.chat.into_iter().map(|name| match name.parse() {
            Ok(id) => Given::ChatId(id),
            Err(_) => Given::Chat(name),
        }));
        given.extend(self.user_id.into_iter().map(Given::UserId));
        given.extend(self.user.into_iter().map(|name| match name.parse() {
            Ok(id) => Given::UserId(id),
            Err(_) => Given::User(name),
        }));
        given.extend(self.email.into_iter().map(Given::Email));
        given.extend(self.thread_id.into_iter().map(Given::ThreadId));
        if let Some(file) = &self.to_file {
            given.extend(target_file::read(file)?);
        }
        Ok(given)
    }
}

/// Looks names up; who is named twice is one.
pub fn resolve(
    context: &Context,
    client: &Client,
    given: Vec<Given>,
) -> Result<Vec<Destination>, CommandError> {
    if given.is_empty() {
        let flags = ["--chat-id", "--chat", "--user-id", "--user", "--email", "--to-file"];
        return Ok(vec![Destination::To(ReceiveId::chat(&default_chat(context, &flags)?))]);
    }
    let mut names: Vec<&str> = given.iter().filter_map(Given::chat_name).collect();
    names.sort_unstable();
    names.dedup();
    let ids = if names.is_empty() { Vec::new() } else { resolve::chats(client, &names)? };
    let chat_of = |name: &str| names.binary_search(&name).map(|at| &ids[at]).ok();
    let mut seen = HashSet::new();
    let mut destinations = Vec::with_capacity(given.len());
    let mut found = Vec::new();
    for one in &given {
        let destination = match one {
            Given::ChatId(id) => Destination::To(ReceiveId::chat(id)),
            Given::Chat(name) => {
                let id = chat_of(name).expect("every name was looked up");
                found.push((name.as_str(), "chat_id", id.to_string()));
                Destination::To(ReceiveId::chat(id))
            }
            Given::UserId(id) => Destination::To(ReceiveId::person(id)),
            Given::User(name) => {
                let id = resolve::person(client, name)?;
                found.push((name.as_str(), "user_id", id.to_string()));
                Destination::To(ReceiveId::person(&id))
            }
            Given::Email(Email(address)) => {
                let (kind, id) = (ReceiveIdType::Email, address.clone());
                Destination::To(ReceiveId { kind, id })
            }
            Given::ThreadId(id) => thread(client, id)?,
        };
        if seen.insert(destination.identity()) {
            destinations.push(destination);
        }
    }
    tell(context, &found, given.len() - destinations.len());
    Ok(destinations)
}

/// What was looked up stands in `meta`, one name as it always has.
fn tell(context: &Context, found: &[(&str, &str, String)], repeated: usize) {
    match found {
        [] => {}
        [(_, kind, id)] => context.fact("resolved", json!({ *kind: id })),
        several => {
            let rows = several.iter().map(|(name, kind, id)| json!({ "name": name, *kind: id }));
            context.fact("resolved", rows.collect::<Vec<_>>());
        }
    }
    if repeated > 0 {
        context.fact("repeated_targets", repeated);
    }
}

/// A thread, and a message in it that can be replied to.
fn thread(client: &Client, thread_id: &ThreadId) -> Result<Destination, CommandError> {
    let request = ListMessages {
        container_id_type: Container::Thread,
        container_id: thread_id.as_str().to_owned(),
        start_time: None,
        end_time: None,
        sort_type: None,
        page_size: Some(50),
        page_token: None,
        card_msg_content_type: None,
        only_thread_root_messages: None,
        with_sender_name: None,
    };
    let messages = client.look_up(&request)?.items;
    let message = messages.into_iter().find(|message| !message.deleted);
    let message = message.ok_or_else(|| {
        let message = format!("there is no message in {thread_id} to reply to");
        CommandError::invalid("--thread-id", message)
            .with_hint("check the id, or write to the chat: --chat-id oc_…")
    })?;
    Ok(Destination::Thread { thread_id: thread_id.clone(), message_id: message.message_id })
}

impl Given {
    fn chat_name(&self) -> Option<&str> {
        match self {
            Self::Chat(name) => Some(name),
            _ => None,
        }
    }
}
