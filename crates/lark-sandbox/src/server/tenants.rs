//! A second company, for tests of what nobody may see of another.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::admin::{Admin, refuse, respond};
use crate::tenants;

/// What it is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tenant {
    name: String,
}

pub(super) async fn add(State(admin): State<Admin>, body: Bytes) -> Response<Body> {
    let given: Tenant = match serde_json::from_slice(&body) {
        Ok(given) => given,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    if given.name.trim().is_empty() {
        return refuse(StatusCode::BAD_REQUEST, "a tenant needs a name");
    }
    let services = Arc::clone(&admin.sandbox.inner.services);
    let work =
        move |db: &rusqlite::Connection| tenants::add(&services.store(db), given.name.trim());
    respond(admin.sandbox.inner.storage.write(work).await)
}
