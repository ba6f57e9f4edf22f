//! `lark-cli im update-card`

use std::fmt;

use clap::Args;
use lark_api::{
    Endpoint,
    content::Content,
    errors::codes,
    ids::MessageId,
    im::messages::change::PatchCard,
    limits,
};
use lark_client::Error;
use schemars::JsonSchema;
use serde::Serialize;

use super::sending::{GivenCard, ReadArgs};
use crate::{context::Context, error::CommandError, output::Output};

/// Replace a card that the caller sent
///
/// All who see the card get the new one, within 14 days of its sending. Cards of schema 1.0 have to
/// say so, before and after: "config": {"update_multi": true}.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im update-card --message-id om_… --card @card.json --as bot\n  \
    build-report | lark-cli im update-card --message-id om_… --card - --as bot")]
pub struct UpdateCardArgs {
    /// The message the card is in
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    /// The new card; `@file` reads a file, `-` standard input
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true)]
    card: String,

    #[command(flatten)]
    read: ReadArgs,
}

/// A card that was replaced.
#[derive(Serialize, JsonSchema)]
struct Updated {
    message_id: MessageId,
    updated: bool,
}

pub fn run(context: &Context, args: UpdateCardArgs) -> Result<Output<'_>, CommandError> {
    let content = GivenCard::Composed(args.card).read(context, &args.read)?;
    check(&content)?;
    let client = context.client(PatchCard::META.auth)?;
    let request =
        PatchCard { message_id: args.message_id, content: content.to_wire() };
    client.call(&request).map_err(|error| refused(&request.message_id, error))?;
    Ok(Output::value(Updated { message_id: request.message_id, updated: true }))
}

fn check(content: &Content) -> Result<(), CommandError> {
    if let Content::Card(card) = content
        && card.is_shared() == Some(false)
    {
        return Err(CommandError::invalid(
            "--card",
            "the card is not one that all who see it share, so it cannot take another's place",
        )
        .with_hint("add to it: \"config\": {\"update_multi\": true}"));
    }
    let size = content.size_in_body();
    if size <= limits::RICH_BODY {
        return Ok(());
    }
    let message = format!("the card has {size} bytes, Lark takes at most {}", limits::RICH_BODY);
    Err(CommandError::invalid("--card", message).with_hint("shorten it, or link to the rest"))
}

/// Lark has one code for all that is wrong with the message; its words tell what it is.
fn refused(message_id: &MessageId, error: Error) -> CommandError {
    let hint = match &error {
        Error::Api(api) if api.code == codes::MESSAGE_PARAM => why(message_id, &api.msg),
        _ => None,
    };
    let error = CommandError::from(error);
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

fn why(message_id: &MessageId, said: &str) -> Option<String> {
    let said = said.to_ascii_lowercase();
    if said.contains("not a card") {
        return Some(format!(
            "texts and posts are edited: lark-cli im edit-message --message-id {message_id} --text …"
        ));
    }
    if said.contains("not a shared card") {
        return Some(
            "a card that was sent without \"config\": {\"update_multi\": true} stays as it is; send \
             the new one: lark-cli im send-message --card @card.json"
                .to_owned(),
        );
    }
    said.contains("sender").then(|| {
        format!(
            "only who sent the card replaces it; if that is your other identity: --as bot or \
             --as user; who it was: lark-cli im get-message --message-id {message_id}"
        )
    })
}

impl fmt::Display for Updated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Replaced the card {}", self.message_id)
    }
}
