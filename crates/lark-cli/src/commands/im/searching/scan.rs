//! A search through the history of given chats, for where Lark's own search does not reach.

use lark_api::{
    ids::ChatId,
    im::messages::{
        SortType,
        find::{Attachment, FromType},
    },
    limits,
};
use lark_client::Client;

use super::{found::FoundRow, wanted::Wanted};
use crate::{
    commands::im::{
        listing::{self, ListArgs, PageOfRows, Pages},
        places::Places,
        reading::{
            conversation::Conversation,
            enrich::{Additions, Enricher},
            history::Stretch,
            threads::Threads,
        },
    },
    context::Context,
    error::CommandError,
    output::{Order, Rows},
    readable::{COLUMNS, ReadableMessage, document::ResourceKind},
    resolve,
};

/// Reads chat after chat, each newest first, replies after the message they answer.
pub fn read<'a>(
    context: &'a Context,
    client: &'a Client,
    wanted: Wanted,
    (list, additions): (ListArgs, Additions),
) -> Result<Rows<'a>, CommandError> {
    if wanted.chats.is_empty() {
        return Err(CommandError::missing_one_of(&["--chat-id", "--chat"])
            .with_hint("--scan reads chats from their beginning to their end: name them"));
    }
    if wanted.chat_type.is_some() {
        return Err(CommandError::invalid("--chat-type", "the chats to scan are named")
            .with_hint("leave --chat-type out, or search without --scan"));
    }
    let me = wanted.mentions_me.then(|| resolve::me(client)).transpose()?;
    let command = format!("{} --scan", wanted.command());
    let test = Test { words: words(&wanted.query), me, wanted };
    let enricher = Enricher::new(context, client, Additions { threads: Threads::All, ..additions });
    let places = Places::new(context, client);
    let mut scanned: u64 = 0;
    let turn = move |token: Option<&str>| {
        let (chat, token) = place_of(&test.wanted.chats, token)?;
        let stretch = Stretch {
            conversation: Conversation::Chat(chat.clone()),
            period: test.wanted.period.clone(),
            order: SortType::ByCreateTimeDesc,
            page_size: limits::MESSAGES_PAGE,
            page_token: token,
        };
        let page = stretch.page(client)?;
        let mut messages = Vec::new();
        for mut message in enricher.enrich(page.messages) {
            let replies = message.thread_replies.take().unwrap_or_default();
            messages.push(message);
            messages.extend(replies);
        }
        scanned += u64::try_from(messages.len()).unwrap_or_default();
        context.fact("scanned", scanned);
        let looked_at = messages.len();
        messages.retain(|message| test.takes(message));
        places.look_up(enricher.names(), messages.iter().map(|message| &message.chat_id));
        let rows = messages.into_iter().map(|message| FoundRow::row(message, &places));
        let next = match page.next {
            Some(next) => Some(format!("{chat}/{next}")),
            None => chat_after(&test.wanted.chats, &chat).map(ToString::to_string),
        };
        Ok(PageOfRows { rows: rows.collect(), looked_at, next, ..PageOfRows::default() })
    };
    listing::rows(Pages {
        turn: Box::new(turn),
        args: list,
        key: "messages",
        columns: COLUMNS,
        command,
        order: Order::AsListed,
    })
}

/// A token of a scan: the chat, and in it Lark's own token.
fn place_of(
    chats: &[ChatId],
    token: Option<&str>,
) -> Result<(ChatId, Option<String>), CommandError> {
    let Some(token) = token else { return Ok((chats[0].clone(), None)) };
    let (chat, token) = match token.split_once('/') {
        Some((chat, token)) => (chat, Some(token.to_owned())),
        None => (token, None),
    };
    match chats.iter().find(|known| known.as_str() == chat) {
        Some(chat) => Ok((chat.clone(), token)),
        None => Err(CommandError::invalid("--page-token", "it is not of a scan of these chats")
            .with_hint("give the command that the earlier scan named, or scan from the start")),
    }
}

fn chat_after<'c>(chats: &'c [ChatId], chat: &ChatId) -> Option<&'c ChatId> {
    let at = chats.iter().position(|known| known == chat)?;
    chats.get(at + 1)
}

/// What a message has to be.
struct Test {
    /// In small letters; all of them stand in it.
    words: Vec<String>,
    me: Option<String>,
    wanted: Wanted,
}

impl Test {
    fn takes(&self, message: &ReadableMessage) -> bool {
        let wanted = &self.wanted;
        let is_bot = message.sender.sender_type == "app";
        let is_from = |kind: &FromType| (*kind == FromType::Bot) == is_bot;
        wanted.from_type.as_ref().is_none_or(is_from)
            && (wanted.from.is_empty() || wanted.from.contains(&message.sender.id))
            && self.mentions_whom_it_should(message)
            && (wanted.has.is_empty() || wanted.has.iter().any(|kind| has(message, kind)))
            && self.says_the_words(message)
    }

    fn mentions_whom_it_should(&self, message: &ReadableMessage) -> bool {
        let mut asked = self.wanted.mentioned.iter().chain(&self.me).peekable();
        let is_named = |id: &String| message.mentions.iter().any(|mention| mention.id == *id);
        asked.peek().is_none() || message.content.contains("@all") || asked.any(is_named)
    }

    fn says_the_words(&self, message: &ReadableMessage) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let said = message.content.to_lowercase();
        self.words.iter().all(|word| said.contains(word))
    }
}

fn has(message: &ReadableMessage, kind: &Attachment) -> bool {
    let wanted = match kind {
        Attachment::Link => return message.document.has_link(),
        Attachment::Image => ResourceKind::Image,
        Attachment::Video => ResourceKind::Video,
        _ => ResourceKind::File,
    };
    message.document.resources().iter().any(|resource| resource.kind == wanted)
}

/// The words of a query; those between quotation marks stay together.
fn words(query: &str) -> Vec<String> {
    let parts = query.to_lowercase();
    let words = parts.split('"').enumerate().flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.filter(|word| !word.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_alone_unless_quoted() {
        assert_eq!(words("Release  2.0"), ["release", "2.0"]);
        assert_eq!(words("\"Big Release\" 发布"), ["big release", "发布"]);
        assert!(words(" \"\" ").is_empty());
    }

    #[test]
    fn a_token_names_one_of_the_chats() {
        let chats = [ChatId::unchecked("oc_1"), ChatId::unchecked("oc_2")];
        let (chat, token) = place_of(&chats, Some("oc_2/a/b=")).unwrap();
        assert_eq!((chat.as_str(), token.as_deref()), ("oc_2", Some("a/b=")));
        assert_eq!(place_of(&chats, Some("oc_2")).unwrap().1, None);
        assert_eq!(place_of(&chats, None).unwrap().0.as_str(), "oc_1");
        assert!(place_of(&chats, Some("oc_3/x")).is_err());
        assert_eq!(chat_after(&chats, &chats[0]), Some(&chats[1]));
        assert_eq!(chat_after(&chats, &chats[1]), None);
    }
}
