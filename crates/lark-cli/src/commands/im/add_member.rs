//! `lark-cli im add-member`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint,
    ids::ChatId,
    im::{
        MemberIdType,
        members::{AddMembers, AddedMembers},
    },
    limits,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::targets::{ChatTarget, Members, People};
use crate::{context::Context, error::CommandError, output::Output};

/// Add people or bots to a group
///
/// Who is in it already stays as they are.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im add-member --chat-id oc_… --user-id ou_… --as bot\n  \
    lark-cli im add-member --chat-id oc_… --bot-id cli_… --as user")]
pub struct AddMemberArgs {
    #[command(flatten)]
    chat: ChatTarget,
    #[command(flatten)]
    people: People,
}

/// Whom a group got, and who could not be added.
#[derive(Serialize, JsonSchema)]
struct Added {
    chat_id: ChatId,
    added: Vec<String>,
    invalid_id_list: Vec<String>,
    not_existed_id_list: Vec<String>,
    pending_approval_id_list: Vec<String>,
}

pub fn run(context: &Context, args: AddMemberArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(AddMembers::META.auth)?;
    let chat_id = args.chat.resolve(context, client)?;
    let members = args.people.resolve(context, client)?;
    let mut left_out = AddedMembers::default();
    for ids in members.per_call() {
        let answer = client.call(&AddMembers {
            chat_id: chat_id.clone(),
            member_id_type: Some(members.id_type()),
            succeed_type: None,
            id_list: ids.to_vec(),
        })?;
        left_out.invalid_id_list.extend(answer.invalid_id_list);
        left_out.not_existed_id_list.extend(answer.not_existed_id_list);
        left_out.pending_approval_id_list.extend(answer.pending_approval_id_list);
    }
    Ok(Output::value(Added::new(chat_id, members, left_out)))
}

impl Members {
    pub fn id_type(&self) -> MemberIdType {
        if self.are_bots { MemberIdType::AppId } else { MemberIdType::OpenId }
    }

    /// As many as one call takes at a time.
    pub fn per_call(&self) -> impl Iterator<Item = &[String]> {
        let most = if self.are_bots { limits::BOTS_PER_CALL } else { limits::MEMBERS_PER_CALL };
        self.ids.chunks(most)
    }
}

impl Added {
    fn new(chat_id: ChatId, members: Members, left_out: AddedMembers) -> Self {
        let AddedMembers { invalid_id_list, not_existed_id_list, pending_approval_id_list } =
            left_out;
        let is_out = |id: &String| {
            [&invalid_id_list, &not_existed_id_list, &pending_approval_id_list]
                .iter()
                .any(|list| list.contains(id))
        };
        let added = members.ids.into_iter().filter(|id| !is_out(id)).collect();
        Self { chat_id, added, invalid_id_list, not_existed_id_list, pending_approval_id_list }
    }
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        let mut line = |ids: &[String], what: &str| {
            lines.extend(ids.iter().map(|id| format!("{what} {id}")));
        };
        line(&self.added, "Added");
        line(&self.pending_approval_id_list, "Waiting for approval:");
        line(&self.invalid_id_list, "Cannot be added:");
        line(&self.not_existed_id_list, "Does not exist:");
        f.write_str(&lines.join("\n"))
    }
}
