//! A program that asks for an app of its own, and somebody who lets it have one.

use lark_api::{
    errors::codes,
    ids::{AppId, OpenId},
    limits::DEVICE_INTERVAL_SECONDS,
    oauth::{
        failure::ErrorWord,
        registration::{
            CLIENT_SECRET, PAGE_PATH, PERSONAL_AGENT, RegisterApp, RegisteringUser, Registration,
            RegistrationAction,
        },
        scopes_of,
    },
};

use super::{Outcome, missing};
use crate::{
    failure::{Failure, Wording},
    model::{
        actors, apps,
        devices::{self, Device, Kind},
    },
    store::Visit,
};

pub(in crate::calls) fn register(
    visit: &Visit<'_>,
    request: RegisterApp,
) -> Result<Outcome<Registration>, Failure> {
    match &request.action {
        RegistrationAction::Begin => begin(visit, &request).map(Outcome::Done),
        RegistrationAction::Poll => {
            let code = request.device_code.as_deref().ok_or_else(|| missing("device_code"))?;
            poll(visit, code)
        }
        RegistrationAction::Other(other) => Err(malformed(other)),
    }
}

fn malformed(given: &str) -> Failure {
    let wording = Wording::Tail(given.escape_debug().to_string());
    Failure::Code { code: codes::OAUTH_MALFORMED, wording }
}

fn begin(visit: &Visit<'_>, request: &RegisterApp) -> Result<Registration, Failure> {
    for (given, only) in
        [(&request.archetype, PERSONAL_AGENT), (&request.auth_method, CLIENT_SECRET)]
    {
        if let Some(other) = given.as_deref().filter(|given| *given != only) {
            return Err(malformed(other));
        }
    }
    let told = request.request_user_info.as_deref().unwrap_or_default();
    let told: Vec<String> = scopes_of(told).map(str::to_owned).collect();
    let device = devices::begin(&visit.store, (Kind::Registration, None), &told)?;
    let verification_uri = format!("{}{PAGE_PATH}", visit.origin());
    Ok(Registration {
        verification_uri_complete: format!("{verification_uri}?user_code={}", device.user_code),
        verification_uri,
        device_code: device.device_code,
        user_code: device.user_code,
        expires_in: Some(Kind::Registration.seconds()),
        expire_in: Some(Kind::Registration.seconds()),
        interval: Some(DEVICE_INTERVAL_SECONDS),
        ..Registration::default()
    })
}

fn poll(visit: &Visit<'_>, device_code: &str) -> Result<Outcome<Registration>, Failure> {
    let store = &visit.store;
    let device = devices::find(store.db, device_code)?
        .filter(|device| device.kind == Kind::Registration && device.device_code == device_code)
        .ok_or(Failure::code(codes::OAUTH_CODE_UNKNOWN))?;
    match devices::ask(store, &device)? {
        Some(ErrorWord::InvalidGrant) => Err(Failure::code(codes::OAUTH_CODE_USED)),
        Some(word) => Ok(Outcome::Not(word)),
        None => {
            devices::use_up(store, &device)?;
            registered(visit, &device).map(Outcome::Done)
        }
    }
}

fn registered(visit: &Visit<'_>, device: &Device) -> Result<Registration, Failure> {
    let db = visit.store.db;
    let (Some(app), Some(actor)) = (device.app, device.actor) else {
        return Err(Failure::code(codes::OAUTH_CODE_UNKNOWN));
    };
    let is_told = |what: &str| device.scopes.iter().any(|asked| asked == what);
    let open_id = actors::open_id(db, app, actor)?;
    let app = apps::get(db, app)?;
    Ok(Registration {
        client_id: Some(AppId::unchecked(app.app_id)),
        client_secret: Some(app.secret),
        user_info: Some(RegisteringUser {
            open_id: is_told("open_id").then(|| OpenId::unchecked(open_id)),
            tenant_brand: is_told("tenant_brand").then(|| "feishu".to_owned()),
        }),
        ..Registration::default()
    })
}
