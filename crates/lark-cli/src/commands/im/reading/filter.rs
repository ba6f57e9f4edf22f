//! Which messages are wanted, told from what Lark gives: its history takes no filters.

use clap::Args;
use lark_api::{
    Auth,
    ids::{AppId, OpenId},
    im::{MsgType, messages::Message},
};
use lark_client::Client;

use crate::{context::Context, error::CommandError, hints::quote, names::Names, resolve};

#[derive(Args, Clone)]
#[group(id = "message_filter", multiple = true)]
pub struct FilterArgs {
    /// Only from this person or bot: an id (ou_…, cli_…), a name as messages show it, an e-mail address, me; any of several by repeating
    #[arg(long, value_name = "WHO")]
    from: Vec<String>,

    /// Only of this type: text, post, image, file, audio, video, sticker, card, …; any of several with commas or by repeating
    #[arg(long = "type", value_name = "TYPES", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<MsgType>,

    /// Only what has this text in it, in any case
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    contains: Option<String>,

    /// Only what mentions you, or everybody
    #[arg(long)]
    mentions_me: bool,

    /// The most messages to look at for those wanted by --from, --type, --contains and --mentions-me
    #[arg(long, value_name = "N", default_value_t = SCAN_LIMIT, value_parser = clap::value_parser!(u64).range(1..))]
    scan_limit: u64,
}

/// Some two hundred requests.
const SCAN_LIMIT: u64 = 10_000;

/// Which messages are wanted, its names looked up.
#[derive(Default)]
pub struct Filter {
    from: Vec<Who>,
    kinds: Vec<MsgType>,
    /// In small letters.
    contains: Option<String>,
    /// One's own id where messages have to mention one.
    mentioned: Option<String>,
    scan_limit: u64,
    flags: String,
}

#[derive(Debug, PartialEq)]
enum Who {
    Id(String),
    /// Whoever shows it: two of the same name are both meant.
    Name(String),
}

/// What people call some of the types.
const PLAIN: &[(&str, MsgType)] = &[
    ("video", MsgType::Media),
    ("card", MsgType::Interactive),
    ("voice", MsgType::Audio),
    ("bundle", MsgType::MergeForward),
    ("contact", MsgType::ShareUser),
];

fn kind(name: &str) -> Result<MsgType, String> {
    let name = name.trim().to_lowercase();
    if let Some((_, kind)) = PLAIN.iter().find(|(plain, _)| *plain == name) {
        return Ok(kind.clone());
    }
    match MsgType::from(name.replace('-', "_").as_str()) {
        MsgType::Other(_) => Err(format!(
            "`{}` is none of text, post, image, file, folder, audio, video (media), sticker, card \
             (interactive), share_chat, share_user, system, bundle (merge_forward), location, \
             hongbao, todo, vote, video_chat, calendar, general_calendar, share_calendar_event",
            name.escape_debug()
        )),
        kind => Ok(kind),
    }
}

impl FilterArgs {
    pub fn resolve(self, context: &Context, client: &Client) -> Result<Filter, CommandError> {
        let mut flags = String::new();
        self.from.iter().for_each(|who| flags += &format!(" --from {}", quote(who)));
        self.kinds.iter().for_each(|kind| flags += &format!(" --type {}", kind.as_str()));
        self.contains.iter().for_each(|text| flags += &format!(" --contains {}", quote(text)));
        if self.mentions_me {
            flags += " --mentions-me";
        }
        if !flags.is_empty() && self.scan_limit != SCAN_LIMIT {
            flags += &format!(" --scan-limit {}", self.scan_limit);
        }
        let mut from = Vec::new();
        for who in &self.from {
            from.extend(whom(context, client, who)?);
        }
        Ok(Filter {
            from,
            kinds: self.kinds,
            contains: self.contains.map(|text| text.to_lowercase()),
            mentioned: self.mentions_me.then(|| resolve::me(client)).transpose()?,
            scan_limit: self.scan_limit,
            flags,
        })
    }
}

