//! `/sandbox/…`: what who started the server may ask of it.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Response, StatusCode, header},
    middleware::{self, Next},
    routing::{get, post, put},
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::{availability, clock, consent, files, press, scopes, tenants};
use crate::{
    answer::{self, JSON},
    info,
    sandbox::{self, Sandbox},
    storage::StorageError,
};

#[derive(Clone)]
pub(super) struct Admin {
    pub(super) sandbox: Sandbox,
    pub(super) base_url: String,
    pub(super) token: Arc<str>,
    /// Told when the server shall end.
    pub(super) stop: Arc<Notify>,
}

pub(super) fn routes(admin: Admin) -> Router {
    Router::new()
        .route("/sandbox/info", get(info))
        .route("/sandbox/stats", get(stats))
        .route("/sandbox/reset", post(reset))
        .route("/sandbox/stop", post(stop))
        .route("/sandbox/press", post(press::press))
        .route("/sandbox/files", post(files::plant))
        .route("/sandbox/tenants", post(tenants::add))
        .route("/sandbox/clock", post(clock::change))
        .route("/sandbox/consent", post(consent::give))
        .route("/sandbox/apps/{app_id}/scopes", put(scopes::of_app))
        .route("/sandbox/apps/{app_id}/availability", put(availability::of_app))
        .route("/sandbox/users/{open_id}/scopes", put(scopes::of_user))
        .route_layer(middleware::from_fn_with_state(admin.clone(), only_admins))
        .with_state(admin)
}

async fn only_admins(State(admin): State<Admin>, request: Request, next: Next) -> Response<Body> {
    match given(request.headers()).is_some_and(|given| same(given, &admin.token)) {
        true => next.run(request).await,
        false => {
            let body = json!({ "code": 401, "msg": "the admin token is missing or wrong" });
            answer::with_type(StatusCode::UNAUTHORIZED, JSON, Body::from(body.to_string()))
        }
    }
}

fn given(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Takes as long for any token of the same length.
fn same(given: &str, token: &str) -> bool {
    let differing = given.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    given.len() == token.len() && differing == 0
}

async fn info(State(admin): State<Admin>) -> Response<Body> {
    let services = Arc::clone(&admin.sandbox.inner.services);
    let read = admin.sandbox.inner.storage.write(move |db| info::read(&services.store(db))).await;
    respond(read.map(|info| info.map(|info| info::Info { base_url: Some(admin.base_url), ..info })))
}

async fn stats(State(admin): State<Admin>) -> Response<Body> {
    let requests = admin.sandbox.inner.requests.load(Ordering::Relaxed);
    let limited = admin.sandbox.inner.limited.load(Ordering::Relaxed);
    let stats = json!({ "requests": requests, "limited": limited });
    answer::with_type(StatusCode::OK, JSON, Body::from(stats.to_string()))
}

async fn reset(State(admin): State<Admin>) -> Response<Body> {
    let services = Arc::clone(&admin.sandbox.inner.services);
    let work = move |db: &rusqlite::Connection| sandbox::refill(&services.store(db));
    respond(admin.sandbox.inner.storage.write(work).await.map(|done| done.map(|()| json!({}))))
}

async fn stop(State(admin): State<Admin>) -> Response<Body> {
    admin.stop.notify_one();
    respond(Ok(Ok(json!({}))))
}

/// A change that may find nobody to change.
pub(super) fn changed(outcome: Result<rusqlite::Result<bool>, StorageError>) -> Response<Body> {
    match outcome {
        Ok(Ok(false)) => refuse(StatusCode::NOT_FOUND, "nobody has that id"),
        done => respond(done.map(|done| done.map(|_| json!({})))),
    }
}

pub(super) fn refuse(status: StatusCode, msg: &str) -> Response<Body> {
    let body = json!({ "code": status.as_u16(), "msg": msg });
    answer::with_type(status, JSON, Body::from(body.to_string()))
}

pub(super) fn respond<T: serde::Serialize>(
    outcome: Result<rusqlite::Result<T>, StorageError>,
) -> Response<Body> {
    let (status, body): (_, Value) = match outcome.and_then(|done| done.map_err(StorageError::from))
    {
        Ok(data) => (StatusCode::OK, json!({ "data": data })),
        Err(error) => {
            let body = json!({ "code": 500, "msg": error.to_string() });
            (StatusCode::INTERNAL_SERVER_ERROR, body)
        }
    };
    answer::with_type(status, JSON, Body::from(body.to_string()))
}
