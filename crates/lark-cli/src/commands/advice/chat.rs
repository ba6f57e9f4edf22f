//! Chats: who is outside, who may, and what is set there.

use lark_api::{
    Auth, Host,
    authen::GetUserInfo,
    errors::codes,
    ids::{ChatId, MessageId},
    im::{
        chats::{Chat, GetChat},
        messages::GetMessage,
    },
};
use lark_client::ApiError;

use super::{Caller, listed};

/// The caller is not in the chat: who is can change that.
pub fn outside(caller: &Caller<'_>, api: &ApiError) -> Option<String> {
    let app_id = caller.app_id()?;
    match (caller.auth(), &api.subject.chat_id) {
        (Auth::Bot, Some(chat)) => Some(format!(
            "the bot is not in the chat; somebody who is adds it: {}",
            caller.command(&format!("im add-member --chat-id {chat} --bot-id {app_id} --as user"))
        )),
        (Auth::User, Some(chat)) => {
            let person = caller
                .person()
                .or_else(|| Some(caller.client()?.glance(&GetUserInfo {})?.open_id.to_string()))?;
            Some(format!(
                "you are not in the chat; if the bot is, it adds you: {}",
                caller.command(&format!(
                    "im add-member --chat-id {chat} --user-id {person} --as bot"
                ))
            ))
        }
        (auth, None) => {
            let message = api.subject.message_id.as_ref()?;
            let other = if auth == Auth::Bot { "user" } else { "bot" };
            Some(format!(
                "the message is in a chat that the caller is not in; ask as the other: {}",
                caller.command(&format!("im get-message --message-id {message} --as {other}"))
            ))
        }
    }
}

/// Who is to own a group has to be in it.
pub fn owner_to_be(caller: &Caller<'_>, api: &ApiError) -> Option<String> {
    let (chat, person) = (api.subject.chat_id.as_ref()?, api.subject.person.as_ref()?);
    let identity = if caller.auth() == Auth::Bot { "bot" } else { "user" };
    let line = format!("im add-member --chat-id {chat} --user-id {person} --as {identity}");
    Some(format!("add them first: {}", caller.command(&line)))
}

/// Who may do what the caller may not.
pub fn who_may(caller: &Caller<'_>, api: &ApiError) -> Option<String> {
    match (&api.subject.message_id, &api.subject.chat_id) {
        (Some(message), _) => of_message(caller, api, message),
        (None, Some(chat)) => {
            let staff = Staff::of(&chat_of(caller, chat)?);
            Some(format!("only {staff} may do that{}", staff.instead(caller, chat)))
        }
        (None, None) => None,
    }
}

/// What not even the owner of a chat does with the messages of others.
const SENDERS_ONLY: &[&str] = &[
    "im.messages.update",
    "im.messages.read_users",
    "im.messages.urgent_app",
    "im.messages.urgent_phone",
    "im.messages.urgent_sms",
];

fn of_message(caller: &Caller<'_>, api: &ApiError, message_id: &str) -> Option<String> {
    let request = GetMessage {
        message_id: message_id.parse::<MessageId>().ok()?,
        user_id_type: None,
        card_msg_content_type: None,
        with_sender_name: None,
    };
    let message = caller.client()?.glance(&request)?.items.into_iter().next()?;
    let chat = &message.chat_id;
    // A pin is a matter of the chat's, whoever sent the message.
    if api.code == codes::PIN_PERMISSION {
        let staff = Staff::of(&chat_of(caller, chat.as_str())?);
        return Some(format!("only {staff} may pin here{}", staff.instead(caller, chat.as_str())));
    }
    let sender = &message.sender.id;
    let is_own = |id: Option<String>| id.as_ref() == Some(sender);
    let instead = match caller.auth() {
        Auth::User if is_own(caller.app_id()) => "; that is the app's bot: --as bot",
        Auth::Bot if is_own(caller.person()) => "; that is you: --as user",
        _ => "",
    };
    if SENDERS_ONLY.contains(&api.endpoint) {
        return Some(format!("{sender} sent it, and nobody else may do that{instead}"));
    }
    let staff = caller.command(&format!("im get-chat --chat-id {chat}"));
    Some(format!(
        "{sender} sent it and may{instead}; or, where Lark lets them, the owner and the \
         administrators of its chat: {staff}"
    ))
}

