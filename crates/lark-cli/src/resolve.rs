//! From names to ids: exact, unique, and out of data fetched for it now.

use std::collections::HashMap;

use lark_api::{
    Auth,
    authen::GetUserInfo,
    bot::GetBotInfo,
    contact::{BatchGetUserId, BatchUsers, User},
    ids::{AppId, ChatId, OpenId},
    im::chats::ListChats,
    limits,
    search::SearchUsers,
};
use lark_client::Client;
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Type},
};

/// Something a name may mean.
#[derive(Clone)]
struct Candidate {
    id: String,
    label: String,
}

/// The chat of that name among those the caller is in; an id is taken as it is.
pub fn chat(context: &Context, client: &Client, name: &str) -> Result<ChatId, CommandError> {
    if let Ok(id) = name.parse() {
        return Ok(id);
    }
    let id = chats(client, &[name])?.remove(0);
    resolved(context, "chat_id", id.as_str());
    Ok(id)
}

/// The chats of these names, in their order, out of one reading of the list.
pub fn chats(client: &Client, names: &[&str]) -> Result<Vec<ChatId>, CommandError> {
    let mut found: HashMap<&str, Vec<Candidate>> =
        names.iter().map(|name| (*name, Vec::new())).collect();
    let request = ListChats { page_size: Some(limits::CHATS_PAGE), ..ListChats::default() };
    for page in client.look_up_pages(request) {
        for chat in page?.items {
            let Some(candidates) = found.get_mut(chat.name.as_str()) else { continue };
            candidates.push(Candidate {
                label: format!("{} {}", chat.chat_id, chat.name),
                id: chat.chat_id.as_str().to_owned(),
            });
        }
    }
    let hint = "see the names there are: lark-cli im list-chats";
    let id = |name: &&str| {
        let candidates = found.get(name).cloned().unwrap_or_default();
        only("--chat", name, candidates, hint).map(ChatId::unchecked)
    };
    names.iter().map(id).collect()
}

/// The person of that name or e-mail address; an id is taken as it is.
pub fn user(context: &Context, client: &Client, name: &str) -> Result<OpenId, CommandError> {
    if let Ok(id) = name.parse() {
        return Ok(id);
    }
    let id = person(client, name)?;
    resolved(context, "user_id", id.as_str());
    Ok(id)
}

/// As [`user`], of what is no id.
pub fn person(client: &Client, name: &str) -> Result<OpenId, CommandError> {
    let candidates = match (client.identity(), name.contains('@')) {
        (Auth::Bot, true) => by_email_as_bot(client, name)?,
        (Auth::User, true) => by_email_as_user(client, name)?,
        (Auth::User, false) => by_name(client, name)?,
        (Auth::Bot, false) => return Err(bots_cannot_search("--user", name)),
    };
    let hint = "use the id: --user-id ou_…, as lark-cli im list-members shows it";
    only("--user", name, candidates, hint).map(OpenId::unchecked)
}

/// A sender: `me`, a person's id, name or e-mail address, or a bot's app id.
pub fn sender(context: &Context, client: &Client, who: &str) -> Result<String, CommandError> {
    match who {
        "me" => me(client),
        bot if bot.parse::<AppId>().is_ok() => Ok(bot.to_owned()),
        person => user(context, client, person).map(|id| id.to_string()),
    }
}

/// Who one is, as a sender of messages.
pub fn me(client: &Client) -> Result<String, CommandError> {
    match client.identity() {
        Auth::User => Ok(client.look_up(&GetUserInfo {})?.open_id.to_string()),
        Auth::Bot => Ok(client.look_up(&GetBotInfo {})?.bot.open_id.to_string()),
    }
}

fn by_email_as_bot(client: &Client, email: &str) -> Result<Vec<Candidate>, CommandError> {
    let request = BatchGetUserId { emails: vec![email.to_owned()], ..BatchGetUserId::default() };
    let found = client.look_up(&request)?.user_list;
    let ids = found.into_iter().map(|user| user.user_id).filter(|id| !id.is_empty());
    Ok(ids.map(|id| Candidate { label: format!("{id} {email}"), id }).collect())
}

fn by_email_as_user(client: &Client, email: &str) -> Result<Vec<Candidate>, CommandError> {
    let candidate = |user: User| Candidate {
        label: format!("{} {}", user.open_id, user.name),
        id: user.open_id.to_string(),
    };
    Ok(people_with_address(client, email)?.into_iter().map(candidate).collect())
}

/// Searching finds what is like the address; only who has just that one counts.
pub fn people_with_address(client: &Client, email: &str) -> Result<Vec<User>, CommandError> {
    let found = search(client, email)?;
    let mut same = Vec::new();
    for ids in found.chunks(limits::CONTACTS_PER_CALL) {
        let user_ids = ids.iter().map(|(id, _)| id.as_str().to_owned()).collect();
        let people = client.look_up(&BatchUsers { user_ids, user_id_type: None })?.items;
        same.extend(people.into_iter().filter(|user| user.email.eq_ignore_ascii_case(email)));
    }
    Ok(same)
}

fn by_name(client: &Client, name: &str) -> Result<Vec<Candidate>, CommandError> {
    let same = search(client, name)?.into_iter().filter(|(_, found)| found == name);
    let candidates = same
        .map(|(id, name)| Candidate { label: format!("{id} {name}"), id: id.as_str().to_owned() });
    Ok(candidates.collect())
}

fn search(client: &Client, query: &str) -> Result<Vec<(OpenId, String)>, CommandError> {
    let mut found = Vec::new();
    let request = SearchUsers {
        query: query.to_owned(),
        page_size: Some(limits::FOUND_USERS_PAGE),
        page_token: None,
    };
    for page in client.look_up_pages(request) {
        found.extend(page?.users.into_iter().map(|user| (user.open_id, user.name)));
    }
    Ok(found)
}

pub fn bots_cannot_search(flag: &str, name: &str) -> CommandError {
    let message = format!("Lark lets no bot search people by name (`{}`)", name.escape_debug());
    CommandError::invalid(flag, message)
        .with_hint("use an e-mail address, the id (--user-id ou_…), or --as user")
}

fn only(
    param: &str,
    name: &str,
    mut candidates: Vec<Candidate>,
    hint: &str,
) -> Result<String, CommandError> {
    let shown = name.escape_debug();
    match candidates.len() {
        1 => Ok(candidates.remove(0).id),
        0 => {
            let failure = CommandError::new(
                Type::Validation,
                "not_found",
                format!("nothing is called exactly `{shown}`"),
            );
            Err(CommandError { param: Some(param.to_owned()), ..failure }.with_hint(hint))
        }
        several => {
            let failure = CommandError::new(
                Type::Validation,
                "ambiguous",
                format!("{several} are called `{shown}`"),
            );
            let labels: Vec<_> = candidates.into_iter().map(|candidate| candidate.label).collect();
            Err(CommandError { param: Some(param.to_owned()), ..failure }
                .with_hint("use the id of the one you mean")
                .with_fact("candidates", json!(labels)))
        }
    }
}

fn resolved(context: &Context, name: &str, id: &str) {
    context.fact("resolved", json!({ name: id }));
}
