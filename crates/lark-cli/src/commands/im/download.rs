//! `lark-cli im download`

mod found;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use clap::Args;
use lark_api::{
    Endpoint,
    im::{
        files::GetResource,
        messages::{ListMessages, SortType},
    },
};
use serde_json::{Value, json};

use super::{
    downloading::{self, Kept, Outcomes},
    reading::{conversation::ConversationArgs, history::Stretch, period::PeriodArgs},
};
use crate::{
    context::Context,
    error::CommandError,
    output::{Batch, BatchRow, Output},
};
use found::{Found, Search};

/// Download all files of a stretch of history
///
/// Those of replies in threads, of posts and of what was forwarded too, oldest first. Run again, it
/// fetches what is missing alone.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im download --chat-id oc_… --output files --as bot\n  \
    lark-cli im download --chat 'Launch' --type image,video --since 2026-11-01 -o launch --as user")]
pub struct DownloadArgs {
    #[command(flatten)]
    conversation: ConversationArgs,

    #[command(flatten)]
    period: PeriodArgs,

    /// Only files of these kinds
    #[arg(long = "type", value_name = "KIND", value_delimiter = ',',
          value_parser = ["image", "file", "audio", "video"])]
    kinds: Vec<String>,

    /// Only files that this one sent: an id, or the exact name
    #[arg(long, value_name = "ID|NAME")]
    from: Option<String>,

    /// The directory they go to, made where there is none; this one unless told
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// The most files to download; all unless told
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
}

pub fn run(context: &Context, args: DownloadArgs) -> Result<Output<'_>, CommandError> {
    let both: Vec<_> =
        ListMessages::META.auth.iter().filter(|auth| GetResource::META.auth.contains(auth)).copied().collect();
    let client = context.client(&both)?;
    let stretch = Stretch {
        conversation: args.conversation.resolve(context, client)?,
        period: args.period.resolve(context)?,
        order: SortType::ByCreateTimeAsc,
        page_size: 50,
        page_token: None,
    };
    let limit = args.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let mut search = Search { client, kinds: &args.kinds, from: args.from.as_deref(), limit, found: Vec::new(), met: HashSet::new() };
    let is_all = search.run(stretch)?;
    let found = search.found;
    let directory = args.output.as_deref().unwrap_or_else(|| Path::new("."));
    let resources: Vec<_> = found.iter().map(|found| &found.resource).collect();
    let outcomes = match resources.is_empty() {
        true => Outcomes::new(),
        false => downloading::save_each(client, &resources, directory)?,
    };
    tell(context, &outcomes, is_all);
    let rows = found.iter().filter_map(|found| Some(row(found, outcomes.get(found.key())?)));
    Ok(Output::Batch(Batch { results: rows.collect() }))
}

fn tell(context: &Context, outcomes: &Outcomes, is_all: bool) {
    let kept = || outcomes.values().flatten().flatten();
    let there = kept().filter(|kept| kept.was_there).count();
    let saved = kept().count() - there;
    let failed = outcomes.values().filter(|outcome| outcome.is_err()).count();
    context.fact(
        "downloads",
        json!({ "saved": saved, "already_there": there, "failed": failed, "complete": is_all }),
    );
    if !is_all {
        context.warn("there are more files: a larger --limit, or none, fetches those too");
    }
    if failed > 0 {
        context.warn("the same command again fetches what is missing alone");
    }
}

fn row(found: &Found, outcome: &Result<Option<Kept>, CommandError>) -> BatchRow {
    let mut row = json!({
        "ok": outcome.is_ok(),
        "message_id": found.resource.message_id,
        "key": found.resource.key,
        "kind": found.resource.kind,
        "create_time": found.create_time,
    });
    let human = match outcome {
        Ok(kept) => {
            let kept = kept.as_ref();
            row["status"] = if kept.is_some_and(|kept| kept.was_there) { "already_there" } else { "saved" }.into();
            row["file_name"] = kept.map(|kept| kept.name.as_str()).into();
            row["size_bytes"] = kept.map(|kept| kept.size).into();
            row["saved_path"] = kept.map(|kept| kept.path.as_str()).into();
            kept.map_or_else(String::new, |kept| {
                let note = if kept.was_there { ", was there" } else { "" };
                format!("{} ({} bytes{note})", kept.path, kept.size)
            })
        }
        Err(error) => {
            row["status"] = "failed".into();
            row["file_name"] = found.resource.name.as_deref().into();
            row["error"] = serde_json::to_value(error).unwrap_or(Value::Null);
            let name = found.resource.name.as_deref().unwrap_or(found.key());
            format!("{name} of {} failed: {error}", found.resource.message_id)
        }
    };
    BatchRow { ok: outcome.is_ok(), json: row, human }
}
