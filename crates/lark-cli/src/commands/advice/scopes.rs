//! Permissions that are missing: who gives them, and with what.

use lark_api::{
    Auth, Host, application::ListScopes, errors::Family, oauth::scopes_of, registry, scopes::AnyOf,
};
use lark_client::{ApiError, Ungranted};

use super::Caller;
use crate::{
    commands::{auth::session::Session, needs::narrowest},
    context::with_token_files,
    error::CommandError,
    hints,
    profile::{Directories, Profile},
    secrets::Place,
};

/// The login is known to lack something; nothing was sent, and nothing is asked for now.
pub fn ungranted(caller: &Caller<'_>, error: CommandError, cause: &Ungranted) -> CommandError {
    let scopes: Vec<_> = cause.lacking.iter().filter_map(|any_of| narrowest(any_of)).collect();
    error.with_hint(grant(caller, &scopes))
}

/// The app lacks any one of what the answer lists.
pub fn of_app(caller: &Caller<'_>, error: CommandError, api: &ApiError) -> CommandError {
    let scopes: Vec<&str> = api.missing_scopes.iter().map(String::as_str).collect();
    if scopes.is_empty() {
        return error;
    }
    // A login asks for what people grant, and for all of it.
    let is_login = api.family == Family::OAuth;
    let auth = if is_login { Auth::User } else { caller.auth() };
    let error = with_console(caller, error, (&scopes, auth), api.console_url.as_deref());
    let narrow = if is_login { scopes } else { narrowest(&scopes).into_iter().collect() };
    let hint = match (&error.console_url, auth) {
        _ if caller.is_sandbox() => widened(caller, Auth::Bot),
        (Some(url), Auth::User) => format!("{}; then {}", apply(url), grant(caller, &narrow)),
        (Some(url), Auth::Bot) => apply(url),
        (None, _) => return error,
    };
    error.with_hint(hint)
}

/// The person's token lacks any one of what the answer lists.
pub fn of_person(caller: &Caller<'_>, error: CommandError, api: &ApiError) -> CommandError {
    let listed: Vec<&str> = api.missing_scopes.iter().map(String::as_str).collect();
    let Some(first) = narrowest(&listed) else { return error };
    let scopes = with_the_rest(caller, api, first);
    granted_by_both(caller, error, &scopes)
}

/// Messages of such a chat may not be read without a permission of their own.
pub fn of_chat(caller: &Caller<'_>, error: CommandError, api: &ApiError) -> CommandError {
    let auth = caller.auth();
    let Some(entry) = registry::find(api.endpoint) else { return error };
    let conditions: Vec<AnyOf> = entry
        .meta
        .scopes
        .conditional
        .iter()
        .filter(|condition| condition.auth == auth)
        .map(|condition| condition.any_of)
        .collect();
    let is_named = |any_of: &&AnyOf| any_of.iter().any(|scope| hints::names(&api.msg, scope));
    let named: Vec<AnyOf> = conditions.iter().filter(is_named).copied().collect();
    let groups = if named.is_empty() { conditions } else { named };
    let scopes: Vec<&str> = groups.iter().filter_map(|any_of| narrowest(any_of)).collect();
    if scopes.is_empty() {
        return error;
    }
    let error = CommandError { missing_scopes: owned(&scopes), ..error };
    if auth == Auth::User {
        return granted_by_both(caller, error, &scopes);
    }
    let error = with_console(caller, error, (&scopes, auth), None);
    let hint = match &error.console_url {
        _ if caller.is_sandbox() => widened(caller, Auth::Bot),
        Some(url) => apply(url),
        None => return error,
    };
    error.with_hint(hint)
}

/// What is known to be lacking besides, so that nobody has to log in twice.
fn with_the_rest<'a>(caller: &Caller<'_>, api: &ApiError, first: &'a str) -> Vec<&'a str> {
    let mut scopes = vec![first];
    let Some(granted) = caller.granted() else { return scopes };
    let Some(entry) = registry::find(api.endpoint) else { return scopes };
    for any_of in entry.meta.scopes.of(Auth::User) {
        let has = |scope: &&str| scopes.contains(scope) || scopes_of(&granted).any(|g| g == *scope);
        if !any_of.iter().any(has)
            && !any_of.iter().any(|scope| api.missing_scopes.iter().any(|m| m == scope))
        {
            scopes.extend(narrowest(any_of));
        }
    }
    scopes
}

