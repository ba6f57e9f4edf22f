//! Beginning a login that is confirmed elsewhere.

use lark_api::{
    errors::codes,
    limits::DEVICE_INTERVAL_SECONDS,
    oauth::device::{AuthorizeDevice, DeviceAuthorization, VERIFY_PATH},
};

use super::{Outcome, client, requested};
use crate::{
    failure::Failure,
    model::devices::{self, Kind},
    store::Visit,
};

pub(in crate::calls) fn authorize(
    visit: &Visit<'_>,
    request: AuthorizeDevice,
) -> Result<Outcome<DeviceAuthorization>, Failure> {
    let app = client(visit, request.client_id.as_ref(), request.client_secret.as_deref())?;
    let scopes = requested(visit.store.db, app.key, &request.scope, codes::OAUTH_SCOPE)?;
    let device = devices::begin(&visit.store, (Kind::Login, Some(app.key)), &scopes)?;
    let verification_uri = format!("{}{VERIFY_PATH}", visit.origin());
    Ok(Outcome::Done(DeviceAuthorization {
        verification_uri_complete: format!("{verification_uri}?user_code={}", device.user_code),
        verification_uri,
        device_code: device.device_code,
        user_code: device.user_code,
        expires_in: Some(Kind::Login.seconds()),
        interval: Some(DEVICE_INTERVAL_SECONDS),
    }))
}
