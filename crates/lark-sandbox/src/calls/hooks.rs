//! Custom bots: posting to a group by its webhook.

use base64::{Engine, engine::general_purpose::STANDARD};
use lark_api::{
    Auth, Endpoint,
    errors::codes,
    im::hooks::{HookAnswer, PostToHook},
    limits::SIGNATURE_SECONDS,
};
use sha2::{Digest, Sha256};

use super::delivery::{self, Sending};
use crate::{
    caller::Caller,
    content::{self, outer, said::Said},
    failure::Failure,
    model::{
        apps,
        chats::{self, Chat},
        hooks::{self, Hook},
        messages::{Place, Saying},
    },
    store::{Call, Store},
};

pub(super) fn post(store: &Store<'_>, request: PostToHook) -> Result<HookAnswer, Failure> {
    let hook = hooks::find(store.db, &request.token)?.ok_or(Failure::code(codes::WEBHOOK_PARAM))?;
    let chat = chats::get(store.db, hook.chat)?;
    if chat.dissolved {
        return Err(Failure::code(codes::WEBHOOK_PARAM));
    }
    store.limits.hook(hook.app, store.now)?;
    check_signature(&hook, &request, store.now / 1000)?;
    let call = act(store, &hook, &chat, &request)?;
    let saying = read(&call, &chat, &request)?;
    if let Some(keyword) = &hook.keyword {
        let said = Said::read(&saying.msg_type, &saying.content);
        if !said.text.contains(&keyword.to_lowercase()) {
            return Err(Failure::code(codes::WEBHOOK_KEYWORD));
        }
    }
    let sending = Sending { saying, place: Place::default(), repeatable: None };
    delivery::deliver(&call, &chat, sending)?;
    Ok(HookAnswer { status_message: "success".to_owned(), ..HookAnswer::default() })
}

/// The webhook's own bot calls; people and files it knows as the default app does.
fn act<'a>(
    store: &Store<'a>,
    hook: &Hook,
    chat: &Chat,
    request: &PostToHook,
) -> Result<Call<'a>, Failure> {
    let app = apps::default(store.db)?;
    let body_len = serde_json::to_string(request).map_or(0, |body| body.len());
    Ok(Call {
        store: *store,
        caller: Caller::trusted(app, (chat.tenant, hook.bot), Auth::Bot),
        meta: const { &PostToHook::META },
        body_len,
    })
}

/// What is wrong with a content is not told here.
fn read(call: &Call<'_>, chat: &Chat, request: &PostToHook) -> Result<Saying, Failure> {
    let (msg_type, content) =
        outer::read(&request.msg_type, request.content.as_ref(), request.card.as_ref())
            .ok_or_else(Failure::bad_request)?;
    content::read(call, chat, &msg_type, &content).map_err(|failure| match failure {
        Failure::Code { code: codes::INTERNAL_ERROR, .. } => failure,
        _ => Failure::bad_request(),
    })
}

fn check_signature(hook: &Hook, request: &PostToHook, now: i64) -> Result<(), Failure> {
    let Some(secret) = &hook.secret else {
        return Ok(());
    };
    let timestamp = request.timestamp.as_deref().unwrap_or_default();
    let is_recent = timestamp
        .parse::<i64>()
        .is_ok_and(|at| now.saturating_sub(at).saturating_abs() <= SIGNATURE_SECONDS);
    let given = request.sign.as_deref().unwrap_or_default();
    match is_recent && given == signature(timestamp, secret) {
        true => Ok(()),
        false => Err(Failure::code(codes::WEBHOOK_SIGNATURE)),
    }
}

/// Of nothing: all there is to sign is in the key.
fn signature(timestamp: &str, secret: &str) -> String {
    STANDARD.encode(hmac_of_nothing(format!("{timestamp}\n{secret}").as_bytes()))
}

/// RFC 2104 over SHA-256.
fn hmac_of_nothing(key: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut padded = [0; BLOCK];
    if key.len() > BLOCK {
        padded[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        padded[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::digest(padded.map(|byte| byte ^ 0x36));
    let outer = Sha256::new().chain_update(padded.map(|byte| byte ^ 0x5c));
    outer.chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_other_programs_make_of_the_same() {
        // `printf '' | openssl dgst -sha256 -hmac "$(printf '1599360473\ndemo')" -binary | base64`
        assert_eq!(signature("1599360473", "demo"), "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
        let long = "x".repeat(80);
        assert_eq!(signature("1599360473", &long), "gqb5cyGr9pb45eTjHJEDuSq1zwmkd1pNMPEoMdDMEDA=");
    }
}
