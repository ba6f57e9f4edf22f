//! `lark-cli im remove-member`

use std::fmt;

use clap::Args;
use lark_api::{Endpoint, ids::ChatId, im::members::RemoveMembers};
use schemars::JsonSchema;
use serde::Serialize;

use super::targets::{ChatTarget, People};
use crate::{context::Context, error::CommandError, output::Output};

/// Remove people or bots from a group
///
/// Who is not in it is no error.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    lark-cli im remove-member --chat-id oc_… --user-id ou_… --as bot")]
pub struct RemoveMemberArgs {
    #[command(flatten)]
    chat: ChatTarget,
    #[command(flatten)]
    people: People,
}

/// Who is no longer in a group, and whose ids belong to nobody.
#[derive(Serialize, JsonSchema)]
struct Removed {
    chat_id: ChatId,
    removed: Vec<String>,
    invalid_id_list: Vec<String>,
}

pub fn run(context: &Context, args: RemoveMemberArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(RemoveMembers::META.auth)?;
    let chat_id = args.chat.resolve(context, client)?;
    let members = args.people.resolve(context, client)?;
    let mut invalid_id_list = Vec::new();
    for ids in members.per_call() {
        let answer = client.call(&RemoveMembers {
            chat_id: chat_id.clone(),
            member_id_type: Some(members.id_type()),
            id_list: ids.to_vec(),
        })?;
        invalid_id_list.extend(answer.invalid_id_list);
    }
    let removed = members.ids.into_iter().filter(|id| !invalid_id_list.contains(id)).collect();
    Ok(Output::value(Removed { chat_id, removed, invalid_id_list }))
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let removed = self.removed.iter().map(|id| format!("Removed {id}"));
        let invalid = self.invalid_id_list.iter().map(|id| format!("Belongs to nobody: {id}"));
        f.write_str(&removed.chain(invalid).collect::<Vec<_>>().join("\n"))
    }
}
