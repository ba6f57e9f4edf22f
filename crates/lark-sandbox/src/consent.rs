//! What a person decides about an app: on a page, or without one by whoever runs the sandbox.

pub(crate) mod authorize;
pub(crate) mod device;
pub(crate) mod page;
mod words;

use lark_api::oauth::OFFLINE_ACCESS;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    arrival::decode_pairs,
    keys::{AppKey, TenantKey},
    model::{
        actors::{self, Actor},
        apps, logins,
    },
    storage::StorageError,
    store::Store,
};

/// The fields of a query or a form.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn read(text: &str) -> Self {
        Self(decode_pairs(text))
    }

    /// The first of that name; nothing where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }
}

/// Shows that a form is from a page this sandbox made for just this: only it knows the salt.
fn ticket(store: &Store<'_>, about: &str) -> String {
    let digest = Sha256::digest(format!("{}\n{about}", store.salt));
    digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What somebody decides without a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub about: ConsentAbout,
    /// An open id, a union id, a user id or an address; the default person where it is none.
    pub person: Option<String>,
    pub decision: Decision,
}

/// Which question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentAbout {
    /// A login or a registration, by its user code or its device code.
    Code(String),
    /// A page, by its address or the query of it.
    Page(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Allow,
    /// Some of the permissions, not all.
    AllowOnly(Vec<String>),
    Deny,
}

/// What came of a consent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consented {
    /// Where the page would send the browser on to; none where there is no page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// Why a decision is not taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    #[error("no login and no registration has that code")]
    UnknownCode,
    #[error("the code has expired")]
    Expired,
    #[error("that was decided before")]
    Decided,
    #[error("nobody who works here has that id")]
    UnknownPerson,
    #[error("`{}` was not asked for", .0.escape_debug())]
    Scope(String),
    /// The page would refuse it.
    #[error("the page refuses that with code {0}")]
    Page(i64),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<rusqlite::Error> for ConsentError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// Does what the page does when its button is pressed.
pub(crate) fn give(store: &Store<'_>, consent: &Consent) -> Result<Consented, ConsentError> {
    let person = consent.person.as_deref();
    match &consent.about {
        ConsentAbout::Code(code) => {
            device::settle(store, code, person, &consent.decision)?;
            Ok(Consented::default())
        }
        ConsentAbout::Page(address) => {
            let query = address.split_once('?').map_or(address.as_str(), |(_, query)| query);
            let location = authorize::settle(store, query, person, &consent.decision)?;
            Ok(Consented { location: Some(location) })
        }
    }
}

/// Who decides: who is named and works where the app is, or the first who does. An app that is still
/// to be made will be where its maker works.
fn person(
    store: &Store<'_>,
    app: Option<AppKey>,
    named: Option<&str>,
) -> Result<Actor, ConsentError> {
    let tenant = tenant(store, app)?;
    let person = match named {
        Some(id) => actors::find_person(store.db, id)?,
        None => actors::people(store.db, tenant)?.into_iter().next(),
    };
    let may_decide = |person: &Actor| app.is_none() || person.tenant == tenant;
    person.filter(may_decide).ok_or(ConsentError::UnknownPerson)
}

fn tenant(store: &Store<'_>, app: Option<AppKey>) -> rusqlite::Result<TenantKey> {
    let app = app.map_or_else(|| apps::default(store.db), Ok)?;
    apps::tenant(store.db, app)
}

/// What is allowed of what was asked for; nothing where it is denied.
fn allowed(asked: &[String], decision: &Decision) -> Result<Option<Vec<String>>, ConsentError> {
    match decision {
        Decision::Deny => Ok(None),
        Decision::Allow => Ok(Some(asked.to_vec())),
        Decision::AllowOnly(some) => match some.iter().find(|scope| !asked.contains(scope)) {
            Some(scope) => Err(ConsentError::Scope(scope.clone())),
            None => Ok(Some(some.clone())),
        },
    }
}

/// What a token may do after a consent: all that the person ever granted, and `offline_access` only
/// where this login asks for it.
fn granted(
    store: &Store<'_>,
    (app, person): (AppKey, &Actor),
    scopes: &[String],
) -> rusqlite::Result<Vec<String>> {
    let is_lasting = |scope: &&String| *scope != OFFLINE_ACCESS;
    let lasting: Vec<String> = scopes.iter().filter(is_lasting).cloned().collect();
    let mut all = logins::grant(store, (app, person.key), &lasting)?;
    if lasting.len() < scopes.len() {
        all.push(OFFLINE_ACCESS.to_owned());
    }
    Ok(all)
}
