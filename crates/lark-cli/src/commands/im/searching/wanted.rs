//! The words and filters of a search.

use clap::Args;
use lark_api::{
    ids::ChatId,
    im::messages::find::{
        Attachment, FromType, MessageFilter, SearchMessages, SearchedChats, TimeRange,
    },
};
use lark_client::Client;

use crate::{
    commands::im::reading::period::{Period, PeriodArgs},
    context::Context,
    error::CommandError,
    hints::quote,
    resolve,
};

#[derive(Args)]
#[group(id = "wanted_messages", multiple = true)]
pub struct WantedArgs {
    /// What to look for; may be left out where there is a filter
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,

    /// Only in this chat, by its id; several with commas or by repeating
    #[arg(long, value_name = "OC_ID", value_delimiter = ',')]
    chat_id: Vec<ChatId>,

    /// Only in this chat, by its exact name; several by repeating
    #[arg(long, value_name = "NAME")]
    chat: Vec<String>,

    /// Only from this person or bot: an id (ou_…, cli_…), an exact name, an e-mail address, me; several by repeating
    #[arg(long, value_name = "WHO")]
    from: Vec<String>,

    /// Only what mentions this person or bot, or everybody; as --from
    #[arg(long, value_name = "WHO")]
    mentioning: Vec<String>,

    /// Only what mentions you, or everybody
    #[arg(long)]
    mentions_me: bool,

    /// Only messages with something of the kind: image, video, file, link; any of several with commas
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = ["image", "video", "file", "link"])]
    has: Vec<String>,

    /// Only from people, or only from bots
    #[arg(long, value_name = "KIND", value_parser = ["user", "bot"])]
    from_type: Option<String>,

    /// Only in groups, or only in conversations between two
    #[arg(long, value_name = "KIND", value_parser = ["group", "p2p"])]
    chat_type: Option<String>,

    #[command(flatten)]
    period: PeriodArgs,
}

/// A search, its names looked up.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub query: String,
    pub chats: Vec<ChatId>,
    /// Open ids of people, app ids of bots.
    pub from: Vec<String>,
    pub mentioned: Vec<String>,
    pub mentions_me: bool,
    pub has: Vec<Attachment>,
    pub from_type: Option<FromType>,
    pub chat_type: Option<SearchedChats>,
    pub period: Period,
}

impl WantedArgs {
    pub fn resolve(self, context: &Context, client: &Client) -> Result<Wanted, CommandError> {
        let mut chats = self.chat_id;
        let names: Vec<&str> = self.chat.iter().map(String::as_str).collect();
        if !names.is_empty() {
            chats.extend(resolve::chats(client, &names)?);
        }
        let ids = |given: Vec<String>| -> Result<Vec<String>, CommandError> {
            given.iter().map(|who| resolve::sender(context, client, who)).collect()
        };
        let wanted = Wanted {
            query: self.query.unwrap_or_default().trim().to_owned(),
            chats,
            from: ids(self.from)?,
            mentioned: ids(self.mentioning)?,
            mentions_me: self.mentions_me,
            has: self.has.iter().map(|kind| Attachment::from(kind.as_str())).collect(),
            from_type: self.from_type.as_deref().map(FromType::from),
            chat_type: self.chat_type.as_deref().map(SearchedChats::from),
            period: self.period.resolve(context)?,
        };
        Ok(wanted)
    }
}

impl Wanted {
    /// Whether anything narrows the search: Lark refuses one for everything.
    pub fn is_for_everything(&self) -> bool {
        self.query.is_empty() && self.filter() == MessageFilter::default()
    }

    pub fn request(&self) -> SearchMessages {
        let filter = self.filter();
        SearchMessages {
            query: self.query.clone(),
            filter: (filter != MessageFilter::default()).then_some(filter),
            ..SearchMessages::default()
        }
    }

    fn filter(&self) -> MessageFilter {
        let Period { start, end } = &self.period;
        let is_bounded = start.is_some() || end.is_some();
        MessageFilter {
            from_ids: self.from.clone(),
            chat_ids: self.chats.clone(),
            at_chatter_ids: self.mentioned.clone(),
            time_range: is_bounded.then(|| TimeRange {
                start_time: start.map(|time| time.to_string()),
                end_time: end.map(|time| time.to_string()),
            }),
            include_attachment_types: self.has.clone(),
            from_types: self.from_type.iter().cloned().collect(),
            exclude_from_types: Vec::new(),
            chat_type: self.chat_type.clone(),
            is_at_me: self.mentions_me.then_some(true),
        }
    }

    /// The command that searches for the same: names are ids in it, and times are exact.
    pub fn command(&self) -> String {
        let mut line = "lark-cli im search-messages".to_owned();
        let mut add = |flag: &str, value: &str| line += &format!(" --{flag} {}", quote(value));
        if !self.query.is_empty() {
            add("query", &self.query);
        }
        self.chats.iter().for_each(|chat| add("chat-id", chat.as_str()));
        self.from.iter().for_each(|who| add("from", who));
        self.mentioned.iter().for_each(|who| add("mentioning", who));
        self.has.iter().for_each(|kind| add("has", kind.as_str()));
        self.from_type.iter().for_each(|kind| add("from-type", kind.as_str()));
        self.chat_type.iter().for_each(|kind| add("chat-type", kind.as_str()));
        self.period.start.iter().for_each(|time| add("since", &time.to_string()));
        self.period.end.iter().for_each(|time| add("until", &time.to_string()));
        if self.mentions_me {
            line += " --mentions-me";
        }
        line
    }
}
