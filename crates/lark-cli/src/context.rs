//! What every command may use: the client, the settings, what was understood.

use std::cell::{Cell, OnceCell, RefCell};

use lark_api::Auth;
use lark_client::{
    AppSecret, Client, CredentialError, Credentials,
    clock::SystemClock,
    http::{BaseUrls, HttpTransport, Network},
    login::{Connect, LoginTokens, Notices},
    plan::Planned,
    retry::Patience,
    token_cache::TokenFiles,
    transport::Transport,
};
use lark_sandbox::Limits;
use serde_json::{Map, Value};

use crate::{
    arguments::{GlobalArgs, IdentityArg},
    error::{CommandError, Type},
    journal::{self, Trouble, Writer},
    logins::Logins,
    pace::{self, Pace},
    profile::{Deployment, Directories, Profile},
    sandbox::{self, Inside, Reached},
    settings::{effective::Settings, policy},
    spelling::Understood,
    transport::{admin, in_process::InProcess},
};

pub struct Context {
    global: GlobalArgs,
    understood: Understood,
    settings: OnceCell<Result<Settings, CommandError>>,
    of_no_profile: OnceCell<Result<Settings, CommandError>>,
    session: OnceCell<Session>,
    facts: RefCell<Map<String, Value>>,
    notices: Notices,
    /// What the command is called in the journal.
    command: String,
    trouble: Trouble,
    pace: Cell<Option<Pace>>,
}

/// Where a webhook is.
pub enum HookPlace {
    At(BaseUrls),
    /// In the sandbox of the data directory.
    Sandbox,
}

/// A client, and what has to live as long as it is used.
struct Session {
    client: Client,
    _inside: Option<Inside>,
}

impl Context {
    pub fn new(global: GlobalArgs, understood: Understood, command: String) -> Self {
        Self {
            global,
            understood,
            settings: OnceCell::new(),
            of_no_profile: OnceCell::new(),
            session: OnceCell::new(),
            facts: RefCell::default(),
            notices: Notices::default(),
            command,
            trouble: Trouble::default(),
            pace: Cell::new(None),
        }
    }

    pub fn global(&self) -> &GlobalArgs {
        &self.global
    }

    pub fn understood(&self) -> &Understood {
        &self.understood
    }

