//! Whom a typed `@name` means: somebody in the chat first, then somebody in the directory.

use std::collections::BTreeMap;

use lark_api::{Auth, im::members::ListMembers, limits};
use lark_client::Client;
use lark_markdown::{Found, People, Person};

use super::Readers;
use crate::{commands::im::send_message, context::Context, error::CommandError, resolve};

/// Looks people up when the first is named, and each once.
pub struct Directory<'a> {
    readers: &'a Readers<'a>,
    /// The people and bots of the chats, by their names, longer ones first.
    members: Option<Vec<Person>>,
    known: BTreeMap<String, Result<Person, String>>,
}

impl<'a> Directory<'a> {
    pub fn new(readers: &'a Readers<'a>) -> Self {
        Self { readers, members: None, known: BTreeMap::new() }
    }

    fn members(&mut self) -> &[Person] {
        let readers = self.readers;
        self.members.get_or_insert_with(|| {
            let Ok(client) = client(readers.context) else { return Vec::new() };
            let mut members: Vec<Person> = Vec::new();
            for chat_id in (readers.chats)(client) {
                // Who may not see the members still finds people by their addresses.
                members.extend(members_of(client, &chat_id).unwrap_or_default());
            }
            members.sort_by(|a, b| (b.name.len(), &a.id).cmp(&(a.name.len(), &b.id)));
            members.dedup();
            members
        })
    }

    fn in_chat(&mut self, after: &str, word: &str) -> Option<Found> {
        let members = self.members();
        let first = members.iter().find(|person| is_name(&person.name, after, word))?;
        let several = members.iter().filter(|other| other.name == first.name).count();
        if several > 1 {
            let reason = format!("{several} in the chat are called that; use <at id=ou_…></at>");
            return Some(Found::Nobody(reason));
        }
        Some(Found::Person(first.clone(), first.name.len()))
    }

    fn in_directory(&mut self, word: &str) -> Result<Person, String> {
        if let Some(known) = self.known.get(word) {
            return known.clone();
        }
        let found = look_up(self.readers.context, word);
        self.known.insert(word.to_owned(), found.clone());
        found
    }
}

impl People for Directory<'_> {
    fn find(&mut self, after: &str, word: &str) -> Found {
        let is_address = word.contains('@');
        if !is_address && let Some(found) = self.in_chat(after, word) {
            return found;
        }
        match self.in_directory(word) {
            Ok(person) => Found::Person(person, word.len()),
            Err(reason) => Found::Nobody(reason),
        }
    }
}

/// Whether the text begins with the name; one in Latin letters ends where the word does.
fn is_name(name: &str, after: &str, word: &str) -> bool {
    if name.is_empty() || !after.starts_with(name) {
        return false;
    }
    let goes_on = after[name.len()..].chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    !goes_on || !name.ends_with(|c: char| c.is_ascii_alphanumeric()) || word == name
}

fn client(context: &Context) -> Result<&Client, CommandError> {
    context.client(send_message::AUTH)
}

fn members_of(
    client: &Client,
    chat_id: &lark_api::ids::ChatId,
) -> Result<Vec<Person>, CommandError> {
    let mut request = ListMembers {
        chat_id: chat_id.clone(),
        member_types: None,
        member_id_type: None,
        page_size: Some(limits::MEMBERS_PAGE),
        page_token: None,
    };
    let mut members = Vec::new();
    loop {
        let page = client.look_up(&request)?;
        let people = page.users.into_iter().map(|user| (user.member_id, user.name));
        let bots = page.bots.into_iter().map(|bot| (bot.member_id, bot.name));
        members.extend(people.chain(bots).map(|(id, name)| Person { id, name }));
        if page.page_token.is_empty() || !page.has_more {
            return Ok(members);
        }
        request.page_token = Some(page.page_token);
    }
}

fn look_up(context: &Context, word: &str) -> Result<Person, String> {
    let client = client(context).map_err(|error| error.message)?;
    if client.identity() == Auth::Bot && !word.contains('@') {
        return Err("nobody in the chat is called that".to_owned());
    }
    match resolve::user(context, client, word) {
        Ok(id) => Ok(Person { id: id.as_str().to_owned(), name: word.to_owned() }),
        Err(error) => Err(error.message),
    }
}
