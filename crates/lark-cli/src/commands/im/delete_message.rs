//! `lark-cli im delete-message`

use std::fmt;

use clap::Args;
use lark_api::{Endpoint, errors::codes, ids::MessageId, im::messages::DeleteMessage};
use schemars::JsonSchema;
use serde::Serialize;

use super::message_ids;
use crate::{
    context::Context,
    error::CommandError,
    output::{Batch, Output},
};

/// Recall messages: their place in the chat stays, their content goes
///
/// Needs --yes. With several, each has its own result, and one that fails does not stop the others.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im delete-message --message-id om_… --as bot --yes\n  \
    lark-cli im delete-message --message-id - --as bot --yes < ids.txt")]
pub struct DeleteMessageArgs {
    /// A message; several with commas or by repeating; `-` reads ids from standard input
    #[arg(long, value_name = "OM_ID", required = true, value_delimiter = ',')]
    message_id: Vec<String>,
}

/// A message that was recalled.
#[derive(Serialize, JsonSchema)]
struct Deleted {
    message_id: MessageId,
    deleted: bool,
}

pub fn run(context: &Context, args: DeleteMessageArgs) -> Result<Output<'_>, CommandError> {
    let ids = message_ids::read(&args.message_id)?;
    context.confirmed("recalling a message")?;
    let client = context.client(DeleteMessage::META.auth)?;
    let results = ids.into_iter().map(|message_id| {
        let request = DeleteMessage { message_id };
        let result = settled(client.call(&request).map(drop));
        let message_id = request.message_id;
        (message_id.to_string(), result.map(|()| Deleted { message_id, deleted: true }))
    });
    Batch::of("message_id", results.collect())
}

/// Where an answer was lost and the repeat finds the message recalled, it is what was asked for.
fn settled(outcome: Result<(), lark_client::Error>) -> Result<(), CommandError> {
    use lark_client::Error;
    let is_gone = |error: &Error| matches!(error, Error::Api(api) if api.code == codes::MESSAGE_GONE);
    match outcome {
        Err(Error::OutcomeUnknown(unknown)) if is_gone(&unknown.cause) => Ok(()),
        Err(error) if is_gone(&error) => Err(CommandError {
            message: "the message is already recalled".to_owned(),
            ..CommandError::from(error)
        }
        .with_hint("nothing is left to do; its place in the chat stays")),
        outcome => outcome.map_err(CommandError::from),
    }
}

impl fmt::Display for Deleted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recalled {}", self.message_id)
    }
}

#[cfg(test)]
mod tests {
    use lark_api::errors::{Family, Kind};
    use lark_client::{ApiError, Error, Unknown};

    use super::*;

    fn refusal(code: i64) -> Error {
        Error::Api(Box::new(ApiError {
            endpoint: DeleteMessage::META.name,
            family: Family::Message,
            status: 400,
            code,
            word: None,
            msg: "refused".to_owned(),
            kind: Some(Kind::Recalled),
            log_id: None,
            troubleshooter: None,
            retry_after: None,
            missing_scopes: Vec::new(),
            console_url: None,
            fields: Vec::new(),
            subject: lark_client::Subject::default(),
            tenant_brand: None,
        }))
    }

    fn after_a_loss(cause: Error) -> Error {
        let endpoint = DeleteMessage::META.name;
        Error::OutcomeUnknown(Box::new(Unknown { endpoint, uuid: None, attempts: 2, cause }))
    }

    #[test]
    fn a_recall_found_done_is_done_only_where_an_answer_was_lost() {
        assert!(settled(Err(after_a_loss(refusal(codes::MESSAGE_GONE)))).is_ok());
        let twice = settled(Err(refusal(codes::MESSAGE_GONE))).unwrap_err();
        assert_eq!((twice.message.as_str(), twice.exit_code()), ("the message is already recalled", 1));
        assert_eq!(twice.code, Some(codes::MESSAGE_GONE));
        let lost = settled(Err(after_a_loss(refusal(codes::NOT_IN_CHAT)))).unwrap_err();
        assert_eq!(lost.subtype, "outcome_unknown");
    }
}
