//! Who calls: from the `Authorization` header to an app, somebody acting, and permissions.

use lark_api::{Auth, Meta, errors::codes, scopes::AnyOf};
use rusqlite::OptionalExtension;

use crate::{
    failure::{Failure, Wording},
    keys::{ActorKey, AppKey, TenantKey},
    store::Store,
};

/// Somebody with a valid token.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) app: AppKey,
    pub(crate) app_id: String,
    pub(crate) tenant: TenantKey,
    /// The person, or the app's bot.
    pub(crate) actor: ActorKey,
    pub(crate) auth: Auth,
    app_scopes: Granted,
    token_scopes: Granted,
}

/// Permissions; `None` for all there are.
#[derive(Clone, Debug)]
struct Granted(Option<Vec<String>>);

impl Granted {
    fn from_column(json: Option<String>) -> Self {
        Self(json.map(|json| serde_json::from_str(&json).unwrap_or_default()))
    }

    fn has(&self, scope: &str) -> bool {
        self.0.as_ref().is_none_or(|scopes| scopes.iter().any(|granted| granted == scope))
    }

    fn meets(&self, any_of: AnyOf) -> bool {
        any_of.iter().any(|scope| self.has(scope))
    }
}

impl Caller {
    /// Somebody who came in another way than with a token, and may do anything.
    pub(crate) fn trusted(app: AppKey, (tenant, actor): (TenantKey, ActorKey), auth: Auth) -> Self {
        let (app_scopes, token_scopes) = (Granted(None), Granted(None));
        Self { app, app_id: String::new(), tenant, actor, auth, app_scopes, token_scopes }
    }

    /// Checks the token, then whether it may call the endpoint at all.
    pub(crate) fn authenticate(
        store: &Store<'_>,
        meta: &Meta,
        header: Option<&str>,
    ) -> Result<Self, Failure> {
        let token = header.and_then(|header| header.strip_prefix("Bearer ")).unwrap_or_default();
        let token = token.trim();
        if token.is_empty() {
            return Err(Failure::code(codes::TOKEN_MISSING));
        }
        let (auth, unknown) = if token.starts_with("t-") {
            (Auth::Bot, codes::TOKEN_INVALID)
        } else if token.starts_with("u-") || token.starts_with("eyJ") {
            (Auth::User, codes::USER_TOKEN_INVALID)
        } else {
            return Err(Failure::code(codes::TOKEN_FORMAT));
        };
        let found = find(store, token, auth)?;
        let (caller, expires_at) = found.ok_or(Failure::code(unknown))?;
        if expires_at <= store.now {
            return Err(Failure::code(codes::TOKEN_EXPIRED));
        }
        caller.admitted(meta)?;
        Ok(caller)
    }

    fn admitted(&self, meta: &Meta) -> Result<(), Failure> {
        match self.auth {
            auth if meta.auth.contains(&auth) => {}
            Auth::Bot => return Err(Failure::code(codes::TOKEN_INVALID)),
            Auth::User => {
                return Err(Failure::Code {
                    code: codes::USER_TOKEN_INVALID,
                    wording: Wording::Own("user access token not support"),
                });
            }
        }
        let needed = meta.scopes.of(self.auth);
        let lacking = |granted: &Granted| needed.iter().copied().find(|any| !granted.meets(any));
        if let Some(any_of) = lacking(&self.app_scopes) {
            let (auth, app_id) = (self.auth, self.app_id.clone());
            return Err(Failure::AppScope { any_of, auth, app_id });
        }
        match lacking(&self.token_scopes) {
            Some(any_of) => Err(Failure::UserScope { any_of }),
            None => Ok(()),
        }
    }

    /// Whether both the app and the token have a permission.
    pub(crate) fn has(&self, scope: &str) -> bool {
        self.app_scopes.has(scope) && self.token_scopes.has(scope)
    }

    pub(crate) fn meets(&self, any_of: AnyOf) -> bool {
        any_of.iter().any(|scope| self.has(scope))
    }

    pub(crate) fn is_bot(&self) -> bool {
        self.auth == Auth::Bot
    }
}

fn find(store: &Store<'_>, token: &str, auth: Auth) -> rusqlite::Result<Option<(Caller, i64)>> {
    store
        .db
        .prepare_cached(
            "SELECT t.app, a.app_id, a.tenant, t.actor, a.scopes, t.scopes, t.expires_at
             FROM tokens t JOIN apps a ON a.id = t.app WHERE t.token = ?1",
        )?
        .query_row([token], |row| {
            let caller = Caller {
                app: row.get(0)?,
                app_id: row.get(1)?,
                tenant: row.get(2)?,
                actor: row.get(3)?,
                auth,
                app_scopes: Granted::from_column(row.get(4)?),
                token_scopes: Granted::from_column(row.get(5)?),
            };
            Ok((caller, row.get(6)?))
        })
        .optional()
}
