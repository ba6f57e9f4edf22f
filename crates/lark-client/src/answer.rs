//! Reads what came back: Lark's envelope, its errors, or a file.

use std::io::Read;

use lark_api::{
    Answer, Endpoint, Meta, errors,
    oauth::{failure::ErrorWord, registration::RegisteringUser},
};
use serde::Deserialize;
use serde_json::value::{RawValue, Value};

use crate::{
    ApiError, Error, FieldViolation,
    journal::{self, Told},
    transport::Reply,
};

/// An answer and the facts that came with it.
#[derive(Clone, Debug)]
pub struct Answered<T> {
    pub value: T,
    /// The server's clock when it answered, in seconds since 1970.
    pub date: Option<i64>,
    pub log_id: Option<String>,
    /// Milliseconds from the first attempt to the answer.
    pub took: u64,
    pub attempts: u32,
}

/// The whole body of a JSON answer, and its headers.
pub(crate) struct Whole {
    pub body: Vec<u8>,
    pub date: Option<i64>,
    pub log_id: Option<String>,
}

impl Whole {
    /// What the journal is to know of it.
    pub(crate) fn told(&self, meta: &Meta) -> Told {
        if journal::concerns(meta) { Told::of(&self.body) } else { Told::default() }
    }
}

/// No JSON answer of Lark's comes near it.
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;

#[derive(Deserialize)]
struct Envelope<'a> {
    code: Option<i64>,
    msg: Option<String>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(default)]
    error: Detail,
    // OAuth's own form.
    error_description: Option<String>,
    #[serde(default)]
    user_info: RegisteringUser,
}

#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Detail {
    Lark(Box<LarkDetail>),
    #[default]
    None,
    Word(ErrorWord),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LarkDetail {
    log_id: Option<String>,
    troubleshooter: Option<String>,
    permission_violations: Vec<Violation>,
    field_violations: Vec<FieldViolation>,
    helps: Vec<Help>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Violation {
    subject: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Help {
    url: String,
}

/// Reads a JSON answer to its end; a refusal is an error.
pub(crate) fn read(meta: &Meta, mut reply: Reply) -> Result<Whole, Error> {
    let log_id = reply.header("x-tt-logid").map(str::to_owned);
    let date = reply.header("date").and_then(http_date);
    let mut body = Vec::new();
    let limited = &mut reply.body.as_mut().take(LARGEST_ANSWER);
    limited.read_to_end(&mut body).map_err(|error| crate::client::lost_answer(&error))?;
    match refusal(meta, &reply, &body) {
        Some(error) => Err(error),
        None => Ok(Whole { body, date, log_id }),
    }
}

/// What an answer says went wrong, if anything.
fn refusal(meta: &Meta, reply: &Reply, body: &[u8]) -> Option<Error> {
    let log_id = reply.header("x-tt-logid").map(str::to_owned);
    // A redirect is not followed, and is no answer either, whatever stands in it.
    if (300..400).contains(&reply.status) {
        return Some(Error::Http { status: reply.status, excerpt: excerpt(body), log_id });
    }
    if is_blank_success(meta, reply, body) {
        return None;
    }
    let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(body) else {
        return Some(Error::Http { status: reply.status, excerpt: excerpt(body), log_id });
    };
    let code = match (envelope.code, &envelope.error) {
        // Whoever asks for a token too soon is told so with a word alone, whatever the status.
        (code, Detail::Word(_)) => code.unwrap_or_default(),
        (Some(0) | None, _) if reply.status < 400 => return None,
        (Some(code), _) => code,
        (None, _) => {
            return Some(Error::Http { status: reply.status, excerpt: excerpt(body), log_id });
        }
    };
    Some(Error::Api(Box::new(api_error(meta, reply, code, envelope, log_id))))
}

/// Where there is nothing to tell, OAuth endpoints may say nothing at all.
fn is_blank_success(meta: &Meta, reply: &Reply, body: &[u8]) -> bool {
    meta.answer == Answer::OAuth && reply.status < 400 && body.trim_ascii().is_empty()
}

fn api_error(
    meta: &Meta,
    reply: &Reply,
    code: i64,
    envelope: Envelope<'_>,
    log_id: Option<String>,
) -> ApiError {
    let (detail, word) = match envelope.error {
        Detail::Lark(detail) => (*detail, None),
        Detail::Word(word) => (LarkDetail::default(), Some(word)),
        Detail::None => (LarkDetail::default(), None),
    };
    let seconds = |name| reply.header(name).and_then(|text| text.trim().parse::<u64>().ok());
    let kind = errors::lookup(meta.family, code).map(|known| known.kind);
    ApiError {
        endpoint: meta.name,
        family: meta.family,
        status: reply.status,
        code,
        word,
        msg: envelope.msg.or(envelope.error_description).unwrap_or_default(),
        kind: kind.or((reply.status == 429).then_some(errors::Kind::RateLimited)),
        log_id: detail.log_id.or(log_id),
        troubleshooter: detail.troubleshooter,
        retry_after: seconds("x-ogw-ratelimit-reset").or_else(|| seconds("retry-after")),
        missing_scopes: detail.permission_violations.into_iter().map(|v| v.subject).collect(),
        console_url: detail.helps.into_iter().map(|help| help.url).find(|url| !url.is_empty()),
        fields: detail.field_violations,
        subject: crate::Subject::default(),
        tenant_brand: envelope.user_info.tenant_brand,
    }
}

/// The typed result inside a successful answer.
pub(crate) fn decode<E: Endpoint>(whole: &Whole) -> Result<E::Response, Error> {
    let failed =
        |source| Error::Decode { endpoint: E::META.name, log_id: whole.log_id.clone(), source };
    match E::META.answer {
        Answer::OAuth if whole.body.trim_ascii().is_empty() => {
            serde_json::from_str("{}").map_err(failed)
        }
        Answer::TopLevel | Answer::OAuth => serde_json::from_slice(&whole.body).map_err(failed),
        Answer::Data | Answer::Binary => {
            let envelope: Envelope<'_> = serde_json::from_slice(&whole.body).map_err(failed)?;
            // Calls with nothing to say leave `data` out now and then.
            serde_json::from_str(envelope.data.map_or("{}", RawValue::get)).map_err(failed)
        }
    }
}

/// The result inside a successful answer as it came, unknown fields included.
pub(crate) fn decode_raw(meta: &Meta, whole: &Whole) -> Result<Value, Error> {
    let failed =
        |source| Error::Decode { endpoint: meta.name, log_id: whole.log_id.clone(), source };
    let mut answer: Value = serde_json::from_slice(&whole.body).map_err(failed)?;
    if meta.answer == Answer::Data
        && let Some(data) = answer.get_mut("data")
    {
        return Ok(data.take());
    }
    // Some services answer at the top level.
    if let Some(fields) = answer.as_object_mut() {
        fields.retain(|name, _| name != "code" && name != "msg");
    }
    Ok(answer)
}

pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn http_date(text: &str) -> Option<i64> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(zoned.timestamp().as_second())
}

/// Enough of a foreign answer to recognise who gave it, on one line.
pub(crate) fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if line.is_empty() => "an empty answer".to_owned(),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_nonsense_is_none() {
        assert_eq!(http_date("Sun, 22 Nov 2026 13:24:55 GMT"), Some(1_795_353_895));
        assert_eq!(http_date("yesterday"), None);
    }
}
