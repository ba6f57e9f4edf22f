//! `lark-cli auth login`

use std::{fmt, time::Duration};

use clap::Args;
use lark_api::{
    authen::GetUserInfo,
    errors::Kind,
    ids::AppId,
    oauth::{
        OFFLINE_ACCESS,
        device::{AuthorizeDevice, DeviceAuthorization},
        scopes_of,
        token::{GetToken, Grant, TokenAnswer},
    },
};
use lark_client::{
    Client, Secret,
    clock::{Clock, SystemClock},
    consent::{Pace, wait_for},
    login::Login,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    consent::{self, Steps},
    session::Session,
    wanted::Wanted,
};
use crate::{
    context::Context,
    error::{CommandError, Type},
    hints,
    output::Output,
    settings::effective::Settings,
};

/// Log in as yourself, so that commands can act as you (--as user)
///
/// Opens a page elsewhere: it prints an address and a code, and waits until you have confirmed there.
/// Programs that cannot wait ask with --no-wait, show the address, and finish with --device-code.
/// Without a flag that says what for, it asks for what the `im` commands need.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli auth login\n  \
    lark-cli auth login --for \"im list-messages\" --for \"im add-reaction\"\n  \
    lark-cli auth login --scope \"im:message im:chat:readonly\"\n  \
    lark-cli auth login --no-wait\n  \
    lark-cli auth login --device-code <device_code>")]
pub struct LoginArgs {
    #[command(flatten)]
    wanted: Wanted,

    /// Print the address and the codes and end, instead of waiting
    #[arg(long, conflicts_with = "device_code")]
    no_wait: bool,

    /// Finish a login that --no-wait began
    #[arg(long, value_name = "CODE")]
    device_code: Option<String>,

    /// Seconds to wait for the person to confirm
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: Option<u64>,
}

/// What --no-wait prints.
#[derive(Serialize, JsonSchema)]
struct Begun {
    verification_url: String,
    user_code: String,
    device_code: String,
    expires_in: i64,
    scope: String,
    hint: String,
}

/// A login that is done.
#[derive(Serialize, JsonSchema)]
struct Done {
    user_open_id: String,
    user_name: String,
    /// What may be done now, with spaces between.
    scope: String,
    requested: Vec<String>,
    newly_granted: Vec<String>,
    already_granted: Vec<String>,
    /// Asked for and not granted.
    missing: Vec<String>,
    /// When the person has to log in again, at the latest; null where each token ends it.
    lasts_until: Option<String>,
}

pub fn run(context: &Context, args: LoginArgs) -> Result<Output<'_>, CommandError> {
    consent::refuse_dry_run(context)?;
    let session = Session::open(context)?;
    refuse_strict(session.settings)?;
    let client = session.as_app()?;
    let logins = session.logins()?;
    let before = logins.current()?.map(|login| login.scope).unwrap_or_default();
    // What the first of two steps asked for is known only where the second one repeats it.
    let requested = match args.device_code.is_some() && !args.wanted.is_said() {
        true => Vec::new(),
        false => args.wanted.scopes(&before)?,
    };
    let begun = match &args.device_code {
        Some(_) => None,
        None => Some(begin(&client, session.app_id()?, &requested)?),
    };
    if let (Some(begun), true) = (&begun, args.no_wait) {
        return Ok(Output::value(Begun::new(begun, &requested)));
    }
    let (device_code, pace) = match (begun, args.device_code) {
        (Some(begun), _) => {
            consent::ask(address(&begun), &begun.user_code);
            (begun.device_code, Pace::of(begun.interval, begun.expires_in))
        }
        (None, Some(code)) => (code, Pace::of(None, None)),
        (None, None) => unreachable!("one or the other"),
    };
    let patience = args.timeout.map_or(pace.patience, Duration::from_secs);
    let again = again(&device_code, &requested);
    let answer = wait(&client, &device_code, (Pace { patience, ..pace }, &again))?;
    let login = who(&session, answer)?;
    logins.keep(&login)?;
    Ok(Output::value(Done::new(&login, requested, &before)))
}

fn begin(
    client: &Client,
    app_id: &AppId,
    requested: &[String],
) -> Result<DeviceAuthorization, lark_client::Error> {
    let request = AuthorizeDevice {
        client_id: Some(app_id.clone()),
        client_secret: None,
        scope: requested.join(" "),
    };
    client.call(&request).map_err(|error| match error {
        lark_client::Error::Api(mut api) if api.kind == Some(Kind::AppScope) => {
            api.missing_scopes = unknown_to_the_app(&api.msg, requested);
            lark_client::Error::Api(api)
        }
        error => error,
    })
}

