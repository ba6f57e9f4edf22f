//! What goes back: Lark's envelopes, its headers and its 404.

mod json;

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use lark_api::{
    Answer, Auth, Meta,
    errors::{self, Family, codes},
    oauth::failure::{ErrorWord, Refusal, word_of},
    scopes::AnyOf,
};
use serde::Serialize;
use serde_json::{Value, json as value};

use crate::{
    clock::{http_date, log_stamp},
    failure::{Failure, Wording},
    random::scramble,
};

pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// What every answer carries.
pub(crate) struct Stamp {
    pub(crate) now: i64,
    /// Also in the errors' bodies.
    pub(crate) log_id: String,
}

impl Stamp {
    pub(crate) fn new(now: i64, word: u64) -> Self {
        let log_id = format!("{}{word:016X}{:04X}", log_stamp(now), word & 0xffff);
        Self { now, log_id }
    }

    pub(crate) fn apply(&self, mut response: Response<Body>) -> Response<Body> {
        let headers = response.headers_mut();
        headers.insert("x-tt-logid", ascii(&self.log_id));
        headers.insert(header::DATE, ascii(&http_date(self.now)));
        response
    }
}

/// A header value of text that has only printable ASCII.
pub(crate) fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// As the gateway answers what it does not know.
pub(crate) fn not_found() -> Response<Body> {
    let body = Body::from("404 page not found");
    with_type(StatusCode::NOT_FOUND, "text/plain", body)
}

pub(crate) fn with_type(
    status: StatusCode,
    content_type: &'static str,
    body: Body,
) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// The body of a success.
pub(crate) fn success<T: Serialize>(meta: &Meta, data: &T) -> Vec<u8> {
    #[derive(Serialize)]
    struct Data<'a, T> {
        code: i64,
        msg: &'static str,
        data: &'a T,
    }
    #[derive(Serialize)]
    struct TopLevel<'a, T> {
        code: i64,
        msg: &'static str,
        #[serde(flatten)]
        data: &'a T,
    }
    #[derive(Serialize)]
    struct OAuth<'a, T> {
        code: i64,
        #[serde(flatten)]
        data: &'a T,
    }
    match meta.answer {
        Answer::TopLevel => {
            let msg = if meta.family == Family::Hook { "success" } else { "ok" };
            json::write(&TopLevel { code: 0, msg, data })
        }
        Answer::OAuth => json::write(&OAuth { code: 0, data }),
        _ => json::write(&Data { code: 0, msg: "success", data }),
    }
}

pub(crate) fn failure(meta: &Meta, failure: &Failure, stamp: &Stamp) -> Response<Body> {
    let code = match code_of(failure) {
        codes::BAD_REQUEST if meta.answer == Answer::OAuth => codes::OAUTH_MALFORMED,
        code => code,
    };
    let known = errors::lookup(meta.family, code);
    // What the gateway in front refuses is refused as everywhere.
    let by_service = (10_000..99_991_000).contains(&code);
    let status = match meta.family {
        Family::Legacy if by_service => Some(StatusCode::OK),
        _ => known.and_then(|known| StatusCode::from_u16(known.status).ok()),
    };
    let table = known.map_or("Internal Error", |known| known.msg);
    let status = status.unwrap_or(StatusCode::BAD_REQUEST);
    if meta.answer == Answer::OAuth {
        return refusal(
            status,
            &Refusal {
                error: word_of(code),
                error_description: message(failure, table),
                code: Some(code),
            },
        );
    }
    let mut body = value!({ "code": code, "msg": message(failure, table) });
    // The token endpoint has always answered so.
    if status == StatusCode::OK {
        body["data"] = value!({});
    }
    let mut error = details(failure);
    error["log_id"] = value!(stamp.log_id);
    error["troubleshooter"] = value!(troubleshooter(meta, code, &stamp.log_id));
    body["error"] = error;
    let mut response = with_type(status, JSON, Body::from(body.to_string()));
    if let Failure::Limited { limit, reset } = failure {
        response.headers_mut().insert("x-ogw-ratelimit-limit", ascii(&limit.to_string()));
        response.headers_mut().insert("x-ogw-ratelimit-reset", ascii(&reset.to_string()));
    }
    response
}

