//! Tokens for apps.

use lark_api::{
    auth::{AppAccessToken, AppAccessTokenAnswer, TenantAccessToken, TenantAccessTokenAnswer},
    errors::codes,
    ids::AppId,
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
    let (tenant_access_token, expire) = own_token(store, &request.app_id, &request.app_secret)?;
    Ok(TenantAccessTokenAnswer { tenant_access_token, expire })
}

/// A custom app has one tenant, and so one token for both.
pub(super) fn app_access_token(
    store: &Store<'_>,
    request: AppAccessToken,
) -> Result<AppAccessTokenAnswer, Failure> {
    let (token, expire) = own_token(store, &request.app_id, &request.app_secret)?;
    Ok(AppAccessTokenAnswer { app_access_token: token.clone(), tenant_access_token: token, expire })
}

/// The token of an app's bot, and how many seconds it lasts.
fn own_token(store: &Store<'_>, app_id: &AppId, secret: &str) -> Result<(String, i64), Failure> {
    let app = apps::find(store.db, app_id.as_str())?.ok_or(Failure::code(codes::APP_ID_INVALID))?;
    if app.secret != secret {
        return Err(Failure::code(codes::APP_SECRET_INVALID));
    }
    let token = tokens::tenant(store, app.key, app.bot, TOKEN_RENEWAL_SECONDS)?;
    Ok((token.text, (token.expires_at - store.now) / 1000))
}