/// Those that the answer names; all of them where it names none.
fn unknown_to_the_app(msg: &str, requested: &[String]) -> Vec<String> {
    let asked = || requested.iter().filter(|scope| *scope != OFFLINE_ACCESS);
    let named: Vec<String> = asked().filter(|scope| hints::names(msg, scope)).cloned().collect();
    if named.is_empty() { asked().cloned().collect() } else { named }
}

fn wait(
    client: &Client,
    device_code: &str,
    (pace, again): (Pace, &str),
) -> Result<TokenAnswer, CommandError> {
    let (app_id, app_secret) = client.app().map_err(lark_client::Error::from)?;
    let grant = Grant::DeviceCode { device_code: device_code.to_owned() };
    let request = GetToken::new(app_id.clone(), app_secret.reveal(), grant);
    let granted = wait_for(&SystemClock::default(), pace, || client.call(&request).map(Some));
    let steps = Steps { anew: "lark-cli auth login", again };
    granted.map_err(|error| consent::not_granted(error, &steps))
}

fn again(device_code: &str, requested: &[String]) -> String {
    let line = format!("lark-cli auth login --device-code {}", hints::quote(device_code));
    match requested.is_empty() {
        true => line,
        false => format!("{line} --scope {}", hints::quote(&requested.join(" "))),
    }
}

/// Whose token it is, the token itself says.
fn who(session: &Session<'_>, answer: TokenAnswer) -> Result<Login, CommandError> {
    let person = session.as_person(Secret::new(&answer.access_token)).call(&GetUserInfo {})?;
    Ok(Login::new(person.open_id, person.name, answer, SystemClock::default().now()))
}

fn address(begun: &DeviceAuthorization) -> &str {
    match begun.verification_uri_complete.as_str() {
        "" => &begun.verification_uri,
        complete => complete,
    }
}

impl Begun {
    fn new(begun: &DeviceAuthorization, requested: &[String]) -> Self {
        Self {
            verification_url: address(begun).to_owned(),
            user_code: begun.user_code.clone(),
            device_code: begun.device_code.clone(),
            expires_in: begun.expires_in.unwrap_or(lark_api::limits::DEVICE_CODE_SECONDS),
            scope: requested.join(" "),
            hint: format!(
                "show the person verification_url exactly as it is; when they have confirmed: {}",
                again(&begun.device_code, requested)
            ),
        }
    }
}

impl fmt::Display for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Open   {}", self.verification_url)?;
        writeln!(f, "Code   {}  (good for {} s)", self.user_code, self.expires_in)?;
        write!(f, "Then   {}", again(&self.device_code, &[]))
    }
}

impl Done {
    fn new(login: &Login, requested: Vec<String>, before: &str) -> Self {
        let had = |scope: &str| scopes_of(before).any(|known| known == scope);
        let has = |scope: &str| login.scopes().any(|known| known == scope);
        let (granted, missing): (Vec<_>, Vec<_>) =
            requested.iter().cloned().partition(|scope| has(scope));
        let (already_granted, newly_granted) = granted.into_iter().partition(|scope| had(scope));
        Self {
            user_open_id: login.open_id.to_string(),
            user_name: login.name.clone(),
            scope: login.scope.clone(),
            requested,
            newly_granted,
            already_granted,
            missing,
            lasts_until: login
                .refresh_token
                .as_ref()
                .map(|_| super::status::moment(login.refresh_expires_at)),
        }
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logged in as {} ({})", self.user_name, self.user_open_id)?;
        if !self.missing.is_empty() {
            write!(f, "\nNot granted: {}", self.missing.join(" "))?;
        }
        match &self.lasts_until {
            Some(until) => write!(f, "\nThe login lasts until {until}, and longer when it is used"),
            None => f.write_str("\nThe login ends with its token: offline_access was not granted"),
        }
    }
}

fn refuse_strict(settings: &Settings) -> Result<(), CommandError> {
    match settings.strict_mode()? {
        Some(strict) if strict.text() == "bot" => {
            let message = format!("strict mode allows only the bot ({})", strict.origin);
            Err(CommandError::new(Type::Policy, "strict_mode", message)
                .with_hint("lark-cli config strict-mode off, if that is yours to say"))
        }
        _ => Ok(()),
    }
}
