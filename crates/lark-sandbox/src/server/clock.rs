//! What time it is, moved.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{Response, StatusCode},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::admin::{Admin, refuse, respond};
use crate::{clock::ClockChange, sandbox};

/// One of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
enum Change {
    #[serde(rename = "advance_seconds")]
    Advance(u32),
    /// `2026-01-05T09:00:00Z`: the clock stands still there.
    #[serde(rename = "set")]
    Set(String),
    #[serde(rename = "real")]
    Real(bool),
}

impl Change {
    fn read(body: &[u8]) -> Result<ClockChange, String> {
        match serde_json::from_slice(body).map_err(|error| error.to_string())? {
            Self::Advance(seconds) => Ok(ClockChange::Advance(Duration::from_secs(seconds.into()))),
            Self::Set(at) => {
                let at: Timestamp =
                    at.parse().map_err(|_| format!("`{at}` is no point in time"))?;
                Ok(ClockChange::Freeze(at.as_millisecond()))
            }
            Self::Real(true) => Ok(ClockChange::Real),
            Self::Real(false) => Err("`real` is true, or left out".to_owned()),
        }
    }
}

pub(super) async fn change(State(admin): State<Admin>, body: Bytes) -> Response<Body> {
    let change = match Change::read(&body) {
        Ok(change) => change,
        Err(msg) => return refuse(StatusCode::BAD_REQUEST, &msg),
    };
    let services = Arc::clone(&admin.sandbox.inner.services);
    let work = move |db: &rusqlite::Connection| sandbox::change_clock(&services, db, change);
    let now = admin.sandbox.inner.storage.write(work).await;
    respond(now.map(|now| {
        now.map(|now| {
            let time = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH);
            json!({ "now": time.to_string() })
        })
    }))
}
