//! Messages that are read by their ids.

use std::collections::HashMap;

use lark_api::{
    ids::MessageId,
    im::messages::{CardContent, Message, find::BatchGetMessages},
    limits,
};
use lark_client::Client;

use super::enrich::AT_ONCE;
use crate::{commands::im::pool, error::CommandError};

/// Fifty a call; and the ids that nothing was answered for.
pub fn several(
    client: &Client,
    ids: &[MessageId],
) -> Result<(Vec<Message>, Vec<MessageId>), CommandError> {
    let chunks: Vec<_> = ids.chunks(limits::MESSAGES_PER_CALL).collect();
    let mut found = HashMap::new();
    for answer in pool::each(&chunks, AT_ONCE, |ids| client.call(&batch(ids))) {
        let items = answer?.items.into_iter();
        found.extend(items.map(|message| (message.message_id.clone(), message)));
    }
    Ok(in_order(ids, found))
}

/// Asks for at most fifty messages as they are shown.
pub fn batch(ids: &[MessageId]) -> BatchGetMessages {
    BatchGetMessages {
        message_ids: ids.to_vec(),
        user_id_type: None,
        card_msg_content_type: Some(CardContent::Raw),
        with_sender_name: Some(true),
    }
}

/// What was found, as it was asked for; and what was not.
pub fn in_order<T>(
    ids: &[MessageId],
    mut found: HashMap<MessageId, T>,
) -> (Vec<T>, Vec<MessageId>) {
    let mut missing = Vec::new();
    let mut messages = Vec::new();
    for id in ids {
        match found.remove(id) {
            Some(message) => messages.push(message),
            None => missing.push(id.clone()),
        }
    }
    (messages, missing)
}
