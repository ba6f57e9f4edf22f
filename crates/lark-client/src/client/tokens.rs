//! The token a call carries: kept, minted when it must be, taken anew once it was refused.

use std::sync::PoisonError;

use lark_api::{Auth, Endpoint, Meta, auth::TenantAccessToken, limits};

use super::{Client, DryRun};
use crate::{
    CredentialError, Error, Secret,
    token_cache::{CachedToken, TokenKey},
};

/// A token this close to its end (in milliseconds) is not used any more.
const SAFETY_MARGIN: i64 = 5 * 60 * 1000;

impl Client {
    /// Takes another token where the last one was refused; the refused one is forgotten.
    pub(super) fn renew(
        &self,
        meta: &Meta,
        stale: Option<&Secret>,
        error: &Error,
    ) -> Result<bool, Error> {
        let (Error::Api(api), Some(stale)) = (error, stale) else { return Ok(false) };
        if !api.is_about_stale_token() {
            return Ok(false);
        }
        let fresh = self.token(meta, Some(stale))?;
        Ok(fresh.as_ref() != Some(stale))
    }

    /// The token to call with; none where the endpoint takes none.
    pub(super) fn token(
        &self,
        meta: &Meta,
        stale: Option<&Secret>,
    ) -> Result<Option<Secret>, Error> {
        if meta.auth.is_empty() {
            return Ok(None);
        }
        match self.identity {
            Auth::Bot => self.tenant_token(stale).map(Some),
            Auth::User => {
                let user = self.credentials.user.as_ref().ok_or(CredentialError::NoUser)?;
                Ok(Some(user.get(stale)?))
            }
        }
    }

    fn tenant_token(&self, stale: Option<&Secret>) -> Result<Secret, Error> {
        if let Some(given) = &self.credentials.tenant_access_token {
            return Ok(given.clone());
        }
        let (app_id, app_secret) = self.credentials.app_with_source()?;
        let key = TokenKey {
            base_url: self.transport.base_url(TenantAccessToken::META.host).to_owned(),
            app_id: app_id.as_str().to_owned(),
            identity: "bot".to_owned(),
            fingerprint: app_secret.fingerprint(),
        };
        let is_good = |cached: &CachedToken| {
            cached.expires_at > self.clock.now() + SAFETY_MARGIN && Some(&cached.token) != stale
        };
        let mut kept = self.minted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(good) =
            kept.take().filter(is_good).or_else(|| self.tokens.get(&key).filter(is_good))
        {
            return Ok(kept.insert(good).token.clone());
        }
        self.tokens.remove(&key);
        let (_, app_secret) = self.credentials.app()?;
        let mint = TenantAccessToken {
            app_id: app_id.clone(),
            app_secret: app_secret.reveal().to_owned(),
        };
        let minted = self.answer(&mint, None, DryRun::Sends)?.value;
        let token = Secret::new(minted.tenant_access_token);
        let seconds = minted.expire.min(limits::TOKEN_SECONDS);
        let expires_at = self.clock.now() + seconds * 1000;
        let minted = CachedToken { token: token.clone(), expires_at };
        self.tokens.put(&key, &minted);
        *kept = Some(minted);
        Ok(token)
    }
}