/// The person grants it, after the app has got it where it lacks it too.
fn granted_by_both(caller: &Caller<'_>, error: CommandError, scopes: &[&str]) -> CommandError {
    let login = grant(caller, scopes);
    let lacking = lacking_app(caller, scopes);
    if lacking.is_empty() {
        return error.with_hint(login);
    }
    let error = with_console(caller, error, (&lacking, Auth::User), None);
    let hint = match &error.console_url {
        Some(url) => format!("{}; then {login}", apply(url)),
        None => login,
    };
    error.with_hint(hint)
}

/// Those that the app is known not to have for people.
fn lacking_app<'a>(caller: &Caller<'_>, scopes: &[&'a str]) -> Vec<&'a str> {
    let Some(listed) = app_scopes(caller) else { return Vec::new() };
    let has = |scope: &str| {
        listed.scopes.iter().any(|listed| {
            listed.scope_name == scope && listed.scope_type == "user" && listed.grant_status == 1
        })
    };
    scopes.iter().copied().filter(|scope| !has(scope)).collect()
}

/// No command is run for a hint.
fn app_scopes(caller: &Caller<'_>) -> Option<lark_api::application::ScopeList> {
    let session = Session::open(caller.context).ok()?;
    if let Place::Command(_) = session.deployment.secret {
        return None;
    }
    with_token_files(session.as_app().ok()?, &session.directories).glance(&ListScopes {})
}

/// The command with which the person grants it.
fn grant(caller: &Caller<'_>, scopes: &[&str]) -> String {
    let scopes = scopes.join(" ");
    let login = caller.command(&format!("auth login --scope {}", hints::quote(&scopes)));
    if caller.is_sandbox() {
        return widened(caller, Auth::User);
    }
    match caller.given_token() {
        Some(variable) => format!(
            "get a token with {scopes} and put it in {variable}; or leave that unset and log in: {login}"
        ),
        None => format!("log in and grant it: {login}"),
    }
}

fn apply(url: &str) -> String {
    format!(
        "the app itself lacks it: its developer adds what is on this page and \
         publishes a version: {}",
        hints::quote(url)
    )
}

/// In the built-in sandbox everything is granted until somebody takes it away.
fn widened(caller: &Caller<'_>, of: Auth) -> String {
    let app_id = caller.app_id().unwrap_or_default();
    let path = match of {
        Auth::Bot => format!("/sandbox/apps/{app_id}/scopes"),
        Auth::User => "/sandbox/users/{open_id}/scopes".to_owned(),
    };
    format!(
        "somebody took it away in this sandbox; served (lark-cli sandbox start) it gives it back: \
         PUT {path} with {{\"scopes\":null}}"
    )
}

/// The console's page for exactly these, on the deployment's own host: the one that the answer names,
/// unless it is a brand's and this is another deployment.
fn with_console(
    caller: &Caller<'_>,
    error: CommandError,
    (scopes, auth): (&[&str], Auth),
    told: Option<&str>,
) -> CommandError {
    let base = match (caller.client(), caller.deployment()) {
        (Some(client), _) => client.base_url(Host::Open).to_owned(),
        (None, Some(deployment)) => deployment.base.open,
        (None, None) => return error,
    };
    let is_elsewhere = |url: &str| {
        let is_on =
            |origin: &str| url.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/'));
        let brands = ["https://open.feishu.cn", "https://open.larksuite.com"];
        !is_on(&base) && brands.iter().any(|brand| is_on(brand))
    };
    let told = told.filter(|url| caller.is_sandbox() || !is_elsewhere(url)).map(str::to_owned);
    let built = || Some(hints::console_url(&base, &caller.app_id()?, scopes, auth));
    let console_url = if caller.is_sandbox() { told } else { told.or_else(built) };
    CommandError { console_url, ..error }
}

fn owned(scopes: &[&str]) -> Vec<String> {
    scopes.iter().map(|scope| (*scope).to_owned()).collect()
}

impl Caller<'_> {
    /// What the kept login granted.
    fn granted(&self) -> Option<String> {
        if self.given_token().is_some() {
            return None;
        }
        let settings = self.context.settings().ok()?;
        let logins = self.deployment()?.logins(settings, &Directories::resolve().ok()?).ok()??;
        Some(logins.shown_current()?.scope).filter(|scope| !scope.is_empty())
    }

    /// The variable that a person's token is in, where one was given.
    fn given_token(&self) -> Option<&'static str> {
        match &self.context.settings().ok()?.profile {
            Profile::Environment(connection) => {
                Some(connection.user_access_token.as_ref()?.variable)
            }
            _ => None,
        }
    }
}
