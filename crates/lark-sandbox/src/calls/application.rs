//! The app itself, and what it may do.

use std::collections::BTreeSet;

use lark_api::{
    Auth,
    application::{
        Application, ApplicationAnswer, ApplicationScope, GetApplication, ListScopes, ProbeCliApp,
        ScopeList, ScopeStatus,
    },
    ids::AppId,
    im::Nothing,
    registry,
};

use crate::{failure::Failure, model::apps, store::Call};

const GRANTED: i32 = 1;
const NOT_GRANTED: i32 = 2;

pub(super) fn get(call: &Call<'_>, request: GetApplication) -> Result<ApplicationAnswer, Failure> {
    let app_id = request.app_id.as_str();
    if app_id != "me" && app_id != call.caller.app_id {
        return Err(Failure::field("app_id", "an app sees only itself"));
    }
    if !["zh_cn", "en_us", "ja_jp"].contains(&request.lang.as_str()) {
        return Err(Failure::field("lang", "zh_cn, en_us or ja_jp is needed"));
    }
    let granted = granted(apps::scopes(call.store.db, call.caller.app)?);
    let scope = |scope: &(String, &'static str)| scope.0.clone();
    let names: BTreeSet<String> = granted.iter().map(scope).collect();
    let scopes = names.into_iter().map(|name| ApplicationScope {
        token_types: granted
            .iter()
            .filter(|(scope, _)| *scope == name)
            .map(|(_, kind)| (*kind).to_owned())
            .collect(),
        scope: name,
    });
    Ok(ApplicationAnswer {
        app: Application {
            app_id: AppId::unchecked(&call.caller.app_id),
            app_name: apps::name(call.store.db, call.caller.app)?,
            avatar_url: "https://avatars.example.com/app-default~100x100.png".to_owned(),
            description: String::new(),
            status: 1,
            scene_type: 0,
            primary_language: "zh_cn".to_owned(),
            scopes: scopes.collect(),
        },
    })
}

pub(super) fn scopes(call: &Call<'_>, _: ListScopes) -> Result<ScopeList, Failure> {
    let granted = granted(apps::scopes(call.store.db, call.caller.app)?);
    let status = |scope: (String, &'static str)| ScopeStatus {
        grant_status: if granted.contains(&scope) { GRANTED } else { NOT_GRANTED },
        scope_name: scope.0,
        scope_type: scope.1.to_owned(),
    };
    Ok(ScopeList { scopes: known().into_iter().map(status).collect() })
}

/// Lark counts who uses it; here nobody does.
pub(super) fn probe(_: &Call<'_>, _: ProbeCliApp) -> Result<Nothing, Failure> {
    Ok(Nothing {})
}

/// The permissions an app has, each with as whom; `None` stands for all that are known.
fn granted(scopes: Option<Vec<String>>) -> BTreeSet<(String, &'static str)> {
    let Some(scopes) = scopes else { return known() };
    let kinds = ["tenant", "user"];
    scopes.into_iter().flat_map(|scope| kinds.map(|kind| (scope.clone(), kind))).collect()
}

/// Every permission that some endpoint asks for.
fn known() -> BTreeSet<(String, &'static str)> {
    let mut known = BTreeSet::new();
    for entry in registry::ALL {
        for auth in entry.meta.auth {
            let kind = match auth {
                Auth::Bot => "tenant",
                Auth::User => "user",
            };
            let scopes = entry.meta.scopes.every(*auth).flatten();
            known.extend(scopes.map(|scope| ((*scope).to_owned(), kind)));
        }
    }
    known
}
