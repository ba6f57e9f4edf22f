//! What to do about a refusal, with the names and ids of this profile. It is worked out only when the
//! failure is shown, with one further read at most; where that fails the plainer hint stays.

mod chat;
mod scopes;
mod way;

use lark_api::{
    Auth,
    errors::{Kind, codes},
};
use lark_client::{ApiError, Client};

use crate::{
    context::Context,
    error::{Cause, CommandError},
    hints,
    profile::{Deployment, Directories, Profile},
    settings::Origin,
};

/// The failure with the best hint there is.
pub fn advise(context: &Context, mut error: CommandError) -> CommandError {
    let Some(cause) = error.cause.take() else { return error };
    let caller = Caller { context };
    match *cause {
        Cause::Ungranted(ungranted) => scopes::ungranted(&caller, error, &ungranted),
        Cause::Credential(credential) => way::without_token(&caller, error, &credential),
        Cause::Refused(api) => refused(&caller, error, &api),
    }
}

fn refused(caller: &Caller<'_>, error: CommandError, api: &ApiError) -> CommandError {
    let hint = match api.kind {
        Some(Kind::AppScope) => return scopes::of_app(caller, error, api),
        Some(Kind::UserScope) => return scopes::of_person(caller, error, api),
        Some(Kind::UserUnauthorized) => return scopes::of_chat(caller, error, api),
        Some(Kind::TokenMissing | Kind::TokenInvalid | Kind::TokenExpired) => {
            Some(way::to_a_token(caller, caller.auth()))
        }
        Some(Kind::GrantInvalid) => Some(way::to_a_token(caller, Auth::User)),
        Some(Kind::InvalidClient) => Some(way::to_the_app(caller)),
        Some(Kind::NotInChat) if api.code == codes::CHAT_OWNER_OUTSIDE => {
            chat::owner_to_be(caller, api)
        }
        Some(Kind::NotInChat) => chat::outside(caller, api),
        Some(Kind::NoPermission) => chat::who_may(caller, api),
        Some(Kind::ChatSettings) => chat::settings(caller, api),
        Some(Kind::NotVisible) => Some(chat::not_available(caller, api)),
        _ => None,
    };
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// Who called: the profile and the identity.
struct Caller<'a> {
    context: &'a Context,
}

impl Caller<'_> {
    /// Calls without an identity are made with the app's own secret.
    fn auth(&self) -> Auth {
        self.context.identity().unwrap_or(Auth::Bot)
    }

    fn client(&self) -> Option<&Client> {
        self.context.connected()
    }

    fn app_id(&self) -> Option<String> {
        let connected = || Some(self.client()?.app_id()?.to_owned());
        connected().or_else(|| Some(self.deployment()?.app_id?.to_string()))
    }

    /// None for the built-in sandbox.
    fn deployment(&self) -> Option<Deployment> {
        Deployment::of(self.context.settings().ok()?).ok()?
    }

    fn is_sandbox(&self) -> bool {
        self.context.settings().is_ok_and(|settings| matches!(settings.profile, Profile::Sandbox))
    }

    /// The open id of who is logged in, where a login is kept.
    fn person(&self) -> Option<String> {
        let settings = self.context.settings().ok()?;
        let logins = self.deployment()?.logins(settings, &Directories::resolve().ok()?).ok()??;
        let current = logins.shown_current()?;
        Some(current.open_id.to_string()).filter(|id| !id.is_empty())
    }

    /// How a command of this profile begins.
    fn command(&self, rest: &str) -> String {
        let settings = self.context.settings().ok();
        match settings.filter(|settings| settings.chosen_by == Origin::Flag("--profile")) {
            Some(settings) => format!("lark-cli --profile {} {rest}", hints::quote(&settings.name)),
            None => format!("lark-cli {rest}"),
        }
    }
}

/// Ids one after another, as a sentence has them.
fn listed(ids: &[String]) -> String {
    ids.join(", ")
}
