//! What a message may say: checked, and rewritten into what is read back.

pub(crate) mod card;
mod files;
mod markdown;
mod mentions;
pub(crate) mod outer;
mod post;
pub(crate) mod said;
mod shared;
mod text;

use lark_api::{content::body_limit, errors::codes, im::MsgType};
use serde_json::{Map, Value, json};

use crate::{
    failure::Failure,
    model::{chats::Chat, messages::Saying},
    store::Call,
};
use mentions::Mentions;

/// Makes what is stored out of what was sent to `chat`.
pub(crate) fn read(
    call: &Call<'_>,
    chat: &Chat,
    msg_type: &MsgType,
    content: &str,
) -> Result<Saying, Failure> {
    check_size(call, msg_type)?;
    let sent = parse(content)?;
    let mut mentions = Mentions::new(call, chat);
    let mut source = None;
    let content = match msg_type {
        MsgType::Text => text::read(&mut mentions, &sent)?,
        MsgType::Post => post::read(call, &mut mentions, &sent)?,
        MsgType::Image => files::image(call, &sent)?,
        MsgType::File => files::file(call, &sent)?,
        MsgType::Audio => files::audio(call, &sent)?,
        MsgType::Media => files::media(call, &sent)?,
        MsgType::Sticker => files::sticker(call, &sent)?,
        MsgType::ShareChat => shared::chat(call, &sent)?,
        MsgType::ShareUser => shared::user(call, &sent)?,
        MsgType::System => shared::system(call, chat, &sent)?,
        MsgType::Interactive => {
            source = Some(content.to_owned());
            let colleagues = card::Colleagues { db: call.store.db, tenant: call.caller.tenant };
            card::check(colleagues, &sent)?
        }
        // The others only people send, from the app.
        _ => return Err(Failure::param("invalid msg_type")),
    };
    let msg_type = msg_type.as_str().to_owned();
    let (content, mentions) = (content.to_string(), mentions.found());
    Ok(Saying { msg_type, content, source, mentions, bundle: None })
}

fn check_size(call: &Call<'_>, msg_type: &MsgType) -> Result<(), Failure> {
    match call.body_len > body_limit(msg_type) {
        true => Err(Failure::code(codes::CONTENT_TOO_LONG)),
        false => Ok(()),
    }
}

fn parse(content: &str) -> Result<Map<String, Value>, Failure> {
    match serde_json::from_str(content) {
        Ok(Value::Object(content)) => Ok(content),
        _ => Err(Failure::content("content is not a string in json format")),
    }
}

/// A text the content must have.
fn text_of<'v>(content: &'v Map<String, Value>, field: &str) -> Option<&'v str> {
    content.get(field)?.as_str().filter(|text| !text.is_empty())
}

/// Every image and file a message has, by their keys.
pub(crate) fn keys(content: &str) -> Keys {
    let mut keys = Keys::default();
    collect(&serde_json::from_str(content).unwrap_or(json!(null)), &mut keys);
    keys
}

#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub(crate) images: Vec<String>,
    pub(crate) files: Vec<String>,
}

fn collect(value: &Value, keys: &mut Keys) {
    match value {
        Value::Object(fields) => {
            let text = |field: &str| text_of(fields, field).map(str::to_owned);
            keys.images.extend(text("image_key"));
            keys.files.extend(text("file_key"));
            fields.values().for_each(|value| collect(value, keys));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}
