//! Whom an app can reach, narrowed and widened again.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::admin::{Admin, changed, refuse};
use crate::model::apps;

/// Everybody, or only these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Availability {
    #[serde(deserialize_with = "Option::deserialize")]
    open_ids: Option<Vec<String>>,
}

pub(super) async fn of_app(
    State(admin): State<Admin>,
    Path(app_id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    let given: Availability = match serde_json::from_slice(&body) {
        Ok(given) => given,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let services = Arc::clone(&admin.sandbox.inner.services);
    let work = move |db: &rusqlite::Connection| {
        apps::set_availability(&services.store(db), &app_id, given.open_ids.as_deref())
    };
    changed(admin.sandbox.inner.storage.write(work).await)
}
