//! What apps and people may do, narrowed and widened again.

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::admin::{Admin, changed, refuse};
use crate::{
    model::apps::{self, Holder},
    sandbox::Sandbox,
};

/// All there are, or only these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    #[serde(deserialize_with = "Option::deserialize")]
    scopes: Option<Vec<String>>,
}

pub(super) async fn of_app(
    State(admin): State<Admin>,
    Path(app_id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    set(admin.sandbox, Holder::App(app_id), &body).await
}

/// Also what the tokens may do that the person has.
pub(super) async fn of_user(
    State(admin): State<Admin>,
    Path(open_id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    set(admin.sandbox, Holder::Person(open_id), &body).await
}

async fn set(sandbox: Sandbox, holder: Holder, body: &[u8]) -> Response<Body> {
    let grant: Grant = match serde_json::from_slice(body) {
        Ok(grant) => grant,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let services = std::sync::Arc::clone(&sandbox.inner.services);
    let work = move |db: &rusqlite::Connection| {
        apps::set_scopes(&services.store(db), &holder, grant.scopes.as_deref())
    };
    changed(sandbox.inner.storage.write(work).await)
}
