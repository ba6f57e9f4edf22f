//! The pages: plain forms, without a script, that load nothing and cannot be put into a frame.

use std::sync::LazyLock;

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use lark_api::errors::{self, Family};
use sha2::{Digest, Sha256};

use super::{Decision, Fields, words::words};
use crate::{
    answer::{self, ascii},
    failure::{Failure, Wording},
    model::actors::Actor,
};

const STYLE: &str = include_str!("page.css");

/// Names the style by what it is, so that no other can be put in.
static STYLE_HASH: LazyLock<String> =
    LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE.as_bytes())));

/// What a person is asked.
pub(super) struct Question<'a> {
    pub(super) title: String,
    pub(super) scopes: &'a [String],
    /// Who one can be, the default person first.
    pub(super) people: &'a [Actor],
    /// What the form sends along.
    pub(super) hidden: &'a [(&'a str, &'a str)],
    pub(super) note: String,
    /// Where the browser goes afterwards, if anywhere.
    pub(super) leads_to: Option<&'a str>,
}

pub(super) fn question(question: &Question<'_>) -> Response<Body> {
    let scopes = question.scopes.iter().map(|scope| match words(scope) {
        Some(words) => format!("<li>{words}<code>{}</code></li>", escape(scope)),
        None => format!("<li>Use the permission<code>{}</code></li>", escape(scope)),
    });
    let scopes: String = scopes.collect();
    let list = match scopes.is_empty() {
        true => "<p>It asks for no permission beyond knowing who you are.</p>".to_owned(),
        false => format!("<p>It asks for these permissions:</p><ul>{scopes}</ul>"),
    };
    let hidden = question.hidden.iter().filter(|(_, value)| !value.is_empty());
    let hidden: String = hidden
        .map(|(name, value)| {
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
        })
        .collect();
    let people: String = question.people.iter().map(person).collect();
    let body = format!(
        "<h1>{}</h1>{list}<form method=\"post\" action=\"\">{hidden}\
         <label for=\"person\">You are</label><select id=\"person\" name=\"person\">{people}</select>\
         <div class=\"choice\"><button name=\"decision\" value=\"deny\">Deny</button>\
         <button class=\"yes\" name=\"decision\" value=\"allow\">Allow</button></div></form>\
         <small>{}</small>",
        escape(&question.title),
        escape(&question.note),
    );
    document(StatusCode::OK, &question.title, &body, question.leads_to)
}

fn person(person: &Actor) -> String {
    let (id, name) = (escape(&person.union_id), escape(&person.name));
    match person.en_name == person.name || person.en_name.is_empty() {
        true => format!("<option value=\"{id}\">{name}</option>"),
        false => format!("<option value=\"{id}\">{name} ({})</option>", escape(&person.en_name)),
    }
}

/// Who pressed which button; `None` where the form was not one of these pages'.
pub(super) fn pressed(fields: &Fields) -> Option<(&str, Decision)> {
    let decision = match fields.get("decision") {
        "allow" => Decision::Allow,
        "deny" => Decision::Deny,
        _ => return None,
    };
    Some((fields.get("person"), decision))
}

/// Asks for the code that another device shows; `wrong` says what was wrong with the last one.
pub(super) fn enter_code(wrong: &'static str) -> Response<Body> {
    let (status, title) = match wrong.is_empty() {
        true => (StatusCode::OK, "Enter the code"),
        false => (StatusCode::BAD_REQUEST, "That code does not work"),
    };
    let text = if wrong.is_empty() { "It is on the device you log in from." } else { wrong };
    let body = format!(
        "<h1>{title}</h1><p>{text}</p><form method=\"get\" action=\"\">\
         <label for=\"user_code\">Code</label><input id=\"user_code\" name=\"user_code\" \
         placeholder=\"BCDF-GHJK\" autocomplete=\"off\" autocapitalize=\"characters\" required>\
         <div class=\"choice\"><button class=\"yes\">Go on</button></div></form>"
    );
    document(status, title, &body, None)
}

pub(super) fn done(decision: &Decision) -> Response<Body> {
    let (title, text) = match decision {
        Decision::Deny => ("You said no", "The app learns that you refused, and nothing else."),
        _ => ("Done", "Go back to the device you came from; it goes on by itself."),
    };
    let body = format!("<h1>{title}</h1><p>{text} You can close this page.</p>");
    document(StatusCode::OK, title, &body, None)
}

/// The form is not one that was shown, or nobody is chosen in it.
pub(super) fn stale() -> Response<Body> {
    let title = "This form cannot be used";
    let text = "It is incomplete, or not from this page. Open the link you were given once more.";
    document(StatusCode::BAD_REQUEST, title, &format!("<h1>{title}</h1><p>{text}</p>"), None)
}

/// What is wrong with the link, and the code that an app's developer looks up.
pub(crate) fn failure(failure: &Failure) -> Response<Body> {
    let (code, detail) = match failure {
        Failure::Code { code, wording: Wording::Tail(detail) | Wording::Ext(detail) } => {
            (*code, detail.as_str())
        }
        Failure::Code { code, .. } => (*code, ""),
        _ => (errors::codes::INTERNAL_ERROR, ""),
    };
    let known = errors::lookup(Family::OAuth, code);
    let status = known.and_then(|known| StatusCode::from_u16(known.status).ok());
    let msg = known.map_or("Internal Error", |known| known.msg);
    let title = "This link does not work";
    let body = format!(
        "<h1>{title}</h1><p>{} <code>{}</code></p><small>Error {code}</small>",
        escape(msg),
        escape(detail)
    );
    document(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), title, &body, None)
}

pub(super) fn send_on(location: &str) -> Response<Body> {
    let mut response = document(StatusCode::FOUND, "Going on", "<h1>Going on</h1>", None);
    response.headers_mut().insert(header::LOCATION, ascii(location));
    response
}

fn document(status: StatusCode, title: &str, body: &str, leads_to: Option<&str>) -> Response<Body> {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>",
        escape(title)
    );
    let mut response = answer::with_type(status, "text/html; charset=utf-8", Body::from(html));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy(leads_to));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Not `no-referrer`: browsers then hide the origin of the form, too.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// Browsers look at `form-action` also when the form's answer sends them on.
fn policy(leads_to: Option<&str>) -> HeaderValue {
    let origin = leads_to.map(origin_of).unwrap_or_default();
    ascii(&format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self' {origin}; \
         frame-ancestors 'none'; base-uri 'none'",
        *STYLE_HASH
    ))
}

/// Scheme, host and port of an address.
fn origin_of(uri: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || ":/.-[]".contains(*c);
    let (scheme, rest) = uri.split_once("://").unwrap_or_default();
    let host: String = rest.chars().take_while(|c| *c != '/' && is_plain(c)).collect();
    format!("{scheme}://{host}")
}

/// Text as HTML shows it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_shown_becomes_part_of_the_page() {
        assert_eq!(escape("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
        assert_eq!(origin_of("http://127.0.0.1:80/a?b"), "http://127.0.0.1:80");
        assert_eq!(origin_of("http://localhost; script-src *"), "http://localhost");
    }
}
