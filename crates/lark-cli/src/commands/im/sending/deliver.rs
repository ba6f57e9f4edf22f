//! From what is said to the messages that say it.

use lark_api::{
    content::Content,
    ids::{ChatId, MessageId},
    im::messages::{GetMessage, ReplyMessage, SendMessage},
};
use lark_client::Client;

use super::{SendOptions, answered, draft::Draft, markdown::Readers, media, outcome::Sent};
use crate::{
    commands::im::targets::ReceiveId,
    context::Context,
    error::CommandError,
    output::{Batch, Output},
};

/// Where a message goes.
pub enum Destination {
    To(ReceiveId),
    Reply { message_id: MessageId, in_thread: bool },
}

impl Destination {
    /// The chat where it is read, as far as that is known.
    pub fn chat(&self, client: &Client) -> Option<ChatId> {
        match self {
            Self::To(receiver) => receiver.id.parse().ok(),
            Self::Reply { message_id, .. } => {
                let asked = GetMessage {
                    message_id: message_id.clone(),
                    user_id_type: None,
                    card_msg_content_type: None,
                    with_sender_name: None,
                };
                Some(client.look_up(&asked).ok()?.items.into_iter().next()?.chat_id)
            }
        }
    }

    fn send(
        &self,
        context: &Context,
        client: &Client,
        said: &Content,
        uuid: Option<String>,
    ) -> Result<Sent, CommandError> {
        let key_was_given = uuid.is_some();
        let (msg_type, content) = (said.msg_type(), said.to_wire());
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
        let answer = answer.map_err(|error| media::keeping_keys(error.into(), said))?;
        answered::lost(said, &answer.value).iter().for_each(|lost| context.warn(lost));
        Ok(Sent::new(answer, key_was_given))
    }
}

pub fn deliver<'a>(
    context: &'a Context,
    client: &Client,
    destination: &Destination,
    draft: Draft,
    options: &SendOptions,
) -> Result<Output<'a>, CommandError> {
    let chats = |client: &Client| destination.chat(client).into_iter().collect();
    let contents = draft.finish(client, &Readers { context, chats: &chats })?;
    if let [content] = contents.as_slice() {
        return Ok(Output::value(destination.send(context, client, content, options.uuid())?));
    }
    let mut results = Vec::new();
    for (ordinal, content) in contents.iter().enumerate() {
        let uuid = options.uuid().map(|key| format!("{key}.{ordinal}"));
        let result = destination.send(context, client, content, uuid);
        let failed = result.is_err();
        results.push(((ordinal + 1).to_string(), result));
        // What comes after a part that is missing makes no sense.
        if failed {
            break;
        }
    }
    Batch::of("part", results)
}