/// What somebody is answered who asks before there is an answer, or after.
pub(crate) fn not_yet(error: ErrorWord) -> Response<Body> {
    let error_description = match error {
        ErrorWord::AuthorizationPending => "The person has not answered yet.",
        ErrorWord::SlowDown => "Asked too soon: wait longer between two questions.",
        ErrorWord::AccessDenied => "The person refused.",
        _ => "The code has expired.",
    };
    let error_description = error_description.to_owned();
    refusal(StatusCode::BAD_REQUEST, &Refusal { error, error_description, code: None })
}

fn refusal(status: StatusCode, refusal: &Refusal) -> Response<Body> {
    let body = serde_json::to_vec(refusal).expect("a refusal is a struct");
    with_type(status, JSON, Body::from(body))
}

fn code_of(failure: &Failure) -> i64 {
    match failure {
        Failure::Code { code, .. } => *code,
        Failure::AppScope { .. } => codes::APP_SCOPE,
        Failure::UserScope { .. } => codes::USER_SCOPE,
        Failure::Field { .. } => codes::FIELD_VALIDATION,
        Failure::Limited { .. } => codes::RATE_LIMIT,
    }
}

fn message(failure: &Failure, table: &str) -> String {
    match failure {
        Failure::Code { wording: Wording::Ext(detail), .. } => format!("{table}, ext={detail}"),
        Failure::Code { wording: Wording::Tail(detail), .. } => format!("{table}: {detail}"),
        Failure::Code { wording: Wording::Own(text), .. } => (*text).to_owned(),
        Failure::AppScope { any_of, auth, app_id } => {
            let list = any_of.join(", ");
            let link = console_link(any_of, *auth, app_id);
            format!(
                "{table} One of the following scopes is required: [{list}].应用尚未开通所需的{}身份\
                 权限：[{list}]，点击链接申请并开通任一权限即可：{link}",
                match auth {
                    Auth::Bot => "应用",
                    Auth::User => "用户",
                }
            )
        }
        Failure::UserScope { any_of } => {
            let list = any_of.join(", ");
            format!(
                "{table} required one of these privileges: [{list}].应用未获取所需的用户授权：[{list}]"
            )
        }
        _ => table.to_owned(),
    }
}

fn details(failure: &Failure) -> Value {
    let violations = |kind: &str, any_of: AnyOf| -> Value {
        any_of.iter().map(|scope| value!({ "type": kind, "subject": scope })).collect()
    };
    match failure {
        Failure::AppScope { any_of, auth, app_id } => value!({
            "permission_violations": violations("action_scope_required", any_of),
            "helps": [{
                "url": console_link(any_of, *auth, app_id),
                "description": format!(
                    "Learn more about scopes and how to add them: [{}]", any_of.join(", ")
                ),
            }],
        }),
        Failure::UserScope { any_of } => value!({
            "permission_violations": violations("action_privilege_required", any_of),
        }),
        Failure::Field { field, description } => value!({
            "field_violations": [{ "field": field, "description": description }],
        }),
        _ => value!({}),
    }
}

fn console_link(any_of: AnyOf, auth: Auth, app_id: &str) -> String {
    let kind = match auth {
        Auth::Bot => "tenant",
        Auth::User => "user",
    };
    let scopes = any_of.join(",");
    format!("https://open.feishu.cn/app/{app_id}/auth?q={scopes}&op_from=openapi&token_type={kind}")
}

fn troubleshooter(meta: &Meta, code: i64, log_id: &str) -> String {
    let method = meta.name.bytes().fold(0, |hash, byte| scramble(hash ^ u64::from(byte))) >> 1;
    format!(
        "排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?from=openapi\
         &log_id={log_id}&code={code}&method_id={method}"
    )
}
