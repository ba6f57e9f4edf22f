//! What apps and people may do, narrowed and widened again.

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;
use serde_json::json;

use super::admin::{Admin, respond};
use crate::{
    answer::{self, JSON},
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
    match sandbox.inner.storage.write(work).await {
        Ok(Ok(false)) => refuse(StatusCode::NOT_FOUND, "nobody has that id"),
        done => respond(done.map(|done| done.map(|_| json!({})))),
    }
}

fn refuse(status: StatusCode, msg: &str) -> Response<Body> {
    let body = json!({ "code": status.as_u16(), "msg": msg });
    answer::with_type(status, JSON, Body::from(body.to_string()))
}
