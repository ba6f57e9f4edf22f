//! Logins: the calls an app makes without a token of its own.

pub(super) mod device;
pub(super) mod oidc;
pub(super) mod redeem;
pub(super) mod registration;
pub(super) mod revoke;
pub(super) mod token;

use base64::{Engine, engine::general_purpose::STANDARD};
use lark_api::{
    errors::codes,
    ids::AppId,
    oauth::{self, failure::ErrorWord},
};
use rusqlite::Connection;

use crate::{
    failure::{Failure, Wording},
    keys::AppKey,
    model::apps::{self, App},
    store::Visit,
};

/// What an OAuth call comes to.
pub(crate) enum Outcome<T> {
    Done(T),
    /// A refusal that changes something: who polls is remembered.
    Not(ErrorWord),
}

/// The app that calls, by its `Authorization: Basic` header or by the fields of its request.
fn client(visit: &Visit<'_>, id: Option<&AppId>, secret: Option<&str>) -> Result<App, Failure> {
    let basic = visit.authorization.and_then(basic);
    let secret = secret.filter(|secret| !secret.is_empty());
    let (app_id, secret) = match (basic, secret) {
        (Some(_), Some(_)) => return Err(Failure::code(codes::OAUTH_TWO_PROOFS)),
        (Some(proof), None) => proof,
        (None, secret) => {
            let id = id.ok_or_else(|| missing("client_id"))?;
            let secret = secret.ok_or_else(|| missing("client_secret"))?;
            (id.as_str().to_owned(), secret.to_owned())
        }
    };
    let app = apps::find(visit.store.db, &app_id)?.ok_or(Failure::code(codes::OAUTH_NO_APP))?;
    match app.secret == secret {
        true => Ok(app),
        false => Err(Failure::code(codes::OAUTH_SECRET)),
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let encoded = header.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn missing(field: &str) -> Failure {
    Failure::Code {
        code: codes::OAUTH_PARAM,
        wording: Wording::Tail(format!("{field} is required")),
    }
}

/// The permissions of a `scope`, each of which the app has; `code` refuses one it has not.
pub(crate) fn requested(
    db: &Connection,
    app: AppKey,
    scope: &str,
    code: i64,
) -> Result<Vec<String>, Failure> {
    let has = apps::scopes(db, app)?;
    let mut scopes = Vec::<String>::new();
    for scope in oauth::scopes_of(scope) {
        if scopes.iter().any(|known| known == scope) {
            return Err(Failure::code(codes::OAUTH_SCOPES_TWICE));
        }
        let is_had = has.as_ref().is_none_or(|has| has.iter().any(|had| had == scope));
        if scope != oauth::OFFLINE_ACCESS && !(is_had && is_well_formed(scope)) {
            let wording = Wording::Tail(scope.escape_debug().to_string());
            return Err(Failure::Code { code, wording });
        }
        scopes.push(scope.to_owned());
    }
    Ok(scopes)
}

/// `im:message.group_msg:readonly` and its likes; an app with every permission has no list of them.
fn is_well_formed(scope: &str) -> bool {
    scope.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.:-".contains(&b))
}
