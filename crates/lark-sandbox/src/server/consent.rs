//! What a person would decide on a page, decided for them.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::admin::{Admin, refuse, respond};
use crate::consent::{self, Consent, ConsentAbout, ConsentError, Decision};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(alias = "device_code")]
    user_code: Option<String>,
    /// The address of the page.
    url: Option<String>,
    /// Who decides; the default person where nobody is named.
    #[serde(alias = "open_id")]
    user: Option<String>,
    allow: bool,
    /// Only these of the permissions.
    scopes: Option<Vec<String>>,
}

impl Given {
    fn read(body: &[u8]) -> Result<Consent, String> {
        let given: Self = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        let about = match (given.user_code, given.url) {
            (Some(code), None) => ConsentAbout::Code(code),
            (None, Some(url)) => ConsentAbout::Page(url),
            _ => return Err("one of user_code, device_code and url is needed".to_owned()),
        };
        let decision = match (given.allow, given.scopes) {
            (false, _) => Decision::Deny,
            (true, None) => Decision::Allow,
            (true, Some(scopes)) => Decision::AllowOnly(scopes),
        };
        Ok(Consent { about, person: given.user, decision })
    }
}

pub(super) async fn give(State(admin): State<Admin>, body: Bytes) -> Response<Body> {
    let consent = match Given::read(&body) {
        Ok(consent) => consent,
        Err(msg) => return refuse(StatusCode::BAD_REQUEST, &msg),
    };
    let services = Arc::clone(&admin.sandbox.inner.services);
    let work = move |db: &rusqlite::Connection| consent::give(&services.store(db), &consent);
    match admin.sandbox.inner.storage.write(work).await {
        Ok(Ok(consented)) => respond(Ok(Ok(consented))),
        Ok(Err(ConsentError::Storage(error))) | Err(error) => respond::<()>(Err(error)),
        Ok(Err(error @ (ConsentError::UnknownCode | ConsentError::UnknownPerson))) => {
            refuse(StatusCode::NOT_FOUND, &error.to_string())
        }
        Ok(Err(error)) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}
