//! What a person has for themselves in chats: a nickname, and whether they are muted.

use lark_api::{
    errors::codes,
    ids::ChatId,
    im::{
        Nothing,
        own::{
            BatchGetMuteStatus, BatchQuerySettings, BatchUpdateSettings, ChatUserSetting,
            DeleteNickname, GetNickname, InvalidChat, MuteStatus, MuteStatuses, Nickname,
            QueriedSettings, UpdateNickname, UpdatedSettings,
        },
    },
    limits::NICKNAME_BYTES,
};

use super::{access, members::group};
use crate::{
    failure::Failure,
    model::{
        chats::{self, Chat},
        own::{self, Muting},
    },
    store::Call,
};

/// Chats whose settings one call reads or changes, and chats one call asks about.
const SETTINGS_PER_CALL: usize = 10;
const STATUSES_PER_CALL: usize = 100;

pub(super) fn nickname(call: &Call<'_>, request: GetNickname) -> Result<Nickname, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    let nickname = own::nickname(call.store.db, chat.key, call.caller.actor)?;
    Ok(Nickname { nickname: nickname.unwrap_or_default() })
}

pub(super) fn rename(call: &Call<'_>, request: UpdateNickname) -> Result<Nothing, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    let nickname = request.nickname.trim();
    if !(1..=NICKNAME_BYTES).contains(&nickname.len()) {
        return Err(Failure::ext(codes::CHAT_PARAM, "a nickname has between 1 and 300 bytes"));
    }
    own::rename(call.store.db, chat.key, call.caller.actor, Some(nickname))?;
    call.record("nickname.changed", &[("chat_id", &chat.chat_id)])?;
    Ok(Nothing {})
}

pub(super) fn unname(call: &Call<'_>, request: DeleteNickname) -> Result<Nothing, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    own::rename(call.store.db, chat.key, call.caller.actor, None)?;
    call.record("nickname.changed", &[("chat_id", &chat.chat_id)])?;
    Ok(Nothing {})
}

pub(super) fn mute_statuses(
    call: &Call<'_>,
    request: BatchGetMuteStatus,
) -> Result<MuteStatuses, Failure> {
    check(request.chat_ids.len(), STATUSES_PER_CALL)?;
    let mut answer = MuteStatuses::default();
    for chat_id in request.chat_ids {
        match joined(call, &chat_id)? {
            Ok(chat) => {
                let muting = own::muting(call.store.db, chat.key, call.caller.actor)?;
                answer.items.push(MuteStatus { chat_id, is_muted: muting.is_muted });
            }
            Err(invalid) => answer.invalid_id_list.push(invalid),
        }
    }
    Ok(answer)
}

pub(super) fn settings(
    call: &Call<'_>,
    request: BatchQuerySettings,
) -> Result<QueriedSettings, Failure> {
    check(request.chat_ids.len(), SETTINGS_PER_CALL)?;
    let mut answer = QueriedSettings::default();
    for chat_id in request.chat_ids {
        match joined(call, &chat_id)? {
            Ok(chat) => {
                let muting = own::muting(call.store.db, chat.key, call.caller.actor)?;
                answer.chat_settings.push(ChatUserSetting {
                    chat_id,
                    is_muted: Some(muting.is_muted),
                    is_mute_at_all: Some(muting.is_mute_at_all),
                });
            }
            Err(invalid) => answer.invalid_ids.push(invalid),
        }
    }
    Ok(answer)
}

pub(super) fn change_settings(
    call: &Call<'_>,
    request: BatchUpdateSettings,
) -> Result<UpdatedSettings, Failure> {
    check(request.chat_settings.len(), SETTINGS_PER_CALL)?;
    let mut answer = UpdatedSettings::default();
    for given in request.chat_settings {
        match joined(call, &given.chat_id)? {
            Ok(chat) => {
                let before = own::muting(call.store.db, chat.key, call.caller.actor)?;
                let muting = Muting {
                    is_muted: given.is_muted.unwrap_or(before.is_muted),
                    is_mute_at_all: given.is_mute_at_all.unwrap_or(before.is_mute_at_all),
                };
                own::mute(call.store.db, chat.key, call.caller.actor, muting)?;
                call.record("chat.muted", &[("chat_id", &chat.chat_id)])?;
            }
            Err(invalid) => answer.invalid_ids.push(invalid),
        }
    }
    Ok(answer)
}

fn check(given: usize, limit: usize) -> Result<(), Failure> {
    match (1..=limit).contains(&given) {
        true => Ok(()),
        false => {
            let detail = format!("between 1 and {limit} chats are needed");
            Err(Failure::ext(codes::CHAT_PARAM, detail))
        }
    }
}

/// A chat the caller is in, or why it is none.
fn joined(call: &Call<'_>, chat_id: &ChatId) -> Result<Result<Chat, InvalidChat>, Failure> {
    let found = chats::find(call.store.db, call.caller.tenant, chat_id.as_str())?;
    let invalid = |msg: &str| InvalidChat { id: chat_id.to_string(), msg: msg.to_owned() };
    Ok(match found {
        Some(chat) if access::is_member(call, &chat)? => Ok(chat),
        Some(_) => Err(invalid("not_a_member")),
        None => Err(invalid("chat_not_found")),
    })
}
