//! Messages: search, by the newer service and by the older.

use std::collections::{BTreeMap, BTreeSet};

use lark_api::{
    Page,
    ids::{ChatId, MessageId, ThreadId},
    im::messages::find::{
        Attachment, FoundMessage, FoundMessages, FoundMeta, FromType, MessageFilter,
        SearchMessages, SearchedChats, TimeRange,
    },
    limits::MESSAGES_PAGE,
    search::{SearchMessageIds, SearchedChatType, SearchedType},
    time::Seconds,
};

use super::{contact, paging};
use crate::{
    content::said::Said,
    failure::Failure,
    keys::{ActorKey, ChatKey},
    model::{
        actors::{self, IdKind},
        chats,
        messages::{self, Message},
    },
    page::{Cursor, Pager},
    store::Call,
    view::View,
};

pub(super) fn search(call: &Call<'_>, request: SearchMessages) -> Result<FoundMessages, Failure> {
    let size = paging::message_size(request.page_size, MESSAGES_PAGE)?;
    let id_kind = contact::id_kind(request.user_id_type.as_ref())?;
    let filter = request.filter.unwrap_or_default();
    if request.query.trim().is_empty() && filter == MessageFilter::default() {
        return Err(Failure::param("query and filter cannot be empty at the same time"));
    }
    let bounds = serde_json::to_string(&filter).unwrap_or_default();
    let pager = Pager::new(call, &[&request.query, &bounds]);
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let wanted = Wanted::of(call, &request.query, filter, id_kind)?;
    let (found, total) = wanted.find(call, after, size)?;
    let cut = pager.cut(found, size, |message| [message.created_at, message.key.0]);
    let view = View::new(call, request.user_id_type);
    let items = cut.items.iter().map(|message| show(call, &view, message));
    Ok(FoundMessages {
        items: items.collect::<Result<_, _>>()?,
        total,
        has_more: cut.has_more(),
        page_token: cut.page_token,
        notice: String::new(),
    })
}

pub(super) fn search_ids(
    call: &Call<'_>,
    request: SearchMessageIds,
) -> Result<Page<String>, Failure> {
    let size = paging::message_size(request.page_size, MESSAGES_PAGE)?;
    let id_kind = contact::id_kind(request.user_id_type.as_ref())?;
    if request.query.trim().is_empty() {
        return Err(Failure::param("query cannot be empty"));
    }
    let start = request.start_time.map_or(i64::MIN, |Seconds(time)| time.saturating_mul(1000));
    let end = request.end_time.map_or(i64::MAX, |Seconds(time)| time.saturating_mul(1000) + 999);
    let attachment = request.message_type.map(|kind| match kind {
        SearchedType::Image => Attachment::Image,
        SearchedType::Media => Attachment::Video,
        SearchedType::File => Attachment::File,
        SearchedType::Other(other) => Attachment::Other(other),
    });
    let filter = MessageFilter {
        from_ids: request.from_ids,
        chat_ids: request.chat_ids,
        at_chatter_ids: request.at_chatter_ids,
        include_attachment_types: attachment.into_iter().collect(),
        from_types: request.from_type.into_iter().collect(),
        chat_type: request.chat_type.map(|kind| match kind {
            SearchedChatType::Group => SearchedChats::Group,
            SearchedChatType::P2p => SearchedChats::P2p,
            SearchedChatType::Other(other) => SearchedChats::Other(other),
        }),
        ..MessageFilter::default()
    };
    let bounds = format!("{} {start} {end}", serde_json::to_string(&filter).unwrap_or_default());
    let pager = Pager::new(call, &[&request.query, &bounds]);
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let wanted = Wanted::of(call, &request.query, filter, id_kind)?;
    let (found, _) = Wanted { between: (start, end), ..wanted }.find(call, after, size)?;
    let cut = pager.cut(found, size, |message| [message.created_at, message.key.0]);
    Ok(Page {
        has_more: cut.has_more(),
        page_token: cut.page_token,
        items: cut.items.into_iter().map(|message| message.message_id).collect(),
    })
}

