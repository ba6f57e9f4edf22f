//! `lark-cli im list-members`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint, Paged,
    ids::ChatId,
    im::members::{BotMember, ListMembers, Member, Truncation},
    limits,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::targets::ChatOrDefault;
use crate::{context::Context, error::CommandError, output::Output};

/// List the people and the bots of a chat
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli im list-members --chat-id oc_… --as bot")]
pub struct ListMembersArgs {
    #[command(flatten)]
    chat: ChatOrDefault,

    /// user, bot or both
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = ["user", "bot"])]
    member_types: Vec<String>,

    /// The most people and bots to read; all unless told
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
}

/// Who is in a chat.
#[derive(Serialize, JsonSchema)]
struct Members {
    chat_id: ChatId,
    users: Vec<Member>,
    bots: Vec<BotMember>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_total: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bot_total: Option<i64>,
    truncations: Vec<Truncation>,
    has_more: bool,
    page_token: String,
}

pub fn run(context: &Context, args: ListMembersArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(ListMembers::META.auth)?;
    let chat_id = args.chat.resolve(context, client)?;
    let limit = args.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let mut members = Members::of(chat_id.clone());
    let request = ListMembers {
        chat_id,
        member_types: (!args.member_types.is_empty()).then(|| args.member_types.join(",")),
        member_id_type: None,
        page_size: Some(limits::MEMBERS_PAGE),
        page_token: None,
    };
    let mut pages = 0;
    for page in client.pages(request) {
        let page = page?;
        pages += 1;
        members.page_token = ListMembers::next_page_token(&page).unwrap_or_default().to_owned();
        members.has_more = !members.page_token.is_empty();
        members.users.extend(page.users);
        members.bots.extend(page.bots);
        members.user_total = page.user_total.or(members.user_total);
        members.bot_total = page.bot_total.or(members.bot_total);
        members.truncations.extend(page.truncations);
        if members.cut_to(limit) {
            break;
        }
    }
    note_pagination(context, &members, pages);
    Ok(Output::value(members))
}

impl Members {
    fn of(chat_id: ChatId) -> Self {
        Self {
            chat_id,
            users: Vec::new(),
            bots: Vec::new(),
            user_total: None,
            bot_total: None,
            truncations: Vec::new(),
            has_more: false,
            page_token: String::new(),
        }
    }

    /// Whether the limit is reached; what is beyond it goes.
    fn cut_to(&mut self, limit: usize) -> bool {
        let count = self.users.len() + self.bots.len();
        if count < limit {
            return false;
        }
        self.has_more |= count > limit;
        self.users.truncate(limit);
        self.bots.truncate(limit - self.users.len());
        true
    }
}

fn note_pagination(context: &Context, members: &Members, pages: usize) {
    let items = members.users.len() + members.bots.len();
    context.fact("count", items);
    let pagination = serde_json::json!({
        "complete": !members.has_more && members.truncations.is_empty(),
        "pages": pages,
        "items": items,
        "next_token": members.page_token,
    });
    context.fact("pagination", pagination);
}

impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for user in &self.users {
            writeln!(f, "{}  {}", user.member_id, user.name)?;
        }
        for bot in &self.bots {
            writeln!(f, "{}  {} (bot {})", bot.member_id, bot.name, bot.app_id)?;
        }
        for truncation in &self.truncations {
            writeln!(
                f,
                "… only the first {} of kind {} are shown",
                truncation.limit, truncation.member_type
            )?;
        }
        let totals = [(self.user_total, "people"), (self.bot_total, "bots")];
        let totals: Vec<_> =
            totals.iter().filter_map(|(n, what)| Some(format!("{} {what}", (*n)?))).collect();
        f.write_str(&totals.join(", "))
    }
}
