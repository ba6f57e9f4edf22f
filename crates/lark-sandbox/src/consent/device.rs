//! The page for who logs in on another device, or lets a program have an app of its own.

use axum::{body::Body, http::Response};
use lark_api::errors::codes;

use super::{ConsentError, Decision, Fields, allowed, granted, page, person, tenant, ticket};
use crate::{
    failure::Failure,
    model::{
        actors, apps,
        devices::{self, Device, Kind, State},
    },
    store::Store,
};

/// What a registered app is called until somebody gives it another name.
const NEW_APP: &str = "Personal Agent";

pub(crate) fn show(store: &Store<'_>, fields: &Fields) -> Result<Response<Body>, Failure> {
    let code = fields.get("user_code");
    if code.is_empty() {
        return Ok(page::enter_code(""));
    }
    let device = match open(store, code) {
        Ok(device) => device,
        Err(ConsentError::Storage(error)) => {
            return Err(Failure::ext(codes::INTERNAL_ERROR, error.to_string()));
        }
        Err(error) => return Ok(page::enter_code(said(&error))),
    };
    let ticket = ticket(store, &device.user_code);
    let name = device.app.map(|app| apps::name(store.db, app)).transpose()?;
    let title = match name {
        Some(name) => format!("{name} wants to act as you"),
        None => "A program wants to make an app for you".to_owned(),
    };
    Ok(page::question(&page::Question {
        title,
        scopes: if device.kind == Kind::Login { &device.scopes } else { &[] },
        people: &actors::people(store.db, tenant(store, device.app)?)?,
        hidden: &[("user_code", &device.user_code), ("ticket", &ticket)],
        note: match device.kind {
            Kind::Login => format!("The other device must show the code {}", device.user_code),
            Kind::Registration => format!(
                "The app gets a bot, an id and a secret. The program must show the code {}",
                device.user_code
            ),
        },
        leads_to: None,
    }))
}

pub(crate) fn decide(store: &Store<'_>, fields: &Fields) -> Result<Response<Body>, Failure> {
    let code = fields.get("user_code");
    let is_ours = devices::find(store.db, code)?
        .is_some_and(|device| fields.get("ticket") == ticket(store, &device.user_code));
    let Some((person, decision)) = page::pressed(fields).filter(|_| is_ours) else {
        return Ok(page::stale());
    };
    match settle(store, code, Some(person), &decision) {
        Ok(()) => Ok(page::done(&decision)),
        Err(ConsentError::UnknownPerson) => Ok(page::stale()),
        Err(ConsentError::Storage(error)) => {
            Err(Failure::ext(codes::INTERNAL_ERROR, error.to_string()))
        }
        Err(error) => Ok(page::enter_code(said(&error))),
    }
}

fn said(error: &ConsentError) -> &'static str {
    match error {
        ConsentError::Expired => "This code has expired. Begin anew on the other device.",
        ConsentError::Decided => "This code was answered before. Begin anew on the other device.",
        _ => "No device shows this code. Look at it once more.",
    }
}

/// What waits for an answer under a code.
fn open(store: &Store<'_>, code: &str) -> Result<Device, ConsentError> {
    let device = devices::find(store.db, code)?.ok_or(ConsentError::UnknownCode)?;
    match device.state {
        State::Pending if device.expires_at <= store.now => Err(ConsentError::Expired),
        State::Pending => Ok(device),
        State::Allowed | State::Denied | State::Used => Err(ConsentError::Decided),
    }
}

/// Writes down what a person decided.
pub(super) fn settle(
    store: &Store<'_>,
    code: &str,
    named: Option<&str>,
    decision: &Decision,
) -> Result<(), ConsentError> {
    let device = open(store, code)?;
    let person = person(store, device.app, named)?;
    // What a registration asks for are no permissions: all of it or nothing.
    let decision = match (device.kind, decision) {
        (Kind::Registration, Decision::AllowOnly(_)) => &Decision::Allow,
        (_, decision) => decision,
    };
    let Some(scopes) = allowed(&device.scopes, decision)? else {
        return Ok(devices::deny(store, &device)?);
    };
    match device.app {
        Some(app) => {
            let scopes = granted(store, (app, &person), &scopes)?;
            devices::allow(store, &device, (app, person.key), &scopes)?;
        }
        None => {
            let app = apps::register(store, NEW_APP, person.key)?;
            devices::allow(store, &device, (app.key, person.key), &scopes)?;
        }
    }
    Ok(())
}
