//! What is in a bundle of messages that were forwarded together.

use lark_api::{
    ids::MessageId,
    im::messages::{CardContent, GetMessage, Message},
};
use lark_client::{Client, Error};

use crate::readable::ReadableMessage;

/// The messages in a bundle, those of bundles in it too.
pub fn read(client: &Client, bundle: &MessageId) -> Result<Vec<Message>, Error> {
    let mut items = client.call(&get(bundle.clone()))?.items;
    items.retain(|message| message.upper_message_id.is_some());
    Ok(items)
}

/// Asks for a message as it is shown, and for what is in it.
pub fn get(message_id: MessageId) -> GetMessage {
    GetMessage {
        message_id,
        user_id_type: None,
        card_msg_content_type: Some(CardContent::Raw),
        with_sender_name: Some(true),
    }
}

/// The messages of `bundle`, each with those of its own. What names no bundle that is there stands
/// in the outermost one, so that nothing is lost.
pub fn nested(
    bundle: &MessageId,
    inner: Vec<(Option<MessageId>, ReadableMessage)>,
) -> Vec<ReadableMessage> {
    let ids: Vec<MessageId> = inner.iter().map(|(_, message)| message.message_id.clone()).collect();
    let mut left: Vec<Option<(Option<MessageId>, ReadableMessage)>> =
        inner.into_iter().map(Some).collect();
    for (upper, message) in left.iter_mut().flatten() {
        let is_known = upper.as_ref().is_some_and(|upper| ids.contains(upper));
        if !is_known || upper.as_ref() == Some(&message.message_id) {
            *upper = Some(bundle.clone());
        }
    }
    let mut found = taken(bundle, &mut left);
    // Bundles that name each other are in none.
    found.extend(left.into_iter().flatten().map(|(_, message)| message));
    found
}

fn taken(
    bundle: &MessageId,
    left: &mut [Option<(Option<MessageId>, ReadableMessage)>],
) -> Vec<ReadableMessage> {
    let mut found = Vec::new();
    for slot in left.iter_mut() {
        let is_in =
            |(upper, _): &(Option<MessageId>, ReadableMessage)| upper.as_ref() == Some(bundle);
        found.extend(slot.take_if(|message| is_in(message)).map(|(_, message)| message));
    }
    for message in &mut found {
        let inner = taken(&message.message_id.clone(), left);
        if !inner.is_empty() {
            message.forwarded = Some(inner);
        }
    }
    found
}
