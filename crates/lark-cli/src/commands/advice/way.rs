//! How this profile comes by its tokens and its app.

use lark_api::Auth;
use lark_client::CredentialError;

use super::Caller;
use crate::{
    error::CommandError,
    profile::Profile,
    secrets::Place,
    settings::{Key, Origin, effective::Settings, environment::Connection},
};

pub fn without_token(
    caller: &Caller<'_>,
    error: CommandError,
    cause: &CredentialError,
) -> CommandError {
    let hint = match cause {
        CredentialError::NoApp => to_a_token(caller, Auth::Bot),
        CredentialError::NoUser => {
            format!("{}; or act as the bot: --as bot", to_a_token(caller, Auth::User))
        }
        CredentialError::LoginOver | CredentialError::LoginRefused { .. } => {
            to_a_token(caller, Auth::User)
        }
        _ => return error,
    };
    error.with_hint(hint)
}

/// The one way to a token that is good.
pub fn to_a_token(caller: &Caller<'_>, auth: Auth) -> String {
    let Ok(settings) = caller.context.settings() else { return caller.command("config show") };
    match (&settings.profile, auth) {
        (Profile::Sandbox, _) => "look at the sandbox: lark-cli sandbox info".to_owned(),
        (Profile::Environment(connection), _) if given(connection, auth).is_some() => {
            let variable = given(connection, auth).unwrap_or_default();
            format!("get a new token and put it in {variable}")
        }
        (Profile::Environment(_), Auth::User) if !has_app(settings) => {
            "get a person's token and put it in LARK_CLI_USER_ACCESS_TOKEN".to_owned()
        }
        (_, Auth::User) => format!("log in: {}", caller.command("auth login")),
        (_, Auth::Bot) => to_the_app(caller),
    }
}

fn given(connection: &Connection, auth: Auth) -> Option<&'static str> {
    let token = match auth {
        Auth::User => &connection.user_access_token,
        Auth::Bot => &connection.tenant_access_token,
    };
    token.as_ref().map(|given| given.variable)
}

fn has_app(settings: &Settings) -> bool {
    settings.get(Key::AppId).is_some() && settings.get(Key::AppSecret).is_some()
}

/// The one place where the app's id and secret are to be put right.
pub fn to_the_app(caller: &Caller<'_>) -> String {
    let init = || {
        let init = caller.command("config init --app-secret-stdin < secret.txt");
        format!("give the app's secret anew: {init}")
    };
    let Ok(settings) = caller.context.settings() else { return init() };
    if caller.is_sandbox() {
        return "look at the sandbox: lark-cli sandbox info".to_owned();
    }
    let variable = |key, otherwise| match settings.get(key).map(|setting| &setting.origin) {
        Some(Origin::Variable(name)) => *name,
        _ => otherwise,
    };
    if let Profile::Environment(_) = settings.profile {
        return format!(
            "check the app's id and secret in {} and {}",
            variable(Key::AppId, "LARK_CLI_APP_ID"),
            variable(Key::AppSecret, "LARK_CLI_APP_SECRET")
        );
    }
    match Place::of(|key| settings.get(key)) {
        Place::Kept => init(),
        Place::Written(setting) => format!("check app_id and app_secret in {}", setting.origin),
        Place::Command(setting) => format!(
            "check app_id and what secret_command prints ({}); it is set in {}",
            setting.list().join(" "),
            setting.origin
        ),
    }
}