/// What a search is for, its ids looked up.
struct Wanted {
    /// In small letters.
    query: String,
    between: (i64, i64),
    from: BTreeSet<ActorKey>,
    chats: BTreeSet<ChatKey>,
    mentioned: BTreeSet<i64>,
    filter: MessageFilter,
}

impl Wanted {
    fn of(
        call: &Call<'_>,
        query: &str,
        filter: MessageFilter,
        id_kind: IdKind,
    ) -> Result<Self, Failure> {
        check(&filter)?;
        let db = call.store.db;
        let mut mentioned = people(call, &filter.at_chatter_ids, id_kind)?;
        if filter.is_at_me == Some(true) {
            mentioned.insert(call.caller.actor);
        }
        let mut chats = BTreeSet::new();
        for id in &filter.chat_ids {
            chats.extend(chats::find(db, call.caller.tenant, id.as_str())?.map(|chat| chat.key));
        }
        Ok(Self {
            query: query.trim().to_lowercase(),
            between: between(filter.time_range.as_ref())?,
            from: people(call, &filter.from_ids, id_kind)?,
            chats,
            mentioned: mentioned.iter().map(|actor| actor.0).collect(),
            filter,
        })
    }

    /// Those of the page after `after` and one more, and how many there are on all pages.
    fn find(
        &self,
        call: &Call<'_>,
        after: Option<Cursor>,
        size: u32,
    ) -> Result<(Vec<Message>, i64), Failure> {
        let mut kinds = Kinds::default();
        let (mut page, mut total) = (Vec::new(), 0);
        let enough = usize::try_from(size).unwrap_or(usize::MAX).saturating_add(1);
        let after = after.unwrap_or([i64::MAX, i64::MAX]);
        let db = call.store.db;
        messages::scan(db, call.caller.actor, self.between, self.word(), |message| {
            if self.takes(&message) && kinds.take(db, &message, &self.filter)? {
                total += 1;
                let is_later = [message.created_at, message.key.0] < after;
                if is_later && page.len() < enough {
                    page.push(message);
                }
            }
            Ok(())
        })?;
        Ok((page, total))
    }

    /// What of the query the database can look for: only of plain letters it knows the small ones.
    fn word(&self) -> &str {
        let plain = self.query.chars().all(|c| c.is_ascii() && !matches!(c, '"' | '\\'));
        if plain { &self.query } else { "" }
    }

    fn takes(&self, message: &Message) -> bool {
        let filter = &self.filter;
        let named = |asked: bool, found: bool| !asked || found;
        named(!filter.from_ids.is_empty(), self.from.contains(&message.sender))
            && named(!filter.chat_ids.is_empty(), self.chats.contains(&message.chat))
            && named(self.asks_for_mentions(), self.is_mentioned(message))
            && self.says(message)
    }

    fn asks_for_mentions(&self) -> bool {
        !self.filter.at_chatter_ids.is_empty() || self.filter.is_at_me == Some(true)
    }

    fn is_mentioned(&self, message: &Message) -> bool {
        message.mentions.iter().any(|mention| self.mentioned.contains(&mention.actor))
            || message.content.contains("@_all")
    }

    fn says(&self, message: &Message) -> bool {
        let said = Said::read(message.msg_type.as_str(), &message.content);
        let kinds = &self.filter.include_attachment_types;
        let has = |kind: &Attachment| match kind {
            Attachment::Image => said.has_image,
            Attachment::Video => said.has_video,
            Attachment::File => said.has_file,
            Attachment::Link => said.has_link,
            Attachment::Other(_) => false,
        };
        said.text.contains(&self.query) && (kinds.is_empty() || kinds.iter().any(has))
    }
}

/// What senders and chats are, looked up once.
#[derive(Default)]
struct Kinds {
    bots: BTreeMap<ActorKey, bool>,
    p2p: BTreeMap<ChatKey, bool>,
}

