//! Messages: bubbles under the bot's last one to a person.

use lark_api::{
    errors::codes,
    im::{
        Nothing,
        messages::follow_up::{FollowUp, I18nContent, PushFollowUp},
    },
    limits::FOLLOW_UP_SECONDS,
};

use super::access;
use crate::{
    failure::Failure,
    model::{chats, follow_ups, messages},
    store::Call,
};

const LANGUAGES: [&str; 16] = [
    "en_us", "zh_cn", "zh_hk", "zh_tw", "ja_jp", "id_id", "vi_vn", "th_th", "pt_br", "es_es",
    "ko_kr", "de_de", "fr_fr", "it_it", "ru_ru", "ms_my",
];

pub(super) fn push(call: &Call<'_>, request: PushFollowUp) -> Result<Nothing, Failure> {
    if request.follow_ups.is_empty() {
        return Err(Failure::code(codes::FOLLOW_UP_PARAM));
    }
    if !request.follow_ups.iter().all(is_valid) {
        return Err(Failure::code(codes::FOLLOW_UP_INVALID));
    }
    let db = call.store.db;
    let message = messages::find(db, call.caller.tenant, request.message_id.as_str())?
        .ok_or(Failure::code(codes::FOLLOW_UP_PARAM))?;
    let chat = chats::get(db, message.chat)?;
    if !access::is_member(call, &chat)? || message.sender != call.caller.actor || message.deleted {
        return Err(Failure::code(codes::FOLLOW_UP_INVISIBLE));
    }
    if !chat.is_p2p() {
        return Err(Failure::code(codes::FOLLOW_UP_P2P_ONLY));
    }
    if call.store.now - message.created_at > FOLLOW_UP_SECONDS * 1000 {
        return Err(Failure::code(codes::FOLLOW_UP_EXPIRED));
    }
    if !follow_ups::is_latest(db, chat.key, message.key)? {
        return Err(Failure::code(codes::FOLLOW_UP_LATEST_ONLY));
    }
    if !follow_ups::insert(&call.store, message.key, &request.follow_ups)? {
        return Err(Failure::code(codes::FOLLOW_UP_EXISTS));
    }
    call.record_of("message.followed_up", &message)?;
    Ok(Nothing {})
}

fn is_valid(bubble: &FollowUp) -> bool {
    let translated = |text: &I18nContent| {
        !text.content.is_empty() && LANGUAGES.contains(&text.language.as_str())
    };
    !bubble.content.is_empty() && bubble.i18n_contents.iter().all(translated)
}