/// The settings that stand in the way, and who can change them.
pub fn settings(caller: &Caller<'_>, api: &ApiError) -> Option<String> {
    let chat_id = api.subject.chat_id.as_ref()?;
    let chat = chat_of(caller, chat_id)?;
    let staff = Staff::of(&chat);
    let change = match api.endpoint {
        "im.messages.create" | "im.messages.reply" | "im.messages.forward" => {
            format!(
                "im chat.moderation update --chat-id {chat_id} --moderation-setting all_members"
            )
        }
        "im.chat.members.create" => {
            format!("im chats update --chat-id {chat_id} --add-member-permission all_members")
        }
        "im.chats.link" => {
            format!("im chats update --chat-id {chat_id} --share-card-permission allowed")
        }
        _ => format!("im chats update --chat-id {chat_id} --help"),
    };
    let narrow = narrowed(&chat);
    let narrow =
        if narrow.is_empty() { String::new() } else { format!(" ({})", narrow.join(", ")) };
    Some(format!(
        "the chat's settings forbid it{narrow}; {staff} can change them: {}",
        caller.command(&change)
    ))
}

fn narrowed(chat: &Chat) -> Vec<String> {
    let settings = [
        ("moderation_permission", &chat.moderation_permission),
        ("add_member_permission", &chat.add_member_permission),
        ("share_card_permission", &chat.share_card_permission),
        ("edit_permission", &chat.edit_permission),
        ("membership_approval", &chat.membership_approval),
    ];
    let open = ["all_members", "allowed", "no_approval_required"];
    let set = settings.iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let narrow = set.filter(|(_, value)| !open.contains(value));
    narrow.map(|(name, value)| format!("{name}={value}")).collect()
}

fn chat_of(caller: &Caller<'_>, chat_id: &str) -> Option<Chat> {
    let chat_id = chat_id.parse::<ChatId>().ok()?;
    caller.client()?.glance(&GetChat { chat_id, user_id_type: None })
}

/// Those who look after a chat.
struct Staff {
    owner: Option<String>,
    people: Vec<String>,
    bots: Vec<String>,
}

impl Staff {
    fn of(chat: &Chat) -> Self {
        Self {
            owner: chat.owner_id.clone().filter(|id| !id.is_empty()),
            people: chat.user_manager_id_list.clone().unwrap_or_default(),
            bots: chat.bot_manager_id_list.clone().unwrap_or_default(),
        }
    }

    /// How the caller gets at it all the same.
    fn instead(&self, caller: &Caller<'_>, chat: &str) -> String {
        let Some(app_id) = caller.app_id() else { return String::new() };
        match caller.auth() {
            Auth::User if self.bots.contains(&app_id) => "; the bot is one: --as bot".to_owned(),
            Auth::Bot => match caller.person() {
                Some(person)
                    if self.owner.as_ref() == Some(&person) || self.people.contains(&person) =>
                {
                    "; you are one: --as user".to_owned()
                }
                _ => format!(
                    "; they make the bot an administrator with: {}",
                    caller.command(&format!(
                        "im chat.managers add_managers --chat-id {chat} --member-id-type app_id \
                         --manager-ids {app_id} --as user"
                    ))
                ),
            },
            Auth::User => String::new(),
        }
    }
}

impl std::fmt::Display for Staff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.owner {
            Some(owner) => write!(f, "the owner ({owner})")?,
            None => f.write_str("the owner (a bot)")?,
        }
        let administrators = [&self.people[..], &self.bots[..]].concat();
        match administrators.is_empty() {
            true => Ok(()),
            false => write!(f, " or an administrator ({})", listed(&administrators)),
        }
    }
}

/// The app may not deal with that person.
pub fn not_available(caller: &Caller<'_>, api: &ApiError) -> String {
    let person = api.subject.person.as_deref().unwrap_or("that person");
    let console = caller.client().zip(caller.app_id()).filter(|_| !caller.is_sandbox());
    let console = console
        .map(|(client, app_id)| format!(": {}/app/{app_id}/version", client.base_url(Host::Open)));
    let instead = if caller.auth() == Auth::Bot { "; or do it as yourself: --as user" } else { "" };
    format!(
        "the app is not available to {person}; its developer widens its availability in the console\
         {}{instead}",
        console.unwrap_or_default()
    )
}
