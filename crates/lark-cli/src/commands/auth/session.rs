//! The app that people log in to: where it is, its secret, its logins.

use lark_api::Auth;
use lark_client::{
    Client, Credentials, Secret,
    http::{HttpTransport, Network},
    login::Login,
};

use crate::{
    context::{Context, USER_AGENT},
    error::{CommandError, Type},
    logins::Logins,
    profile::{Deployment, Directories},
    settings::effective::Settings,
};

pub struct Session<'a> {
    pub settings: &'a Settings,
    pub deployment: Deployment,
    pub directories: Directories,
    network: Network,
}

impl<'a> Session<'a> {
    pub fn open(context: &'a Context) -> Result<Self, CommandError> {
        let settings = context.settings()?;
        let Some(deployment) = Deployment::of(settings)? else { return Err(no_login_needed()) };
        let directories = Directories::resolve()?;
        Ok(Self { settings, deployment, directories, network: settings.network()? })
    }

    pub fn logins(&self) -> Result<Logins, CommandError> {
        self.app_id()?;
        let logins = self.deployment.logins(self.settings, &self.directories)?;
        match logins {
            Some(logins) => Ok(logins),
            None => Err(self.directories.data().err().unwrap_or_else(no_app)),
        }
    }

    pub fn app_id(&self) -> Result<&lark_api::ids::AppId, CommandError> {
        self.deployment.app_id.as_ref().ok_or_else(no_app)
    }

    /// Calls as nobody, with the app's id and secret.
    pub fn as_app(&self) -> Result<Client, CommandError> {
        let app_secret = self.deployment.secret(&self.directories)?.ok_or_else(no_secret)?;
        Ok(self.client(Auth::Bot, Some(app_secret), None))
    }

    /// Calls with a token as it is.
    pub fn as_person(&self, token: Secret) -> Client {
        self.client(Auth::User, None, Some(token))
    }

    fn client(&self, identity: Auth, app_secret: Option<Secret>, token: Option<Secret>) -> Client {
        let transport = HttpTransport::new(self.deployment.base.clone(), USER_AGENT, &self.network);
        let credentials = Credentials {
            app_id: self.deployment.app_id.clone(),
            app_secret: app_secret.map(Into::into),
            ..Credentials::default()
        };
        let credentials = match token {
            Some(token) => credentials.with_user_access_token(token),
            None => credentials,
        };
        Client::new(Box::new(transport), identity, credentials)
    }

    /// The login of who is named, else the one that counts.
    pub fn login(&self, user: Option<&str>) -> Result<Login, CommandError> {
        let logins = self.logins()?;
        let Some(user) = user else {
            return logins.current()?.ok_or_else(nobody);
        };
        let list = logins.list()?;
        let found: Vec<_> = list
            .iter()
            .filter(|login| login.open_id.as_str() == user || login.name == user)
            .collect();
        match found[..] {
            [only] => Ok(only.clone()),
            _ => Err(not_one(user, &list)),
        }
    }
}

fn no_login_needed() -> CommandError {
    let message = "the built-in sandbox needs no login: --as user is its default person";
    CommandError::new(Type::Validation, "invalid_profile", message).with_hint(
        "to try a login out, serve it (lark-cli sandbox start) and set a profile up for it with \
         what that prints: lark-cli config init --name try --base-url <URL> --app-id <cli_…> \
         --app-secret-stdin",
    )
}

fn no_app() -> CommandError {
    CommandError::new(Type::Config, "not_configured", "it is not known to which app to log in")
        .with_hint("set the app up: lark-cli config init")
}

fn no_secret() -> CommandError {
    let message = "the app's secret is needed to log in, and there is none";
    CommandError::new(Type::Config, "not_configured", message)
        .with_hint("give it: lark-cli config init --app-secret-stdin < secret.txt")
}

pub fn nobody() -> CommandError {
    CommandError::new(Type::Authentication, "token_missing", "nobody is logged in")
        .with_hint("lark-cli auth login")
}

fn not_one(user: &str, list: &[Login]) -> CommandError {
    let names: Vec<_> =
        list.iter().map(|login| format!("{} {}", login.open_id, login.name)).collect();
    let message = format!("`{}` is not one of who is logged in", user.escape_debug());
    let error = CommandError::invalid("--user", message);
    match names.is_empty() {
        true => error.with_hint("nobody is; lark-cli auth login"),
        false => error.with_hint(format!("there are: {}", names.join(", "))),
    }
}
