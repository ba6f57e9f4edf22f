//! Where messages are read from: a chat, a conversation with somebody, a thread.

use clap::Args;
use lark_api::{
    Auth,
    ids::{ChatId, OpenId, ThreadId},
    im::{chats::find::BatchQueryP2p, messages::Container},
};
use lark_client::Client;
use serde_json::json;

use crate::{
    commands::im::targets::default_chat,
    context::Context,
    error::{CommandError, Type},
    resolve,
};

#[derive(Args)]
#[group(id = "conversation", multiple = false)]
pub struct ConversationArgs {
    /// The chat, by its id; the default chat unless anything is told
    #[arg(long, value_name = "OC_ID")]
    chat_id: Option<ChatId>,

    /// The chat, by its exact name or id
    #[arg(long, value_name = "NAME")]
    chat: Option<String>,

    /// The conversation with a person, by their open id; only as a person
    #[arg(long, value_name = "OU_ID")]
    user_id: Option<OpenId>,

    /// The conversation with a person, by their exact name, e-mail address or id; only as a person
    #[arg(long, value_name = "NAME")]
    user: Option<String>,

    /// The thread
    #[arg(long, value_name = "OMT_ID")]
    thread_id: Option<ThreadId>,
}

/// A list of messages that can be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Conversation {
    Chat(ChatId),
    Thread(ThreadId),
}

const FLAGS: &[&str] = &["--chat-id", "--chat", "--user-id", "--user", "--thread-id"];

impl ConversationArgs {
    pub fn resolve(self, context: &Context, client: &Client) -> Result<Conversation, CommandError> {
        match self {
            Self { chat_id: Some(id), .. } => Ok(Conversation::Chat(id)),
            Self { chat: Some(name), .. } => {
                resolve::chat(context, client, &name).map(Conversation::Chat)
            }
            Self { user_id: Some(id), .. } => with(context, client, &id).map(Conversation::Chat),
            Self { user: Some(name), .. } => {
                refuse_bots(client, "--user")?;
                let id = resolve::user(context, client, &name)?;
                with(context, client, &id).map(Conversation::Chat)
            }
            Self { thread_id: Some(id), .. } => Ok(Conversation::Thread(id)),
            Self { .. } => default_chat(context, FLAGS).map(Conversation::Chat),
        }
    }
}

/// The conversation that one has with a person.
fn with(context: &Context, client: &Client, person: &OpenId) -> Result<ChatId, CommandError> {
    refuse_bots(client, "--user-id")?;
    let request =
        BatchQueryP2p { chatter_ids: vec![person.as_str().to_owned()], chatter_id_type: None };
    let Some(chat) = client.look_up(&request)?.p2p_chats.into_iter().next() else {
        let message = format!("there is no conversation with {person} yet");
        let failure = CommandError::new(Type::Validation, "not_found", message);
        return Err(CommandError { param: Some("--user-id".to_owned()), ..failure }.with_hint(
            format!("begin one: lark-cli im send-message --user-id {person} --text …"),
        ));
    };
    context.fact("resolved", json!({ "chat_id": chat.chat_id, "user_id": person }));
    Ok(chat.chat_id)
}

/// No call tells a bot which conversation it has with whom: it learns of one when it sends there.
fn refuse_bots(client: &Client, flag: &str) -> Result<(), CommandError> {
    match client.identity() {
        Auth::User => Ok(()),
        Auth::Bot => Err(CommandError::invalid(
            flag,
            "Lark does not tell a bot which conversation it has with somebody",
        )
        .with_hint(
            "use --as user, or --chat-id oc_…: im send-message --user-id tells it when the bot sends",
        )),
    }
}

impl Conversation {
    pub fn container(&self) -> Container {
        match self {
            Self::Chat(_) => Container::Chat,
            Self::Thread(_) => Container::Thread,
        }
    }

    pub fn id(&self) -> &str {
        match self {
            Self::Chat(id) => id.as_str(),
            Self::Thread(id) => id.as_str(),
        }
    }

    /// The flag and its value that name it on a line.
    pub fn flags(&self) -> String {
        match self {
            Self::Chat(id) => format!("--chat-id {id}"),
            Self::Thread(id) => format!("--thread-id {id}"),
        }
    }
}