    /// What flags, environment and files say; read when it is first asked for.
    pub fn settings(&self) -> Result<&Settings, CommandError> {
        let read = || Settings::resolve(&self.global, &Directories::resolve()?);
        self.settings.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// How fast the client is to be, where that was told on the line; before it is first asked for.
    pub fn keep_pace(&self, pace: Option<Pace>) {
        self.pace.set(pace);
    }

    /// The settings, or for who has no profile those that go with any.
    pub fn settings_of_anyone(&self) -> Result<&Settings, CommandError> {
        match self.settings() {
            Err(error) if error.subtype == "not_configured" => {
                let read = || Settings::of_a_project(&Directories::resolve()?);
                self.of_no_profile.get_or_init(read).as_ref().map_err(Clone::clone)
            }
            other => other,
        }
    }

    pub fn is_sandbox(&self) -> bool {
        self.settings().is_ok_and(|settings| matches!(settings.profile, Profile::Sandbox))
    }

    /// The client, acting as one of the identities that what is to be called takes.
    pub fn client(&self, takes: &[Auth]) -> Result<&Client, CommandError> {
        if let Some(session) = self.session.get() {
            return Ok(&session.client);
        }
        let session = self.connect(takes)?;
        Ok(&self.session.get_or_init(|| session).client)
    }

    /// The client of the calls so far; none where nothing was called.
    pub fn connected(&self) -> Option<&Client> {
        self.session.get().map(|session| &session.client)
    }

    /// Notes something to be known about the result; it stands in `meta`.
    pub fn fact(&self, name: &str, value: impl Into<Value>) {
        self.facts.borrow_mut().insert(name.to_owned(), value.into());
    }

    pub fn facts(&self) -> Map<String, Value> {
        let notices = self.notices.take().into_iter().map(|notice| notice.to_string());
        notices.chain(self.trouble.take()).for_each(|text| self.warn(&text));
        self.facts.borrow().clone()
    }

    /// Notes something that went wrong beside the result.
    pub fn warn(&self, text: &str) {
        let mut facts = self.facts.borrow_mut();
        let warnings = facts.entry("warnings").or_insert_with(|| Value::Array(Vec::new()));
        // A warning that holds for many messages is given once.
        if let Some(list) = warnings.as_array_mut().filter(|list| !list.contains(&text.into())) {
            list.push(text.into());
        }
    }

    pub fn warnings(&self) -> Vec<String> {
        let warnings = self.facts().remove("warnings");
        let list = warnings.as_ref().and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Whom the command acted as, once it is known.
    pub fn identity(&self) -> Option<Auth> {
        self.connected().map(Client::identity)
    }

    /// What a dry run would have sent; `None` when this is none.
    pub fn plan(&self) -> Option<(Vec<Planned>, Option<&str>)> {
        let client = &self.session.get()?.client;
        Some((client.plan()?.take(), client.app_id()))
    }

    /// Refuses to go on unless what cannot be undone was confirmed. A dry run needs no yes.
    pub fn confirmed(&self, what: &str) -> Result<(), CommandError> {
        if self.global.yes || self.global.dry_run {
            return Ok(());
        }
        let failure = CommandError::new(
            Type::Confirmation,
            "confirmation_required",
            format!("{what} cannot be undone"),
        );
        Err(failure.with_hint("add --yes to confirm, or --dry-run to see what would be sent"))
    }

    /// A client that calls somebody's webhook: as nobody, and never twice.
    pub fn hook_client(&self, place: HookPlace) -> Result<&Client, CommandError> {
        let directories = Directories::resolve()?;
        let settings = self.settings_of_anyone()?;
        let (transport, inside, limits): (Box<dyn Transport>, _, _) = match place {
            HookPlace::At(base) => {
                let transport = HttpTransport::new(base, USER_AGENT, &settings.network()?);
                (Box::new(transport), None, Limits::Real)
            }
            HookPlace::Sandbox => match sandbox::reach(&directories)? {
                Reached::Inside(inside) => {
                    let (router, limits) = (inside.sandbox.router(), inside.sandbox.limits());
                    (Box::new(InProcess::new(router).map_err(no_runtime)?), Some(inside), limits)
                }
                Reached::Served(server) => {
                    let (base, network) = (admin::base_urls(&server)?, Network::default());
                    let transport = HttpTransport::new(base, USER_AGENT, &network);
                    (Box::new(transport), None, sandbox::limits_of(&server))
                }
            },
        };
        let client = Client::new(transport, Auth::Bot, Credentials::default());
        let client = self.finish(client, directories, settings, limits)?;
        let client = client.with_patience(Patience::NONE);
        Ok(&self.session.get_or_init(|| Session { client, _inside: inside }).client)
    }

    fn connect(&self, takes: &[Auth]) -> Result<Session, CommandError> {
        let settings = self.settings()?;
        let wanted = settings.identity(self.global.identity)?;
        refuse_identity(wanted, takes)?;
        let Some(deployment) = Deployment::of(settings)? else {
            return self.connect_sandbox(wanted, takes);
        };
        let directories = Directories::resolve()?;
        let network = settings.network()?;
        let logins = deployment.logins(settings, &directories);
        let is_of_environment = matches!(settings.profile, Profile::Environment(_));
        let can_be = |identity| match identity {
            Auth::User if deployment.user_access_token.is_some() => Ok(true),
            Auth::User => match logins.as_ref().map_err(Clone::clone)? {
                // What the environment has is enough, whatever the home of others has in it.
                Some(logins) if is_of_environment => Ok(logins.may_have_one().unwrap_or(false)),
                Some(logins) => logins.may_have_one(),
                None => Ok(false),
            },
            Auth::Bot if deployment.tenant_access_token.is_some() => Ok(true),
            Auth::Bot => deployment.has_app(&directories),
        };
        let identity = choose(wanted, takes, can_be)?;
        let secret = match identity {
            Auth::Bot => deployment.app_secret(&directories)?,
            Auth::User => None,
        };
        let login = match (identity, &deployment.user_access_token) {
            (Auth::User, None) => logins?.map(Logins::place).transpose()?.flatten(),
            _ => None,
        };
        let transport = HttpTransport::new(deployment.base.clone(), USER_AGENT, &network);
        let mut credentials = deployment.clone().into_credentials(secret);
        if let Some(place) = login {
            let connect = deployment.refresher(network, directories.clone());
            let clock = Box::new(SystemClock::default());
            let tokens = LoginTokens::new(place, connect, clock, self.notices.clone());
            credentials.user = Some(Box::new(tokens));
        }
        let client = Client::new(Box::new(transport), identity, credentials);
        let client = with_token_files(client, &directories);
        let client = self.finish(client, directories, settings, Limits::Real)?;
        Ok(Session { client, _inside: None })
    }

    fn connect_sandbox(
        &self,
        wanted: IdentityArg,
        takes: &[Auth],
    ) -> Result<Session, CommandError> {
        let directories = Directories::resolve()?;
        match sandbox::reach(&directories)? {
            Reached::Inside(inside) => {
                let credentials = sandbox::credentials_of(&inside.sandbox.info()?);
                let identity = choose(wanted, takes, |auth| Ok(credentials.can_be(auth)))?;
                let transport = InProcess::new(inside.sandbox.router()).map_err(no_runtime)?;
                let client = Client::new(Box::new(transport), identity, credentials);
                let limits = inside.sandbox.limits();
                let client = self.finish(client, directories, self.settings()?, limits)?;
                Ok(Session { client, _inside: Some(inside) })
            }
            Reached::Served(server) => {
                let transport =
                    HttpTransport::new(admin::base_urls(&server)?, USER_AGENT, &Network::default());
                let credentials = sandbox::credentials_of_server(&server);
                let identity = choose(wanted, takes, |auth| Ok(credentials.can_be(auth)))?;
                let client = Client::new(Box::new(transport), identity, credentials);
                let client = with_token_files(client, &directories);
                let limits = sandbox::limits_of(&server);
                let client = self.finish(client, directories, self.settings()?, limits)?;
                Ok(Session { client, _inside: None })
            }
        }
    }

    fn finish(
        &self,
        client: Client,
        directories: Directories,
        settings: &Settings,
        limits: Limits,
    ) -> Result<Client, CommandError> {
        let client = client.with_policy(Box::new(policy::rules(settings)));
        let client = client.with_patience(pace::patience()?);
        let pace = self.pace.get().unwrap_or_else(|| settings.pace());
        let client = pace::paced(client, pace, limits, &directories);
        if self.global.dry_run {
            return Ok(client.as_dry_run());
        }
        if !journal::is_on(settings) {
            return Ok(client);
        }
        let writer = Writer::new(directories, &settings.name, &self.command, self.trouble.clone());
        Ok(client.with_journal(Box::new(writer)))
    }
}

pub const USER_AGENT: &str = concat!("lark-cli/", env!("CARGO_PKG_VERSION"));

impl Deployment {
    /// What a refresh is made with; the secret is fetched when it comes to that.
    fn refresher(self, network: Network, directories: Directories) -> Connect {
        Box::new(move || {
            let secret = self.app_secret(&directories);
            let secret = secret.map_err(|error| CredentialError::NotRefreshed(error.message))?;
            let credentials = self.clone().into_credentials(secret);
            let transport = HttpTransport::new(self.base.clone(), USER_AGENT, &network);
            Ok(Client::new(Box::new(transport), Auth::Bot, credentials))
        })
    }

    fn into_credentials(self, app_secret: Option<AppSecret>) -> Credentials {
        let credentials = Credentials {
            app_id: self.app_id,
            app_secret,
            tenant_access_token: self.tenant_access_token,
            user: None,
        };
        match self.user_access_token {
            Some(token) => credentials.with_user_access_token(token),
            None => credentials,
        }
    }
}

/// Without a place to keep tokens each command gets its own.
pub fn with_token_files(client: Client, directories: &Directories) -> Client {
    match directories.tokens() {
        Some(path) => client.with_token_cache(Box::new(TokenFiles::new(path))),
        None => client,
    }
}

fn refuse_identity(wanted: IdentityArg, takes: &[Auth]) -> Result<(), CommandError> {
    let (name, other, auth) = match wanted {
        IdentityArg::User => ("user", "bot", Auth::User),
        IdentityArg::Bot => ("bot", "user", Auth::Bot),
        IdentityArg::Auto => return Ok(()),
    };
    if takes.contains(&auth) {
        return Ok(());
    }
    Err(CommandError::invalid("--as", format!("Lark does not let a {name} do that"))
        .with_hint(format!("use --as {other}")))
}

/// The identity asked for, else the first there is something to call with, a person before a bot.
fn choose(
    wanted: IdentityArg,
    takes: &[Auth],
    can_be: impl Fn(Auth) -> Result<bool, CommandError>,
) -> Result<Auth, CommandError> {
    match wanted {
        IdentityArg::User => Ok(Auth::User),
        IdentityArg::Bot => Ok(Auth::Bot),
        IdentityArg::Auto => {
            for auth in [Auth::User, Auth::Bot] {
                if takes.contains(&auth) && can_be(auth)? {
                    return Ok(auth);
                }
            }
            Ok(takes.first().copied().unwrap_or(Auth::Bot))
        }
    }
}

fn no_runtime(error: std::io::Error) -> CommandError {
    CommandError::new(Type::Internal, "sandbox_unusable", error.to_string())
        .with_hint("the machine may be out of file descriptors")
}
