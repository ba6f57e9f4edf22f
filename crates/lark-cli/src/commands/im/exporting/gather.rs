//! Reads a conversation into the parts of an export, page by page.

use std::path::Path;

use jiff::Timestamp;
use lark_api::{
    errors::codes,
    ids::MessageId,
    im::messages::{Message, SortType},
    limits,
};
use lark_client::Client;

use super::parts::{Parts, State};
use crate::{
    commands::im::{
        downloading,
        reading::{
            conversation::Conversation,
            enrich::{Additions, Enricher},
            history::{self, HistoryPage, Stretch},
            period::Period,
            threads::Threads,
        },
    },
    context::Context,
    error::CommandError,
    output::Progress,
    readable::{self, ReadableMessage, Resource, document::ResourceKind},
};

/// Which files are saved beside an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Files {
    #[default]
    All,
    Images,
    None,
}

pub struct Gathering<'a> {
    pub context: &'a Context,
    pub client: &'a Client,
    pub conversation: Conversation,
    pub files: Files,
    /// Where files go.
    pub directory: &'a Path,
}

impl Gathering<'_> {
    /// Reads on to the end. What was gathered before a failure stays for the next time.
    pub fn run(&self, parts: &mut Parts) -> Result<(), CommandError> {
        let additions =
            Additions { threads: Threads::All, reactions: true, read_state: false, bundles: true };
        let enricher = Enricher::new(self.context, self.client, additions);
        let progress = Progress::tally("messages");
        while !parts.state.is_whole {
            let page = self.page(&parts.state)?;
            if leads_back(&page, &parts.state) {
                return Err(history::repeats());
            }
            let recent: Vec<_> =
                page.messages.iter().map(|message| message.message_id.clone()).collect();
            let is_new = |id: &MessageId| !parts.state.recent.contains(id);
            let messages: Vec<_> =
                page.messages.into_iter().filter(|message| is_new(&message.message_id)).collect();
            let mut messages = enricher.enrich(messages);
            let mut state = State {
                next: page.next.clone(),
                is_whole: page.next.is_none(),
                ..parts.state.clone()
            };
            self.save_files(&mut messages, &mut state)?;
            count(&messages, &mut state);
            if !recent.is_empty() {
                state.recent = recent;
            }
            progress.reach(state.messages);
            parts.add(messages, state)?;
        }
        Ok(())
    }

    /// What a dry run shows: the first page, for the others depend on it.
    pub fn plan(&self, state: &State) -> Result<(), CommandError> {
        self.page(state).map(drop)
    }

    /// The next page; where its token is good no more, the messages from the last one's time on.
    fn page(&self, state: &State) -> Result<HistoryPage, CommandError> {
        let mut stretch = Stretch {
            conversation: self.conversation.clone(),
            period: Period { start: time(state.start), end: time(state.end) },
            order: SortType::ByCreateTimeAsc,
            page_size: limits::MESSAGES_PAGE,
            page_token: state.next.clone(),
        };
        let page = stretch.page(self.client);
        match (page, state.last) {
            (Err(error), Some(last)) if state.next.is_some() && is_refused_token(&error) => {
                stretch.page_token = None;
                stretch.period = stretch.rest_after(last);
                stretch.page(self.client)
            }
            (page, _) => page,
        }
    }

    fn save_files(
        &self,
        messages: &mut [ReadableMessage],
        state: &mut State,
    ) -> Result<(), CommandError> {
        if self.files == Files::None {
            return Ok(());
        }
        let is_wanted = |file: &Resource| match self.files {
            Files::Images => file.kind == ResourceKind::Image,
            _ => !matches!(file.kind, ResourceKind::Sticker | ResourceKind::Folder),
        };
        readable::visit_all(messages, &mut |message| {
            message.resources = message.files();
            message.resources.retain(is_wanted);
        });
        let mut files = Vec::new();
        readable::resources_in(messages, &mut files);
        if files.is_empty() {
            return Ok(());
        }
        downloading::save_all(self.client, &mut files, self.directory)?;
        for file in files {
            file.saved_path = file.saved_path.as_deref().map(|path| self.beside(path));
            match &file.error {
                None => state.files += 1,
                Some(_) => state.failed_files += 1,
            }
        }
        Ok(())
    }

    /// A file as the export names it: from where it lies itself.
    fn beside(&self, path: &str) -> String {
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("{}/{}", name(self.directory), name(Path::new(path)))
    }
}

/// Whether a page leads to itself, or its messages were all there before the last page.
fn leads_back(page: &HistoryPage, state: &State) -> bool {
    let Some(next) = &page.next else { return false };
    let is_old = |message: &Message| {
        state.last.is_some_and(|last| message.create_time.0 < last)
            && !state.recent.contains(&message.message_id)
    };
    state.next.as_ref() == Some(next)
        || (!page.messages.is_empty() && page.messages.iter().all(is_old))
}

fn time(millis: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_millisecond(millis?).ok()
}

/// Lark says no more about a token than that something is wrong.
fn is_refused_token(error: &CommandError) -> bool {
    error.code == Some(codes::MESSAGE_PARAM)
}

fn count(messages: &[ReadableMessage], state: &mut State) {
    for message in messages {
        state.messages += 1;
        state.replies += message.thread_replies.iter().flatten().count() as u64;
        let day = message.time.strftime("%Y-%m-%d").to_string();
        state.last = Some(message.millis());
        state.days = Some(match state.days.take() {
            Some((first, _)) => (first, day),
            None => (day.clone(), day),
        });
    }
}
