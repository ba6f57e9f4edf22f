//! `lark-cli im search-chats`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint,
    ids::OpenId,
    im::chats::find::{
        ChatFilter, ChatSearchType, ChatSorter, FoundChatMeta, FoundChats, SearchChatsV2,
    },
    limits,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::listing::{self, ListArgs, Plan};
use crate::{
    context::Context,
    error::CommandError,
    hints::quote,
    output::{Order, Output, Row},
    resolve,
};

/// Search groups by their name, their members and what they are
///
/// Finds groups one is in, and public ones. Lark also finds names by their pinyin and parts.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im search-chats --query release --as user\n  \
    lark-cli im search-chats --member 'Priya Nair' --managed --as user")]
pub struct SearchChatsArgs {
    #[command(flatten)]
    wanted: Wanted,

    /// created, updated or members, the newest or largest first; by relevance unless told
    #[arg(long, value_name = "ORDER", value_parser = ["created", "updated", "members"])]
    sort: Option<String>,

    #[command(flatten)]
    list: ListArgs,
}

#[derive(Args)]
#[group(id = "wanted_chat", required = true, multiple = true)]
struct Wanted {
    /// A group's name or a part of it, or the name of a member; at most 64 characters
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,

    /// Look at the groups' names only, not at their members'
    #[arg(long, requires = "query")]
    names_only: bool,

    /// private, external, public-joined, public-not-joined; several with commas
    #[arg(long, value_name = "KINDS", value_delimiter = ',',
        value_parser = ["private", "external", "public-joined", "public-not-joined"])]
    kinds: Vec<String>,

    /// group, topic; several with commas
    #[arg(long, value_name = "MODES", value_delimiter = ',', value_parser = ["group", "topic"])]
    modes: Vec<String>,

    /// Somebody who is in it, by their open id; several with commas or by repeating: all are in it
    #[arg(long, value_name = "OU_ID", value_delimiter = ',')]
    member_id: Vec<OpenId>,

    /// Somebody who is in it, by their exact name or e-mail address; several by repeating
    #[arg(long, value_name = "NAME")]
    member: Vec<String>,

    /// Only groups one owns or administers
    #[arg(long)]
    managed: bool,
}

/// A group that was found.
#[derive(Serialize, JsonSchema)]
struct FoundRow(FoundChatMeta);

pub fn run(context: &Context, args: SearchChatsArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(SearchChatsV2::META.auth)?;
    let sorter = args.sort.as_deref().map(|order| match order {
        "created" => ChatSorter::CreateTimeDesc,
        "updated" => ChatSorter::UpdateTimeDesc,
        _ => ChatSorter::MemberCountDesc,
    });
    let mut member_ids = args.wanted.member_id;
    for name in &args.wanted.member {
        member_ids.push(resolve::user(context, client, name)?);
    }
    let filter = ChatFilter {
        search_types: args.wanted.kinds.iter().map(|kind| kind_of(kind)).collect(),
        member_ids: member_ids.iter().map(ToString::to_string).collect(),
        is_manager: args.wanted.managed.then_some(true),
        disable_search_by_user: args.wanted.names_only.then_some(true),
        chat_modes: args.wanted.modes.iter().map(|mode| mode_of(mode).to_owned()).collect(),
    };
    let request = SearchChatsV2 {
        page_size: Some(args.list.page_size(limits::CHATS_PAGE)),
        page_token: args.list.page_token(),
        query: args.wanted.query,
        filter: (filter != ChatFilter::default()).then_some(filter),
        sorter,
    };
    let plan = Plan {
        key: "chats",
        columns: &["chat_id", "name", "chat_mode", "description"],
        command: command(&request),
        order: Order::AsListed,
        request,
        args: args.list,
    };
    let rows = |page: FoundChats| {
        context.fact("found", page.total);
        if !page.notice.is_empty() {
            context.warn(&page.notice);
        }
        page.items.into_iter().map(|chat| Ok(Row::new(FoundRow(chat.meta_data)))).collect()
    };
    Ok(Output::Rows(listing::read(client, plan, rows)?))
}

fn kind_of(given: &str) -> ChatSearchType {
    ChatSearchType::from(given.replace('-', "_").as_str())
}

/// Lark's own words for them.
fn mode_of(given: &str) -> &str {
    if given == "topic" { "thread" } else { "default" }
}

/// The command that was understood: names are ids in it.
fn command(request: &SearchChatsV2) -> String {
    let mut line = "lark-cli im search-chats".to_owned();
    let mut add = |flag: &str, value: &str| line += &format!(" --{flag} {}", quote(value));
    request.query.iter().for_each(|query| add("query", query));
    let filter = request.filter.clone().unwrap_or_default();
    let listed = |words: Vec<String>| (!words.is_empty()).then(|| words.join(","));
    let kinds = filter.search_types.iter().map(|kind| kind.as_str().replace('_', "-"));
    let modes = filter.chat_modes.iter().map(|mode| match mode.as_str() {
        "thread" => "topic".to_owned(),
        _ => "group".to_owned(),
    });
    listed(kinds.collect()).iter().for_each(|kinds| add("kinds", kinds));
    listed(modes.collect()).iter().for_each(|modes| add("modes", modes));
    listed(filter.member_ids).iter().for_each(|ids| add("member-id", ids));
    let sort = request.sorter.as_ref().map(|sorter| match sorter {
        ChatSorter::CreateTimeDesc => "created",
        ChatSorter::UpdateTimeDesc => "updated",
        _ => "members",
    });
    sort.iter().for_each(|order| add("sort", order));
    let switches = [
        (filter.disable_search_by_user, " --names-only"),
        (filter.is_manager, " --managed"),
    ];
    line.extend(switches.iter().filter(|(is_on, _)| *is_on == Some(true)).map(|(_, flag)| *flag));
    line
}

impl fmt::Display for FoundRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.0.chat_id, self.0.name)?;
        let description = self.0.description.lines().next().unwrap_or_default();
        if description.is_empty() { Ok(()) } else { write!(f, "  {description}") }
    }
}
