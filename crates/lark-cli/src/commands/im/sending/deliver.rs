//! From what is said to the messages that say it.

use lark_api::{
    content::Content,
    ids::MessageId,
    im::messages::{ReplyMessage, SendMessage},
};
use lark_client::Client;

use super::{SendOptions, draft::Draft, outcome::Sent};
use crate::{
    commands::im::targets::ReceiveId, context::Context, error::CommandError, output::Output,
};

/// Where a message goes.
pub enum Destination {
    To(ReceiveId),
    Reply { message_id: MessageId, in_thread: bool },
}

impl Destination {
    /// As it is called in results.
    pub fn name(&self) -> &str {
        match self {
            Self::To(receiver) => &receiver.id,
            Self::Reply { message_id, .. } => message_id.as_str(),
        }
    }

    pub fn send(
        &self,
        client: &Client,
        content: &Content,
        uuid: Option<String>,
    ) -> Result<Sent, CommandError> {
        let key_was_given = uuid.is_some();
        let (msg_type, content) = (content.msg_type(), content.to_wire());
        let answer = match self {
            Self::To(receiver) => client.call_with_facts(&SendMessage {
                receive_id_type: receiver.kind.clone(),
                receive_id: receiver.id.clone(),
                msg_type,
                content,
                uuid,
            }),
            Self::Reply { message_id, in_thread } => client.call_with_facts(&ReplyMessage {
                message_id: message_id.clone(),
                msg_type,
                content,
                reply_in_thread: in_thread.then_some(true),
                uuid,
            }),
        };
        Ok(Sent::new(answer?, key_was_given))
    }
}

pub fn deliver<'a>(
    context: &'a Context,
    client: &Client,
    destination: &Destination,
    draft: Draft,
    options: &SendOptions,
) -> Result<Output<'a>, CommandError> {
    let mut contents = draft.finish(context, client)?;
    let content = contents.remove(0);
    Ok(Output::value(destination.send(client, &content, options.uuid())?))
}
