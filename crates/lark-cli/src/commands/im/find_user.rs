//! `lark-cli im find-user`

use std::{collections::HashMap, fmt};

use clap::Args;
use lark_api::{
    Auth,
    contact::{BatchGetUserId, BatchUsers, User},
    limits,
    search::{FoundUsers, SearchUsers},
};
use lark_client::Client;
use schemars::JsonSchema;
use serde::Serialize;

use super::listing::{self, ListArgs, Plan};
use crate::{
    context::Context,
    error::CommandError,
    output::{Order, Output, Row, Rows},
    resolve,
};

/// Find people by their name, e-mail address or phone number
///
/// Searching by name is for persons: Lark lets no bot do it. Whole addresses and numbers are
/// looked up as a bot, many at once.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im find-user --query Priya --as user\n  \
    lark-cli im find-user --email a@example.com,b@example.com --as bot")]
pub struct FindUserArgs {
    #[command(flatten)]
    wanted: Wanted,

    #[command(flatten)]
    list: ListArgs,
}

#[derive(Args)]
#[group(id = "wanted_person", required = true, multiple = true)]
struct Wanted {
    /// A name or a part of one, an e-mail address, a phone number
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["email", "mobile"])]
    query: Option<String>,

    /// A whole e-mail address; several with commas or by repeating
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',')]
    email: Vec<String>,

    /// A whole phone number, with + and its country code outside China; several with commas or by repeating
    #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
    mobile: Vec<String>,
}

/// Somebody who was found. What the caller has no scope for is missing.
#[derive(Clone, Default, Serialize, JsonSchema)]
struct Person {
    open_id: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    en_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    email: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    mobile: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    user_id: String,
}

const COLUMNS: &[&str] = &["open_id", "name", "en_name", "email"];

pub fn run(context: &Context, args: FindUserArgs) -> Result<Output<'_>, CommandError> {
    let Wanted { query, email, mobile } = args.wanted;
    let Some(query) = query else { return looked_up(context, email, mobile) };
    let client = context.client(&[Auth::User, Auth::Bot])?;
    if client.identity() == Auth::User {
        return searched(client, query, args.list);
    }
    match query.contains('@') {
        true => looked_up(context, vec![query], Vec::new()),
        false if is_number(&query) => looked_up(context, Vec::new(), vec![query]),
        false => Err(resolve::bots_cannot_search("--query", &query)),
    }
}

fn is_number(text: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || "+-() ".contains(c);
    text.chars().all(is_of_number) && text.chars().filter(char::is_ascii_digit).count() >= 6
}

fn searched(client: &Client, query: String, list: ListArgs) -> Result<Output<'_>, CommandError> {
    let plan = Plan {
        key: "users",
        columns: COLUMNS,
        command: format!("lark-cli im find-user --query {}", crate::hints::quote(&query)),
        order: Order::AsListed,
        request: SearchUsers {
            query,
            page_size: Some(list.page_size(limits::FOUND_USERS_PAGE)),
            page_token: list.page_token(),
        },
        args: list,
    };
    let rows = move |page: FoundUsers| {
        let named = page.users.into_iter().map(|user| Person {
            open_id: user.open_id.to_string(),
            name: user.name,
            user_id: user.user_id,
            ..Person::default()
        });
        Ok(detailed(client, named.collect()).into_iter().map(Row::new).collect())
    };
    Ok(Output::Rows(listing::read(client, plan, rows)?))
}

/// Whole addresses and numbers, each of somebody or of nobody.
fn looked_up(
    context: &Context,
    emails: Vec<String>,
    mobiles: Vec<String>,
) -> Result<Output<'_>, CommandError> {
    let client = context.client(&[Auth::Bot, Auth::User])?;
    let mut missing = Vec::new();
    let mut people = Vec::new();
    match client.identity() {
        Auth::Bot => as_bot(client, (&emails, &mobiles), (&mut people, &mut missing))?,
        Auth::User if mobiles.is_empty() => {
            for email in &emails {
                let found = resolve::people_with_address(client, email)?;
                missing.extend(found.is_empty().then(|| email.clone()));
                people.extend(found.into_iter().map(|user| Person::of(user, email, "")));
            }
        }
        Auth::User => {
            return Err(CommandError::invalid("--mobile", "only bots can look numbers up")
                .with_hint("search for it with --query, or look it up with --as bot"));
        }
    }
    if !missing.is_empty() {
        context.fact("not_found", missing);
    }
    let rows = people.into_iter().map(Row::new).collect();
    Ok(Output::Rows(Rows::whole("users", COLUMNS, rows, 1)))
}

fn as_bot(
    client: &Client,
    (emails, mobiles): (&[String], &[String]),
    (people, missing): (&mut Vec<Person>, &mut Vec<String>),
) -> Result<(), CommandError> {
    let most = limits::CONTACTS_PER_CALL;
    for at in 0..emails.len().max(mobiles.len()).div_ceil(most) {
        let part = |all: &[String]| all.iter().skip(at * most).take(most).cloned().collect();
        let (emails, mobiles) = (part(emails), part(mobiles));
        let request = BatchGetUserId { emails, mobiles, ..BatchGetUserId::default() };
        let answered = client.look_up(&request)?.user_list;
        let (found, nobody): (Vec<_>, Vec<_>) =
            answered.into_iter().partition(|row| !row.user_id.is_empty());
        missing.extend(nobody.into_iter().map(|row| row.email + &row.mobile));
        let found = found.into_iter().map(|row| Person {
            open_id: row.user_id,
            email: row.email,
            mobile: row.mobile,
            ..Person::default()
        });
        people.extend(detailed(client, found.collect()));
    }
    Ok(())
}

/// With what contacts say about them, where they may be read.
fn detailed(client: &Client, people: Vec<Person>) -> Vec<Person> {
    let ids: Vec<String> = people.iter().map(|person| person.open_id.clone()).collect();
    let mut known: HashMap<String, User> = HashMap::new();
    for user_ids in ids.chunks(limits::CONTACTS_PER_CALL) {
        let request = BatchUsers { user_ids: user_ids.to_vec(), user_id_type: None };
        let Ok(answer) = client.look_up(&request) else { break };
        known.extend(answer.items.into_iter().map(|user| (user.open_id.to_string(), user)));
    }
    let with_details = |person: Person| match known.remove(&person.open_id) {
        Some(user) => Person::of(user, &person.email, &person.mobile),
        None => person,
    };
    people.into_iter().map(with_details).collect()
}

impl Person {
    /// `email` and `mobile` are what somebody was found by: contacts may not show it.
    fn of(user: User, email: &str, mobile: &str) -> Self {
        let shown = |own: String, asked: &str| if own.is_empty() { asked.to_owned() } else { own };
        Self {
            open_id: user.open_id.to_string(),
            name: user.name,
            en_name: user.en_name,
            email: shown(user.email, email),
            mobile: shown(user.mobile, mobile),
            user_id: user.user_id,
        }
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.open_id, self.name)?;
        let beside = [&self.en_name, &self.email, &self.mobile];
        beside.iter().filter(|text| !text.is_empty()).try_for_each(|text| write!(f, "  {text}"))
    }
}
