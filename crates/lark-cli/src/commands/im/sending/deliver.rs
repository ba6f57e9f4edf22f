//! From what is said to the messages that say it.

use lark_api::{
    content::Content,
    ids::MessageId,
    im::messages::{ReplyMessage, SendMessage},
};
use lark_client::Client;

use super::{SendOptions, draft::Draft, media, outcome::Sent};
use crate::{
    commands::im::targets::ReceiveId, context::Context, error::CommandError, output::Output,
};

/// Where a message goes.
pub enum Destination {
    To(ReceiveId),
    Reply { message_id: MessageId, in_thread: bool },
}

impl Destination {
    fn send(
        &self,
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
        Ok(Sent::new(answer, said, key_was_given))
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
    let sent = destination.send(client, &content, options.uuid())?;
    sent.lost.iter().for_each(|lost| context.warn(lost));
    Ok(Output::value(sent))
}
