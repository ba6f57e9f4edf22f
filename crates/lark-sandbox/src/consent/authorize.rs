//! The page an app sends a browser to, and the way back.

use axum::{body::Body, http::Response};
use lark_api::{
    errors::codes,
    ids::AppId,
    limits::AUTHORIZE_SCOPES,
    oauth::{
        authorize::{Authorize, PLAIN, S256},
        failure::ErrorWord,
    },
    wire,
};

use super::{ConsentError, Decision, Fields, allowed, granted, page, person, ticket};
use crate::{
    calls::oauth::requested,
    failure::{Failure, Wording},
    model::{
        actors,
        apps::{self, App},
        codes::{self as stored, Code},
    },
    store::Store,
};

/// A page's address, understood.
struct Asked {
    app: App,
    scopes: Vec<String>,
    request: Authorize,
}

impl Asked {
    fn read(store: &Store<'_>, fields: &Fields) -> Result<Self, Failure> {
        let field = |name| fields.get(name).to_owned();
        let request = Authorize {
            client_id: AppId::unchecked(fields.get("client_id")),
            redirect_uri: field("redirect_uri"),
            scope: field("scope"),
            state: field("state"),
            code_challenge: field("code_challenge"),
            code_challenge_method: field("code_challenge_method"),
        };
        for name in ["client_id", "redirect_uri"] {
            if fields.get(name).is_empty() {
                return Err(refused(codes::OAUTH_PARAM, name));
            }
        }
        let app = apps::find(store.db, request.client_id.as_str())?
            .ok_or(Failure::code(codes::OAUTH_NO_APP))?;
        let uri = &request.redirect_uri;
        if !is_on_this_machine(uri) && !stored::is_registered(store.db, app.key, uri)? {
            return Err(refused(codes::OAUTH_REDIRECT, uri));
        }
        if !["", S256, PLAIN].contains(&request.code_challenge_method.as_str()) {
            return Err(refused(codes::OAUTH_MALFORMED, &request.code_challenge_method));
        }
        let scopes = requested(store.db, app.key, &request.scope, codes::OAUTH_APP_SCOPE)?;
        match scopes.len() > AUTHORIZE_SCOPES {
            true => Err(refused(codes::OAUTH_MALFORMED, "too many scopes")),
            false => Ok(Self { app, scopes, request }),
        }
    }

    /// Where the browser goes with the answer.
    fn location(&self, name: &str, value: &str) -> String {
        let mut pairs = vec![(name.to_owned(), value.to_owned())];
        if !self.request.state.is_empty() {
            pairs.push(("state".to_owned(), self.request.state.clone()));
        }
        let uri = &self.request.redirect_uri;
        let joint = if uri.contains('?') { '&' } else { '?' };
        format!("{uri}{joint}{}", wire::encode_query(&pairs))
    }

    fn decide(
        &self,
        store: &Store<'_>,
        named: Option<&str>,
        decision: &Decision,
    ) -> Result<String, ConsentError> {
        let person = person(store, Some(self.app.key), named)?;
        let Some(scopes) = allowed(&self.scopes, decision)? else {
            return Ok(self.location("error", ErrorWord::AccessDenied.as_str()));
        };
        let code = Code {
            app: self.app.key,
            actor: person.key,
            scopes: granted(store, (self.app.key, &person), &scopes)?,
            redirect_uri: self.request.redirect_uri.clone(),
            challenge: self.request.code_challenge.clone(),
            challenge_method: self.request.code_challenge_method.clone(),
            expires_at: 0,
            used: false,
        };
        Ok(self.location("code", &stored::insert(store, &code)?))
    }
}

fn refused(code: i64, detail: &str) -> Failure {
    Failure::Code { code, wording: Wording::Tail(detail.escape_debug().to_string()) }
}

/// Any port and path of this machine, as programs that log in listen on one for a moment.
fn is_on_this_machine(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix("http://") else { return false };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let is_plain =
        !uri.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '#' | '\\'));
    let is_port = |rest: &str| match rest.strip_prefix(':') {
        Some(port) => port.parse::<u16>().is_ok(),
        None => rest.is_empty(),
    };
    let names = ["127.0.0.1", "localhost", "[::1]"];
    is_plain && names.iter().any(|name| host.strip_prefix(name).is_some_and(is_port))
}

pub(crate) fn show(store: &Store<'_>, fields: &Fields) -> Result<Response<Body>, Failure> {
    let asked = Asked::read(store, fields)?;
    let ticket = ticket(store, &asked.request.path_and_query());
    let request = &asked.request;
    let hidden = [
        ("client_id", request.client_id.as_str()),
        ("redirect_uri", &request.redirect_uri),
        ("scope", &request.scope),
        ("state", &request.state),
        ("code_challenge", &request.code_challenge),
        ("code_challenge_method", &request.code_challenge_method),
        ("ticket", &ticket),
    ];
    Ok(page::question(&page::Question {
        title: format!("{} wants to act as you", asked.app.name),
        scopes: &asked.scopes,
        people: &actors::people(store.db, asked.app.tenant)?,
        hidden: &hidden,
        note: format!("Afterwards your browser goes to {}", request.redirect_uri),
        leads_to: Some(&request.redirect_uri),
    }))
}

pub(crate) fn decide(store: &Store<'_>, fields: &Fields) -> Result<Response<Body>, Failure> {
    let asked = Asked::read(store, fields)?;
    if fields.get("ticket") != ticket(store, &asked.request.path_and_query()) {
        return Ok(page::stale());
    }
    let Some((person, decision)) = page::pressed(fields) else {
        return Ok(page::stale());
    };
    match asked.decide(store, Some(person), &decision) {
        Ok(location) => Ok(page::send_on(&location)),
        Err(ConsentError::UnknownPerson) => Ok(page::stale()),
        Err(error) => Err(Failure::ext(codes::INTERNAL_ERROR, error.to_string())),
    }
}

/// As [`decide`], for who has no browser; where it would go.
pub(super) fn settle(
    store: &Store<'_>,
    query: &str,
    named: Option<&str>,
    decision: &Decision,
) -> Result<String, ConsentError> {
    let asked = Asked::read(store, &Fields::read(query)).map_err(|failure| match failure {
        Failure::Code { code, .. } => ConsentError::Page(code),
        _ => ConsentError::Page(codes::INTERNAL_ERROR),
    })?;
    asked.decide(store, named, decision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_known_without_being_registered() {
        for good in [
            "http://127.0.0.1:3000/cb",
            "http://localhost",
            "http://localhost:1/a?b=c",
            "http://[::1]:9/",
        ] {
            assert!(is_on_this_machine(good), "{good}");
        }
        for bad in [
            "https://localhost/",
            "http://localhost.evil.example/",
            "http://127.0.0.1@evil.example/",
            "http://localhost:x/",
            "http://localhost\\.evil.example/",
            "http://localhost/#x",
            "http://localhost/\r\nX: y",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!is_on_this_machine(bad), "{bad}");
        }
    }
}
