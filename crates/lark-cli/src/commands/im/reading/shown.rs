//! What is shown of messages beside themselves, as flags.

use std::path::PathBuf;

use clap::Args;
use lark_api::Auth;
use lark_client::Client;

use super::{
    enrich::Additions,
    threads::{self, Threads},
};
use crate::{
    commands::im::downloading,
    context::Context,
    error::CommandError,
    hints::quote,
    readable::{self, ReadableMessage},
};

#[derive(Args, Clone, Default)]
#[group(id = "shown_of_messages", multiple = true)]
pub struct ShownArgs {
    /// Also who reacted how
    #[arg(long)]
    reactions: bool,

    /// Also whether you have read them; only as a person
    #[arg(long)]
    read_state: bool,

    /// Also the messages in forwarded bundles
    #[arg(long)]
    forwarded: bool,

    /// The messages as Lark answers them, content in JSON and unknown fields included
    #[arg(long, conflicts_with_all = ["reactions", "read_state", "forwarded", "download_resources"])]
    raw: bool,

    /// Save their files and images there
    #[arg(long, value_name = "DIR")]
    download_resources: Option<PathBuf>,
}

#[derive(Args, Clone, Default)]
#[group(id = "shown_threads", multiple = true)]
pub struct ThreadArgs {
    /// Also the replies in threads, oldest first: none, count, all, or so many of each
    #[arg(long, value_name = "HOW_MANY", value_parser = threads, conflicts_with = "raw")]
    threads: Option<(Threads, String)>,
}

fn threads(given: &str) -> Result<(Threads, String), &'static str> {
    given.parse().map(|threads| (threads, given.to_lowercase())).map_err(|_: &str| threads::TAKES)
}

impl ThreadArgs {
    pub fn wanted(&self) -> Threads {
        self.threads.as_ref().map(|(threads, _)| *threads).unwrap_or_default()
    }

    pub fn flags(&self) -> String {
        self.threads.as_ref().map(|(_, text)| format!(" --threads {text}")).unwrap_or_default()
    }
}

impl ShownArgs {
    pub fn is_raw(&self) -> bool {
        self.raw
    }

    pub fn additions(&self, threads: Threads) -> Additions {
        Additions {
            threads,
            reactions: self.reactions,
            read_state: self.read_state,
            bundles: self.forwarded,
        }
    }

    /// Refuses what Lark tells only people, before anything is read.
    pub fn check(&self, client: &Client) -> Result<(), CommandError> {
        match (self.read_state, client.identity()) {
            (true, Auth::Bot) => Err(CommandError::invalid(
                "--read-state",
                "Lark tells only a person what they have read",
            )
            .with_hint(
                "use --as user; who has read a message: lark-cli im read-status --message-id om_…",
            )),
            _ => Ok(()),
        }
    }

    pub fn flags(&self) -> String {
        let mut flags = String::new();
        let switches = [
            (self.reactions, " --reactions"),
            (self.read_state, " --read-state"),
            (self.forwarded, " --forwarded"),
            (self.raw, " --raw"),
        ];
        switches.iter().filter(|(is_on, _)| *is_on).for_each(|(_, flag)| flags += flag);
        if let Some(directory) = &self.download_resources {
            flags += &format!(" --download-resources {}", quote(&directory.to_string_lossy()));
        }
        flags
    }

    /// Saves the files of the messages, where that was asked for.
    pub fn save(&self, context: &Context, client: &Client, messages: &mut [ReadableMessage]) {
        let Some(directory) = &self.download_resources else { return };
        readable::visit_all(messages, &mut |message| {
            message.resources = message.files();
        });
        let mut resources = Vec::new();
        readable::resources_in(messages, &mut resources);
        if let Err(error) = downloading::save_all(client, &mut resources, directory) {
            context.warn(&format!("files could not be saved: {error}"));
        }
    }
}
