//! Tokens as they were asked for before; the app calls with its own token.

use lark_api::{
    errors::codes,
    oauth::{
        oidc::{OidcAccessToken, OidcRefreshAccessToken, OidcTokens},
        token::{GrantType, TokenAnswer},
    },
};

use super::redeem::{self, Redeemed};
use crate::{
    failure::{Failure, Wording},
    store::Call,
};

pub(in crate::calls) fn access_token(
    call: &Call<'_>,
    request: OidcAccessToken,
) -> Result<OidcTokens, Failure> {
    check(&request.grant_type, &GrantType::AuthorizationCode)?;
    let given =
        Redeemed { code: &request.code, redirect_uri: None, code_verifier: None, scope: None };
    redeem::code(&call.store, call.caller.app, given).map(tokens)
}

pub(in crate::calls) fn refresh_access_token(
    call: &Call<'_>,
    request: OidcRefreshAccessToken,
) -> Result<OidcTokens, Failure> {
    check(&request.grant_type, &GrantType::RefreshToken)?;
    redeem::refresh(&call.store, call.caller.app, &request.refresh_token, None).map(tokens)
}

fn check(given: &GrantType, wanted: &GrantType) -> Result<(), Failure> {
    match given == wanted {
        true => Ok(()),
        false => Err(Failure::Code {
            code: codes::OAUTH_GRANT_TYPE,
            wording: Wording::Tail(given.as_str().escape_debug().to_string()),
        }),
    }
}

fn tokens(answer: TokenAnswer) -> OidcTokens {
    OidcTokens {
        access_token: answer.access_token,
        refresh_token: answer.refresh_token.unwrap_or_default(),
        token_type: answer.token_type,
        expires_in: answer.expires_in,
        refresh_expires_in: answer.refresh_token_expires_in.unwrap_or_default(),
        scope: answer.scope,
    }
}
