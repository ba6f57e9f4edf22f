//! Tokens for apps.

use lark_api::{
    auth::{TenantAccessToken, TenantAccessTokenAnswer},
    errors::codes,
    limits::TOKEN_RENEWAL_SECONDS,
};

use crate::{
    failure::Failure,
    model::{apps, tokens},
    store::Store,
};

pub(super) fn tenant_access_token(
    store: &Store<'_>,
    request: TenantAccessToken,
) -> Result<TenantAccessTokenAnswer, Failure> {
    let app = apps::find(store.db, request.app_id.as_str())?
        .ok_or(Failure::code(codes::APP_ID_INVALID))?;
    if app.secret != request.app_secret {
        return Err(Failure::code(codes::APP_SECRET_INVALID));
    }
    let token = tokens::tenant(store, app.key, app.bot, TOKEN_RENEWAL_SECONDS)?;
    Ok(TenantAccessTokenAnswer {
        tenant_access_token: token.text,
        expire: (token.expires_at - store.now) / 1000,
    })
}