impl Kinds {
    fn take(
        &mut self,
        db: &rusqlite::Connection,
        message: &Message,
        filter: &MessageFilter,
    ) -> rusqlite::Result<bool> {
        let is_bot = match self.bots.get(&message.sender) {
            Some(is_bot) => *is_bot,
            None => actors::get(db, message.sender)?.is_bot,
        };
        let is_p2p = match self.p2p.get(&message.chat) {
            Some(is_p2p) => *is_p2p,
            None => chats::get(db, message.chat)?.is_p2p(),
        };
        self.bots.insert(message.sender, is_bot);
        self.p2p.insert(message.chat, is_p2p);
        let from = if is_bot { FromType::Bot } else { FromType::User };
        let is_from = filter.from_types.is_empty() || filter.from_types.contains(&from);
        let is_in = match &filter.chat_type {
            None => true,
            Some(kind) => (*kind == SearchedChats::P2p) == is_p2p,
        };
        Ok(is_from && is_in && !filter.exclude_from_types.contains(&from))
    }
}

/// Refuses a value that no message has.
fn check(filter: &MessageFilter) -> Result<(), Failure> {
    let from = filter.from_types.iter().chain(&filter.exclude_from_types);
    if from.into_iter().any(|kind| matches!(kind, FromType::Other(_))) {
        return Err(Failure::param("invalid from_types"));
    }
    let kinds = &filter.include_attachment_types;
    if kinds.iter().any(|kind| matches!(kind, Attachment::Other(_))) {
        return Err(Failure::param("invalid include_attachment_types"));
    }
    match filter.chat_type {
        Some(SearchedChats::Other(_)) => Err(Failure::param("invalid chat_type")),
        _ => Ok(()),
    }
}

fn people(call: &Call<'_>, ids: &[String], id_kind: IdKind) -> Result<BTreeSet<ActorKey>, Failure> {
    let mut found = BTreeSet::new();
    for id in ids {
        let kind = if id.starts_with("cli_") { IdKind::AppId } else { id_kind };
        let actor = actors::find(call.store.db, call.caller.app, kind, id)?.actor();
        found.extend(actor.map(|actor| actor.key));
    }
    Ok(found)
}

fn between(range: Option<&TimeRange>) -> Result<(i64, i64), Failure> {
    let millis = |time: &Option<String>, name: &str| match time.as_deref() {
        None | Some("") => Ok(None),
        Some(text) => match text.parse::<jiff::Timestamp>() {
            Ok(time) => Ok(Some(time.as_millisecond())),
            Err(_) => Err(Failure::param(format!("invalid {name}: {text}"))),
        },
    };
    let Some(range) = range else {
        return Ok((i64::MIN, i64::MAX));
    };
    let start = millis(&range.start_time, "start_time")?.unwrap_or(i64::MIN);
    let end = millis(&range.end_time, "end_time")?.unwrap_or(i64::MAX);
    match end < start {
        true => Err(Failure::param("The end_time is earlier than the start_time")),
        false => Ok((start, end)),
    }
}

fn show(call: &Call<'_>, view: &View<'_>, message: &Message) -> Result<FoundMessage, Failure> {
    let db = call.store.db;
    let sender = actors::get(db, message.sender)?;
    let thread_id = message.thread.map(|first| messages::thread_id(db, first)).transpose()?;
    Ok(FoundMessage {
        id: message.message_id.clone(),
        display_info: String::new(),
        meta_data: FoundMeta {
            message_id: MessageId::unchecked(&message.message_id),
            kind: kind(message.msg_type.as_str()).to_owned(),
            create_time: message.created_at.to_string(),
            update_time: message.updated_at.to_string(),
            position: message.position,
            chat_id: ChatId::unchecked(chats::id(db, message.chat)?),
            from_id: view.id(&sender)?.0,
            thread_id: thread_id.map(ThreadId::unchecked),
            thread_position: message.thread_position,
            is_p2p_chat: chats::get(db, message.chat)?.is_p2p(),
        },
    })
}

/// The search has its own names for some kinds.
fn kind(msg_type: &str) -> &str {
    match msg_type {
        "interactive" => "card",
        "share_chat" => "share_group_chat",
        "share_user" => "share_user_card",
        same => same,
    }
}
