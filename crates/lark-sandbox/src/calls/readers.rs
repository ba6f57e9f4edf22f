//! Messages: who has read one, and what one has read.

use lark_api::{
    Page,
    errors::codes,
    im::messages::readers::{ListReaders, QueryReadStatus, ReadStatus, ReadStatuses, Reader},
    limits::{MESSAGES_PER_CALL, READERS_PAGE, READERS_SECONDS},
    time::Millis,
};

use super::{access, contact, paging};
use crate::{
    failure::Failure,
    model::{actors, reads},
    page::Pager,
    store::Call,
    view::View,
};

pub(super) fn read_users(call: &Call<'_>, request: ListReaders) -> Result<Page<Reader>, Failure> {
    let size = paging::message_size(request.page_size, READERS_PAGE)?;
    contact::id_kind(Some(&request.user_id_type))?;
    let (message, _) = access::message(call, request.message_id.as_str())?;
    if message.sender != call.caller.actor {
        return Err(Failure::code(codes::NOT_THE_SENDER));
    }
    if message.deleted {
        return Err(Failure::code(codes::MESSAGE_GONE));
    }
    if call.store.now - message.created_at > READERS_SECONDS * 1000 {
        return Err(Failure::code(codes::READERS_TOO_OLD));
    }
    let pager = Pager::new(call, &[&message.message_id]);
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let after = after.map_or(0, |[_, row]| row);
    let found = reads::readers(call.store.db, &message, (after, size + 1))?;
    let cut = pager.cut(found, size, |reader| [0, reader.row]);
    let view = View::new(call, Some(request.user_id_type));
    let items = cut.items.iter().map(|reader| show(call, &view, reader));
    Ok(Page {
        items: items.collect::<Result<_, _>>()?,
        has_more: cut.has_more(),
        page_token: cut.page_token,
    })
}

fn show(call: &Call<'_>, view: &View<'_>, reader: &reads::Reader) -> Result<Reader, Failure> {
    let person = actors::get(call.store.db, reader.actor)?;
    Ok(Reader {
        user_id_type: view.id_type().to_owned(),
        user_id: view.person_id(&person)?,
        timestamp: Millis(reader.at),
        tenant_key: actors::tenant_key(call.store.db, reader.actor)?,
    })
}

pub(super) fn read_status(
    call: &Call<'_>,
    request: QueryReadStatus,
) -> Result<ReadStatuses, Failure> {
    let asked = request.message_ids.len();
    if asked == 0 || asked > MESSAGES_PER_CALL {
        return Err(Failure::param("invalid message_ids"));
    }
    let mut answer = ReadStatuses::default();
    for message_id in request.message_ids {
        match access::message(call, message_id.as_str()) {
            Ok((message, chat)) if !message.deleted => {
                let actor = call.caller.actor;
                let is_read = message.sender == actor
                    || reads::has_read(call.store.db, chat.key, actor, message.key)?;
                answer.items.push(ReadStatus { message_id, is_read });
            }
            Ok(_) | Err(Failure::Code { code: codes::MESSAGE_PARAM | codes::NOT_IN_CHAT, .. }) => {
                answer.invalid_message_ids.push(message_id.to_string());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(answer)
}