/// A bot has two ids: as an app it sends, as a member of chats it is mentioned.
fn whom(context: &Context, client: &Client, who: &str) -> Result<Vec<Who>, CommandError> {
    if who == "me" {
        let app = client.app_id().filter(|_| client.identity() == Auth::Bot);
        let ids = app.map(str::to_owned).into_iter().chain([resolve::me(client)?]);
        return Ok(ids.map(Who::Id).collect());
    }
    if who.parse::<OpenId>().is_ok() || who.parse::<AppId>().is_ok() {
        return Ok(vec![Who::Id(who.to_owned())]);
    }
    match who.contains('@') {
        true => Ok(vec![Who::Id(resolve::user(context, client, who)?.to_string())]),
        false => Ok(vec![Who::Name(who.to_owned())]),
    }
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_open(&self) -> bool {
        self.flags.is_empty()
    }

    /// The flags that mean it.
    pub fn flags(&self) -> &str {
        &self.flags
    }

    /// Whether as many were looked at as may be.
    pub fn is_spent(&self, scanned: u64) -> bool {
        !self.is_open() && scanned >= self.scan_limit
    }

    /// Whether it needs to know what senders are called.
    pub fn is_by_name(&self) -> bool {
        self.from.iter().any(|who| matches!(who, Who::Name(_)))
    }

    /// All but the text, which is read of few.
    pub fn takes(&self, message: &Message, names: &Names<'_>) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&message.msg_type))
            && self.mentioned.as_ref().is_none_or(|me| mentions(message, me))
            && (self.from.is_empty() || self.from.iter().any(|who| who.sent(message, names)))
    }

    /// Whether a message that is not recalled says what is wanted.
    pub fn takes_text(&self, content: &str, is_recalled: bool) -> bool {
        let says = |wanted: &String| !is_recalled && content.to_lowercase().contains(wanted);
        self.contains.as_ref().is_none_or(says)
    }
}

impl Who {
    fn sent(&self, message: &Message, names: &Names<'_>) -> bool {
        let sender = &message.sender;
        match self {
            Self::Id(id) => sender.id == *id || sender.open_bot_id.as_ref() == Some(id),
            Self::Name(name) => match &sender.sender_name {
                Some(shown) if !shown.is_empty() => shown == name,
                _ => names.get(&sender.id).as_ref() == Some(name),
            },
        }
    }
}

/// Everybody is mentioned by a key that is in no list of mentions.
fn mentions(message: &Message, who: &str) -> bool {
    !message.deleted
        && (message.mentions.iter().any(|mention| mention.id == who || mention.key == "@_all")
            || message.body.content.contains("@_all"))
}

#[cfg(test)]
mod tests {
    use lark_api::im::messages::{Mention, MessageBody};

    use super::*;

    #[test]
    fn types_have_plain_names_too() {
        assert_eq!(kind("video"), Ok(MsgType::Media));
        assert_eq!(kind("Card"), Ok(MsgType::Interactive));
        assert_eq!(kind("merge-forward"), Ok(MsgType::MergeForward));
        assert!(kind("vidoe").unwrap_err().contains("video (media)"));
    }

    #[test]
    fn text_is_found_in_any_case_and_never_in_what_was_recalled() {
        let filter = Filter { contains: Some("größe".to_owned()), ..Filter::default() };
        assert!(filter.takes_text("Welche GRÖSSE? GRÖßE!", false));
        assert!(!filter.takes_text("Größe", true));
        assert!(Filter::default().takes_text("", true));
    }

    #[test]
    fn everybody_is_oneself_too() {
        let says = |content: &str| Message {
            body: MessageBody { content: content.to_owned() },
            ..Message::default()
        };
        assert!(mentions(&says(r#"{"text":"@_all lunch"}"#), "ou_1"));
        assert!(!mentions(&says(r#"{"text":"@_user_1 lunch"}"#), "ou_1"));
        let mention = Mention { id: "ou_1".to_owned(), ..Mention::default() };
        assert!(mentions(&Message { mentions: vec![mention], ..Message::default() }, "ou_1"));
    }
}
