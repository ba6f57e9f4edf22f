//! Taking tokens back.

use lark_api::{errors::codes, im::Nothing, oauth::token::RevokeToken};

use super::{Outcome, client};
use crate::{failure::Failure, model::logins, store::Visit};

/// A token that nobody has is as good as taken back (RFC 7009).
pub(in crate::calls) fn revoke(
    visit: &Visit<'_>,
    request: RevokeToken,
) -> Result<Outcome<Nothing>, Failure> {
    let app = client(visit, request.client_id.as_ref(), request.client_secret.as_deref())?;
    let store = &visit.store;
    let refresh = logins::find_refresh(store.db, &request.token)?;
    let found = match refresh {
        Some(refresh) => Some((refresh.login.app, Some(refresh.login.key))),
        None => logins::find_access(store.db, &request.token)?,
    };
    match found {
        Some((owner, _)) if owner != app.key => Err(Failure::code(codes::OAUTH_OTHER_CLIENT)),
        Some((_, Some(login))) => {
            logins::revoke(store, login)?;
            Ok(Outcome::Done(Nothing {}))
        }
        Some((_, None)) => {
            logins::forget(store, &request.token)?;
            Ok(Outcome::Done(Nothing {}))
        }
        None => Ok(Outcome::Done(Nothing {})),
    }
}
