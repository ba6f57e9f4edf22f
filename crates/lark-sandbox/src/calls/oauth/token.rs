//! Tokens for whatever one can have: a code, a refresh token, a confirmed device, or a secret.

use lark_api::{
    errors::codes,
    ids::AppId,
    limits::TOKEN_RENEWAL_SECONDS,
    oauth::{
        failure::ErrorWord,
        token::{GetToken, GetTokenV3, Grant, InvalidGrant, TokenAnswer},
    },
};

use super::{
    Outcome, client, missing,
    redeem::{self, Redeemed},
};
use crate::{
    failure::{Failure, Wording},
    keys::AppKey,
    model::{
        apps::App,
        devices::{self, Kind},
        tokens,
    },
    store::{Store, Visit},
};

pub(in crate::calls) fn get(
    visit: &Visit<'_>,
    request: GetToken,
) -> Result<Outcome<TokenAnswer>, Failure> {
    let grant = request.grant().map_err(refused)?;
    if grant == Grant::ClientCredentials {
        return Err(refused(InvalidGrant::Type(request.grant_type.to_string())));
    }
    let asked = Asked { grant, scope: request.scope };
    answer(visit, (request.client_id, request.client_secret), asked)
}

pub(in crate::calls) fn get_v3(
    visit: &Visit<'_>,
    request: GetTokenV3,
) -> Result<Outcome<TokenAnswer>, Failure> {
    let asked = Asked { grant: request.grant().map_err(refused)?, scope: request.scope };
    answer(visit, (request.client_id, request.client_secret), asked)
}

struct Asked {
    grant: Grant,
    scope: Option<String>,
}

fn refused(error: InvalidGrant) -> Failure {
    match error {
        InvalidGrant::Missing(field) => missing(field),
        InvalidGrant::Type(given) => Failure::Code {
            code: codes::OAUTH_GRANT_TYPE,
            wording: Wording::Tail(given.escape_debug().to_string()),
        },
    }
}

fn answer(
    visit: &Visit<'_>,
    (id, secret): (Option<AppId>, Option<String>),
    asked: Asked,
) -> Result<Outcome<TokenAnswer>, Failure> {
    let app = client(visit, id.as_ref(), secret.as_deref())?;
    let (store, scope) = (&visit.store, asked.scope.as_deref());
    match asked.grant {
        Grant::ClientCredentials => own(store, &app).map(Outcome::Done),
        Grant::AuthorizationCode { code, redirect_uri, code_verifier } => {
            let given = Redeemed {
                code: &code,
                redirect_uri: redirect_uri.as_deref(),
                code_verifier: code_verifier.as_deref(),
                scope,
            };
            redeem::code(store, app.key, given).map(Outcome::Done)
        }
        Grant::RefreshToken { refresh_token } => {
            redeem::refresh(store, app.key, &refresh_token, scope).map(Outcome::Done)
        }
        Grant::DeviceCode { device_code } => poll(store, app.key, &device_code),
    }
}

/// The bot's own token: the same that the call for tenant tokens gives.
fn own(store: &Store<'_>, app: &App) -> Result<TokenAnswer, Failure> {
    let token = tokens::tenant(store, app.key, app.bot, TOKEN_RENEWAL_SECONDS)?;
    Ok(TokenAnswer {
        access_token: token.text,
        expires_in: (token.expires_at - store.now) / 1000,
        token_type: "Bearer".to_owned(),
        ..TokenAnswer::default()
    })
}

fn poll(
    store: &Store<'_>,
    app: AppKey,
    device_code: &str,
) -> Result<Outcome<TokenAnswer>, Failure> {
    let device = devices::find(store.db, device_code)?
        .filter(|device| device.kind == Kind::Login && device.device_code == device_code)
        .ok_or(Failure::code(codes::OAUTH_CODE_UNKNOWN))?;
    if device.app != Some(app) {
        return Err(Failure::code(codes::OAUTH_OTHER_CLIENT));
    }
    match (devices::ask(store, &device)?, device.actor) {
        (Some(ErrorWord::InvalidGrant), _) | (None, None) => {
            Err(Failure::code(codes::OAUTH_CODE_USED))
        }
        (Some(word), _) => Ok(Outcome::Not(word)),
        (None, Some(actor)) => {
            devices::use_up(store, &device)?;
            redeem::confirmed(store, app, actor, device.scopes).map(Outcome::Done)
        }
    }
}
