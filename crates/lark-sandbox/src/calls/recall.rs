//! Messages: recall.

use lark_api::{
    errors::codes,
    im::{Nothing, messages::DeleteMessage},
    limits::{RECALL_ANY_SECONDS, RECALL_OWN_SECONDS},
};

use super::access;
use crate::{
    failure::Failure,
    model::{batches, messages},
    store::Call,
};

pub(super) fn delete(call: &Call<'_>, request: DeleteMessage) -> Result<Nothing, Failure> {
    let (message, chat) = access::message(call, request.message_id.as_str())?;
    access::not_dissolved(&chat)?;
    if message.deleted {
        return Err(Failure::code(codes::MESSAGE_GONE));
    }
    // A batch is recalled as a whole.
    if batches::of_message(call.store.db, message.key)?.is_some() {
        return Err(Failure::code(codes::MESSAGE_UNSUPPORTED));
    }
    let age = call.store.now - message.created_at;
    let may_recall_any = !chat.is_p2p() && access::is_administrator(call, &chat)?;
    let (allowed, seconds) = if may_recall_any {
        (true, RECALL_ANY_SECONDS)
    } else {
        (message.sender == call.caller.actor, RECALL_OWN_SECONDS)
    };
    if !allowed {
        return Err(Failure::code(codes::NO_RECALL_PERMISSION));
    }
    if age > seconds * 1000 {
        return Err(Failure::code(codes::RECALL_TOO_LATE));
    }
    messages::recall(&call.store, message.key)?;
    call.record_of("message.recalled", &message)?;
    Ok(Nothing {})
}
