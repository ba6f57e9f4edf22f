//! Batches: send, recall, and how far they have come.

use lark_api::{
    errors::codes,
    im::{
        MsgType, Nothing,
        batch_messages::{
            BatchProgress, BatchReaders, BatchSend, BatchSent, DeleteBatch, GetBatchProgress,
            GetBatchReaders, ReadCounts, RecallProgress, SendProgress,
        },
    },
    limits::{BATCH_IDS, BATCH_SECONDS, RECALL_OWN_SECONDS},
};

use super::delivery::{self, Sending};
use crate::{
    content::{self, outer},
    failure::Failure,
    keys::{ActorKey, MessageKey},
    model::{
        actors::{self, IdKind},
        apps,
        batches::{self, Batch},
        chats,
        messages::{self, Place},
    },
    store::Call,
};

pub(super) fn send(call: &Call<'_>, request: BatchSend) -> Result<BatchSent, Failure> {
    let lists = [&request.department_ids, &request.open_ids, &request.user_ids, &request.union_ids];
    if lists.iter().any(|ids| ids.len() > BATCH_IDS) || lists.iter().all(|ids| ids.is_empty()) {
        return Err(Failure::param("between 1 and 200 ids of a kind are needed"));
    }
    let (msg_type, content) =
        outer::read(&request.msg_type, request.content.as_ref(), request.card.as_ref())
            .ok_or_else(Failure::bad_request)?;
    let mut people = Vec::new();
    let invalid_open_ids = sort(call, IdKind::OpenId, request.open_ids, &mut people)?;
    let invalid_user_ids = sort(call, IdKind::UserId, request.user_ids, &mut people)?;
    let invalid_union_ids = sort(call, IdKind::UnionId, request.union_ids, &mut people)?;
    let batch = batches::insert(&call.store, call.caller.app)?;
    for person in people {
        let message = deliver(call, person, (&msg_type, &content))?;
        batches::add(call.store.db, batch.row, message)?;
    }
    call.record("batch.sent", &[("batch_message_id", &batch.batch_id)])?;
    Ok(BatchSent {
        message_id: batch.batch_id,
        // Nobody is in a department here.
        invalid_department_ids: request.department_ids,
        invalid_open_ids,
        invalid_user_ids,
        invalid_union_ids,
    })
}

/// Takes up the people who can be written to, each once, and answers the other ids.
fn sort(
    call: &Call<'_>,
    kind: IdKind,
    ids: Vec<String>,
    people: &mut Vec<ActorKey>,
) -> Result<Vec<String>, Failure> {
    let mut invalid = Vec::new();
    for id in ids {
        let found = actors::find(call.store.db, call.caller.app, kind, &id)?.actor();
        match found.filter(|actor| !actor.is_bot && !actor.resigned) {
            Some(person) if !apps::is_available(call.store.db, call.caller.app, person.key)? => {
                invalid.push(id);
            }
            Some(person) if people.contains(&person.key) => {}
            Some(person) => people.push(person.key),
            None => invalid.push(id),
        }
    }
    Ok(invalid)
}

fn deliver(
    call: &Call<'_>,
    person: ActorKey,
    (msg_type, content): (&MsgType, &str),
) -> Result<MessageKey, Failure> {
    let chat = chats::between(&call.store, call.caller.tenant, call.caller.actor, person)?;
    let chat = chats::get(call.store.db, chat)?;
    let saying = content::read(call, &chat, msg_type, content)?;
    let sending = Sending { saying, place: Place::default(), repeatable: None };
    let message = delivery::deliver(call, &chat, sending)?;
    let stored = messages::find(call.store.db, call.caller.tenant, message.message_id.as_str())?;
    stored.map(|message| message.key).ok_or_else(|| Failure::param("invalid message_id"))
}

pub(super) fn delete(call: &Call<'_>, request: DeleteBatch) -> Result<Nothing, Failure> {
    let batch = own(call, &request.batch_message_id)?;
    if call.store.now - batch.at > RECALL_OWN_SECONDS * 1000 {
        return Err(Failure::code(codes::RECALL_TOO_LATE));
    }
    if !batch.recalled {
        batches::recall(&call.store, batch.row)?;
        call.record("batch.recalled", &[("batch_message_id", &batch.batch_id)])?;
    }
    Ok(Nothing {})
}

pub(super) fn progress(
    call: &Call<'_>,
    request: GetBatchProgress,
) -> Result<BatchProgress, Failure> {
    let batch = own(call, &request.batch_message_id)?;
    let counts = batches::counts(call.store.db, batch.row)?;
    Ok(BatchProgress {
        batch_message_send_progress: SendProgress {
            valid_user_ids_count: counts.sent,
            success_user_ids_count: counts.sent,
            read_user_ids_count: counts.read,
        },
        batch_message_recall_progress: RecallProgress {
            recall: batch.recalled,
            recall_count: counts.recalled,
        },
    })
}

pub(super) fn readers(call: &Call<'_>, request: GetBatchReaders) -> Result<BatchReaders, Failure> {
    let batch = own(call, &request.batch_message_id)?;
    let counts = batches::counts(call.store.db, batch.row)?;
    Ok(BatchReaders {
        read_user: ReadCounts {
            read_count: counts.read.to_string(),
            total_count: counts.sent.to_string(),
        },
    })
}

fn own(call: &Call<'_>, batch_id: &str) -> Result<Batch, Failure> {
    if batch_id.len() < 4 {
        return Err(Failure::param("batch_message_id length is less than 4"));
    }
    let batch = batches::find(call.store.db, call.caller.tenant, batch_id)?;
    let kept = |batch: &Batch| call.store.now - batch.at <= BATCH_SECONDS * 1000;
    let batch = batch.filter(kept).ok_or(Failure::code(codes::NO_SUCH_BATCH))?;
    match batch.app == call.caller.app {
        true => Ok(batch),
        false => Err(Failure::code(codes::NOT_THE_SENDER)),
    }
}
